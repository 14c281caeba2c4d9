"""``kdeck`` without a command: the app."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal

from kdeck.cli import learners
from kdeck.core.errors import KdeckError
from kdeck.core.message import Message

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.tui.shell import Begun


def configure(parser: ArgumentParser) -> None:
    """Nothing but the shared options."""


def run(args: Namespace, context: Context) -> int:  # noqa: ARG001 - every command takes its arguments
    """Open the app at home, after a first run where this is one."""
    return open_app(context)


def open_app(
    context: Context, *, start: Literal["home", "study", "exam", "typing", "chats"] = "home", deck: str | None = None
) -> int:
    """Open the app at ``home``, ``study``, ``exam``, ``typing`` or ``chats``; ``UsageError`` without a terminal."""
    from kdeck.tui.launch import require_terminal
    from kdeck.tui.launch import run as launch

    require_terminal()
    with ExitStack() as stack:
        if start == "home" and (name := _newcomer(context)) is not None:
            return _welcome(context, stack, name)
        context.require_deck(deck)
        trainer, file, note = _begin(context, stack)
        return launch(trainer, start=start, deck=deck, home_note=note, journal_file=file)


def _begin(context: Context, stack: ExitStack, name: str | None = None) -> Begun:
    """Open the journal that is meant, or a new one under ``name``; it is closed with the stack."""
    from kdeck.journal.folder import learner_name, path_of
    from kdeck.tui.shell import Begun

    notes: list[Message] = []
    user = None if name is None else learner_name(name)
    trainer = stack.enter_context(context.writing(create=True, user=user, tell=notes.append))
    return Begun(trainer, path_of(context.home, trainer.learner), notes[0] if notes else None)


def _newcomer(context: Context) -> str | None:
    """The name, for a start, of somebody who has done nothing yet; ``None`` where somebody has."""
    from kdeck.trainer.settings import is_new

    asked, known = learners.asked_name(context.options.learner), learners.names(context.home)
    if asked is None and not known:
        return learners.system_user()
    if asked is not None and asked not in known:
        return asked
    try:
        reader = context.reader()
        return reader.learner if is_new(reader) else None
    except KdeckError:
        return None  # whoever opens the journal for writing meets the same trouble, and mends or tells it


def _welcome(context: Context, stack: ExitStack, name: str) -> int:
    """Open the app on a journal in memory, which gives way to the learner's own once the first run has a name."""
    from kdeck.journal.sqlite import SqliteJournal
    from kdeck.tui.launch import run as launch
    from kdeck.tui.shell import Welcome

    asks = learners.asked_name(context.options.learner) is None and not learners.names(context.home)
    welcome = Welcome(lambda chosen: _begin(context, stack, chosen), name if asks else None)
    return launch(context.trainer(SqliteJournal.blank(name), context.library(), moving=True), welcome=welcome)
