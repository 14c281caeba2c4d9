"""How likely recall was is kept with the answer: what was predicted then, not what a later model would say."""

from __future__ import annotations

import pytest

from kdeck.core.fsrs import retrievability
from kdeck.core.memory import Rating
from kdeck.journal.base import Journal
from kdeck.trainer.study import study
from tests.builders import HandClock, rated, recall_cards, trainer_of


def bodies(journal: Journal) -> list[float | None]:
    return [event.body.get("recall") for event in journal.events() if event.kind == "review"]


def test_the_first_review_of_a_card_predicts_nothing_and_every_later_one_what_the_memory_said() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(1), clock)
    session = study(trainer)
    rated(session, Rating.EASY, 4000)
    memory = trainer.journal.memory("deck/card-0")
    assert memory is not None
    clock.move(days=40, hours=5)
    session = study(trainer)
    rated(session, Rating.GOOD, 4000)
    assert bodies(trainer.journal) == [None, pytest.approx(retrievability(memory.stability, 40 + 5 / 24), abs=5e-5)]


def test_with_a_clock_that_stands_behind_nothing_is_predicted_to_be_older_than_the_event() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(1), clock)
    for _turn in range(2):
        session = study(trainer)
        rated(session, Rating.AGAIN, 4000)
        clock.move(hours=-3, minutes=-1)
    assert bodies(trainer.journal) == [None, 1.0]


def test_an_undone_answer_counts_for_nothing() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(2), clock)
    session = study(trainer)
    rated(session, Rating.GOOD, 4000)
    session.undo()
    assert trainer.journal.days(trainer.study_day()) == []
