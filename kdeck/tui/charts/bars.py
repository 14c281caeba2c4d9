"""Lying bars, one a row: a name, how far it is filled, a stroke where it should be, the figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from kdeck.tui.safe import line
from kdeck.tui.widgets.text import fitted

_LEAST: Final = 8
_WIDEST: Final = 60


class Bar(NamedTuple):
    """filled, mark: 0..1 of the row's length; ``None`` where there is nothing to show. text: the figure, at the end."""

    name: str
    filled: float | None
    text: str
    mark: float | None = None


def bars(rows: Sequence[Bar], width: int) -> list[Content]:
    """A line a row, at most ``width`` cells wide; names are cut short before bars become too short to compare."""
    if not rows:
        return []
    text = max(cell_len(row.text) for row in rows)
    name = min(max(cell_len(row.name) for row in rows), max(_LEAST, (width - text - 4) // 2))
    room = max(_LEAST, min(_WIDEST, width - name - text - 4))
    return [_row(row, name, room, text) for row in rows]


def _row(row: Bar, name: int, room: int, text: int) -> Content:
    figure = " " * (text - cell_len(row.text)) + row.text
    return Content("").join(
        [line(fitted(row.name, name)), Content("  "), _bar(row, room), Content("  "), line(figure, "$quiet")]
    )


def _bar(row: Bar, room: int) -> Content:
    if row.filled is None:
        return Content(" " * room)
    filled = min(room, max(1 if row.filled > 0 else 0, round(row.filled * room)))
    cells = [("━", "$accent")] * filled + [("─", "$line")] * (room - filled)
    if row.mark is not None:
        cells[min(room - 1, max(0, round(row.mark * room)))] = ("│", "bold $changed")
    return Content("").join([Content.styled(char, style) for char, style in cells])
