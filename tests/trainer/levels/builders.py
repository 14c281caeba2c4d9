"""A shop with levels, a learner who answers, and certified runs made to measure."""

from __future__ import annotations

from functools import partial

from kdeck.core.cards.card import Card
from kdeck.core.levels.need import DanAsked, Need, RecallNeed, TypingNeed
from kdeck.core.memory import Rating
from kdeck.core.shop import Shop
from kdeck.core.typing.score import Figures, Score
from kdeck.text.certificate import page
from kdeck.trainer import certificate_check
from kdeck.trainer.trainer import Trainer
from tests.builders import make_card

check = partial(certificate_check.check, page=page)
RECALL_ONE = RecallNeed(("freight",), 0.9, 0.95)
TYPING_ONE = TypingNeed(50, 0.97, 5, (2, 3))


def shop(*levels: DanAsked) -> Shop:
    """A Chinese shop with these levels."""
    return Shop(id="spruce", name="云杉户外", lang="zh-Hans", dans=levels)


def level(dan: int, *needs: Need) -> DanAsked:
    """One of them."""
    return DanAsked(dan, f"第 {dan} 段的本事", needs)


def judged_cards(count: int, deck: str = "freight") -> tuple[Card, ...]:
    """Cards whose answers the program judges."""
    return tuple(
        make_card(f"{deck}/c{number}", "typed", f"问题 {number}？", (f"答案{number}",)) for number in range(count)
    )


def answer(trainer: Trainer, card: Card, rating: Rating = Rating.EASY, given: tuple[str, ...] | None = None) -> None:
    """A right answer of a card, easy enough to leave its learning steps at once."""
    said = given if given is not None else card.answer if card.objective else ()
    body = {"rating": int(rating), "ms": 4000, "answer": list(said), "right": rating != Rating.AGAIN}
    trainer.review(card.id, key=card.answer_key, retention=0.9, body=body)


def type_run(
    trainer: Trainer, net: float = 50.0, accuracy: float = 0.97, fixes: float = 0.0, *, mode: str = "certified"
) -> None:
    """A run of five minutes that came to these figures, as it is kept."""
    figures = Figures("字/分", net, net, net, accuracy, accuracy, fixes, None, None)
    body = {
        "mode": mode,
        "lang": "zh",
        "ms": 300_000,
        "score": Score(*(0 for _ in Score._fields))._asdict(),
        "figures": figures._asdict(),
        "void": None,
        "flags": [],
        "witness": "",
        "weak": [],
    }
    trainer.keep_run("typing", f"typing/{mode}", body)
