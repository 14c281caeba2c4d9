"""Options to pick or to tick, and fields of a form to mark as wrong: by number, by cursor or by mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.widget import Widget

from kdeck.core.cards.card import Mode
from kdeck.tui.safe import line, plain
from kdeck.tui.widgets.text import fitted
from kdeck.tui.wrap import wrap

_WIDEST_NAME = 18


class Mark(NamedTuple):
    """What an option turned out to be. right: ``None`` when it neither was chosen nor should have been."""

    right: bool | None
    note: str = ""


class Choices(Widget):
    """The options of one question. It knows what is chosen; the screen decides when that is the answer."""

    class Clicked(Message):
        """An option was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._labels: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()
        self._mode: Mode = "pick"
        self._marks: tuple[Mark, ...] = ()
        self.cursor: int | None = None
        self.chosen: tuple[int, ...] = ()

    def ask(self, labels: Sequence[str], mode: Mode, names: Sequence[str] = ()) -> None:
        """Show a new question's options, nothing chosen. names: of a form's fields; ``labels`` are their values."""
        self._labels, self._mode, self._names = tuple(labels), mode, tuple(names)
        self._marks, self.chosen, self.cursor = (), (), None
        self.display = bool(labels)
        self.refresh(layout=True)

    def judge(self, marks: Sequence[Mark]) -> None:
        """Show what each option was."""
        self._marks, self.cursor = tuple(marks), None
        self.refresh(layout=True)

    def move(self, step: int) -> None:
        """Move the cursor, from nowhere to the first or the last option."""
        if not self._labels or self._marks:
            return
        if self.cursor is None:
            self.cursor = 0 if step > 0 else len(self._labels) - 1
        else:
            self.cursor = (self.cursor + step) % len(self._labels)
        self.refresh()
        self._reveal(self.cursor)

    def choose(self, place: int) -> None:
        """Pick an option; or tick or untick it."""
        if not 0 <= place < len(self._labels) or self._marks:
            return
        if self._mode == "pick":
            self.chosen = (place,)
        elif place not in self.chosen:
            self.chosen = (*self.chosen, place)
        else:
            self.chosen = tuple(other for other in self.chosen if other != place)
        self.cursor = place
        self.refresh()

    @property
    def complete(self) -> bool:
        """Whether enough is chosen for an answer."""
        return bool(self.chosen)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own
        """As many lines as the options take."""
        return sum(len(lines) for lines in self._lines(width))

    def render(self) -> Content:
        """All options."""
        return Content("\n").join([line for lines in self._lines(self.size.width) for line in lines])

    def on_click(self, event: events.Click) -> None:
        """Say which option was clicked."""
        top = 0
        for place, lines in enumerate(self._lines(self.size.width)):
            if top <= event.y < top + len(lines):
                self.post_message(self.Clicked(place))
                return
            top += len(lines)

    def _lines(self, width: int) -> list[list[Content]]:
        return [self._option(place, max(8, width)) for place in range(len(self._labels))]

    def _option(self, place: int, width: int) -> list[Content]:
        mark = self._marks[place] if self._marks else None
        lead = self._lead(place, mark)
        if self._names:
            widest = min(_WIDEST_NAME, max(map(cell_len, self._names)), width // 3)
            lead = Content.assemble(lead, line(fitted(self._names[place], widest), "$quiet"), "  ")
        return option_lines(lead, self._labels[place], self._style(place, mark), mark, width)

    def _lead(self, place: int, mark: Mark | None) -> Content:
        cursor = "▸ " if self.cursor == place else "  "
        sign, style = cursor, "bold $accent"
        if mark is not None and mark.right is not None:
            sign, style = ("✓ ", "bold $right") if mark.right else ("✗ ", "bold $wrong")
        number = str(place + 1) if place < 9 else " "
        return Content.assemble((sign, style), (f"{number}  ", "$quiet"), (self._box(place), "bold $accent"))

    def _box(self, place: int) -> str:
        if self._mode != "pick-all":
            return ""
        return ("[✗] " if self._names else "[x] ") if place in self.chosen else "[ ] "

    def _style(self, place: int, mark: Mark | None) -> str:
        if mark is not None:
            return "" if mark.right is None else "$right" if mark.right else "$wrong"
        return "bold" if place == self.cursor else ""

    def _reveal(self, place: int) -> None:
        """Bring an option into the view of what scrolls around the widget."""
        if isinstance(self.parent, Widget):
            lines, here = self._lines(self.size.width), self.virtual_region
            top = here.y + sum(len(option) for option in lines[:place])
            region = Region(here.x, top, here.width, len(lines[place]))
            self.parent.scroll_to_region(region, animate=False, force=True)


def option_lines(lead: Content, label: str, style: str, mark: Mark | None, width: int) -> list[Content]:
    """An option behind its lead, broken to ``width`` cells, with the note of its mark."""
    text = plain(label, style)
    if mark is not None and mark.note:
        text = Content.assemble(text, "  ", plain(mark.note, "$quiet"))
    rest = Content(" " * lead.cell_length)
    lines = wrap(text, max(4, width - lead.cell_length))
    return [Content("").join([lead if index == 0 else rest, part]) for index, part in enumerate(lines)]
