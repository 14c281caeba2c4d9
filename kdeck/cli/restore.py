"""``kdeck restore``: put a backup back; what stood there is kept aside."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from kdeck.cli import learners
from kdeck.cli.console import flush, say, say_json, show
from kdeck.core.errors import UsageError
from kdeck.core.message import Message, counted
from kdeck.core.moment import date_of
from kdeck.language import N_, _, render

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context

DETAILS = N_("Without a file: the automatic backups, newest first.")


def configure(parser: ArgumentParser) -> None:
    """The backup, and not being asked."""
    file = parser.add_argument("file", metavar=_("FILE"), nargs="?", help=_("the backup to put back"))
    vars(file)["complete"] = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
    parser.add_argument("--yes", action="store_true", help=_("do it without asking"))


def run(args: Namespace, context: Context) -> int:
    """List the backups, or put one back."""
    if args.file is None:
        return _list(args, context)
    if not os.path.exists(args.file):
        raise UsageError(
            Message("There is no file {file}", file=args.file), Message("kdeck restore lists the automatic backups.")
        )
    if not args.yes and not _agreed(args.file):
        say(_("Nothing was changed."))
        return 1
    from kdeck.cli.context import system_clock
    from kdeck.journal.backup import restore
    from kdeck.journal.folder import path_of

    name = _owner(args.file, context)
    context.close()
    restored = restore(args.file, path_of(context.home, name), system_clock(), learner=name)
    if args.format == "json":
        say_json(restored._asdict())
        return 0
    say(
        render(
            counted(
                "{count} event of {name} is back.",
                "{count} events of {name} are back.",
                restored.events,
                name=restored.learner,
            )
        )
    )
    if restored.unfit:
        text = counted(
            "{count} row of it is no valid event; kdeck doctor tells of it.",
            "{count} rows of it are no valid events; kdeck doctor tells of them.",
            restored.unfit,
        )
        say(render(text))
    if restored.aside is not None:
        say(_("The journal from before is kept in {file}").format(file=restored.aside))
    return 0


def _agreed(file: str) -> bool:
    """Whether the person at the terminal says yes; ``UsageError`` where there is nobody to ask."""
    if not sys.stdin.isatty():
        raise UsageError(
            Message("Restoring replaces the journal and nobody can be asked here"), Message("Add --yes to do it.")
        )
    show(_("Replace the journal with {file}? The present one is kept aside. [y/N] ").format(file=file))
    flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "是")


def _owner(file: str, context: Context) -> str:
    """The learner named, else the one whose backup it is."""
    from kdeck.journal import connect

    asked = learners.asked_name(context.options.learner)
    if asked is not None:
        return asked
    connect.must_exist(file, "?")
    connection = connect.reader(file)
    try:
        return connect.identify(connection, file)[0]
    finally:
        connection.close()


def _list(args: Namespace, context: Context) -> int:
    from kdeck.journal.backup import list_backups
    from kdeck.journal.folder import backups_of

    name = context.learner()
    backups = [] if name is None else list_backups(backups_of(context.home, name))
    if args.format == "json":
        say_json([{"file": b.path, "learner": b.learner, "day": date_of(b.day).isoformat()} for b in backups])
        return 0
    for backup in backups:
        say(f"{date_of(backup.day)}  {backup.path}")
    if backups:
        say(_("kdeck restore FILE puts one back."))
    else:
        say(_("There are no automatic backups yet: one is made every day after studying."))
    return 0
