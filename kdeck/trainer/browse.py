"""Finding cards: a query's terms against the library's text and the learner's memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from kdeck.core.card import Card
from kdeck.core.memory import Mark, Memory, is_leech
from kdeck.core.query import Term, compare, parse
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
    library = trainer.library
    words = " ".join(term.value for term in terms if term.field == "text" and not term.negated)
    found: Iterable[str] = (library.ids[place] for place in library.find(words)) if words else library.ids
    tests = [_test(trainer, term) for term in terms if term.field != "text" or term.negated]
    if any(term.about_memory for term in terms):
        tests += _memory_tests(trainer, [term for term in terms if term.about_memory])
    return tuple(card for card in found if all(test(card) for test in tests))


def row(trainer: Trainer, card: str) -> Row:
    """What a list shows of one card."""
    memory = trainer.journal.memory(card)
    recall = None if memory is None else recall_now(memory, trainer.now())
    return Row(trainer.library.card(card), memory, trainer.journal.mark(card), recall)


def _test(trainer: Trainer, term: Term) -> Test:
    """The test of a term about the card itself; terms about memory pass here."""
    library = trainer.library
    if term.about_memory:
        return lambda card: True
    if term.field == "text":
        hits = {library.ids[place] for place in library.find(term.value)}
        return lambda card: card not in hits
    if term.field == "tag":
        tagged = {card.id for card in library.cards() if term.value in (tag.casefold() for tag in card.tags)}
        return lambda card: (card in tagged) != term.negated
    if term.field == "deck":
        decks = {deck.id for deck in library.decks if term.value in (deck.id.casefold(), deck.title.casefold())}
        return lambda card: (card.partition("/")[0] in decks) != term.negated
    return lambda card: (term.value in card) != term.negated


def _memory_tests(trainer: Trainer, terms: list[Term]) -> list[Test]:
    memories = {memory.card: memory for memory in trainer.journal.memories()}
    marks, now = trainer.journal.marks(), trainer.now()
    day = trainer.study_day(now)

    def measure(term: Term, memory: Memory) -> float:
        if term.field == "r":
            return recall_now(memory, now)
        values = {"s": memory.stability, "d": memory.difficulty, "lapses": memory.lapses, "reps": memory.reps}
        return float(values[term.field])

    def state(word: str, card: str) -> bool:
        memory, mark = memories.get(card), marks.get(card)
        suspended = mark is not None and mark.suspended
        if word == "suspended":
            return suspended
        if word == "flagged":
            return mark is not None and mark.flag is not None
        if word == "new":
            return memory is None
        if memory is None:
            return False
        if word == "due":
            return not suspended and (memory.learning or memory.due_day <= day)
        return is_leech(memory) if word == "leech" else memory.learning == (word == "learning")

    def test(term: Term) -> Test:
        def holds(card: str) -> bool:
            if term.field == "is":
                return state(term.value, card) != term.negated
            memory = memories.get(card)
            return memory is not None and compare(measure(term, memory), term.operator, term.number) != term.negated

        return holds

    return [test(term) for term in terms]
