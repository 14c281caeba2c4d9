"""Which level is reached, which is in hand, what is next, and the career level over it."""

from __future__ import annotations

import pytest

from kdeck.core.levels.evidence import Evidence
from kdeck.core.levels.ladder import CAREERS, Ladder, Reached, ladder
from kdeck.core.levels.need import DanAsked, ExamNeed, Need, RecallNeed, TypingNeed, WitnessNeed, asked_of
from tests.core.levels.builders import AT, cards, exam, run, witness

TYPING = TypingNeed(50)
RECALL = RecallNeed(("freight",), 0.9, 0.95)


def level(dan: int, *needs: Need) -> DanAsked:
    """A level of the shop."""
    return DanAsked(dan, "", needs)


def reached(*dans: int) -> tuple[Reached, ...]:
    """Levels that the journal says were reached."""
    return tuple(Reached(dan, AT.plus(dan), f"dan-{dan}") for dan in dans)


def states(found: Ladder) -> str:
    """The states by their first letters."""
    return "".join({"reached": "R", "now": "N", "to come": ".", "unset": "-"}[rung.state] for rung in found.rungs)


def test_there_are_nine_rungs_whatever_the_shop_says() -> None:
    assert states(ladder((), Evidence(), ())) == "---------"
    assert states(ladder((level(1, TYPING), level(3, TYPING)), Evidence(), ())) == "N-.------"


def test_a_level_is_earned_when_all_its_needs_hold() -> None:
    asked = (level(1, TYPING, WitnessNeed()),)
    half = ladder(asked, Evidence(typed=(run(50),)), ())
    assert half.earned is None
    both = ladder(asked, Evidence(typed=(run(50),), witnesses=(witness(1),)), ())
    assert both.earned is not None
    assert both.earned.dan == 1
    assert both.reached == 0, "only the journal makes it reached"


def test_no_level_is_reached_before_those_below_it() -> None:
    asked = (level(1, WitnessNeed()), level(2, TYPING))
    found = ladder(asked, Evidence(typed=(run(50),)), ())
    assert found.rungs[1].holds
    assert found.earned is None
    assert states(found) == "N.-------"


def test_a_level_for_which_the_shop_asks_nothing_is_never_reached_and_passed_over() -> None:
    found = ladder((level(1, TYPING), level(2), level(3, TYPING)), Evidence(typed=(run(50),)), reached(1))
    assert states(found) == "R-N------"
    assert found.earned is not None
    assert found.earned.dan == 3


def test_a_reached_level_stays_reached_when_its_recall_lapses() -> None:
    evidence = Evidence(cards=cards(20, 0.95) + cards(12, 0.8))
    found = ladder((level(1, RECALL), level(2, TYPING)), evidence, reached(1))
    assert states(found) == "RN-------"
    assert len(found.rungs[0].refresh) == 12
    assert not ladder((level(1, RECALL),), Evidence(cards=cards(32, 0.95)), reached(1)).rungs[0].refresh


def test_self_graded_answers_alone_never_reach_any_level() -> None:
    own = cards(50, 1.0, objective=False, proven=False) + cards(50, 1.0, proven=False)
    for dan in range(1, 10):
        for need in (RECALL, RECALL._replace(decks=(), of_cards=0.01), TYPING, ExamNeed(), WitnessNeed()):
            below = reached(*range(1, dan))
            assert ladder((level(dan, need),), Evidence(cards=own), below).earned is None


def test_the_next_thing_is_in_the_shops_order_but_exams_follow_recall_and_a_witness_ends() -> None:
    asked = (level(3, WitnessNeed(), ExamNeed(), RECALL, TYPING),)
    kinds = []
    evidence = Evidence()
    for more in ({"cards": cards(40)}, {"exams": (exam(40),)}, {"typed": (run(50),)}, {"witnesses": (witness(3),)}):
        step = ladder(asked, evidence, ()).next
        assert step is not None
        kinds.append(step.need.need.kind)
        evidence = evidence._replace(**more)
    assert kinds == ["recall", "exam", "typing", "witness"]
    assert ladder(asked, evidence, ()).next is None


@pytest.mark.parametrize(
    ("highest", "career"),
    [(0, None), (1, 0), (2, 0), (3, 1), (4, 2), (7, 2), (8, 3), (9, 3)],
)
def test_four_career_levels_stand_over_the_nine(highest: int, career: int | None) -> None:
    found = ladder((), Evidence(), reached(*range(1, highest + 1)))
    assert found.career == (None if career is None else CAREERS[career])


def test_the_first_event_of_a_level_dates_it() -> None:
    later = Reached(1, AT.plus(99), "again")
    found = ladder((level(1, TYPING),), Evidence(), (later, *reached(1)))
    assert found.rungs[0].reached == reached(1)[0]


def test_a_level_that_is_written_twice_counts_as_first_written() -> None:
    asked = asked_of([DanAsked(2, "b", (WitnessNeed(),)), DanAsked(1, "a", ()), DanAsked(2, "c", ())])
    assert [(each.dan, each.title, len(each.needs)) for each in asked] == [(1, "a", 0), (2, "b", 1)]
