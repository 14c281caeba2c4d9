"""The exams of the shop: which there are, where one stands with each, and the one that is running."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.errors import KdeckError
from kdeck.core.exam.paper import Paper
from kdeck.core.exam.record import Record
from kdeck.language import _
from kdeck.trainer.exam import Standing, begin, close_expired, resume, running, standings, trial, usual
from kdeck.trainer.exam.beginning import require_open
from kdeck.trainer.exam.sitting import Sitting
from kdeck.trainer.exam.wording import exam_name
from kdeck.trainer.trainer import Trainer
from kdeck.tui.exam_words import choice, left_clock
from kdeck.tui.safe import line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.exam_start import ExamDecksModal, ExamStartModal
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import GUTTER, Menu
from kdeck.tui.widgets.text import Text

_FRAME = 6 + GUTTER
_WIDEST = 76


class Known(NamedTuple):
    """What the journal says when the menu opens. left: milliseconds of the running exam."""

    standings: tuple[Standing, ...]
    running: Record | None
    left: int


class ExamScreen(KdeckScreen[None]):
    """The menu; everything that an exam goes through starts and ends here."""

    CSS_PATH = "exam.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._known: Known | None = None

    def heading(self) -> tuple[str, str]:
        """The title."""
        return _("Exams"), ""

    def body(self) -> ComposeResult:
        """What is running, then the exams."""
        yield Text(id="about")
        yield Menu(id="exams", markup=False)

    def keys_now(self) -> Sequence[Key]:
        """Choose, look back, leave."""
        return (
            Key("up,down", "↑↓", _("move"), ""),
            Key("enter", "enter", _("choose"), ""),
            Key("h", "h", _("history"), "history"),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q", "esc", _("home"), "close"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """The arrow keys choose."""
        self.query_one(Menu).focus()
        await self._look()

    async def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """An exam may have been sat."""
        if self._known is not None:
            await self._look()

    def on_resize(self, event: events.Resize) -> None:
        """The choices are made for a width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """What is running, and the exams; the cursor stays on its line."""
        known = self._known
        if known is None:
            return
        self.query_one("#about", Text).show(self._about(known))
        exams = self.query_one(Menu)
        here, width = exams.highlighted or 0, min(_WIDEST, self.size.width - _FRAME)
        exams.clear_options()
        if known.running is not None:
            exams.add_option(Option(line(_("Go on with the exam that is running"), "bold $accent")))
        exams.add_options([Option(choice(standing, width)) for standing in known.standings])
        exams.add_option(Option(_trial_choice()))
        exams.highlighted = min(here, exams.option_count - 1)

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go on with an exam, or get ready for one."""
        event.stop()
        try:
            await self._choose(event.option_index)
        except KdeckError as error:
            self.kdeck.tell(error)

    def action_history(self) -> None:
        """The exams that were sat."""
        from kdeck.tui.screens.exam_history import ExamHistoryScreen

        self.app.push_screen(ExamHistoryScreen())

    def action_close(self) -> None:
        """Back to Home."""
        self.dismiss(None)

    async def _look(self) -> None:
        try:
            self._known = await self.kdeck.ask(_known, self.kdeck.trainer)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    async def _choose(self, place: int) -> None:
        known = self._known
        if known is None:
            return
        if known.running is not None:
            if place == 0:
                await self._resume()
                return
            place -= 1
        if place == len(known.standings):
            self._ask_decks(trial(()))
            return
        standing = known.standings[place]
        if standing.paper.dan is None:
            self._ask_decks(usual(()))
        else:
            await self._get_ready(standing.paper)

    def _ask_decks(self, paper: Paper) -> None:
        async def chosen(decks: tuple[str, ...] | None) -> None:
            if decks is not None:
                await self._ready(trial(decks) if paper.trial else usual(decks))

        self.app.push_screen(ExamDecksModal(), chosen)

    async def _ready(self, paper: Paper) -> None:
        try:
            await self._get_ready(paper)
        except KdeckError as error:
            self.kdeck.tell(error)

    async def _get_ready(self, paper: Paper) -> None:
        """Say what is to come; Enter there begins."""
        questions = await self.kdeck.ask(_questions, self.kdeck.trainer, paper)

        async def started(yes: bool | None) -> None:
            if not yes:
                return
            try:
                self._sit(await self.kdeck.ask(begin, self.kdeck.trainer, paper, self.kdeck.monotonic))
            except KdeckError as error:
                self.kdeck.tell(error)

        self.app.push_screen(ExamStartModal(paper, questions), started)

    async def _resume(self) -> None:
        sitting = await self.kdeck.ask(resume, self.kdeck.trainer, self.kdeck.monotonic)
        if sitting is None:  # its time has run out in the meantime
            await self._look()
        else:
            self._sit(sitting, resumed=True)

    def _sit(self, sitting: Sitting, *, resumed: bool = False) -> None:
        from kdeck.tui.screens.exam_sitting import ExamSittingScreen

        def ended(over: bool | None) -> None:
            if over:
                self._show_result(sitting)

        self.app.push_screen(ExamSittingScreen(sitting, resumed=resumed), ended)

    def _show_result(self, sitting: Sitting) -> None:
        from kdeck.tui.screens.exam_result import ExamResultScreen

        self.app.push_screen(ExamResultScreen(sitting.record))

    def _about(self, known: Known) -> Content:
        if known.running is None:
            return plain(_("An exam asks what can be judged, in cases you have not seen, under a clock."), "$quiet")
        text = _("Running: {name}, {time} left. Its clock does not stop.")
        return plain(text.format(name=exam_name(known.running.paper), time=left_clock(known.left)), "$changed")


def _trial_choice() -> Content:
    return Content.assemble(
        line("  " + _("Practice exam"), "bold"), "\n", line("  " + _("over any decks; counts for nothing"), "$quiet")
    )


def _known(trainer: Trainer) -> Known:
    trainer.settle()
    close_expired(trainer)
    record = running(trainer)
    gone = 0 if record is None else max(record.elapsed, (trainer.now().at - record.wall) // 1000)
    left = 0 if record is None else max(0, record.paper.milliseconds - gone)
    return Known(standings(trainer), record, left)


def _questions(trainer: Trainer, paper: Paper) -> int:
    return min(paper.cards, len(require_open(trainer, paper)))
