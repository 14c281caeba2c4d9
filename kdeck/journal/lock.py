"""One writer a journal: a lock file beside it, which the system frees when the process ends, however it ends."""

from __future__ import annotations

import os
import sys

from kdeck.core.errors import JournalBusy, JournalError, JournalFull, reason_of
from kdeck.core.message import Message
from kdeck.journal.files import system_trouble

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WriterLock:
    """The right to write one journal, held until ``release`` or the end of the process.

    It also knows which file it was taken for: one that is gone, or whose name another took, is written no further.
    """

    __slots__ = ("_descriptor", "_exact", "_file", "_path", "_told")

    def __init__(self, path: str) -> None:
        """Take the lock of the journal at ``path``; ``JournalBusy`` where another session holds it."""
        self._path = path
        self._descriptor = -1
        self._exact = self._told = False
        self._file: tuple[int, int] | None = None
        self.renew()

    def renew(self) -> None:
        """Take the lock again, where its own file may be gone; not held where that fails.

        The file stays when the lock is let go of: removing it would let two sessions lock two different files.
        """
        self.release()
        try:
            descriptor = os.open(self._path + ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise system_trouble(error, self._path) from error
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise _refusal(error, self._path) from error
        self._descriptor = descriptor

    def claim(self, *, exact: bool) -> None:
        """The file that is there now is the one to write. exact: its number tells it from another of its name."""
        self._exact, self._told = exact, False
        self._file = self._found()

    @property
    def lost(self) -> bool:
        """Whether the file that was claimed is gone, or another has taken its name."""
        return self._found() != self._file

    def in_place(self) -> bool:
        """Whether the file can be written: where it is lost, that is an error the first time, and ``False`` then on."""
        if not self.lost:
            self._told = False
        elif not self._told:
            self._told = True
            raise _loss(self._path, gone=self._found() is None)
        return not self._told

    def release(self) -> None:
        """Let another session write. Safe to call again."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _found(self) -> tuple[int, int] | None:
        """What tells the file that is there now from any other; ``None`` where there is none."""
        try:
            status = os.stat(self._path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise system_trouble(error, self._path) from error
        return (status.st_dev, status.st_ino) if self._exact else (0, 0)


def _loss(path: str, *, gone: bool) -> JournalFull:
    if gone:
        return JournalFull(
            Message("{file} is gone: it was deleted or moved while kdeck was open.", file=path),
            Message("Nothing is lost, it is all still here: trying again writes the whole journal anew."),
        )
    return JournalFull(
        Message("{file} was replaced by another file while kdeck was open.", file=path),
        Message("Nothing is lost: trying again writes this journal anew, and keeps the other file beside it."),
    )


def _refusal(error: OSError, path: str) -> JournalError:
    if isinstance(error, (BlockingIOError, PermissionError)):
        return JournalBusy(
            Message("Another kdeck is already writing {file}.", file=path),
            Message("Close the other window or session of this learner first. Reports can be read meanwhile."),
        )
    return JournalError(Message("{file} could not be locked: {reason}", file=path, reason=reason_of(error)))
