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

from kdeck.core.message import Message


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
