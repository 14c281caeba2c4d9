"""``kdeck log``: the journal as it is, undone events and undos included; and the union with another one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Literal

from kdeck.cli.console import note, say, say_json
from kdeck.core.errors import KdeckError, UsageError
from kdeck.core.message import Message, counted
from kdeck.core.moment import Moment
from kdeck.core.strings import escaped
from kdeck.language import N_, _, render
from kdeck.text.cards import event_word, happened

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.core.events.event import Event
    from kdeck.journal.lines import Line
    from kdeck.trainer.merge import Merged

DETAILS = N_(
    "JSON: one event a line, as it was written. --merge takes a journal's .db file, or JSON lines as --format json "
    "prints them; merging twice, or in any order, gives the same memory. A line that looks like an event and is none "
    "that this kdeck understands is set aside: it is kept, harms nothing, and --aside prints it."
)
_TOLD = 3
"""Lines that were not taken in of which the reason is told."""


def configure(parser: ArgumentParser) -> None:
    """One card's events, a merge, or what was set aside."""
    parser.add_argument("--card", metavar=_("CARD"), help=_("events of this card only"))
    merge = parser.add_argument(
        "--merge", metavar=_("FILE"), help=_("take in the events of another journal; - is standard input")
    )
    parser.add_argument("--aside", action="store_true", help=_("what was set aside, with the reasons; JSON: as it was"))
    vars(merge)["complete"] = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def run(args: Namespace, context: Context) -> int:
    """Print the events, or merge others in."""
    if (args.merge is not None) + (args.card is not None) + args.aside > 1:
        raise UsageError(Message("--card, --merge and --aside cannot be used together"))
    if args.merge is not None:
        return _merge(args, context)
    if args.aside:
        return _aside(args, context)
    journal = context.reader()
    from kdeck.journal.codec import to_line

    events = [event for event in journal.written() if args.card in (None, event.card)]
    if args.card is not None and not events:
        _must_be_a_card(args.card, context)
    named = {kind: {event.body["event"] for event in events if event.kind == kind} for kind in ("void", "redate")}
    for event in events:
        notes = [said for kind, said in _notes() if event.id in named[kind]]
        say(to_line(event) if args.format == "json" else _line(event, notes))
    if not events and args.format == "text":
        say(_("The journal is empty."))
    return 0


def _aside(args: Namespace, context: Context) -> int:
    """Print the lines that were set aside, and the rows that are passed over."""
    from kdeck.journal.lines import line_in

    journal = context.reader()
    lines = [*journal.aside(), *journal.unfit()]
    for aside in lines:
        reason = line_in(aside.line, aside.origin).reason
        if args.format == "json":
            say(escaped(aside.line))
        elif reason is None:
            say(_("{where}: this kdeck understands it; kdeck doctor --fix takes it in.").format(where=aside.origin))
        else:
            say(_("{where}: {reason}").format(where=aside.origin, reason=render(reason)))
    if not lines and args.format == "text":
        say(_("Nothing was set aside."))
    return 0


def _must_be_a_card(card: str, context: Context) -> None:
    """``UsageError`` with the nearest id for a card that neither journal nor library knows."""
    from kdeck.trainer.why import explain

    explain(context.reading(), card)


def _notes() -> tuple[tuple[Literal["void", "redate"], str], ...]:
    """What is said of an event that another one names."""
    return ("void", _("(undone)")), ("redate", _("(counts at another time)"))


def _line(event: Event, notes: Iterable[str]) -> str:
    parts = [Moment(event.at, event.offset).minute, event_word(event.kind), event.card, *happened(event)[1:], *notes]
    return "  ".join(filter(None, parts))


def _merge(args: Namespace, context: Context) -> int:
    from kdeck.trainer.merge import merge_lines

    lines = list(_lines(args.merge))
    first = next((line.event for line in lines if line.event is not None), None)
    if first is None and lines and context.learner() is None:
        raise KdeckError(Message("{where}: {reason}", where=lines[0].where, reason=lines[0].reason))
    user = None if first is None else first.learner
    with context.writing(create=first is not None, library=False, user=user) as trainer:
        merged = merge_lines(trainer, lines)
    if args.format == "json":
        say_json(merged._asdict())
    else:
        cards = counted("{count} card recomputed", "{count} cards recomputed", merged.cards)
        text = counted(
            "{count} event added, {known} known already, {cards}.",
            "{count} events added, {known} known already, {cards}.",
            merged.added,
            known=merged.known,
            cards=cards,
        )
        say(render(text))
        if merged.misdated:
            say(
                _("Of these, dated in the future: {count}. They do not count until then.").format(count=merged.misdated)
            )
            say(_("kdeck doctor says what can be done."))
    _tell_bad(lines, merged)
    return 1 if merged.refused else 0


def _tell_bad(lines: Sequence[Line], merged: Merged) -> None:
    """Say what was not taken in, the first of it with its reason."""
    if merged.aside:
        note(
            counted(
                "{count} line is no event to this kdeck and was set aside.",
                "{count} lines are no events to this kdeck and were set aside.",
                merged.aside,
            )
        )
    if merged.refused:
        note(
            counted(
                "{count} line is no event at all and was not taken in.",
                "{count} lines are no events at all and were not taken in.",
                merged.refused,
            )
        )
    for line in islice((line for line in lines if line.reason is not None), _TOLD):
        note(Message("{where}: {reason}", where=line.where, reason=line.reason))


def _lines(path: str) -> Iterable[Line]:
    from kdeck.journal.lines import lines_in, lines_of

    if path == "-":
        return lines_in(sys.stdin.buffer)
    if not os.path.exists(path):
        raise UsageError(Message("There is no file {file}", file=path))
    return lines_of(path)
