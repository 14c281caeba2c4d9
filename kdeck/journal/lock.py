"""One writer a journal: a lock file beside it, which the system frees when the process ends, however it ends."""

from __future__ import annotations

import os
import sys

from kdeck.core.errors import JournalBusy, JournalError
from kdeck.core.message import Message
from kdeck.core.reason import reason_of
from kdeck.journal.trouble import system_trouble

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WriterLock:
    """The right to write one journal, held until ``release`` or the end of the process."""

    __slots__ = ("_descriptor",)

    def __init__(self, path: str) -> None:
        """Take the lock of the journal at ``path``; ``JournalBusy`` where another session holds it.

        The file stays when the lock is let go of: removing it would let two sessions lock two different files.
        """
        try:
            self._descriptor = os.open(path + ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise system_trouble(error, path) from error
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise _refusal(error, path) from error

    def release(self) -> None:
        """Let another session write. Safe to call again."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _refusal(error: OSError, path: str) -> JournalError:
    if isinstance(error, (BlockingIOError, PermissionError)):
        return JournalBusy(
            Message("Another kdeck is already writing {file}.", file=path),
            Message("Close the other window or session of this learner first. Reports can be read meanwhile."),
        )
    return JournalError(Message("{file} could not be locked: {reason}", file=path, reason=reason_of(error)))
