"""The first run: what is asked, what is written when, and that every step can be skipped."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from kdeck.core.errors import JournalBusy, UsageError
from kdeck.core.message import Message
from kdeck.core.shop import Shop
from kdeck.journal.sqlite import SqliteJournal
from kdeck.language import use
from kdeck.trainer.settings import is_new
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.home import HomeScreen
from kdeck.tui.screens.sittings import TourScreen
from kdeck.tui.screens.study import StudyScreen
from kdeck.tui.screens.typing import InputCheckModal
from kdeck.tui.screens.typing_run import TypingRunScreen
from kdeck.tui.screens.welcome import WelcomeDoneScreen, WelcomeScreen
from kdeck.tui.shell import Begun, Welcome
from tests.tui.builders import RECALL, Watch, commit, press, settled, shown, trainer_of

ZH, EN = Shop(name="云杉户外", lang="zh-Hans"), Shop(name="Spruce", lang="en")


class Door:
    """What opens journals, and which ones it has opened."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.names, self.refuse = shop, list[str | None](), False
        self.watch = Watch()

    def open(self, name: str | None) -> Begun:
        if name is not None and not name.strip():
            raise UsageError(Message("A learner needs a name."))
        if self.refuse:
            raise JournalBusy(Message("Another kdeck is already writing it."), Message("Close the other one."))
        self.names.append(name)
        trainer = trainer_of(journal=SqliteJournal.blank(name or "甲"), shop=self.shop, watch=self.watch)
        return Begun(trainer, "/journal.db", Message("A new journal was started for {name}.", name=name or "甲"))


@asynccontextmanager
async def arriving(
    door: Door, name: str | None = "lynn", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[KdeckApp, Pilot[None]]]:
    app = KdeckApp(
        trainer_of(shop=door.shop), language="en", welcome=Welcome(door.open, name), monotonic=door.watch.monotonic
    )
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settled(pilot)
        yield app, pilot
    app.close_desk()
    use("en")
    assert app.failure is None


def at(app: KdeckApp) -> type[object]:
    """The kind of screen that is shown."""
    return type(app.screen)


async def test_s_goes_straight_to_the_first_card_under_the_name_that_was_offered() -> None:
    door = Door(ZH)
    async with arriving(door) as (app, pilot):
        assert at(app) is WelcomeScreen
        await press(pilot, "s")
        assert door.names == ["lynn"]
        assert app.trainer.learner == "lynn"
        assert at(app) is StudyScreen
        assert not is_new(app.trainer.journal)
        await press(pilot, "escape")
        assert at(app) is HomeScreen
        assert "A new journal was started for lynn." in shown(app)


async def test_three_keys_answer_the_first_card_when_it_is_judged_by_oneself() -> None:
    door = Door(ZH)
    async with arriving(door) as (app, pilot):
        await press(pilot, "s", "space", "3")
        (event,) = app.trainer.journal.events()
        assert (event.kind, event.card, event.body["rating"]) == ("review", RECALL.id, 3)


async def test_quitting_before_the_name_stands_writes_nothing() -> None:
    door = Door(ZH)
    async with arriving(door) as (_app, pilot):
        await press(pilot, "enter", "up", "q")
    assert door.names == []


async def test_the_name_and_the_language_chosen_are_those_of_the_journal() -> None:
    door = Door(ZH)
    async with arriving(door) as (app, pilot):
        await press(pilot, "left")
        assert "欢迎" in shown(app)
        await press(pilot, "enter")
        await press(pilot, *(["backspace"] * 4))
        await commit(pilot, "小王")
        await press(pilot, "enter")
        assert door.names == ["小王"]
        assert app.trainer.settings.language == "zh"
        assert at(app) is TourScreen
        assert "试一试" in shown(app)


async def test_letters_are_text_while_the_name_is_typed() -> None:
    door = Door(ZH)
    async with arriving(door, "") as (app, pilot):
        await press(pilot, "enter", *"qs?")
        assert at(app) is WelcomeScreen
        await press(pilot, "enter")
        assert door.names == ["qs?"]


async def test_what_can_be_no_name_is_told_and_can_be_mended() -> None:
    door = Door(ZH)
    async with arriving(door, "") as (app, pilot):
        await press(pilot, "enter", "enter")
        assert "✗ A learner needs a name." in shown(app)
        await press(pilot, "x", "enter")
        assert "✗" not in shown(app)
        assert at(app) is TourScreen


