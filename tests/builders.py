"""Small builders that every test can use: cards, a clock that is moved by hand, a trainer on an in-memory journal."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any, cast
from zoneinfo import ZoneInfo

from kdeck.core.cards.card import Card, CardKind, Content, Prompt, Verdict, grade
from kdeck.core.cards.kinds import KINDS
from kdeck.core.cards.rule import Outcome
from kdeck.core.ident import deck_of
from kdeck.core.memory import Rating
from kdeck.core.moment import Moment, moment_of
from kdeck.core.rules.table import Row, Table
from kdeck.core.shop import Shop
from kdeck.decks.library import Library, library_of
from kdeck.journal.base import Journal
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.study import Recorded, Sitting, Study
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
    """A card of any kind. back: the right answer, as texts. details: other fields, of the card or of its kind."""
    own = {name: details.pop(name) for name in KINDS[kind]._fields if name in details}
    return Card(id, deck_of(id), front, _content(kind, back, own), tags, **details)


def revised(card: Card, **details: Any) -> Card:
    """A card with other fields, its own or those of its kind, ``kind`` and ``back`` as for ``make_card``."""
    kind, back = details.pop("kind", card.kind), details.pop("back", card.answer)
    fields = KINDS[kind]._fields
    kept = {name: value for name, value in card.content._asdict().items() if name in fields}
    own = {name: details.pop(name) for name in fields if name in details}
    return card._replace(content=_content(kind, back, {**kept, **own}), **details)


def own(card: Card) -> Any:
    """What the card's kind holds, for tests that know which it is."""
    return card.content


def _content(kind: CardKind, back: tuple[str, ...], own: dict[str, Any]) -> Content:
    """The content of a kind. Of a rule without a table the table is one of that outcome alone."""
    if kind in ("rule", "size"):
        alone = Table((), (Row("alone", "".join(back), "", ()),))
        made: Content = Outcome(**{"table": alone, "row": 0, **own, "kind": kind})
        assert made.answer == back
        return made
    if kind == "spot":
        own = {"fields": (), **own}
    answer = _ANSWER.get(kind, "back")
    return cast("Content", KINDS[kind](**{**own, answer: back[0] if answer == "back" else back, "kind": kind}))


_ANSWER = {
    "cloze": "gaps",
    "choice": "right",
    "set": "items",
    "order": "steps",
    "spot": "faulty",
    "phrase": "replies",
}


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
        SqliteJournal.blank("学员甲") if journal is None else journal,
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
        return card.answer if right else tuple("完全不对" for _ in card.answer)
    if prompt.mode == "reply":
        return card.answer[:1] if right else ("完全不对",)
    if prompt.mode == "list":
        return ("、".join(card.answer) if right else "完全不对",)
    if prompt.mode == "sequence":
        return card.answer if right else prompt.options
    if prompt.mode in ("pick", "pick-all"):
        return card.answer if right else tuple(option for option in prompt.options if option not in card.answer)[:1]
    return ()


def judged(sitting: Sitting, given: tuple[str, ...] = ()) -> Verdict:
    """What an answer to the question asked is worth; nothing is stored."""
    assert sitting.prompt is not None
    return grade(sitting.prompt, given)


def rated(sitting: Study, rating: Rating, milliseconds: int, given: tuple[str, ...] = ()) -> Recorded:
    """Answer the card asked and rate it, whichever ratings are on offer; it stays there until ``go_on``."""
    sitting.store(judged(sitting, given), rating, milliseconds)
    assert sitting.recorded is not None
    return sitting.recorded
