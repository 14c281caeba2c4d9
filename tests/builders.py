"""Small builders that every test can use: cards, a clock that is moved by hand, a trainer on an in-memory journal."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from kdeck.core.card import Card, CardKind, Shop
from kdeck.core.ident import deck_of
from kdeck.core.moment import Moment, moment_of
from kdeck.core.prompt import Prompt
from kdeck.decks.library import Library, library_of
from kdeck.journal.base import Journal
from kdeck.journal.ram import RamJournal
from kdeck.trainer.trainer import Trainer

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = moment_of(dt.datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI))


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: Moment = MORNING) -> None:
        self.moment = start

    def __call__(self) -> Moment:
        return self.moment

    def move(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Move on by so much; negative values turn the clock back."""
        self.moment = self.moment.plus(days * 86_400 + hours * 3_600 + minutes * 60 + seconds)


def make_card(
    id: str,  # noqa: A002 - as cards call it
    kind: CardKind,
    front: str,
    back: tuple[str, ...],
    tags: tuple[str, ...] = (),
    **details: Any,
) -> Card:
    """A card of any kind. back: what is right, as texts. details: the other fields, of the card or of its kind."""
    return Card(id, kind, front, back, deck_of(id), tags, **details)


def revised(card: Card, **details: Any) -> Card:
    """A card with other fields, its own or those of its kind; named as for ``make_card``."""
    return card._replace(**details)


def recall_card(number: int, deck: str = "deck", **details: Any) -> Card:
    """A recall card named ``deck/card-NUMBER``."""
    card = make_card(f"{deck}/card-{number}", "recall", f"问题 {number}？", (f"答案 {number}",))
    return revised(card, **details)


def recall_cards(count: int, deck: str = "deck") -> list[Card]:
    """So many recall cards of one deck."""
    return [recall_card(number, deck) for number in range(count)]


def trainer_of(
    cards: Sequence[Card] | Library,
    clock: HandClock | None = None,
    journal: Journal | None = None,
    *,
    shop: Shop | None = None,
    seed: int = 1,
    **settings: object,
) -> Trainer:
    """A trainer over these cards with its own clock and journal; ``settings`` are stored in the journal."""
    library = cards if isinstance(cards, Library) else library_of(cards, shop or Shop())
    trainer = Trainer(
        library,
        RamJournal("学员甲") if journal is None else journal,
        clock or HandClock(),
        device="test",
        entropy=random.Random(seed).randbytes,
    )
    for name, value in settings.items():
        trainer.change_setting(name, value)
    return trainer


def answer_to(prompt: Prompt, *, right: bool) -> tuple[str, ...]:
    """A right or a wrong answer to any question that the program judges."""
    card = prompt.card
    if prompt.mode in ("type", "gaps"):
        return card.back if right else tuple("完全不对" for _ in card.back)
    if prompt.mode == "reply":
        return card.back[:1] if right else ("完全不对",)
    if prompt.mode == "list":
        return ("、".join(card.back) if right else "完全不对",)
    if prompt.mode == "sequence":
        return card.back if right else prompt.options
    if prompt.mode in ("pick", "pick-all"):
        return card.back if right else tuple(option for option in prompt.options if option not in card.back)[:1]
    return ()
