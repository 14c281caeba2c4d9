from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList

from kdeck.core.cards.card import Card, Prompt
from kdeck.core.levels.need import DanAsked, ExamNeed
from kdeck.core.shop import Shop
from kdeck.language import use
from kdeck.trainer.exam import begin, history, papers, running, trial
from kdeck.trainer.exam.results import records
from kdeck.trainer.trainer import Trainer
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.exam_result import ExamResultScreen
from kdeck.tui.screens.exam_sitting import ExamSittingScreen
from kdeck.tui.screens.exams import ExamScreen
from kdeck.tui.screens.home import HomeScreen
from tests.builders import answer_to, make_card, revised
from tests.tui.builders import (
    EVERY,
    PHRASE,
    RULE,
    BrokenDisk,
    Watch,
    _send,
    at_home,
    click,
    commit,
    press,
    settled,
    trainer_of,
)
from tests.tui.stage import HOSTILE, SIZES, harmless, seen

NEED = ExamNeed(("care",), 40, 5, 0.5)
SHOP = Shop(
    name="云杉户外", dans=(DanAsked(2, "话术", (NEED,)), DanAsked(3, "产品知识", (ExamNeed(("none",), 9, 9, 0.9),)))
)
CARDS = (*EVERY, RULE, PHRASE)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    use("en")


class Stage:
    """The app, and an exam in it."""

    def __init__(self, pilot: Pilot[None], trainer: Trainer, watch: Watch) -> None:
        self.pilot = pilot
        self.trainer = trainer
        self.watch = watch

    @property
    def screen(self) -> ExamSittingScreen:
        assert isinstance(self.pilot.app.screen, ExamSittingScreen), seen(self.pilot)
        return self.pilot.app.screen

    @property
    def prompt(self) -> Prompt:
        prompt = self.screen.sitting.prompt
        assert prompt is not None
        return prompt

    def at(self, screen: type[Screen[Any]]) -> bool:
        """Whether this screen is the one on top."""
        return isinstance(self.pilot.app.screen, screen)

    @property
    def told(self) -> str:
        """What notices say."""
        return "\n".join(notice.message for notice in self.pilot.app._notifications)

    async def begin(self) -> None:
        await press(self.pilot, "x", "enter", "enter")

    async def answer(self, *, right: bool = True) -> None:
        """Answer with keys and an input method, as a person does."""
        prompt = self.prompt
        given = answer_to(prompt, right=right)
        if prompt.mode == "gaps":
            for text in given:
                await commit(self.pilot, text)
                await press(self.pilot, "enter")
            return
        if prompt.fields:
            await commit(self.pilot, given[0])
        elif prompt.mode == "sequence":
            await press(self.pilot, *(str(prompt.options.index(step) + 1) for step in given))
        else:
            await press(self.pilot, *(str(prompt.options.index(option) + 1) for option in given))
        await press(self.pilot, "enter")

    async def wait(self, seconds: float) -> None:
        self.watch.think(seconds)
        if isinstance(self.pilot.app.screen, ExamSittingScreen):
            await self.pilot.app.screen.tick()
        await settled(self.pilot)


@asynccontextmanager
async def stage(
    cards: tuple[Card, ...] = CARDS,
    size: tuple[int, int] = (80, 24),
    *,
    shop: Shop = SHOP,
    journal: BrokenDisk | None = None,
    start: bool = False,
) -> AsyncIterator[Stage]:
    watch = Watch()
    trainer = trainer_of(cards, watch=watch, shop=shop, journal=journal)
    app = KdeckApp(trainer, language="en", monotonic=watch.monotonic, start="exam" if start else "home")
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await at_home(pilot)
        yield Stage(pilot, trainer, watch)
    app.close_desk()
    assert app.failure is None


@pytest.mark.parametrize("size", SIZES)
async def test_an_exam_with_every_kind_of_question_is_sat_with_the_keyboard_alone(size: tuple[int, int]) -> None:
    async with stage(size=size) as on:
        await on.begin()
        kinds = set()
        while on.at(ExamSittingScreen):
            kinds.add(on.prompt.card.kind)
            assert "✓" not in seen(on.pilot)
            assert "✗" not in seen(on.pilot)
            await on.answer()
        assert kinds == {card.kind for card in CARDS} - {"recall"}
        (result,) = history(on.trainer)
        assert (result.right, result.items, result.passed) == (9, 9, True)
        assert "✓ Passed: 9 of 9 right." in seen(on.pilot)


