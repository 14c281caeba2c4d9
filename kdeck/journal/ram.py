"""A journal in memory: the twin of the SQLite one, for tests, simulations and the first-run tour."""

from __future__ import annotations

import operator
from bisect import insort
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from kdeck.core.errors import JournalError
from kdeck.core.event import Event, EventKind, lasts
from kdeck.core.memory import Mark, Memory
from kdeck.core.message import Message
from kdeck.journal.base import Change, DayTotals, Journal, Strength, Test
from kdeck.journal.codec import decode, encode
from kdeck.journal.refusal import changed, foreign, target_of

if TYPE_CHECKING:
    from pathlib import Path

    from kdeck.core.statistics.tally import Bucket, Day, Tally


_OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def _order(event: Event) -> tuple[int, str]:
    return event.order


class RamJournal:
    """One learner's journal, gone with the process. See ``base.Journal`` for what it does."""

    def __init__(self, learner: str, *, read_only: bool = False) -> None:
        self._learner = learner
        self._read_only = read_only
        self._events: dict[str, Event] = {}
        self._order: list[Event] = []
        self._latest_day = 0
        self._voided: set[str] = set()
        self._memories: dict[str, Memory] = {}
        self._marks: dict[str, Mark] = {}
        self._settings: dict[str, str] = {}

    @classmethod
    def copy_of(cls, journal: Journal) -> RamJournal:
        """What another journal holds, but for its settings: to work with as it may not be worked with itself."""
        copy = cls(journal.learner)
        memories, marks = tuple(journal.memories()), tuple(journal.marks().values())
        copy.commit(Change(tuple(journal.events()), memories, marks))
        return copy

    @property
    def learner(self) -> str:
        """The learner whose journal this is."""
        return self._learner

    @property
    def read_only(self) -> bool:
        """Whether writing is refused."""
        return self._read_only

    def commit(self, change: Change) -> None:
        """Keep one change, all of it or nothing."""
        self._refuse_readers()
        fresh: dict[str, Event] = {}
        for event in change.events:
            if event.learner != self._learner:
                raise foreign(event, self._learner)
            kept = event._replace(body=decode(encode(event), event.id))
            if event.kind == "void":
                target_of(kept)
            known = self._events.get(event.id) or fresh.setdefault(event.id, kept)
            if known != kept or encode(known) != encode(kept):  # Python takes 1, 1.0 and True for equal
                raise changed(event.id)
        for event in fresh.values():
            self._events[event.id] = event
            insort(self._order, event, key=_order)
            self._latest_day = max(self._latest_day, event.day)
            if event.kind == "void":
                self._voided.add(target_of(event))
        self._memories.update((memory.card, memory) for memory in change.memories)
        for card in change.forgotten:
            self._memories.pop(card, None)
        for mark in change.marks:
            self._marks[mark.card] = mark

    def _refuse_readers(self) -> None:
        if self._read_only:
            raise JournalError(Message("The journal of {learner} is open for reading only.", learner=self._learner))

    def memory(self, card: str) -> Memory | None:
        """The memory of one card, ``None`` when never studied."""
        return self._memories.get(card)

    def memories(self) -> Iterator[Memory]:
        """The memory of every card ever studied, in no particular order."""
        yield from list(self._memories.values())

    def answers(self) -> Iterator[tuple[str, str]]:
        """Card and answer last reviewed of every card ever studied, in no particular order."""
        yield from [(memory.card, memory.answer) for memory in self._memories.values()]

    def known(self) -> frozenset[str]:
        """The ids of every card that has a memory."""
        return frozenset(self._memories)

    def touched(self, since: int) -> frozenset[str]:
        """The cards of all events stored after the first ``since``."""
        return frozenset(event.card for event in islice(self._events.values(), since, None))

    def unknown(self, cards: Sequence[str]) -> list[str]:
        """Those of ``cards`` that have no memory, in their order."""
        return [card for card in cards if card not in self._memories]

    def studied(self, before: int, limit: int) -> tuple[int, ...]:
        """The first study days with a review that stands, before study day ``before``, in order."""
        reviews = (event for event in self._order if event.kind == "review" and event.id not in self._voided)
        return tuple(sorted({event.day for event in reviews if event.day < before})[:limit])

    def due(self, day: int) -> list[Memory]:
        """Cards in learning steps and review cards due on or before study day ``day``, in no particular order."""
        return [memory for memory in self._memories.values() if memory.learning or memory.due_day <= day]

    def due_counts(self, first: int, last: int) -> dict[int, int]:
        """How many review cards fall due on each study day from ``first`` to ``last``; empty days left out."""
        days = (memory.due_day for memory in self._memories.values() if not memory.learning)
        return dict(Counter(day for day in days if first <= day <= last))

    def totals(self, day: int) -> DayTotals:
        """What was done on study day ``day``, after undos: cards with a review that stands, new ones told apart."""
        reviews = (event for event in self._order if event.day == day and event.kind == "review")
        cards = {event.card for event in reviews if event.id not in self._voided} & self._memories.keys()
        met = frozenset(card for card in cards if self._memories[card].first_day >= day)
        return DayTotals(met, frozenset(cards - met))

    def days(self, today: int) -> list[Day]:  # noqa: ARG002 - counted each time, today or not
        """What was done on every study day with a review, in order, after undos."""
        from kdeck.core.statistics.tally import by_day, recount, tally_of

        return by_day((day, tally_of(sums)) for (day, _), sums in recount(self._order).tallies.items())

    def decks(self, today: int, since: int = 0) -> dict[str, Tally]:  # noqa: ARG002 - likewise
        """What was done with the cards of each deck from study day ``since`` on."""
        from kdeck.core.statistics.tally import by_deck, recount, tally_of

        tallies = recount(self._order).tallies.items()
        return by_deck((deck, tally_of(sums)) for (day, deck), sums in tallies if day >= since)

    def calibration(self, today: int, since: int = 0) -> list[Bucket]:  # noqa: ARG002 - likewise
        """How predictions of recall came true from study day ``since`` on, in order."""
        from kdeck.core.statistics.tally import bucket_with, by_number, recount

        buckets = recount(self._order).buckets.items()
        return by_number(bucket_with(number, sums) for (day, number), sums in buckets if day >= since)

    def strengths(self) -> Iterator[Strength]:
        """How well every card ever studied is known, in no particular order."""
        for memory in list(self._memories.values()):
            yield Strength(
                memory.card, memory.learning, memory.stability, memory.last_at, memory.due_day, memory.retention
            )

    def meeting(self, tests: Sequence[Test], at: int) -> set[str]:
        """The ids of the cards whose memory meets all of ``tests``; see ``base.Journal``."""
        return {
            memory.card
            for memory in self._memories.values()
            if all(_OPERATORS[test.operator](_measure(memory, test.measure, at), test.number) for test in tests)
        }

    def mark(self, card: str) -> Mark:
        """The mark of one card."""
        return self._marks.get(card, Mark(card))

    def marks(self) -> dict[str, Mark]:
        """The marks of every card that is suspended or flagged."""
        return {card: mark for card, mark in self._marks.items() if mark != Mark(card)}

    def events(self, *, card: str | None = None, day: int | None = None) -> Iterator[Event]:
        """Events in (at, id) order, undone ones and voids included; of one card or one study day where asked."""
        for event in list(self._order):
            if card in (None, event.card) and day in (None, event.day):
                yield event

    def recent(self, kind: EventKind, limit: int) -> list[Event]:
        """The newest events of one kind, newest first, voided ones left out."""
        return [event for event in reversed(self._order) if event.kind == kind and event.id not in self._voided][:limit]

    def thinking_times(self, limit: int) -> list[int]:
        """Milliseconds that the newest reviews took, newest first; see ``base.Journal``."""
        return [event.body["ms"] for event in self.recent("review", limit) if "ms" in event.body]

    def last(self) -> tuple[int, int]:
        """The largest ``at`` and the largest ``day`` of any event; (0, 0) in an empty journal."""
        return (self._order[-1].at, self._latest_day) if self._order else (0, 0)

    def last_undoable(self, day: int) -> Event | None:
        """The newest event of study day ``day`` that can be undone; see ``Journal``."""
        events = (event for event in reversed(self._order) if event.day == day and event.id not in self._voided)
        return next((event for event in events if not lasts(event)), None)

    def count(self) -> int:
        """How many events the journal holds."""
        return len(self._order)

    def setting(self, name: str) -> str | None:
        """A setting's text, ``None`` when never set."""
        return self._settings.get(name)

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting."""
        self._refuse_readers()
        self._settings[name] = value

    def checkpoint(self) -> None:
        """Nothing to tidy up."""

    def backup(self, target: str | Path) -> None:
        """Write the journal to a file: that of an SQLite journal with the same contents."""
        import os
        import tempfile

        from kdeck.journal.sqlite import open_journal

        with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(target))) as folder:
            journal = open_journal(os.path.join(folder, "journal"), self._learner, create=True)
            try:
                journal.commit(Change(tuple(self._order), tuple(self._memories.values()), tuple(self._marks.values())))
                for name, value in self._settings.items():
                    journal.set_setting(name, value)
                journal.backup(target)
            finally:
                journal.close()

    def close(self) -> None:
        """Nothing to let go of."""


def _measure(memory: Memory, name: str, at: int) -> float:
    if name == "waited":
        return max(0, at - memory.last_at) / (memory.stability * 86_400_000_000)
    return float(getattr(memory, name))
