"""Exams sat by tests: a small shop, and answers by place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kdeck.core.cards.card import Card
from kdeck.core.levels.need import DanAsked, ExamNeed, WitnessNeed
from kdeck.core.memory import Rating
from kdeck.core.shop import Shop
from kdeck.trainer.exam import Exam, begin
from kdeck.trainer.exam.results import papers
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, answer_to, make_card, recall_card, trainer_of
from tests.core.rules.tables import TABLES

EXAM = ExamNeed(("policy",), 6, 3, 0.5)
SHOP = Shop(name="云杉户外", dans=(DanAsked(1, "打字", (WitnessNeed(),)), DanAsked(3, "产品知识", (EXAM,))))


class Watch:
    """Seconds of a clock that is never set, moved together with the wall's."""

    def __init__(self, clock: HandClock) -> None:
        self.seconds = 50.0
        self.clock = clock

    def __call__(self) -> float:
        return self.seconds

    def think(self, seconds: float) -> None:
        """Let time pass on both clocks."""
        self.seconds += seconds
        self.clock.move(seconds=seconds)


def typed(number: int, deck: str = "policy", **details: Any) -> Card:
    """A card whose answer is typed."""
    return recall_card(number, deck, kind="typed", **details)


def ruled(row: int, deck: str = "policy", name: str = "returns") -> Card:
    """A card that is asked in cases."""

    table = TABLES[name]
    then = table.rows[row].then
    wrong = tuple(dict.fromkeys(other.then for other in table.rows if other.then != then))
    return make_card(f"{deck}/{name}/{row}", "rule", "？", (then,), wrong=wrong, table=table, row=row, fact=then)


CARDS = (*(typed(number) for number in range(12)), ruled(2), ruled(3), recall_card(99, "policy"))


def learner(cards: Iterable[Card] = CARDS, shop: Shop = SHOP, **details: Any) -> tuple[Trainer, Watch]:
    """A trainer and its two clocks."""
    clock = details.pop("clock", None) or HandClock()
    return trainer_of(list(cards), clock, shop=shop, **details), Watch(clock)


def sat(trainer: Trainer, watch: Watch, right: Callable[[int], bool] = lambda _number: True) -> Exam:
    """The shop's first exam from its beginning to its end, five seconds a question."""
    sitting = begin(trainer, papers(trainer.library.shop)[0], watch)
    answer_all(sitting, watch, right)
    return sitting


def answer_all(sitting: Exam, watch: Watch, right: Callable[[int], bool] = lambda _number: True) -> None:
    """Answer what is left. right: by the number of the question, from 1."""
    while sitting.prompt is not None:
        watch.think(5)
        sitting.submit(answer_to(sitting.prompt, right=right(sitting.progress[0])), 5_000)


def review(trainer: Trainer, card: Card, rating: Rating = Rating.GOOD, **body: Any) -> None:
    """One answer in study."""
    details = {"rating": int(rating), "ms": 4_000, "answer": list(card.answer), "right": rating != Rating.AGAIN, **body}
    trainer.review(card.id, key=card.answer_key, retention=0.9, body=details)
