"""How the ladder, a level and a certificate look, both languages, two sizes. Update: ``pytest --snapshot-update``."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from kdeck.core.levels.need import DanAsked, DeckNeed, ExamNeed, RecallNeed, RespondNeed, TypingNeed, WitnessNeed
from kdeck.core.shop import Deck
from kdeck.decks.library import library_of
from kdeck.language import Language
from kdeck.trainer.trainer import Trainer
from kdeck.tui.app import KdeckApp
from tests.builders import HandClock, trainer_of
from tests.trainer.levels.builders import TYPING_ONE, answer, judged_cards, shop, type_run
from tests.tui.builders import at_home, press, settled
from tests.tui.conftest import Looks

EXAM = ExamNeed((), 40, 20, 0.9)
LEVELS: tuple[DanAsked, ...] = (
    DanAsked(1, "基础功：电脑、打字", (TYPING_ONE, RecallNeed(("desk",), 0.9, 0.95))),
    DanAsked(
        2,
        "沟通能力：心态、话术",
        (TypingNeed(60, 0.97, 5, (2, 3)), RecallNeed(("freight",), 0.9, 0.95), EXAM, WitnessNeed()),
    ),
    DanAsked(3, "做准备：产品知识", (RecallNeed((), 0.9, 0.95), EXAM)),
    DanAsked(4, "会推荐：认识顾客", (EXAM,)),
    DanAsked(7, "售后服务：问候和回访", (RespondNeed(3, 20.0, 0.9),)),
    DanAsked(9, "做流程：提高整个团队的业绩", (DeckNeed(20, 3), WitnessNeed())),
)
PLACES: dict[str, tuple[str, ...]] = {
    "ladder": ("p",),
    "level": ("p", "enter"),
    "lapsed": ("p", "up", "enter"),
    "certificate": ("p", "c"),
}


def learner() -> Trainer:
    """Who has reached the first level twenty days ago, has forgotten some of it, and is on the way to the second."""
    clock = HandClock()
    cards = judged_cards(14, "desk") + judged_cards(40, "freight")
    titles = (("desk", "桌面基本功"), ("freight", "运费"))
    decks = [Deck(name, title, "zh", "", (), f"{name}.yaml", 0, 0) for name, title in titles]
    trainer = trainer_of(library_of(cards, shop(*LEVELS), decks), clock)
    for card in cards[:14]:
        answer(trainer, card)
    type_run(trainer, 52, 0.98, 0.05)
    type_run(trainer, 56, 0.985, 0.04)
    clock.move(days=20)
    for card in cards[14:40]:
        answer(trainer, card)
    return trainer


@pytest.mark.parametrize("size", [(80, 24), (50, 15)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_it_looks_as_it_did(place: str, language: Language, size: tuple[int, int], looks: Looks) -> None:
    app = KdeckApp(learner(), language=language, monotonic=lambda: 100.0)

    async def go_there(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        await press(pilot, *PLACES[place])
        await settled(pilot)

    looks(app, go_there, size, picture=place != "lapsed")
