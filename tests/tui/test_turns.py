"""Keys that come in one burst: each acts, or not, on the screen that is on top and laid out when its turn comes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from textual._xterm_parser import XTermParser
from textual.command import CommandPalette
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from kdeck.journal.base import Journal
from kdeck.journal.sqlite import SqliteJournal
from kdeck.language import current
from kdeck.trainer.exam import history
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.card import FlagModal
from kdeck.tui.screens.chat_drill import ChatDrillScreen
from kdeck.tui.screens.exam_sitting import ExamSittingScreen
from kdeck.tui.screens.exams import ExamLeaveModal, ExamScreen
from kdeck.tui.screens.home import HomeScreen
from kdeck.tui.screens.home_boxes import PracticeModal
from kdeck.tui.screens.levels import LadderScreen
from kdeck.tui.screens.sittings import TourScreen
from kdeck.tui.screens.study import StudyScreen
from kdeck.tui.screens.typing import TypingScreen
from kdeck.tui.screens.typing_run import Task, TypingRunScreen
from kdeck.tui.turns import _waits
from kdeck.tui.widgets.text import Entry
from tests.chaos.bursts import run
from tests.chaos.openings import STARTS
from tests.tui.builders import CLOZE, PICK, RECALL, TYPED, _send, opened, press, settled, trainer_of
from tests.tui.stage import app_of, seen, showing
from tests.tui.test_chats import learner
from tests.tui.test_welcome import EN, Door, arriving

PAGE_DOWN, RIGHT, CTRL_P = "\x1b[6~", "\x1b[C", "\x10"


async def burst(pilot: Pilot[None], *writes: str) -> None:
    """Type as a terminal hands it over: each text in one read, none of it done when the next comes."""
    parser = XTermParser()
    for text in writes:
        for message in [*parser.feed(text), *parser.tick()]:
            _send(pilot, message)
    await settled(pilot)


async def press_at_once(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one upon the other, as a finger that slips does."""
    for key in keys:
        _send(pilot, Key(key, key if len(key) == 1 else None))
    await settled(pilot)


def stack(pilot: Pilot[None]) -> list[str]:
    """The screens that lie on one another, Home the lowest."""
    return [type(screen).__name__ for screen in pilot.app.screen_stack]


def answers(journal: Journal) -> list[Mapping[str, Any]]:
    """What was stored of the questions answered."""
    return [event.body for event in journal.recent("review", 100)]


async def test_another_language_and_enter_at_once_begin_the_first_run() -> None:
    async with arriving(Door(EN), None) as (app, pilot):
        before = current()
        await burst(pilot, RIGHT + "\r")
        assert isinstance(app.screen, TourScreen)
        assert current() != before


@pytest.mark.parametrize("keys", ["ss", "sq", "sss", f"s{CTRL_P}", f"{CTRL_P}\r\r", "\r\r\r", "s \r", f"{RIGHT}s\r"])
async def test_whatever_comes_at_once_in_the_first_run_ends_nothing(keys: str) -> None:
    async with arriving(Door(EN), None) as (app, pilot):
        await burst(pilot, keys)
        assert app.failure is None
        assert stack(pilot)[0] in ("HomeScreen", "Screen")


async def test_a_page_key_waits_for_the_palette() -> None:
    async with showing(trainer_of()) as pilot:
        await burst(pilot, CTRL_P + PAGE_DOWN)
        assert isinstance(pilot.app.screen, CommandPalette)


async def test_a_page_key_waits_for_the_choices_of_practice() -> None:
    async with showing(trainer_of()) as pilot:
        await burst(pilot, "a" + PAGE_DOWN)
        assert stack(pilot) == ["HomeScreen", "PracticeModal"]


async def test_enters_behind_the_palette_take_its_first_command_and_close_nothing_else() -> None:
    async with showing(trainer_of()) as pilot:
        await burst(pilot, CTRL_P + "\r\r\r")
        assert stack(pilot)[:2] == ["HomeScreen", "StudyScreen"]


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


