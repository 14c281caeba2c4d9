"""What Home says of the path: one calm line each, in both languages, at two sizes."""

from __future__ import annotations

from typing import Any

import pytest

from kdeck.core.memory import Rating
from kdeck.core.plan.path import Calendar, Stage
from kdeck.core.shop import Shop
from kdeck.decks.library import library_of
from kdeck.language import Language
from kdeck.trainer.study import study
from kdeck.trainer.trainer import Trainer
from kdeck.tui import home_later
from kdeck.tui.app import KdeckApp
from kdeck.tui.home_later import Later, find_out
from kdeck.tui.screens.home import HomeScreen
from kdeck.tui.screens.study import StudyScreen
from kdeck.tui.widgets.home import Way
from tests.builders import HandClock, rated, recall_cards, trainer_of
from tests.tui.builders import at_home, opened, press
from tests.tui.conftest import Looks
from tests.tui.stage import seen

SIZES = ((80, 24), (50, 15))
STAGES = (
    Stage(1, "初出茅庐：守规矩，懂面料", ("trade",), 0.9),
    Stage(2, "略有小成：外套与接待", ("jackets", "reception"), 0.9),
    Stage(3, "再接再厉：上衣、尺码与发货", ("sizing",), 0.9),
)


def hire(*, days: int = 2, calendar: Calendar | None = None, live: int | None = None, minutes: int = 25) -> Trainer:
    """Someone who has studied for so many days and comes back on the next; live: days from the first to the date."""
    decks = [("trade", 12), ("jackets", 20), ("reception", 9), ("sizing", 15)]
    cards = [card for deck, count in decks for card in recall_cards(count, deck)]
    shop = Shop(name="云杉户外", order=tuple(deck for deck, _ in decks), stages=STAGES, calendar=calendar or Calendar())
    clock = HandClock()
    trainer = trainer_of(library_of(cards, shop), clock, new_per_day=15)
    if live is not None:
        trainer.set_goal({"live": clock().day + live, "minutes": minutes})
    for _ in range(days):
        session = study(trainer)
        while session.prompt is not None:
            clock.move(seconds=8)
            rated(session, Rating.GOOD, 8000)
            session.go_on()
        clock.move(days=1)
    return trainer


LIVES: dict[str, dict[str, Any]] = {
    "no-date": {},
    "feasible": {"live": 14},
    "infeasible": {"live": 5, "minutes": 5},
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("live", LIVES)
def test_home_on_the_path_looks_as_it_did(live: str, language: Language, size: tuple[int, int], looks: Looks) -> None:
    app = KdeckApp(hire(**LIVES[live]), language=language, monotonic=lambda: 100.0)
    looks(app, at_home, size)


async def test_home_says_the_day_how_far_it_is_and_what_tomorrow_brings() -> None:
    trainer = hire()
    async with opened(trainer) as (app, _pilot):
        path, coming = app.screen.query_one("#way", Way).lines
        assert path[:2] == ("Day 2 of 3 · 略有小成：外套与接待", "learnt 18 of 29")
        assert coming.left.startswith("Tomorrow: 15 due, 11 new, about "), "11 are all there are"


async def test_home_says_a_day_of_rest_and_when_study_goes_on() -> None:
    friday = 4
    trainer = hire(days=friday + 1, calendar=Calendar("met", (5, 6)))
    async with opened(trainer) as (app, _pilot):
        rest, _path, coming = app.screen.query_one("#way", Way).lines
        assert rest.left == "A day of rest: no new cards."
        assert coming.left.startswith("Next, on 2026-11-30: ")


async def test_home_without_a_path_has_no_line_for_it() -> None:
    async with opened(trainer_of(recall_cards(3))) as (app, _pilot):
        assert not app.screen.query_one("#way", Way).lines


async def test_home_says_whether_the_date_holds_and_at_how_many_minutes() -> None:
    async with opened(hire(live=14)) as (app, _pilot):
        _path, _coming, live = app.screen.query_one("#way", Way).lines
        assert live.left.startswith("Live in 12 days · 9")
        assert live.right.startswith("✓ ")
        assert live.right.endswith(" min a day will do")


async def test_home_says_what_gives_way_where_the_date_does_not_hold() -> None:
    async with opened(hire(live=5, minutes=5)) as (app, _pilot):
        _path, _coming, live, below = app.screen.query_one("#way", Way).lines
        assert live.right.startswith("! ")
        assert live.right.endswith(" min a day, not 5")
        assert below.left.startswith("! Below target then: ")
        assert "sizing 0%" in below.left


async def test_after_the_date_home_says_nothing_of_it() -> None:
    async with opened(hire(live=1)) as (app, _pilot):
        assert len(app.screen.query_one("#way", Way).lines) == 2


async def test_the_forecast_gives_way_to_whoever_goes_to_work() -> None:
    async with opened(hire(live=14)) as (app, pilot):
        home = app.screen
        assert isinstance(home, HomeScreen)
        await press(pilot, "s")
        assert isinstance(app.screen, StudyScreen)
        home._forecast = None
        await home._foresee()
        assert home._forecast is None
        await press(pilot, "escape")
        assert home._forecast is not None, "and is taken up again"


async def test_home_with_all_there_is_to_say_keeps_six_decks_in_sight_and_tells_first_what_asks_to_be_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    more: dict[str, Any] = {"typing": "46 WPM", "dan": "Dan 1 ▰▰▰▱ · missing: typing", "chats": "2 at once"}

    def everything(*args: Any) -> Later:
        return find_out(*args)._replace(exam="Dan 3", changed=3, **more)

    monkeypatch.setattr(home_later, "find_out", everything)
    async with opened(hire(live=5, minutes=5), size=(80, 24)) as (app, pilot):
        home = app.screen
        lines = [line.strip() for line in seen(pilot).splitlines()]
        told = ("! An exam is running (x): Dan 3", "! Facts changed; cards to confirm today: 3 (w)", "Day 2 of 3")
        places = [next(place for place, line in enumerate(lines) if line.startswith(text)) for text in told]
        assert places == sorted(places)
        assert home.query_one("#decks").size.height - 1 >= 6, "the title takes one line"
        assert all(any(deck in line for line in lines) for deck in ("trade", "jackets", "reception", "sizing"))
