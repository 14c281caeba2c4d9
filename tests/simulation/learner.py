"""A virtual learner with a true memory of her own, which the trainer cannot see.

Her forgetting follows FSRS-6 run directly on the ``fsrs`` package, from the true history of what she was shown, with
continuous time: whether she recalls a card is a seeded coin weighted by her true retrievability at that minute.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import fmean
from typing import NamedTuple

import fsrs

from kdeck.core.cards.card import rating_for
from kdeck.core.fsrs import retrievability
from kdeck.core.memory import Memory, Rating
from kdeck.core.moment import Moment, day_start
from kdeck.trainer.study import Study, study
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, answer_to, judged

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_SIGHT = 0.4
"""How often she happens to know a card that she has never met."""


class Seen(NamedTuple):
    """One answer: before is the trainer's memory at that time. chance: her true chance of knowing it."""

    day: int
    card: str
    before: Memory | None
    knew: bool
    chance: float


class VirtualLearner:
    """Knows or forgets by her own memory; answers every kind of card."""

    def __init__(self, seed: int) -> None:
        self._coin = random.Random(seed)
        self._truth = fsrs.Scheduler(enable_fuzzing=False)
        self._cards: dict[str, fsrs.Card] = {}
        self._met: dict[str, Moment] = {}

    def chance(self, card: str, now: Moment) -> float:
        """Her true chance to recall a card now."""
        if card not in self._cards:
            return FIRST_SIGHT
        stability = self._cards[card].stability
        assert stability is not None
        return retrievability(stability, (now.at - self._met[card].at) / 86_400_000_000)

    def has_met(self, card: str) -> bool:
        """Whether she has ever seen the card."""
        return card in self._cards

    def knows(self, card: str, now: Moment) -> tuple[bool, float]:
        """Whether she recalls the card at this sight; seeing it strengthens her memory."""
        chance = self.chance(card, now)
        knew = self._coin.random() < chance
        self.sees(card, now, knew=knew)
        return knew, chance

    def sees(self, card: str, now: Moment, *, knew: bool) -> None:
        """Let her true memory grow by one sight."""
        when = EPOCH + timedelta(days=now.day)
        state = self._cards.get(card) or fsrs.Card(card_id=0, due=when)
        rating = fsrs.Rating.Good if knew else fsrs.Rating.Again
        self._cards[card], _ = self._truth.review_card(state, rating, when)
        self._met[card] = now


def study_day(trainer: Trainer, clock: HandClock, learner: VirtualLearner, *, think: float = 8.0) -> Iterator[Seen]:
    """One sitting: everything that is due, each card ``think`` seconds, until the session is empty."""
    session = study(trainer)
    while session.prompt is not None:
        yield answer_one(session, clock, learner, think)
        session.go_on()


def answer_one(session: Study, clock: HandClock, learner: VirtualLearner, think: float = 8.0) -> Seen:
    """Answer the current card as the learner would and store it."""
    prompt = session.prompt
    assert prompt is not None
    clock.move(seconds=think)
    card = prompt.card
    before = session.trainer.journal.memory(card.id)
    knew, chance = learner.knows(card.id, clock())
    verdict = judged(session, answer_to(prompt, right=knew))
    if verdict.right is None:
        rating = Rating.GOOD if knew else Rating.AGAIN
    else:
        assert verdict.right == knew, (card.id, verdict)
        rating = rating_for(verdict, round(think * 1000), prompt.card.seconds)
    session.store(verdict, rating, round(think * 1000))
    return Seen(session.trainer.study_day(), card.id, before, knew, chance)


def next_morning(clock: HandClock, *, days: int = 1, hour: float = 9.0) -> None:
    """Move the clock to ``hour`` o'clock some study days on."""
    start = day_start(clock.moment.day + days, clock.moment.offset)
    clock.moment = start.plus((hour - 4) * 3600)


def retention(seen: list[Seen]) -> tuple[float, int]:
    """Share of due reviews that were recalled, and how many there were (learning steps left out)."""
    reviews = [one for one in seen if one.before is not None and one.before.phase == "review"]
    return sum(one.knew for one in reviews) / max(1, len(reviews)), len(reviews)


def some_minutes(
    trainer: Trainer, clock: HandClock, learner: VirtualLearner, minutes: float, *, think: float = 8.0
) -> list[Seen]:
    """One sitting that ends when the minutes are over, whatever is left."""
    end = clock().plus(minutes * 60).at
    session, seen = study(trainer), []
    while session.prompt is not None and clock().at < end:
        seen.append(answer_one(session, clock, learner, think))
        session.go_on()
    return seen


def true_recall(trainer: Trainer, learner: VirtualLearner, now: Moment) -> dict[str, tuple[float, float]]:
    """By deck, the mean of her true chances to recall its cards now, none for those never met; and what is asked."""
    found: dict[str, list[tuple[float, float]]] = {}
    for card in trainer.library.cards():
        chance = learner.chance(card.id, now) if learner.has_met(card.id) else 0.0
        found.setdefault(card.deck, []).append((chance, trainer.library.shop.retention_of(card.tags)))
    return {deck: (fmean(one for one, _ in pairs), fmean(one for _, one in pairs)) for deck, pairs in found.items()}
