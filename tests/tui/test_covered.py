"""Keys that come faster than screens change: what is meant for a screen that is covered by now does nothing."""

from __future__ import annotations

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from kdeck.tui.screens.exam import ExamScreen
from kdeck.tui.screens.flag import FlagModal
from kdeck.tui.screens.home import HomeScreen
from kdeck.tui.screens.ladder import LadderScreen
from kdeck.tui.screens.practice import PracticeModal
from kdeck.tui.screens.typing import TypingScreen
from tests.tui.builders import _send, press, settled, trainer_of
from tests.tui.stage import showing


async def press_at_once(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one upon the other, as a finger that slips does: none of them is done when the next one comes."""
    for key in keys:
        _send(pilot, Key(key, key if len(key) == 1 else None))
    await settled(pilot)


def stack(pilot: Pilot[None]) -> list[str]:
    """The screens that lie on one another, Home the lowest."""
    return [type(screen).__name__ for screen in pilot.app.screen_stack]


@pytest.mark.parametrize("screen", [ExamScreen, LadderScreen, TypingScreen])
async def test_quick_enters_on_a_list_open_one_screen(screen: type[Screen[None]]) -> None:
    async with showing(trainer_of(), screen()) as pilot:
        before = stack(pilot)
        await press_at_once(pilot, "enter", "enter", "enter")
        assert len(stack(pilot)) == len(before) + 1, stack(pilot)


@pytest.mark.parametrize("key", ["p", "b", "x", "t", "c", ",", "s", "?"])
async def test_a_key_pressed_thrice_at_home_opens_one_screen(key: str) -> None:
    async with showing(trainer_of()) as pilot:
        await press_at_once(pilot, *[key] * 3)
        assert len(stack(pilot)) == 2, stack(pilot)


async def test_two_quick_enters_in_a_box_close_the_box_and_not_what_is_below() -> None:
    async with showing(trainer_of(), ExamScreen()) as pilot:
        pilot.app.push_screen(PracticeModal())
        await settled(pilot)
        await press_at_once(pilot, "enter", "enter")
        assert stack(pilot) == ["HomeScreen", "ExamScreen"]


async def test_two_quick_enters_in_a_field_close_its_box_and_not_what_is_below() -> None:
    async with showing(trainer_of(), ExamScreen()) as pilot:
        pilot.app.push_screen(FlagModal("?"))
        await settled(pilot)
        pilot.app.screen.query_one(Input).value = "wrong"
        await press_at_once(pilot, "enter", "enter")
        assert stack(pilot) == ["HomeScreen", "ExamScreen"]


async def test_of_several_quick_keys_one_opens_a_screen_and_later_ones_act_there() -> None:
    async with showing(trainer_of(), ExamScreen()) as pilot:
        await press_at_once(pilot, "h", "enter", "h", "escape")
        assert len(stack(pilot)) == 3, stack(pilot)
        await press(pilot, "escape")
        assert stack(pilot) == ["HomeScreen", "ExamScreen"]


async def test_a_covered_screen_still_hears_what_no_person_did() -> None:
    async with showing(trainer_of(), ExamScreen()) as pilot:
        home = pilot.app.screen_stack[0]
        assert isinstance(home, HomeScreen)
        await pilot.resize_terminal(40, 10)
        assert home.too_small