async def test_nothing_is_said_about_answers_before_the_end_and_all_of_it_after() -> None:
    async with stage((EVERY[1], EVERY[4], PHRASE)) as on:
        await on.begin()
        for _question in range(3):
            await on.answer(right=False)
        assert on.at(ExamResultScreen)
        assert "✗ Not passed: 0 of 3 right." in seen(on.pilot)
        pages = []
        for _item in range(3):
            pages.append(seen(on.pilot))
            await press(on.pilot, "down")
        together = "\n".join(pages)
        for text in (
            "30 度以下手洗，阴干",
            "明天",
            "(your choice)",
            "不重复顾客的负面词",
        ):
            assert text in together


async def test_a_number_only_chooses_and_enter_answers() -> None:
    async with stage((EVERY[4], EVERY[4]._replace(id="care/pick-2"))) as on:
        await on.begin()
        first = on.prompt
        wrong = str(first.options.index("今天") + 1)
        await press(on.pilot, wrong)
        assert on.prompt == first
        await press(on.pilot, str(first.options.index("明天") + 1), "enter")
        assert on.prompt != first
        assert on.screen.sitting.record.asked[0].given == ("明天",)


async def test_the_arrow_keys_choose_too_and_a_click_does() -> None:
    async with stage(tuple(EVERY[4]._replace(id=f"care/pick-{number}") for number in range(3))) as on:
        await on.begin()
        first = on.prompt
        await press(on.pilot, "down", "down", "up", "enter")
        second = on.prompt
        await click(on.pilot, "#choices", (6, 1))
        await settled(on.pilot)
        assert on.prompt == second
        await press(on.pilot, "enter")
        given = [asked.given for asked in on.screen.sitting.record.asked[:2]]
        assert given == [(first.options[0],), (second.options[1],)]


@pytest.mark.parametrize("card", [EVERY[1], EVERY[2], EVERY[4], EVERY[5], EVERY[6], PHRASE])
async def test_an_empty_answer_has_to_be_meant(card: Card) -> None:
    async with stage((card, card._replace(id="care/other"))) as on:
        await on.begin()
        presses = on.prompt.fields if on.prompt.mode == "gaps" else 1
        await press(on.pilot, *["enter"] * presses)
        assert "Enter once more leaves the question empty." in seen(on.pilot)
        assert on.screen.sitting.progress == (1, 2)
        await press(on.pilot, "enter")
        asked = records(on.trainer)[0].asked[0]
        assert (asked.fate, asked.given, asked.right) == ("answered", (), False)
        assert on.screen.sitting.progress == (2, 2)


async def test_after_the_warning_any_other_key_asks_for_a_second_one() -> None:
    async with stage((EVERY[6], EVERY[4])) as on:
        await on.begin()
        if on.prompt.mode != "sequence":
            await on.answer()
        await press(on.pilot, "enter", "1", "enter")
        assert on.prompt.mode == "sequence"
        assert "Enter once more" in seen(on.pilot)


async def test_letters_are_text_while_text_is_typed() -> None:
    async with stage((EVERY[1], EVERY[1]._replace(id="care/two"))) as on:
        await on.begin()
        for letter in "?q1hw":
            await press(on.pilot, letter)
        await commit(on.pilot, "手洗")
        assert on.screen.question.given() == ("?q1hw手洗",)
        assert "f1 help" in seen(on.pilot)


async def test_leaving_keeps_the_clock_running_and_spends_the_question() -> None:
    async with stage() as on:
        await on.begin()
        first = on.prompt.card.id
        await press(on.pilot, "escape")
        assert "Leave the exam?" in seen(on.pilot)
        await press(on.pilot, "escape")
        assert on.prompt.card.id == first
        await on.wait(60)
        await press(on.pilot, "escape", "f2")
        assert on.at(ExamScreen)
        assert "04:00 left" in seen(on.pilot)
        await press(on.pilot, "escape")
        await at_home(on.pilot)
        assert "An exam is running (x): Dan 2 · 话术" in seen(on.pilot)
        await on.wait(30)
        await press(on.pilot, "x", "enter")
        assert on.prompt.card.id != first
        assert "2 / 9" in seen(on.pilot)
        assert "03:30 left" in seen(on.pilot)
        assert "the screen before is spent" in seen(on.pilot)


