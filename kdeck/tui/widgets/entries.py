"""What a deck file holds, as its author sees it: id and kind of each card and chat, one of them under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kdeck.core.clean import clean_line
from kdeck.tui.widgets.text import fitted


class Row(NamedTuple):
    """One row. id: ``deck/entry`` or ``deck/entry/facet``."""

    id: str
    kind: str


class Entries(ScrollView, can_focus=False):
    """Any number of rows; only those in sight are drawn. The screen moves the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"entries--cursor", "entries--quiet"}

    class Clicked(Message):
        """A row was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._cursor = 0

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
