"""Typing: which run to take, and all that belongs to one, from the check before it to what comes after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.errors import KdeckError
from kdeck.core.keyboard.certified import rule
from kdeck.language import _
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import (
    Mode,
    ModeId,
    Passage,
    RunResult,
    best_two_of_three,
    dan_grade,
    grades,
    history,
    modes,
    next_grade,
    passage,
    record,
    review,
    unit_of_shop,
    weak_phrases,
    weakest,
)
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.typing_check import InputCheckModal
from kdeck.tui.screens.typing_result import Next, Report, TypingResultScreen, WitnessModal
from kdeck.tui.screens.typing_run import Taken, Task, TypingRunScreen
from kdeck.tui.typing_words import goal_of, last_line, mode_about, mode_name, standing
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text, fitted

_NAME: Final = 24
_RECENT: Final = 50


class Known(NamedTuple):
    """What the journal says when the menu opens."""

    runs: tuple[RunResult, ...]
    weak: tuple[str, ...]


class TypingScreen(KdeckScreen[None]):
    """The kinds of runs, and where the learner stands."""

    CSS_PATH = "typing.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._known: Known | None = None
        self._offered: tuple[Mode, ...] = ()

    def heading(self) -> tuple[str, str]:
        """The title."""
        return _("Typing"), ""

    def body(self) -> ComposeResult:
        """Where one stands, then the kinds."""
        yield Text(id="standing")
        yield OptionList(id="modes", markup=False)

    def keys_now(self) -> Sequence[Key]:
        """Choose, look back, leave."""
        return (
            Key("up,down", "↑↓", _("move"), ""),
            Key("enter", "enter", _("start"), ""),
            Key("h", "h", _("history"), "history"),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q", "esc", _("home"), "close"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """The arrow keys choose."""
        self.query_one(OptionList).focus()
        await self._look()

    async def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """A run may have been added."""
        if self._known is not None:
            await self._look()

    def on_resize(self, event: events.Resize) -> None:
        """What a kind is about fits, or does not."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """Where one stands, and the kinds; the cursor stays on its line."""
        if self._known is None:
            return
        self.query_one("#standing", Text).show(self._standing())
        choices = self.query_one(OptionList)
        here = choices.highlighted or 0
        self._offered = modes(weak=bool(self._known.weak))
        width = self.size.width - 6
        choices.clear_options()
        choices.add_options([Option(_choice(mode, width)) for mode in self._offered])
        choices.highlighted = min(here, len(self._offered) - 1)

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take this kind of run."""
        event.stop()
        try:
            await self._prepare(self._offered[event.option_index].id)
        except KdeckError as error:
            self.kdeck.tell(error)

    def action_history(self) -> None:
        """Runs so far."""
        from kdeck.tui.screens.typing_history import TypingHistoryScreen

        self.app.push_screen(TypingHistoryScreen())

    def action_close(self) -> None:
        """Back to Home."""
        self.dismiss(None)

    async def _look(self) -> None:
        try:
            self._known = await self.kdeck.ask(_known, self.kdeck.trainer)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    async def _prepare(self, mode: ModeId, weak: Sequence[str] = ()) -> None:
        """Make a passage; before a certified run of Chinese see whether the input method works."""
        trainer = self.kdeck.trainer
        phrases = weak or (self._known.weak if self._known else ())
        made = await self.kdeck.ask(lambda: passage(trainer, mode, _seed(trainer), weak=phrases))

        def checked(works: bool | None) -> None:
            if works:
                self._take(made)

        if made.certified and made.lang == "zh":
            self.app.push_screen(InputCheckModal(), checked)
        else:
            self._take(made)

    def _take(self, made: Passage) -> None:
        task = Task(
            mode_name(made.mode), made.text, made.milliseconds, made.question, made.hidden, certified=made.certified
        )

        async def taken(found: Taken | None) -> None:
            if found is None:
                return
            if made.certified and found.run.typed and rule(found.run.strokes, found.run.unit).void is None:
                self.app.push_screen(WitnessModal(), lambda witness: self._keep(made, found, witness or ""))
            else:
                await self._keep(made, found, "")

        self.app.push_screen(TypingRunScreen(task), taken)

    async def _keep(self, made: Passage, taken: Taken, witness: str) -> None:
        """Store the run, and show what it came to; what could not be stored can be tried again from there."""
        report = await self._report(made, taken, witness)

        async def then(following: Next | None) -> None:
            try:
                if following == "store":
                    await self._keep(made, taken, witness)
                elif following is not None:
                    await self._prepare("weak" if following == "weak" else made.mode, report.weak)
            except KdeckError as error:
                self.kdeck.tell(error)

        self.app.push_screen(TypingResultScreen(report), then)

    async def _report(self, made: Passage, taken: Taken, witness: str) -> Report:
        run, trainer = taken.run, self.kdeck.trainer
        report = Report(mode_name(made.mode), run)
        if not run.typed or not run.ended:
            return report
        ruling = rule(run.strokes, run.unit, monotonic_ms=taken.monotonic_ms, wall_ms=taken.wall_ms)
        following = next_grade(run.figures(), grades(trainer.library.shop, run.unit))
        report = report._replace(
            void=ruling.void if made.certified else None,
            flags=ruling.flags if made.certified else (),
            goal=None if following is None else goal_of(following),
            weak=tuple(weak.phrase for weak in weakest(run)),
        )
        try:
            right = await self.kdeck.ask(lambda: _store(trainer, made, taken, witness))
        except KdeckError as error:
            return report._replace(trouble=error)
        if right is None:
            return report
        return report._replace(
            note=_("This answered the card: right.") if right else _("This answered the card: forgotten.")
        )

    def _standing(self) -> Content:
        runs = self._known.runs if self._known else ()
        shop = self.kdeck.trainer.library.shop
        unit = runs[0].figures.unit if runs else unit_of_shop(shop)
        dan = dan_grade(grades(shop, unit))
        of_unit = [run for run in runs if run.figures.unit == unit]
        lines = [plain(standing(dan, unit, *best_two_of_three(of_unit, dan)))]
        if runs:
            lines.insert(0, plain(last_line(runs[0].figures, dan), "bold"))
        return joined(lines)


def _known(trainer: Trainer) -> Known:
    return Known(tuple(history(trainer, _RECENT)), weak_phrases(trainer))


def _store(trainer: Trainer, made: Passage, taken: Taken, witness: str) -> bool | None:
    record(trainer, made, taken.run, monotonic_ms=taken.monotonic_ms, wall_ms=taken.wall_ms, witness=witness)
    return review(trainer, made, taken.run)


def _seed(trainer: Trainer) -> int:
    return int.from_bytes(trainer.random(4), "big")


def _choice(mode: Mode, width: int) -> Content:
    name = mode_name(mode.id)
    if width < 60:
        return line(name)
    return Content.assemble(line(fitted(name, _NAME)), line(mode_about(mode.id), "$quiet"))