@pytest.mark.parametrize("box", [PracticeModal, lambda: FlagModal("?")])
async def test_two_quick_enters_in_a_box_never_close_what_is_below(box: Any) -> None:
    async with showing(trainer_of([RECALL]), ExamScreen()) as pilot:
        pilot.app.push_screen(box())
        await settled(pilot)
        for entry in pilot.app.screen.query(Input):
            entry.value = "wrong"
        await press_at_once(pilot, "enter", "enter")
        assert stack(pilot)[:2] == ["HomeScreen", "ExamScreen"]


async def test_keys_act_in_their_order_each_on_the_screen_that_the_one_before_has_led_to() -> None:
    async with showing(trainer_of()) as pilot:
        await press_at_once(pilot, "x", "h", "escape", "escape", "b")
        assert stack(pilot) == ["HomeScreen", "BrowseScreen"]


async def test_a_covered_screen_still_hears_what_no_person_did() -> None:
    async with showing(trainer_of(), ExamScreen()) as pilot:
        home = pilot.app.screen_stack[0]
        assert isinstance(home, HomeScreen)
        await pilot.resize_terminal(40, 10)
        assert home.too_small


async def test_text_and_editing_keys_of_one_read_keep_their_order() -> None:
    async with showing(trainer_of([TYPED])) as pilot:
        await press(pilot, "s")
        await burst(pilot, "ab\x7fc\x1b[Dd\x7f\x7fe", "\x1b[Ff", "\x15亲\x7f在的")
        assert pilot.app.screen.query_one(Entry).value == "在的"
        await burst(pilot, "1\x7f2\x7f3\x1b[D4")
        assert pilot.app.screen.query_one(Entry).value == "在的43"


async def test_a_paste_between_keys_keeps_its_place() -> None:
    async with showing(trainer_of([TYPED])) as pilot:
        await press(pilot, "s")
        await burst(pilot, "a\x7fb\x1b[200~亲，在\x1b[201~c\x7fd")
        assert pilot.app.screen.query_one(Entry).value == "b亲，在d"


async def test_an_answer_that_was_never_painted_is_not_rated() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([RECALL], journal=journal)) as (_app, pilot):
        await press(pilot, "s")
        await burst(pilot, " 3")
        assert not answers(journal)
        assert "got it" in seen(pilot)
        await burst(pilot, "3")
        assert len(answers(journal)) == 1


async def test_a_question_that_was_never_painted_is_neither_revealed_nor_rated() -> None:
    journal = SqliteJournal.blank("甲")
    other = RECALL._replace(id="care/other", front="还有什么？")
    async with opened(trainer_of([RECALL, other], journal=journal)) as (app, pilot):
        await burst(pilot, "s 3 3")
        assert isinstance(app.screen, StudyScreen)
        assert app.screen.sitting.phase == "ask"
        await burst(pilot, " ")
        await burst(pilot, "3 3u!-")
        assert app.screen.sitting.phase == "ask"
        assert len(answers(journal)) == 1, "rated what was seen, and no more"
        assert not journal.recent("void", 9)


async def test_a_command_of_the_palette_rates_nothing_that_was_never_painted() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([RECALL], journal=journal)) as (_app, pilot):
        await press(pilot, "s")
        await burst(pilot, f" {CTRL_P}got it\r\r")
        assert not answers(journal)
        await burst(pilot, CTRL_P, "got it\r")
        assert len(answers(journal)) == 1, "and what was seen, it rates"


async def test_a_click_on_an_option_of_a_question_that_was_never_painted_answers_nothing() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([PICK], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        options = app.screen.query_one("#choices").region
        await press(pilot, "escape")
        place = f"0;{options.x + 7};{options.y + 1}"
        await burst(pilot, f"s\x1b[<{place}M\x1b[<{place}m1")
        assert not answers(journal)
        await burst(pilot, f"\x1b[<{place}M\x1b[<{place}m")
        assert len(answers(journal)) == 1


async def test_what_is_typed_ahead_for_a_field_is_kept_and_enter_waits_to_be_meant() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([TYPED], journal=journal)) as (app, pilot):
        await burst(pilot, "s", "30 度\r")
        assert app.screen.query_one(Entry).value == "30 度"
        assert not answers(journal)
        await burst(pilot, "\r")
        assert [body["answer"] for body in answers(journal)] == [["30 度"]]


async def test_gaps_typed_ahead_each_take_their_own_text() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([CLOZE], journal=journal)) as (app, pilot):
        await burst(pilot, "s", "16:00\r48\r")
        assert [entry.value for entry in app.screen.query(Entry)] == ["16:00", "48"]
        assert not answers(journal)


