"""The formulas of FSRS-6 against the package that makes the schedule."""

from __future__ import annotations

import random
from datetime import timedelta

import fsrs
import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.fsrs import (
    DECAY,
    FACTOR,
    MAXIMUM_INTERVAL,
    PARAMETERS,
    days_until,
    first_day,
    interval,
    retrievability,
    review_day,
    spread,
)
from kdeck.core.memory import Memory, Rating
from kdeck.schedule.fsrs6 import Schedule, fuzzed

SCHEDULE = Schedule()
DAY = 86_400_000_000
TODAY = 20_780
RETENTIONS = st.sampled_from([0.7, 0.8, 0.9, 0.95, 0.97, 0.99])


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


def test_the_parameters_and_the_forgetting_curve_are_the_schedulers() -> None:
    scheduler = fsrs.Scheduler()
    assert pytest.approx(DEFAULT_PARAMETERS) == PARAMETERS
    assert pytest.approx((-scheduler.parameters[20], scheduler._FACTOR)) == (DECAY, FACTOR)
    assert retrievability(10, 10) == pytest.approx(0.9)
    assert retrievability(10, -5) == 1
    assert days_until(10, 0.8) == pytest.approx(
        next(d / 100 for d in range(10**6) if retrievability(10, d / 100) < 0.8), abs=0.02
    )


@given(st.floats(0.001, 30_000), RETENTIONS)
def test_intervals_are_the_schedulers(stability: float, retention: float) -> None:
    scheduler = fsrs.Scheduler(desired_retention=retention, maximum_interval=MAXIMUM_INTERVAL, enable_fuzzing=False)
    assert interval(stability, retention) == scheduler._next_interval(stability=stability)


@pytest.mark.parametrize("days", [1, 2, 3, 6, 7, 8, 19, 20, 21, 365, 3600, MAXIMUM_INTERVAL])
def test_fuzz_has_the_ranges_of_the_package(days: int) -> None:
    scheduler, dice = fsrs.Scheduler(maximum_interval=MAXIMUM_INTERVAL), random.getstate()
    random.seed(1)
    found = {scheduler._get_fuzzed_interval(interval=timedelta(days=days)).days for _ in range(20_000)}
    random.setstate(dice)
    low, high = spread(days)
    assert low == min(found)
    assert high <= max(found) <= min(high + 1, MAXIMUM_INTERVAL), "the package itself runs over by a day"


@given(st.floats(0.01, 900), RETENTIONS, st.integers(1, 50))
def test_what_is_fuzzed_lies_within_its_range(stability: float, retention: float, number: int) -> None:
    days = interval(stability, retention)
    low, high = spread(days)
    assert 1 <= low <= high
    assert low <= fuzzed(days, f"d/{number}", number) <= high
