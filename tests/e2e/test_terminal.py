"""What the end-to-end tests read off a screen is what a person sees there."""

from __future__ import annotations

import pyte
import pytest

from tests.e2e.terminal import shown


def painted(text: str, columns: int = 8) -> str:
    screen = pyte.Screen(columns, 1)
    pyte.Stream(screen).feed(text)
    return shown(screen)


@pytest.mark.parametrize("text", ["", "abc", "您好", "a好b", "e\u0301a", "您好您好"])
def test_what_is_whole_is_read_as_it_was_written(text: str) -> None:
    screen = pyte.Screen(8, 1)
    pyte.Stream(screen).feed(text)
    assert shown(screen) == screen.display[0]


@pytest.mark.parametrize(
    ("over", "wanted"),
    [
        ("\x1b[1Gx", "x 好    "),  # its first half
        ("\x1b[2Gx", " x好    "),  # its second half
        ("\x1b[2G的", " 的     "),  # the second half of one and the first half of the next
        ("\x1b[1G\x1b[P", " 好     "),  # one cell taken out: a second half stands at the left edge
    ],
)
def test_half_a_wide_character_is_blank(over: str, wanted: str) -> None:
    assert painted("您好" + over) == wanted


def test_a_wide_character_in_the_last_column_is_read() -> None:
    assert painted("\x1b[8G好") == "       好"


def test_a_mark_over_a_wide_character_stays_with_it() -> None:
    assert painted("好\u0301a") == "好\u0301a     "
