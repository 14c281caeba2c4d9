"""Charts in the app: every page, its table, its empty state; in greys, in little room, with hostile names."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.color_triplet import ColorTriplet

from kdeck.core.errors import JournalError
from kdeck.core.message import Message
from kdeck.core.statistics import Day
from kdeck.journal.sqlite import SqliteJournal
from kdeck.language import use
from kdeck.trainer.statistics import past, present, typed
from kdeck.trainer.statistics_tables import TABLES, Progress, TableId, gathered, table
from kdeck.tui.app import KdeckApp
from kdeck.tui.charts.draw import SHADES, Bar, Dot, bars, columns, dots, heat
from kdeck.tui.charts.pages import page
from kdeck.tui.screens.charts import ChartsScreen
from kdeck.tui.screens.home import HomeScreen
from tests.builders import make_card
from tests.tui import months
from tests.tui.builders import opened, press, settled, shown, trainer_of
from tests.tui.stage import HOSTILE, SIZES, harmless, review, seen, showing


@pytest.fixture(scope="module")
def progress() -> Progress:
    trainer = months.learner()
    done = past(trainer)
    return Progress(done, present(trainer, done.decks), typed(trainer))


def lines(text: str) -> list[str]:
    return text.split("\n")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("which", TABLES)
async def test_every_page_fits_its_terminal_and_has_a_table(which: TableId, size: tuple[int, int]) -> None:
    async with showing(months.learner(), ChartsScreen(which), size) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, ChartsScreen)
        chart = screen.query_one("#chart")
        assert chart.content.plain  # type: ignore[attr-defined]
        drawn = lines(chart.content.plain)  # type: ignore[attr-defined]
        assert all(cell_len(line) <= chart.size.width for line in drawn), seen(pilot)
        await press(pilot, "t")
        rows = lines(chart.content.plain)  # type: ignore[attr-defined]
        assert len(rows) == 1 + len(table(which, gathered(months.learner(), [which])).rows)
        assert all(cell_len(line) <= chart.size.width for line in rows), seen(pilot)
        await press(pilot, "t")
        assert lines(chart.content.plain) == drawn  # type: ignore[attr-defined]


async def test_charts_are_turned_with_arrows_and_numbers_and_after_the_last_comes_the_first() -> None:
    async with showing(months.learner(), ChartsScreen()) as pilot:
        assert "Days studied" in seen(pilot)
        await press(pilot, "right")
        assert "Cards falling due" in seen(pilot)
        await press(pilot, "left", "left")
        assert "Time per answer" in seen(pilot)
        await press(pilot, "right", "3")
        assert "Predicted and true recall" in seen(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_home_opens_them_from_the_command_palette() -> None:
    async with opened(trainer_of()) as (app, pilot):
        commands = {command.title: command.callback for command in app.get_system_commands(app.screen)}
        commands["Progress in charts"]()
        await settled(pilot)
        assert isinstance(app.screen, ChartsScreen)


@pytest.mark.parametrize("place", range(len(TABLES)))
async def test_an_empty_chart_says_what_to_do_next_and_so_does_its_table(place: int) -> None:
    async with showing(trainer_of(), ChartsScreen(TABLES[place])) as pilot:
        for _view in ("chart", "table"):
            text = seen(pilot)
            assert any(word in text for word in ("Press", "Come back", "good start")) or TABLES[place] in (
                "due",
                "recall",
                "topics",
            )
            await press(pilot, "t")


async def test_answers_before_predictions_were_kept_show_retention_alone() -> None:
    trainer = trainer_of([make_card("a/1", "recall", "q", ("b",))])
    journal = trainer.journal
    review(trainer, trainer.library.card("a/1"))
    (event,) = journal.events()
    older = SqliteJournal.blank("甲")
    from kdeck.journal.base import Change

    older.commit(Change((event._replace(day=event.day - 2), event._replace(id="f", at=event.at + 1))))
    text = page(
        "retention", Progress(past(trainer_of([make_card("a/1", "recall", "q", ("b",))], journal=older))), 70, 12
    )
    assert text is not None
    assert text.lead == "Recalled 100% of 1 first try in 30 days"
    assert text.legend.startswith("Older answers hold no prediction")


async def test_names_from_decks_act_on_nothing() -> None:
    card = make_card("bad/1", "recall", "q", ("a",), tags=(HOSTILE,))
    trainer = trainer_of([card], titles={"bad": HOSTILE})
    review(trainer, trainer.library.card("bad/1"))
    for size in SIZES:
        async with showing(trainer, ChartsScreen("topics"), size) as pilot:
            for _view in ("chart", "table"):
                text = seen(pilot)
                assert "[b]" in text or "[/]" in text
                assert harmless(text)
                assert all(cell_len(line) <= size[0] for line in lines(text))
                await press(pilot, "t")


class BrokenSums(SqliteJournal):
    """A journal whose sums cannot be read."""

    def days(self, before: int = 0, limit: int = -1) -> list[Day]:
        raise JournalError(Message("The disk is gone"))


async def test_what_goes_wrong_is_told_and_ends_nothing() -> None:
    async with showing(trainer_of(journal=BrokenSums.blank("甲")), ChartsScreen()) as pilot:
        assert "The disk is gone" in seen(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_without_colour_nothing_is_lost_but_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, greys = [], []
    for value in (None, "1"):
        with monkeypatch.context() as patched:
            if value is not None:
                patched.setenv("NO_COLOR", value)
            async with opened(months.learner()) as (app, pilot):
                app.push_screen(ChartsScreen("retention"))
                await settled(pilot)
                texts.append(shown(app))
                greys.append(all(map(_is_grey, _colours(app))))
    assert greys == [False, True]
    assert texts[0] == texts[1]
    assert all(sign in texts[1] for sign in "●◇├┤")


def _colours(app: KdeckApp) -> list[ColorTriplet]:
    segments = (segment for strip in app.screen._compositor.render_strips() for segment in strip)
    colours = (segment.style.color for segment in segments if segment.style is not None)
    return [colour.triplet for colour in colours if colour is not None and colour.triplet is not None]


def _is_grey(colour: ColorTriplet) -> bool:
    return max(colour) - min(colour) <= 1


async def test_a_change_of_language_and_of_size_draws_anew() -> None:
    async with opened(months.learner()) as (app, pilot):
        app.push_screen(ChartsScreen())
        await settled(pilot)
        before = shown(app)
        app.switch_language("zh")
        await settled(pilot)
        assert "学习日历" in shown(app)
        app.switch_language("en")
        await pilot.resize_terminal(60, 20)
        await settled(pilot)
        assert shown(app) != before
        assert "Days studied" in shown(app)
    use("en")


def test_the_forecasts_columns_stand_in_order_and_none_is_lost(progress: Progress) -> None:
    assert progress.present is not None
    drawn = columns((0, 1, 0, 4), width=40, height=6, ends=("a", "b")).plain.split("\n")
    assert len(drawn) == 6
    assert drawn[0].startswith("4 ┤")
    assert drawn[-2].startswith("0 ┤")
    bottom = drawn[-2][3:]
    assert [place for place, cell in enumerate(bottom) if cell != " "] == [*range(6, 11), *range(18, 23)]


def test_of_more_columns_than_fit_the_last_are_shown() -> None:
    drawn = columns([9] * 100 + [0] * 20, width=24, height=4, ends=("a", "b")).plain
    assert "█" not in drawn
    assert all(cell_len(line) <= 24 for line in drawn.split("\n"))


@pytest.mark.parametrize("values", [(), (0,), (0, 0, 0), (0.001,), (1e9, 1), (3,) * 7])
def test_any_values_make_columns_within_their_room(values: tuple[float, ...]) -> None:
    drawn = columns(values, width=30, height=7, ends=("from", "to"), level=5, signs=["◆"] * len(values))
    assert len(drawn.plain.split("\n")) == 7
    assert all(cell_len(line) <= 30 for line in drawn.plain.split("\n")[:-1])


def test_the_least_that_was_done_is_seen_beside_the_most() -> None:
    drawn = columns((1, 1000), width=30, height=5, ends=("a", "b")).plain.split("\n")
    assert "▁" in drawn[-2]


def test_a_level_crosses_the_picture_where_it_belongs() -> None:
    drawn = columns((100, 10), width=30, height=11, ends=("a", "b"), level=50).plain.split("\n")
    assert ["┄" in line for line in drawn].index(True) == 4


def test_bars_keep_their_names_their_targets_and_their_figures_in_line() -> None:
    drawn = [line.plain for line in bars([Bar("退货与运费", 0.5, "50%", 0.9), Bar("b", None, "not met yet")], 50)]
    assert all(cell_len(line) == 50 for line in drawn)
    assert drawn[0].endswith("50%")
    assert drawn[0].index("│") > drawn[0].index("─")
    assert drawn[1].endswith("not met yet")


def test_a_dot_stands_on_its_prediction_when_it_came_true() -> None:
    drawn = dots([Dot("85–90%", 0.88, 0.88, 0.8, 0.95, "88% of 40"), Dot("50–55%", 0.52, 0.9, 0.1, 1, "90% of 2")], 60)
    first, second, scale = drawn.plain.split("\n")
    assert "◆" in first
    assert "●" not in first
    assert "◇" in second
    assert "●" in second
    assert second.index("◇") < second.index("●")
    assert "‹" in second  # uncertain further down than the scale goes
    assert scale.split() == ["50%", "100%"]


def test_a_calendar_has_the_week_of_today_at_its_end_and_fuller_squares_for_fuller_days() -> None:
    today = 20_781  # a Tuesday
    days = {today: 40, today - 1: 1, today - 7: 8, today - 6: 15}
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    drawn, limits = heat(days, today, width=44, weekdays=names, months=[f"M{n}" for n in range(1, 13)])
    rows = drawn.plain.split("\n")
    assert len(rows) == 8
    assert rows[1].endswith(SHADES[1] * 2)
    assert rows[2].endswith(SHADES[2] * 2 + SHADES[4] * 2)
    assert rows[3].rstrip().endswith("· " * 18 + SHADES[3] * 2)
    assert limits == tuple(sorted(set(limits)))
    assert all(cell_len(row) <= 44 for row in rows)
    assert "M11" in rows[0]
