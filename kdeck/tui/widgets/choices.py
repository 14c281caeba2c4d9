"""Options to pick, to tick or to put in order, by number, by cursor or by mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.widget import Widget

from kdeck.core.prompt import Mode
from kdeck.tui.safe import plain
from kdeck.tui.wrap import wrap


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
        self._mode: Mode = "pick"
        self._marks: tuple[Mark, ...] = ()
        self.cursor: int | None = None
        self.chosen: tuple[int, ...] = ()

    def ask(self, labels: Sequence[str], mode: Mode) -> None:
        """Show a new question's options, nothing chosen."""
        self._labels, self._mode = tuple(labels), mode
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
        """Pick an option; tick or untick it; or put it next."""
        if not 0 <= place < len(self._labels) or self._marks:
            return
        if self._mode == "pick":
            self.chosen = (place,)
        elif place not in self.chosen:
            self.chosen = (*self.chosen, place)
        elif self._mode == "pick-all":
            self.chosen = tuple(other for other in self.chosen if other != place)
        self.cursor = place
        self.refresh()

    def take_back(self) -> None:
        """Take the last one put back out."""
        self.chosen = self.chosen[:-1]
        self.refresh()

    @property
    def complete(self) -> bool:
        """Whether enough is chosen for an answer."""
        return len(self.chosen) == len(self._labels) if self._mode == "sequence" else bool(self.chosen)

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
        room = max(4, width - lead.cell_length)
        label = plain(self._labels[place], self._style(place, mark))
        if mark is not None and mark.note:
            label = Content.assemble(label, "  ", plain(mark.note, "$quiet"))
        lines = wrap(label, room)
        rest = Content(" " * lead.cell_length)
        return [Content("").join([lead if index == 0 else rest, text]) for index, text in enumerate(lines)]

    def _lead(self, place: int, mark: Mark | None) -> Content:
        cursor = "▸ " if self.cursor == place else "  "
        sign, style = cursor, "bold $accent"
        if mark is not None and mark.right is not None:
            sign, style = ("✓ ", "bold $right") if mark.right else ("✗ ", "bold $wrong")
        number = str(place + 1) if place < 9 else " "
        return Content.assemble((sign, style), (f"{number}  ", "$quiet"), (self._box(place), "bold $accent"))

    def _box(self, place: int) -> str:
        if self._mode == "pick-all":
            return "[x] " if place in self.chosen else "[ ] "
        if self._mode == "sequence":
            return f"#{self.chosen.index(place) + 1:<2} " if place in self.chosen else " ·  "
        return ""

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
