"""Finding cards: a query's terms against the library's text and the learner's memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from kdeck.core.card import Card
from kdeck.core.ident import deck_of
from kdeck.core.memory import Mark, Memory, is_leech
from kdeck.core.query import Term, compare, parse
from kdeck.decks.library import Library
from kdeck.trainer.today import recall_now
from kdeck.trainer.trainer import Trainer

Test = Callable[[str], bool]


class Row(NamedTuple):
    """One card as a list shows it. recall: chance to know it now, ``None`` when never studied."""

    card: Card
    memory: Memory | None
    mark: Mark
    recall: float | None


def search(trainer: Trainer, query: str) -> tuple[str, ...]:
    """The ids of all cards that match every term of ``query``, in the library's order; ``QueryError`` on a bad one."""
    terms = parse(query)
    library, ids = trainer.library, trainer.library.ids
    tests = [_card_test(library, term) for term in terms if not term.about_memory and _excludes_or_names(term)]
    found: Iterable[str] = ids
    words = " ".join(term.value for term in terms if term.field == "text" and not term.negated)
    if words:
        found = (ids[place] for place in library.find(words))
    asked = [term for term in terms if term.about_memory]
    if asked:
        remembered = _Remembered(trainer, asked)
        tests.append(remembered)
        if remembered.narrow and not words:
            found = remembered.narrow
    return tuple(card for card in found if all(test(card) for test in tests)) if tests else tuple(found)


def row(trainer: Trainer, card: str) -> Row:
    """What a list shows of one card."""
    memory = trainer.journal.memory(card)
    recall = None if memory is None else recall_now(memory, trainer.now())
    return Row(trainer.library.card(card), memory, trainer.journal.mark(card), recall)


def _excludes_or_names(term: Term) -> bool:
    """Whether a term needs a test of its own: plain words are found by the library itself."""
    return term.field != "text" or term.negated


def _card_test(library: Library, term: Term) -> Test:
    """The test of a term about the card itself."""
    if term.field == "text":
        hits = {library.ids[place] for place in library.find(term.value)}
        return lambda card: card not in hits
    if term.field == "tag":
        tagged = {library.ids[place] for place in library.tagged(term.value)}
        return lambda card: (card in tagged) != term.negated
    if term.field == "deck":
        decks = {deck.id for deck in library.decks if term.value in (deck.id.casefold(), deck.title.casefold())}
        return lambda card: (deck_of(card) in decks) != term.negated
    return lambda card: (term.value in card) != term.negated


class _Remembered:
    """The test of all terms about the learner's memory at once; reads the journal once.

    narrow: where only cards due by today can match, or changed ones, these: nobody looks at the others; else empty.
    """

    def __init__(self, trainer: Trainer, terms: list[Term]) -> None:
        self._terms = terms
        self._marks = trainer.journal.marks()
        self._now = trainer.now()
        self._day = trainer.study_day(self._now)
        soon = any(term.field == "is" and term.value in ("due", "learning") and not term.negated for term in terms)
        memories = trainer.journal.due(self._day) if soon else trainer.journal.memories()
        self._memories = {memory.card: memory for memory in memories}
        due = any(term.field == "is" and term.value == "due" for term in terms)
        self._changed = frozenset(trainer.changed() if due else ())
        for card in self._changed.difference(self._memories):
            if (memory := trainer.journal.memory(card)) is not None:
                self._memories[card] = memory
        here = (card for card in self._memories if card in trainer.library)
        self.narrow: list[str] = sorted(here, key=trainer.library.position) if soon else []

    def __call__(self, card: str) -> bool:
        return all(self._holds(term, card) for term in self._terms)

    def _holds(self, term: Term, card: str) -> bool:
        memory = self._memories.get(card)
        if term.field == "is":
            return self._is(term.value, memory, self._marks.get(card, Mark(card))) != term.negated
        return memory is not None and compare(self._measure(term, memory), term.operator, term.number) != term.negated

    def _is(self, state: str, memory: Memory | None, mark: Mark) -> bool:
        if state == "suspended":
            return mark.suspended
        if state == "flagged":
            return mark.flag is not None
        if state == "new" or memory is None:
            return state == "new" and memory is None
        if state == "due":
            due = memory.learning or memory.due_day <= self._day or memory.card in self._changed
            return due and not mark.suspended
        return is_leech(memory) if state == "leech" else memory.learning == (state == "learning")

    def _measure(self, term: Term, memory: Memory) -> float:
        if term.field == "r":
            return recall_now(memory, self._now)
        return float(
            {"s": memory.stability, "d": memory.difficulty, "lapses": memory.lapses, "reps": memory.reps}[term.field]
        )
