"""What only holds other widgets, drawn at once: one line of background serves for all lines that show nothing else.

Textual draws every line of every such widget, whatever covers it: much of what a repaint of a screen takes.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.color import Color
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


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
