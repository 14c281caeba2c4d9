"""What changed: the cards whose fact is another one now, and those of them that were confirmed today."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from kdeck.core.cards.card import Card, difference
from kdeck.core.events.event import Event, standing
from kdeck.core.events.payload import review_of
from kdeck.language import together
from kdeck.trainer.changes import has_changed
from kdeck.trainer.trainer import Trainer


class News(NamedTuple):
    """One changed card. old, new: its fact in a line each, as far as both differ. confirmed: answered since, today."""

    card: Card
    old: str
    new: str
    confirmed: bool


def change_of(trainer: Trainer, card: str) -> tuple[str, str] | None:
    """The last reviewed answer of a card and its present one, as far as they differ; ``None`` when they do not.

    Each is one line, its parts separated as the language in use does.
    """
    memory = trainer.journal.memory(card) if has_changed(trainer.library, trainer.journal, card) else None
    if memory is None:
        return None
    old, new = difference(memory.answer, trainer.library.card(card))
    return together(old), together(new)


def news(trainer: Trainer, most: int | None = None) -> tuple[News, ...]:
    """Cards that are due because their fact has changed; no more than ``most`` of them."""
    found = []
    for card in trainer.changed()[:most]:
        change = change_of(trainer, card)
        if change is not None:
            found.append(News(trainer.library.card(card), *change, confirmed=False))
    return tuple(found)


def confirmed_today(trainer: Trainer) -> tuple[News, ...]:
    """Cards whose present fact was answered today for the first time after another one."""
    reviews = trainer.journal.reviews(day=trainer.study_day())
    answered = dict.fromkeys(review.card for review in reversed(reviews))
    found = []
    for name in answered:
        if name not in trainer.library:
            continue
        card = trainer.library.card(name)
        old = _before(trainer.events_of(name), trainer.study_day(), card.answer_key)
        if old is not None:
            lines = difference(old, card)
            found.append(News(card, together(lines[0]), together(lines[1]), confirmed=True))
    return tuple(found)


def _before(events: list[Event], day: int, key: str) -> str | None:
    """The fact last answered before the present one came up today; ``None`` unless that was another one."""
    reviews = [event for event in standing(events) if event.kind == "review"]
    for earlier, event in pairwise(reviews):
        old = review_of(earlier).key
        if event.day == day and review_of(event).key == key and old not in ("", key):
            return old
    return None
