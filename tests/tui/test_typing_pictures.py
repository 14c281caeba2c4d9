"""How a run, its result and the history look, in both languages. Update: ``pytest --snapshot-update``."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from kdeck.core.shop import Shop
from kdeck.core.typing.run import Drill, Item, Run, Try
from kdeck.core.typing.score import Stroke
from kdeck.language import Language
from kdeck.text.typing import Goal
from kdeck.trainer.typing import Passage, record
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.typing import TypingScreen
from kdeck.tui.screens.typing_result import Report, TypingHistoryScreen, TypingResultScreen
from kdeck.tui.screens.typing_run import DrillScreen, Task, TypingRunScreen
from tests.builders import make_card
from tests.tui.builders import Watch, at_home, commit, settled, trainer_of
from tests.tui.conftest import Looks

PASSAGES: dict[Language, str] = {
    "zh": "亲，四点以前付款的订单当天发货。\n这双鞋偏窄，换大半码会更舒服哦。\n外套建议三十度以下手洗，阴干就可以。",
    "en": "Orders paid before four leave today. These shoes run narrow: half a size up is more comfortable.",
}
_TRIES = (Try(66, 0), Try(43, 0), None, Try(58, 1))
DRILLS: dict[Language, Drill] = {
    "zh": Drill(
        (
            Item("这双鞋偏窄，"),
            Item("阴干就可以。"),
            Item("洗得很干净，", ("得", "的")),
            Item("拍下的订单", ("拍", "排")),
        ),
        50,
        "字/分",
        2,
        _TRIES,
    ),
    "en": Drill(
        (
            Item("Orders paid before four leave today."),
            Item("half a size up"),
            Item("more comfortable.", ("m", "n")),
            Item("0O0 O0O", ("0", "O")),
        ),
        40,
        "WPM",
        2,
        _TRIES,
    ),
}
TYPED: dict[Language, str] = {
    "zh": "亲，四点以前付款得订单当发货。这双鞋偏窄,换换大半码<<<<换大半码会更舒服哦。",
    "en": "Orders paid befor four leaave today. These shoos run<<< run narrow",
}


def taken(language: Language) -> Run:
    """A minute with a wrong, a missing and an extra character, and something taken back."""
    run, ms = Run(PASSAGES[language] * 3, 60_000), 0
    for number, character in enumerate(TYPED[language] + "。" * 3):
        ms += 1_200 if language == "zh" and number % 7 else 700
        run.feed(Stroke(ms, "delete" if character == "<" else "commit", character))
    run.finish(60_000)
    return run


def screen_of(place: str, language: Language) -> Screen[object]:
    """One of the screens."""
    goal = Goal("1 段" if language == "zh" else "first dan", 50, 0.97, 0.15)
    if place == "run":
        title = "三分钟" if language == "zh" else "3 minutes"
        return TypingRunScreen(Task(title, PASSAGES[language], 180_000))  # type: ignore[return-value]
    if place == "menu":
        return TypingScreen()  # type: ignore[return-value]
    if place == "drill":
        return DrillScreen(DRILLS[language])  # type: ignore[return-value]
    if place == "history":
        return TypingHistoryScreen()  # type: ignore[return-value]
    weak = ("付款得订单", "这双鞋偏窄，") if language == "zh" else ("narrow", "leave today")
    return TypingResultScreen(Report("1", taken(language), goal=goal, weak=weak))  # type: ignore[return-value]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", ["menu", "run", "result", "drill", "history"])
@pytest.mark.parametrize("size", [(80, 24), (50, 15)])
def test_typing_looks_as_it_did(place: str, language: Language, size: tuple[int, int], looks: Looks) -> None:
    watch = Watch()
    trainer = trainer_of([make_card("a/1", "recall", "q", ("b",))], watch=watch, shop=Shop(name="云杉户外"))
    for number, mode in enumerate(("timed-1", "certified", "certified")):
        passage = Passage(mode, PASSAGES["zh"] * 4, "zh", number, 60_000)  # type: ignore[arg-type]
        run = Run(passage.text, 60_000)
        for place_, grapheme in enumerate(run.passage[: 38 + 8 * number], 1):
            run.feed(Stroke(place_ * 1_000, "commit", grapheme))
        run.finish(60_000)
        record(trainer, passage, run, monotonic_ms=60_000, wall_ms=60_000, witness="带教甲" if number == 2 else "")
        watch.think(4_000)
    app = KdeckApp(trainer, language=language, monotonic=watch.monotonic)

    async def go_there(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        screen = screen_of(place, language)
        app.push_screen(screen)
        await settled(pilot)
        if isinstance(screen, TypingRunScreen):
            watch.think(3)
            screen.tick()
            await settled(pilot)
            await commit(pilot, TYPED[language].replace("<", "\x7f"))
            watch.think(42)
            screen.tick()
        await settled(pilot)

    looks(app, go_there, size, picture=True)
