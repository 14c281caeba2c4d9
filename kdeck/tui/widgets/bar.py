"""A rule across the screen that fills as work gets done."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class Bar(Widget):
    """``done`` of ``total`` as a heavy line on a light one."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._done = self._total = 0

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
