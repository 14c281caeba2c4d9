from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.geometry import Offset
from textual.pilot import Pilot

from kdeck.tui.screens.frames import LeaveModal
from kdeck.tui.screens.typing_run import Taken, Task, TypingRunScreen
from tests.tui.builders import Watch, _send, commit, opened, press, settled, trainer_of
from tests.tui.stage import HOSTILE, SIZES, harmless, seen

PASSAGE = "亲，在的哦，今天16:00前付款，今天发货。"


class Stage:
    """A run on the screen, and what it gave in the end."""

    def __init__(self, pilot: Pilot[None], screen: TypingRunScreen, watch: Watch) -> None:
        self.pilot, self.screen, self.watch = pilot, screen, watch
        self.given: list[Taken | None] = []

    async def wait(self, seconds: float) -> None:
        self.watch.think(seconds)
        self.screen.tick()
        await settled(self.pilot)

    async def type_at(self, text: str, milliseconds: int) -> None:
        """Text that comes some time after the start, whenever the test has come to this line."""
        since = self.screen.field._since
        assert since is not None
        for message in XTermParser().feed(text):
            message.time = since + milliseconds / 1000
            _send(self.pilot, message)
        await settled(self.pilot)


@asynccontextmanager
async def running(task: Task, size: tuple[int, int] = (80, 24), *, begun: bool = True) -> AsyncIterator[Stage]:
    watch = Watch()
    async with opened(trainer_of(watch=watch), size=size, watch=watch) as (app, pilot):
        screen = TypingRunScreen(task)
        stage = Stage(pilot, screen, watch)
        app.push_screen(screen, stage.given.append)
        await settled(pilot)
        if begun:
            await stage.wait(3)
        yield stage
    assert app.failure is None


def task(text: str = PASSAGE, milliseconds: int | None = 60_000, *, certified: bool = False) -> Task:
    return Task("Typing", text, milliseconds, certified=certified)


async def test_nothing_counts_before_three_seconds_have_gone() -> None:
    async with running(task(), begun=False) as stage:
        assert "Get ready: 3" in seen(stage.pilot)
        await commit(stage.pilot, "亲")
        await stage.wait(1.5)
        assert "Get ready: 2" in seen(stage.pilot)
        await stage.wait(1.5)
        assert "Get ready" not in seen(stage.pilot)
        await commit(stage.pilot, "亲，在")
        assert stage.screen.run.typed == ["亲", "，", "在"]


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_typed_stands_under_the_passage(size: tuple[int, int]) -> None:
    async with running(task(), size) as stage:
        await commit(stage.pilot, "亲，在得哦")
        rows = seen(stage.pilot).splitlines()
        above = next(place for place, row in enumerate(rows) if "亲，在的哦，今天" in row)
        assert rows[above + 1].strip().startswith("亲，在得哦")
        assert rows[above].index("亲") == rows[above + 1].index("亲")


async def test_the_terminals_cursor_follows_in_cells() -> None:
    async with running(task()) as stage:
        corner = stage.screen.field.content_region.offset
        assert stage.pilot.app.cursor_position == corner + Offset(0, 1)
        await commit(stage.pilot, "亲，a")
        assert stage.pilot.app.cursor_position == corner + Offset(6, 1)  # a is as wide as what is asked
        await press(stage.pilot, "backspace", "backspace")
        assert stage.pilot.app.cursor_position == corner + Offset(2, 1)
        await stage.pilot.resize_terminal(60, 20)
        await settled(stage.pilot)
        assert stage.pilot.app.cursor_position == stage.screen.field.content_region.offset + Offset(2, 1)


@pytest.mark.parametrize("text", ["汉", "e\u0301", "👋🏽", "👩‍💻"])
async def test_backspace_takes_back_one_grapheme(text: str) -> None:
    async with running(task()) as stage:
        await commit(stage.pilot, f"好{text}")
        assert len(stage.screen.run.typed) == 2
        await commit(stage.pilot, "\x7f")
        assert stage.screen.run.typed == ["好"]
        assert stage.screen.run.fixed == 1


async def test_letters_and_question_marks_are_text() -> None:
    async with running(task()) as stage:
        await commit(stage.pilot, "qs?！ ")
        assert "".join(stage.screen.run.typed) == "qs?！ "
        await press(stage.pilot, "tab", "left", "enter", "up")
        assert "".join(stage.screen.run.typed) == "qs?！ "
        assert stage.screen.field.has_focus


async def test_the_time_stamps_of_the_keys_count_and_not_when_they_are_handled() -> None:
    async with running(task()) as stage:
        await stage.type_at("亲，", 1_500)
        await stage.type_at("在", 2_750)
        assert [stroke.ms for stroke in stage.screen.run.strokes] == [1_500, 1_500, 2_750]


async def test_the_time_ends_the_run() -> None:
    async with running(task()) as stage:
        await stage.type_at("亲，在的哦", 5_000)
        await stage.wait(30)
        assert "00:30" in seen(stage.pilot)
        await stage.wait(30)
        assert stage.given == []
        await stage.type_at("，", 59_990)
        await stage.type_at("今", 60_010)
        await stage.wait(0.3)
        (taken,) = stage.given
        assert taken is not None
        assert "".join(taken.run.typed) == "亲，在的哦，"
        assert taken.run.ended == 60_000
        assert abs(taken.monotonic_ms - taken.wall_ms) <= 10
        assert taken.run.figures().net == 6


