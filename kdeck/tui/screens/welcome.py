"""The end of the first run: where one starts, and what to do now."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from kdeck.core.errors import KdeckError, UsageError
from kdeck.core.message import Message
from kdeck.core.strings import writing_of
from kdeck.core.typing.score import Figures
from kdeck.language import Language, _, current, languages, own_name, render
from kdeck.text.typing import last_line
from kdeck.trainer.settings import note_welcome
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import Passage, dan_grade, grades, passage, record
from kdeck.tui.content import joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.typing import InputCheckModal
from kdeck.tui.screens.typing_run import Taken, Task, TypingRunScreen
from kdeck.tui.shell import Then, Welcome, load
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import Options
from kdeck.tui.widgets.text import Entry, Text


class WelcomeDoneScreen(KdeckScreen[Then]):
    """Gives where to go. baseline: of the first typing run, ``None`` where it was skipped."""

    HEAD = Message("Ready")
    CSS_PATH = "rooms.tcss"

    def __init__(self, baseline: Figures | None) -> None:
        super().__init__()
        self._baseline = baseline

    def body(self) -> ComposeResult:
        """The figure, and the next step."""
        with VerticalScroll(id="page", can_focus=False):
            yield Text(id="hello")
            yield Text(id="figure")
            yield Text(id="next")

    def keys_now(self) -> Sequence[Key]:
        """Study, or look around."""
        return (
            Key("s,enter,space", "s", _("study"), "go:study"),
            Key("escape,q", "esc", _("home"), "go:home"),
            Key("?,f1", "?", _("help"), "help"),
        )

    def paint(self) -> None:
        """All texts."""
        self.write("hello", plain(_("That is all there is to it."), "bold"))
        self.write("figure", self._figure())
        self.write(
            "next", _("Your first cards wait: s begins. Every answer is stored at once, so you can leave at any time.")
        )

    def action_go(self, then: Then) -> None:
        """There."""
        self.dismiss(then)

    def _figure(self) -> Content:
        if self._baseline is None:
            return Content("")
        dan = dan_grade(grades(self.kdeck.trainer.library.shop, self._baseline.unit))
        return plain(_("Typing, to begin with: {figures}").format(figures=last_line(self._baseline, dan)))


class WelcomeScreen(KdeckScreen[None]):
    """Asks once and leads through the steps, then gives way to Home."""

    CSS_PATH = "rooms.tcss"

    def __init__(self, welcome: Welcome) -> None:
        super().__init__()
        self._welcome = welcome
        self._fault: KdeckError | None = None
        self._baseline: Figures | None = None
        self._open = False

    def heading(self) -> tuple[str, str]:
        """The shop."""
        return self.kdeck.trainer.library.shop.name or "kdeck", _("Welcome")

    def body(self) -> ComposeResult:
        """What this is, the two questions, what comes next."""
        with VerticalScroll(id="page", can_focus=False):
            yield Text(id="hello")
            with Horizontal(classes="row"):
                yield Text(id="language-label", classes="label")
                yield Options(id="language")
            if self._asks_name:
                with Horizontal(classes="row"):
                    yield Text(id="name-label", classes="label")
                    yield Entry(id="name")
            yield Text(id="fault")
            yield Text(id="steps")

    def keys_now(self) -> Sequence[Key]:
        """While the name is typed only Enter, Esc and F-keys act."""
        if isinstance(self.focused, Entry):
            return (
                Key("enter", "enter", _("begin the tour")),
                Key("up,shift+tab,escape", "↑", _("language"), "language"),
                Key("f1", "f1", _("help"), "help"),
            )
        return (
            Key("enter,down,tab", "enter", _("next") if self._asks_name else _("begin the tour"), "next"),
            Key("left,right,space", "←→", _("language")),
            Key("s", "s", _("study at once"), "skip:study"),
            Key("escape", "esc", _("home"), "skip:home"),
            Key("?,f1", "?", _("help"), "help"),
            Key("q", "q", _("quit"), "quit"),
        )

    def on_mount(self) -> None:
        """The language first."""
        if self._asks_name:
            self.query_one(Entry).value = self._welcome.name or ""
        self.query_one(Options).focus()

    def paint(self) -> None:
        """All texts."""
        self.write(
            "hello",
            plain(_("kdeck helps you remember what this shop sells and how it works: some minutes a day."), "bold"),
        )
        typing = isinstance(self.focused, Entry)
        self.write("language-label", ("  " if typing else "▸ ") + _("Language"))
        self.query_one(Options).show(tuple((known, own_name(known)) for known in languages()), current())
        if self._asks_name:
            self.write("name-label", ("▸ " if typing else "  ") + _("Your name"))
        self.write("fault", self._faults())
        self.write("steps", self._steps(typing=typing))

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Other keys act now."""
        self.call_after_refresh(self.repaint)

    def on_options_changed(self, event: Options.Changed) -> None:
        """The language, at once; it is kept with the journal."""
        event.stop()
        self.kdeck.switch_language(event.value)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """The name stands: the tour begins."""
        event.stop()
        if await self._begin():
            await self._tour()

    def action_language(self) -> None:
        """Back to the language."""
        self.query_one(Options).focus()

    async def action_next(self) -> None:
        """On to the name, or to the tour."""
        if self._asks_name:
            self.query_one(Entry).focus()
        elif await self._begin():
            await self._tour()

    async def action_skip(self, then: Then) -> None:
        """No tour: study, or Home."""
        if await self._begin():
            await self.kdeck.welcomed(then)

    def action_quit(self) -> None:
        """Leave; nothing has been written."""
        self.app.exit()

    @property
    def _asks_name(self) -> bool:
        return self._welcome.name is not None

    def _faults(self) -> Content:
        if self._fault is None:
            return Content("")
        lines = [plain(f"✗ {render(self._fault.message)}", "$wrong")]
        if self._fault.hint is not None:
            lines.append(plain(render(self._fault.hint)))
        return joined(lines)

    def _steps(self, *, typing: bool) -> Content:
        """What the two minutes hold. typing: the name is being typed, so that letters are no keys."""
        skip = (
            _("Esc skips each of them.") if typing else _("Esc skips each of them. s goes straight to your first card.")
        )
        lines = [
            plain(_("Then, in two minutes:"), "bold"),
            line(_("  five example cards, one of each kind")),
            *([line(_("  a check that your input method works here"))] if self._chinese else []),
            line(_("  half a minute of typing, to see where you start")),
            plain(skip, "$quiet"),
        ]
        return joined(lines)

    @property
    def _chinese(self) -> bool:
        """Whether Chinese will be typed."""
        return writing_of(self.kdeck.trainer.library.shop.lang or current()) == "zh"

    async def _begin(self) -> bool:
        """Open the journal under the name, keep the language with it, and never ask again; whether that worked."""
        name = self.query_one(Entry).value if self._asks_name else None
        self._fault = None
        try:
            if not self._open:
                self.kdeck.take_over(await self.kdeck.ask(self._welcome.begin, name))
                self._open = True
            await self.kdeck.ask(_remember, self.kdeck.trainer, current())
        except KdeckError as error:
            self._fault = error
            self.repaint()
            return False
        return True

    async def _tour(self) -> None:
        """The example cards."""
        await load("tour")(self.kdeck, self._toured)

    async def _toured(self, _result: None) -> None:
        """The input method, where Chinese is typed."""
        if self._chinese:
            text = _("Type “{sample}” with your input method, then press Enter. Esc skips this.")
            self.app.push_screen(InputCheckModal(text), self._checked)
        else:
            await self._checked(None)

    async def _checked(self, _works: bool | None) -> None:
        """The first typing run, where the shop has sentences to type."""
        trainer = self.kdeck.trainer
        try:
            made = await self.kdeck.ask(_passage, trainer)
        except UsageError:
            self._finish()
            return
        title = _("Half a minute, to see where you start")

        async def taken(found: Taken | None) -> None:
            if found is not None and found.run.typed and found.run.ended:
                await self._keep(made, found)
            self._finish()

        self.app.push_screen(TypingRunScreen(Task(title, made.text, made.milliseconds)), taken)

    async def _keep(self, made: Passage, taken: Taken) -> None:
        trainer = self.kdeck.trainer
        try:
            result = await self.kdeck.ask(
                lambda: record(trainer, made, taken.run, monotonic_ms=taken.monotonic_ms, wall_ms=taken.wall_ms)
            )
        except KdeckError as error:
            self.kdeck.tell(error)
            return
        self._baseline = result.figures

    def _finish(self) -> None:

        self.app.push_screen(WelcomeDoneScreen(self._baseline), self.kdeck.welcomed)


def _remember(trainer: Trainer, language: Language) -> None:
    trainer.change_setting("language", language)
    note_welcome(trainer.journal)


def _passage(trainer: Trainer) -> Passage:
    return passage(trainer, "baseline", int.from_bytes(trainer.random(4), "big"))
