"""Intervals before a go-live date."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.events.event import Event
from kdeck.core.fsrs import retrievability
from kdeck.core.memory import Memory, Rating
from kdeck.core.plan.path import MARGIN, Deadline, capped, falls_short
from kdeck.schedule.fsrs6 import Schedule

DAY = 86_400_000_000
SCHEDULE = Schedule()
RATINGS = st.sampled_from(list(Rating))
STEPS = st.lists(st.tuples(RATINGS, st.integers(0, 40)), min_size=1, max_size=8)
RETENTIONS = st.sampled_from([0.8, 0.9, 0.95, 0.97])


def reviewed(steps: list[tuple[Rating, int]], retention: float, ahead: Deadline | None) -> Memory:
    memory, day = None, 20_000
    for number, (rating, pause) in enumerate(steps):
        day += pause
        last = ahead if number == len(steps) - 1 else None
        memory = SCHEDULE.step(memory, "d/c", rating, at=day * DAY, day=day, retention=retention, ahead=last)
    assert memory is not None
    return memory


@given(STEPS, RETENTIONS, st.integers(0, 3), st.integers(1, 120))
def test_a_card_is_due_in_time_for_the_date_or_safe_on_it(
    steps: list[tuple[Rating, int]], retention: float, rest: int, away: int
) -> None:
    last = 20_000 + sum(pause for _, pause in steps)
    ahead = Deadline(last + away, last + away + rest + 1)
    plain, live = reviewed(steps, retention, None), reviewed(steps, retention, ahead)
    assert live._replace(due_day=plain.due_day, interval=plain.interval) == plain, "memory itself is what it was"
    assert live.due_day <= plain.due_day
    if live.learning:
        return
    assert live.interval >= 1
    on_date = retrievability(live.stability, ahead.live - last)
    assert live.due_day <= ahead.touch or on_date >= retention + MARGIN * (1 - retention)
    if live.due_day != plain.due_day:
        assert live.due_day == ahead.touch, "no sooner than the last day of study"
        assert falls_short(live.stability, retention, last, ahead.live)


@given(STEPS, RETENTIONS, st.integers(1, 120))
def test_a_better_button_never_gives_a_shorter_interval_before_a_date(
    steps: list[tuple[Rating, int]], retention: float, away: int
) -> None:
    memory = reviewed(steps, retention, None)
    day = memory.last_day + 3
    ahead = Deadline(day + away, day + away + 1)
    futures = SCHEDULE.preview(memory, "d/c", at=day * DAY, day=day, retention=retention, ahead=ahead)
    days = [future.interval for future in futures.values()]
    assert days == sorted(days)


@given(STEPS, st.lists(st.integers(1, 60), min_size=8, max_size=8))
def test_a_fold_replays_the_due_day_that_each_answer_gave_whatever_date_is_set_later(
    steps: list[tuple[Rating, int]], dates: list[int]
) -> None:
    memory, day, events = None, 20_000, []
    for number, ((rating, pause), away) in enumerate(zip(steps, dates, strict=False)):
        day += pause
        body = {"rating": int(rating), "key": "", "retention": 0.9}
        if number % 3:
            body["live"] = [day + away, day + away + 2]
        event = Event(f"e{number:04}", "甲", day * DAY + number, 0, day, "m", "review", "d/c", body)
        events.append(event)
        memory = SCHEDULE.after(memory, event)
    assert SCHEDULE.fold(reversed(events)) == memory


def test_on_the_last_day_and_after_it_nothing_is_capped() -> None:
    ahead = Deadline(100, 102)
    assert capped(9, 100, 5.0, 0.9, ahead) == 9
    assert capped(9, 101, 5.0, 0.9, ahead) == 9
    assert capped(9, 99, 3.0, 0.9, ahead) == 1
    assert capped(9, 99, 3.0, 0.9, None) == 9
    assert capped(9, 99, 500.0, 0.9, ahead) == 9, "safe on the date without another look"
