"""Menus: the line that enter takes is told by a sign, not by colour alone."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets.option_list import Option

from kdeck.tui.widgets.menu import Menu
from tests.builders import recall_cards, trainer_of
from tests.tui.builders import opened, press
from tests.tui.stage import seen


class Shown(App[None]):
    """A menu alone."""

    def compose(self) -> ComposeResult:
        """Twelve options of two lines each."""
        yield Menu(*(Option(f"first {number}\nsecond {number}") for number in range(12)))

    def lines(self) -> list[str]:
        """What stands on the terminal."""
        return ["".join(part.text for part in strip) for strip in self.screen._compositor.render_strips()]


async def test_the_sign_stands_once_before_the_first_line_of_the_option_that_enter_takes() -> None:
    app = Shown()
    async with app.run_test(size=(40, 10)) as pilot:
        app.query_one(Menu).focus()
        await pilot.press(*["down"] * 9)
        await pilot.pause()
        signed = [line for line in app.lines() if "▸" in line]
        assert len(signed) == 1
        assert "▸ first " in signed[0]
        assert f"first {app.query_one(Menu).highlighted}" in signed[0]


async def test_a_click_on_the_sign_takes_the_option_as_well() -> None:
    app = Shown()
    async with app.run_test(size=(40, 20)) as pilot:
        menu = app.query_one(Menu)
        await pilot.click(Menu, offset=(menu.gutter.left, menu.gutter.top + 5))
        assert menu.highlighted == 2


@pytest.mark.parametrize("key", ["t", "x"])
async def test_the_menus_of_the_app_show_it(key: str) -> None:
    async with opened(trainer_of(recall_cards(3))) as (_app, pilot):
        await press(pilot, key)
        rows = [row for row in seen(pilot).splitlines() if "▸" in row]
        await press(pilot, "down")
        assert len(rows) == 1
        assert [row for row in seen(pilot).splitlines() if "▸" in row] != rows
