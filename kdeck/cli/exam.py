"""``kdeck exam``: the exams of the shop, in the app or line by line; those that were sat, as data."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any

from kdeck.cli import console, feedback
from kdeck.cli.console import say, say_json, say_text
from kdeck.cli.study import known_deck
from kdeck.core.errors import UsageError
from kdeck.core.memory import Rating
from kdeck.core.message import Message
from kdeck.language import N_, _, labelled, together
from kdeck.trainer.exam.results import ExamResult, Reviewed, record_of, reviewed
from kdeck.trainer.exam.results import history as exams_of
from kdeck.trainer.exam.wording import exam_name, fate_sentence, headline, measure, not_counted, why_ended

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
        from kdeck.cli.exam_plain import offered, sit

        for deck in args.deck:
            known_deck(context, deck)
        offered(context.trying(), args)  # refuse before anything is opened for writing
        with context.writing(create=True) as trainer:
            return sit(trainer, args, context.stopwatch)
    if args.dan or args.trial or args.deck:
        raise UsageError(Message("An exam is chosen in the app, or by these options with --plain."))
    from kdeck.cli.app import open_app

    return open_app(context, start="exam")


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
        parts = [f"{number:>3}", console.clock_time(result.at), exam_name(result), headline(result)]
        say("  ".join([*parts, *filter(None, [not_counted(result)])]))
    return 0


def show(trainer: Trainer, number: int, form: str) -> int:
    """One exam, question by question; ``UsageError`` where there is no such exam. number: 1 is the newest."""
    results = exams_of(trainer, number)
    if number > len(results):
        message = Message("There is no exam {number}: there are {count}.", number=number, count=len(results))
        raise UsageError(message)
    result = results[-1]
    record = record_of(trainer, result.id)
    items = () if record is None else reviewed(trainer, record)
    if form == "json":
        shown = [_plain_item(item) for item in items]
        say_json({"id": result.id, "simulated": trainer.journal.simulated, "items": shown})
        return 0
    say(f"{console.clock_time(result.at)}  {exam_name(result)}")
    outcome(result, trainer.journal)
    for item in items:
        question(item)
    return 0


def outcome(result: ExamResult, journal: Journal) -> None:
    """What an exam came to."""
    console.tell_simulated(journal)
    say(f"{headline(result)} {measure(result)}")
    for text in filter(None, (why_ended(result.reason), not_counted(result))):
        say(text)


def question(item: Reviewed) -> None:
    """One question with what was answered, what is right, and why."""
    asked = item.asked
    say()
    say_text(f"{item.number}. {item.question}")
    if not asked.given or asked.late or item.prompt is None:
        say(fate_sentence(asked))
    if item.prompt is None or item.verdict is None:
        for label, texts in ((_("Yours"), asked.given), (_("Answer"), asked.expected)):
            if texts:
                say(labelled(label, together(texts)))
        return
    if asked.given and item.prompt.mode in ("pick", "pick-all", "sequence", "list", "reply") and not asked.right:
        say(labelled(_("Yours"), together(asked.given)))
    feedback.judged(item.prompt, item.verdict, Rating.GOOD)


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
