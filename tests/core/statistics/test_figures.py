from __future__ import annotations

import random

import pytest

from kdeck.core.statistics import Bucket, Day, Streak, Tally, certain_within, miss, share, streak_of, total

TODAY = 20_000


def days(*numbers: int) -> list[Day]:
    return [Day(TODAY + number, Tally(reviews=1)) for number in numbers]


@pytest.mark.parametrize(
    ("numbers", "streak"),
    [
        ((), Streak(0, 0, 0)),
        ((0,), Streak(1, 1, 1)),
        ((-1,), Streak(1, 1, 1)),
        ((-2,), Streak(0, 1, 1)),
        ((-9, -8, -7, -1, 0), Streak(2, 3, 5)),
        ((-3, -2, -1), Streak(3, 3, 3)),
        ((-3, -2, 1), Streak(1, 2, 3)),
    ],
)
def test_a_streak_lasts_until_a_whole_day_has_passed_without_an_answer(
    numbers: tuple[int, ...], streak: Streak
) -> None:
    assert streak_of(days(*numbers), TODAY) == streak


def test_days_on_which_the_shop_rests_break_no_row() -> None:
    rests = {TODAY - 1, TODAY - 2, TODAY - 5}
    assert streak_of(days(-6, -4, -3), TODAY, lambda day: day not in rests) == Streak(3, 3, 3)
    assert streak_of(days(-6, -4, -3), TODAY + 1, lambda day: day not in rests) == Streak(0, 3, 3)
    assert streak_of(days(-6, -4, -2), TODAY, lambda day: day not in rests) == Streak(1, 2, 3)


def test_a_total_begins_at_its_first_day() -> None:
    assert total(days(-3, -2, -1), TODAY - 2).reviews == 2
    assert total([], 0) == Tally()


def test_a_share_of_nothing_is_none() -> None:
    assert share(0, 0) is None
    assert share(1, 4) == 0.25


@pytest.mark.parametrize(
    ("hits", "tries", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
    ],
)
def test_the_interval_is_wilsons(hits: int, tries: int, low: float, high: float) -> None:
    """The last two rows are Newcombe's published examples (Statistics in Medicine 17, 1998, table I, method 3)."""
    assert list(certain_within(hits, tries)) == pytest.approx([low, high], abs=5e-5)


def test_the_truth_lies_in_the_interval_about_95_times_in_100() -> None:
    rng = random.Random(3)
    inside = 0
    for _turn in range(2_000):
        hits = sum(rng.random() < 0.9 for _try in range(60))
        low, high = certain_within(hits, 60)
        inside += low <= 0.9 <= high
    assert 0.93 <= inside / 2_000 <= 0.975


def test_predictions_that_came_true_are_not_off_and_others_by_their_gap() -> None:
    assert miss([]) is None
    assert miss([Bucket(18, 10, 9, 9.0)]) == 0
    assert miss([Bucket(18, 10, 8, 9.0), Bucket(10, 30, 15, 15.0)]) == pytest.approx(1 / 40)
