"""An exam line by line: for pipes and for screen readers. What an answer was worth is said at the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from kdeck.cli.console import say, say_text, tell_reached
from kdeck.cli.exam import outcome, question
from kdeck.cli.feedback import how, options
from kdeck.cli.lines import LineInput
from kdeck.cli.plain import numbers, problem
from kdeck.core.cards.card import Prompt
from kdeck.core.errors import UsageError
from kdeck.core.exam.paper import Paper
from kdeck.core.message import Message
from kdeck.core.strings import fold_width
from kdeck.language import _
from kdeck.trainer.exam import Sitting, begin, resume, running, standings, trial, usual
from kdeck.trainer.exam.results import reviewed
from kdeck.trainer.exam.sitting import require_open
from kdeck.trainer.exam.standing import Standing
from kdeck.trainer.exam.wording import exam_name, rules, terms

if TYPE_CHECKING:
    from argparse import Namespace

    from kdeck.trainer.trainer import Trainer

_COMMAND: Final = re.compile(r"[:：]([a-z?？]+)", re.IGNORECASE)


class _Left(Exception):
    """The learner, or the input, has gone; the exam runs on. No error."""


def sit(trainer: Trainer, args: Namespace, stopwatch: Callable[[], float]) -> int:
    """Go on with the exam that is running, or choose one, begin it and ask it to its end."""
    lines = LineInput()
    sitting = _resumed(trainer, lines, stopwatch) if running(trainer) else _begun(trainer, args, lines, stopwatch)
    if sitting is not None:
        PlainExam(sitting, lines, stopwatch).run()
    return 0


def _resumed(trainer: Trainer, lines: LineInput, stopwatch: Callable[[], float]) -> Sitting | None:
    record = running(trainer)
    if record is None:
        return None
    say(_("An exam is running: {name}.").format(name=exam_name(record.paper)))
    say(_("Its clock has not stopped. Enter shows the next question, :q leaves it."))
    return resume(trainer, stopwatch) if _enter(lines) else None


def _begun(trainer: Trainer, args: Namespace, lines: LineInput, stopwatch: Callable[[], float]) -> Sitting | None:
    found = _chosen(trainer, args, lines)
    if found is None:
        return None
    say(f"{exam_name(found)}. {terms(found, min(found.cards, len(require_open(trainer, found))))}")
    for text in rules():
        say(text)
    say(_("Enter begins, :q leaves. :? lists the commands."))
    return begin(trainer, found, stopwatch) if _enter(lines) else None


def _chosen(trainer: Trainer, args: Namespace, lines: LineInput) -> Paper | None:
    """The exam that the options name, or the one that is chosen from a list."""
    if args.trial:
        return trial(args.deck, args.cards)
    found = offered(trainer, args)
    if args.deck:
        return usual(args.deck)
    if len(found) > 1:
        return _picked(found, lines)
    return found[0].paper


def offered(trainer: Trainer, args: Namespace) -> tuple[Standing, ...]:
    """The exams that the options leave to choose from; ``UsageError`` where they go with none."""
    found = standings(trainer)
    if args.deck and not args.trial and any(standing.paper.dan is not None for standing in found):
        raise UsageError(Message("This shop says what its exams are over: --deck goes with --trial."))
    if args.dan is None or args.deck or args.trial:
        return found
    of_level = tuple(standing for standing in found if standing.paper.dan == args.dan)
    if not of_level:
        raise UsageError(Message("Level {dan} asks for no exam.", dan=args.dan))
    return of_level


def _picked(found: tuple[Standing, ...], lines: LineInput) -> Paper | None:
    for number, standing in enumerate(found, 1):
        say(f"{number}. {exam_name(standing.paper)}: {terms(standing.paper, standing.available)}")
    while True:
        say(_("Type the number of an exam, or :q."))
        line = lines.read()
        if line is None or _command(line) == "q":
            return None
        place = fold_width(line).strip()
        if place.isdecimal() and 1 <= int(place) <= len(found):
            return found[int(place) - 1].paper


def _enter(lines: LineInput) -> bool:
    line = lines.read()
    return line is not None and _command(line) != "q"


def _command(line: str) -> str:
    found = _COMMAND.fullmatch(line.strip())
    return found[1].lower() if found else ""


class PlainExam:
    """Asks the questions of an exam on standard output and reads the answers from standard input."""

    def __init__(self, sitting: Sitting, lines: LineInput, stopwatch: Callable[[], float]) -> None:
        self._sitting = sitting
        self._lines = lines
        self._stopwatch = stopwatch

    def run(self) -> None:
        """Ask until the exam ends, the learner leaves or the input does. Every answer is stored at once."""
        try:
            while self._sitting.prompt is not None:
                self._ask(self._sitting.prompt)
        except _Left:
            if not self._sitting.check_time():
                self._leave()
                return
        self._sum_up()

    def _ask(self, prompt: Prompt) -> None:
        number, total = self._sitting.progress
        say()
        left = self._sitting.left() // 1000
        say(
            _("Question {number} of {total}. Time left: {time}.").format(
                number=number, total=total, time=f"{left // 60}:{left % 60:02}"
            )
        )
        say_text(prompt.question)
        options(prompt)
        say(how(prompt))
        asked_at = self._stopwatch()
        given = self._answer(prompt)
        taken = round((self._stopwatch() - asked_at) * 1000)
        if self._sitting.prompt is prompt:
            self._lines.stored(lambda: self._sitting.answer(given, taken))

    def _answer(self, prompt: Prompt) -> tuple[str, ...]:
        if prompt.mode == "gaps":
            return tuple(self._text(gap + 1, prompt.fields) for gap in range(prompt.fields))
        return (self._text(1, 1),) if prompt.fields else self._options(prompt)

    def _text(self, gap: int, gaps: int) -> str:
        """One typed text; empty when it is left so."""
        if gaps > 1:
            say(_("Gap {number} of {count}:").format(number=gap, count=gaps))
        while self._sitting.prompt is not None:
            line = self._line()
            if line is None or line.strip():
                return (line or "").strip()
            say(_("Type your answer, or :n to leave it empty."))
        return ""

    def _options(self, prompt: Prompt) -> tuple[str, ...]:
        """The options chosen by number; none when the question is left empty."""
        while self._sitting.prompt is not None:
            line = self._line()
            if line is None:
                return ()
            chosen = numbers(line, len(prompt.options))
            wrong = problem(prompt, chosen)
            if not wrong:
                return tuple(prompt.options[number - 1] for number in chosen)
            say(wrong)
        return ()

    def _line(self) -> str | None:
        """The next line that is no command; ``None`` for an empty answer, also once the exam has been ended."""
        while True:
            line = self._lines.read()
            if line is None:
                raise _Left
            command = _command(line)
            if command == "q":
                raise _Left
            if command == "n":
                return None
            if command == "end":
                self._sitting.give_up()
                return None
            if not command:
                return line.strip()[1:] if line.strip().startswith("::") else line
            _help()

    def _leave(self) -> None:
        left = self._sitting.left() // 1000
        text = _(
            "The exam runs on, {time} are left. The question on the screen is spent; kdeck exam goes on with the rest."
        )
        say(text.format(time=f"{left // 60}:{left % 60:02}"))

    def _sum_up(self) -> None:
        result, trainer = self._sitting.result, self._sitting.trainer
        if result is None:
            return
        say()
        say(exam_name(result))
        outcome(result, trainer.journal)
        tell_reached(trainer)
        missed = [item for item in reviewed(trainer, self._sitting.record) if not item.asked.counted]
        for item in missed:
            question(item)


def _help() -> None:
    say(_(":n  leave this question empty"))
    say(_(":q  leave; the clock runs on, and kdeck exam comes back to it"))
    say(_(":end  end the exam now, with what was answered"))
    say(_("An answer that begins with a colon is typed with two."))
