"""``kdeck backup``: a sound copy of the journal, even while somebody studies."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kdeck.cli import learners
from kdeck.cli.console import say, say_json
from kdeck.core.errors import UsageError
from kdeck.core.message import Message, counted
from kdeck.language import N_, _, render

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context

DETAILS = N_("A plain copy of a live database may lose answers; this never does. kdeck also makes one every day.")


def configure(parser: ArgumentParser) -> None:
    """The file to write."""
    file = parser.add_argument(
        "file", metavar=_("FILE"), nargs="?", help=_("where to (default: a dated name in this folder)")
    )
    vars(file)["complete"] = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def run(args: Namespace, context: Context) -> int:
    """Write the copy; a file that is there already is left alone."""
    from kdeck.core.moment import date_of
    from kdeck.journal.folder import quote

    name = context.learner()
    if name is None:
        raise learners.nobody()
    day = date_of(context.clock()().day).isoformat()
    target = os.path.abspath(args.file or f"kdeck-{quote(name)}-{day}.db")
    if os.path.isdir(target):
        target = os.path.join(target, f"kdeck-{quote(name)}-{day}.db")
    if os.path.lexists(target):
        raise UsageError(
            Message("{file} is there already and was left alone", file=target), Message("Name another file.")
        )
    if not os.path.isdir(os.path.dirname(target)):
        raise UsageError(Message("There is no folder {folder}", folder=os.path.dirname(target)))
    journal = context.reader()
    journal.backup(target)
    if args.format == "json":
        say_json({"file": target, "learner": name, "events": journal.count()})
    else:
        text = counted(
            "{count} event of {name} is safe in {file}",
            "{count} events of {name} are safe in {file}",
            journal.count(),
            name=name,
            file=target,
        )
        say(render(text))
    return 0
