"""``kdeck exam``: the exams of the shop, in the app or line by line; those that were sat, as data."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kdeck.cli import console, feedback
from kdeck.cli.console import say, say_json, say_text
from kdeck.cli.lines import Left, LineInput, LineSitting, Moved
from kdeck.core.cards.card import Prompt
from kdeck.core.errors import UsageError
from kdeck.core.exam.paper import Paper
from kdeck.core.message import Message, counted
from kdeck.core.strings import fold_width
from kdeck.language import N_, _, labelled, together
from kdeck.text.exams import exam_name, fate_sentence, headline, kept, not_counted, rules, terms
from kdeck.text.exams import outcome as outcome_of
from kdeck.trainer.exam import Exam, Standing, begin, resume, running, standings, trial, usual
from kdeck.trainer.exam.results import ExamResult, Reviewed, record_of, reviewed
from kdeck.trainer.exam.results import history as exams_of
from kdeck.trainer.exam.sitting import require_open

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.journal.base import Journal
    from kdeck.trainer.trainer import Trainer


DETAILS = N_(
    "history: JSON: a list of {id, at, begun, name, dan, decks, wanted, items, right, share, pass, needed, passed, "
    "counts, simulated, reason, ms, seed, content}, the newest first. show: JSON: {id, simulated, items}, an item "
    "being {number, card, question, fate, answer, right, late, ms, expected, why, source}."
)


def configure(parser: ArgumentParser) -> None:
    """What to do; for the line mode, which exam."""
    parser.add_argument(
        "what",
        nargs="?",
        choices=["history", "show"],
        help=_("list the exams that have ended, or go through one of them (default: sit one)"),
    )
    parser.add_argument(
        "number", metavar="N", nargs="?", type=_place, default=1, help=_("show: which exam, 1 is the newest")
    )
    parser.add_argument("--plain", action="store_true", help=_("line by line, for pipes and screen readers"))
    parser.add_argument("--dan", metavar="N", type=_place, help=_("with --plain: the exam of this level"))
    parser.add_argument("--trial", action="store_true", help=_("with --plain: an exam for practice"))
    parser.add_argument(
        "--deck",
        metavar=_("ID"),
        action="append",
        default=[],
        help=_("with --trial, or where the shop has no exams: over this deck; may be given several times"),
    )
    parser.add_argument("--cards", metavar="N", type=_place, default=20, help=_("with --trial: how many questions"))


def run(args: Namespace, context: Context) -> int:
    """Do what was asked for."""
    if args.what is not None:
        trainer = context.reading()
        return history(trainer, args.format) if args.what == "history" else show(trainer, args.number, args.format)
    if args.format == "json":
        raise UsageError(
            Message("Sitting an exam prints no JSON."), Message("kdeck exam history --format json lists those sat.")
        )
    if args.plain:
        for deck in args.deck:
            context.require_deck(deck)
        offered(context.trying(), args)  # refuse before anything is opened for writing
        with context.writing(create=True) as trainer:
            return sit(trainer, args, context.stopwatch)
    if args.dan or args.trial or args.deck:
        raise UsageError(Message("An exam is chosen in the app, or by these options with --plain."))
    from kdeck.cli.app import open_app

    return open_app(context, start="exam")


def sit(trainer: Trainer, args: Namespace, stopwatch: Callable[[], float]) -> int:
    """Go on with the exam that is running, or choose one, begin it and ask it to its end."""
    lines = LineInput()
    sitting = _resumed(trainer, lines, stopwatch) if running(trainer) else _begun(trainer, args, lines, stopwatch)
    if sitting is not None:
        LineExam(sitting, lines).run()
    return 0


def _resumed(trainer: Trainer, lines: LineInput, stopwatch: Callable[[], float]) -> Exam | None:
    record = running(trainer)
    if record is None:
        return None
    say(_("An exam is running: {name}.").format(name=exam_name(record.paper)))
    say(_("Its clock has not stopped. Enter shows the next question, :q leaves it."))
    return resume(trainer, stopwatch) if _enter(lines) else None


def _begun(trainer: Trainer, args: Namespace, lines: LineInput, stopwatch: Callable[[], float]) -> Exam | None:
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
        if line is None or _leaves(line):
            return None
        place = fold_width(line).strip()
        if place.isdecimal() and 1 <= int(place) <= len(found):
            return found[int(place) - 1].paper


def _enter(lines: LineInput) -> bool:
    line = lines.read()
    return line is not None and not _leaves(line)


def _leaves(line: str) -> bool:
    return fold_width(line).strip().lower() == ":q"


class LineExam(LineSitting):
    """An exam line by line; what an answer was worth is said at the end."""

    LONG_COMMANDS = True
    _sitting: Exam

    def run(self) -> None:
        """Ask until the exam ends, the learner leaves or the input does. Every answer is stored at once."""
        try:
            self.ask()
        except Left:
            if not self._sitting.check_time():
                text = _(
                    "The exam runs on, {time} are left. The question on the screen is spent; kdeck exam goes on with "
                    "the rest."
                )
                say(text.format(time=self._left()))
                return
        self._sum_up()

    def show(self, prompt: Prompt) -> None:
        """How far it is and how much time is left, before the question."""
        number, total = self._sitting.progress
        say()
        text = _("Question {number} of {total}. Time left: {time}.")
        say(text.format(number=number, total=total, time=self._left()))
        feedback.question(prompt)

    def hint_at_nothing(self) -> str:
        """How to leave it so."""
        return _("Type your answer, or :n to leave it empty.")

    def obey(self, name: str, _rest: str) -> None:
        """Leave it, end it, or say what can be done."""
        if name == "q":
            raise Left
        if name == "end":
            self._sitting.give_up()
            raise Moved
        _help()

    def _left(self) -> str:
        left = self._sitting.left() // 1000
        return f"{left // 60}:{left % 60:02}"

    def _sum_up(self) -> None:
        result, trainer = self._sitting.result, self._sitting.trainer
        if result is None:
            return
        say()
        say(exam_name(result))
        outcome(result, trainer.journal)
        console.tell_reached(trainer)
        for item in reviewed(trainer, self._sitting.record):
            if not item.asked.counted:
                question(item)


def _help() -> None:
    say(_(":n  leave this question empty"))
    say(_(":q  leave; the clock runs on, and kdeck exam comes back to it"))
    say(_(":end  end the exam now, with what was answered"))
    say(_("An answer that begins with a colon is typed with two."))


def _place(text: str) -> int:
    if not text.isdecimal() or len(text) > 9 or not int(text):
        raise ArgumentTypeError(_("{text} is not a number from 1").format(text=text))
    return int(text)


def history(trainer: Trainer, form: str) -> int:
    """A line an exam, the newest first."""
    results = exams_of(trainer)
    if form == "json":
        say_json([_plain(result, trainer.journal) for result in results])
        return 0
    console.tell_simulated(trainer.journal)
    if not results:
        say(_("No exam yet: x in the app, or kdeck exam --plain, begins one."))
    for number, result in enumerate(results, 1):
        parts = [f"{number:>3}", result.at.minute, exam_name(result), headline(result).text]
        say("  ".join([*parts, *filter(None, [not_counted(result)])]))
    return 0


def show(trainer: Trainer, number: int, form: str) -> int:
    """One exam, question by question; ``UsageError`` where there is no such exam. number: 1 is the newest."""
    results = exams_of(trainer, number)
    if number > len(results):
        raise UsageError(
            counted(
                "There is no exam {number}: there is {count}.",
                "There is no exam {number}: there are {count}.",
                len(results),
                number=number,
            )
        )
    result = results[-1]
    record = record_of(trainer, result.id)
    items = () if record is None else reviewed(trainer, record)
    if form == "json":
        shown = [_plain_item(item) for item in items]
        say_json({"id": result.id, "simulated": trainer.journal.simulated, "items": shown})
        return 0
    say(f"{result.at.minute}  {exam_name(result)}")
    outcome(result, trainer.journal)
    for item in items:
        question(item)
    return 0


def outcome(result: ExamResult, journal: Journal) -> None:
    """What an exam came to."""
    console.tell_simulated(journal)
    say(headline(result))
    for said in outcome_of(result):
        say(said)


def question(item: Reviewed) -> None:
    """One question with what was answered, what is right, and why."""
    asked = item.asked
    say()
    say_text(f"{item.number}. {item.question}")
    if not asked.given or asked.late or item.prompt is None:
        say(fate_sentence(asked))
    if item.prompt is None or item.verdict is None:
        for text in kept(asked):
            say(text)
        return
    if asked.given and not asked.right and not feedback.WAYS[item.prompt.mode].shows:
        say(labelled(_("Yours"), together(asked.given)))
    feedback.judged(item.prompt, item.verdict)


def _plain(result: ExamResult, journal: Journal) -> dict[str, Any]:
    return {
        "id": result.id,
        "at": result.at.isoformat(),
        "begun": result.begun.isoformat(),
        "name": result.name,
        "dan": result.dan,
        "decks": list(result.decks),
        "wanted": result.wanted,
        "items": result.items,
        "right": result.right,
        "share": round(result.share, 4),
        "pass": result.pass_mark,
        "needed": result.needed,
        "passed": result.passed,
        "counts": result.counts,
        "simulated": journal.simulated,
        "reason": result.reason,
        "ms": result.milliseconds,
        "seed": result.seed,
        "content": result.content,
    }


def _plain_item(item: Reviewed) -> dict[str, Any]:
    asked, card = item.asked, item.prompt.card if item.prompt else None
    return {
        "number": item.number,
        "card": asked.item.card,
        "question": item.question,
        "fate": asked.fate,
        "answer": list(asked.given),
        "right": asked.right,
        "late": asked.late,
        "ms": asked.ms,
        "expected": list(asked.expected or (card.answer if card else ())),
        "why": card.why if card else "",
        "source": card.source if card else "",
    }
