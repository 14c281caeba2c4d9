"""``kdeck witness``: a trainer confirms a level by name."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from kdeck.cli.console import say, tell_reached
from kdeck.core.errors import UsageError
from kdeck.core.levels.ladder import Ladder
from kdeck.core.message import Message
from kdeck.language import N_, _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context

DETAILS = N_(
    "Whoever has seen that the learner can do what the level stands for gives their name; it is kept in the learner's "
    "journal and stands on the certificate. Without --dan it is the lowest level that waits for a witness."
)


def configure(parser: ArgumentParser) -> None:
    """Who, for which level, and a word."""
    parser.add_argument("name", metavar=_("NAME"), help=_("the trainer's name"))
    parser.add_argument("--dan", metavar="N", type=dan_number, help=_("the level, 1 to 9"))
    parser.add_argument("--note", metavar=_("TEXT"), default="", help=_("what was seen"))


def run(args: Namespace, context: Context) -> int:
    """Keep the word; ``UsageError`` where no level waits for one."""
    from kdeck.trainer.levels import confirm, look

    with context.writing(create=False) as trainer:
        dan = args.dan or _waiting(look(trainer))
        event = confirm(trainer, dan, args.name, args.note)
        say(_("Kept: {name} confirms dan {dan}.").format(name=event.body["name"], dan=dan))
        tell_reached(trainer)
    return 0


def dan_number(text: str) -> int:
    """A level, for argparse."""
    if text.isdecimal() and 1 <= int(text) <= 9:
        return int(text)
    raise ArgumentTypeError(_("{text} is not a number from 1 to 9").format(text=text))


def _waiting(found: Ladder) -> int:
    """The lowest level that asks for a witness and has none."""
    for rung in found.rungs:
        if rung.state != "reached" and any(need.need.kind == "witness" and not need.met for need in rung.needs):
            return rung.dan
    raise UsageError(Message("No level waits for a witness."), Message("--dan N names one all the same."))
