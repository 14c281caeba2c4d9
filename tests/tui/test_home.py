"""Home says what there is to do, and what stands in the way."""

from __future__ import annotations

from typing import NoReturn

import pytest

from kdeck.core.cards.card import Card
from kdeck.core.errors import JournalFull
from kdeck.core.message import Message
from kdeck.core.shop import Shop
from kdeck.decks.library import library_of
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.trainer import Trainer
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens import home
from kdeck.tui.screens.home import HomeScreen
from kdeck.tui.screens.study import StudyScreen
from tests.builders import make_card, rated
from tests.tui.builders import EVERY, PICK, RECALL, Watch, opened, press, settled, shown, trainer_of
from tests.tui.stage import until


def cards(count: int, deck: str = "care") -> list[Card]:
    return [make_card(f"{deck}/c{number}", "recall", f"front {number}", ("back",)) for number in range(count)]


def learned(journal: SqliteJournal, watch: Watch, number: int, *, deck: str = "care") -> None:
    """Learn some cards, so that they fall due on later days."""
    from kdeck.core.memory import Rating
    from kdeck.trainer.study import study

    trainer = trainer_of(cards(number, deck), journal=journal, watch=watch)
    trainer.change_setting("new_per_day", 500)
    session = study(trainer)
    while session.prompt is not None:
        rated(session, Rating.EASY, 2000)
        session.go_on()


async def test_the_first_day_counts_new_cards_and_minutes() -> None:
    async with opened(trainer_of()) as (app, _pilot):
        text = shown(app)
        assert "云杉户外 · 甲" in text
        assert "due 0" in text
        assert "new 8" in text
        assert "about 5 min" in text
        assert "done 0 of 8" in text


async def test_done_cards_fill_the_bar_and_the_deck() -> None:
    async with opened(trainer_of([RECALL, PICK])) as (app, pilot):
        await press(pilot, "s", "space", "3", "escape")
        assert "learning 1" in shown(app)
        assert "1 / 2" in shown(app)


async def test_a_deck_is_studied_alone() -> None:
    trainer = trainer_of([*cards(2, "alpha"), *cards(2, "beta")], titles={"alpha": "Alpha", "beta": "Beta"})
    async with opened(trainer) as (app, pilot):
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, StudyScreen)
        assert app.screen.sitting.progress == (0, 2)
        assert app.screen.sitting.deck_title == "Beta"


async def test_a_click_on_a_deck_opens_it_and_a_click_in_the_footer_presses_the_key() -> None:
    trainer = trainer_of([*cards(2, "alpha"), *cards(2, "beta")])
    async with opened(trainer) as (app, pilot):
        await pilot.click("DeckList", offset=(3, 1))
        await press(pilot, "f24")
        assert isinstance(app.screen, StudyScreen)
        assert app.screen.sitting.deck_title == "beta"
        await press(pilot, "escape")
        await pilot.click("KeyBar", offset=(0, 0))
        await press(pilot, "f24")
        assert isinstance(app.screen, StudyScreen)
        assert app.screen.sitting.progress == (0, 4)


async def test_a_long_absence_is_told_plainly_and_new_cards_pause() -> None:
    journal, watch = SqliteJournal.blank("甲"), Watch()
    learned(journal, watch, 30)
    watch.sleep(90)
    trainer = trainer_of([*cards(30), PICK], journal=journal, watch=watch)
    trainer.change_setting("reviews_per_day", 10)
    async with opened(trainer) as (app, _pilot):
        text = " ".join(shown(app).split())
        assert "30 cards waited during your absence: today the 10 most at risk, the rest over the next 2 days" in text
        assert "new 0" in text


async def test_answers_in_the_future_are_told_with_both_cures_and_mended_by_a_key() -> None:
    journal, watch = SqliteJournal.blank("甲"), Watch()
    watch.sleep(3650)
    learned(journal, watch, 1)
    watch.sleep(-3650)
    trainer = trainer_of(cards(2), journal=journal, watch=watch)
    async with opened(trainer) as (app, pilot):
        assert "Answers dated in the future: 1" in shown(app)
        assert "done 0 of 2" in shown(app)
        await press(pilot, "d")
        text = " ".join(shown(app).split())
        assert "If the clock is wrong: set date and time" in text
        assert "If the clock is right: f8" in text
        await press(pilot, "escape")
        assert journal.count() == 1
        await press(pilot, "d", "f8")
        await pilot.pause(0.5)
        assert "in the future" not in shown(app)
        assert "done 1 of 2" in shown(app)
    assert [event.kind for event in journal.written()] == ["redate", "review"]
    assert trainer.journal.ahead() == {}


