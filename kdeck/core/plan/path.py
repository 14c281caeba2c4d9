"""The path of a new hire: which day of it a learner stands on. Derived from what was learnt, never counted up.

A day's goal is a share of its cards that must be learnt: answered right until their first learning steps were done,
which a card reaches once and keeps. The default leaves a tenth open, because of an entry with many cards only some are
asked on one day; the others come on the next days by themselves, before anything later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil
from typing import Final, Literal, NamedTuple

from kdeck.core.fsrs import retrievability

DEFAULT_GOAL: Final = 0.9
_ROUNDING = 1e-9


class Stage(NamedTuple):
    """One day of the path. day: its number as the shop counts. goal: share of its cards that must be learnt, 0..1."""

    day: int
    title: str
    decks: tuple[str, ...]
    goal: float = DEFAULT_GOAL


class Count(NamedTuple):
    """How much of a day's cards is learnt. cards: those that can be asked. earlier: learnt before today."""

    cards: int
    learnt: int
    earlier: int


class Place(NamedTuple):
    """Where a learner stands. last: the number of the path's last day. cards: those of the stage that can be asked.

    learnt: how many of them are. needed: how many must be to meet the day's goal.
    over: the whole path is behind: every stage was met (or, by date, had its day) before today.
    """

    last: int
    stage: Stage
    cards: int
    learnt: int
    needed: int
    over: bool

    @property
    def met(self) -> bool:
        """Whether the day's goal is reached by now."""
        return self.learnt >= self.needed


def needed(stage: Stage, cards: int) -> int:
    """How many of ``cards`` must be learnt to meet the stage."""
    return ceil(stage.goal * cards - _ROUNDING)


def place(stages: Sequence[Stage], opens: Opens, count: Callable[[Stage], Count], days_before: int) -> Place | None:
    """The stage of today, ``None`` without a path.

    count: tells how much of a stage is learnt; asked for no more stages than it takes. days_before: days of study on
    which the learner has studied before today. A stage opens with the day: one met today stays until tomorrow.
    """
    if not stages:
        return None
    if opens == "date":
        stage = opened(stages, days_before)
        return _place(stages, stage, count(stage), over=days_before >= len(stages))
    for stage in stages:
        found = count(stage)
        if found.earlier < needed(stage, found.cards):
            return _place(stages, stage, found, over=False)
    return _place(stages, stage, found, over=True)


def opened(stages: Sequence[Stage], days_before: int) -> Stage:
    """The stage of today where every day studied opens one."""
    return stages[min(days_before, len(stages) - 1)]


def _place(stages: Sequence[Stage], stage: Stage, count: Count, *, over: bool) -> Place:
    return Place(stages[-1].day, stage, count.cards, count.learnt, needed(stage, count.cards), over)


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


MARGIN: Final = 0.25
"""A card is looked at once more unless it is so much of the way from its desired retention to certainty on the date.

What is forgotten in the last days cannot be made good by then; this makes up for it at two reviews in a hundred.
"""
FURTHEST: Final = 730
"""How many days ahead a date may lie: what is further away shapes no day yet."""


class Deadline(NamedTuple):
    """A go-live date that lies ahead, as study days. touch: the last day of study before it."""

    touch: int
    live: int


def deadline(calendar: Calendar, live: int | None, day: int) -> Deadline | None:
    """The deadline that holds on study day ``day``: ``None`` without a date, far from it and from it on."""
    if live is None or not day < live <= day + FURTHEST:
        return None
    return Deadline(calendar.before(live), live)


def falls_short(stability: float, retention: float, last_day: int, live: int) -> bool:
    """Whether a card last seen on ``last_day`` will be below ``retention`` (0..1), or hardly above, on the date."""
    return retrievability(stability, live - last_day) < retention + MARGIN * (1 - retention)


def capped(interval: int, day: int, stability: float, retention: float, ahead: Deadline | None) -> int:
    """The interval in days of a card answered on ``day``, such that it is not below ``retention`` on the date.

    stability: after the answer. A longer interval never becomes shorter than a shorter one of the same card.
    """
    if ahead is None or not day < ahead.touch < day + interval:
        return interval
    return ahead.touch - day if falls_short(stability, retention, day, ahead.live) else interval
