"""From an item of an exam to the question that it asks, as the decks have it now."""

from __future__ import annotations

from kdeck.core.cards.card import Card, Prompt, draw
from kdeck.core.exam.record import Item, Record
from kdeck.trainer.exam.papers import print_of
from kdeck.trainer.trainer import Trainer


def prompt_of(trainer: Trainer, record: Record, item: Item) -> Prompt | None:
    """The question of an item; ``None`` where the decks no longer hold a card for it that the program can judge.

    A card that has changed since the exam was drawn is asked as it is now: the decks say what is right.
    """
    card = card_of(trainer, item.card)
    if card is None or not card.objective:
        return None
    return draw(card, 0, record.seed, item.case if print_of(card) == item.print else ())


def is_same(trainer: Trainer, item: Item) -> bool:
    """Whether the decks still hold the card of an item as it was when the exam was drawn."""
    card = card_of(trainer, item.card)
    return card is not None and print_of(card) == item.print


def card_of(trainer: Trainer, card: str) -> Card | None:
    """A card by any of the ids that it has had."""
    name = next((name for name in (card, *trainer.renames.names(card)) if name in trainer.library), None)
    return None if name is None else trainer.library.card(name)
