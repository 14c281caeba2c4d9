"""The exams of a shop, and the cards that each may ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from kdeck.core.cards.card import Card
from kdeck.core.cards.rule import Outcome
from kdeck.core.dan.need import ExamNeed
from kdeck.core.exam.choose import Candidate
from kdeck.core.exam.paper import Paper
from kdeck.core.rules.table import Table
from kdeck.core.shop import Shop
from kdeck.decks.library import Library
from kdeck.trainer.exam.history import TRIAL
from kdeck.trainer.today import deck_order

USUAL: Final = Paper("usual", (), 40, 20, 0.9)
"""The exam of a shop that says of none: over any decks."""
_TRIAL_CARDS: Final = 20
_SECONDS_A_CARD: Final = 30


def papers(shop: Shop) -> tuple[Paper, ...]:
    """The exams that count, in the order of the levels; the usual one where no level asks for any.

    The first exam of level 3 is named ``dan-3``, a second one ``dan-3-2``.
    """
    found = []
    for dan, title, needs in shop.dans:
        exams = [need for need in needs if isinstance(need, ExamNeed)]
        for number, need in enumerate(exams, 1):
            name = f"dan-{dan}" if number == 1 else f"dan-{dan}-{number}"
            found.append(Paper(name, *need, dan, title))
    return tuple(found) or (USUAL,)


def usual(decks: Sequence[str]) -> Paper:
    """The usual exam over chosen decks; over all of them where none is chosen."""
    return USUAL._replace(decks=tuple(decks))


def trial(decks: Sequence[str], cards: int = _TRIAL_CARDS) -> Paper:
    """An exam for practice over chosen decks, at half a minute a card."""
    minutes = max(1, -(-cards * _SECONDS_A_CARD // 60))
    return Paper(TRIAL, tuple(decks), cards, minutes, USUAL.pass_mark, trial=True)


def pool(library: Library, decks: Iterable[str], day: int) -> list[Candidate]:
    """The cards that an exam over decks may ask on a study day: those with an answer that the program can judge.

    Suspended ones are among them, or else anyone could put aside what is hard; cards past their date are not.
    """
    wanted = frozenset(decks) or frozenset(deck.id for deck in library.decks)
    resting = {card for card, until in library.resting.items() if until < day}
    found: dict[str, list[Candidate]] = {deck.id: [] for deck in deck_order(library) if deck.id in wanted}
    for card in library.cards():  # one after the other, which is ten times as fast as by their ids
        if card.deck in wanted and card.objective and card.id not in resting:
            found[card.deck].append(Candidate(card.id, card.tags))
    return [candidate for deck in found.values() for candidate in deck]


def print_of(card: Card) -> str:
    """A short digest of what a card asks and takes for right, wherever it stands."""
    return _digest((card,))[:16]


def content_of(cards: Iterable[Card]) -> str:
    """SHA-256 of the contents of cards, in their order."""
    return _digest(cards)


_PRINTED: Final = (
    *("id", "kind", "front", "back", "deck", "tags", "why", "hint", "source", "seconds", "until", "accept", "match"),
    *("unit", "wrong", "last", "fields", "file", "line", "table", "row", "never", "must", "fact", "was"),
)
"""The fields that a digest is of, in this order for ever: journals hold digests, and exams are known by them.

What cards come to hold besides is not among them; where it must be, that takes digests of a second version.
"""
_EMPTY: Final[dict[str, Any]] = {
    **dict.fromkeys(("accept", "wrong", "fields", "table", "never", "must"), ()),
    "match": "text",
    "unit": "",
    "last": None,
    "row": 0,
    "fact": "",
}


def _digest(cards: Iterable[Card]) -> str:
    from hashlib import sha256  # 2 ms, needed only where an exam is begun

    return sha256("\n".join(repr(_printed(card)) for card in cards).encode("utf-8", "surrogatepass")).hexdigest()


def _printed(card: Card) -> tuple[Any, ...]:
    """The fields of a card without its place; what its kind does not hold is as if it held nothing."""
    fields = {**_EMPTY, **card._asdict(), **card.content._asdict(), "back": card.answer}
    fields |= {"file": "", "line": 0, "was": ()}
    if isinstance(card.content, Outcome):
        fields["table"] = _said(card.content.table)
    return tuple(fields[name] for name in _PRINTED)


def _said(table: Table) -> tuple[Any, ...]:
    """A table with its tests by what they say and what passes them."""
    rows = (
        (row.id, row.then, row.because, tuple(None if test is None else (test.text, test.spans) for test in row.tests))
        for row in table.rows
    )
    return tuple(map(tuple, table.inputs)), tuple(rows), table.hit, table.because
