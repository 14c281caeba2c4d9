"""Whether the decks of a shop hold as many questions as the exams of its levels ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from kdeck.core.cards.card import Card
from kdeck.core.finding import Finding
from kdeck.core.message import Message
from kdeck.decks.shopfile import ExamNeed, ShopFile
from kdeck.decks.tree import descend, place_of

_ALL: Final = frozenset({"", "all"})
"""What stands for every deck where decks are listed."""


def questions(cards: Iterable[Card], today: int | None) -> int:
    """How many of the cards an exam may ask: those that the program can judge and that do not rest on ``today``."""
    return sum(card.objective and (today is None or card.until is None or card.until >= today) for card in cards)


def short_exams(file: str, shop: ShopFile, held: Mapping[str, int], unsure: Collection[str]) -> Iterator[Finding]:
    """A warning for every exam that asks more questions than its decks hold: it would be shorter than it says.

    held: questions by deck. unsure: decks with errors, which may hold more; exams over these are passed over.
    """
    for place, level in enumerate(shop.dans):
        for number, need in enumerate(level.needs):
            if need.exam is None:
                continue
            decks = _decks_of(need.exam, held)
            count = sum(held.get(deck, 0) for deck in decks)
            if need.exam.cards > count and held.keys() >= decks and not decks & set(unsure):
                at = place_of(descend(shop.tree, ("dans", place, "needs", number, "exam", "cards")))
                yield Finding(file, at.line, at.column, "warning", "short-exam", *_told(level.dan, need.exam, count))


def _decks_of(exam: ExamNeed, held: Mapping[str, int]) -> set[str]:
    return set(held) if not exam.decks or _ALL & set(exam.decks) else set(exam.decks)


def _told(dan: int, exam: ExamNeed, count: int) -> tuple[Message, Message]:
    message = Message(
        "The exam of dan {dan} asks {cards} questions, but its decks hold only {count} that an exam can ask.",
        dan=dan,
        cards=exam.cards,
        count=count,
    )
    if not count:
        return message, Message("Add cards that are typed, picked or put in order: recall cards cannot be judged.")
    hint = Message("Write “cards: {count}” or less, or name more decks; recall cards do not count.", count=count)
    return message, hint
