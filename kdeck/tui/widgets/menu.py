"""A list to choose from, with the sign of the cursor beside the colour of its line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.strings import clean_line
from kdeck.tui.content import line
from kdeck.tui.widgets.text import fitted

GUTTER: Final = 2
"""Cells that the cursor takes; options are made for so many less."""


class Menu(OptionList):
    """Textual's list of options; ``▸`` stands before the one that enter takes, on its first line."""

    def fill(self, rows: Iterable[Content | Option], first: int | None = 0) -> None:
        """Show these rows; the cursor stays on its line, and begins at ``first``."""
        here = first if self.highlighted is None else self.highlighted
        self.set_options(row if isinstance(row, Option) else Option(row) for row in rows)
        last = self.option_count - 1
        self.highlighted = None if here is None or last < 0 else min(here, last)

    def _get_left_gutter_width(self) -> int:
        """Textual's own way to keep room on the left of every option."""
        return GUTTER

    def render_line(self, y: int) -> Strip:
        """One line behind its gutter."""
        strip = super().render_line(y)
        row = self.scroll_offset.y + y
        if row >= len(self._lines):
            return strip
        option, offset = self._lines[row]
        here = option == self.highlighted
        classes = ("option-list--option", "option-list--option-highlighted") if here else ("option-list--option",)
        sign = Segment("▸ " if here and offset == 0 else "  ", self.get_visual_style(*classes).rich_style)
        return Strip([sign, *strip], strip.cell_length + GUTTER).apply_meta({"option": option})


_GAP = 2


class Options(Widget, can_focus=True):
    """``● this   ○ that``: left and right, space and enter, or a click choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right,space,enter", "move(1)", show=False),
    ]

    @dataclass
    class Changed(Message):
        """The learner took another choice."""

        options: Options
        value: str

        @property
        def control(self) -> Options:
            """The widget."""
            return self.options

    _choices: tuple[tuple[str, str], ...] = ()
    value = ""

    def show(self, choices: tuple[tuple[str, str], ...], value: str) -> None:
        """Replace the choices (value and label) and the one taken."""
        self._choices, self.value = choices, value
        self.refresh()

    def render(self) -> Content:
        """The choices; the taken one is told by its sign, too."""
        parts = []
        for value, label in self._choices:
            taken = value == self.value
            style = ("bold $accent" if self.has_focus else "bold") if taken else "$quiet"
            parts.append(line(f"{'●' if taken else '○'} {label}", style))
        return Content(" " * _GAP).join(parts)

    def action_move(self, step: int) -> None:
        """Take the next choice or the one before; after the last comes the first."""
        values = [value for value, _label in self._choices]
        if values:
            self._take(values[(values.index(self.value) + step) % len(values) if self.value in values else 0])

    def on_click(self, event: events.Click) -> None:
        """Take the choice that was clicked."""
        column = 0
        for value, label in self._choices:
            length = cell_len(label) + 2
            if column <= event.x - self.gutter.left < column + length:
                self._take(value)
            column += length + _GAP

    def _take(self, value: str) -> None:
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed(self, value))


class Row(NamedTuple):
    """One row. id: ``deck/entry`` or ``deck/entry/facet``."""

    id: str
    kind: str


class Entries(ScrollView, can_focus=False):
    """Any number of rows; only those in sight are drawn. The screen moves the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"entries--cursor", "entries--quiet"}

    @dataclass
    class Clicked(Message):
        """A row was clicked."""

        place: int

    _rows: Sequence[Row] = ()
    _cursor = 0

    def show(self, rows: Sequence[Row], cursor: int) -> None:
        """Replace the rows, and bring the one under the cursor into sight."""
        self._rows, self._cursor = rows, cursor
        self.virtual_size = Size(0, len(rows))
        top, height = self.scroll_offset.y, max(1, self.size.height)
        wanted = max(min(top, cursor), cursor - height + 1)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False)
        self.refresh()

    @property
    def page(self) -> int:
        """Rows in sight."""
        return max(1, self.size.height)

    def render_line(self, y: int) -> Strip:
        """One row."""
        width, place = self.scrollable_content_region.width, y + self.scroll_offset.y
        if place >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[place]
        here = place == self._cursor
        base = self.rich_style + (self.get_component_rich_style("entries--cursor") if here else None)
        quiet = base + self.get_component_rich_style("entries--quiet", partial=True)
        kind = clean_line(row.kind)
        room = width - cell_len(kind) - 3
        name = fitted(_ending(clean_line(row.id.partition("/")[2]), room), room)
        return Strip([Segment(f"{'▸' if here else ' '} {name}", base), Segment(f" {kind}", quiet)]).adjust_cell_length(
            width, base
        )

    def on_resize(self) -> None:
        """The cursor stays in sight."""
        self.show(self._rows, self._cursor)

    def on_click(self, event: events.Click) -> None:
        """Say which row was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y + self.scroll_offset.y < len(self._rows):
            self.post_message(self.Clicked(offset.y + self.scroll_offset.y))


def _ending(identity: str, width: int) -> str:
    """As much of the end of an id as fits: that is where facets differ."""
    if cell_len(identity) <= width:
        return identity
    while identity and cell_len(identity) > width - 1:
        identity = identity[1:]
    return f"…{identity}"
