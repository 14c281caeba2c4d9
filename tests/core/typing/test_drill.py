"""Texts are drilled until each is right at the speed that was set."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.typing.run import Drill, Item, Run, Try, costs
from kdeck.core.typing.score import Stroke

ITEMS = (Item("拍下订单"), Item("跑得快", ("得", "的")))


def typed(text: str, *strokes: tuple[int, str]) -> Run:
    """A run over a text; strokes are milliseconds since the one before, and what was committed, ``<`` for deleting."""
    run, ms = Run(text, None), 0
    for wait, committed in strokes:
        ms += wait
        run.feed(Stroke(ms, "delete" if committed == "<" else "commit", "" if committed == "<" else committed))
    run.finish(ms)
    return run


def test_a_round_holds_everything_that_is_left_twice_and_not_in_a_row() -> None:
    assert Drill(ITEMS, 50, "字/分").passage == "拍下订单\n跑得快\n拍下订单\n跑得快"


def test_english_is_typed_in_one_line() -> None:
    assert Drill((Item("leave today"), Item("narrow")), 40, "WPM").passage == "leave today narrow leave today narrow"
    assert Drill((Item("SF12"), Item("170/88A")), 40, "字/分").passage == "SF12\n170/88A\nSF12\n170/88A"


def test_what_reaches_the_target_both_times_is_done_and_the_rest_comes_again() -> None:
    drill = Drill(ITEMS, 50, "字/分")
    run = typed(drill.passage, (4_000, "拍下订单"), (3_000, "跑的快"), (4_000, "拍下订单"), (3_000, "跑得快"))
    after = drill.after(run)
    assert after.rounds == 1
    assert after.tries == (Try(60, 0), Try(40, 1))
    assert (after.reached, after.passage) == ((True, False), "跑得快\n跑得快")
    again = after.after(typed(after.passage, (3_000, "跑得快"), (2_000, "跑得快")))
    assert (again.over, again.rounds, again.tries[0]) == (True, 2, Try(60, 0))


def test_one_slow_time_is_enough_to_come_again() -> None:
    drill = Drill(ITEMS[:1], 50, "字/分")
    assert drill.after(typed(drill.passage, (1_000, "拍下订单"), (6_000, "拍下订单"))).left == (0,)


def test_what_is_corrected_costs_its_time_and_no_more() -> None:
    drill = Drill(ITEMS[:1], 50, "字/分")
    strokes = (1_000, "排下"), (500, "<"), (500, "<"), (1_000, "拍下订单"), (3_000, "拍下订单")
    assert drill.after(typed(drill.passage, *strokes)).tries == (Try(80, 0),)


def test_what_was_not_typed_has_not_been_reached() -> None:
    drill = Drill(ITEMS, 50, "字/分")
    assert drill.after(typed(drill.passage, (1_000, "拍下订单"))).left == (0, 1)


def test_a_commit_over_two_texts_is_shared_out() -> None:
    drill = Drill(ITEMS, 50, "字/分")
    after = drill.after(typed(drill.passage, (7_000, "拍下订单跑得快"), (3_500, "拍下订单跑得快")))
    assert [(round(each.speed), each.errors) for each in after.tries if each] == [(60, 0), (60, 0)]


@given(st.lists(st.tuples(st.integers(0, 4_000), st.sampled_from(["拍", "下订", "跑得快", "错", "<"])), max_size=20))
def test_costs_add_up_to_the_time_and_the_errors_of_the_run(strokes: list[tuple[int, str]]) -> None:
    run = typed(Drill(ITEMS, 50, "字/分").passage, *strokes)
    found = costs(run, whole=True)
    assert len(found) == len(run.passage)
    assert sum(cost.ms for cost in found) == pytest.approx(run.times[-1] if run.times else 0)
    assert sum(cost.errors for cost in found) == sum(step.kind != "right" for step in run.steps(whole=True))
    reached = costs(run)
    assert sum(cost.ms for cost in reached) <= sum(cost.ms for cost in found) + 1e-6
