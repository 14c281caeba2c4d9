from __future__ import annotations

import pytest

from kdeck.tui.screens.browse import BrowseScreen
from kdeck.tui.screens.card import CardScreen
from kdeck.tui.screens.help import HelpScreen
from kdeck.tui.screens.home_boxes import PracticeModal
from kdeck.tui.screens.settings import SettingsScreen
from kdeck.tui.widgets.text import Text
from tests.builders import recall_card, recall_cards, trainer_of
from tests.tui.builders import commit, press
from tests.tui.stage import HOSTILE, SIZES, app_of, harmless, seen, showing, until_seen


def page(screen: HelpScreen) -> str:
    return screen.query_one("#text", Text).content.plain


async def test_a_question_mark_at_home_tells_every_key_of_home() -> None:
    async with showing(trainer_of(recall_cards(3))) as pilot:
        keys = [key for key in pilot.app.screen.keys_now() if key.shown]  # type: ignore[attr-defined]
        await press(pilot, "?")
        screen = pilot.app.screen
        assert isinstance(screen, HelpScreen)
        for key in keys:
            assert any(key.shown in row and key.text in row for row in page(screen).splitlines())


async def test_a_full_width_question_mark_asks_too() -> None:
    async with showing(trainer_of(recall_cards(3))) as pilot:
        await commit(pilot, "？")
        assert isinstance(pilot.app.screen, HelpScreen)


async def test_f1_asks_where_a_question_mark_is_text() -> None:
    screen = BrowseScreen()
    async with showing(trainer_of(recall_cards(3)), screen) as pilot:
        await until_seen(pilot, "3 cards")
        await press(pilot, "?")
        assert pilot.app.screen is screen
        await press(pilot, "f1")
        await until_seen(pilot, "Help", "to the list")
        await press(pilot, "escape")
        assert pilot.app.screen is screen


async def test_help_in_the_middle_of_a_question_leaves_it_as_it_is() -> None:
    async with showing(trainer_of(recall_cards(1))) as pilot:
        await press(pilot, "s")
        await until_seen(pilot, "show the answer")
        await press(pilot, "?")
        await until_seen(pilot, "Keys here", "show the answer")
        await press(pilot, "escape", "space")
        await until_seen(pilot, "答案 0")


@pytest.mark.parametrize("below", [lambda: CardScreen("deck/card-1"), SettingsScreen, PracticeModal])
async def test_every_screen_has_help_and_comes_back_from_it(below: type) -> None:
    screen = below()
    async with showing(trainer_of(recall_cards(3)), screen) as pilot:
        await press(pilot, "?")
        await until_seen(pilot, "Keys here", "esc")
        await press(pilot, "?")
        assert pilot.app.screen is screen


async def test_help_explains_grading_schedule_search_and_where_the_data_lie() -> None:
    trainer = trainer_of(recall_cards(3))
    async with showing(trainer) as pilot:
        app_of(pilot).journal_file = "/data/甲.db"
        await press(pilot, "?")
        assert isinstance(pilot.app.screen, HelpScreen)
        text = page(pilot.app.screen)
        for words in (
            "How answers are graded",
            "04:00",
            "After an absence",
            "is:due",
            "Journal: /data/甲.db",
            "学员甲",
        ):
            assert words in text


@pytest.mark.parametrize("size", SIZES)
async def test_help_scrolls_to_its_end(size: tuple[int, int]) -> None:
    async with showing(trainer_of(recall_cards(3)), size=size) as pilot:
        await press(pilot, "?", "end")
        await until_seen(pilot, "Learner: 学员甲")


async def test_no_place_acts_on_the_terminal() -> None:
    async with showing(trainer_of([recall_card(1)])) as pilot:
        app_of(pilot).journal_file = HOSTILE
        await press(pilot, "?", "end")
        await until_seen(pilot, "[/] [b]x[/i]")
        assert harmless(seen(pilot))
