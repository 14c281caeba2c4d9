"""Widgets that show plain text: a paragraph, a heading with two ends, an input."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Input

from kdeck.core.clean import clean_line
from kdeck.tui.safe import line, plain
from kdeck.tui.wrap import wrap


class Text(Widget):
    """A paragraph. ``show`` takes plain text or ready content; nothing is ever read as markup.

    keeps_room: whether it stays where it is while it is empty.
    """

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
        keeps_room: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.content = Content("")
        self._wrapped: tuple[int, Content] | None = None
        self._keeps_room = keeps_room
        self.display = keeps_room  # a class would have every rule of the style sheets tried anew

    def show(self, text: str | Content) -> None:
        """Replace the text; an empty one takes no room."""
        content = plain(text) if isinstance(text, str) else text
        if content.is_same(self.content):
            return
        self.content, self._wrapped = content, None
        self.display = bool(content) or self._keeps_room
        self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002 - Textual's own
        """As wide as the longest line, where the style sheet asks."""
        return max((line.cell_length for line in self.content.split(allow_blank=True)), default=0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own
        """As many lines as it takes."""
        return self._lines(width).plain.count("\n") + 1 if self.content else 0

    def render(self) -> Content:
        """The lines, broken to the widget's width."""
        return self._lines(self.size.width)

    def _lines(self, width: int) -> Content:
        if self._wrapped is None or self._wrapped[0] != width:
            self._wrapped = width, Content("\n").join(wrap(self.content, width))
        return self._wrapped[1]


class Heading(Widget):
    """One line with a left and a right end; the left one is cut short when both do not fit."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._left = self._right = ""

    def show(self, left: str, right: str = "") -> None:
        """Replace both texts."""
        self._left, self._right = clean_line(left), clean_line(right)
        self.refresh()

    def render(self) -> Content:
        """The line, exactly as wide as the widget."""
        room = self.size.width - cell_len(self._right) - (1 if self._right else 0)
        if room < 4:
            return line(fitted(self._right or self._left, self.size.width))
        return Content.assemble((fitted(self._left, room), "bold"), " " if self._right else "", (self._right, "$quiet"))


class Entry(Input):
    """A line for the learner's text; what is pasted into it is cleaned too.

    replace: whether the first key replaces what stands in it, as suits a number; else nothing half typed is lost.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None, replace: bool = True) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes, compact=True, max_length=2000, select_on_focus=replace)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """No control character is echoed to the terminal."""
        return clean_line(value)


def fitted(text: str, width: int) -> str:
    """``text`` as exactly ``width`` cells: padded, or cut with an ellipsis."""
    if cell_len(text) <= width:
        return set_cell_size(text, max(0, width))
    return set_cell_size(text, width - 1) + "…" if width > 1 else "…"[: max(0, width)]
