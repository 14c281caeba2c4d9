from __future__ import annotations

import pytest

from kdeck.core.errors import JournalFull
from kdeck.core.message import Message
from kdeck.core.typing.run import Run
from kdeck.core.typing.score import Figures, Stroke
from kdeck.text.typing import Goal, headline
from kdeck.tui.screens.typing_result import Report, TypingResultScreen
from kdeck.tui.typing_lines import mistakes, speed_chart, windows
from tests.tui.builders import press, trainer_of
from tests.tui.stage import HOSTILE, SIZES, harmless, seen, showing, until_seen

DAN = Goal("first dan", 50, 0.97, 0.15)


def run_of(passage: str, typed: str, *, each: int = 500, milliseconds: int | None = 60_000) -> Run:
    run = Run(passage, milliseconds)
    for number, character in enumerate(typed, 1):
        run.feed(Stroke(number * each, "delete" if character == "<" else "commit", character))
    run.finish(60_000)
    return run


def figures(net: float, accuracy: float = 0.98, fix_share: float = 0.0) -> Figures:
    return Figures("字/分", net, net, net, accuracy, accuracy, fix_share, None, None)


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (figures(46), "46 字/分, accuracy 98%, first dan: 4 字/分 to go"),
        (figures(49.8), "50 字/分, accuracy 98%, first dan: 1 字/分 to go"),
        (figures(55, 0.969), "55 字/分, accuracy 96%; first dan asks for an accuracy of 97%"),
        (figures(55, 0.98, 0.2), "55 字/分, accuracy 98%; 20% taken back, first dan allows 15%"),
        (figures(50, 0.97, 0.15), "50 字/分, accuracy 97%: first dan reached"),
    ],
)
def test_the_headline_says_what_the_goal_still_asks(found: Figures, text: str) -> None:
    assert headline(found, DAN) == text


def test_errors_and_corrections_fall_into_the_window_in_which_they_were_typed() -> None:
    run = run_of("一二三四五六七八九十" * 4, "一二三四五六七八九十" + "一二X四五六七八九十" + "一二三<三五六")
    found = windows(run, run.steps(), 72)
    assert [window.errors for window in found] == [0, 1, 1, *[0] * 9]
    assert [window.fixed for window in found] == [False, False, True, *[False] * 9]
    assert [window.speed for window in found][:3] == [108, 120, 84]


def test_windows_are_put_together_where_they_do_not_fit() -> None:
    run = run_of("一" * 101, "一" * 100)
    assert len(windows(run, run.steps(), 5)) == 4
    assert speed_chart(run, run.steps(), width=5, rows=1).cell_length > 0


def test_a_run_of_less_than_two_windows_has_no_chart() -> None:
    run = Run("一二", None)
    run.feed(Stroke(900, "commit", "一二"))
    assert not speed_chart(run, run.steps(), width=70, rows=3)


def test_only_lines_with_mistakes_show_their_passage() -> None:
    run = run_of("一二三四五六七八", "一二三四五X七八")
    assert mistakes(run, run.steps(), 8).plain.splitlines() == ["一二三四", "五六七八", "五X 七八"]


@pytest.mark.parametrize("size", SIZES)
async def test_everything_is_told(size: tuple[int, int]) -> None:
    run = run_of("今天16:00前付款今天发货其余明天发" * 4, "今天16:00前付款明天发货其余明天发" + "今天<天16:00钱付款")
    report = Report("1 minute", run, None, ("focus",), DAN, ("今天发货",), fade="Reply: half hidden")
    async with showing(trainer_of(), TypingResultScreen(report), size) as pilot:
        await until_seen(
            pilot, "accuracy", "to go", "n Reply: half hidden", "Speed over time" if size[1] > 15 else "字/分"
        )
        screen = pilot.app.screen
        assert isinstance(screen, TypingResultScreen)
        await press(pilot, *["pagedown"] * 6)
        assert "taken back" in seen(pilot)


async def test_a_void_run_says_why() -> None:
    report = Report("First dan", run_of("今天", "今天"), Message("Text was pasted."))
    async with showing(trainer_of(), TypingResultScreen(report)) as pilot:
        await until_seen(pilot, "✗ This run does not count: Text was pasted.")


@pytest.mark.parametrize(
    ("key", "given"), [("enter", None), ("r", "again"), ("w", "weak"), ("n", "fade"), ("s", "store")]
)
async def test_what_follows_is_given_back(key: str, given: str | None) -> None:
    trouble = JournalFull(Message("The disk is full"), Message("Free some space"))
    report = Report("1 minute", run_of("今天", "今天"), weak=("今天",), trouble=trouble, fade="more")
    async with showing(trainer_of()) as pilot:
        taken: list[str | None] = []
        pilot.app.push_screen(TypingResultScreen(report), taken.append)
        await until_seen(pilot, "The disk is full", "Free some space", "store again", "practise these phrases")
        await press(pilot, key)
        assert taken == [given]


async def test_a_run_without_a_stroke_says_so() -> None:
    run = Run("今天", None)
    run.finish(0)
    async with showing(trainer_of(), TypingResultScreen(Report("Passage", run))) as pilot:
        await until_seen(pilot, "Nothing was typed.")


async def test_hostile_text_does_nothing() -> None:
    report = Report(HOSTILE, run_of(HOSTILE, HOSTILE[:30]), Message(HOSTILE.replace("{", "")), (), None, (HOSTILE,))
    async with showing(trainer_of(), TypingResultScreen(report)) as pilot:
        await until_seen(pilot, "[@click=app.quit]")
        assert harmless(seen(pilot))
