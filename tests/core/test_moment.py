"""Study days: 04:00 local, DST, travel, leap days."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.moment import Moment, date_of, day_of, day_start, moment_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> Moment:
    return moment_of(dt.datetime.fromisoformat(text).replace(tzinfo=zone))


def test_a_study_day_turns_over_at_four_in_the_morning() -> None:
    assert date_of(at("2026-11-23 03:59:59").day) == dt.date(2026, 11, 22)
    assert date_of(at("2026-11-23 04:00:00").day) == dt.date(2026, 11, 23)


def test_the_leap_day_is_a_day_of_its_own() -> None:
    assert at("2028-03-01 12:00").day - at("2028-02-28 12:00").day == 2
    assert date_of(at("2028-02-29 23:00").day) == dt.date(2028, 2, 29)


@pytest.mark.parametrize("night", ["2026-03-08", "2026-11-01"])
def test_clock_changes_leave_every_study_day_one_day_long_on_the_calendar(night: str) -> None:
    before = dt.datetime.fromisoformat(f"{night} 12:00").replace(tzinfo=NEW_YORK) - dt.timedelta(days=1)
    days = [moment_of(before + dt.timedelta(days=step)).day for step in range(3)]
    assert days == [days[0], days[0] + 1, days[0] + 2]


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment_of(dt.datetime(2026, 1, 1))


@given(st.integers(0, 60_000), st.integers(-12 * 3600, 14 * 3600))
def test_a_day_starts_at_its_start_and_not_a_microsecond_before(day: int, offset: int) -> None:
    start = day_start(day, offset)
    assert start.day == day
    assert Moment(start.at - 1, offset).day == day - 1


@given(st.dates(dt.date(1970, 1, 2), dt.date(2200, 1, 1)))
def test_dates_and_days_are_inverse(date: dt.date) -> None:
    assert date_of(day_of(date)) == date


def test_local_time_is_written_with_its_offset() -> None:
    assert at("2026-11-23 20:15:30").isoformat() == "2026-11-23T20:15:30+08:00"
