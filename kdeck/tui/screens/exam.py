"""The exams of the shop: which there are, where one stands with each, and the one that is running."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from kdeck.core.errors import KdeckError
from kdeck.core.exam.paper import Paper
from kdeck.core.exam.record import Record
from kdeck.language import _
from kdeck.trainer.exam import Standing, begin, resume, running, standings, trial, usual
from kdeck.trainer.exam.beginning import require_open
from kdeck.trainer.exam.sitting import Sitting
from kdeck.trainer.exam.wording import exam_name
from kdeck.trainer.trainer import Trainer
from kdeck.tui.exam_words import choice, left_clock
from kdeck.tui.safe import line, plain
from kdeck.tui.screens.exam_start import ExamDecksModal, ExamStartModal
from kdeck.tui.screens.menu import MenuScreen

_WIDEST = 76


class Known(NamedTuple):
    """What the journal says when the menu opens. left: milliseconds of the running exam."""

    standings: tuple[Standing, ...]
    running: Record | None
    left: int


class ExamScreen(MenuScreen[Known]):
    """The menu; everything that an exam goes through starts and ends here."""

    def heading(self) -> tuple[str, str]:
        """The title."""
        return _("Exams"), ""

    def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own
        """Back into the exam out of which an error of the app has thrown somebody."""
        if self.kdeck.sitting is not None:
            self._sit(self.kdeck.sitting, _("Something unexpected happened. The exam goes on with the same question."))

    def read(self, trainer: Trainer) -> Known:
        """The exams, and how much time is left of the one that is running."""
        record = running(trainer)
        gone = 0 if record is None else max(record.elapsed, (trainer.now().at - record.wall) // 1000)
        left = 0 if record is None else max(0, record.paper.milliseconds - gone)
        return Known(standings(trainer), record, left)

    def standing(self, known: Known) -> Content:
        """What is running."""
        if known.running is None:
            return plain(_("An exam asks what can be judged, in cases you have not seen, under a clock."), "$quiet")
        text = _("Running: {name}, {time} left. Its clock does not stop.")
        return plain(text.format(name=exam_name(known.running.paper), time=left_clock(known.left)), "$changed")

    def choices(self, known: Known, width: int) -> Sequence[Content]:
        """The exam that is running, those of the shop, a practice exam."""
        go_on = [line(_("Go on with the exam that is running"), "bold $accent")] if known.running is not None else []
        exams = (choice(standing, min(_WIDEST, width)) for standing in known.standings)
        return [*go_on, *exams, _trial_choice()]

    def enter_word(self) -> str:
        """Most choices say first what is to come."""
        return _("choose")

    def action_history(self) -> None:
        """The exams that were sat."""
        from kdeck.tui.screens.exam_history import ExamHistoryScreen

        self.app.push_screen(ExamHistoryScreen())

    async def take(self, place: int) -> None:
        """Go on with an exam, or get ready for one."""
        known = self.known
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
        questions = await self.kdeck.look(_questions, paper)

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
            await self.look()
        else:
            self._sit(sitting, _("Going on. The question that was on the screen before is spent."))

    def _sit(self, sitting: Sitting, note: str = "") -> None:
        from kdeck.tui.screens.exam_sitting import ExamSittingScreen

        def ended(over: bool | None) -> None:
            self.kdeck.sitting = None
            if over:
                self._show_result(sitting)

        self.kdeck.sitting = sitting
        self.app.push_screen(ExamSittingScreen(sitting, note), ended)

    def _show_result(self, sitting: Sitting) -> None:
        from kdeck.tui.screens.exam_result import ExamResultScreen

        self.app.push_screen(ExamResultScreen(sitting.record))


def _trial_choice() -> Content:
    return Content.assemble(
        line("  " + _("Practice exam"), "bold"), "\n", line("  " + _("over any decks; counts for nothing"), "$quiet")
    )


def _questions(trainer: Trainer, paper: Paper) -> int:
    return min(paper.cards, len(require_open(trainer, paper)))
