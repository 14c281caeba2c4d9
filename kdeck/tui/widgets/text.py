"""Widgets that hold others or show plain text: a paragraph, a heading with two ends, an input, a rule that fills."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from rich.cells import cell_len, set_cell_size
from textual.color import Color
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from kdeck.core.strings import clean_line
from kdeck.tui.content import line, plain, wrap


def ground(widget: Widget, crop: Region, drawn: Callable[[Region], list[Strip]]) -> list[Strip]:
    """The lines of a part of a widget that has no text of its own.

    drawn: Textual's way, by which the lines of a border above or below are drawn, and all lines beside one.
    """
    (top, _above), (right, _after), (bottom, _below), (left, _before) = widget.styles.border
    if left or right:
        return drawn(crop)
    style = widget.visual_style
    blank = Strip.blank(crop.width, style.background_style.rich_style)
    for line_filter in widget.get_line_filters():
        blank = blank.apply_filter(line_filter, style.background or Color(0, 0, 0))
    lines = [blank] * crop.height
    edges = {0} if top else set[int]()
    edges |= {widget.outer_size.height - 1} if bottom else set[int]()
    for y in edges.intersection(crop.line_range):
        lines[y - crop.y] = drawn(Region(crop.x, y, crop.width, 1))[0]
    return lines


class Column(Vertical):
    """Widgets one below the other."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its background."""
        return ground(self, crop, super().render_lines)


class Pane(VerticalScroll):
    """The same, with a scrollbar where they do not fit."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its background."""
        return ground(self, crop, super().render_lines)


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

    _left = _right = ""

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


class Bar(Widget):
    """``done`` of ``total`` as a heavy line on a light one."""

    _done = _total = 0

    def show(self, done: int, total: int) -> None:
        """Replace the figures."""
        if (done, total) != (self._done, self._total):
            self._done, self._total = done, total
            self.refresh()

    def render(self) -> Content:
        """The line, as wide as the widget."""
        return bar(self._done, self._total, self.size.width)


def bar(done: int, total: int, width: int) -> Content:
    """``width`` cells; full only when all is done, empty only when nothing is."""
    heavy, light = strokes(done, total, width)
    return Content.assemble((heavy, "$accent"), (light, "$line"))


def strokes(done: int, total: int, width: int) -> tuple[str, str]:
    """The heavy and the light part of a bar of ``width`` cells."""
    filled = 0
    if total > 0 and done > 0 and width > 0:
        filled = width if done >= total else max(1, min(width - 1, round(width * done / total)))
    return "━" * filled, "─" * (width - filled)


_AROUND: Final = 12
"""Characters kept on each side of what differs."""
_WORD: Final = re.compile(r"[\w:.%/+-]", re.ASCII)


def core(old: str, new: str) -> tuple[str, str]:
    """The words in which two texts differ: ``16:00`` and ``17:00``, however much stands around them."""
    head, tail = _same(old, new)
    return old[head : len(old) - tail].strip(), new[head : len(new) - tail].strip()


def apart(old: str, new: str, width: int = 32) -> tuple[str, str]:
    """Both texts in about ``width`` cells each: whole where they fit, else what differs and some words around it."""
    old, new = clean_line(old), clean_line(new)
    if max(cell_len(old), cell_len(new)) <= width:
        return old, new
    head, tail = _same(old, new)
    return _cut(old, head, tail, width), _cut(new, head, tail, width)


def _same(old: str, new: str) -> tuple[int, int]:
    """How many characters are the same at both ends; no Latin word or number is cut in two."""
    least = min(len(old), len(new))
    head = next((place for place in range(least) if old[place] != new[place]), least)
    while head and _WORD.match(old[head - 1]) and _continues(old, new, head):
        head -= 1
    rest = least - head
    tail = next((back for back in range(rest) if old[-1 - back] != new[-1 - back]), rest)
    while tail and _WORD.match(old[-tail]) and any(_WORD.match(text[-tail - 1 : -tail]) for text in (old, new)):
        tail -= 1
    return head, tail


def _continues(old: str, new: str, place: int) -> bool:
    return any(_WORD.match(text[place : place + 1]) for text in (old, new))


def _cut(text: str, head: int, tail: int, width: int) -> str:
    """``text`` from a little before its own part to a little after it."""
    start = head - _AROUND if head > _AROUND + 1 else 0
    end = len(text) - tail + _AROUND if tail > _AROUND + 1 else len(text)
    part = text[start:end].strip()
    before, after = "…" if start else "", "…" if end < len(text) else ""
    if cell_len(part) > 2 * width:
        part, after = fitted(part, 2 * width).rstrip("… "), "…"
    return f"{before}{part}{after}"
