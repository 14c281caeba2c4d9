"""How the screens look, in both languages at two sizes. After a wanted change: ``pytest --snapshot-update``."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from kdeck.core.cards.card import Card
from kdeck.core.memory import Rating
from kdeck.core.shop import Shop
from kdeck.decks.library import library_of
from kdeck.language import Language
from kdeck.trainer.study import study
from kdeck.trainer.trainer import Trainer
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.study import StudyScreen
from tests.builders import HandClock, make_card, rated, revised, trainer_of
from tests.tui.builders import PHRASE, RULE, at_home, commit, press, settled
from tests.tui.conftest import Looks

SIZES = ((80, 24), (50, 15))
CARDS = (
    revised(
        make_card("dispatch/cutoff", "choice", "顾客 16:00 付款，商品有货，什么时候发货？", ("明天发货",), ("发货",)),
        wrong=("今天发货", "查过库存再答复"),
        why="16:00 不早于 16:00，所以不是今天。",
        source="发货时效 第 2 条",
        seconds=20,
    ),
    make_card(
        "care/wash",
        "typed",
        "山岚冲锋衣怎么洗？",
        ("30°C 以下手洗，阴干",),
        ("洗护",),
        why="暴晒伤压胶。",
        hint="水温和晾法",
    ),
    make_card(
        "returns/days",
        "recall",
        "七天无理由退货有哪三个条件？",
        ("商品完好，包装齐全，不影响再次销售。",),
        ("policy",),
    ),
    make_card("flow/steps", "order", "把售前流程排好。", ("问候", "推荐活动", "介绍商品", "核对订单", "请顾客收藏")),
)


FORM = revised(
    make_card("check/form", "spot", "这张订单哪里写错了？", ("尺码", "赠品")),
    fields=(("收货人", "王先生"), ("商品", "山岚冲锋衣"), ("尺码", "XXXS"), ("实付金额", "399 元"), ("赠品", "无")),
    why="没有 XXXS 这个码。",
)


def learner() -> Trainer:
    """Someone who has met one card, forgot another, and has two before her."""
    clock = HandClock()
    trainer = trainer_of(library_of(CARDS, Shop(name="云杉户外")), clock)
    session = study(trainer)
    for rating in (Rating.EASY, Rating.AGAIN):
        clock.move(seconds=8)
        rated(session, rating, 8000)
        session.go_on()
    clock.move(days=9)
    return trainer


PLACES: dict[str, tuple[str, ...]] = {
    "home": (),
    "question": ("s",),
    "answer": ("s", "1", "enter"),
    "browse": ("b",),
    "card": ("b", "down", "enter"),
    "settings": ("comma",),
    "help": ("question_mark",),
}


KINDS: dict[str, tuple[Card, tuple[str, ...]]] = {
    "rule": (RULE, ("s", "今天发货")),
    "phrase": (PHRASE._replace(seconds=30), ("s", "=不会夹脚的，我们保证给您换一双更合适的鞋，您放心", "enter")),
    "order": (CARDS[3], ("s", "2", "4", "up", "space")),
    "spot": (FORM, ("s", "3", "4", "enter")),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_looks_as_it_did(kind: str, language: Language, size: tuple[int, int], looks: Looks) -> None:
    card, keys = KINDS[kind]
    app = KdeckApp(trainer_of(library_of([card], Shop(name="云杉户外"))), language=language, monotonic=lambda: 100.0)

    async def go_there(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        for key in keys:
            if key.startswith("="):
                await commit(pilot, key[1:])
            elif key in (options := _options(app)):
                await press(pilot, str(options.index(key) + 1))
            else:
                await press(pilot, key)
        await settled(pilot)

    looks(app, go_there, size, picture=kind == "phrase")


def _options(app: KdeckApp) -> tuple[str, ...]:
    screen = app.screen
    return screen.sitting.prompt.options if isinstance(screen, StudyScreen) and screen.sitting.prompt else ()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_the_screen_looks_as_it_did(place: str, language: Language, size: tuple[int, int], looks: Looks) -> None:
    app = KdeckApp(learner(), language=language, monotonic=lambda: 100.0)

    async def go_there(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        await press(pilot, *PLACES[place])
        await settled(pilot)

    looks(app, go_there, size, picture=place != "question")
