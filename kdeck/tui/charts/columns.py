"""Upright columns over time: one a day or one a run, with a scale on the left and words below both ends."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from kdeck.tui.safe import joined, line

_BLOCKS: Final = " ▁▂▃▄▅▆▇█"
_WIDEST: Final = 6
_ROUND: Final = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
_LINE: Final = "┄"


def columns(
    values: Sequence[float],
    *,
    width: int,
    height: int,
    ends: tuple[str, str],
    level: float | None = None,
    signs: Sequence[str] = (),
) -> Content:
    """``height`` lines, at most ``width`` cells wide; of more values than fit the last ones.

    level: a value across which a dotted line runs. signs: one character below each column. ends: the words below the
    first and the last column.
    """
    top = _top(max((*values, level or 0.0, 0.0)))
    labels = (_number(top), _number(top / 2), "0")
    margin = max(map(cell_len, labels)) + 2
    room = max(1, width - margin)
    values, signs = values[-room:], signs[-room:]
    each = max(1, min(_WIDEST, room // max(1, len(values))))
    bar = each if each == 1 else each - 1
    rows = max(2, height - 1 - bool(signs))
    lines = []
    for row in range(rows - 1, -1, -1):
        label = {rows - 1: labels[0], (rows - 1) // 2: labels[1] if rows > 4 else "", 0: labels[2]}.get(row, "")
        crossed = level is not None and top > 0 and row == min(rows - 1, int(level / top * rows))
        cells = "".join(_cell(value, top, rows, row) * bar + " " * (each - bar) for value in values)
        lines.append(_row(f"{label:>{margin - 2}} ┤", cells, crossed=crossed))
    if signs:
        lines.append(line(" " * margin + "".join(sign + " " * (each - cell_len(sign)) for sign in signs), "$quiet"))
    gap = max(1, each * len(values) - (each - bar) - cell_len(ends[0]) - cell_len(ends[1]))
    lines.append(line(" " * margin + ends[0] + " " * gap + ends[1], "$quiet"))
    return joined(lines)


def _row(axis: str, cells: str, *, crossed: bool) -> Content:
    if not crossed:
        return Content.assemble((axis, "$quiet"), (cells, "$accent"))
    parts = [Content.styled(axis, "$quiet")]
    parts += [Content.styled(_LINE, "$changed") if cell == " " else Content.styled(cell, "$accent") for cell in cells]
    return Content("").join(parts)


def _cell(value: float, top: float, rows: int, row: int) -> str:
    """The part of a column in one row; what is not nothing is seen, however little it is."""
    if top <= 0 or value <= 0:
        return " "
    height = value / top * rows - row
    return _BLOCKS[max(0 if row else 1, min(8, round(height * 8)))]


def _top(most: float) -> float:
    """A round number at or above the greatest value: 1, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten."""
    if most <= 0:
        return 1.0
    power = 10.0 ** floor(log10(most))
    return next(step * power for step in _ROUND if step * power >= most * (1 - 1e-9))


def _number(value: float) -> str:
    return str(ceil(value)) if value >= 10 or value == int(value) else f"{value:.1f}"
