"""The terminal app: screens, themes, the language, and one thread for everything that touches the journal."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, TypeVar

from rich.console import RenderableType
from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message as Message_
from textual.notifications import Notification, Notify, SeverityLevel
from textual.screen import Screen

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message
from kdeck.core.plan.day import DayPlan
from kdeck.language import Language, _, current, languages, own_name, render, use
from kdeck.trainer.trainer import DeckProgress, Trainer
from kdeck.trainer.upkeep import view, wrap_up
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.home import HomeScreen
from kdeck.tui.shell import Begun, Shell, Start, Taker, Then, Welcome, load
from kdeck.tui.theme import NAMES, THEMES
from kdeck.tui.turns import Turns

if TYPE_CHECKING:
    from kdeck.core.cards.card import Prompt
    from kdeck.trainer.exam.sitting import Exam
    from kdeck.trainer.tour import Preview


P = ParamSpec("P")
T = TypeVar("T")


class Notice(Notification):
    """A notice whose toast always has time left.

    Textual makes a toast of what has not expired a moment before. A slow machine may lose its last moment in between,
    and a timer with no time left never ends, nor does the app then answer again.
    """

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return super().time_left <= 0

    @property
    def time_left(self) -> float:
        """Seconds, more than none."""
        return max(0.05, super().time_left)


class KdeckApp(App[None]):
    """One learner at one terminal.

    home_note: said on the home screen at the start. journal_file: where the learner's data lie. start, deck: begin
    to study at once, one deck only where given, or open typing. welcome: a first run comes before Home.
    monotonic: seconds of a clock that never goes back, for thinking times. failure: the error that ended the app.
    painted: when a screen was last painted, as events carry their time. sitting: the exam that is on the screen.
    reached: the levels that have been reached since it was opened.
    """

    CSS_PATH = ["app.tcss", "screens/home.tcss"]  # noqa: RUF012 - Textual loads no sheet of the default screen itself
    TITLE = "kdeck"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q,ctrl+c", "quit", show=False, priority=True)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]  # noqa: RUF012 - Textual's own declaration
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012 - Textual's own declaration

    def __init__(
        self,
        trainer: Trainer,
        *,
        language: Language,
        home_note: Message | None = None,
        journal_file: str = "",
        start: Start = "home",
        deck: str | None = None,
        welcome: Welcome | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        use(language)
        self.trainer = trainer
        self.home_note = home_note
        self.journal_file = journal_file
        self.monotonic = monotonic
        self.start: Start = start
        self.start_deck = deck
        self._welcome = welcome
        self.overview: tuple[DayPlan, tuple[DeckProgress, ...]] | None = None
        self.failure: BaseException | None = None
        self.sitting: Exam | None = None
        self.turns = Turns(self)
        self.painted = 0.0
        self.reached: tuple[int, ...] = ()
        self._told = len(trainer.awards.made)
        self._desk = ThreadPoolExecutor(1, "trainer")
        for theme in THEMES:
            self.register_theme(theme)
        # Assigning the theme would have every style sheet parsed a second time before the first paint.
        self.set_reactive(App.theme, NAMES[trainer.settings.theme])
        self.stylesheet.set_variables(self.get_css_variables())

    async def on_load(self) -> None:
        """Count while the terminal gets ready, so that the first paint is the right one."""
        if self._welcome is None:
            self.overview = await self.look(Trainer.overview)

    def get_default_screen(self) -> Screen[None]:
        """Home; nothing before a first run, after which Home comes."""
        return HomeScreen() if self._welcome is None else Screen()

    def on_mount(self) -> None:
        """A first run comes before all else."""
        if self._welcome is not None:
            self.show("welcome", self._welcome)

    def take_over(self, begun: Begun) -> None:
        """Go on with the journal that the first run has opened."""
        self.trainer, self.journal_file, self.home_note = begun
        self._told = len(self.trainer.awards.made)

    async def welcomed(self, then: Then | None) -> None:
        """The first run is over: Home from now on, or the first card at once."""
        self.start = "study" if then == "study" else "home"
        self.overview = await self.look(Trainer.overview)
        self.call_later(self.switch_screen, HomeScreen())  # not from within a handler of the screen that goes

    async def ask(self, func: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call the trainer on its one thread: in order, off the event loop, and finished even if the screen goes."""
        result = await asyncio.get_running_loop().run_in_executor(self._desk, lambda: func(*args, **kwargs))
        self._congratulate()
        return result

    async def look(self, func: Callable[Concatenate[Trainer, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask about the learner on the trainer's thread: a query, which finds what is left over done, and stores none.

        What is begun, answered or changed goes through ``ask``.
        """

        def seen() -> T:
            return func(view(self.trainer), *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._desk, seen)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a notice in a corner for a while."""
        seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(Notice(message, title, severity, seconds, markup)))

    def tell(self, error: KdeckError) -> None:
        """Say what went wrong and what to do about it."""
        text = render(error.message) + (f"\n{render(error.hint)}" if error.hint else "")
        self.notify(text, severity="error", timeout=10, markup=False)

    @contextmanager
    def telling(self) -> Iterator[None]:
        """What raises a ``KdeckError`` within ends there, and the error is told."""
        try:
            yield
        except KdeckError as error:
            self.tell(error)

    def _congratulate(self) -> None:
        """Tell the levels that have been reached since this was last asked, wherever that was."""
        new = self.trainer.awards.made[self._told :]
        for dan in new:
            self.notify("✓ " + _("Dan {dan} is reached.").format(dan=dan), timeout=8, markup=False)
        self._told, self.reached = self._told + len(new), (*self.reached, *new)

    @property
    def pressed(self) -> float:
        """When the key whose turn it is was read, as events carry their time."""
        return self.turns.pressed

    def has_painted(self, screen: Screen[Any]) -> bool:
        """Whether all is done, and nothing of this screen waits to be painted."""
        return self.turns.painted(screen)

    def wrap_up(self) -> None:
        """Let the trainer keep what a sitting has come to, while nobody waits for it."""
        self.run_worker(self.ask(wrap_up, self.trainer), exit_on_error=True)

    def switch_language(self, language: Language) -> None:
        """Show every screen in another language, now."""
        use(language)
        for screen in self.screen_stack:
            if isinstance(screen, KdeckScreen):
                screen.repaint()

    def switch_theme(self, name: str) -> None:
        """Show every screen in the ``dark`` or the ``light`` theme."""
        self.theme = NAMES[name]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The command palette: what the screen's keys do now, and what holds everywhere."""
        if isinstance(screen, KdeckScreen):
            for key in screen.keys_now():
                if key.action and key.shown:
                    yield SystemCommand(key.text, key.shown, lambda action=key.action: screen.act(action))
        if isinstance(screen, HomeScreen):
            yield SystemCommand(_("Progress in charts"), "", lambda: self.show("charts"))
        for other in languages():
            if other != current():
                yield SystemCommand(own_name(other), "", lambda other=other: self.switch_language(other))
        shade = "light" if self.theme == NAMES["dark"] else "dark"
        text = _("Light theme") if shade == "light" else _("Dark theme")
        yield SystemCommand(text, "", lambda: self.switch_theme(shade))
        yield SystemCommand(_("Quit"), "ctrl+q", self.action_quit)

    def action_command_palette(self) -> None:
        """Textual's palette, its one text in the language in use."""
        palette = load("palette")
        if not palette.is_open(self):
            self.push_screen(palette(placeholder=_("What do you want to do?"), id="--command-palette"))

    def show(self, route: str, *args: object, then: Taker | None = None) -> None:
        """Go to a room. args: what it is made from. then: takes what it gives when it closes."""
        self.push_screen(load(route)(*args), then)

    async def _post_message(self, message: Message_) -> bool:
        """What the terminal sends: keys, clicks and pastes wait for their turn, all else does not."""
        if isinstance(message, events.InputEvent | events.Paste):
            self.turns.take(message)
            return True
        return await super()._post_message(message)

    def simulate_key(self, key: str) -> None:
        """Press a key for a click: it is as old as the click."""
        event = events.Key(key, None)
        event.time = self.turns.pressed
        self.post_message(event)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Know when it was: what a key is pressed upon had been painted before it."""
        if renderable is not None:
            self.painted = events.Event().time
        super()._display(screen, renderable)

    @property
    def asked(self) -> Prompt | None:
        """The question of the exam that is on the screen."""
        return None if self.sitting is None else self.sitting.prompt

    def again(self) -> KdeckApp | None:
        """After an error in an exam: a new app that opens on it, for the error spends no question; else ``None``."""
        if self.failure is None or self.asked is None:
            return None
        app = KdeckApp(
            self.trainer,
            language=current(),
            journal_file=self.journal_file,
            start="exam",
            monotonic=self.monotonic,
        )
        app.sitting = self.sitting
        return app

    def close_desk(self) -> None:
        """Let the last write finish; call it when the app has ended."""
        self._desk.shutdown(wait=True)

    def _fatal_error(self) -> None:
        """Keep the error for whoever started the app, and print nothing: Textual would show every frame's variables."""
        self.failure = self._exception
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """The same for errors that Textual reports as a picture."""
        self.failure = self._exception or RuntimeError(" ".join(map(str, renderables)))
        self._return_code = 1
        self._close_messages_no_wait()


class PreviewApp(KdeckApp):
    """Begins with the preview. trainer: of an empty journal, for settings and help."""

    CSS_PATH = ["app.tcss", "screens/preview.tcss", "screens/question.tcss"]  # noqa: RUF012 - Textual's own

    def __init__(self, trainer: Trainer, preview: Preview, *, language: Language) -> None:
        super().__init__(trainer, language=language)
        self._preview = preview

    def get_default_screen(self) -> Screen[None]:
        """The preview."""
        screen: Screen[None] = load("preview")(self._preview)
        return screen


if TYPE_CHECKING:
    _SHELL: type[Shell] = KdeckApp  # a screen sees nothing else of it
