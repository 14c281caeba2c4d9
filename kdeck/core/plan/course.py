"""One course of study up to the go-live date, lived through in a few milliseconds.

It follows the plan that the trainer makes each day: what is due first, most at risk foremost; twins apart; new cards at
the pace of ``path_live``; a last look at what would fall short; and an end when the minutes are over.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from math import fsum, sqrt
from random import Random
from typing import Final, NamedTuple

from kdeck.core.fsrs import Day, State, first_day, interval, retrievability, review_day, spread
from kdeck.core.plan.forecast import SURE, WIDE, Forecast, Readiness
from kdeck.core.plan.path import Deadline, capped, falls_short, new_cards


class Item(NamedTuple):
    """A card as a forecast sees it. twin: what it shares with siblings that give its answer away. retention: desired.

    state, last_day, due_day: of a card that has been met; a new one has no state.
    """

    deck: str
    twin: str
    retention: float
    state: State | None = None
    last_day: int = 0
    due_day: int = 0


class Outlook(NamedTuple):
    """What is known of the time that is left. days: the days of study before the date, today first where it is one.

    minutes: of study a day. seconds: that a sight of a card takes. known: chance that the first answer to a new card is
    right. spent: seconds studied today already. introduced: cards first met today.
    """

    ahead: Deadline
    days: tuple[int, ...]
    minutes: int
    seconds: float
    known: float
    spent: float = 0.0
    introduced: int = 0


class End(NamedTuple):
    """How a course ended. recall: of every card on the date, 0 of one not met. minutes: studied, by day of study."""

    recall: list[float]
    minutes: list[float]


class Course:
    """Courses over the same cards; what they have in common is worked out once."""

    def __init__(self, items: Sequence[Item], outlook: Outlook) -> None:
        self.items, self.outlook = items, outlook
        twins: dict[str, int] = {}
        self._twin = [twins.setdefault(item.twin, len(twins)) for item in items]
        self._known: dict[tuple[State, int], tuple[float, Day, Day]] = {}
        self._intervals: dict[tuple[float, float], tuple[int, int]] = {}
        self._first = first_day(knew=True), first_day(knew=False)

    def run(self, random: Random, minutes: int | None = None) -> End:
        """One course, with other ``minutes`` a day where given."""
        return _Run(self, random, self.outlook.minutes if minutes is None else minutes).run()

    def review(self, state: State, days: int) -> tuple[float, Day, Day]:
        """The chance of recall, and what the day comes to for a card known and for one forgotten."""
        key = state, days
        found = self._known.get(key)
        if found is None:
            chance = retrievability(state.stability, days)
            found = chance, review_day(state, days, knew=True), review_day(state, days, knew=False)
            self._known[key] = found
        return found

    def first(self, *, knew: bool) -> Day:
        """What the day comes to on which a card is met."""
        return self._first[0] if knew else self._first[1]

    def interval(self, state: State, retention: float) -> tuple[int, int]:
        """Between which days fuzz puts the interval of a card."""
        key = state.stability, retention
        found = self._intervals.get(key)
        if found is None:
            found = self._intervals[key] = spread(interval(state.stability, retention))
        return found

    def twin(self, place: int) -> int:
        """The number of a card's twins."""
        return self._twin[place]


class _Run:
    """The state of one course. A card is its place among the items."""

    def __init__(self, course: Course, random: Random, minutes: int) -> None:
        self._course, self._random, self._minutes = course, random, minutes
        items = course.items
        self._states = [item.state for item in items]
        self._last = [item.last_day for item in items]
        self._unmet = [place for place, item in enumerate(items) if item.state is None]
        self._due: dict[int, list[int]] = {}
        for place, item in enumerate(items):
            if item.state is not None:
                self._due.setdefault(item.due_day, []).append(place)

    def run(self) -> End:
        """Live through all days."""
        outlook, spent = self._course.outlook, []
        for number, day in enumerate(outlook.days):
            first = number == 0 and outlook.spent > 0
            seconds = self._minutes * 60 - (outlook.spent if first else 0)
            sights = max(0, int(seconds / outlook.seconds))
            left = self._day(day, sights, len(outlook.days) - number, outlook.introduced if first else 0)
            spent.append((sights - left) * outlook.seconds / 60)
        live = outlook.ahead.live
        pairs = zip(self._states, self._last, strict=True)
        recall = [0.0 if state is None else retrievability(state.stability, live - last) for state, last in pairs]
        return End(recall, spent)

    def _day(self, day: int, sights: int, days: int, introduced: int) -> int:
        """One day of study; how many of its sights are left over."""
        waiting, whole, twins = self._waiting(day), sights, set[int]()
        if len(waiting) > sights:
            waiting.sort(key=lambda place: self._risk(place, day))
        for place in waiting:
            twin = self._course.twin(place)
            if sights <= 0 or twin in twins:
                self._due.setdefault(day + 1, []).append(place)
                continue
            twins.add(twin)
            sights -= self._review(place, day)
        quota = new_cards(len(self._unmet) + introduced, days, whole, len(waiting)) - introduced
        met = set()
        for place in self._new(quota):
            if sights <= 0:
                break
            met.add(place)
            sights -= self._meet(place, day)
        self._unmet = [place for place in self._unmet if place not in met]
        return max(0, sights)

    def _waiting(self, day: int) -> list[int]:
        """The cards that are due, and on the last day before the date those that would fall short of it."""
        ahead = self._course.outlook.ahead
        found = [place for due in sorted(self._due) if due <= day for place in self._due.pop(due)]
        if day == ahead.touch:
            for due in [due for due in self._due if due <= ahead.live]:
                short = [place for place in self._due[due] if self._short(place, ahead.live)]
                self._due[due] = [place for place in self._due[due] if place not in short]
                found += short
        return found

    def _new(self, quota: int) -> Iterator[int]:
        """So many cards that have not been met, no two of them twins."""
        twins = set()
        for place in self._unmet:
            if quota <= 0:
                return
            twin = self._course.twin(place)
            if twin not in twins:
                twins.add(twin)
                quota -= 1
                yield place

    def _review(self, place: int, day: int) -> int:
        """Look at a card that was met before; the sights that it takes."""
        state = self._states[place]
        assert state is not None  # noqa: S101 - only cards with a state fall due; for the type checker
        chance, right, wrong = self._course.review(state, max(1, day - self._last[place]))
        return self._settle(place, day, right if self._random.random() < chance else wrong)

    def _meet(self, place: int, day: int) -> int:
        """Meet a new card; the sights that it takes."""
        knew = self._random.random() < self._course.outlook.known
        return self._settle(place, day, self._course.first(knew=knew))

    def _settle(self, place: int, day: int, after: Day) -> int:
        """Take in what a day did to a card, and when it is due next."""
        retention, ahead = self._course.items[place].retention, self._course.outlook.ahead
        low, high = self._course.interval(after.state, retention)
        days = low if low == high else low + int(self._random.random() * (high - low + 1))
        days = capped(days, day, after.state.stability, retention, ahead)
        self._states[place], self._last[place] = after.state, day
        self._due.setdefault(day + days, []).append(place)
        return after.sights

    def _risk(self, place: int, day: int) -> float:
        state = self._states[place]
        assert state is not None  # noqa: S101 - likewise
        item = self._course.items[place]
        return retrievability(state.stability, day - self._last[place]) / item.retention

    def _short(self, place: int, live: int) -> bool:
        state = self._states[place]
        assert state is not None  # noqa: S101 - likewise
        return falls_short(state.stability, self._course.items[place].retention, self._last[place], live)


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
