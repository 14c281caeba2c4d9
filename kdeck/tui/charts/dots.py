"""Predictions against what came true: a row a prediction, a dot where it came out and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from kdeck.tui.safe import joined, line

CAME, SAID, BOTH = "●", "◇", "◆"
_WIDEST: Final = 60


class Dot(NamedTuple):
    """One row. said, came, low, high: 0..1. text: the figures at its end."""

    name: str
    said: float
    came: float
    low: float
    high: float
    text: str


def dots(rows: Sequence[Dot], width: int) -> Content:
    """The rows over one scale, which begins at the tenth below the lowest dot; at most ``width`` cells wide.

    What few tries leave uncertain may reach further down than that: then its line begins with ``‹``.
    """
    if not rows:
        return Content("")
    name, text = max(cell_len(row.name) for row in rows), max(cell_len(row.text) for row in rows)
    room = max(12, min(_WIDEST, width - name - text - 4))
    start = min(0.9, int(min(min(row.came, row.said) for row in rows) * 10) / 10)
    lines = [_row(row, name, room, start, text) for row in rows]
    ends = f"{start:.0%}", "100%"
    scale = ends[0] + " " * max(1, room - len(ends[0]) - len(ends[1])) + ends[1]
    return joined([*lines, line(" " * (name + 2) + scale, "$quiet")])


def _row(row: Dot, name: int, room: int, start: float, text: int) -> Content:
    def place(value: float) -> int:
        return max(0, min(room - 1, round((value - start) / (1 - start) * (room - 1))))

    cells = [(" ", "")] * room
    low, high, came, said = place(row.low), place(row.high), place(row.came), place(row.said)
    for at in range(low, high + 1):
        cells[at] = ("─", "$line")
    cells[low], cells[high] = ("├" if row.low >= start else "‹", "$quiet"), ("┤", "$quiet")
    cells[said] = (SAID, "bold $changed")
    cells[came] = (BOTH if came == said else CAME, "bold $accent")
    drawn = Content("").join([Content.styled(char, style) if style else Content(char) for char, style in cells])
    ahead, figure = " " * (name - cell_len(row.name)) + row.name, " " * (text - cell_len(row.text)) + row.text
    return Content("").join([line(ahead, "$quiet"), Content("  "), drawn, Content("  "), line(figure, "$quiet")])
