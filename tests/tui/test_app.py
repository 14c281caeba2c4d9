"""The shell: languages, themes, sizes, errors, keys."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from gettext import NullTranslations

import pytest

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message
from kdeck.core.rounding import clock
from kdeck.journal.sqlite import SqliteJournal
from kdeck.language import N_, current, use
from kdeck.text.cards import until
from kdeck.trainer.study import Interval
from kdeck.tui.app import KdeckApp, Notice
from kdeck.tui.screens.base import LEAST_HEIGHT, LEAST_WIDTH
from kdeck.tui.screens.study import StudyScreen
from kdeck.tui.theme import THEMES
from kdeck.tui.widgets.text import bar, fitted
from tests.tui.builders import TYPED, Watch, commit, opened, press, settled, shown, trainer_of

KEYS = (
    *"1234u-!hsab?x",
    *("space", "enter", "escape", "up", "down", "left", "home", "end", "backspace", "pagedown", "tab", "comma"),
    *("f2", "f3", "f4", "f5", "ctrl+p"),
)


@pytest.fixture(autouse=True)
def _language_as_before() -> object:
    before = current()
    yield
    use(before)


async def test_switching_the_language_repaints_every_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    import kdeck.language

    class Some(NullTranslations):
        def gettext(self, message: str) -> str:
            return {N_("home"): "主页", N_("answer"): "作答", N_("study"): "学习"}.get(message, message)

    monkeypatch.setattr(
        kdeck.language, "_catalogue", lambda language: Some() if language == "zh" else NullTranslations()
    )
    async with opened(trainer_of([TYPED])) as (app, pilot):
        await press(pilot, "s")
        await commit(pilot, "还没写完")
        app.switch_language("zh")
        await settled(pilot)
        assert "esc 主页" in shown(app)
        assert "enter 作答" in shown(app)
        assert "还没写完" in shown(app), "what is being typed stays"
        await press(pilot, "escape")
        assert "s 学习" in shown(app)


async def test_the_theme_follows_the_setting_and_can_be_switched() -> None:
    trainer = trainer_of()
    trainer.change_setting("theme", "light")
    async with opened(trainer) as (app, _pilot):
        assert app.theme == "kdeck-light"
        app.switch_theme("dark")
        assert app.theme == "kdeck-dark"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_colour_can_be_read_on_its_background(theme: object) -> None:
    from textual.color import Color
    from textual.theme import Theme

    assert isinstance(theme, Theme)

    def luminance(text: str) -> float:
        parts = [part / 255 for part in Color.parse(text).rgb]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(one: str, other: str) -> float:
        low, high = sorted((luminance(one), luminance(other)))
        return (high + 0.05) / (low + 0.05)

    for name in ("right", "wrong", "changed", "quiet"):
        assert contrast(theme.variables[name], str(theme.background)) >= 4.5, name
    for ground in (theme.background, theme.panel):
        assert contrast(str(theme.foreground), str(ground)) >= 7
    assert contrast(theme.primary, str(theme.background)) >= 4.5


@pytest.mark.parametrize("size", [(4, 2), (1, 1), (LEAST_WIDTH - 1, 24), (80, LEAST_HEIGHT - 1)])
async def test_a_small_terminal_is_told_so_and_no_key_acts_until_there_is_room(size: tuple[int, int]) -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([TYPED], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        await commit(pilot, "半句")
        await pilot.resize_terminal(*size)
        await settled(pilot)
        if size[0] >= 40:
            assert "Please enlarge this window" in " ".join(shown(app).split())
        await press(pilot, "x", "enter", "enter", "f5", "escape")
        assert journal.count() == 0
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        await press(pilot, "y")
        assert isinstance(app.screen, StudyScreen)
        assert app.screen.question.entries[0].value == "半句y"


async def test_it_starts_in_the_smallest_terminal() -> None:
    async with opened(trainer_of(), size=(2, 1)) as (app, pilot):
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "Decks" in shown(app)


@pytest.mark.parametrize("seed", range(3))
async def test_random_keys_and_sizes_break_nothing(seed: int) -> None:
    chance, watch, journal = random.Random(seed), Watch(), SqliteJournal.blank("甲")
    trainer = trainer_of(journal=journal, watch=watch)
    trainer.change_setting("four_buttons", bool(seed % 2))
    async with opened(trainer, watch=watch) as (app, pilot):
        for _step in range(60):
            watch.think(chance.random() * 30)
            if chance.random() < 0.1:
                await pilot.resize_terminal(chance.randint(1, 160), chance.randint(1, 50))
            await press(pilot, chance.choice(KEYS))
        assert app.failure is None
    for card in trainer.library.ids:
        assert journal.memory(card) == trainer.schedule.fold(journal.events(card=card))


async def test_an_error_one_can_act_on_is_told_with_its_hint_and_ends_nothing() -> None:
    async with opened(trainer_of()) as (app, pilot):
        app.tell(KdeckError(Message("No [b]space[/] left"), Message("Free some")))
        await settled(pilot)
        await settled(pilot)
        assert "No [b]space[/] left" in shown(app)
        assert "Free some" in shown(app)


async def test_a_notice_at_the_end_of_its_time_still_gives_its_toast_some() -> None:
    """A timer without any time left would turn for ever."""
    late = Notice("over", timeout=3.0, raised_at=time.time() - 4.0)
    assert late.has_expired
    assert late.time_left > 0
    async with opened(trainer_of()) as (app, pilot):
        app.notify("plain [b]", markup=False)
        app.screen.notify("also", timeout=7)
        await settled(pilot)
        notices = list(app._notifications)
        assert {(type(notice), notice.message, notice.timeout) for notice in notices} == {
            (Notice, "plain [b]", app.NOTIFICATION_TIMEOUT),
            (Notice, "also", 7),
        }
        assert len(app.screen.query("Toast")) == 2


async def test_the_command_palette_holds_our_own_commands() -> None:
    async with opened(trainer_of()) as (app, _pilot):
        titles = [command.title for command in app.get_system_commands(app.screen)]
        expected = [
            "study",
            "typing",
            "chats",
            "exam",
            "progress",
            "browse",
            "study ahead",
            "settings",
            "help",
            "quit",
            "Progress in charts",
            "中文",
            "Light theme",
            "Quit",
        ]
        assert titles == expected


async def test_asking_keeps_the_order_of_the_questions() -> None:
    import asyncio

    async with opened(trainer_of()) as (app, _pilot):
        order: list[int] = []
        await asyncio.gather(*(app.ask(order.append, number) for number in range(50)))
        assert order == list(range(50))


def test_heavy_modules_are_not_loaded_for_the_first_paint() -> None:
    code = (
        "import sys, kdeck.tui.app\n"
        "heavy = ['textual.widgets._markdown', 'textual.widgets._data_table', 'textual.widgets._text_area', 'fsrs',"
        " 'yaml', 'pydantic', 'sqlite3', 'kdeck.tui.screens.study', 'kdeck.tui.screens.browse']\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (Interval(0, 20), "in 1 min"),
        (Interval(0, 600), "in 10 min"),
        (Interval(1, 0), "tomorrow"),
        (Interval(4, 0), "in 4 days"),
        (Interval(99, 0), "in 99 days"),
        (Interval(183, 0), "in 6 months"),
        (Interval(900, 0), "in 2.5 years"),
    ],
)
def test_intervals_read_like_speech(interval: Interval, text: str) -> None:
    use("en")
    assert until(interval) == text


def test_figures_are_never_rounded_to_all_or_nothing() -> None:
    assert re.sub("[^━]", "", bar(999, 1000, 10).plain) == "━" * 9
    assert re.sub("[^━]", "", bar(1, 1000, 10).plain) == "━"
    assert clock(61_999) == "01:01"


def test_text_is_fitted_by_cells_not_by_characters() -> None:
    assert fitted("尺码推荐", 6) == "尺码 …"
    assert fitted("ab", 4) == "ab  "
    assert fitted("abc", 0) == ""
    assert isinstance(KdeckApp.TITLE, str)
