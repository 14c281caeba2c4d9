"""``kdeck log``: the journal as it is, undone events and undos included; and the union with another one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from kdeck.cli import words
from kdeck.cli.console import say, say_json
from kdeck.cli.why import kind_word
from kdeck.core.errors import UsageError
from kdeck.core.message import Message
from kdeck.core.moment import Moment
from kdeck.core.rating import Rating
from kdeck.language import N_, _, together
from kdeck.trainer.wording import rating_word

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.core.event import Event

DETAILS = N_(
    "JSON: one event a line, as it was written. --merge takes a journal's .db file, or JSON lines as --format json "
    "prints them; merging twice, or in any order, gives the same memory."
)


def configure(parser: ArgumentParser) -> None:
    """One card's events, or a merge."""
    parser.add_argument("--card", metavar=_("CARD"), help=_("events of this card only"))
    merge = parser.add_argument(
        "--merge", metavar=_("FILE"), help=_("take in the events of another journal; - is standard input")
    )
    vars(merge)["complete"] = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def run(args: Namespace, context: Context) -> int:
    """Print the events, or merge others in."""
    if args.merge is not None:
        if args.card is not None:
            raise UsageError(Message("--card and --merge cannot be used together"))
        return _merge(args, context)
    journal = context.reader()
    from kdeck.journal.lines import to_line

    events = [event for event in journal.written() if args.card in (None, event.card)]
    if args.card is not None and not events:
        _must_be_a_card(args.card, context)
    named = {kind: {event.body["event"] for event in events if event.kind == kind} for kind in ("void", "redate")}
    for event in events:
        notes = [note for kind, note in _notes() if event.id in named[kind]]
        say(to_line(event) if args.format == "json" else _line(event, notes))
    if not events and args.format == "text":
        say(_("The journal is empty."))
    return 0


def _must_be_a_card(card: str, context: Context) -> None:
    """``UsageError`` with the nearest id for a card that neither journal nor library knows."""
    from kdeck.trainer.why import explain

    explain(context.reading(), card)


def _notes() -> tuple[tuple[Literal["void", "redate"], str], ...]:
    """What is said of an event that another one names."""
    return ("void", _("(undone)")), ("redate", _("(counts at another time)"))


def _line(event: Event, notes: Iterable[str]) -> str:
    parts = [words.clock_time(Moment(event.at, event.offset)), kind_word(event.kind), event.card]
    if "rating" in event.body:
        parts += [
            rating_word(Rating(event.body["rating"])),
            _("{seconds} s").format(seconds=f"{event.body.get('ms', 0) / 1000:.1f}"),
        ]
        parts += [together(event.body.get("answer", ()))]
    parts += [str(event.body.get("note", "")), str(event.body.get("from", ""))]
    if event.kind == "redate":
        parts.append(words.clock_time(Moment(event.body["at"], event.offset)))
    return "  ".join(part for part in (*parts, *notes) if part)


def _merge(args: Namespace, context: Context) -> int:
    from kdeck.trainer.merge import merge

    events = list(_events(args.merge))
    with context.writing(create=bool(events), library=False, user=events[0].learner if events else None) as trainer:
        merged = merge(trainer, events)
    if args.format == "json":
        say_json(merged._asdict())
    else:
        text = _("{added} events added, {known} known already, {cards} cards recomputed.")
        say(text.format(added=merged.added, known=merged.known, cards=merged.cards))
        if merged.misdated:
            say(
                _("Of these, dated in the future: {count}. They do not count until then.").format(count=merged.misdated)
            )
            say(_("kdeck doctor says what can be done."))
    return 0


def _events(path: str) -> Iterable[Event]:
    from kdeck.journal.lines import events_of, read_stream

    if path == "-":
        return read_stream(sys.stdin.buffer, lambda number: _("standard input, line {number}").format(number=number))
    if not os.path.exists(path):
        raise UsageError(Message("There is no file {file}", file=path))
    return events_of(path)
