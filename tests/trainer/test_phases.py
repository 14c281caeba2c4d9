"""The machine behind every sitting: which phase follows which, what may be done, and how long an answer took."""

from __future__ import annotations

from typing import get_args

import pytest

from kdeck.core.memory import Rating
from kdeck.trainer.exam import begin, trial
from kdeck.trainer.study import PRACTICE, TOUR, Action, Phase, Policy, Sitting, Study, practice, study
from kdeck.trainer.tour import tour
from kdeck.trainer.trainer import Trainer
from tests.builders import make_card, recall_card, recall_cards, trainer_of

PICK = make_card("deck/pick", "choice", "?", ("a",), wrong=("b", "c"), hint="not b", seconds=20)
TYPED = make_card("deck/type", "typed", "?", ("a",))


class Seconds:
    """A clock that is never set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def possible(sitting: Sitting) -> set[Action]:
    return {action for action in get_args(Action) if sitting.can(action)}


def with_four_buttons(trainer: Trainer) -> Trainer:
    trainer.change_setting("four_buttons", True)
    return trainer


def test_what_the_program_judges_is_stored_at_once_and_read_before_the_next_question() -> None:
    trainer = trainer_of([PICK, TYPED])
    sitting = study(trainer)
    assert (sitting.phase, possible(sitting)) == (Phase.ASK, {"submit", "hint", "flag", "suspend", "leave"})
    sitting.submit(("b",), 1_000)
    assert (sitting.phase, possible(sitting)) == (Phase.FEEDBACK, {"go_on", "undo", "flag", "leave"})
    assert sitting.verdict is not None
    assert sitting.verdict.right is False
    assert sitting.after.next is not None
    assert trainer.journal.count() == 1
    sitting.go_on()
    assert sitting.phase is Phase.ASK
    assert sitting.prompt is not None
    assert sitting.prompt.card.id == TYPED.id


def test_what_the_learner_judges_waits_for_a_rating_that_is_on_offer() -> None:
    trainer = trainer_of([recall_card(1)])
    sitting = study(trainer)
    sitting.submit((), 1_000)
    assert (sitting.phase, sitting.ratings) == (Phase.RATE, (Rating.AGAIN, Rating.GOOD))
    assert possible(sitting) == {"rate", "flag", "suspend", "leave"}
    assert [rating for rating, _away in sitting.after.offers] == [Rating.AGAIN, Rating.GOOD]
    assert sitting.rate(Rating.EASY) is None
    assert trainer.journal.count() == 0
    recorded = sitting.rate(Rating.GOOD)
    assert recorded is not None
    assert (recorded.rating, sitting.phase, sitting.recorded) == (Rating.GOOD, Phase.ASK, None)


@pytest.mark.parametrize(("given", "right"), [("a", True), ("b", False)])
def test_with_four_buttons_a_right_answer_is_rated_and_a_wrong_one_is_not(given: str, *, right: bool) -> None:
    sitting = study(with_four_buttons(trainer_of([PICK])))
    sitting.submit((given,), 1_000)
    assert sitting.phase is (Phase.RATE if right else Phase.FEEDBACK)
    assert sitting.ratings == ((Rating.HARD, Rating.GOOD, Rating.EASY) if right else ())


@pytest.mark.parametrize(("milliseconds", "rating"), [(1_000, Rating.GOOD), (20_001, Rating.HARD)])
def test_an_answer_whose_rating_will_not_come_is_stored_with_the_one_it_earned(
    milliseconds: int, rating: Rating
) -> None:
    trainer = with_four_buttons(trainer_of([PICK]))
    sitting = study(trainer)
    sitting.submit(("a",), milliseconds)
    sitting.leave()
    (event,) = trainer.journal.events()
    assert (event.body["rating"], event.body["ms"]) == (rating, milliseconds)
    unjudged = study(trainer_of([recall_card(1)]))
    unjudged.submit((), 1_000)
    unjudged.leave()
    assert unjudged.trainer.journal.count() == 0


def test_nothing_is_taken_twice_or_out_of_turn() -> None:
    trainer = trainer_of([PICK])
    sitting = study(trainer)
    assert sitting.rate(Rating.GOOD) is None
    sitting.submit(("b",), 1_000)
    sitting.submit(("a",), 1_000)
    assert trainer.journal.count() == 1
    assert sitting.given == ("b",)


def test_thinking_time_runs_from_the_question_to_the_answer() -> None:
    clock = Seconds()
    sitting = study(trainer_of([PICK]), None, clock)
    clock.now += 5
    sitting.shown()
    clock.now += 2.5
    assert sitting.elapsed() == 2_500
    sitting.submit(("b",), sitting.elapsed())
    clock.now += 60
    sitting.shown()
    assert (sitting.elapsed(), sitting.milliseconds) == (2_500, 2_500)
    sitting.go_on()
    assert sitting.elapsed() == 0


@pytest.mark.parametrize(("policy", "more"), [(PRACTICE, {"hint", "flag", "suspend"}), (TOUR, {"hint"})])
def test_a_policy_says_what_there_is_beside_answering(policy: Policy, more: set[Action]) -> None:
    trainer = trainer_of([PICK])
    sitting = practice(trainer, [PICK.id]) if policy is PRACTICE else Study(trainer, study(trainer).plan, policy)
    assert possible(sitting) == {"submit", "leave", *more}
    sitting.submit(("b",), 1_000)
    assert sitting.can("undo") is (policy is PRACTICE)
    assert sitting.preview() == {}
    assert trainer.journal.memory(PICK.id) is None
    assert sitting.after.practice


def test_the_tour_asks_each_card_once_whatever_the_answer() -> None:
    sitting = tour(trainer_of(recall_cards(1)))
    asked = []
    while sitting.prompt is not None:
        asked.append(sitting.prompt.card.id)
        sitting.submit((), 1_000)
        sitting.rate(Rating.AGAIN)
        if sitting.phase is Phase.FEEDBACK:
            sitting.go_on()
    assert len(asked) == len(set(asked)) == 5


def test_an_exam_goes_from_question_to_question_and_helps_with_none() -> None:
    trainer = with_four_buttons(trainer_of([PICK, TYPED]))
    sitting = begin(trainer, trial(()), Seconds())
    first = sitting.prompt
    assert possible(sitting) == {"submit", "leave"}
    assert sitting.left() is not None
    sitting.submit(("a",), 1_000)
    assert (sitting.phase, sitting.verdict, sitting.done) == (Phase.ASK, None, 1)
    assert sitting.prompt is not first
    sitting.submit(("a",), 1_000)
    assert (sitting.phase, sitting.prompt, sitting.done) == (Phase.OVER, None, 2)
    assert possible(sitting) == {"leave"}
