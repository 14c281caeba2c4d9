"""``kdeck exam``: the exams of the shop, in the app or line by line; those that were sat, as data."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from kdeck.cli.study import known_deck
from kdeck.core.errors import UsageError
from kdeck.core.message import Message
from kdeck.language import N_, _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context

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
        from kdeck.cli.exam_results import history, show

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
