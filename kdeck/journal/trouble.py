"""What SQLite and the system say went wrong, in the words of ``kdeck.core.errors``."""

from __future__ import annotations

import errno
import sqlite3
from typing import Final

from kdeck.core.errors import JournalBusy, JournalDamaged, JournalError, JournalFull, reason_of
from kdeck.core.message import Message

RESTORE = Message("It was left as it is. To put back the last good copy: kdeck restore")
RETRY = Message("Nothing that was stored before is lost, and this can be tried again.")


FAILURES: Final = (sqlite3.Error, UnicodeDecodeError)
"""What Python's sqlite3 raises; the second where a damaged file's own words are no UTF-8."""


def damaged(path: str, reason: str) -> JournalDamaged:
    """The error for a file that is no sound journal."""
    return JournalDamaged(Message("{file} is damaged: {reason}", file=path, reason=reason), RESTORE)


def trouble(error: Exception, path: str) -> JournalError:
    """The ``JournalError`` for what SQLite raised while working on ``path``.

    Our statements are fixed, so whatever SQLite finds wrong with one of them is wrong with the file.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return JournalFull(Message("{file} could not be written: the disk is full.", file=path), RETRY)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return JournalFull(Message("{file} could not be written: it or its folder is read-only.", file=path), RETRY)
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_NOLFS):
        return JournalFull(
            Message("{file} could not be read or written: {reason}", file=path, reason=str(error)), RETRY
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL):
        return JournalBusy(Message("{file} is being used by another program.", file=path), RETRY)
    if isinstance(error, (sqlite3.ProgrammingError, sqlite3.InterfaceError)):
        return JournalError(Message("{file} could not be used: {reason}", file=path, reason=str(error)))
    return damaged(path, str(error))


def system_trouble(error: OSError, path: str) -> JournalError:
    """The ``JournalError`` for what the operating system raised while working on ``path``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return JournalFull(Message("{file} could not be written: the disk is full.", file=path), RETRY)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return JournalFull(Message("{file} could not be written: it or its folder is read-only.", file=path), RETRY)
    return JournalFull(
        Message("{file} could not be read or written: {reason}", file=path, reason=reason_of(error)), RETRY
    )
