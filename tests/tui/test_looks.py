"""Opening a screen is a look: every one of them leaves the journal as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from textual.screen import Screen

from kdeck.core.levels.need import WitnessNeed
from kdeck.core.plan.day import Queue
from kdeck.decks.library import open_library
from kdeck.journal.sqlite import open_journal
from kdeck.language import Language
from kdeck.trainer.chat import begin as begin_chats
from kdeck.trainer.exam import begin, history, resume, trial
from kdeck.trainer.exam.results import record_of
from kdeck.trainer.study import PRACTICE, Study, study
from kdeck.trainer.tour import Preview, tour
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing.practice import practice as weak
from kdeck.trainer.upkeep import catch_up, mark
from kdeck.tui import screens
from kdeck.tui.screens.base import KdeckModal, KdeckScreen
from kdeck.tui.screens.browse import BrowseScreen
from kdeck.tui.screens.card import CardScreen, FlagModal, MarkingScreen
from kdeck.tui.screens.certificate import CertificateScreen, SaveModal
from kdeck.tui.screens.charts import ChartsScreen
from kdeck.tui.screens.chat_drill import ChatDrillScreen, QuickRepliesScreen
from kdeck.tui.screens.chats import ChatHistoryScreen, ChatReport, ChatResultScreen, ChatsScreen
from kdeck.tui.screens.exam_result import ExamHistoryScreen, ExamResultScreen
from kdeck.tui.screens.exam_sitting import ExamSittingScreen
from kdeck.tui.screens.exams import ExamDecksModal, ExamLeaveModal, ExamScreen, ExamStartModal
from kdeck.tui.screens.frames import EntryModal, HistoryScreen, LeaveModal, MenuScreen, PageScreen, ReadingScreen
from kdeck.tui.screens.help import HelpScreen
from kdeck.tui.screens.home import HomeScreen
from kdeck.tui.screens.home_boxes import ChangesModal, DatesModal, PracticeModal
from kdeck.tui.screens.levels import ConfirmModal, DanScreen, LadderScreen, SubmitModal
from kdeck.tui.screens.preview import PreviewScreen
from kdeck.tui.screens.settings import SettingsScreen
from kdeck.tui.screens.sitting import SittingScreen
from kdeck.tui.screens.sittings import SummaryScreen, TourScreen
from kdeck.tui.screens.study import StudyScreen
from kdeck.tui.screens.typing import InputCheckModal, TypingScreen
from kdeck.tui.screens.typing_result import Report, TypingHistoryScreen, TypingResultScreen, WitnessModal
from kdeck.tui.screens.typing_run import DrillScreen, Task, TypingRunScreen, leave_modal
from kdeck.tui.screens.welcome import WelcomeDoneScreen, WelcomeScreen
from kdeck.tui.shell import Begun, Welcome
from tests.builders import HandClock, trainer_of
from tests.cli.conftest import DECK, SHOP
from tests.cli.test_looks import NEXT_DAY, contents, leave_over
from tests.trainer.levels.builders import judged_cards, level, shop
from tests.tui.builders import at_home, press, settled
from tests.tui.stage import app_of, seen, showing
from tests.tui.test_typing_result import run_of

CHATS = """\
deck: talk
chats:
  - id: late
    name: 王女士
    turns:
      - text: 还没发货吗？
        must: [[今天]]
        say: 亲，今天就发。
