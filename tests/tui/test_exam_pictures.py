"""How exams look, in both languages. Update: ``pytest --snapshot-update``."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from kdeck.core.levels.need import DanAsked, ExamNeed
from kdeck.core.shop import Shop
from kdeck.language import Language
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.exam_sitting import ExamSittingScreen
from tests.builders import answer_to
from tests.tui.builders import EVERY, PHRASE, RULE, Watch, at_home, press, settled, trainer_of
from tests.tui.conftest import Looks

SHOP = Shop(
    name="云杉户外",
    dans=(
        DanAsked(2, "沟通能力", (ExamNeed(("none",), 10, 5, 0.8),)),
        DanAsked(3, "产品与政策", (ExamNeed(("care",), 9, 5, 0.8),)),
    ),
)


async def come_to(place: str, pilot: Pilot[None], watch: Watch) -> None:
    """Walk to one of the places by keys."""
    await at_home(pilot)
    await press(pilot, "x")
    if place == "menu":
        return
    await press(pilot, "down", "enter")
    if place == "start":
        return
    await press(pilot, "enter")
    while isinstance(pilot.app.screen, ExamSittingScreen):
        prompt = pilot.app.screen.sitting.prompt
        assert prompt is not None
        watch.think(8)
        if place in ("question", "leave") and prompt.card.kind == "rule":
            await pilot.app.screen.tick()
            await settled(pilot)
            await press(pilot, "down")
            if place == "leave":
                await press(pilot, "escape")
            return
        await pilot.app.screen._give(answer_to(prompt, right=prompt.card.kind not in ("rule", "spot", "phrase")))
        await settled(pilot)
    await press(pilot, "down")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", ["menu", "start", "question", "leave", "result"])
def test_exams_look_as_they_did(place: str, language: Language, looks: Looks) -> None:
    watch = Watch()
    trainer = trainer_of((*EVERY, RULE, PHRASE), watch=watch, shop=SHOP)
    app = KdeckApp(trainer, language=language, monotonic=watch.monotonic)
    looks(app, lambda pilot: come_to(place, pilot, watch), picture=place != "leave")


@pytest.mark.parametrize("size", [(50, 15), (140, 40)])
def test_results_fit_small_and_wide_terminals(size: tuple[int, int], looks: Looks) -> None:
    watch = Watch()
    app = KdeckApp(trainer_of((*EVERY, RULE, PHRASE), watch=watch, shop=SHOP), language="zh", monotonic=watch.monotonic)
    looks(app, lambda pilot: come_to("result", pilot, watch), size)
