"""What is foretold of the go-live date: how well each deck will be remembered, and whether the date holds.

Kept apart from the reckoning, which whoever only shows a forecast need not load.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from math import fsum, sqrt
from random import Random
from typing import Final, NamedTuple

from kdeck.core.plan.course import Course, End, Item, Outlook

WIDE: Final = 1.796
"""Standard deviations around a mean of twelve that hold nine of ten (Student's t with eleven degrees of freedom)."""
SURE: Final = 0.524
"""Standard deviations below the mean above which seven of ten are."""


class Readiness(NamedTuple):
    """A deck on the date. recall: mean predicted chance of recall of all its cards, those not met counted as 0.

    low, high: within these nine of ten courses end. target: desired retention, mean over the cards. cards: how many.
    met: how many of them will have been met, on average. All shares are 0..1.
    """

    deck: str
    recall: float
    low: float
    high: float
    target: float
    cards: int
    met: float

    @property
    def reached(self) -> bool:
        """Whether the plan holds for this deck: seven of ten courses reach the target."""
        return self.recall - (self.recall - self.low) * SURE / WIDE >= self.target


class Forecast(NamedTuple):
    """The way to a date. decks: in the order of the path. minutes: of study a day, as they were given.

    needed: the fewest minutes a day with which every deck reaches its target; ``None`` where no effort does.
    load: minutes of the days of study that are left, on average over the courses, first day first. low, high: within
    these nine of ten courses end, over all cards.
    """

    live: int
    decks: tuple[Readiness, ...]
    minutes: int
    needed: int | None
    load: tuple[float, ...]
    low: float
    high: float

    @property
    def feasible(self) -> bool:
        """Whether every deck reaches its target."""
        return all(deck.reached for deck in self.decks)

    @property
    def below(self) -> tuple[Readiness, ...]:
        """The decks that stay below their target, the furthest below first."""
        short = [deck for deck in self.decks if not deck.reached]
        return tuple(sorted(short, key=lambda deck: deck.recall - deck.target))

    @property
    def recall(self) -> float:
        """Mean predicted recall of all cards."""
        cards = sum(deck.cards for deck in self.decks)
        return sum(deck.recall * deck.cards for deck in self.decks) / cards if cards else 0.0


COURSES: Final = 12
_SEARCHED: Final = 2
"""Courses that are enough to see whether so many minutes would do."""
MOST_MINUTES: Final = 240
_LEAST_MINUTES: Final = 5
_MOST_MARGIN: Final = 0.02
"""Above the target, for a deck whose spread is wide only because there is no time for it."""


def forecast(items: Sequence[Item], outlook: Outlook, *, courses: int = COURSES, seed: int = 0) -> Forecast:
    """The forecast for these cards. The same seed gives the same forecast."""
    steps = foresee(items, outlook, courses=courses, seed=seed)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Forecast = end.value
            return found


def foresee(
    items: Sequence[Item], outlook: Outlook, *, courses: int = COURSES, seed: int = 0
) -> Generator[None, None, Forecast]:
    """The forecast in steps of some milliseconds, for whoever has other things to do in between."""
    course, ends = Course(items, outlook), []
    for number in range(courses):
        ends.append(course.run(_random(seed, number)))
        yield
    decks = _readiness(items, ends)
    load = tuple(_mean(day) for day in zip(*(end.minutes for end in ends), strict=True))
    low, high = _range([_mean(end.recall) for end in ends])
    found = Forecast(outlook.ahead.live, decks, outlook.minutes, None, load, low, high)
    needed = yield from _needed(course, found, seed)
    return found._replace(needed=needed)


def _random(seed: int, number: int) -> Random:
    return Random(seed * 1000 + number)  # noqa: S311 - no secret


def _places(items: Sequence[Item]) -> dict[str, list[int]]:
    """The places of each deck's cards."""
    places: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        places.setdefault(item.deck, []).append(place)
    return places


def _readiness(items: Sequence[Item], ends: Sequence[End]) -> tuple[Readiness, ...]:
    decks = []
    for deck, places in _places(items).items():
        recalls = [_mean([end.recall[place] for place in places]) for end in ends]
        met = _mean([sum(end.recall[place] > 0 for place in places) for end in ends])
        target = _mean([items[place].retention for place in places])
        decks.append(Readiness(deck, _mean(recalls), *_range(recalls), target, len(places), met))
    return tuple(decks)


def _range(recalls: Sequence[float]) -> tuple[float, float]:
    """Within which nine of ten further courses end."""
    mean = _mean(recalls)
    spread = sqrt(fsum((one - mean) ** 2 for one in recalls) / (len(recalls) - 1))
    far = WIDE * spread * sqrt(1 + 1 / len(recalls))
    return max(0.0, mean - far), min(1.0, mean + far)


def _needed(course: Course, found: Forecast, seed: int) -> Generator[None, None, int | None]:
    """The fewest minutes a day with which every deck reaches its target, by halving, to a twentieth."""
    low, high = (_LEAST_MINUTES, found.minutes) if found.feasible else (found.minutes, MOST_MINUTES)
    if found.feasible and (low >= high or (yield from _enough(course, found, seed, low))):
        return min(low, high)
    if not found.feasible and not (yield from _enough(course, found, seed, high)):
        return None
    while high - low > max(1, high // 20):
        middle = (low + high) // 2
        low, high = (low, middle) if (yield from _enough(course, found, seed, middle)) else (middle, high)
    return high


def _enough(course: Course, found: Forecast, seed: int, minutes: int) -> Generator[None, None, bool]:
    """Whether every deck reaches its target with so many minutes a day, its spread being what was found before."""
    ends = []
    for number in range(_SEARCHED):
        ends.append(course.run(_random(seed, number), minutes))
        yield
    places = _places(course.items)
    for deck in found.decks:
        margin = min(_MOST_MARGIN, (deck.recall - deck.low) * SURE / WIDE)
        if _mean([end.recall[place] for end in ends for place in places[deck.deck]]) < deck.target + margin:
            return False
    return True


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)
