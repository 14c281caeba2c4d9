"""Finding cards by words, decks, tags, states and measures."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kdeck.core.cards.card import Card
from kdeck.core.errors import UsageError
from kdeck.core.memory import Mark, Memory, Rating, is_leech
from kdeck.core.query import QueryError, Term, parse
from kdeck.journal.base import Journal
from kdeck.journal.sqlite import SqliteJournal, open_journal
from kdeck.trainer.browse import row, search
from kdeck.trainer.study import study
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.why import explain
from tests.builders import HandClock, rated, recall_card, revised, trainer_of


@pytest.fixture
def trainer() -> Trainer:
    cards = [
        recall_card(1, "returns", front="质量问题谁付运费？", tags=("policy", "Money")),
        recall_card(2, "returns", front="七天无理由的条件？", tags=("policy",)),
        recall_card(3, "jackets", front="冲锋衣的面料？", back=("锦纶 运费",)),
    ]
    trainer = trainer_of(cards, HandClock())
    session = study(trainer)
    rated(session, Rating.EASY, 3000)
    session.go_on()
    rated(session, Rating.AGAIN, 3000)
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


# --- the same, whatever is asked and wherever memory is kept

STATES = ("due", "new", "learning", "review", "suspended", "flagged", "leech")
MEASURES = (
    "r<0.9",
    "r>=70%",
    "r=0.9",
    "r<=1",
    "r>1",
    "r<0",
    "s>20",
    "s<=3",
    "s=7",
    "d>5",
    "d<4.5",
    "lapses>0",
    "reps=2",
)
ABOUT_CARDS = ("题", "5", "tag:even", "deck:a", "deck:b", "id:card-1", '"题 3"')
TERM = st.tuples(st.sampled_from(["", "-"]), st.sampled_from([*(f"is:{s}" for s in STATES), *MEASURES, *ABOUT_CARDS]))


def lived(seed: int, clock: HandClock, journal: Journal) -> Trainer:
    """A learner of two decks with any history, and marks."""
    rng = random.Random(seed)
    cards = [
        recall_card(n, "ab"[n % 2], front=f"题 {n}", tags=("even",) * (n % 4 == 0), back=(str(n * n),))
        for n in range(30)
    ]
    trainer = trainer_of(cards, clock, journal, seed=seed)
    for _ in range(rng.randrange(60)):
        card = cards[rng.randrange(20)]
        rating = rng.choice([1, 1, 3, 3, 3, 4])
        body = {"rating": rating, "ms": 1000, "answer": [], "right": rating > 1}
        trainer.review(card.id, key=card.answer_key, retention=0.9, body=body)
        clock.move(days=rng.choice([0, 0.1, 1, 5]))
    for card in rng.sample(cards, 6):
        if rng.random() < 0.5:
            trainer.suspend(card.id)
        else:
            trainer.flag(card.id, "?")
    cards[3] = revised(cards[3], back=("another",))
    return trainer_of(cards, clock, trainer.journal, seed=seed + 1)


def met_by(trainer: Trainer, card: Card, term: Term) -> bool:
    """One term held against one card, as the help says it."""
    memory, mark = trainer.journal.memory(card.id), trainer.journal.mark(card.id)
    if term.field == "text":
        searched = f"{card.id} {card.front} {card.answer[0]} {' '.join(card.tags)}"
        held = all(word in searched for word in term.value.split())
    elif term.field in ("tag", "deck", "id"):
        held = {"tag": term.value in card.tags, "deck": card.deck == term.value, "id": term.value in card.id}[
            term.field
        ]
    elif term.field == "is":
        held = state_of(trainer, card, memory, mark, term.value)
    elif memory is None:
        return False
    else:
        names = {"s": "stability", "d": "difficulty"}
        now = (
            memory.recall(trainer.now().at) if term.field == "r" else getattr(memory, names.get(term.field, term.field))
        )
        signs = {"<": now < term.number, "<=": now <= term.number, ">": now > term.number, ">=": now >= term.number}
        held = signs[term.operator] if term.operator in signs else round(now, 2) == round(term.number, 2)
    return held != term.negated


def state_of(trainer: Trainer, card: Card, memory: Memory | None, mark: Mark, state: str) -> bool:
    if state in ("suspended", "flagged"):
        return mark.suspended if state == "suspended" else mark.flag is not None
    if state == "new" or memory is None:
        return state == "new" and memory is None
    if state == "due":
        waits = memory.learning or memory.due_day <= trainer.study_day() or card.id in trainer.changed()
        return waits and not mark.suspended
    return is_leech(memory) if state == "leech" else memory.learning == (state == "learning")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 40), st.lists(st.lists(TERM, min_size=1, max_size=3), min_size=6, max_size=6), st.booleans())
def test_a_search_finds_what_meets_every_term_one_by_one(
    tmp_path: Path, seed: int, asked: list[list[tuple[str, str]]], in_file: bool
) -> None:
    path = tmp_path / f"{time.monotonic_ns()}.db"
    journal = open_journal(str(path), "学员甲", create=True) if in_file else SqliteJournal.blank("学员甲")
    try:
        trainer = lived(seed, HandClock(), journal)
        for terms in asked:
            query = " ".join(map("".join, terms))
            wanted = [
                card.id for card in trainer.library.cards() if all(met_by(trainer, card, t) for t in parse(query))
            ]
            assert list(search(trainer, query)) == wanted, query
    finally:
        journal.close()
