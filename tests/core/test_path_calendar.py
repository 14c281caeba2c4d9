"""Days of study: weekends, holidays, leap days, clocks that are put back and forward."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.moment import date_of, day_of, moment_of
from kdeck.core.plan.path import Calendar, weekday

DAYS = st.integers(19_000, 23_000)
SPANS = st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=5)
WEEKDAYS = st.sets(st.integers(0, 6), max_size=6)


def day(text: str) -> int:
    return day_of(dt.date.fromisoformat(text))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    spans = tuple((first, first + length) for first, length in draw(SPANS))
    return Calendar("met", tuple(sorted(draw(WEEKDAYS))), spans)


@given(DAYS)
def test_the_weekday_is_that_of_the_date(number: int) -> None:
    assert weekday(number) == date_of(number).weekday()


@given(calendars(), DAYS, st.integers(0, 400))
def test_days_of_study_are_those_that_work_counted_one_by_one(calendar: Calendar, first: int, length: int) -> None:
    span = range(first, first + length)
    assert calendar.days(first, first + length - 1) == sum(map(calendar.works, span))


@given(calendars(), DAYS)
def test_the_day_from_and_the_day_before_are_the_nearest_that_work(calendar: Calendar, start: int) -> None:
    after, before = calendar.from_day(start), calendar.before(start)
    assert before < start <= after
    assert calendar.works(after)
    assert calendar.works(before)
    assert not any(map(calendar.works, range(start, after)))
    assert not any(map(calendar.works, range(before + 1, start)))


@given(calendars(), DAYS, st.integers(1, 30))
def test_the_nth_day_of_study_is_the_one_that_counting_reaches(calendar: Calendar, start: int, number: int) -> None:
    reached = calendar.nth(start, number)
    assert calendar.works(reached)
    assert calendar.days(start, reached) == number


def test_without_rest_every_day_is_one_of_study_however_far_the_date() -> None:
    calendar = Calendar()
    assert calendar.days(day("2026-11-23"), day("9999-12-31")) == day("9999-12-31") - day("2026-11-23") + 1
    assert calendar.before(day("2026-12-14")) == day("2026-12-13")
    assert calendar.days(10, 9) == 0


def test_seven_days_from_a_thursday_pass_a_weekend_and_the_holidays() -> None:
    golden = day("2026-10-01"), day("2026-10-07")
    calendar = Calendar("met", (5, 6), (golden,))
    dates = [date_of(calendar.nth(day("2026-09-24"), number)).isoformat()[5:] for number in range(1, 8)]
    assert dates == ["09-24", "09-25", "09-28", "09-29", "09-30", "10-08", "10-09"]
    assert date_of(calendar.before(day("2026-10-08"))).isoformat() == "2026-09-30"


def test_a_leap_day_is_a_day_like_any_other() -> None:
    calendar = Calendar("met", (6,))
    assert calendar.days(day("2028-02-28"), day("2028-03-01")) == 3
    assert calendar.nth(day("2028-02-28"), 2) == day("2028-02-29")
    assert calendar.days(day("2027-02-28"), day("2027-03-01")) == 1, "28 February 2027 is a Sunday"


@pytest.mark.parametrize(("zone", "start"), [("Europe/Berlin", "2026-03-27"), ("America/New_York", "2026-10-30")])
def test_the_clock_that_is_put_forward_or_back_moves_no_day_of_study(zone: str, start: str) -> None:
    first = dt.date.fromisoformat(start)
    seen = []
    for offset in range(5):
        for hour in (5, 12, 23):
            when = dt.datetime.combine(first + dt.timedelta(offset), dt.time(hour), ZoneInfo(zone))
            seen.append(moment_of(when).day - day(start))
    assert seen == [number for number in range(5) for _ in range(3)]
    calendar = Calendar("met", (5, 6))
    assert calendar.days(day(start), day(start) + 4) == 3
