from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Input

from kdeck.core.errors import JournalFull
from kdeck.core.memory import Rating
from kdeck.core.message import Message
from kdeck.trainer.browse import Row, row
from kdeck.trainer.trainer import Trainer
from kdeck.tui.screens import browse
from kdeck.tui.screens.browse import BrowseScreen
from kdeck.tui.widgets.card_list import CardList
from tests.builders import HandClock, recall_card, recall_cards, trainer_of
from tests.tui.builders import commit, press
from tests.tui.stage import HOSTILE, SIZES, harmless, review, seen, showing, until, until_seen

FREIGHT = recall_card(100, front="运费由谁承担？", back=("买家",), tags=("政策",), file="policy.yaml", line=7)


@pytest.fixture(autouse=True)
def _short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "PAUSE", 0.01)


def some_trainer() -> Trainer:
    return trainer_of([*recall_cards(5), FREIGHT])


def pasted(text: str) -> str:
    """Text that the terminal gives in one piece."""
    return f"\x1b[200~{text}\x1b[201~"


def box(screen: BrowseScreen) -> Input:
    return screen.query_one("#query", Input)


def cards(screen: BrowseScreen) -> CardList:
    return screen.query_one("#cards", CardList)


async def test_all_cards_are_listed_before_anything_is_typed() -> None:
    async with showing(some_trainer(), BrowseScreen()) as pilot:
        await until_seen(pilot, "6 cards", "问题 0？", "运费由谁承担？", "new")


async def test_chinese_from_an_input_method_finds_cards() -> None:
    async with showing(some_trainer(), BrowseScreen()) as pilot:
        await commit(pilot, "运费")
        await until_seen(pilot, "1 card", "deck/card-100")
        assert "问题 0？" not in seen(pilot)


async def test_letters_that_mean_something_in_the_list_are_only_text_in_the_box() -> None:
    trainer, screen = some_trainer(), BrowseScreen()
    async with showing(trainer, screen) as pilot:
        await until_seen(pilot, "6 cards")
        await commit(pilot, "s-!?/q")
        await until_seen(pilot, "0 cards")
        assert box(screen).value == "s-!?/q"
        assert pilot.app.screen is screen
        assert trainer.journal.marks() == {}


async def test_a_bad_query_says_why_and_keeps_the_list() -> None:
    async with showing(some_trainer(), BrowseScreen()) as pilot:
        await commit(pilot, "运费")
        await until_seen(pilot, "1 card")
        await commit(pilot, pasted(" is:du"))
        await until_seen(pilot, "✗ is:du is not known. Did you mean is:due", "as before: 1 card", "运费由谁承担？")
        await commit(pilot, "e")
        await until(pilot, lambda: "✗" not in seen(pilot))
        assert "0 cards" in seen(pilot)


async def test_a_search_without_a_find_says_what_to_do_and_offers_no_list() -> None:
    async with showing(some_trainer(), BrowseScreen("没有这个")) as pilot:
        await until_seen(pilot, "No card matches")
        assert "to the list" not in seen(pilot)
        await press(pilot, "enter", "down", "ctrl+u")
        await until_seen(pilot, "6 cards", "to the list")


async def test_a_library_without_cards_says_what_to_do() -> None:
    async with showing(trainer_of([]), BrowseScreen()) as pilot:
        await until_seen(pilot, "There are no cards yet")


async def test_enter_goes_to_the_list_and_a_slash_or_the_way_up_comes_back() -> None:
    screen = BrowseScreen()
    async with showing(some_trainer(), screen) as pilot:
        await until_seen(pilot, "6 cards")
        for there, back in (("enter", "/"), ("down", "up"), ("enter", "tab")):
            await press(pilot, there)
            assert cards(screen).has_focus
            await press(pilot, back)
            assert box(screen).has_focus


async def test_a_search_waits_for_a_pause_in_the_typing_and_enter_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "PAUSE", 3600)
    screen = BrowseScreen()
    async with showing(some_trainer(), screen) as pilot:
        await until_seen(pilot, "6 cards")
        await commit(pilot, "运费")
        assert "6 cards" in seen(pilot)
        await commit(pilot, "\r")
        await until_seen(pilot, "1 card")
        assert cards(screen).current == FREIGHT.id


async def test_a_card_is_put_to_rest_and_woken_from_the_list() -> None:
    trainer = some_trainer()
    async with showing(trainer, BrowseScreen("运费")) as pilot:
        await until_seen(pilot, "1 card")
        await press(pilot, "enter", "-")
        await until_seen(pilot, "suspended", "resume")
        assert trainer.journal.mark(FREIGHT.id).suspended
        await commit(pilot, "－")  # full width, as an input method gives it
        await until(pilot, lambda: not trainer.journal.mark(FREIGHT.id).suspended)
        await until_seen(pilot, "- suspend")


async def test_a_card_is_flagged_with_a_note_and_the_flag_taken_back() -> None:
    trainer = some_trainer()
    async with showing(trainer, BrowseScreen("运费")) as pilot:
        await until_seen(pilot, "1 card")
        await press(pilot, "enter", "!")
        await commit(pilot, "已改成卖家\r")
        await until(pilot, lambda: trainer.journal.mark(FREIGHT.id).flag == "已改成卖家")
        await until_seen(pilot, "take flag back")
        await press(pilot, "!")
        await until(pilot, lambda: trainer.journal.mark(FREIGHT.id).flag is None)


async def test_giving_up_a_flag_changes_nothing() -> None:
    trainer = some_trainer()
    async with showing(trainer, BrowseScreen()) as pilot:
        await until_seen(pilot, "6 cards")
        await press(pilot, "enter", "!", "escape")
        await until_seen(pilot, "practise these")
        assert trainer.journal.marks() == {}