"""
Make = Callable[[Trainer], Screen[Any]]


def a_card(trainer: Trainer) -> str:
    return trainer.library.ids[1]


def practised(trainer: Trainer) -> Study:
    return Study(trainer, Queue((a_card(trainer),)), PRACTICE, lambda: 0.0)


def sitting(trainer: Trainer) -> Any:
    """An exam that runs."""
    catch_up(trainer)
    return resume(trainer, lambda: 0.0) or begin(trainer, trial(()), lambda: 0.0)


def exam_result(trainer: Trainer) -> ExamResultScreen:
    record = record_of(trainer, history(trainer)[0].id)
    assert record is not None
    return ExamResultScreen(record)


def chats(trainer: Trainer) -> Any:
    return begin_chats(trainer, "chat", 1)


def welcome(trainer: Trainer) -> WelcomeScreen:
    return WelcomeScreen(Welcome(lambda _name: Begun(trainer, ""), "amy"))


def drill(trainer: Trainer) -> DrillScreen:
    from kdeck.core.typing.run import Drill, Item

    return DrillScreen(weak(trainer) or Drill((Item("亲，在的"),), 50.0, "字/分"))


SCREENS: dict[type[Screen[Any]], Make] = {
    HomeScreen: lambda _trainer: HomeScreen(),
    BrowseScreen: lambda _trainer: BrowseScreen("is:due"),
    CardScreen: lambda trainer: CardScreen(a_card(trainer)),
    CertificateScreen: lambda _trainer: CertificateScreen(1),
    SaveModal: lambda _trainer: SaveModal(1),
    ChangesModal: lambda _trainer: ChangesModal(),
    ChartsScreen: lambda _trainer: ChartsScreen(),
    DatesModal: lambda trainer: DatesModal(trainer.today()),
    ChatDrillScreen: lambda trainer: ChatDrillScreen("", chats(trainer), ()),
    ChatHistoryScreen: lambda _trainer: ChatHistoryScreen(),
    ChatResultScreen: lambda trainer: ChatResultScreen(ChatReport("chat", chats(trainer), None)),
    ChatsScreen: lambda _trainer: ChatsScreen(),
    ExamScreen: lambda _trainer: ExamScreen(),
    ExamHistoryScreen: lambda _trainer: ExamHistoryScreen(),
    ExamLeaveModal: lambda trainer: ExamLeaveModal(sitting(trainer)),
    ExamResultScreen: exam_result,
    ExamSittingScreen: lambda trainer: ExamSittingScreen(sitting(trainer)),
    ExamDecksModal: lambda _trainer: ExamDecksModal(),
    ExamStartModal: lambda _trainer: ExamStartModal(trial(()), 7),
    FlagModal: lambda _trainer: FlagModal("?"),
    HelpScreen: lambda _trainer: HelpScreen(),
    LadderScreen: lambda _trainer: LadderScreen(),
    DanScreen: lambda _trainer: DanScreen(2),
    ConfirmModal: lambda _trainer: ConfirmModal(1),
    SubmitModal: lambda _trainer: SubmitModal(),
    PracticeModal: lambda _trainer: PracticeModal(),
    PreviewScreen: lambda trainer: PreviewScreen(Preview(trainer.library.root, None, "en", lambda: 0)),
    QuickRepliesScreen: lambda _trainer: QuickRepliesScreen(),
    SettingsScreen: lambda _trainer: SettingsScreen(),
    StudyScreen: lambda trainer: StudyScreen(practised(trainer)),
    SummaryScreen: lambda trainer: SummaryScreen(made := practised(trainer), made.figures()),
    TourScreen: lambda trainer: TourScreen(tour(trainer, lambda: 0.0)),
    TypingScreen: lambda _trainer: TypingScreen(),
    InputCheckModal: lambda _trainer: InputCheckModal(),
    DrillScreen: drill,
    TypingHistoryScreen: lambda _trainer: TypingHistoryScreen(),
    TypingResultScreen: lambda _trainer: TypingResultScreen(Report("", run_of("一二三四", "一二三四"))),
    WitnessModal: lambda _trainer: WitnessModal(),
    LeaveModal: lambda _trainer: leave_modal(),
    TypingRunScreen: lambda _trainer: TypingRunScreen(Task("", "一二三四", 60_000)),
    WelcomeScreen: welcome,
    WelcomeDoneScreen: lambda _trainer: WelcomeDoneScreen(None),
}
COMMON = {
    SittingScreen,
    KdeckScreen,
    KdeckModal,
    MarkingScreen,
    ReadingScreen,
    PageScreen,
    MenuScreen,
    HistoryScreen,
    EntryModal,
}
"""What screens are made of."""


@pytest.fixture
def left_over(tmp_path: Path) -> Iterator[tuple[Trainer, Path]]:
    """A learner on the morning after, and the journal's file: see ``leave_over``."""
    from kdeck.cli.context import moment_at

    home, decks = tmp_path / "home", tmp_path / "library"
    decks.mkdir()
    (decks / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (decks / "basics.yaml").write_text(DECK, encoding="utf-8")
    (decks / "chats.yaml").write_text(CHATS, encoding="utf-8")
    path = leave_over(home, decks)
    journal = open_journal(str(path), "amy")
    yield trainer_of(open_library(str(decks), None), HandClock(moment_at(NEXT_DAY)), journal, seed=7), path
    journal.close()


def test_every_screen_of_the_app_is_among_those_that_are_opened_here() -> None:
    modules = [import_module(f"{screens.__name__}.{module.name}") for module in iter_modules(screens.__path__)]
    known = {
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, KdeckScreen) and each.__module__ == module.__name__
    }
    assert known - COMMON == set(SCREENS)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
