"""Study days, learning steps, fuzz, previews and folds of the schedule."""

from __future__ import annotations

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given, settings
from hypothesis import strategies as st

from kdeck.core.events.event import Event
from kdeck.core.fsrs import MAXIMUM_INTERVAL, spread
from kdeck.core.memory import Memory, Rating
from kdeck.schedule.fsrs6 import Schedule, fuzzed

DAY = 86_400_000_000
MINUTE = 60_000_000
SCHEDULE = Schedule()
RATINGS = st.sampled_from(list(Rating))


def reviewed(steps: list[tuple[Rating, int]], retention: float = 0.9) -> Memory:
    memory, day = None, 20_000
    for rating, pause in steps:
        day += pause
        memory = SCHEDULE.step(memory, "d/c", rating, at=day * DAY, day=day, retention=retention)
    assert memory is not None
    return memory


def test_a_new_card_takes_its_steps_within_the_day() -> None:
    first = SCHEDULE.step(None, "d/c", Rating.GOOD, at=0, day=0, retention=0.9)
    assert (first.phase, first.due_at, first.due_day) == ("learning", 10 * MINUTE, 0)
    second = SCHEDULE.step(first, "d/c", Rating.GOOD, at=first.due_at, day=0, retention=0.9)
    assert (second.phase, second.due_day - second.last_day) == ("review", second.interval)
    assert second.interval >= 1


def test_a_forgotten_card_is_relearned_the_same_day_and_counts_a_lapse() -> None:
    memory = reviewed([(Rating.EASY, 0), (Rating.AGAIN, 8)])
    assert (memory.phase, memory.lapses, memory.due_day) == ("relearning", 1, memory.last_day)
    again = SCHEDULE.step(memory, "d/c", Rating.GOOD, at=memory.due_at, day=memory.last_day, retention=0.9)
    assert (again.phase, again.lapses) == ("review", 1)


def test_the_hour_of_a_review_does_not_matter_only_its_study_day() -> None:
    first = reviewed([(Rating.EASY, 0)])
    day = first.due_day
    early = SCHEDULE.step(first, "d/c", Rating.GOOD, at=day * DAY, day=day, retention=0.9)
    late = SCHEDULE.step(first, "d/c", Rating.GOOD, at=day * DAY + DAY - 1, day=day, retention=0.9)
    assert early.stability == late.stability
    assert early.due_day == late.due_day


def test_a_day_that_seems_to_go_back_counts_as_no_time_passed() -> None:
    first = reviewed([(Rating.EASY, 0)])
    back = SCHEDULE.step(first, "d/c", Rating.GOOD, at=first.last_at + 1, day=first.last_day - 42, retention=0.9)
    same = SCHEDULE.step(first, "d/c", Rating.GOOD, at=first.last_at + 1, day=first.last_day, retention=0.9)
    assert back == same


def test_a_higher_desired_retention_gives_shorter_intervals() -> None:
    steps = [(Rating.EASY, 0), (Rating.GOOD, 8), (Rating.GOOD, 30)]
    intervals = [reviewed(steps, retention).interval for retention in (0.8, 0.9, 0.95, 0.97)]
    assert intervals == sorted(intervals, reverse=True)
    assert intervals[0] > intervals[-1]


@settings(max_examples=150)
@given(st.lists(st.tuples(RATINGS, st.integers(-1, 40), st.sampled_from([0.8, 0.9, 0.95])), min_size=1, max_size=12))
def test_a_fold_over_many_events_is_what_answering_one_by_one_led_to(steps: list[tuple[Rating, int, float]]) -> None:
    memory, events, day = None, [], 20_000
    for place, (rating, pause, retention) in enumerate(steps):
        day += pause
        body = {"rating": int(rating), "ms": 1, "answer": [], "right": True, "key": "k", "retention": retention}
        events.append(Event(f"e{place:02}", "me", 20_000 * DAY + place, 0, day, "pc", "review", "d/c", body))
        memory = SCHEDULE.after(memory, events[-1])
    assert SCHEDULE.fold(reversed(events)) == memory


