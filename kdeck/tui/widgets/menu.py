"""A list to choose from, with the sign of the cursor beside the colour of its line."""

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import OptionList

GUTTER: Final = 2
"""Cells that the cursor takes; options are made for so many less."""


class Menu(OptionList):
    """Textual's list of options; ``▸`` stands before the one that enter takes, on its first line."""

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
