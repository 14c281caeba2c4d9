"""Clocks that jump, zones that change, leap days: the study day never decreases and no review is lost or doubled."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdeck.core.moment import date_of, moment_of
from kdeck.core.rating import Rating
from kdeck.trainer.merge import stale_cards
from kdeck.trainer.session import study
from tests.builders import HandClock, recall_cards, trainer_of

JUMPS = st.tuples(
    st.floats(-800, 800, allow_nan=False),  # days by which the clock is set forward or back
    st.sampled_from([-11, -5, -4, 0, 1, 2, 5.75, 8, 13]),  # hours east of UTC where the learner is now
)


@settings(max_examples=150)
@given(st.lists(JUMPS, min_size=1, max_size=12))
def test_no_jump_of_the_clock_or_the_zone_harms_the_journal(jumps: list[tuple[float, float]]) -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(20), clock, new_per_day=20)
    answered = 0
    for days, hours in jumps:
        clock.move(days=days)
        clock.moment = clock.moment._replace(offset=round(hours * 3600))
        session = study(trainer)
        if session.current is not None:
            session.record(session.check(()), Rating.GOOD, 3000)
            answered += 1
    events = list(trainer.journal.events())
    assert len(events) == answered
    assert [event.day for event in events] == sorted(event.day for event in events)
    assert len({event.id for event in events}) == answered
    assert stale_cards(trainer) == ()


@pytest.mark.parametrize(("zone", "date"), [("America/New_York", "2026-03-08"), ("America/New_York", "2026-11-01")])
def test_the_night_of_a_clock_change_is_one_study_day(zone: str, date: str) -> None:
    local = dt.datetime.fromisoformat(f"{date}T00:30").replace(tzinfo=ZoneInfo(zone))
    clock = HandClock(moment_of(local))
    trainer = trainer_of(recall_cards(30), clock, new_per_day=30)
    instant, seen = local.astimezone(dt.UTC), []
    for _ in range(20):
        clock.moment = moment_of(instant.astimezone(ZoneInfo(zone)))
        session = study(trainer)
        session.record(session.check(()), Rating.EASY, 3000)
        seen.append((date_of(trainer.study_day()), clock.moment.isoformat()[:16]))
        instant += dt.timedelta(minutes=30)
    yesterday, today = dt.date.fromisoformat(date) - dt.timedelta(days=1), dt.date.fromisoformat(date)
    assert {day for day, local_time in seen if local_time < f"{date}T04:00"} == {yesterday}
    assert {day for day, local_time in seen if local_time >= f"{date}T04:00"} == {today}
    assert trainer.journal.count() == 20


def test_the_leap_day_is_studied_like_any_other() -> None:
    clock = HandClock(moment_of(dt.datetime(2028, 2, 28, 9, tzinfo=ZoneInfo("Asia/Shanghai"))))
    trainer = trainer_of(recall_cards(12), clock, new_per_day=4)
    days = []
    for _ in range(3):
        session = study(trainer)
        while session.current is not None:
            session.record(session.check(()), Rating.EASY, 3000)
            session.advance()
        days.append(date_of(trainer.study_day()).isoformat())
        clock.move(days=1)
    assert days == ["2028-02-28", "2028-02-29", "2028-03-01"]
    assert len(trainer.journal.known()) == 12
