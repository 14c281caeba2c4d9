"""Everything that kdeck says went wrong, in one tree.

KdeckError                 one clear line for a person; ``message`` and ``hint`` are translatable
├── UsageError             wrong words on the command line, a bad time, an unknown name → exit 2
├── LibraryError           no decks to study: folder missing, unreadable or empty → exit 1
├── JournalError           a learner's file cannot be used → exit 1
│   ├── JournalBusy        another session of the same learner writes already
│   ├── JournalDamaged     the database failed its check; nothing was changed
│   ├── JournalTooNew      written by a newer kdeck
│   ├── JournalFull        disk full or I/O error: the answer was not stored, and can be tried again
│   └── JournalConflict    an event id with two different contents, or another learner's journal
"""

from __future__ import annotations

import errno
from typing import Final, Literal, NamedTuple

from kdeck.core.message import Message
from kdeck.core.strings import clean_line


class KdeckError(Exception):
    """An error that a person can act on."""

    exit_code = 1

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint


class UsageError(KdeckError):
    """Wrong words on the command line."""

    exit_code = 2


class LibraryError(KdeckError):
    """No library to work on."""


class JournalError(KdeckError):
    """A learner's journal cannot be used."""


class JournalBusy(JournalError):
    """Another session of the same learner is writing."""


class JournalDamaged(JournalError):
    """The database failed its check."""


class JournalTooNew(JournalError):
    """The database was written by a newer version."""


class JournalFull(JournalError):
    """Nothing was stored: the disk is full, read-only or failing."""


class JournalConflict(JournalError):
    """The same event id with different contents, or another learner's events."""


Level = Literal["error", "warning"]


class Finding(NamedTuple):
    """One error or warning. file: path relative to the library, ``/`` between parts; line, column: from 1."""

    file: str
    line: int
    column: int
    level: Level
    code: str
    message: Message
    hint: Message | None = None


_REASONS: Final = {
    errno.ENOENT: Message("there is no such file or folder"),
    errno.EACCES: Message("the system does not allow it"),
    errno.EPERM: Message("the system does not allow it"),
    errno.EROFS: Message("the disk is read-only"),
    errno.EISDIR: Message("it is a folder"),
    errno.ENOTDIR: Message("a part of the path is a file, not a folder"),
    errno.EEXIST: Message("it is there already"),
    errno.ENOSPC: Message("the disk is full"),
    errno.EDQUOT: Message("the disk is full"),
    errno.ENAMETOOLONG: Message("its name is too long"),
    errno.ELOOP: Message("its links lead in a circle"),
    errno.EBADF: Message("it is closed"),
    errno.EIO: Message("the disk or the network failed"),
}


def reason_of(error: Exception) -> Message | str:
    """What an ``OSError`` was about: its own ``reason``, else its number's; else its words, on one line."""
    reason = getattr(error, "reason", None)
    if isinstance(reason, Message):
        return reason
    number = error.errno if isinstance(error, OSError) else None
    known = None if number is None else _REASONS.get(number)
    own = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return clean_line(own) if known is None else known
