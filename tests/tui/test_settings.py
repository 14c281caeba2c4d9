from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from kdeck.core.errors import JournalFull
from kdeck.core.message import Message
from kdeck.core.moment import date_of
from kdeck.language import current, use
from kdeck.trainer.path import Goal
from kdeck.trainer.trainer import Trainer
from kdeck.tui.screens.settings import SettingsScreen
from kdeck.tui.theme import NAMES
from kdeck.tui.widgets.menu import Options
from tests.builders import recall_cards, trainer_of
from tests.tui.builders import commit, press
from tests.tui.stage import HOSTILE, SIZES, app_of, harmless, seen, showing, until, until_seen


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    use("en")


def some_trainer() -> Trainer:
    return trainer_of(recall_cards(2))


async def test_every_setting_says_what_it_does() -> None:
    async with showing(some_trainer(), SettingsScreen(), size=(80, 50)) as pilot:
        await until_seen(
            pilot, "Language", "Theme", "Buttons", "Timer", "New cards a day", "Reviews a day", "Learner: 学员甲"
        )
        assert all(len(row.rstrip()) <= 74 for row in seen(pilot).splitlines()[2:-4])


async def test_a_language_holds_at_once_and_for_the_screens_below() -> None:
    trainer = some_trainer()
    async with showing(trainer, SettingsScreen()) as pilot:
        await press(pilot, "right")
        await until(pilot, lambda: current() == "zh")
        assert trainer.settings.language == "zh"
        await press(pilot, "right")
        await until(pilot, lambda: current() == "en")
        await until_seen(pilot, "● English")


async def test_automatic_takes_the_language_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KDECK_LANG", "zh_CN.UTF-8")
    trainer = trainer_of(recall_cards(2), language="en")
    async with showing(trainer, SettingsScreen()) as pilot:
        await press(pilot, "right")
        await until(pilot, lambda: current() == "zh")
        assert trainer.settings.language == "auto"


async def test_a_theme_holds_at_once() -> None:
    trainer = some_trainer()
    async with showing(trainer, SettingsScreen()) as pilot:
        await press(pilot, "down", "right")
        await until(pilot, lambda: pilot.app.theme == NAMES["light"])
        assert trainer.settings.theme == "light"
        await press(pilot, "left")
        await until(pilot, lambda: pilot.app.theme == NAMES["dark"])


async def test_buttons_and_timer_are_chosen_by_keyboard_and_mouse() -> None:
    trainer = some_trainer()
    async with showing(trainer, SettingsScreen()) as pilot:
        await press(pilot, "down", "down", "space")
        await until(pilot, lambda: trainer.settings.four_buttons)
        await pilot.click("#show_timer", offset=(12, 0))
        await until(pilot, lambda: not trainer.settings.show_timer)
        await pilot.click("#show_timer", offset=(12, 0))
        await pilot.click("#show_timer", offset=(1, 0))
        await until(pilot, lambda: trainer.settings.show_timer)


@pytest.mark.parametrize(("typed", "stored"), [("30", 30), ("０", 0), ("３０", 30), (" 500 ", 500)])
async def test_a_number_is_stored_by_enter(typed: str, stored: int) -> None:
    trainer, screen = some_trainer(), SettingsScreen()
    async with showing(trainer, screen) as pilot:
        screen.query_one("#new_per_day", Input).focus()
        await press(pilot, "ctrl+u")
        await commit(pilot, f"{typed}\r")
        await until(pilot, lambda: trainer.settings.new_per_day == stored)
        assert screen.query_one("#reviews_per_day", Input).has_focus


@pytest.mark.parametrize("typed", ["501", "-1", "many", "", "1e2"])
@pytest.mark.parametrize("size", [(80, 24), (50, 15)])
async def test_a_wrong_number_says_why_and_the_old_one_holds(typed: str, size: tuple[int, int]) -> None:
    trainer, screen = some_trainer(), SettingsScreen()
    async with showing(trainer, screen, size=size) as pilot:
        entry = screen.query_one("#new_per_day", Input)
        entry.focus()
        await press(pilot, "ctrl+u")
        await commit(pilot, typed)
        await until_seen(pilot, "✗ A whole number from 0 to 500, please.", "15 holds.")
        await press(pilot, "enter")
        assert entry.has_focus
        await press(pilot, "down")
        await until(pilot, lambda: entry.value == "15")
        assert "✗" not in seen(pilot)
    assert trainer.settings.new_per_day == 15