async def test_opening_a_screen_writes_nothing(
    left_over: tuple[Trainer, Path], screen: type[Screen[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    trainer, path = left_over
    made = SCREENS[screen](trainer)
    before = contents(path)
    async with showing(trainer, made) as pilot:
        await at_home(pilot)
        assert isinstance(app_of(pilot).screen, screen)
        await settled(pilot)
        assert contents(path)[1] == before[1]


async def test_home_looked_at_again_and_again_writes_nothing_and_shows_what_the_next_sitting_will_find(
    left_over: tuple[Trainer, Path],
) -> None:
    trainer, path = left_over
    before = contents(path)
    async with showing(trainer) as pilot:
        for key in ("p", "x", "b", "comma"):
            await press(pilot, key, "escape", "escape")
        await at_home(pilot)
        assert contents(path)[1] == before[1]
        shown = seen(pilot)
        await press(pilot, "s", "escape")
        assert {event.kind for event in trainer.journal.events()} >= {"dan", "rename"}
        await at_home(pilot)
        counts = [line for line in shown.splitlines() if "due" in line]
        assert counts
        assert [line for line in seen(pilot).splitlines() if "due" in line] == counts


async def test_leaving_a_sitting_keeps_what_spares_the_next_looks_some_work(left_over: tuple[Trainer, Path]) -> None:
    trainer, _path = left_over
    study(trainer)
    async with showing(trainer) as pilot:
        await press(pilot, "a", "enter")
        await press(pilot, "escape")
        await press(pilot, "s")
        await press(pilot, "escape")
        await settled(pilot)
    assert trainer.journal.setting("levels")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_simulated_journal_is_called_so_at_the_head_of_every_screen(language: Language) -> None:
    trainer = learner_of_levels()
    mark(trainer)
    screens: tuple[Screen[Any], ...] = (LadderScreen(), ChartsScreen(), CertificateScreen(1), ExamHistoryScreen())
    word = {"en": "simulated", "zh": "模拟"}[language]
    async with showing(trainer) as pilot:
        app_of(pilot).switch_language(language)
        await settled(pilot)
        assert word in seen(pilot).splitlines()[0]
        for screen in screens:
            app_of(pilot).push_screen(screen)
            await settled(pilot)
            assert word in seen(pilot).splitlines()[0]
        app_of(pilot).switch_language("en")


async def test_no_screen_of_a_real_journal_says_that_it_is_simulated() -> None:
    async with showing(learner_of_levels()) as pilot:
        assert "simulated" not in seen(pilot)


def learner_of_levels() -> Trainer:
    """Nobody has done anything yet."""
    return trainer_of(judged_cards(3), shop=shop(level(1, WitnessNeed())))
