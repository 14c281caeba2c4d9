from __future__ import annotations

from kdeck.core.exam.record import ExamClock

SECOND = 1_000_000
CLOCK = ExamClock(limit=60_000, begun=500 * SECOND, base=0, since=10.0)


def test_time_runs() -> None:
    assert CLOCK.elapsed(520 * SECOND, 30.0) == 20_000
    assert CLOCK.left(520 * SECOND, 30.0) == 40_000


def test_turning_the_wall_clock_back_gains_nothing() -> None:
    assert CLOCK.left(100 * SECOND, 30.0) == 40_000


def test_a_suspended_machine_does_not_stop_it() -> None:
    assert CLOCK.left(560 * SECOND, 11.0) == 0


def test_the_time_between_two_sittings_counts_by_the_wall_clock() -> None:
    again = ExamClock(limit=60_000, begun=500 * SECOND, base=20_000, since=3.0)
    assert again.left(545 * SECOND, 3.0) == 15_000


def test_a_clock_turned_back_between_two_sittings_gives_back_nothing_that_was_gone() -> None:
    again = ExamClock(limit=60_000, begun=500 * SECOND, base=20_000, since=3.0)
    assert again.left(10 * SECOND, 8.0) == 35_000


def test_no_time_is_left_below_nothing() -> None:
    assert CLOCK.left(900 * SECOND, 900.0) == 0
