"""Sums over reviews: by study day and deck, and by how likely recall was said to be.

Everything is decided by study day alone: a card is *introduced* on the first day on which it has a review that stands,
and its first review on any later day is a *try*: whether it was still known after a night or more. These are the
reviews that FSRS itself is fitted and judged by; what is asked once more within the day says nothing of that.
So the sums of a day never change when later days are added, and an event merged into the past changes no day before it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import groupby
from math import sqrt
from operator import attrgetter
from typing import Final, NamedTuple

from kdeck.core.events.event import Event, Renames, standing
from kdeck.core.memory import Rating

BUCKETS: Final = 20
"""Predicted recall is told apart in steps of 5%: most of it lies between 80% and 100%."""


class Tally(NamedTuple):
    """Sums over some reviews.

    right: judged or self-judged as known. again … easy: by rating. milliseconds: of thinking.
    introduced: cards met for the first time. tried: first reviews of a day of cards met on an earlier one;
    recalled: those of them that were not forgotten. foretold: tries whose event says how likely recall was;
    predicted: the sum of these chances (0..1 each).
    """

    reviews: int = 0
    right: int = 0
    again: int = 0
    hard: int = 0
    good: int = 0
    easy: int = 0
    milliseconds: int = 0
    introduced: int = 0
    tried: int = 0
    recalled: int = 0
    foretold: int = 0
    predicted: float = 0.0

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally._make(mine + its for mine, its in zip(self, other, strict=True))


class Day(NamedTuple):
    """What was done on one study day."""

    day: int
    tally: Tally


class Bucket(NamedTuple):
    """Tries whose recall was predicted alike. number: from ``number / BUCKETS`` up to, not including, the next.

    predicted: the sum of the predictions, so that their mean can be held against ``recalled / tries``.
    """

    number: int
    tries: int
    recalled: int
    predicted: float


def bucket_of(recall: float) -> int:
    """The number of the bucket of a predicted recall (0..1); the last one holds 100%, too."""
    return max(0, min(BUCKETS - 1, int(recall * BUCKETS)))


class Answered(NamedTuple):
    """A review that counts, as statistics see it.

    milliseconds: of thinking. right: as it was judged. recall: how likely it was that moment, 0..1; each ``None`` where
    the event does not say. introduced: the card's first review; tried: its first on a later day.
    """

    card: str
    day: int
    at: int
    rating: int
    milliseconds: int | None
    right: bool | None
    recall: float | None
    introduced: bool
    tried: bool


class Seen:
    """Tells the first sights of cards and their tries from what is asked once more within a day."""

    def __init__(self) -> None:
        self._met: set[str] = set()
        self._today: set[str] = set()
        self._day: int | None = None

    def add(self, day: int, card: str) -> tuple[bool, bool]:
        """Whether one more review introduces its card, and whether it is a try; given in (day, at, id) order."""
        if day != self._day:
            self._met |= self._today
            self._today, self._day = set(), day
        if card in self._today:
            return False, False
        self._today.add(card)
        met = card in self._met
        return not met, met


def answered(events: Iterable[Event]) -> list[Answered]:
    """All reviews that count, from all events of a journal."""
    everything = list(events)
    name, seen = naming(Renames(everything)), Seen()
    reviews = [event for event in standing(everything) if event.kind == "review"]
    reviews.sort(key=lambda event: (event.day, event.at, event.id))
    found = []
    for event in reviews:
        said = (event.body["rating"], *map(event.body.get, ("ms", "right", "recall")))
        sight = seen.add(event.day, name(event.card))
        found.append(Answered._make((event.card, event.day, event.at, *said, *sight)))
    return found


def tally_of(reviews: Collection[Answered]) -> Tally:
    """The sums over some reviews."""
    tries = [review for review in reviews if review.tried]
    foretold = [review.recall for review in tries if review.recall is not None]
    again, hard, good, easy = (sum(review.rating == rating for review in reviews) for rating in Rating)
    return Tally(
        reviews=len(reviews),
        right=sum(review.right is True for review in reviews),
        again=again,
        hard=hard,
        good=good,
        easy=easy,
        milliseconds=sum(review.milliseconds or 0 for review in reviews),
        introduced=sum(review.introduced for review in reviews),
        tried=len(tries),
        recalled=sum(review.rating > Rating.AGAIN for review in tries),
        foretold=len(foretold),
        predicted=sum(foretold),
    )


def by_day(reviews: Iterable[Answered]) -> list[Day]:
    """The sums of each day, in order; reviews: in that order."""
    return [Day(day, tally_of(list(group))) for day, group in groupby(reviews, attrgetter("day"))]


def naming(renames: Renames) -> Callable[[str], str]:
    """One name for every id of a card."""
    known = {card: min(renames.names(card)) for card in renames}
    return lambda card: known.get(card, card)


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
