"""Courses of study up to the go-live date, each lived through in a few milliseconds.

Every day of them is planned by ``plan_day``, as today is, and asked in the same order until the minutes are over.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import lru_cache
from math import fsum, sqrt
from random import Random
from typing import Final, NamedTuple

from kdeck.core.fsrs import Day, State, first_day, interval, retrievability, review_day, spread
from kdeck.core.ident import deck_of, twin_of
from kdeck.core.memory import Memory
from kdeck.core.moment import DAY, Moment
from kdeck.core.plan.day import DayPlan, DayState, plan_day
from kdeck.core.plan.forecast import SURE, WIDE, Forecast, Readiness
from kdeck.core.plan.path import Deadline, capped


class Item(NamedTuple):
    """A card as a forecast sees it. retention: desired, 0..1. memory: ``None`` of one that has not been met.

    on_path: whether the forecast tells of it; others only take time. changed: its fact is another than the one last
    answered.
    """

    card: str
    retention: float
    memory: Memory | None = None
    on_path: bool = True
    changed: bool = False


class Outlook(NamedTuple):
    """What is known of the time that is left. ahead: the date. today: the day as it stands.

    days: the days of study before the date, today first where it is one. known: chance that the first answer to a new
    card is right. spent: seconds studied today already.
    """

    ahead: Deadline
    today: DayState
    days: tuple[int, ...]
    known: float
    spent: float = 0.0


class End(NamedTuple):
    """How a course ended. recall: on the date, of every card of the path, 0 of one not met.

    minutes: studied, by day of study.
    """

    recall: list[float]
    minutes: list[float]


class Course:
    """Courses over the same cards; what they have in common is worked out once.

    items: in the order in which cards are met.
    """

    def __init__(self, items: Sequence[Item], outlook: Outlook) -> None:
        self.outlook = outlook
        self.path = [item for item in items if item.on_path]
        self.retention = {item.card: item.retention for item in items}
        self.memories = {item.card: item.memory for item in items if item.memory is not None}
        self.changed = {item.card: item.memory for item in items if item.memory is not None and item.changed}
        self.unmet = [item.card for item in items if item.memory is None]
        self.left = {item.card for item in self.path if item.memory is None}
        self.met = lru_cache(maxsize=None)(_met)
        self.reviewed = lru_cache(maxsize=None)(_reviewed)
        self.twin = lru_cache(maxsize=None)(twin_of)

    def begin(self, random: Random, minutes: int | None = None) -> Run:
        """One course, with other ``minutes`` a day where given."""
        today = self.outlook.today
        return Run(self, random, today if minutes is None else today._replace(minutes=minutes))


class _Evening(NamedTuple):
    """What a day with a card comes to. low, high: between these intervals fuzz puts the next one. sights: it took."""

    stability: float
    difficulty: float
    low: int
    high: int
    sights: int


def _evening(day: Day, retention: float) -> _Evening:
    low, high = spread(interval(day.state.stability, retention))
    return _Evening(*day.state, low, high, day.sights)


def _met(retention: float) -> tuple[_Evening, _Evening]:
    """What the day comes to for a new card that is not known, and for one that is."""
    return _evening(first_day(knew=False), retention), _evening(first_day(knew=True), retention)


def _reviewed(stability: float, difficulty: float, days: int, retention: float) -> tuple[float, _Evening, _Evening]:
    """The chance of recall, and what the day comes to for a card known and for one forgotten."""
    before, chance = State(stability, difficulty), retrievability(stability, days)
    right, wrong = (_evening(review_day(before, days, knew=knew), retention) for knew in (True, False))
    return chance, right, wrong


class Run:
    """The state of one course. today: with the minutes of this course."""

    def __init__(self, course: Course, random: Random, today: DayState) -> None:
        self._course, self._random, self._today = course, random, today
        self._memories, self._changed = dict(course.memories), dict(course.changed)
        self._unmet, self._left = list(course.unmet), len(course.left)
        self._due: dict[int, list[str]] = {}
        for memory in self._memories.values():
            if memory.learning or memory.card not in self._changed:
                self._due.setdefault(memory.due_day, []).append(memory.card)

    def run(self) -> End:
        """Live through all days."""
        outlook, today, minutes = self._course.outlook, self._today, list[float]()
        for number, day in enumerate(outlook.days):
            spent = outlook.spent if day == today.day else 0
            sights = max(0, int((today.minutes * 60 - spent) / today.seconds))
            minutes.append((sights - self._live(self.plan(number), sights)) * today.seconds / 60)
        return End([self._recall(item.card) for item in self._course.path], minutes)

    def plan(self, number: int) -> DayPlan:
        """The plan of the day of study with this number, from 0, as things stand."""
        state = self._morning(self._course.outlook.days[number], len(self._course.outlook.days) - number)
        due = [self._memories[card] for day, cards in self._due.items() if day <= state.until for card in cards]
        return plan_day(state, due, self._changed, self._unmet, self._left, self._course.twin)

    def _morning(self, day: int, left: int) -> DayState:
        """A day before it is planned, at the hour that it is now. left: days of study, this one counted."""
        today, ahead = self._today, self._course.outlook.ahead
        if day == today.day:
            return today._replace(days=left, ahead=ahead)
        now = Moment(today.now.at + (day - today.day) * DAY, today.now.offset)
        return today._replace(now=now, day=day, days=left, ahead=ahead, rest=False, met=frozenset(), seen=frozenset())

    def _live(self, plan: DayPlan, sights: int) -> int:
        """One day of study; how many of its sights are left over."""
        asked = set[str]()
        for card in plan.cards:
            if sights <= 0:
                break
            asked.add(card)
            sights -= self._ask(card, plan.state)
        over = [due for due in self._due if due <= plan.day]
        self._due[plan.day] = [card for due in over for card in self._due.pop(due) if card not in asked]
        for card in asked.intersection(plan.new):
            self._unmet.remove(card)
        return max(0, sights)

    def _ask(self, card: str, state: DayState) -> int:
        """Ask a card until it is done for the day; the sights that it takes."""
        course, memory, dice = self._course, self._memories.get(card), self._random.random()
        day, retention = state.day, course.retention[card]
        if memory is None:
            evening = course.met(retention)[dice < course.outlook.known]
            self._left -= card in course.left
        else:
            days = day - memory.last_day
            found = course.reviewed(memory.stability, memory.difficulty, days if days > 1 else 1, retention)
            evening = found[1] if dice < found[0] else found[2]
            self._changed.pop(card, None)
        stability, difficulty, low, high, sights = evening
        days = low if low == high else low + int(self._random.random() * (high - low + 1))
        due = day + capped(days, day, stability, retention, state.ahead)
        self._memories[card] = Memory(
            card, "review", 0, stability, difficulty, due, 0, day, day, state.now.at, due - day, 0, 0, retention
        )
        self._due.setdefault(due, []).append(card)
        return sights

    def _recall(self, card: str) -> float:
        memory = self._memories.get(card)
        if memory is None:
            return 0.0
        return retrievability(memory.stability, self._course.outlook.ahead.live - memory.last_day)


COURSES: Final = 12
_SEARCHED: Final = 2
"""Courses that are enough to see whether so many minutes would do."""
MOST_MINUTES: Final = 240
_LEAST_MINUTES: Final = 5
_MOST_MARGIN: Final = 0.02
"""Above the target, for a deck whose spread is wide only because there is no time for it."""


def foresee(course: Course, *, courses: int = COURSES, seed: int = 0) -> Generator[None, None, Forecast]:
    """The forecast in steps of some milliseconds, for whoever has other things to do in between.

    The same seed gives the same forecast.
    """
    ends, today = [], course.outlook.today
    for number in range(courses):
        ends.append(course.begin(_random(seed, number)).run())
        yield
    decks = _readiness(course.path, ends)
    load = tuple(_mean(day) for day in zip(*(end.minutes for end in ends), strict=True))
    low, high = _range([_mean(end.recall) for end in ends])
    found = Forecast(course.outlook.ahead.live, decks, today.minutes, None, load, low, high)
    needed = yield from _needed(course, found, seed)
    return found._replace(needed=needed)


def _random(seed: int, number: int) -> Random:
    return Random(seed * 1000 + number)  # noqa: S311 - no secret


def _places(items: Sequence[Item]) -> dict[str, list[int]]:
    """The places of each deck's cards."""
    places: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        places.setdefault(deck_of(item.card), []).append(place)
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
        ends.append(course.begin(_random(seed, number), minutes).run())
        yield
    places = _places(course.path)
    for deck in found.decks:
        margin = min(_MOST_MARGIN, (deck.recall - deck.low) * SURE / WIDE)
        if _mean([end.recall[place] for end in ends for place in places[deck.deck]]) < deck.target + margin:
            return False
    return True


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)
