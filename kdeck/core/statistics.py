"""Sums over reviews: by study day and deck, and by how likely recall was said to be.

Everything is decided by study day alone: a card is *introduced* on the first day on which it has a review that stands,
and its first review on any later day is a *try*: whether it was still known after a night or more. These are the
reviews that FSRS itself is fitted and judged by; what is asked once more within the day says nothing of that.
So the sums of a day never change when later days are added, and an event merged into the past changes no day before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import sqrt
from typing import Any, Final, NamedTuple

from kdeck.core.events.event import Event, Renames, standing
from kdeck.core.ident import deck_of
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
        return tally_of([mine + its for mine, its in zip(self, other, strict=True)])


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


class Recount:
    """Adds up reviews one by one: those that stand, in (day, at, id) order.

    met: the cards that have a review on a day before the first one given, by name; it grows. name: what a card is
    called whatever its id was at the time.
    """

    def __init__(self, met: set[str], name: Callable[[str], str] = str) -> None:
        self._met = met
        self._name = name
        self._day = -1
        self._today: set[str] = set()
        self.tallies: dict[tuple[int, str], list[float]] = {}
        """By study day and deck, in the order of ``Tally``."""
        self.buckets: dict[tuple[int, int], list[float]] = {}
        """By study day and number, in the order of ``Bucket`` without its number."""

    def add(self, day: int, card: str, body: Mapping[str, Any]) -> None:
        """Count one review, whose body is valid."""
        if day != self._day:
            self._met |= self._today
            self._today, self._day = set(), day
        key = day, deck_of(card)
        sums = self.tallies.get(key)
        if sums is None:
            sums = self.tallies[key] = [0] * len(Tally._fields)
        rating = body["rating"]
        sums[0] += 1
        sums[1] += body.get("right") is True
        sums[1 + rating] += 1
        sums[6] += body.get("ms", 0)
        name = self._name(card)
        if name in self._today:
            return
        self._today.add(name)
        if name in self._met:
            self._try(day, sums, recalled=rating != Rating.AGAIN, recall=body.get("recall"))
        else:
            sums[7] += 1

    def _try(self, day: int, sums: list[float], *, recalled: bool, recall: float | None) -> None:
        sums[8] += 1
        sums[9] += recalled
        if recall is None:
            return  # written before predictions were kept
        sums[10] += 1
        sums[11] += recall
        bucket = self.buckets.setdefault((day, bucket_of(recall)), [0, 0, 0.0])
        bucket[0] += 1
        bucket[1] += recalled
        bucket[2] += recall


def recount(events: Iterable[Event]) -> Recount:
    """Everything counted from all events of a journal."""
    everything = list(events)
    name = naming(Renames(everything))
    reviews = [event for event in standing(everything) if event.kind == "review"]
    counted = Recount(set(), name)
    for event in sorted(reviews, key=lambda event: (event.day, event.at, event.id)):
        counted.add(event.day, event.card, event.body)
    return counted


def naming(renames: Renames) -> Callable[[str], str]:
    """One name for every id of a card."""
    known = {card: min(renames.names(card)) for card in renames}
    return lambda card: known.get(card, card)


def tally_of(sums: Sequence[float]) -> Tally:
    """A tally from its sums in order."""
    *counts, predicted = sums
    return Tally(*map(int, counts))._replace(predicted=float(predicted))


def bucket_with(number: int, sums: Sequence[float]) -> Bucket:
    """A bucket from its sums in order."""
    tries, recalled, predicted = sums
    return Bucket(number, int(tries), int(recalled), float(predicted))


def by_day(tallies: Iterable[tuple[int, Tally]]) -> list[Day]:
    """Days in order, the tallies of one day put together."""
    days: dict[int, Tally] = {}
    for day, tally in tallies:
        days[day] = days[day].plus(tally) if day in days else tally
    return [Day(day, days[day]) for day in sorted(days)]


def by_deck(tallies: Iterable[tuple[str, Tally]]) -> dict[str, Tally]:
    """Decks, the tallies of one put together."""
    decks: dict[str, Tally] = {}
    for deck, tally in tallies:
        decks[deck] = decks[deck].plus(tally) if deck in decks else tally
    return decks


def by_number(buckets: Iterable[Bucket]) -> list[Bucket]:
    """Buckets in order, those of one number put together."""
    found: dict[int, Bucket] = {}
    for bucket in buckets:
        old = found.get(bucket.number, Bucket(bucket.number, 0, 0, 0.0))
        found[bucket.number] = bucket_with(bucket.number, [a + b for a, b in zip(old[1:], bucket[1:], strict=True)])
    return [found[number] for number in sorted(found)]


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
