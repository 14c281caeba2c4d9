"""What there is to do today: pure choice from a library, a journal and a moment.

Everything that ``kdeck due`` needs, and no more: this module is imported at every start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from kdeck.core.card import Deck
from kdeck.core.forgetting import retrievability
from kdeck.core.ident import entry_of
from kdeck.core.memory import Mark, Memory
from kdeck.core.moment import MICROSECONDS, Moment
from kdeck.decks.library import Library
from kdeck.journal.base import Journal
from kdeck.trainer.changes import Look, look
from kdeck.trainer.settings import Settings

_DAY = 86_400 * MICROSECONDS
_PACE_SAMPLE = 200
_PRIOR_SECONDS = 12.0
_PRIOR_ANSWERS = 10
_LONGEST_SECONDS = 60.0
_NEW_CARD_REPEATS = 3
"""Sights of a new card on its first day: the question, then two learning steps."""


class Today(NamedTuple):
    """The day's work. Cards are ids or memories in the order in which they are asked.

    learning: in steps within the day. reviews: due, capped, most at risk first. new: first met today.
    backlog: reviews due beyond today's cap; they wait for the next days. buried: due, but resting until tomorrow
    because a sibling is asked today. met: cards answered today. seconds: estimated from the learner's own pace.
    behind: days by which the clock stands behind the journal (0 in order). changed: ids of the cards among
    ``learning`` and ``reviews`` whose fact is another than the one last answered.
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
    behind: int
    changed: tuple[str, ...] = ()

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


def plan_today(library: Library, journal: Journal, settings: Settings, now: Moment, found: Look | None = None) -> Today:
    """Choose today's cards. found: what a look for changed facts came to, where there was one already.

    Changed cards are due at once, before all other reviews; no limit and no sibling holds them back.
    Resting: suspended cards, cards past their ``until``, and cards no longer in the library. One card an entry a
    day: siblings of a card seen or asked today wait. New cards wait while reviews exceed the day's cap.
    """
    day = max(now.day, journal.last()[1])
    totals, awake = journal.totals(day), _Awake(library, journal.marks(), day)
    due = [memory for memory in journal.due(day) if memory.card in awake]
    learning = sorted((memory for memory in due if memory.learning), key=lambda memory: (memory.due_at, memory.card))
    found = look(library, journal) if found is None else found
    other = {card: memory for card in found.cards if card in awake and (memory := journal.memory(card)) is not None}
    first = _by_risk((memory for memory in other.values() if not memory.learning), now)
    waiting = _by_risk((memory for memory in due if not memory.learning and memory.card not in other), now)
    touched = totals.entries | {entry_of(memory.card) for memory in (*learning, *first)}
    reviews = list(_one_an_entry(waiting, touched))
    room = settings.reviews_per_day - totals.reviewed - len(first)
    backlog = max(0, len(reviews) - max(0, room))
    quota = 0 if backlog or (first and room < 0) else max(0, settings.new_per_day - totals.introduced)
    busy = touched | {entry_of(memory.card) for memory in waiting}
    new = tuple(_new_cards(_unmet(library, journal, found.met), awake, busy, quota))
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
        behind=max(0, day - now.day),
        changed=tuple(other),
    )
    sights = len(learning) + len(today.reviews) + _NEW_CARD_REPEATS * len(new)
    return today._replace(seconds=sights * pace(journal))


def due_on(library: Library, journal: Journal, day: int, changed: Iterable[str]) -> int:
    """How many review cards will be due on study day ``day`` when nothing is answered before."""
    awake = _Awake(library, journal.marks(), day)
    cards = {memory.card for memory in journal.due(day) if not memory.learning}
    return sum(card in awake for card in cards.union(changed))


def pace(journal: Journal) -> float:
    """The learner's own seconds a card: the mean of the last reviews, each counted up to a minute.

    The first few answers say little, so the mean begins from a dozen seconds, as if ten answers had taken that long.
    """
    taken = [min(_LONGEST_SECONDS, event.body["ms"] / 1000) for event in journal.recent("review", _PACE_SAMPLE)]
    return float((sum(taken) + _PRIOR_ANSWERS * _PRIOR_SECONDS) / (len(taken) + _PRIOR_ANSWERS))


def recall_now(memory: Memory, now: Moment) -> float:
    """Retrievability at this very moment: continuous days since the last review."""
    return retrievability(memory.stability, (now.at - memory.last_at) / _DAY)


def days_to_clear(today: Today, settings: Settings) -> int:
    """Days that the backlog takes at the daily cap, today not counted."""
    return -(-today.backlog // settings.reviews_per_day)


class _Awake:
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


def _one_an_entry(memories: Iterable[Memory], touched: Iterable[str]) -> Iterator[Memory]:
    seen = set(touched)
    for memory in memories:
        entry = entry_of(memory.card)
        if entry not in seen:
            seen.add(entry)
            yield memory


def _unmet(library: Library, journal: Journal, met: Mapping[str, int]) -> Iterator[str]:
    """The cards that have no memory, in the order in which they are met; decks that are all met are passed over."""
    for deck in deck_order(library):
        if met.get(deck.file, -1) != deck.size:
            yield from journal.unknown(cards_of(library, deck))


def _new_cards(unmet: Iterable[str], awake: _Awake, busy: Iterable[str], quota: int) -> Iterator[str]:
    if quota <= 0:
        return
    seen = set(busy)
    for card in unmet:
        if card not in awake:
            continue
        entry = entry_of(card)
        if entry in seen:
            continue
        seen.add(entry)
        yield card
        quota -= 1
        if not quota:
            return


def cards_of(library: Library, deck: Deck) -> Sequence[str]:
    """The ids of a deck's cards, in its order."""
    return library.ids[deck.start : deck.start + deck.size]


def deck_order(library: Library) -> list[Deck]:
    """The decks of the shop's path in its order, then the others as they stand in the library."""
    rank = {deck: place for place, deck in enumerate(library.shop.order)}
    return sorted(library.decks, key=lambda deck: rank.get(deck.id, len(rank)))
