"""What there is to do today: pure choice from a library, a journal and a moment.

Everything that ``kdeck due`` needs, and no more: this module is imported at every start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from kdeck.core.fsrs import retrievability
from kdeck.core.ident import deck_of, entry_of, kin_of, twin_of
from kdeck.core.memory import Mark, Memory
from kdeck.core.moment import MICROSECONDS, Moment
from kdeck.core.plan.path import NEW_SIGHTS, Calendar, Deadline, deadline, falls_short, new_cards, path_cards
from kdeck.core.shop import Deck
from kdeck.decks.library import Library
from kdeck.journal.base import DayTotals, Journal
from kdeck.trainer.changes import Look
from kdeck.trainer.goal import Goal, goal_of, studied_before
from kdeck.trainer.settings import Settings, is_own

_DAY = 86_400 * MICROSECONDS
_PACE_SAMPLE = 200
_PRIOR_SECONDS = 12.0
_PRIOR_ANSWERS = 10
_LONGEST_SECONDS = 60.0


class Today(NamedTuple):
    """The day's work. Cards are ids or memories in the order in which they are asked.

    learning: in steps within the day. reviews: due, capped, most at risk first. new: first met today.
    backlog: reviews due beyond today's cap; they wait for the next days. buried: due, but resting until tomorrow
    because a sibling is asked today. met: cards answered today. seconds: estimated from the learner's own pace.
    misdated: answers and other events that are dated in the future, and do not count until then. changed: ids of the
    cards among ``learning`` and ``reviews`` whose fact is another than the one last answered. rest: the shop's calendar
    expects no study today. ahead: the go-live date, while it is to come.
    """

    at: Moment
    day: int
    learning: tuple[Memory, ...]
    reviews: tuple[Memory, ...]
    new: tuple[str, ...]
    backlog: int
    buried: int
    met: int
    seconds: float
    misdated: int
    changed: tuple[str, ...] = ()
    rest: bool = False
    ahead: Deadline | None = None

    @property
    def total(self) -> int:
        """How many cards there are to do."""
        return len(self.learning) + len(self.reviews) + len(self.new)

    @property
    def whole(self) -> int:
        """All cards of the day: those met already and those still to be met."""
        carried_over = sum(memory.last_day < self.day for memory in self.learning)
        once_more = sum(memory.last_day == self.day for memory in self.reviews)
        return self.met + carried_over + len(self.reviews) - once_more + len(self.new)

    @property
    def cards(self) -> tuple[str, ...]:
        """All of them in order: steps that run, reviews, new cards."""
        return (*(memory.card for memory in chain(self.learning, self.reviews)), *self.new)

    @property
    def minutes(self) -> int:
        """Estimated whole minutes, at least one when anything is to be done."""
        return max(1, round(self.seconds / 60)) if self.total else 0


def plan_today(
    library: Library,
    journal: Journal,
    settings: Settings,
    now: Moment,
    found: Look,
    day: int | None = None,
) -> Today:
    """Choose today's cards. found: what a look for changed facts came to.

    day: the study day, where it is not the clock's.

    Changed cards are due at once, before all other reviews; no limit and no sibling holds them back.
    Resting: suspended cards, cards past their ``until``, and cards no longer in the library. Siblings of a
    card seen or asked today (see ``kin_of``) wait; on the path, and while a go-live date lies ahead, only those that
    would give the answer away. New cards wait while reviews exceed the day's cap, and on days of rest.
    """
    day = now.day if day is None else day
    seconds = pace(journal)
    course = _Course(library, journal, settings, day, seconds)
    totals, awake, apart = journal.totals(day), Awake(library, journal.marks(), day), course.apart
    due = [memory for memory in course.due(totals.reviewed) if memory.card in awake]
    learning = sorted((memory for memory in due if memory.learning), key=lambda memory: (memory.due_at, memory.card))
    other = {card: memory for card in found.cards if card in awake and (memory := journal.memory(card)) is not None}
    first = _by_risk((memory for memory in other.values() if not memory.learning), now)
    waiting = _by_risk((memory for memory in due if not memory.learning and memory.card not in other), now)
    touched = set(map(apart, chain(totals.cards, (memory.card for memory in (*learning, *first)))))
    reviews = list(_one_of_siblings(waiting, touched, apart))
    room = course.most_reviews - totals.reviewed - len(first)
    backlog = max(0, len(reviews) - max(0, room))
    unmet = (card for card in course.unmet(found.met) if card in awake)
    busy = touched.union(apart(memory.card) for memory in waiting)
    paused = course.rest or backlog or (first and room < 0)
    new = () if paused else course.new(unmet, busy, totals, len(first) + len(reviews))
    today = Today(
        at=now,
        day=day,
        learning=tuple(learning),
        reviews=(*first, *reviews[: max(0, room)]),
        new=new,
        backlog=backlog,
        buried=len(waiting) - len(reviews),
        met=totals.introduced + totals.reviewed,
        seconds=0.0,
        misdated=len(journal.ahead()),
        changed=tuple(other),
        rest=course.rest,
        ahead=course.ahead,
    )
    sights = len(learning) + len(today.reviews) + NEW_SIGHTS * len(new)
    return today._replace(seconds=sights * seconds)


def due_on(library: Library, journal: Journal, day: int, changed: Iterable[str]) -> int:
    """How many review cards will be due on study day ``day`` when nothing is answered before."""
    awake = Awake(library, journal.marks(), day)
    cards = {memory.card for memory in journal.due(day) if not memory.learning}
    return sum(card in awake for card in cards.union(changed))


def pace(journal: Journal) -> float:
    """The learner's own seconds a card: the mean of the last reviews, each counted up to a minute.

    The first few answers say little, so the mean begins from a dozen seconds, as if ten answers had taken that long.
    """
    times = [review.milliseconds for review in journal.reviews(limit=_PACE_SAMPLE)]
    taken = [min(_LONGEST_SECONDS, time / 1000) for time in times if time is not None]
    return float((sum(taken) + _PRIOR_ANSWERS * _PRIOR_SECONDS) / (len(taken) + _PRIOR_ANSWERS))


def recall_now(memory: Memory, now: Moment) -> float:
    """Retrievability at this very moment: continuous days since the last review."""
    return retrievability(memory.stability, (now.at - memory.last_at) / _DAY)


def days_to_clear(today: Today, settings: Settings) -> int:
    """Days that the backlog takes at the daily cap, today not counted."""
    return -(-today.backlog // settings.reviews_per_day)


class Awake:
    """The cards that may be asked: in the library, not suspended, not past their date."""

    def __init__(self, library: Library, marks: dict[str, Mark], day: int) -> None:
        self._library = library
        self._asleep = {card for card, mark in marks.items() if mark.suspended}
        self._asleep |= {card for card, until in library.resting.items() if until < day}

    def __contains__(self, card: str) -> bool:
        return card in self._library and card not in self._asleep


def _risk(memory: Memory, now: Moment) -> tuple[float, str]:
    """Lowest chance of recall relative to what is desired first."""
    return recall_now(memory, now) / memory.retention, memory.card


def _by_risk(memories: Iterable[Memory], now: Moment) -> list[Memory]:
    return sorted(memories, key=lambda memory: _risk(memory, now))


def _one_of_siblings(
    memories: Iterable[Memory], touched: Iterable[str], apart: Callable[[str], str]
) -> Iterator[Memory]:
    seen = set(touched)
    for memory in memories:
        shared = apart(memory.card)
        if shared not in seen:
            seen.add(shared)
            yield memory


class _Course:
    """What the shop's path, its calendar and the go-live date ask of one day."""

    def __init__(self, library: Library, journal: Journal, settings: Settings, day: int, pace: float) -> None:
        self._library, self._journal, self._settings, self._day = library, journal, settings, day
        self._calendar: Calendar = library.shop.calendar
        self._goal: Goal = goal_of(library.shop, journal)
        self.ahead = deadline(self._calendar, self._goal.live, day)
        self.rest = not self._calendar.works(day)
        self.on_path = self.ahead is None and is_on_path(library, journal)
        self.apart: Callable[[str], str] = twin_of if self.on_path or self.ahead is not None else kin_of
        self._sights = self._goal.minutes * 60 / pace
        self.most_reviews = max(settings.reviews_per_day, int(self._sights) if self.ahead else 0)

    def due(self, reviewed: int) -> list[Memory]:
        """Cards that are due; on the last day of study before the date also those that would be short on it.

        Of the latter, the shortest first, no more than the minutes allow. reviewed: reviews of today that are done.
        """
        ahead, day = self.ahead, self._day
        due = self._journal.due(day)
        if ahead is None or ahead.touch != day:
            return due
        short = [
            memory
            for memory in self._journal.due(ahead.live)
            if not memory.learning and memory.due_day > day and memory.last_day < day and _falls_short(memory, ahead)
        ]
        short.sort(key=lambda memory: _recall_on(memory, ahead.live) / memory.retention)
        return due + short[: max(0, int(self._sights) - reviewed - len(due))]

    def unmet(self, met: Mapping[str, int]) -> Iterator[str]:
        """The cards that have no memory, in the order in which they are met; decks that are all met are passed over."""
        for deck in deck_order(self._library, self._first_decks()):
            if met.get(deck.file, -1) != deck.size:
                yield from self._journal.unknown(cards_of(self._library, deck))

    def new(self, unmet: Iterable[str], busy: Iterable[str], totals: DayTotals, reviews: int) -> tuple[str, ...]:
        """The new cards of today, no two that must be kept apart. reviews: how many cards are due yet."""
        quota = self._settings.new_per_day - totals.introduced
        if self.on_path or self.ahead is not None:
            unmet = list(unmet)
            on_path = set(self._library.shop.order) or {deck.id for deck in self._library.decks}
            left = sum(deck_of(card) in on_path for card in unmet)
            if left:
                quota = self._paced(left + totals.introduced, reviews + totals.reviewed) - totals.introduced
        chosen = tuple(islice(_one_each(unmet, busy, self.apart), max(0, quota)))
        if self.ahead is None:
            return in_rounds(chosen) if self.on_path else chosen
        # A twin that is reviewed day after day must not keep a card from being met in time.
        held, taken = (card for card in unmet if card not in chosen), set(map(self.apart, chosen))
        return in_rounds((*chosen, *islice(_one_each(held, taken, self.apart), max(0, quota - len(chosen)))))

    def _paced(self, unmet: int, reviews: int) -> int:
        if self.ahead is not None:
            return new_cards(unmet, self._calendar.days(self._day, self.ahead.touch), self._sights, reviews)
        days = days_of_path(self._library, self._journal, self._day)
        return path_cards(unmet, days, self._sights, reviews, self._settings.new_per_day)

    def _first_decks(self) -> tuple[str, ...]:
        """The decks that come before the order of the path: by date, those of the day that is open."""
        stages = self._library.shop.stages
        if self._calendar.opens == "met" or not stages:
            return ()
        before = studied_before(self._library.shop, self._journal, self._day)
        return stages[min(before, len(stages) - 1)].decks


