"""How the chance of recall fell between reviews, drawn with block characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len

from kdeck.core.forgetting import retrievability
from kdeck.core.moment import MICROSECONDS

_BLOCKS: Final = " ▁▂▃▄▅▆▇█"
_DAY: Final = 86_400 * MICROSECONDS
_MARGIN: Final = 6
"""Cells left of the picture for the scale."""


class Point(NamedTuple):
    """One review that stands. at: microseconds UTC. stability: in days, after it. rating: 1..4."""

    at: int
    stability: float
    rating: int


def recall_at(points: Sequence[Point], at: int) -> float:
    """The chance of recall at an instant on or after the first review."""
    last = points[0]
    for point in points:
        if point.at > at:
            break
        last = point
    return retrievability(last.stability, (at - last.at) / _DAY)


def recall_chart(points: Sequence[Point], until: int, width: int, height: int, ends: tuple[str, str]) -> list[str]:
    """Lines of a chart from the first review to ``until`` (microseconds UTC), at most ``width`` cells wide.

    height: lines of the curve. Below it stand the reviews as their ratings (1 to 4; in one column the lowest), and
    ``ends``: the words for both ends of the time. The scale starts at the tens below the lowest chance in sight.
    """
    columns = width - _MARGIN
    if not points or columns < 8:
        return []
    start = points[0].at
    span = max(until, points[-1].at) - start or 1
    # A column shows the lowest chance within it: just before a review that falls there.
    values = [
        _lowest(points, start + span * column // columns, start + span * (column + 1) // columns)
        for column in range(columns)
    ]
    floor = min(0.9, int(min(values) * 10) / 10)
    lines = []
    for line in range(height):
        label = {0: "100%", height - 1: f"{floor:.0%}"}.get(line, "")
        base = height - 1 - line
        cells = "".join(_block((value - floor) / (1 - floor) * height - base) for value in values)
        lines.append(f"{label:>{_MARGIN - 2}} ┤{cells}".rstrip())
    marks = [" "] * columns
    for point in points:
        column = min(columns - 1, (point.at - start) * columns // span)
        if marks[column] == " " or point.rating < int(marks[column]):
            marks[column] = str(point.rating)
    lines.append(" " * _MARGIN + "".join(marks).rstrip())
    gap = max(1, columns - cell_len(ends[0]) - cell_len(ends[1]))
    lines.append(" " * _MARGIN + ends[0] + " " * gap + ends[1])
    return lines


def _lowest(points: Sequence[Point], start: int, end: int) -> float:
    instants = [end - 1, *(point.at - 1 for point in points[1:] if start <= point.at < end)]
    return min(recall_at(points, max(points[0].at, at)) for at in instants)


def _block(height: float) -> str:
    return _BLOCKS[max(0, min(8, round(height * 8)))]