async def test_an_exam_can_be_ended_early_and_not_by_a_letter() -> None:
    async with stage() as on:
        await on.begin()
        await on.answer()
        await press(on.pilot, "escape", "e", "q", "enter", "f8")
        assert on.at(ExamResultScreen)
        (result,) = history(on.trainer)
        assert (result.reason, result.right, result.items) == ("left", 1, 9)
        assert "It was ended before the last question was answered." in seen(on.pilot)


async def test_when_the_time_is_up_nothing_more_is_taken_and_enter_shows_the_result() -> None:
    async with stage() as on:
        await on.begin()
        await on.answer()
        await on.wait(250)
        assert "The last minute." in seen(on.pilot)
        await on.wait(60)
        assert "The time is up." in seen(on.pilot)
        await press(on.pilot, "1", "a")
        assert on.at(ExamSittingScreen)
        await press(on.pilot, "enter")
        assert on.at(ExamResultScreen)
        (result,) = history(on.trainer)
        assert (result.reason, result.right) == ("time", 1)


async def test_an_answer_given_as_the_time_ends_shows_that_it_is_up() -> None:
    async with stage((EVERY[1], PHRASE)) as on:
        await on.begin()
        on.watch.think(400)
        await on.answer()
        assert "The time is up." in seen(on.pilot)
        assert history(on.trainer)[0].right == 0


async def test_the_leave_box_open_when_the_time_ends_closes_onto_the_end() -> None:
    async with stage() as on:
        await on.begin()
        sitting = on.screen
        await press(on.pilot, "escape")
        on.watch.think(400)
        await sitting.tick()
        await settled(on.pilot)
        await press(on.pilot, "f2")
        assert "The time is up." in seen(on.pilot)


async def test_a_full_disk_loses_no_answer() -> None:
    journal = BrokenDisk.blank("甲")
    async with stage((EVERY[1], EVERY[1]._replace(id="care/two")), journal=journal) as on:
        await on.begin()
        journal.failures = 1
        await on.answer()
        assert "✗ The disk is full" in seen(on.pilot)
        assert on.screen.sitting.progress == (1, 2)
        await press(on.pilot, "enter")
        assert on.screen.sitting.progress == (2, 2)
        assert records(on.trainer)[0].asked[0].right


async def test_a_disk_that_is_full_at_the_beginning_is_told() -> None:
    journal = BrokenDisk.blank("甲")
    async with stage(journal=journal) as on:
        await press(on.pilot, "x", "enter")
        journal.failures = 1
        await press(on.pilot, "enter")
        assert "The disk is full" in seen(on.pilot)
        assert on.at(ExamScreen)
        assert running(on.trainer) is None


async def test_the_menu_says_where_one_stands() -> None:
    async with stage() as on:
        await on.begin()
        while on.at(ExamSittingScreen):
            await on.answer()
        await press(on.pilot, "escape")
        text = seen(on.pilot)
        assert "✓ Dan 2 · 话术" in text
        assert "passed on 2024-10-04" in text
        assert "its decks hold nothing that can be asked" in text
        await press(on.pilot, "enter")
        assert "This exam can be sat again from 2024-10-05 04:00." in on.told
        await press(on.pilot, "h", "enter")
        assert on.at(ExamResultScreen)
        assert "Passed: 9 of 9 right." in seen(on.pilot)


async def test_a_practice_exam_is_over_the_decks_that_are_marked() -> None:
    cards = (EVERY[1], EVERY[4], EVERY[1]._replace(id="other/one", deck="other"))
    async with stage(cards, shop=Shop()) as on:
        await press(on.pilot, "x", "end", "enter", "end", "space", "home")
        assert "Go on with the decks marked: 1" in seen(on.pilot)
        await press(on.pilot, "enter")
        assert "1 question" in seen(on.pilot)
        await press(on.pilot, "enter")
        await on.answer()
        (result,) = history(on.trainer)
        assert (result.trial, result.decks, result.items, result.counts) == (True, ("other",), 1, False)
        assert "it counts for nothing" in seen(on.pilot)


async def test_a_shop_without_levels_asks_over_which_decks() -> None:
    async with stage((EVERY[1],), shop=Shop()) as on:
        await press(on.pilot, "x", "enter")
        assert "Over which decks?" in seen(on.pilot)
        await press(on.pilot, "enter", "enter")
        await on.answer()
        assert history(on.trainer)[0].counts
        await press(on.pilot, "escape", "enter", "enter")
        assert "can be sat again" in on.told


