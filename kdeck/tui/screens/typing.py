"""Typing: which run to take, and where the learner stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textual.content import Content

from kdeck.core.cards.card import Prompt, Verdict
from kdeck.core.errors import KdeckError
from kdeck.core.message import Message
from kdeck.core.typing.run import SAMPLE, Echo, listen
from kdeck.core.typing.score import rule
from kdeck.language import _, render
from kdeck.text.typing import goal_of, last_line, mode_about, mode_name, standing
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
    practice,
    record,
    reply_of,
    review,
    unit_of_shop,
    weakest,
)
from kdeck.tui.content import joined, line, plain
from kdeck.tui.screens.frames import EntryModal, MenuScreen
from kdeck.tui.screens.typing_result import Next, Report
from kdeck.tui.screens.typing_run import Taken, Task
from kdeck.tui.shell import Shell
from kdeck.tui.widgets.text import Entry, fitted

_NAME: Final = 24
_RECENT: Final = 50


class Known(NamedTuple):
    """What the journal says when the menu opens. weak: whether there is something to practise."""

    runs: tuple[RunResult, ...]
    weak: bool


class TypingScreen(MenuScreen[Known]):
    """The kinds of runs, and where the learner stands."""

    HEAD = Message("Typing")
    FOLLOWS = True
    HISTORY = "typing history"

    def read(self, trainer: Trainer) -> Known:
        """The newest runs."""
        return Known(tuple(history(trainer, _RECENT)), weak=practice(trainer) is not None)

    def standing(self, known: Known) -> Content:
        """The newest run, and how far the first dan is."""
        shop = self.kdeck.trainer.library.shop
        newest = next((run.figures for run in known.runs if run.measures), None)
        unit = newest.unit if newest else unit_of_shop(shop)
        dan = dan_grade(grades(shop, unit))
        of_unit = [run for run in known.runs if run.figures.unit == unit]
        lines = [plain(standing(dan, unit, *best_two_of_three(of_unit, dan)))]
        if newest:
            lines.insert(0, plain(last_line(newest, dan), "bold"))
        return joined(lines)

    def choices(self, known: Known, width: int) -> Sequence[Content]:
        """The kinds of runs."""
        return [_choice(mode, width) for mode in modes(weak=known.weak)]

    async def take(self, place: int) -> None:
        """Take this kind of run."""
        if self.known is not None:
            await Flow(self.kdeck).begin(modes(weak=self.known.weak)[place].id)


def _choice(mode: Mode, width: int) -> Content:
    name = mode_name(mode.id)
    if width < 60:
        return line(name)
    return Content.assemble(line(fitted(name, _NAME)), line(mode_about(mode.id), "$quiet"))


class InputCheckModal(EntryModal[bool]):
    """Asks for a short text; gives ``True`` once it has arrived code point by code point."""

    WORD = Message("check")
    HEAD = Message("Input method")

    def __init__(self, text: str = "") -> None:
        """text: what is asked, with ``{sample}`` for what is to be typed; else that of a certified run."""
        super().__init__()
        self._text = text
        self._heard: tuple[str, Echo] | None = None

    def question(self) -> str:
        """What to type."""
        text = self._text or _("Before a certified run: type “{sample}” with your input method, then press Enter.")
        return text.format(sample=SAMPLE)

    def way_out(self) -> str:
        """Part of the first run, or before a certified one."""
        return _("skip") if self._text else _("cancel")

    async def take(self, text: str) -> None:
        """Listen to what arrived; a right one starts the run."""
        echo = listen(text)
        if echo is None:
            self.dismiss(True)
            return
        self._heard = text, echo
        self.query_one(Entry).value = ""

    def fault(self) -> Content:
        """What arrived, and what may help."""
        if self._heard is None:
            return Content("")
        text, echo = self._heard
        lines = [plain("✗ " + render(echo.advice), "bold $wrong")]
        if text:
            arrived = _("Arrived: {text} ({points})").format(text=text, points=echo.points)
            lines.append(line(arrived))
        lines.append(plain(_("If it stays so, run `kdeck doctor` in this terminal: it tells more."), "$quiet"))
        return joined(lines)


_FADES: dict[ModeId, ModeId] = {"copy": "masked", "masked": "question"}
"""What a reply is typed from next: less and less of it."""


class Flow:
    """Takes an app through runs, one after the other."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    async def begin(self, mode: ModeId, card: str = "") -> None:
        """A run of this kind, with what belongs before and after it. card: see ``passage``.

        ``UsageError`` where there is nothing to type.
        """
        trainer = self._shell.trainer
        if mode == "weak":
            await self.drill()
            return
        made = await self._shell.ask(lambda: passage(trainer, mode, _seed(trainer), card=card))

        def checked(works: bool | None) -> None:
            if works:
                self._take(made)

        if made.certified and made.lang == "zh":
            self._shell.show("input check", then=checked)
        else:
            self._take(made)

    async def drill(self) -> None:
        """Practise what is weak, until it is no more."""
        drill = await self._shell.ask(practice, self._shell.trainer)
        if drill is None:
            self._shell.tell(KdeckError(Message("There are no weak phrases yet: take a typing run first.")))
            return
        self._shell.show("typing drill", drill)

    def _take(self, made: Passage) -> None:
        async def taken(found: Taken | None) -> None:
            if found is None:
                return
            certified = made.certified and not found.left and bool(found.run.typed)
            if certified and rule(found.run.strokes, found.run.unit).void is None:
                self._shell.show("witness", then=lambda witness: self._keep(made, found, witness or ""))
            else:
                await self._keep(made, found, "")

        lenient = self._shell.trainer.settings.typing_width == "lenient" and not made.certified
        task = Task(
            mode_name(made.mode),
            made.text,
            made.milliseconds,
            made.question,
            made.hidden,
            certified=made.certified,
            lenient=lenient,
            unit=made.unit,
            free=bool(made.reviewed),
        )
        self._shell.show("typing screen", task, then=taken)

    async def _keep(self, made: Passage, taken: Taken, witness: str) -> None:
        """Store the run, and show what it came to; what could not be stored can be tried again from there."""
        report = await self._report(made, taken, witness)

        async def then(following: Next | None) -> None:
            try:
                if following == "store":
                    await self._keep(made, taken, witness)
                elif following == "weak":
                    await self.drill()
                elif following == "fade":
                    await self.begin(_FADES[made.mode], made.cards[0])
                elif following == "again":
                    await self.begin(made.mode)
            except KdeckError as error:
                self._shell.tell(error)

        self._shell.show("typing result", report, then=then)

    async def _report(self, made: Passage, taken: Taken, witness: str) -> Report:
        run, trainer = taken.run, self._shell.trainer
        report = Report(mode_name(made.mode), run)
        if not run.typed or not run.ended:
            return report
        ruling = rule(run.strokes, run.unit, monotonic_ms=taken.monotonic_ms, wall_ms=taken.wall_ms)
        following = next_grade(run.figures(), grades(trainer.library.shop, run.unit))
        report = report._replace(
            flags=ruling.flags if made.certified else (),
            goal=None if following is None or made.reviewed else goal_of(following),
            weak=() if made.reviewed else tuple(weak.phrase for weak in weakest(run)),
            fade=self._fade(made),
        )
        try:
            void, answered = await self._shell.ask(lambda: _store(trainer, made, taken, witness))
        except KdeckError as error:
            return report._replace(trouble=error)
        return report._replace(void=void, answered=answered)

    def _fade(self, made: Passage) -> str:
        """What the same reply is typed from next, in words; empty where there is nothing more to fade."""
        mode = _FADES.get(made.mode)
        if mode is None:
            return ""
        card = self._shell.trainer.library.card(made.cards[0])
        return mode_name(mode) if reply_of(card, from_memory=mode == "question") else ""


def _store(
    trainer: Trainer, made: Passage, taken: Taken, witness: str
) -> tuple[Message | None, tuple[Prompt, Verdict] | None]:
    """Keep a run and answer its card; why it counts for nothing, and how the answer was judged."""
    kept = record(
        trainer,
        made,
        taken.run,
        monotonic_ms=taken.monotonic_ms,
        wall_ms=taken.wall_ms,
        witness=witness,
        left=taken.left,
    )
    return kept.void, review(trainer, made, taken.run)


def _seed(trainer: Trainer) -> int:
    return int.from_bytes(trainer.random(4), "big")
