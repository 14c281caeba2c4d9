"""Finding cards by words, decks, tags, states and measures."""

from __future__ import annotations

import pytest

from kdeck.core.errors import UsageError
from kdeck.core.query import QueryError
from kdeck.core.rating import Rating
from kdeck.trainer.browse import row, search
from kdeck.trainer.session import study
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.why import explain
from tests.builders import HandClock, recall_card, trainer_of


@pytest.fixture
def trainer() -> Trainer:
    cards = [
        recall_card(1, "returns", front="质量问题谁付运费？", tags=("policy", "Money")),
        recall_card(2, "returns", front="七天无理由的条件？", tags=("policy",)),
        recall_card(3, "jackets", front="冲锋衣的面料？", back=("锦纶 运费",)),
    ]
    trainer = trainer_of(cards, HandClock())
    session = study(trainer)
    session.record(session.check(()), Rating.EASY, 3000)
    session.advance()
    session.record(session.check(()), Rating.AGAIN, 3000)
    return trainer


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "123"),
        ("运费", "13"),
        ("运费 deck:returns", "1"),
        ("-运费", "2"),
        ("-deck:returns", "3"),
        ("tag:money", "1"),
        ("tag:policy -tag:money", "2"),
        ("is:new", "3"),
        ("-is:new", "12"),
        ("is:learning", "2"),
        ("is:due", "2"),
        ("is:review s>5", "1"),
        ("r>90%", "12"),
        ("r<0.5", ""),
        ("lapses=0 is:review", "1"),
        ("is:suspended", "3"),
        ("is:flagged", "1"),
        ("id:card-2", "2"),
        ('"七天无理由"', "2"),
        ("nothing", ""),
    ],
)
def test_every_term_narrows_the_list(trainer: Trainer, query: str, found: str) -> None:
    trainer.suspend("jackets/card-3")
    trainer.flag("returns/card-1", "?")
    assert "".join(card[-1] for card in search(trainer, query)) == found


def test_a_query_that_means_nothing_is_refused(trainer: Trainer) -> None:
    with pytest.raises(QueryError):
        search(trainer, "is:unknown")


def test_a_row_shows_the_chance_of_recall_now(trainer: Trainer) -> None:
    studied, fresh = row(trainer, "returns/card-1"), row(trainer, "jackets/card-3")
    assert studied.recall == pytest.approx(1.0)
    assert (fresh.memory, fresh.recall) == (None, None)


def test_a_card_explains_its_history_and_its_next_intervals(trainer: Trainer) -> None:
    trainer.undo()
    told = explain(trainer, "returns/card-2")
    assert (told.state, told.memory) == ("new", None)
    assert [(one.event.kind, one.voided, one.after) for one in told.history] == [("review", True, None)]
    known = explain(trainer, "returns/card-1")
    assert known.history[-1].after == known.memory
    assert known.next[Rating.AGAIN].days == 0
    assert known.next[Rating.EASY].days >= known.next[Rating.GOOD].days


def test_an_unknown_card_is_refused_with_the_nearest_name(trainer: Trainer) -> None:
    with pytest.raises(UsageError) as caught:
        explain(trainer, "returns/card-l")
    assert "returns/card-" in str(caught.value.hint)
