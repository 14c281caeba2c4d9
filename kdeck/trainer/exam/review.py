"""An exam looked through afterwards: each question with what was answered, what is right, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kdeck.core.cards.card import Prompt, Verdict, grade
from kdeck.core.exam.record import Asked, Record
from kdeck.core.ident import deck_of
from kdeck.trainer.exam.asking import is_same, prompt_of
from kdeck.trainer.exam.history import records
from kdeck.trainer.trainer import Trainer


class Reviewed(NamedTuple):
    """One question, number from 1. prompt, verdict: ``None`` where the decks have changed the card since, or lost it.

    known: whether the learner has met the card in study.
    """

    number: int
    asked: Asked
    prompt: Prompt | None
    verdict: Verdict | None
    known: bool

    @property
    def question(self) -> str:
        """As it was asked; as it would be asked, where it was not; empty where neither can be told."""
        return self.asked.question or (self.prompt.question if self.prompt else "")


class DeckShare(NamedTuple):
    """How many questions of a deck were right. title: as its author wrote it, the id where the deck has gone."""

    title: str
    right: int
    items: int


def record_of(trainer: Trainer, exam: str) -> Record | None:
    """An exam by the id of the event that began it."""
    return next((record for record in records(trainer) if record.id == exam), None)


def reviewed(trainer: Trainer, record: Record) -> tuple[Reviewed, ...]:
    """Every question of an exam, in the order in which they were drawn."""
    known = trainer.journal.known()
    found = []
    for number, asked in enumerate(record.asked, 1):
        prompt = prompt_of(trainer, record, asked.item) if is_same(trainer, asked.item) else None
        verdict = None if prompt is None else grade(prompt, asked.given)
        found.append(Reviewed(number, asked, prompt, verdict, asked.item.card in known))
    return tuple(found)


def by_deck(trainer: Trainer, items: Sequence[Reviewed]) -> tuple[DeckShare, ...]:
    """The decks of an exam, the weakest first."""
    titles = {deck.id: deck.title for deck in trainer.library.decks}
    decks: dict[str, list[bool]] = {}
    for item in items:
        if item.asked.fate != "withdrawn":
            decks.setdefault(deck_of(item.asked.item.card), []).append(item.asked.counted)
    shares = [DeckShare(titles.get(deck, deck), sum(right), len(right)) for deck, right in decks.items()]
    return tuple(sorted(shares, key=lambda share: share.right / share.items))
