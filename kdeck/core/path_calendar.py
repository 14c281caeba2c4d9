"""The days on which study is expected: weekends, holidays and the go-live date of a shop. All days are study days."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

Opens = Literal["met", "date"]
Span = tuple[int, int]
"""The first and the last study day of some holidays."""

DEFAULT_MINUTES: Final = 25
_WEEK: Final = 7
_THURSDAY: Final = 3
"""The weekday of study day 0, 1970-01-01, where Monday is 0."""


class Calendar(NamedTuple):
    """What shop.yaml says under ``calendar``.

    opens: a day of the path opens when the one before it is met, or with every day studied. weekdays: those on which
    nobody studies (Monday is 0), never all seven. spans: holidays. live: the shop's go-live date, ``None`` where it has
    none. minutes: how long a learner is expected to study a day.
    """

    opens: Opens = "met"
    weekdays: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()
    live: int | None = None
    minutes: int = DEFAULT_MINUTES

    def works(self, day: int) -> bool:
        """Whether study is expected on a day."""
        return weekday(day) not in self.weekdays and not any(first <= day <= last for first, last in self.spans)

    def from_day(self, day: int) -> int:
        """The first day of study that is not before ``day``."""
        while not self.works(day):
            ends = [last for first, last in self.spans if first <= day <= last]
            day = max(ends, default=day) + 1
        return day

    def before(self, day: int) -> int:
        """The last day of study before ``day``."""
        day -= 1
        while not self.works(day):
            starts = [first for first, last in self.spans if first <= day <= last]
            day = min(starts, default=day) - 1
        return day

    def days(self, first: int, last: int) -> int:
        """How many days of study there are from ``first`` to ``last``, both counted; 0 when last lies before first."""
        if last < first:
            return 0
        off = sum(_count(max(start, first), min(end, last), self.weekdays) for start, end in _united(self.spans))
        return _count(first, last, self.weekdays) - off

    def nth(self, start: int, number: int) -> int:
        """The ``number``-th day of study (from 1) of those that are not before ``start``."""
        day = self.from_day(start)
        for _ in range(number - 1):
            day = self.from_day(day + 1)
        return day


def weekday(day: int) -> int:
    """The day of the week, Monday is 0."""
    return (day + _THURSDAY) % _WEEK


def _count(first: int, last: int, without: tuple[int, ...]) -> int:
    """Days from ``first`` to ``last`` that fall on none of these weekdays."""
    if last < first:
        return 0
    weeks, rest = divmod(last - first + 1, _WEEK)
    return weeks * (_WEEK - len(without)) + sum(weekday(first + place) not in without for place in range(rest))


def _united(spans: Iterable[Span]) -> list[Span]:
    """The spans, those that touch or overlap made one."""
    united: list[Span] = []
    for first, last in sorted(spans):
        if united and first <= united[-1][1] + 1:
            united[-1] = united[-1][0], max(united[-1][1], last)
        else:
            united.append((first, last))
    return united
