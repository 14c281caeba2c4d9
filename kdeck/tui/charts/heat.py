"""A calendar of weeks, a square a day: the fuller, the more was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from kdeck.core.moment import date_of
from kdeck.tui.safe import joined, line
from kdeck.tui.widgets.text import fitted

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
        cells = [_cell(first + _WEEK * week + weekday, days, today, limits) for week in range(weeks)]
        lines.append(Content("").join([line(label + " " * (margin - cell_len(label)), "$quiet"), *cells]))
    return joined(lines), limits


def _cell(day: int, days: Mapping[int, int], today: int, limits: Sequence[int]) -> Content:
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
