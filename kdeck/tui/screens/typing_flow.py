"""From a chosen kind of run to its result: the passage, the check before it, the run, the witness, what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.core.errors import KdeckError
from kdeck.core.keyboard.certified import rule
from kdeck.core.message import Message
from kdeck.trainer.typing import (
    ModeId,
    Passage,
    grades,
    mode_name,
    next_grade,
    passage,
    practice,
    record,
    reply_of,
    review,
    weakest,
)
from kdeck.tui.screens.typing_check import InputCheckModal
from kdeck.tui.screens.typing_drill import DrillScreen
from kdeck.tui.screens.typing_result import Next, Report, TypingResultScreen, WitnessModal
from kdeck.tui.screens.typing_run import Taken, Task, TypingRunScreen
from kdeck.tui.typing_words import goal_of

if TYPE_CHECKING:
    from kdeck.core.cards.card import Prompt, Verdict
    from kdeck.trainer.trainer import Trainer
    from kdeck.tui.app import KdeckApp

_FADES: dict[ModeId, ModeId] = {"copy": "masked", "masked": "question"}
"""What a reply is typed from next: less and less of it."""


class Flow:
    """Takes an app through runs, one after the other."""

    def __init__(self, app: KdeckApp) -> None:
        self._app = app

    async def begin(self, mode: ModeId, card: str = "") -> None:
        """A run of this kind, with what belongs before and after it. card: see ``passage``.

        ``UsageError`` where there is nothing to type.
        """
        trainer = self._app.trainer
        if mode == "weak":
            await self.drill()
            return
        made = await self._app.ask(lambda: passage(trainer, mode, _seed(trainer), card=card))

        def checked(works: bool | None) -> None:
            if works:
                self._take(made)

        if made.certified and made.lang == "zh":
            self._app.push_screen(InputCheckModal(), checked)
        else:
            self._take(made)

    async def drill(self) -> None:
        """Practise what is weak, until it is no more."""
        drill = await self._app.ask(practice, self._app.trainer)
        if drill is None:
            self._app.tell(KdeckError(Message("There are no weak phrases yet: take a typing run first.")))
            return
        self._app.push_screen(DrillScreen(drill))

    def _take(self, made: Passage) -> None:
        async def taken(found: Taken | None) -> None:
            if found is None:
                return
            certified = made.certified and not found.left and bool(found.run.typed)
            if certified and rule(found.run.strokes, found.run.unit).void is None:
                self._app.push_screen(WitnessModal(), lambda witness: self._keep(made, found, witness or ""))
            else:
                await self._keep(made, found, "")

        lenient = self._app.trainer.settings.typing_width == "lenient" and not made.certified
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
        self._app.push_screen(TypingRunScreen(task), taken)

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
                self._app.tell(error)

        self._app.push_screen(TypingResultScreen(report), then)

    async def _report(self, made: Passage, taken: Taken, witness: str) -> Report:
        run, trainer = taken.run, self._app.trainer
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
            void, answered = await self._app.ask(lambda: _store(trainer, made, taken, witness))
        except KdeckError as error:
            return report._replace(trouble=error)
        return report._replace(void=void, answered=answered)

    def _fade(self, made: Passage) -> str:
        """What the same reply is typed from next, in words; empty where there is nothing more to fade."""
        mode = _FADES.get(made.mode)
        if mode is None:
            return ""
        card = self._app.trainer.library.card(made.cards[0])
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