async def test_practising_what_was_found_leaves_the_schedule_alone() -> None:
    trainer = some_trainer()
    review(trainer, FREIGHT)
    before = trainer.journal.memory(FREIGHT.id)
    async with showing(trainer, BrowseScreen("运费")) as pilot:
        await until_seen(pilot, "1 card")
        await press(pilot, "enter", "s")
        await until_seen(pilot, "practice: does not touch the schedule", "运费由谁承担？")
        await press(pilot, "space", "3")
        await until(pilot, lambda: len(trainer.journal.recent("practice", 9)) == 1)
    assert trainer.journal.memory(FREIGHT.id) == before


async def test_enter_opens_the_card_and_escape_leads_back_step_by_step() -> None:
    screen = BrowseScreen()
    async with showing(some_trainer(), screen) as pilot:
        await until_seen(pilot, "6 cards")
        await press(pilot, "enter", "end", "enter")
        await until_seen(pilot, "New: you have not met this card yet.", "policy.yaml:7")
        await press(pilot, "escape")
        assert pilot.app.screen is screen
        assert cards(screen).current == FREIGHT.id
        await press(pilot, "escape")
        assert pilot.app.screen is pilot.app.screen_stack[0]


async def test_what_another_screen_changed_is_seen_on_return() -> None:
    trainer, screen = some_trainer(), BrowseScreen("is:suspended")
    async with showing(trainer, screen) as pilot:
        await until_seen(pilot, "0 cards")
        pilot.app.push_screen(BrowseScreen())
        await until_seen(pilot, "6 cards")
        await press(pilot, "enter", "-")
        await until(pilot, lambda: len(trainer.journal.marks()) == 1)
        await press(pilot, "escape")
        await until_seen(pilot, "1 card")


async def test_the_list_tells_due_and_recall() -> None:
    clock = HandClock()
    trainer = trainer_of([FREIGHT], clock)
    review(trainer, FREIGHT, Rating.EASY)
    clock.move(days=2)
    async with showing(trainer, BrowseScreen(), size=(140, 40)) as pilot:
        memory = trainer.journal.memory(FREIGHT.id)
        assert memory is not None
        await until_seen(
            pilot, "review", f"in {memory.due_day - trainer.study_day()} d", "97%", "#政策", "policy.yaml:7"
        )
        assert "Chance that you recall it now: 97%." in seen(pilot)


async def test_a_click_moves_the_cursor_and_a_double_click_opens() -> None:
    screen = BrowseScreen()
    async with showing(some_trainer(), screen) as pilot:
        await until_seen(pilot, "6 cards")
        await pilot.click("#cards", offset=(10, 3))
        assert cards(screen).current == "deck/card-2"
        await pilot.click("#cards", offset=(10, 0))
        assert cards(screen).current == "deck/card-2"
        await pilot.click("#cards", offset=(10, 4), times=2)
        await until_seen(pilot, "deck/card-3", "No history yet")


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_in_a_card_acts_on_the_terminal(size: tuple[int, int]) -> None:
    card = recall_card(1, front=HOSTILE, back=(HOSTILE,), why=HOSTILE, tags=(HOSTILE,), file=HOSTILE, deck=HOSTILE)
    trainer = trainer_of([card._replace(id="deck/card-1")])
    trainer.flag("deck/card-1", HOSTILE)
    async with showing(trainer, BrowseScreen(), size=size) as pilot:
        await until_seen(pilot, "1 card", "[/] [b]x")
        await press(pilot, "enter", "down", "up", "enter", "escape")
        assert harmless(seen(pilot))
        assert pilot.app.is_running


async def test_pasted_control_characters_are_not_echoed() -> None:
    screen = BrowseScreen()
    async with showing(some_trainer(), screen) as pilot:
        await commit(pilot, pasted("a\x9b31mb"))
        await until(pilot, lambda: bool(box(screen).value))
        assert box(screen).value == "a\ufffd31mb"


@pytest.fixture
def rows_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of all rows that the screen asks for."""
    asked: list[str] = []

    def counting(trainer: Trainer, card: str) -> Row:
        asked.append(card)
        return row(trainer, card)

    monkeypatch.setattr(browse, "row", counting)
    return asked


async def test_a_long_list_reads_only_the_rows_in_sight(rows_read: list[str]) -> None:
    screen = BrowseScreen()
    async with showing(trainer_of(recall_cards(20_000)), screen) as pilot:
        await until_seen(pilot, "20,000 cards", "问题 0？")
        await press(pilot, "enter", "end")
        await until_seen(pilot, "问题 19999？")
        await press(pilot, "pageup", "home", "pagedown")
        await until_seen(pilot, "问题 14？")
        assert cards(screen).cursor == 14
        assert len(rows_read) == len(set(rows_read)) < 250


async def test_a_journal_that_fails_is_told_and_the_screen_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = some_trainer()

    def full(*_anything: Any) -> None:
        raise JournalFull(Message("The disk is full"))

    async with showing(trainer, BrowseScreen()) as pilot:
        await until_seen(pilot, "6 cards")
        monkeypatch.setattr(trainer.journal, "commit", full)
        await press(pilot, "enter", "-")
        await until_seen(pilot, "The disk is full", "问题 0？")
        assert trainer.journal.marks() == {}


async def test_the_screen_outlives_any_size() -> None:
    async with showing(some_trainer(), BrowseScreen()) as pilot:
        await until_seen(pilot, "6 cards")
        for size in ((20, 5), (50, 15), (112, 20), (1, 1), (300, 60), (80, 24)):
            await pilot.resize_terminal(*size)
        await until_seen(pilot, "6 cards", "问题 0？")