def is_on_path(library: Library, journal: Journal) -> bool:
    """Whether the shop's path says how many cards are new a day: until all of it is met, unless the learner says."""
    shop = library.shop
    if not shop.stages or is_own(journal, "new_per_day"):
        return False
    order = set(shop.order)
    return any(journal.unknown(cards_of(library, deck)) for deck in library.decks if deck.id in order)


def days_of_path(library: Library, journal: Journal, day: int) -> int:
    """How many days the path has left on study day ``day``, this one counted; none where it takes longer."""
    return len(library.shop.stages) - studied_before(library.shop, journal, day)


def _falls_short(memory: Memory, ahead: Deadline) -> bool:
    return falls_short(memory.stability, memory.retention, memory.last_day, ahead.live)


def _recall_on(memory: Memory, day: int) -> float:
    return retrievability(memory.stability, day - memory.last_day)


def _one_each(cards: Iterable[str], busy: Iterable[str], apart: Callable[[str], str]) -> Iterator[str]:
    seen = set(busy)
    for card in cards:
        shared = apart(card)
        if shared not in seen:
            seen.add(shared)
            yield card


def in_rounds(cards: Sequence[str]) -> tuple[str, ...]:
    """The cards in their order, but siblings as far from each other as can be: one of each entry, then the next."""
    rounds: dict[str, int] = {}
    placed = []
    for place, card in enumerate(cards):
        entry = entry_of(card)
        rounds[entry] = rounds.get(entry, -1) + 1
        placed.append((rounds[entry], place, card))
    return tuple(card for _, _, card in sorted(placed))


def cards_of(library: Library, deck: Deck) -> Sequence[str]:
    """The ids of a deck's cards, in its order."""
    return library.ids_of(deck)


def deck_order(library: Library, first: Sequence[str] = ()) -> list[Deck]:
    """The decks with cards: those in ``first``, then of the shop's path in its order, then the others as they stand."""
    rank = {deck: place for place, deck in enumerate(dict.fromkeys((*first, *library.shop.order)))}
    return sorted((deck for deck in library.decks if deck.size), key=lambda deck: rank.get(deck.id, len(rank)))