async def test_enter_pressed_twice_opens_one_box() -> None:
    async with stage() as on:
        await press(on.pilot, "x")
        for _time in range(2):
            _send(on.pilot, Key("enter", None))
        await settled(on.pilot)
        assert len(on.pilot.app.screen_stack) <= 3
        if not on.at(ExamSittingScreen):
            await press(on.pilot, "enter")
        await press(on.pilot, "escape", "f8", "escape")
        assert on.at(ExamScreen)


async def test_kdeck_exam_opens_the_menu() -> None:
    async with stage(start=True) as on:
        assert on.at(ExamScreen)
        await press(on.pilot, "escape")
        assert on.at(HomeScreen)


async def test_the_list_shows_what_was_missed_and_all_on_demand() -> None:
    async with stage((EVERY[1], EVERY[4], EVERY[3])) as on:
        await on.begin()
        for number in range(3):
            await on.answer(right=number != 1)
        items = on.pilot.app.screen.query_one("#items", OptionList)
        assert items.option_count == 1
        await press(on.pilot, "w")
        assert items.option_count == 3
        await press(on.pilot, "w")
        assert items.option_count == 1


async def test_what_fell_due_is_said() -> None:
    async with stage((EVERY[1], EVERY[4])) as on:
        body = {"rating": 3, "ms": 1, "answer": [], "right": True}
        on.trainer.review(EVERY[1].id, key=EVERY[1].answer_key, retention=0.9, body=body)
        await on.begin()
        for _question in range(2):
            await on.answer(right=False)
        assert "Fallen due for study: 1." in seen(on.pilot)


async def test_an_exam_that_ran_out_while_away_is_over_for_home_and_ends_with_the_next_sitting() -> None:
    async with stage() as on:
        begin(on.trainer, papers(SHOP)[0], on.watch.monotonic)
        on.watch.think(3600)
        await at_home(on.pilot)
        assert "An exam is running" not in seen(on.pilot)
        assert records(on.trainer)[0].ended is None
        await press(on.pilot, "s")
        assert records(on.trainer)[0].ended is not None


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_texts_stay_texts(size: tuple[int, int]) -> None:
    hostile = make_card("care/bad", "typed", HOSTILE, (HOSTILE,), why=HOSTILE, source=HOSTILE)
    shop = Shop(dans=(DanAsked(2, HOSTILE, (NEED,)),))
    async with stage((hostile, revised(EVERY[4], wrong=(HOSTILE, "后天"))), size, shop=shop) as on:
        texts = []
        await press(on.pilot, "x")
        texts.append(seen(on.pilot))
        await press(on.pilot, "enter")
        texts.append(seen(on.pilot))
        await press(on.pilot, "enter")
        while on.at(ExamSittingScreen):
            texts.append(seen(on.pilot))
            await on.screen._give(("错",))
            await settled(on.pilot)
        texts.append(seen(on.pilot))
        await press(on.pilot, "down", "escape", "h")
        texts.append(seen(on.pilot))
        assert all(harmless(text) for text in texts)
        assert on.pilot.app.is_running


async def test_the_language_can_change_on_the_way() -> None:
    async with stage() as on:
        await on.begin()
        assert isinstance(on.pilot.app, KdeckApp)
        on.pilot.app.switch_language("zh")
        await settled(on.pilot)
        assert "还剩" in seen(on.pilot)


async def test_help_is_there_and_tells_the_keys() -> None:
    async with stage((EVERY[4],)) as on:
        await on.begin()
        await press(on.pilot, "?")
        assert "leave" in seen(on.pilot)
        await press(on.pilot, "escape")
        assert on.prompt.card.id == "care/pick"


async def test_too_small_a_window_takes_no_answer() -> None:
    async with stage((EVERY[4],)) as on:
        await on.begin()
        await on.pilot.resize_terminal(40, 10)
        await settled(on.pilot)
        await press(on.pilot, "1", "enter")
        await on.pilot.resize_terminal(80, 24)
        await settled(on.pilot)
        assert on.screen.sitting.progress == (1, 1)


async def test_an_exam_that_is_running_bars_another_one() -> None:
    async with stage() as on:
        begin(on.trainer, trial(()), on.watch.monotonic)
        await press(on.pilot, "x", "down", "enter")
        assert "An exam is running." in on.told