async def test_a_journal_that_cannot_be_opened_keeps_everything_and_the_same_key_tries_again() -> None:
    door = Door(ZH)
    door.refuse = True
    async with arriving(door) as (app, pilot):
        await press(pilot, "s")
        assert "Another kdeck" in shown(app)
        assert "Close the other one." in shown(app)
        door.refuse = False
        await press(pilot, "s")
        assert at(app) is StudyScreen


async def test_a_named_learner_is_not_asked_for_a_name() -> None:
    door = Door(ZH)
    async with arriving(door, None) as (app, pilot):
        assert "Your name" not in shown(app)
        await press(pilot, "enter")
        assert door.names == [None]
        assert at(app) is TourScreen


async def test_every_step_can_be_skipped_and_leads_to_the_next() -> None:
    door = Door(ZH)
    async with arriving(door, None) as (app, pilot):
        await press(pilot, "enter")
        for step in (TourScreen, InputCheckModal, TypingRunScreen, WelcomeDoneScreen, HomeScreen):
            assert at(app) is step
            await press(pilot, "escape")
        assert app.trainer.journal.count() == 0
        assert not is_new(app.trainer.journal)


async def test_a_shop_in_english_needs_no_check_of_the_input_method() -> None:
    door = Door(EN)
    async with arriving(door, None) as (app, pilot):
        assert "input method" not in shown(app)
        await press(pilot, "enter", "escape")
        assert at(app) is not InputCheckModal


async def test_the_tour_counts_for_nothing_and_ends_without_a_summary() -> None:
    door = Door(ZH)
    async with arriving(door, None) as (app, pilot):
        await press(pilot, "enter", "space", "3", "1", "space", "7", "enter", "space", "1", "space")
        assert "4 / 5" in shown(app)
        assert {key.action for key in app.screen.keys_now()}.isdisjoint({"undo", "flag", "suspend"})  # type: ignore[attr-defined]
        await press(pilot, *"hello", "enter", "space")
        assert at(app) is InputCheckModal
        assert app.trainer.journal.count() == 0
        await commit(pilot, "你好，")
        await press(pilot, "enter")
        assert at(app) is TypingRunScreen


async def test_the_first_typing_run_is_kept_as_a_beginning_that_counts_for_no_dan() -> None:
    door = Door(ZH)
    async with arriving(door, None) as (app, pilot):
        await press(pilot, "enter", "escape", "escape")
        run = app.screen
        assert isinstance(run, TypingRunScreen)
        door.watch.think(3)
        run.tick()
        await settled(pilot)
        await commit(pilot, run.run.text[:4])
        door.watch.think(31)
        run.tick()
        await settled(pilot)
        door.watch.think(1)
        run.tick()
        await settled(pilot)
        assert at(app) is WelcomeDoneScreen
        assert "Typing, to begin with: last 8 字/分" in shown(app)
        (event,) = app.trainer.journal.events()
        assert (event.kind, event.card, event.body["certified"]) == ("typing", "typing/baseline", False)
        await press(pilot, "s")
        assert at(app) is StudyScreen


async def test_a_shop_without_sentences_has_no_typing_run() -> None:
    door = Door(ZH)
    door.open = lambda name: Begun(trainer_of((), shop=ZH), "/j.db")  # type: ignore[method-assign]
    async with arriving(door, None) as (app, pilot):
        await press(pilot, "enter", "escape", "escape")
        assert at(app) is WelcomeDoneScreen


@pytest.mark.parametrize("size", [(50, 15), (140, 40)])
async def test_everything_fits(size: tuple[int, int]) -> None:
    async with arriving(Door(ZH), size=size) as (app, pilot):
        assert "Esc skips" in shown(app)
        await press(pilot, "enter", "enter")
        assert "think, press" in shown(app)


async def test_help_opens_over_the_first_screen() -> None:
    async with arriving(Door(ZH)) as (app, pilot):
        await press(pilot, "?")
        assert at(app) is not WelcomeScreen
        assert "study at once" in shown(app)
        await press(pilot, "escape")
        assert at(app) is WelcomeScreen
