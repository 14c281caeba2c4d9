"""Speeds and steadiness."""

from __future__ import annotations

import pytest

from kdeck.core.typing.score import Score, Stroke, figures, per_minute, speeds, unit_of


def test_chinese_counts_characters_and_english_words_of_five() -> None:
    assert unit_of("今天发货 today") == "字/分"
    assert unit_of("ships today") == "WPM"
    assert per_minute(50, 60_000, "字/分") == 50
    assert per_minute(50, 60_000, "WPM") == 10
    with pytest.raises(ValueError, match="takes time"):
        per_minute(1, 0, "WPM")


def test_net_gross_and_strict() -> None:
    found = figures(Score(90, 4, 3, 3, fixed=13), (), 60_000, "字/分")
    assert (found.net, found.gross, found.strict) == (90, 110, 40)
    assert figures(Score(1, 9, 0, 0), (), 60_000, "字/分").strict == 0


def test_an_even_hand_is_more_consistent_than_an_uneven_one() -> None:
    even = [Stroke(ms, "commit", "在") for ms in range(0, 60_000, 500)]
    bursts = [Stroke(ms, "commit", "在的哦亲") for ms in range(0, 60_000, 20_000)]
    steady = figures(Score(120, 0, 0, 0), even, 60_000, "字/分")
    uneven = figures(Score(12, 0, 0, 0), bursts, 60_000, "字/分")
    assert steady.consistency == pytest.approx(1.0)
    assert uneven.consistency is not None
    assert uneven.consistency < 0.2
    assert steady.best10 == pytest.approx(120)
    assert figures(Score(1, 0, 0, 0), even, 6_000, "字/分").consistency is None
    assert figures(Score(1, 0, 0, 0), even, 6_000, "字/分").best10 is None


def test_the_best_ten_seconds_take_deletions_off() -> None:
    strokes = [Stroke(0, "commit", "在的哦"), Stroke(100, "delete"), Stroke(15_000, "commit", "好")]
    assert figures(Score(3, 0, 0, 0), strokes, 20_000, "字/分").best10 == pytest.approx(per_minute(3, 10_000, "字/分"))


def test_windows_hold_what_was_committed_in_them() -> None:
    strokes = [Stroke(0, "commit", "今天"), Stroke(4_999, "commit", "发"), Stroke(5_000, "commit", "货")]
    assert speeds(strokes, 12_000, "字/分") == [36, 12]