async def test_the_second_of_two_enters_on_an_empty_field_does_not_count_it_as_forgotten() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([TYPED], journal=journal)) as (_app, pilot):
        await press(pilot, "s")
        await burst(pilot, "\r\r")
        assert "Nothing is typed yet" in seen(pilot)
        assert not answers(journal)


async def test_an_exam_does_not_begin_before_its_terms_were_painted() -> None:
    async with showing(trainer_of([PICK, TYPED]), ExamScreen()) as pilot:
        await burst(pilot, "\r\r\r\r")
        assert stack(pilot)[-1] == "ExamStartModal"
        await burst(pilot, "\r")
        assert stack(pilot)[-1] == "ExamSittingScreen"


async def test_in_an_exam_no_key_spends_a_question_that_was_never_painted() -> None:
    trainer = trainer_of([PICK, TYPED])
    async with showing(trainer, ExamScreen()) as pilot:
        await burst(pilot, "\r\r")
        await burst(pilot, "\r1\r1\r30 度\r")
        screen = pilot.app.screen
        assert isinstance(screen, ExamSittingScreen)
        assert screen.sitting.progress[0] == 1
        await burst(pilot, "\x15" + ("30" if screen.typing else "1") + "\r", "1\r\r2\r")
        assert [asked.fate for asked in screen.sitting.record.asked] == ["answered", "spent"]
        assert pilot.app.screen is screen


async def test_leaving_an_exam_is_for_who_has_seen_what_it_means() -> None:
    trainer = trainer_of([PICK])
    async with showing(trainer, ExamScreen()) as pilot:
        await burst(pilot, "\r\r")
        await burst(pilot, "\r")
        await burst(pilot, "\x1b", "\x1b[19~")
        assert isinstance(pilot.app.screen, ExamLeaveModal)
        assert not history(trainer)
        await burst(pilot, "\x1b[19~")
        assert len(history(trainer)) == 1


async def test_a_reply_typed_before_the_first_customer_was_painted_stays_in_its_field() -> None:
    async with opened(learner()) as (app, pilot):
        await burst(pilot, "c\r", "亲，在的\r")
        assert isinstance(app.screen, ChatDrillScreen)
        assert app.screen.reply.text == "亲，在的"
        assert not app.screen.drill.ended


async def test_a_long_commit_reaches_a_typing_run_at_once_and_whole() -> None:
    async with showing(trainer_of(), TypingRunScreen(Task("Run", "亲，在的哦。" * 20, None))) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, TypingRunScreen)
        screen._begin(screen.kdeck.monotonic())
        await burst(pilot, "亲，在的\x7f的哦。" * 10)
        assert screen.run.typed == list("亲，在的哦。" * 10)


async def test_an_app_with_nothing_to_do_is_known_by_all_its_queues_and_one_at_work_is_not() -> None:
    async with showing(trainer_of()) as pilot:
        app = app_of(pilot)
        for _turn in range(20):
            await asyncio.sleep(0)
        assert app.turns.quiet()
        assert all(_waits(node) for node in app.screen.walk_children(with_self=True))
        app.screen.call_later(asyncio.sleep, 0.05)
        assert not app.turns.quiet()
        await asyncio.sleep(0.02)
        assert not app.turns.quiet(), "its queue is empty, and it is at work"
        assert app.turns.quiet(but=app.screen)


async def test_an_app_comes_to_rest_and_paints_nothing_more() -> None:
    app = KdeckApp(trainer_of([RECALL]), language="en", start="study")
    async with app.run_test() as pilot:
        await settled(pilot)
        paints: list[float] = []
        while len(paints) < 2 or (len(paints) < 20 and paints[-2] != paints[-1]):
            paints.append(app.painted)
            await asyncio.sleep(0.2)
        assert paints[-2] == paints[-1], "something is painted again and again"
    app.close_desk()


def test_bursts_on_every_screen_end_nothing_and_harm_nothing() -> None:
    counts = run(4 * len(STARTS), 7, each=4)
    assert counts.found["apps"] >= len(STARTS)
    assert len(counts.screens) > 12
    assert counts.inputs["keys"] > 40