@given(st.lists(st.tuples(RATINGS, st.integers(0, 400)), min_size=1, max_size=12), st.floats(0.7, 0.99))
def test_a_better_button_never_gives_a_shorter_interval(steps: list[tuple[Rating, int]], retention: float) -> None:
    memory = reviewed(steps, retention)
    preview = SCHEDULE.preview(memory, "d/c", at=memory.last_at + DAY, day=memory.last_day + 1, retention=retention)
    waits = [(future.interval, 0 if future.interval else future.due_at - future.last_at) for future in preview.values()]
    assert waits == sorted(waits)


def test_odd_parameters_give_no_shorter_interval_for_a_better_button_either() -> None:
    weights = list(DEFAULT_PARAMETERS)
    weights[2], weights[3] = weights[3], weights[2]  # good starts firmer than easy
    schedule = Schedule(weights)
    first = schedule.preview(None, "d/c", at=0, day=0, retention=0.9)
    learnt = schedule.step(first[Rating.GOOD], "d/c", Rating.GOOD, at=10 * MINUTE, day=0, retention=0.9)
    assert (
        Schedule().step(None, "d/c", Rating.EASY, at=0, day=0, retention=0.9).stability > first[Rating.EASY].stability
    )
    intervals = [future.interval for future in schedule.preview(learnt, "d/c", at=DAY, day=1, retention=0.9).values()]
    assert intervals == sorted(intervals)


@settings(max_examples=100)
@given(st.lists(st.tuples(RATINGS, st.integers(0, 90)), min_size=1, max_size=10), RATINGS)
def test_the_preview_is_what_the_answer_does(steps: list[tuple[Rating, int]], rating: Rating) -> None:
    memory = reviewed(steps)
    at, day = memory.last_at + 3 * DAY, memory.last_day + 3
    preview = SCHEDULE.preview(memory, "d/c", at=at, day=day, retention=0.9)
    assert preview[rating] == SCHEDULE.step(memory, "d/c", rating, at=at, day=day, retention=0.9)


@given(st.integers(1, MAXIMUM_INTERVAL - 1), st.text(max_size=8), st.integers(0, 40))
def test_fuzz_is_seeded_bounded_and_keeps_order(interval: int, card: str, repetition: int) -> None:
    moved = fuzzed(interval, card, repetition)
    assert moved == fuzzed(interval, card, repetition)
    assert moved <= fuzzed(interval + 1, card, repetition)
    assert abs(moved - interval) <= max(0, 0.05 * interval + 3) if interval >= 3 else moved == interval


def test_fuzz_spreads_cards_learned_together() -> None:
    assert len({fuzzed(30, f"deck/card-{number}", 4) for number in range(100)}) >= 5


@pytest.mark.parametrize("retention", [0.0, 1.0, 1.2, -3.0])
def test_a_senseless_retention_in_an_old_event_cannot_break_the_fold(retention: float) -> None:
    body = {"rating": 4, "retention": retention}
    memory = SCHEDULE.fold([Event("a", "me", 0, 0, 0, "pc", "review", "d/c", body)])
    assert memory is not None
    assert 1 <= memory.interval <= MAXIMUM_INTERVAL


def test_intervals_stop_at_ten_years() -> None:
    memory = reviewed([(Rating.EASY, 0)] + [(Rating.EASY, 3000)] * 12)
    assert memory.interval <= MAXIMUM_INTERVAL


@pytest.mark.parametrize("interval", [3, 10, 30, 365])
def test_fuzz_reaches_both_ends_of_its_range_and_every_day_between(interval: int) -> None:
    low, high = spread(interval)
    assert {fuzzed(interval, f"deck/card-{number}", 4) for number in range(2000)} == set(range(low, high + 1))
