"""``kdeck chat``: reply to customers, in the app or line by line; the drills so far."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from kdeck.cli.console import say, say_json
from kdeck.language import N_, _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.trainer.chat import ChatResult
    from kdeck.trainer.trainer import Trainer

DETAILS = N_(
    "Without a word: open the drills in the app. history: the drills so far; JSON: a list of {id, at, kind, chats, "
    "complete, sustained, ms, average, p90, longest, share, within, right, forbidden, lost, wrong_window, speed, unit, "
    "seed}. --plain: the response drill, line by line; an empty line lets the customer go on, :q leaves."
)


def configure(parser: ArgumentParser) -> None:
    """What to do."""
    parser.add_argument("what", choices=["drill", "history"], nargs="?", default="drill", help=_("drill or history"))
    parser.add_argument("--plain", action="store_true", help=_("the response drill line by line, for screen readers"))
    parser.add_argument("--seed", metavar="N", type=int, help=_("the same customers as another drill with this seed"))


def run(args: Namespace, context: Context) -> int:
    """Drill, or list the drills."""
    if args.what == "history":
        return _history(context.reading(), args.format)
    if not args.plain:
        from kdeck.cli.app import open_app

        return open_app(context, start="chats")
    from kdeck.cli.chat_plain import PlainChat
    from kdeck.cli.lines import LineInput

    with context.writing(create=True) as trainer:
        PlainChat(trainer, args.seed, LineInput(), time.monotonic).run()
    return 0


def _history(trainer: Trainer, form: str) -> int:
    from kdeck.trainer.chat import history, sustainable
    from kdeck.trainer.chat.words import kind_name, percent, seconds, standing

    drills = history(trainer)
    if form == "json":
        say_json([_plain(drill) for drill in drills])
        return 0
    say(standing(sustainable(drills)))
    for number, drill in enumerate(drills, 1):
        when = drill.at.isoformat()[:16].replace("T", " ")
        waits = _("90% within {p90} s, {share} in time, {right} of facts right").format(
            p90=seconds(drill.p90),
            share=percent(drill.share_within(drill.within)),
            right=percent(drill.right),
        )
        notes = [_("held")] if drill.sustained else [] if drill.complete else [_("left early")]
        say("  ".join([f"{number:>3}", when, kind_name(drill.kind, drill.chats), waits, *notes]))
    return 0


def _plain(drill: ChatResult) -> dict[str, Any]:
    kept = ("kind", "chats", "complete", "sustained", "p90", "longest", "within", "right", "forbidden", "lost")
    return {
        "id": drill.id,
        "at": drill.at.isoformat(),
        **{name: getattr(drill, name) for name in (*kept, "wrong_window", "unit", "seed")},
        "ms": drill.milliseconds,
        "average": round(drill.average, 1),
        "share": round(drill.share_within(drill.within), 4),
        "speed": None if drill.speed is None else round(drill.speed, 1),
    }
