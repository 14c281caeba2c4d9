"""Which learners there are in a home folder, and which one is meant."""

from __future__ import annotations

import os
from typing import Final

from kdeck.core.errors import JournalError, UsageError
from kdeck.core.message import Message, series
from kdeck.journal import folder

NOBODY: Final = "nobody"
"""Whose empty memory is shown while nobody has studied yet."""


def home_folder(option: str | None) -> str:
    """The home folder: ``--home``, else KDECK_HOME, else the system's place for an application's data."""
    given = option or os.environ.get("KDECK_HOME")
    if given:
        return os.path.abspath(os.path.expanduser(given))
    from platformdirs import user_data_dir

    return user_data_dir("kdeck", appauthor=False)


def names(home: str) -> list[str]:
    """Every learner with a journal in ``home``, in order; ``KdeckError`` where the folder cannot be read."""
    if os.path.lexists(home) and not os.path.isdir(home):
        raise UsageError(
            Message("The data folder {folder} is not a folder", folder=home), Message("Name a folder with --home.")
        )
    if os.path.isdir(home) and not os.access(home, os.R_OK | os.X_OK):
        raise JournalError(
            Message("The data folder {folder} cannot be read", folder=home),
            Message("Check its permissions, or name another one with --home."),
        )
    return folder.learners(home)


def asked_name(option: str | None) -> str | None:
    """The learner named by ``--learner``, else by KDECK_LEARNER; ``UsageError`` for what can be no name."""
    given = option if option is not None else os.environ.get("KDECK_LEARNER") or None
    return None if given is None else folder.learner_name(given)


def existing(home: str, name: str | None) -> str | None:
    """The learner meant, who has a journal; ``None`` when none was named and there is no journal at all."""
    known = names(home)
    if name is None:
        return _only(known)
    if name not in known:
        raise _unknown(name, known)
    return name


def wanted(home: str, name: str | None, user: str | None = None) -> str:
    """The learner meant, who may be new: the one named, else the only one, else ``user``, else the system's user."""
    known = names(home)
    return name or _only(known) or user or system_user()


def nobody() -> UsageError:
    """The error of a command that needs a journal while there is none."""
    return UsageError(
        Message("Nobody has studied here yet: there is no journal"),
        Message("kdeck study starts one; --home names another data folder."),
    )


def _only(known: list[str]) -> str | None:
    if len(known) > 1:
        raise UsageError(
            Message("There are several learners: {names}", names=series(known)),
            Message("Say which one with --learner NAME."),
        )
    return known[0] if known else None


def _unknown(name: str, known: list[str]) -> UsageError:
    from difflib import get_close_matches

    near = get_close_matches(name, known, 1)
    if near:
        hint = Message("Did you mean {name}? Known: {names}", name=near[0], names=series(known))
    elif known:
        hint = Message("Known: {names}", names=series(known))
    else:
        hint = Message("Nobody has studied here yet; kdeck study --learner NAME starts a journal.")
    return UsageError(Message("There is no learner named {name}", name=name), hint)


def system_user() -> str:
    """The system's name of who runs this, as far as it can be a learner's."""
    from getpass import getuser

    try:
        return folder.learner_name(getuser())
    except (KeyError, OSError, ImportError, UsageError):  # a container's user has no name
        return "learner"
