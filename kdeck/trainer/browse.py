"""Finding cards: a query's terms against the library's text and the learner's memory."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from kdeck.core.cards.card import Card
from kdeck.core.fsrs import days_until
from kdeck.core.memory import LEECH_LAPSES, Mark, Memory, is_leech
from kdeck.core.moment import Moment
from kdeck.core.query import Term, parse
from kdeck.decks.library import Library
from kdeck.journal.base import Test
from kdeck.trainer.study import ahead
from kdeck.trainer.trainer import Trainer

_FEW: Final = 2000
"""Cards up to which it is quicker to look for each than to go through the whole library."""
_MEASURES: Final[dict[str, Literal["stability", "difficulty", "lapses", "reps"]]] = {
    "s": "stability",
    "d": "difficulty",
    "lapses": "lapses",
    "reps": "reps",
}
_STATES: Final = {
    "learning": Test("learning", ">=", 1),
    "review": Test("learning", "<", 1),
    "leech": Test("lapses", ">=", LEECH_LAPSES),
}
_OPPOSITE: Final = str.maketrans("<>", "><")


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
    places = _places(library, [term for term in terms if not term.about_memory])
    remembered = [term for term in terms if term.about_memory]
    if not remembered:
        return _cards(library, places)
    wanted, unwanted = _remembered(trainer, remembered)
    if wanted is None or len(wanted) > _FEW:
        cards = _cards(library, places)
        return tuple(card for card in cards if card not in unwanted and (wanted is None or card in wanted))
    found = sorted(library.position(card) for card in wanted - unwanted if card in library)
    if places is None:
        return _cards(library, found)
    among = set(places)
    return _cards(library, [place for place in found if place in among])


def row(trainer: Trainer, card: str) -> Row:
    """What a list shows of one card."""
    memory = trainer.journal.memory(card)
    recall = None if memory is None else memory.recall(trainer.now().at)
    return Row(trainer.library.card(card), memory, trainer.journal.mark(card), recall)


def _cards(library: Library, places: Sequence[int] | None) -> tuple[str, ...]:
    """The ids at some places, or all."""
    ids = library.ids
    return tuple(ids) if places is None else tuple(map(ids.__getitem__, places))


def _places(library: Library, terms: Iterable[Term]) -> list[int] | None:
    """Places of the cards that meet all terms about the cards themselves; ``None`` where there is no such term."""
    terms = list(terms)
    words = " ".join(term.value for term in terms if term.field == "text" and not term.negated)
    places: Sequence[int] = library.find(words) if words else range(len(library))
    for term in terms:
        if term.field == "text" and not term.negated:
            continue
        hits = _hits(library, term)
        places = [place for place in places if (place in hits) != term.negated]
    return list(places) if terms else None


def _hits(library: Library, term: Term) -> set[int]:
    """Places of the cards that a term names."""
    if term.field == "text":
        return set(library.find(term.value))
    if term.field == "tag":
        return set(library.tagged(term.value))
    if term.field == "deck":
        decks = (deck for deck in library.decks if term.value in (deck.id.casefold(), deck.title.casefold()))
        return {place for deck in decks for place in range(deck.start, deck.start + deck.size)}
    return {place for place, card in enumerate(library.ids) if term.value in card}


def _remembered(trainer: Trainer, terms: Iterable[Term]) -> tuple[set[str] | None, set[str]]:
    """The cards that all terms about the learner's memory leave, ``None`` for all, and those that one takes away."""
    journal, now = trainer.journal, trainer.now()
    asked: list[set[str]] = []
    unwanted: set[str] = set()
    tests: list[Test] = []
    for term in terms:
        if term.field != "is" and not term.negated:
            tests += _tests(term)
        elif term.field != "is":  # a card without a memory has no measure, whatever is asked of it
            asked.append(set(journal.known()))
            unwanted |= journal.meeting(_tests(term), now.at)
        elif term.value in _STATES and not term.negated:
            tests.append(_STATES[term.value])
        elif (term.value == "new") == term.negated:
            asked.append(_in_state(trainer, term.value, now))
        else:
            unwanted |= _in_state(trainer, term.value, now)
    if tests:
        asked.append(journal.meeting(tests, now.at))
    return (set.intersection(*sorted(asked, key=len)) if asked else None), unwanted


def _in_state(trainer: Trainer, state: str, now: Moment) -> set[str]:
    """The cards in a state that ``is:`` names; for ``new``, those that are not."""
    journal = trainer.journal
    if state == "new":
        return set(journal.known())
    if state in ("suspended", "flagged"):
        marks = journal.marks().items()
        return {card for card, mark in marks if (mark.suspended if state == "suspended" else mark.flag is not None)}
    if state == "due":
        waiting = {memory.card for memory in journal.due(trainer.study_day(now))}
        return waiting.union(trainer.changed()) - _in_state(trainer, "suspended", now)
    return journal.meeting([_STATES[state]], now.at)


def _tests(term: Term) -> list[Test]:
    """What a comparison asks of a memory; ``=`` holds to two digits."""
    if term.operator == "=":
        middle = round(term.number, 2)
        least, most = (term._replace(operator=sign, number=middle + by) for sign, by in ((">=", -0.005), ("<=", 0.005)))
        return [*_tests(least), *_tests(most)]
    if term.field == "r":  # recall falls while days pass, so it is asked for the other way round
        waited = days_until(1.0, term.number) if term.number > 0 else math.inf
        return [Test("waited", term.operator.translate(_OPPOSITE), waited)]
    return [Test(_MEASURES[term.field], term.operator, term.number)]


CramKind = Literal["ahead", "weak", "flagged", "leech", "deck"]

AHEAD_DAYS: Final = (1, 3, 7)
WEAK_RECALL: Final = 0.8
"""Below this chance of recall a card counts as weak."""


class Cram(NamedTuple):
    """One choice. title: of a deck, as its author wrote it. days: of ``ahead``. cards: ids in the order asked."""

    kind: CramKind
    cards: tuple[str, ...]
    title: str = ""
    days: int = 0


def crams(trainer: Trainer) -> tuple[Cram, ...]:
    """Every choice there is, empty ones too, so that a count of nothing can be seen. Suspended cards stay out."""
    library, now = trainer.library, trainer.now()
    marks = trainer.journal.marks()
    asleep = {card for card, mark in marks.items() if mark.suspended}
    memories = [memory for memory in trainer.journal.memories() if memory.card not in asleep and memory.card in library]
    weak = sorted((memory.recall(now.at), memory.card) for memory in memories)
    flagged = (card for card, mark in marks.items() if mark.flag is not None and card not in asleep and card in library)
    ahead_cards = ((days, ahead(trainer, days)) for days in AHEAD_DAYS)
    return (
        *(Cram("ahead", tuple(card for card in cards if card not in asleep), days=days) for days, cards in ahead_cards),
        Cram("weak", tuple(card for recall, card in weak if recall < WEAK_RECALL)),
        Cram("flagged", tuple(sorted(flagged))),
        Cram("leech", tuple(memory.card for memory in memories if is_leech(memory))),
        *(
            Cram("deck", tuple(card for card in ids if card not in asleep), title=deck.title)
            for deck in library.decks
            for ids in [library.ids_of(deck)]
        ),
    )
