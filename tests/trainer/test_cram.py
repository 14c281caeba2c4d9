from __future__ import annotations

from kdeck.core.memory import Rating
from kdeck.trainer.browse import WEAK_RECALL, Cram, crams
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, recall_cards, trainer_of

CARDS = [*recall_cards(4, "a"), *recall_cards(2, "b")]


def answered(trainer: Trainer, card: str, *ratings: Rating) -> None:
    for rating in ratings:
        body = {"rating": int(rating), "ms": 1000, "answer": [], "right": rating != Rating.AGAIN}
        trainer.review(card, key="x", retention=0.9, body=body)


def by_kind(trainer: Trainer) -> dict[str, list[Cram]]:
    found: dict[str, list[Cram]] = {}
    for cram in crams(trainer):
        found.setdefault(cram.kind, []).append(cram)
    return found


def test_before_the_first_answer_only_decks_hold_cards() -> None:
    found = by_kind(trainer_of(CARDS))
    assert [(cram.title, len(cram.cards)) for cram in found["deck"]] == [("a", 4), ("b", 2)]
    assert [cram.days for cram in found["ahead"]] == [1, 3, 7]
    assert not any(cram.cards for kind in ("ahead", "weak", "flagged", "leech") for cram in found[kind])


def test_weak_cards_come_weakest_first() -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock)
    answered(trainer, "a/card-0", Rating.EASY)
    answered(trainer, "a/card-1", Rating.GOOD, Rating.GOOD)
    answered(trainer, "a/card-2", Rating.AGAIN, Rating.AGAIN)
    clock.move(days=20)
    (weak,) = by_kind(trainer)["weak"]
    recalls = {memory.card: memory.recall(clock().at) for memory in trainer.journal.memories()}
    assert set(weak.cards) == {card for card, recall in recalls.items() if recall < WEAK_RECALL}
    assert weak.cards[0] == "a/card-2"
    assert [recalls[card] for card in weak.cards] == sorted(recalls[card] for card in weak.cards)


def test_suspended_cards_stay_out_of_every_choice() -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock)
    answered(trainer, "a/card-0", Rating.GOOD, Rating.GOOD)
    trainer.flag("a/card-0", "")
    trainer.suspend("a/card-0")
    clock.move(days=30)
    assert all("a/card-0" not in cram.cards for cram in crams(trainer))


def test_flagged_and_coming_cards_are_found() -> None:
    trainer = trainer_of(CARDS)
    trainer.flag("b/card-1", "?")
    answered(trainer, "a/card-0", Rating.EASY)
    memory = trainer.journal.memory("a/card-0")
    assert memory is not None
    found = by_kind(trainer)
    assert found["flagged"][0].cards == ("b/card-1",)
    for cram in found["ahead"]:
        assert ("a/card-0" in cram.cards) == (memory.interval <= cram.days)
