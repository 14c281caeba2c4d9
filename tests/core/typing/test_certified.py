"""What voids a certified run, and what is only worth a look."""

from __future__ import annotations

import pytest

from kdeck.core.typing.score import Stroke, commits, rule


def burst(at: int, text: str) -> list[Stroke]:
    """What a terminal hands over at once: a stroke a character, within a millisecond."""
    return [Stroke(at + place // 20, "commit", char) for place, char in enumerate(text)]


@pytest.mark.parametrize("length", [1, 4, 5, 14])
def test_one_commit_alone_is_legitimate(length: int) -> None:
    ruling = rule(burst(400, "好" * length), "字/分")
    assert ruling == (None, ())


def test_an_able_typist_with_long_commits_is_believed() -> None:
    strokes = [stroke for second in range(1, 300, 3) for stroke in burst(second * 1000, "您好今天就能发货的哦谢谢您呀")]
    assert rule(strokes, "字/分").void is None  # 14 characters every 3 s: 280 a minute


def test_a_bracketed_paste_voids() -> None:
    assert rule([Stroke(100, "paste", "在")], "字/分").void is not None


@pytest.mark.parametrize("quiet", [500, 5_000, 60_000])
def test_sixty_characters_at_once_void_however_long_nothing_came_before(quiet: int) -> None:
    strokes = [Stroke(100, "commit", "在"), *burst(100 + quiet, "今天发货" * 15)]
    ruling = rule(strokes, "字/分")
    assert ruling.void is not None
    assert "60" in str(ruling.void)
    assert ruling.flags == ("oversized",)


def test_a_speed_that_nobody_sustains_voids() -> None:
    strokes = [stroke for turn in range(60) for stroke in burst(turn * 500, "您好在的哦")]  # 10 a second
    assert rule(strokes, "字/分").void is not None
    assert rule(strokes, "WPM").void is None


def test_losing_the_focus_and_two_clocks_that_disagree_are_flags() -> None:
    strokes = [Stroke(1, "commit", "在"), Stroke(2_000, "blur"), Stroke(4_000, "focus")]
    assert rule(strokes, "字/分", monotonic_ms=60_000, wall_ms=60_900).flags == ("focus",)
    assert rule(strokes, "字/分", monotonic_ms=60_000, wall_ms=30_000).flags == ("focus", "clock")


def test_neighbouring_strokes_are_one_commit() -> None:
    strokes = [
        *burst(0, "您好"),
        Stroke(25, "commit", "e"),
        Stroke(30, "commit", "\u0301"),
        Stroke(900, "commit", "在"),
    ]
    assert commits(strokes) == [(0, 3), (900, 1)]