@pytest.mark.parametrize("days", [1, -30])
async def test_home_left_open_shows_another_day_once_the_clock_does(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "_DAY_SECONDS", 0.02)
    watch = Watch()
    trainer = trainer_of(cards(12), watch=watch)
    trainer.change_setting("new_per_day", 4)
    async with opened(trainer, watch=watch) as (app, pilot):
        await press(pilot, "s", "space", "3", "space", "3", "escape")
        assert "done 2 of 4" in shown(app)
        watch.sleep(days)
        await until(pilot, lambda: "done 0 of" in shown(app))
        assert ("dated in the future: 2" in shown(app)) == (days < 0)


async def test_home_takes_back_the_last_answer_of_the_day_though_its_sitting_is_over() -> None:
    journal, undo = SqliteJournal.blank("甲"), "u undo"
    async with opened(trainer_of([PICK], journal=journal)) as (app, pilot):
        await pilot.pause(0.5)
        assert undo not in shown(app)
        await press(pilot, "s", "1")
        await press(pilot, "enter", "enter")
        while not isinstance(app.screen, HomeScreen):
            await press(pilot, "escape")
        await pilot.pause(0.5)
        assert undo in shown(app)
        await press(pilot, "u")
        await pilot.pause(0.5)
        assert journal.known() == frozenset()
        assert "new 1" in shown(app)
        assert undo not in shown(app)


async def test_an_empty_day_says_what_to_do_next() -> None:
    journal, watch = SqliteJournal.blank("甲"), Watch()
    learned(journal, watch, 1)
    async with opened(trainer_of(cards(1), journal=journal, watch=watch)) as (app, pilot):
        assert "All done for today. Come back tomorrow" in shown(app)
        assert "s study" not in shown(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, HomeScreen)
        await settled(pilot)
        assert "Nothing is due here now" in shown(app)


async def test_a_library_without_cards_says_so() -> None:
    trainer = trainer_of([])
    async with opened(trainer) as (app, pilot):
        assert "This library has no cards yet" in shown(app)
        await press(pilot, "enter", "s", "down")
        assert isinstance(app.screen, HomeScreen)


async def test_deck_files_with_errors_are_counted() -> None:
    from kdeck.core.errors import Finding

    trainer = trainer_of([RECALL])
    findings = [Finding(f, 1, 1, "error", "x", Message("bad")) for f in ("a.yaml", "a.yaml", "b.yaml")]
    trainer.library._found = tuple(findings)
    async with opened(trainer) as (app, _pilot):
        assert "Deck files with errors: 2" in shown(app)


async def test_a_note_of_the_start_is_shown() -> None:
    async with opened(trainer_of(), note=Message("This is the demo shop")) as (app, _pilot):
        assert "This is the demo shop" in shown(app)


async def test_wide_terminals_show_decks_beside_today_and_narrow_ones_below() -> None:
    async with opened(trainer_of(), size=(140, 40)) as (app, pilot):
        assert app.screen.query_one("#decks").region.x > 60
        await pilot.resize_terminal(80, 24)
        await press(pilot, "f24")
        assert app.screen.query_one("#decks").region.x < 5


async def test_a_shop_without_a_name_leaves_no_stray_dot() -> None:
    trainer = trainer_of(shop=Shop())
    assert library_of(EVERY).shop.name == ""
    async with opened(trainer) as (app, _pilot):
        assert shown(app).splitlines()[0].strip().startswith("甲")


async def test_what_keeps_today_from_being_counted_ends_the_app_with_that_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_trainer: Trainer) -> NoReturn:
        raise JournalFull(Message("The disk is full"))

    monkeypatch.setattr(Trainer, "overview", fail)
    app = KdeckApp(trainer_of(), language="en")
    with pytest.raises(JournalFull):
        async with app.run_test():
            pass
    app.close_desk()
    assert isinstance(app.failure, JournalFull)


async def test_home_is_counted_anew_however_soon_it_was_left() -> None:
    app = KdeckApp(trainer_of([RECALL]), language="en")
    async with app.run_test() as pilot:
        await settled(pilot)
        await press(pilot, "s", "space", "3", "escape")
        assert "learning 1" in shown(app)
    app.close_desk()
