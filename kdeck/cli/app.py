"""``kdeck`` without a command: the app."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal

from kdeck.cli.study import known_deck
from kdeck.core.errors import UsageError
from kdeck.core.message import Message

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context


def configure(parser: ArgumentParser) -> None:
    """Nothing but the shared options."""


def run(args: Namespace, context: Context) -> int:  # noqa: ARG001 - every command takes its arguments
    """Open the app at home."""
    return open_app(context)


def open_app(
    context: Context, *, start: Literal["home", "study", "exam", "typing", "chats"] = "home", deck: str | None = None
) -> int:
    """Open the app at ``home``, ``study``, ``exam``, ``typing`` or ``chats``; ``UsageError`` without a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        # Without this the app would wait for keys that cannot come, at full load.
        raise UsageError(
            Message("The app needs a terminal for both input and output"),
            Message("kdeck study --plain works line by line, over pipes too."),
        )
    # Where the kitty protocol is on, textual 8.2.8 loses what an IME commits at once; must be set before its import.
    os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
    notes: list[Message] = []
    with context.writing(create=True, tell=notes.append) as trainer:
        known_deck(trainer.library, deck)
        from kdeck.journal.folder import path_of
        from kdeck.tui.launch import run as launch

        file = path_of(context.home, trainer.learner)
        return launch(trainer, start=start, deck=deck, home_note=notes[0] if notes else None, journal_file=file)
