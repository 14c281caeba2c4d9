"""Where an app can open: a learner with something of everything, and every screen that a key can lead to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from textual.screen import Screen

from kdeck.core.levels.need import ExamNeed, WitnessNeed
from kdeck.core.shop import Deck
from kdeck.core.typing.run import Drill, Item
from kdeck.decks.library import Library, library_of
from kdeck.journal.sqlite import SqliteJournal, open_journal
from kdeck.trainer.exam import begin, trial
from kdeck.trainer.exam.sitting import Exam
from kdeck.trainer.levels import confirm
from kdeck.trainer.study import study
from kdeck.trainer.tour import Preview
from kdeck.trainer.trainer import Trainer
from kdeck.tui.app import KdeckApp, PreviewApp
from kdeck.tui.screens.browse import BrowseScreen
from kdeck.tui.screens.card import CardScreen, FlagModal
from kdeck.tui.screens.certificate import CertificateScreen
from kdeck.tui.screens.charts import ChartsScreen
from kdeck.tui.screens.chat_drill import ChatDrillScreen
from kdeck.tui.screens.exam_result import ExamResultScreen
from kdeck.tui.screens.exam_sitting import ExamSittingScreen
from kdeck.tui.screens.home_boxes import ChangesModal
from kdeck.tui.screens.levels import DanScreen, LadderScreen, SubmitModal
from kdeck.tui.screens.settings import SettingsScreen
from kdeck.tui.screens.sittings import SummaryScreen
from kdeck.tui.screens.typing_run import DrillScreen, Task, TypingRunScreen
from kdeck.tui.shell import Begun, Welcome
from tests.builders import trainer_of
from tests.core.chat.making import PARCEL, SIZE, THANKS, TODAY, customer, drill
from tests.trainer.levels.builders import TYPING_ONE, answer, judged_cards, level, shop
from tests.trainer.test_typing import CARDS as PHRASES
from tests.tui.builders import EVERY, PHRASE, RULE, Watch

LEARNER = "amy"
_DECK = "deck: basics\ntitle: 基础\ncards:\n" + "".join(
    f"  - {{id: c{number}, front: 问题{number}？, back: 答案{number}}}\n" for number in range(30)
)


class World(NamedTuple):
    """A learner's folder, the journal in it, the trainer, and both clocks."""

    folder: Path
    journal: SqliteJournal
    trainer: Trainer
    watch: Watch


def library() -> Library:
    """Every kind of card, replies to type, chats, levels with exams of three questions."""
    exam = ExamNeed(("care",), 8, 5, 0.5)
    levels = shop(level(1, WitnessNeed()), level(2, exam, TYPING_ONE, WitnessNeed()), level(3, TYPING_ONE))
    cards = (*EVERY, RULE, PHRASE, *judged_cards(40), *PHRASES)
    decks = [Deck(name, name, "zh", "", (), f"{name}.yaml", 0, 0) for name in dict.fromkeys(c.deck for c in cards)]
    chats = (customer(PARCEL, TODAY, name="小鹿"), customer(SIZE, THANKS, name="豆豆"), customer(SIZE, name="阿福"))
    return library_of(cards, levels, decks, chats=chats)


@contextmanager
def world() -> Iterator[World]:
    """Somebody with a level, some answers, and the rest to come; the journal is checked when they leave."""
    with tempfile.TemporaryDirectory() as name, chdir(name), patch.dict(os.environ, HOME=name):  # pages are saved there
        watch = Watch()
        journal = open_journal(f"{name}/{LEARNER}.db", LEARNER, create=True)
        try:
            trainer = trainer_of(library(), watch.now, journal)  # type: ignore[arg-type] # any clock will do
            confirm(trainer, 1, "王老师")
            for card in judged_cards(6):
                answer(trainer, card)
            yield World(Path(name), journal, trainer, watch)
        finally:
            journal.close()


def drilled(world: World) -> Screen[Any]:
    """A chat drill of two customers at once."""
    return ChatDrillScreen("Drill", drill(customer(), customer(name="b"), chats=2), ("亲，在的哦", "好的"))


def examined(world: World) -> Screen[Any]:
    """A practice exam that has begun."""
    return ExamSittingScreen(begin(world.trainer, trial(()), world.watch.monotonic))


def ended(world: World) -> Exam:
    """An exam that was given up."""
    sitting = begin(world.trainer, trial(()), world.watch.monotonic)
    sitting.give_up()
    return sitting


def summed(world: World) -> Screen[Any]:
    """A sitting that is left at once."""
    sitting = study(world.trainer, None, world.watch.monotonic)
    return SummaryScreen(sitting, sitting.figures())


SCREENS: dict[str, Callable[[World], Screen[Any]]] = {
    "browse": lambda world: BrowseScreen(),
    "card": lambda world: CardScreen(RULE.id),
    "certificate": lambda world: CertificateScreen(1),
    "charts": lambda world: ChartsScreen(),
    "chat drill": drilled,
    "exam": examined,
    "exam result": lambda world: ExamResultScreen(ended(world).record),
    "changes": lambda world: ChangesModal(),
    "level": lambda world: DanScreen(2),
    "own deck": lambda world: SubmitModal(),
    "flag": lambda world: FlagModal("?"),
    "summary": summed,
    "fading": lambda world: DrillScreen(Drill((Item("洗得干净", ("洗", "得")), Item("慢慢挑")), 50, "字/分")),
    "ladder": lambda world: LadderScreen(),
    "settings": lambda world: SettingsScreen(),
    "typing": lambda world: TypingRunScreen(Task("Run", "亲，在的哦。" * 3, 20_000, certified=True)),
}
"""What lies above Home when an app opens."""
STARTS = ("first run", "first run, named", "preview", "home", "study", "study", "exams", "typing", "chats", *SCREENS)


def app_at(start: str, world: World) -> KdeckApp:
    """An app that opens there."""
    monotonic = world.watch.monotonic
    if start.startswith("first run"):
        asked = Welcome(lambda _name: Begun(world.trainer, "journal.db"), "amy" if "named" not in start else None)
        return KdeckApp(world.trainer, language="en", welcome=asked, monotonic=monotonic)
    if start == "preview":
        (world.folder / "shop.yaml").write_text("shop: s\nname: 店\nlang: zh-Hans\n", encoding="utf-8")
        (world.folder / "basics.yaml").write_text(_DECK, encoding="utf-8")
        return PreviewApp(world.trainer, Preview(str(world.folder / "basics.yaml"), None, "", lambda: 0), language="en")
    openings: dict[str, Any] = {"study": "study", "exams": "exam", "typing": "typing", "chats": "chats"}
    return KdeckApp(world.trainer, language="en", start=openings.get(start, "home"), monotonic=monotonic)
