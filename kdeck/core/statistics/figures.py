"""Figures that a person reads: days in a row, shares with their uncertainty, how far predictions were off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from typing import Final, NamedTuple

from kdeck.core.statistics.tally import Bucket, Day, Tally

_Z: Final = 1.96
"""Standard deviations that hold 95% of a normal distribution."""


class Streak(NamedTuple):
    """Study days with at least one review.

    current, longest: in a row. Days on which nobody is expected to study break no row, and today does only once it is
    over.
    """

    current: int
    longest: int
    studied: int


def streak_of(days: Iterable[Day], today: int, works: Callable[[int], bool] = lambda _day: True) -> Streak:
    """The streaks of days in order. works: whether study is expected on a day."""
    longest = run = studied = 0
    last = None
    for day in days:
        run = run + 1 if last is not None and not any(map(works, range(last + 1, day.day))) else 1
        last, studied, longest = day.day, studied + 1, max(longest, run)
    alive = last is not None and not any(map(works, range(last + 1, today)))
    return Streak(run if alive else 0, longest, studied)


def total(days: Iterable[Day], first: int = 0) -> Tally:
    """All days from ``first`` on put together."""
    found = Tally()
    for day in days:
        if day.day >= first:
            found = found.plus(day.tally)
    return found


def share(part: float, whole: float) -> float | None:
    """A share (0..1), ``None`` of nothing."""
    return part / whole if whole else None


def certain_within(hits: int, tries: int) -> tuple[float, float]:
    """Where a share lies with 95% certainty, given so many hits in so many tries: the interval of Wilson (1927).

    Unlike the plain normal interval it stays within 0..1 and is right for few tries, too; (0, 1) for none.
    """
    if not tries:
        return 0.0, 1.0
    seen = hits / tries
    weight = _Z * _Z / tries
    middle, half = seen + weight / 2, _Z * sqrt(seen * (1 - seen) / tries + weight / (4 * tries))
    return max(0.0, (middle - half) / (1 + weight)), min(1.0, (middle + half) / (1 + weight))


def miss(buckets: Sequence[Bucket]) -> float | None:
    """How far predictions were off on average, 0..1; ``None`` without any.

    The expected calibration error (Naeini et al., 2015): the gap between predicted and true share of each bucket,
    weighted by its tries.
    """
    tries = sum(bucket.tries for bucket in buckets)
    return sum(abs(bucket.recalled - bucket.predicted) for bucket in buckets) / tries if tries else None
