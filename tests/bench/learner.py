"""A learner's journal with a life in it: events of two months, folded as the app would have folded them."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

from kdeck.cli.context import moment_at
from kdeck.core.events.event import Event
from kdeck.core.ident import uuid7
from kdeck.core.memory import Memory
from kdeck.core.moment import MICROSECONDS, Moment, day_start
from kdeck.decks.library import Library
from kdeck.journal.base import Change
from kdeck.journal.sqlite import open_journal
from kdeck.schedule.fsrs6 import Schedule
from kdeck.trainer import upkeep
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.upkeep import wrap_up
from tests.bench.material import AT, LEARNER, card_of, is_recall

SHARE = 0.6
"""Of all cards, how many have been met."""
DUE = 120
_DAYS = 60
_CHUNK = 20_000
_RATINGS = ((1, 10), (2, 3), (3, 84), (4, 3))

History = tuple[list[Event], Memory]


class Past:
    """Histories of single cards, all before ``AT``; the same seed gives the same ones."""

    def __init__(self, library: Library, *, seed: int = 1, device: str = "laptop") -> None:
        self._keys = library.answer_keys()
        self._retention = {card.id: library.shop.retention_of(card.tags) for card in library.cards()}
        self._rng = random.Random(seed)
        self._schedule = Schedule()
        self._device = device
        self._now = moment_at(AT)

    def of(self, card: str, *, due: bool) -> History:
        """One card's events and memory: due today, or else at rest until a later day."""
        while True:
            events, memory = self._lived(card, once=due)
            if (memory.due_day <= self._now.day) == due:
                return events, memory

    def _lived(self, card: str, *, once: bool) -> History:
        """Reviews on every day on which the card was due before today. once: learned, and not seen since."""
        today = self._now.day
        day = today - (self._rng.randint(3, 20) if once else self._rng.randint(2, _DAYS))
        moment = day_start(day, self._now.offset).plus(self._rng.uniform(5, 14) * 3600)
        events: list[Event] = []
        memory: Memory | None = None
        while memory is None or memory.learning or (memory.due_day < today and not once):
            rating = 3 if once else self._rng.choices(*zip(*_RATINGS, strict=True))[0]
            events.append(self._event(card, moment, rating))
            memory = self._schedule.after(memory, events[-1])
            if memory.learning:
                moment = moment.plus((memory.due_at - moment.at) / MICROSECONDS + self._rng.uniform(1, 60))
            else:
                moment = moment.plus((memory.due_day - moment.day) * 86_400 + self._rng.uniform(-600, 600))
        return events, memory

    def _event(self, card: str, moment: Moment, rating: int) -> Event:
        body = {
            "rating": rating,
            "ms": self._rng.randint(1500, 24_000),
            "answer": [],
            "right": rating > 1,
            "key": self._keys[card],
            "retention": self._retention[card],
        }
        ident = uuid7(moment.at // 1000, self._rng.randbytes(10))
        return Event(ident, LEARNER, moment.at, moment.offset, moment.day, self._device, "review", card, body)


def histories(library: Library, *, seed: int = 1, device: str = "laptop", due: int = DUE) -> Iterator[History]:
    """Of the first ``SHARE`` of all cards, met in the library's order: ``due`` recall cards due, the others at rest."""
    past = Past(library, seed=seed, device=device)
    met = range(round(len(library) * SHARE))
    waiting = set(random.Random(seed).sample([number for number in met if is_recall(number)], due))
    for number in met:
        yield past.of(card_of(number), due=number in waiting)


def write_journal(library: Library, path: Path, *, due: int = DUE, seed: int = 1) -> int:
    """The learner's journal in a new file; how many events it holds."""
    lived = list(histories(library, seed=seed, due=due))
    events = sorted((event for history, _ in lived for event in history), key=lambda event: event.order)
    journal = open_journal(str(path), LEARNER, create=True)
    try:
        trainer = Trainer(library, journal, lambda: moment_at(AT), device="laptop", entropy=os.urandom)
        upkeep.mark(trainer.as_of(Moment(events[0].at - 1)))  # the app is opened at a time set by hand
        for start in range(0, len(events), _CHUNK):
            journal.commit(Change(events=tuple(events[start : start + _CHUNK])))
        journal.commit(Change(memories=tuple(memory for _, memory in lived)))
        trainer.today()
        wrap_up(trainer)  # as every session does
    finally:
        journal.close()
    return len(events)
