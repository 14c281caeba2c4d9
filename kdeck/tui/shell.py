"""What a screen may ask of the app, and the one table of rooms: each is imported when it is first shown.

A screen imports what it is made of. To another room it goes by ``Shell.show``, so that rooms may lead to each other
without a circle of imports, and the start loads nothing but Home.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Concatenate, Final, Literal, NamedTuple, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from textual.screen import Screen

    from kdeck.core.errors import KdeckError
    from kdeck.core.message import Message
    from kdeck.core.plan.day import DayPlan
    from kdeck.language import Language
    from kdeck.trainer.exam.sitting import Exam
    from kdeck.trainer.trainer import DeckProgress, Trainer

P = ParamSpec("P")
T = TypeVar("T")
Start = Literal["home", "study", "exam", "typing", "chats"]
"""Where the app opens."""
Taker = Callable[[Any], None] | Callable[[Any], Awaitable[None]]
"""What is done with what a room gives when it closes."""
Then = Literal["study", "home"]
"""Where the first run ends."""

ROUTES: Final = {
    "app": "kdeck.tui.app:KdeckApp",
    "browse": "kdeck.tui.screens.browse:BrowseScreen",
    "card": "kdeck.tui.screens.card:CardScreen",
    "certificate": "kdeck.tui.screens.certificate:CertificateScreen",
    "changes": "kdeck.tui.screens.home_boxes:ChangesModal",
    "charts": "kdeck.tui.screens.charts:ChartsScreen",
    "chat history": "kdeck.tui.screens.chats:ChatHistoryScreen",
    "chats": "kdeck.tui.screens.chats:ChatsScreen",
    "confirm level": "kdeck.tui.screens.levels:ConfirmModal",
    "dates": "kdeck.tui.screens.home_boxes:DatesModal",
    "exam": "kdeck.tui.screens.exams:ExamScreen",
    "exam history": "kdeck.tui.screens.exam_result:ExamHistoryScreen",
    "exam result": "kdeck.tui.screens.exam_result:ExamResultScreen",
    "exam sitting": "kdeck.tui.screens.exam_sitting:ExamSittingScreen",
    "flag": "kdeck.tui.screens.card:FlagModal",
    "help": "kdeck.tui.screens.help:HelpScreen",
    "home later": "kdeck.tui.home_later:find_out",
    "home forecast": "kdeck.tui.home_later:forecasting",
    "input check": "kdeck.tui.screens.typing:InputCheckModal",
    "ladder": "kdeck.tui.screens.levels:LadderScreen",
    "palette": "textual.command:CommandPalette",
    "practice": "kdeck.tui.screens.home_boxes:PracticeModal",
    "preview": "kdeck.tui.screens.preview:PreviewScreen",
    "quick replies": "kdeck.tui.screens.chat_drill:QuickRepliesScreen",
    "settings": "kdeck.tui.screens.settings:SettingsScreen",
    "study": "kdeck.tui.screens.sittings:study",
    "practise": "kdeck.tui.screens.sittings:practise",
    "relearn": "kdeck.tui.screens.sittings:relearn",
    "study screen": "kdeck.tui.screens.study:StudyScreen",
    "submit deck": "kdeck.tui.screens.levels:SubmitModal",
    "summary": "kdeck.tui.screens.sittings:SummaryScreen",
    "tour": "kdeck.tui.screens.sittings:show_tour",
    "tour screen": "kdeck.tui.screens.sittings:TourScreen",
    "typing": "kdeck.tui.screens.typing:TypingScreen",
    "typing drill": "kdeck.tui.screens.typing_run:DrillScreen",
    "typing history": "kdeck.tui.screens.typing_result:TypingHistoryScreen",
    "typing result": "kdeck.tui.screens.typing_result:TypingResultScreen",
    "typing run": "kdeck.tui.screens.typing:Flow",
    "typing screen": "kdeck.tui.screens.typing_run:TypingRunScreen",
    "welcome": "kdeck.tui.screens.welcome:WelcomeScreen",
    "witness": "kdeck.tui.screens.typing_result:WitnessModal",
}


def load(route: str) -> Any:
    """What stands at a route, imported now unless it has been; ``KeyError`` where there is no such route."""
    module, _colon, name = ROUTES[route].partition(":")
    return getattr(import_module(module), name)


class Begun(NamedTuple):
    """A journal that has been opened. note: what to say about it at Home."""

    trainer: Trainer
    journal_file: str
    note: Message | None = None


class Welcome(NamedTuple):
    """A first run.

    begin: opens the journal of a name, or of the learner who is meant anyway for ``None``; on the trainer's thread, and
    with ``UsageError`` for what can be no name. Nothing is written before it is called. name: what the learner may be
    called, for a start; ``None`` where that is settled.
    """

    begin: Callable[[str | None], Begun]
    name: str | None = None


class Shell(Protocol):
    """The app as its screens see it.

    monotonic: seconds of a clock that never goes back. overview: the counts of today that were there before the first
    paint. painted, pressed: when a screen was last painted and when the key whose turn it is was read, as events carry
    their time. sitting: the exam that is on the screen. reached: the levels that have been reached since the start.
    """

    trainer: Trainer
    monotonic: Callable[[], float]
    home_note: Message | None
    journal_file: str
    start: Start
    start_deck: str | None
    overview: tuple[DayPlan, tuple[DeckProgress, ...]] | None
    sitting: Exam | None
    reached: tuple[int, ...]
    painted: float

    @property
    def pressed(self) -> float: ...  # noqa: D102 - said above

    async def ask(self, func: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Let the trainer do something, on its one thread."""

    async def look(self, func: Callable[Concatenate[Trainer, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask about the learner: a query, given a trainer that stores nothing."""

    def show(self, route: str, *args: object, then: Taker | None = None) -> None:
        """Go to a room. args: what it is made from. then: takes what it gives when it closes."""

    def tell(self, error: KdeckError) -> None:
        """Say what went wrong and what to do about it."""

    def telling(self) -> AbstractContextManager[None]:
        """What raises a ``KdeckError`` within ends there, and the error is told."""

    def has_painted(self, screen: Screen[Any]) -> bool:
        """Whether all is done, and nothing of this screen waits to be painted."""

    def wrap_up(self) -> None:
        """Let the trainer keep what a sitting has come to, while nobody waits for it."""

    def switch_language(self, language: Language) -> None:
        """Show every screen in another language, now."""

    def switch_theme(self, name: str) -> None:
        """Show every screen in the ``dark`` or the ``light`` theme."""

    def take_over(self, begun: Begun) -> None:
        """Go on with the journal that the first run has opened."""

    async def welcomed(self, then: Then | None) -> None:
        """The first run is over: Home from now on, or the first card at once."""
