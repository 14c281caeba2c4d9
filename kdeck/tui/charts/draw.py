"""Charts drawn with characters: lying bars, upright columns, dots with their uncertainty, weeks, recall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from kdeck.core.fsrs import retrievability
from kdeck.core.moment import MICROSECONDS, date_of
from kdeck.core.rounding import percent
from kdeck.tui.content import joined, line
from kdeck.tui.widgets.text import fitted

_LEAST: Final = 8
_WIDEST_BAR: Final = 60


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
    room = max(_LEAST, min(_WIDEST_BAR, width - name - text - 4))
    return [_bar_row(row, name, room, text) for row in rows]


def _bar_row(row: Bar, name: int, room: int, text: int) -> Content:
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


_BLOCKS: Final = " ▁▂▃▄▅▆▇█"
_WIDEST_COLUMNS: Final = 6
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
    each = max(1, min(_WIDEST_COLUMNS, room // max(1, len(values))))
    bar = each if each == 1 else each - 1
    rows = max(2, height - 1 - bool(signs))
    lines = []
    for row in range(rows - 1, -1, -1):
        label = {rows - 1: labels[0], (rows - 1) // 2: labels[1] if rows > 4 else "", 0: labels[2]}.get(row, "")
        crossed = level is not None and top > 0 and row == min(rows - 1, int(level / top * rows))
        cells = "".join(_column_cell(value, top, rows, row) * bar + " " * (each - bar) for value in values)
        lines.append(_column_row(f"{label:>{margin - 2}} ┤", cells, crossed=crossed))
    if signs:
        lines.append(line(" " * margin + "".join(sign + " " * (each - cell_len(sign)) for sign in signs), "$quiet"))
    gap = max(1, each * len(values) - (each - bar) - cell_len(ends[0]) - cell_len(ends[1]))
    lines.append(line(" " * margin + ends[0] + " " * gap + ends[1], "$quiet"))
    return joined(lines)


def _column_row(axis: str, cells: str, *, crossed: bool) -> Content:
    if not crossed:
        return Content.assemble((axis, "$quiet"), (cells, "$accent"))
    parts = [Content.styled(axis, "$quiet")]
    parts += [Content.styled(_LINE, "$changed") if cell == " " else Content.styled(cell, "$accent") for cell in cells]
    return Content("").join(parts)


def _column_cell(value: float, top: float, rows: int, row: int) -> str:
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


CAME, SAID, BOTH = "●", "◇", "◆"
_WIDEST_DOTS: Final = 60


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
    room = max(12, min(_WIDEST_DOTS, width - name - text - 4))
    start = min(0.9, int(min(min(row.came, row.said) for row in rows) * 10) / 10)
    lines = [_dot_row(row, name, room, start, text) for row in rows]
    ends = percent(start, to="near"), "100%"
    scale = ends[0] + " " * max(1, room - len(ends[0]) - len(ends[1])) + ends[1]
    return joined([*lines, line(" " * (name + 2) + scale, "$quiet")])


def _dot_row(row: Dot, name: int, room: int, start: float, text: int) -> Content:
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


SHADES: Final = ("·", "░", "▒", "▓", "█")
_MOST_WEEKS: Final = 53
_WEEK: Final = 7


def heat(
    days: Mapping[int, int], today: int, *, width: int, weekdays: Sequence[str], months: Sequence[str]
) -> tuple[Content, tuple[int, ...]]:
    """Nine lines, and the least count of each shade but the first. days: count by study day.

    weekdays: seven short words from Monday. months: twelve. The week of today stands at the right end.
    """
    margin = max(map(cell_len, weekdays)) + 1
    weeks = max(1, min(_MOST_WEEKS, (width - margin) // 2))
    monday = today - date_of(today).weekday()
    first = monday - _WEEK * (weeks - 1)
    limits = _limits([count for day, count in days.items() if first <= day <= today])
    lines = [Content.styled(" " * margin + _months(first, weeks, months), "$quiet")]
    for weekday in range(_WEEK):
        label = weekdays[weekday] if weekday % 2 == 0 else ""
        cells = [_heat_cell(first + _WEEK * week + weekday, days, today, limits) for week in range(weeks)]
        lines.append(Content("").join([line(label + " " * (margin - cell_len(label)), "$quiet"), *cells]))
    return joined(lines), limits


def _heat_cell(day: int, days: Mapping[int, int], today: int, limits: Sequence[int]) -> Content:
    if day > today:
        return Content("  ")
    count = days.get(day, 0)
    shade = sum(count >= limit for limit in limits)
    text = SHADES[shade] * (2 if shade else 1)
    style = "$accent" if shade else "$line"
    return Content.styled(f"{text:<2}", f"{style} underline" if day == today else style)


def _limits(counts: Sequence[int]) -> tuple[int, ...]:
    """Four limits that part the days with something done about evenly; each above the one before."""
    done = sorted(count for count in counts if count > 0)
    limits = [1]
    for quarter in (1, 2, 3):
        limits.append(max(limits[-1] + 1, done[len(done) * quarter // 4] if done else 0))
    return tuple(limits)


def _months(first: int, weeks: int, months: Sequence[str]) -> str:
    """The names of the months above the weeks in which they begin, as far as they do not run into each other."""
    text = ""
    for week in range(weeks):
        date = date_of(first + _WEEK * week)
        if date.day <= _WEEK and cell_len(text) <= 2 * week:
            text += " " * (2 * week - cell_len(text)) + months[date.month - 1] + " "
    return fitted(text, 2 * weeks).rstrip()


_RECALL_BLOCKS: Final = " ▁▂▃▄▅▆▇█"
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
    for row in range(height):
        label = {0: "100%", height - 1: percent(floor, to="near")}.get(row, "")
        base = height - 1 - row
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
    return _RECALL_BLOCKS[max(0, min(8, round(height * 8)))]
