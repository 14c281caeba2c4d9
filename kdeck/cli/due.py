"""``kdeck due``: what there is to do today. The command that is measured: it loads no more than it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli import words
from kdeck.cli.console import say, say_json
from kdeck.language import N_, _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.trainer.today import Today
    from kdeck.trainer.trainer import Trainer

DETAILS = N_("JSON: {at, due, learning, new, cards}: counts of today's plan and its card ids in the order of asking.")
_SHOWN = 3


def configure(parser: ArgumentParser) -> None:
    """Nothing but the shared options."""


def run(args: Namespace, context: Context) -> int:
    """Print today's plan."""
    trainer = context.reading()
    today = trainer.today()
    if args.format == "json":
        say_json(
            {
                "at": today.at.isoformat(),
                "due": len(today.reviews),
                "learning": len(today.learning),
                "new": len(today.new),
                "cards": today.cards,
            }
        )
    elif today.total:
        _tell(today)
    else:
        _tell_nothing(trainer, today)
    return 0


def _tell(today: Today) -> None:
    counts = _("{due} due, {learning} learning, {new} new, about {minutes} min")
    say(counts.format(due=len(today.reviews), learning=len(today.learning), new=len(today.new), minutes=today.minutes))
    if today.changed:
        say(_("Changed since you last answered them: {count}").format(count=len(today.changed)))
    say(_("First: {cards}").format(cards=", ".join(today.cards[:_SHOWN])))


def _tell_nothing(trainer: Trainer, today: Today) -> None:
    start, count = trainer.tomorrow()
    if today.met:
        say(_("Done for today. Cards: {count}.").format(count=today.met))
    else:
        say(_("Nothing is due."))
    say(_("From {time}: {count} due.").format(time=words.clock_time(start), count=count))
