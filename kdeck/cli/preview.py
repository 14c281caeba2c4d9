"""``kdeck preview``: every card of a deck file as learners will see it, while it is being written."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from kdeck.core.errors import KdeckError, UsageError
from kdeck.core.message import Message
from kdeck.language import N_, _, current

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.trainer.trainer import Trainer

DETAILS = N_("Shows the deck anew each time you save it, mistakes included. Nothing is stored in any journal.")


def configure(parser: ArgumentParser) -> None:
    """The file."""
    path = parser.add_argument(
        "path", metavar=_("PATH"), nargs="?", help=_("a deck file or a library (default: --decks)")
    )
    vars(path)["complete"] = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def run(args: Namespace, context: Context) -> int:
    """Open the preview; ``UsageError`` without a terminal, ``LibraryError`` where there is no such file."""
    from kdeck.decks.discover import choose, discover

    path = args.path or context.decks_folder()
    discover(choose(path, current()))  # a wrong path is told here, in one line
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            Message("The preview needs a terminal for both input and output"),
            Message("kdeck check and kdeck cards print what they find."),
        )
    from kdeck.trainer.tour import Preview
    from kdeck.tui.app import PreviewApp
    from kdeck.tui.launch import run_app

    clock = context.clock(moving=True)
    preview = Preview(path, os.path.join(context.home, "cache"), current(), lambda: clock().day)
    return run_app(PreviewApp(_onlooker(context), preview, language=current()))


def _onlooker(context: Context) -> Trainer:
    """A trainer with an empty journal in memory, and the learner's colours where these are known."""
    from kdeck.decks.library import library_of
    from kdeck.journal.sqlite import SqliteJournal

    journal = SqliteJournal.blank(_("preview: nothing is stored"))
    try:
        theme = context.reader().setting("theme")
    except KdeckError:
        theme = None  # several learners and none named, say: none of them is asked for anything here
    context.close()
    if theme is not None:
        journal.set_setting("theme", theme)
    return context.trainer(journal, library_of(()))
