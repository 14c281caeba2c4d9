"""Widgets that show plain text: a paragraph, a heading with two ends, an input."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from kdeck.core.clean import clean_line
from kdeck.tui.safe import line, plain


class Text(Static):
    """A paragraph. ``show`` takes plain text or ready content; nothing is ever read as markup."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__("", markup=False, id=id, classes=classes)

    def show(self, text: str | Content) -> None:
        """Replace the text; an empty one takes no room where the style sheet says ``height: auto``."""
        content = plain(text) if isinstance(text, str) else text
        self.display = bool(content)
        self.update(content)


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
    """A line for the learner's text; what is pasted into it is cleaned too."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes, compact=True, max_length=2000)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """No control character is echoed to the terminal."""
        return clean_line(value)


def fitted(text: str, width: int) -> str:
    """``text`` as exactly ``width`` cells: padded, or cut with an ellipsis."""
    if cell_len(text) <= width:
        return set_cell_size(text, max(0, width))
    return set_cell_size(text, width - 1) + "…" if width > 1 else "…"[: max(0, width)]
