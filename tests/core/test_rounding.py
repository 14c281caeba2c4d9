"""Figures as people read them."""

from __future__ import annotations

import pytest

from kdeck.core.rounding import clock, milliseconds, percent, short, whole_minutes


@pytest.mark.parametrize(
    ("share", "whole", "tenths", "up"),
    [
        (1.0, "100%", "100%", "100%"),
        (0.9999, "99%", "99.9%", "100%"),
        (0.97, "97%", "97%", "97%"),
        (0.9649, "96%", "96.4%", "97%"),
        (0.3, "30%", "30%", "30%"),
        (0.0004, "1%", "0.1%", "1%"),
        (0.0, "0%", "0%", "0%"),
    ],
)
def test_a_share_is_all_only_where_nothing_is_missing_and_nothing_only_where_nothing_is_there(
    share: float, whole: str, tenths: str, up: str
) -> None:
    assert (percent(share), percent(share, decimals=1), percent(share, to="up")) == (whole, tenths, up)


def test_an_estimate_is_rounded_to_the_nearest_and_no_further_than_to_almost_all() -> None:
    assert [percent(share, to="near") for share in (0.001, 0.894, 0.896, 0.9999, 1.0)] == [
        "1%",
        "89%",
        "90%",
        "99%",
        "100%",
    ]


def test_times_are_rounded_so_that_what_took_time_took_some() -> None:
    assert [whole_minutes(seconds) for seconds in (0.1, 89, 91)] == [1, 1, 2]
    assert [milliseconds(seconds) for seconds in (-0.2, 0.0004, 1.2345)] == [0, 0, 1234]
    assert [clock(ms) for ms in (0, 59_999, 61_000)] == ["00:00", "00:59", "01:01"]
    assert [clock(ms, up=True) for ms in (0, 59_001, 60_000)] == ["00:00", "01:00", "01:00"]


def test_a_small_figure_has_one_decimal_where_that_says_something() -> None:
    assert [short(value) for value in (0.04, 3.0, 3.14, 9.94, 9.96, 12.6)] == ["0", "3", "3.1", "9.9", "10", "13"]
