"""A sitting with rules and phrases: what the journal keeps of a case, and when a fresh one is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from kdeck.core.cards.card import rating_for
from kdeck.core.memory import Rating
from kdeck.trainer.study import Study, practice, study
from tests.builders import HandClock, judged, make_card, own, rated, trainer_of
from tests.core.rules.tables import RETURNS
from tests.simulation.learner import next_morning

RULE = make_card(
    "deck/returns/in-time",
    "rule",
    "签收 {days} 天，吊牌{tag}，{at} 来问，怎么办？",
    ("可以退",),
    wrong=("不能退", "只能换", "先退款"),
    table=RETURNS,
    row=2,
    fact="days <= 7, tag 完好 → 可以退",
)


def answer(session: Study, *given: str) -> Mapping[str, Any]:
    """Answer the current card, go on, and give what the journal holds of it."""
    verdict = judged(session, given)
    rating = rating_for(verdict, 1000, None) if verdict.right is not None else Rating.GOOD
    session.store(verdict, rating, 1000)
    session.go_on()
    return list(session.trainer.journal.events())[-1].body


def test_the_journal_keeps_the_case_and_what_was_taken_for_the_answer() -> None:
    session = study(trainer_of([RULE]))
    assert session.prompt is not None
    values = session.prompt.values
    assert list(values) == ["days", "tag", "at"]
    assert all(text in session.prompt.question for text in values.values())
    body = answer(session, "只能换")
    assert body["case"] == values
    assert body["confused"] == ["只能换"]
    assert session.answers[-1].confused == ("只能换",)
    assert body["key"] == own(RULE).fact


def test_nothing_is_said_of_confusion_when_the_answer_is_right_or_not_known() -> None:
    session = study(trainer_of([RULE]))
    assert "confused" not in answer(session)
    assert "confused" not in answer(session, "可以退")
    assert [answered.confused for answered in session.answers] == [(), ()]


def test_a_card_without_a_table_has_no_case() -> None:
    session = study(trainer_of([make_card("deck/pick", "choice", "?", ("a",), wrong=("b",))]))
    assert "case" not in answer(session, "b")


def test_every_review_asks_a_fresh_case_and_undo_the_same_again() -> None:
    clock = HandClock()
    trainer = trainer_of([RULE], clock)
    seen = []
    for _ in range(8):
        session = study(trainer)
        assert session.prompt is not None
        seen.append(session.prompt.case)
        assert session.prompt.repetition == len(seen) - 1
        rated(session, Rating.EASY, 1000, ("可以退",))
        session.undo()
        assert session.prompt is not None
        assert session.prompt.case == seen[-1]
        rated(session, Rating.EASY, 1000, ("可以退",))
        memory = trainer.journal.memory(RULE.id)
        assert memory is not None
        next_morning(clock, days=memory.interval)
    assert all(one != other for one, other in pairwise(seen))


def test_practice_draws_a_fresh_case_each_time_and_the_same_after_undo() -> None:
    clock = HandClock()
    session = practice(trainer_of([RULE], clock), [RULE.id])
    cases = []
    for _ in range(5):
        assert session.prompt is not None
        cases.append(session.prompt.case)
        answer(session, "不能退")
        clock.move(minutes=2)
        session.go_on()
    assert all(one != other for one, other in pairwise(cases))
    session.undo()
    assert session.prompt is not None
    assert session.prompt.case == cases[-1]


@pytest.mark.parametrize(("reply", "right"), [("亲，尽快安排", True), ("亲，保证到", False), ("", False)])
def test_a_reply_is_judged_and_kept(reply: str, *, right: bool) -> None:
    phrase = make_card("deck/soon", "phrase", "?", ("尽快",), never=("保证",), must=(("尽快",),))
    session = study(trainer_of([phrase]))
    body = answer(session, reply)
    assert (body["right"], body["answer"], body["rating"]) == (right, [reply], 3 if right else 1)