async def test_the_last_grapheme_ends_a_whole_passage() -> None:
    async with running(task("亲，在的", None)) as stage:
        await stage.type_at("亲，在", 2_000)
        assert stage.given == []
        await stage.type_at("的", 4_000)
        (taken,) = stage.given
        assert taken is not None
        assert (taken.run.ended, taken.run.score().correct) == (4_000, 4)


async def test_enter_ends_a_passage_in_which_something_is_missing() -> None:
    async with running(task("亲，在的", None)) as stage:
        await stage.type_at("亲在", 2_000)
        await press(stage.pilot, "enter")
        assert stage.given == []
        await stage.type_at("的", 2_500)
        assert stage.given == []
        stage.watch.think(3)
        await press(stage.pilot, "enter")
        (taken,) = stage.given
        assert taken is not None
        assert taken.run.score().omitted == 1


async def test_f2_ends_a_passage_early_and_the_rest_is_missing() -> None:
    async with running(task("亲，在的", None)) as stage:
        await stage.type_at("亲", 500)
        stage.watch.think(2)
        await press(stage.pilot, "f2")
        (taken,) = stage.given
        assert taken is not None
        assert (taken.run.ended, taken.run.score().omitted) == (2_000, 3)


async def test_escape_leaves_and_gives_nothing() -> None:
    async with running(task()) as stage:
        await commit(stage.pilot, "亲")
        await press(stage.pilot, "escape")
        assert stage.given == [None]


async def test_a_certified_run_asks_before_it_is_left_and_goes_on() -> None:
    async with running(task(certified=True)) as stage:
        await commit(stage.pilot, "亲")
        await press(stage.pilot, "escape")
        assert isinstance(stage.pilot.app.screen, LeaveModal)
        await press(stage.pilot, "q", "escape")
        assert stage.given == []
        await commit(stage.pilot, "，")
        assert "".join(stage.screen.run.typed) == "亲，"
        await press(stage.pilot, "escape", "f2")
        (taken,) = stage.given
        assert taken is not None
        assert (taken.left, taken.run.typed) == (True, ["亲", "，"])


async def test_a_certified_run_in_which_nothing_was_typed_is_just_left() -> None:
    async with running(task(certified=True)) as stage:
        await press(stage.pilot, "escape", "f2")
        assert stage.given == [None]


@pytest.mark.parametrize("size", SIZES)
async def test_a_reply_in_ones_own_words_shows_nothing_of_the_answer_and_ends_with_enter(size: tuple[int, int]) -> None:
    asked = Task("Reply", "亲，四点以前付款的当天发货。", None, "什么时候发货？", free=True)
    async with running(asked, size) as stage:
        typed = "您好，今天就发哦。" * 8
        await stage.type_at(typed, 2_000)
        shown = seen(stage.pilot)
        assert "什么时候发货？" in shown
        assert "四点" not in shown
        assert "__" not in shown
        assert "".join(shown.split()).count("您好，今天就发哦。") > 3  # it goes on in the next line
        assert stage.given == []
        assert "enter send" in shown
        await press(stage.pilot, "enter")
        (taken,) = stage.given
        assert taken is not None
        assert taken.run.text == typed
        assert taken.run.score().incorrect == 0


async def test_a_run_ends_even_while_it_is_asked_whether_to_leave() -> None:
    async with running(task(certified=True)) as stage:
        await stage.type_at("亲", 500)
        await press(stage.pilot, "escape")
        await stage.wait(61)
        (taken,) = stage.given
        assert taken is not None
        assert not isinstance(stage.pilot.app.screen, LeaveModal)


async def test_a_long_paste_is_kept_by_its_beginning() -> None:
    async with running(task()) as stage:
        await commit(stage.pilot, "\x1b[200~" + "亲" * 50_000 + "\x1b[201~")
        (stroke,) = stage.screen.run.strokes
        assert (stroke.kind, stroke.text) == ("paste", "亲" * 200)


async def test_a_paste_is_told_and_not_typed() -> None:
    async with running(task()) as stage:
        await commit(stage.pilot, "亲\x1b[200~，在的哦\x1b[201~")
        assert stage.screen.run.typed == ["亲"]
        assert [stroke.kind for stroke in stage.screen.run.strokes] == ["commit", "paste"]


async def test_a_lost_focus_of_the_terminal_is_told() -> None:
    async with running(task()) as stage:
        for event in (events.AppBlur(), events.AppFocus()):
            _send(stage.pilot, event)
            await settled(stage.pilot)
        assert [stroke.kind for stroke in stage.screen.run.strokes] == ["blur", "focus"]
        await commit(stage.pilot, "亲")
        assert stage.screen.run.typed == ["亲"]


@pytest.mark.parametrize("size", SIZES)
async def test_the_line_that_is_typed_stays_in_view(size: tuple[int, int]) -> None:
    passage = "".join(f"第{number}句，今天发货。" for number in range(150))
    async with running(task(passage), size) as stage:
        for start in range(0, 900, 60):
            await commit(stage.pilot, passage[start : start + 60])
            field = stage.screen.field
            row = stage.pilot.app.cursor_position.y - field.content_region.y
            assert 0 < row < field.content_region.height
            assert passage[start + 50 : start + 60] in seen(stage.pilot).replace("\n", "").replace(" ", "") or row
        assert stage.screen.run.score().correct == 900


async def test_hostile_text_does_nothing() -> None:
    async with running(task(HOSTILE)) as stage:
        await commit(stage.pilot, "[/] [b]x[/i] [@click=app.quit]")
        assert harmless(seen(stage.pilot))
        assert "[@click=app.quit]退出" in seen(stage.pilot)