async def test_leaving_keeps_a_number_that_is_right() -> None:
    trainer, screen = some_trainer(), SettingsScreen()
    async with showing(trainer, screen) as pilot:
        screen.query_one("#reviews_per_day", Input).focus()
        await press(pilot, "ctrl+u", "9", "9", "escape")
        await until(pilot, lambda: pilot.app.screen is not screen)
    assert trainer.settings.reviews_per_day == 99


async def test_letters_in_a_number_are_not_keys() -> None:
    screen = SettingsScreen()
    async with showing(some_trainer(), screen) as pilot:
        screen.query_one("#reviews_per_day", Input).focus()
        await commit(pilot, "?")
        assert pilot.app.screen is screen
        assert screen.query_one("#reviews_per_day", Input).value == "?"


async def test_what_cannot_be_stored_is_told_and_not_shown_as_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer, screen = some_trainer(), SettingsScreen()

    def full(*_anything: Any) -> None:
        raise JournalFull(Message("The disk is full"))

    async with showing(trainer, screen) as pilot:
        monkeypatch.setattr(trainer.journal, "set_setting", full)
        await press(pilot, "down", "right")
        await until_seen(pilot, "The disk is full")
        assert screen.query_one("#theme", Options).value == "dark"
        assert pilot.app.theme == NAMES["dark"]


async def test_where_the_data_lie_is_said_without_acting_on_the_terminal() -> None:
    async with showing(some_trainer(), size=(80, 50)) as pilot:
        app_of(pilot).journal_file = f"/data/甲.db {HOSTILE}"
        await press(pilot, ",")
        await until_seen(pilot, "Journal: /data/甲.db", "[/] [b]x[/i]")
        assert harmless(seen(pilot))


@pytest.mark.parametrize("size", SIZES)
async def test_the_row_in_use_and_its_sentence_are_always_in_sight(size: tuple[int, int]) -> None:
    async with showing(some_trainer(), SettingsScreen(), size=size) as pilot:
        labels = ("Language", "Theme", "Buttons", "Timer", "Typing: width", "New cards a day", "Reviews a day")
        for label in (*labels, "Typing: 字/分", "Typing: WPM", "Go-live date", "Minutes a day"):
            await until_seen(pilot, label)
            focused = pilot.app.focused
            assert focused is not None
            note, page = (pilot.app.screen.query_one(name) for name in (f"#note-{focused.id}", "#page"))
            await until(pilot, lambda note=note, page=page: page.region.contains_region(note.region))  # type: ignore[misc]
            await press(pilot, "down")


async def _in_the_date(pilot: Pilot[None]) -> None:
    field = pilot.app.screen.query_one("#live", Input)
    await until_seen(pilot, "Language")
    field.focus()
    await until(pilot, lambda: pilot.app.focused is field)


async def test_a_go_live_date_and_the_minutes_a_day_are_set_and_taken_back() -> None:
    trainer = some_trainer()
    live = trainer.now().day + 14
    async with showing(trainer, SettingsScreen()) as pilot:
        await _in_the_date(pilot)
        await commit(pilot, date_of(live).isoformat())
        await press(pilot, "enter")
        await until(pilot, lambda: trainer.goal == Goal(live, 25, own=True))
        await commit(pilot, "40")
        await press(pilot, "enter")
        await until(pilot, lambda: trainer.goal == Goal(live, 40, own=True))
        pilot.app.screen.query_one("#live", Input).value = ""
        await press(pilot, "escape")
        await until(pilot, lambda: trainer.goal == Goal(None, 40))


async def test_a_date_that_has_passed_is_refused_where_it_is_typed_and_the_one_that_holds_comes_back() -> None:
    trainer = some_trainer()
    async with showing(trainer, SettingsScreen()) as pilot:
        await _in_the_date(pilot)
        await commit(pilot, "2020-01-01")
        await until_seen(pilot, "“2020-01-01” is no go-live date")
        await press(pilot, "up")
        await until(pilot, lambda: pilot.app.screen.query_one("#live", Input).value == "")
        assert trainer.journal.count() == 0
