"""The formulas of the forecast against the scheduler, and what a forecast must hold."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.memory import Memory, Rating, interval, spread
from kdeck.core.plan.course import PARAMETERS, Course, Item, Outlook, State, first_day, review_day
from kdeck.core.plan.forecast import forecast
from kdeck.core.plan.path import Deadline
from kdeck.schedule.fsrs6 import Schedule, fuzzed

SCHEDULE = Schedule()
DAY = 86_400_000_000
TODAY = 20_780


def sit_through(memory: Memory | None, day: int, *, knew: bool) -> tuple[Memory, int]:
    """A day with a card by the scheduler: the first answer, then right ones until its steps are done."""
    sights, rating = 0, Rating.GOOD if knew else Rating.AGAIN
    while sights == 0 or (memory is not None and memory.learning):
        memory = SCHEDULE.step(memory, "d/c", rating, at=day * DAY, day=day, retention=0.9)
        sights, rating = sights + 1, Rating.GOOD
    assert memory is not None
    return memory, sights


@given(st.booleans(), st.lists(st.tuples(st.integers(1, 200), st.booleans()), max_size=12))
def test_every_day_with_a_card_is_what_the_scheduler_makes_of_it(first: bool, days: list[tuple[int, bool]]) -> None:
    memory, sights = sit_through(None, TODAY, knew=first)
    found = first_day(knew=first)
    day = TODAY
    for pause, knew in [(0, True), *days]:
        if pause:
            day += pause
            memory, sights = sit_through(memory, day, knew=knew)
            found = review_day(found.state, pause, knew=knew)
        assert found.sights == sights
        assert found.state.stability == pytest.approx(memory.stability, rel=1e-9)
        assert found.state.difficulty == pytest.approx(memory.difficulty, rel=1e-9)


def test_the_parameters_are_the_schedulers() -> None:
    assert pytest.approx(DEFAULT_PARAMETERS) == PARAMETERS


@given(st.floats(0.01, 900), st.sampled_from([0.8, 0.9, 0.95, 0.97]), st.integers(1, 50))
def test_intervals_and_their_fuzz_lie_where_the_scheduler_puts_them(
    stability: float, retention: float, number: int
) -> None:
    days = interval(stability, retention)
    low, high = spread(days)
    assert 1 <= low <= high
    assert low <= fuzzed(days, f"d/{number}", number) <= high


def items(decks: int = 3, cards: int = 15, retention: float = 0.9) -> list[Item]:
    return [Item(f"d{deck}", f"d{deck}/{card}", retention) for deck in range(decks) for card in range(cards)]


def outlook(days: int = 14, minutes: int = 25, **details: Any) -> Outlook:
    ahead = Deadline(TODAY + days - 1, TODAY + days)
    return Outlook(ahead, tuple(range(TODAY, TODAY + days)), minutes, 8.0, 0.4)._replace(**details)


def test_the_same_seed_gives_the_same_forecast_and_another_one_nearby() -> None:
    first, again, other = (forecast(items(), outlook(), seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert first.recall == pytest.approx(other.recall, abs=0.02)


def test_a_plan_with_time_enough_is_feasible_and_says_how_little_would_do() -> None:
    found = forecast(items(), outlook())
    assert found.feasible
    assert found.below == ()
    assert found.needed is not None
    assert 5 <= found.needed < 25
    enough = forecast(items(), outlook(minutes=found.needed + 1))
    assert all(deck.recall >= deck.target for deck in enough.decks)


def test_a_plan_without_time_enough_says_what_would_be_and_which_decks_give_way() -> None:
    found = forecast(items(decks=8, cards=30), outlook(days=8, minutes=10))
    assert not found.feasible
    assert found.needed is not None
    assert found.needed > 20
    assert [deck.deck for deck in found.decks if deck.reached][:1] == ["d0"], "the first days of the path hold"
    assert found.below[0].recall == 0
    assert found.below[0].met == 0
    assert forecast(items(decks=8, cards=30), outlook(days=8, minutes=found.needed + 5)).feasible


def test_what_no_effort_can_reach_has_no_number_of_minutes() -> None:
    found = forecast(items(decks=20, cards=50, retention=0.97), outlook(days=2))
    assert found.needed is None


def test_without_a_day_of_study_left_the_forecast_is_what_is_known_now() -> None:
    known = [Item("d", "d/1", 0.9, State(50.0, 5.0), TODAY - 1, TODAY + 20), Item("d", "d/2", 0.9)]
    found = forecast(known, outlook()._replace(days=(), ahead=Deadline(TODAY - 3, TODAY + 2)))
    (deck,) = found.decks
    assert deck.recall == pytest.approx(0.99 / 2, abs=0.01)
    assert (deck.low, deck.high) == pytest.approx((deck.recall, deck.recall))
    assert (found.load, found.needed) == ((), None)


def test_no_day_is_longer_than_its_minutes_and_today_counts_what_is_done() -> None:
    course = Course(items(decks=10, cards=40), outlook(days=10, minutes=20, spent=600.0, introduced=12))
    end = course.run(Random(3))
    assert max(end.minutes) <= 20.5, "but for the last card"
    assert end.minutes[0] <= 10.5


def test_twins_never_meet_on_one_day() -> None:
    pairs = [Item("d", f"d/{number // 2}", 0.9) for number in range(10)]
    course = Course(pairs, outlook(days=1))
    assert sum(recall > 0 for recall in course.run(Random(1)).recall) == 5


@given(st.integers(0, 20), st.integers(1, 30), st.integers(5, 60))
def test_all_shares_are_shares(seed: int, days: int, minutes: int) -> None:
    found = forecast(items(decks=2, cards=6), outlook(days=days, minutes=minutes), seed=seed, courses=3)
    for deck in found.decks:
        assert 0 <= deck.low <= deck.recall <= deck.high <= 1
        assert 0 <= deck.met <= deck.cards
    assert len(found.load) == days
