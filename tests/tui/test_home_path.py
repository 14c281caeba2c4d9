"""What Home says of the path: one calm line each, in both languages, at two sizes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kdeck.core.card import Shop
from kdeck.core.path_calendar import Calendar
from kdeck.core.rating import Rating
from kdeck.decks.library import library_of
from kdeck.language import Language, use
from kdeck.trainer.session import study
from kdeck.trainer.trainer import Trainer
from kdeck.tui.app import KdeckApp
from kdeck.tui.widgets.text import Heading, Text
from tests.builders import HandClock, recall_cards, trainer_of
from tests.tui.builders import at_home, opened

SIZES = ((80, 24), (50, 15))
STAGES = (
    (1, "初出茅庐：守规矩，懂面料", ("trade",), 0.9),
    (2, "略有小成：外套与接待", ("jackets", "reception"), 0.9),
    (3, "再接再厉：上衣、尺码与发货", ("sizing",), 0.9),
)


def hire(*, days: int = 2, calendar: Calendar | None = None) -> Trainer:
    """Someone who has studied for so many days and comes back on the next."""
    decks = [("trade", 12), ("jackets", 20), ("reception", 9), ("sizing", 15)]
    cards = [card for deck, count in decks for card in recall_cards(count, deck)]
    shop = Shop(
        name="云杉户外", order=tuple(deck for deck, _ in decks), stages=STAGES, calendar=tuple(calendar or Calendar())
    )
    clock = HandClock()
    trainer = trainer_of(library_of(cards, shop), clock)
    for _ in range(days):
        session = study(trainer)
        while session.current is not None:
            clock.move(seconds=8)
            session.record(session.check(()), Rating.GOOD, 8000)
            session.advance()
        clock.move(days=1)
    return trainer


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_home_on_the_path_looks_as_it_did(
    language: Language, size: tuple[int, int], snap_compare: Callable[..., bool]
) -> None:
    app = KdeckApp(hire(), language=language, monotonic=lambda: 100.0)
    try:
        assert snap_compare(app, terminal_size=size, run_before=at_home)
    finally:
        app.close_desk()
        use("en")


async def test_home_says_the_day_how_far_it_is_and_what_tomorrow_brings() -> None:
    trainer = hire()
    async with opened(trainer) as (app, _pilot):
        path = str(app.screen.query_one("#path", Heading).render())
        assert path.startswith("Day 2 of 3 · 略有小成：外套与接待")
        assert path.rstrip().endswith("learnt 18 of 29")
        notes = app.screen.query_one("#notes", Text).content.plain
        assert "Tomorrow: " in notes
        assert "11 new" in notes, "that is all there are"


async def test_home_says_a_day_of_rest_and_when_study_goes_on() -> None:
    friday = 4
    trainer = hire(days=friday + 1, calendar=Calendar("met", (5, 6)))
    async with opened(trainer) as (app, _pilot):
        notes = app.screen.query_one("#notes", Text).content.plain
        assert "A day of rest: no new cards." in notes
        assert "Next, on 2026-11-30: " in notes


async def test_home_without_a_path_has_no_line_for_it() -> None:
    async with opened(trainer_of(recall_cards(3))) as (app, _pilot):
        assert not app.screen.query("#path")
