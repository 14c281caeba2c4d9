"""The trainer: one learner, one library, one journal, one clock. What screens and commands ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from kdeck.core.card import Deck
from kdeck.core.event import Event, EventKind, mark_of
from kdeck.core.ident import uuid7
from kdeck.core.memory import Memory
from kdeck.core.moment import Moment, day_start
from kdeck.decks.library import Library
from kdeck.journal.base import Change, Journal
from kdeck.trainer.settings import Settings, load, store
from kdeck.trainer.today import Today, deck_order, plan_today

if TYPE_CHECKING:
    from kdeck.schedule.fsrs6 import Schedule

Clock = Callable[[], Moment]
Entropy = Callable[[int], bytes]

LONGEST_MS = 10 * 60_000
"""A thinking time is stored up to ten minutes: beyond that the learner was away."""


class DeckProgress(NamedTuple):
    """How far a learner is with one deck. seen: cards met. due: today's reviews and steps of this deck."""

    id: str
    title: str
    total: int
    seen: int
    due: int
    new: int


class Trainer:
    """Use cases of one learner. Not thread-safe: a caller with threads sends its calls through one of them."""

    def __init__(self, library: Library, journal: Journal, clock: Clock, *, device: str, entropy: Entropy) -> None:
        self.library = library
        self.journal = journal
        self.settings: Settings = load(journal)
        self._clock = clock
        self._device = device
        self._entropy = entropy
        self._schedule: Schedule | None = None

    @property
    def learner(self) -> str:
        """Whose memory this is."""
        return self.journal.learner

    @property
    def schedule(self) -> Schedule:
        """The FSRS schedule, loaded when first needed."""
        if self._schedule is None:
            from kdeck.schedule.fsrs6 import Schedule

            self._schedule = Schedule()
        return self._schedule

    def get_ready(self) -> None:
        """Do while nobody waits what would else delay an answer: load the schedule, empty the journal's log."""
        self.journal.checkpoint()
        _ = self.schedule

    def now(self) -> Moment:
        """The clock, as it stands."""
        return self._clock()

    def today(self) -> Today:
        """What there is to do now."""
        return plan_today(self.library, self.journal, self.settings, self.now())

    def study_day(self, now: Moment | None = None) -> int:
        """Today's study day; it never decreases, whatever the clock does."""
        return max((now or self.now()).day, self.journal.last()[1])

    def tomorrow(self) -> tuple[Moment, int]:
        """When the next study day begins, and how many review cards will be due then."""
        now = self.now()
        day = self.study_day(now)
        counts = self.journal.due_counts(0, day + 1)
        return day_start(day + 1, now.offset), sum(counts.values())

    def decks(self, today: Today) -> tuple[DeckProgress, ...]:
        """Progress of every deck, in the order in which decks are learnt."""
        due = _count_by_deck(memory.card for memory in (*today.learning, *today.reviews))
        new = _count_by_deck(today.new)
        return tuple(
            DeckProgress(d.id, d.title, d.size, self._seen(d), due.get(d.id, 0), new.get(d.id, 0))
            for d in deck_order(self.library)
        )

    def _seen(self, deck: Deck) -> int:
        return deck.size - len(self.journal.unknown(self.library.ids[deck.start : deck.start + deck.size]))

    def changed(self) -> tuple[str, ...]:
        """Cards whose answer is no longer the one last reviewed."""
        return tuple(self.library.changed(self.journal.answers()))

    def change_setting(self, name: str, value: Any) -> Settings:
        """Store one setting and return them all; ``UsageError`` when the value is out of bounds."""
        store(self.journal, name, value)
        self.settings = load(self.journal)
        return self.settings

    def review(self, card: str, *, key: str, retention: float, body: Mapping[str, Any]) -> Memory:
        """Record one review durably and return the card's new memory.

        key: the card's normalised answer. body: ``rating``, ``ms``, ``answer``, ``right``, and ``case`` if drawn.
        """
        event = self._event("review", card, {**body, "key": key, "retention": retention})
        memory = self.schedule.after(self.journal.memory(card), event)
        self.journal.commit(Change(events=(event,), memories=(memory,)))
        return memory

    def practise(self, card: str, *, body: Mapping[str, Any]) -> None:
        """Record an answer that never touches the schedule."""
        self.journal.commit(Change(events=(self._event("practice", card, body),)))

    def suspend(self, card: str) -> None:
        """Let a card rest until it is resumed."""
        self._mark("suspend", card)

    def resume(self, card: str) -> None:
        """Wake a suspended card; its memory is what it was."""
        self._mark("resume", card)

    def flag(self, card: str, note: str) -> None:
        """Report a card to its author with a note."""
        self._mark("flag", card, {"note": note})

    def unflag(self, card: str) -> None:
        """Take a flag back."""
        self._mark("unflag", card)

    def undo(self) -> Event | None:
        """Undo the newest event of today that still stands, durably; ``None`` when there is none."""
        target = self.journal.last_undoable(self.study_day())
        if target is None:
            return None
        void = self._event("void", target.card, {"event": target.id})
        self.journal.commit(self.folded(target.card, [*self.journal.events(card=target.card), void], (void,)))
        return target

    def folded(self, card: str, events: Iterable[Event], new: tuple[Event, ...]) -> Change:
        """The change that appends ``new`` and sets the card's memory and mark to what all its events fold to."""
        events = list(events)
        memory = self.schedule.fold(events)
        return Change(
            events=new,
            memories=() if memory is None else (memory,),
            marks=(mark_of(card, events),),
            forgotten=(card,) if memory is None else (),
        )

    def _mark(self, kind: EventKind, card: str, body: Mapping[str, Any] | None = None) -> None:
        event = self._event(kind, card, body or {})
        mark = mark_of(card, [*self.journal.events(card=card), event])
        self.journal.commit(Change(events=(event,), marks=(mark,)))

    def _event(self, kind: EventKind, card: str, body: Mapping[str, Any]) -> Event:
        """A new event, later than every event before it even when the clock has gone back."""
        now = self.now()
        last_at, last_day = self.journal.last()
        at = max(now.at, last_at + 1)
        details = dict(body) if at == now.at else {**body, "clock": now.at}
        ident = uuid7(at // 1000, self._entropy(10))
        return Event(ident, self.learner, at, now.offset, max(now.day, last_day), self._device, kind, card, details)


def _count_by_deck(cards: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for card in cards:
        deck = card.partition("/")[0]
        counts[deck] = counts.get(deck, 0) + 1
    return counts
