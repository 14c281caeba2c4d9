"""The footer: which keys it shows where there is no room for all of them."""

from __future__ import annotations

import pytest

from kdeck.language import Language
from kdeck.tui.widgets.keybar import Key, KeyBar, fitting
from tests.builders import recall_cards, trainer_of
from tests.tui.builders import opened, press
from tests.tui.stage import seen

KEYS = (
    Key("s", "s", "study"),
    Key("t", "t", "typing"),
    Key("p", "p", "progress"),
    Key("comma", ",", "settings"),
    Key("?,f1", "?", "help"),
    Key("escape,q", "esc", "home"),
)


def shown(width: int, lines: int = 2) -> list[list[str]]:
    """The keys of each line."""
    places = fitting(KEYS, width, lines)
    return [[place.key.shown for place in places if place.line == line] for line in range(lines)]


def test_keys_that_fit_into_one_line_stand_in_one() -> None:
    assert shown(80) == [["s", "t", "p", ",", "?", "esc"], []]


def test_keys_that_do_not_take_a_second_line() -> None:
    assert shown(30) == [["s", "t", "p"], [",", "?", "esc"]]


def test_where_two_lines_do_not_hold_all_the_last_ones_go_but_never_help_and_the_way_out() -> None:
    assert shown(17) == [["s", "t"], ["?", "esc"]]
    assert shown(30, lines=1) == [["s", "?", "esc"]]


def test_no_key_goes_beyond_the_width_or_over_another() -> None:
    for width in range(8, 80):
        ends: dict[int, int] = {}
        for place in fitting(KEYS, width):
            assert place.start == 0 or place.start >= ends[place.line] + 2
            assert place.end <= max(width, 10)
            ends[place.line] = place.end


@pytest.mark.parametrize("size", [(80, 24), (50, 15)], ids=str)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_way_on_from_home_shows_help_and_the_way_out(language: Language, size: tuple[int, int]) -> None:
    async with opened(trainer_of(recall_cards(30)), size=size, language=language) as (app, pilot):
        for key in ("", "s", "t", "c", "x", "p", "b", "comma"):
            if key:
                await press(pilot, key)
            bar = app.screen.query_one(KeyBar)
            keys = [place.key for place in bar.shown()]
            assert any(each.answers("f1") for each in keys), (key, keys)
            assert any(each.answers("escape") or each.answers("q") for each in keys), (key, keys)
            assert all(each.shown in seen(pilot) for each in keys)
            if key:
                await press(pilot, "escape")
