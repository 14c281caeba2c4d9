"""Files: read within bounds, appearing whole or not at all, written by one session alone."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, Final

from kdeck.core.errors import JournalBusy, JournalError, JournalFull, reason_of
from kdeck.core.message import Message

PRIVATE = 0o600
"""The mode of what is a learner's own: the owner reads and writes, nobody else does."""

_PART: Final = re.compile(r"\.part-[0-9a-f]{8}(-wal|-shm|-journal)?\Z")
_FORGOTTEN: Final = 86_400
"""Seconds after which nobody fills a file any more."""


RETRY = Message("Nothing that was stored before is lost, and this can be tried again.")


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


RETRY = Message("Nothing that was stored before is lost, and this can be tried again.")


class Unfit(OSError):
    """What stands there is not read: a pipe or a device, which may never end, or a file beyond bounds."""

    def __init__(self, reason: Message) -> None:
        super().__init__(errno.EINVAL, str(reason))
        self.reason = reason


def opened(path: str, most: int) -> BinaryIO:
    """A file opened for reading; ``Unfit`` for what is none, or is longer than ``most`` bytes."""
    # Without O_NONBLOCK opening a pipe would wait for whoever writes to it.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(status.st_mode):
            raise Unfit(Message("it is a pipe or a device, not a file"))
        if status.st_size > most:
            raise Unfit(Message("it is too large: at most {most} MB are read", most=most // 1_000_000))
    except BaseException:
        os.close(descriptor)
        raise
    return open(descriptor, "rb")


def read(path: str, most: int) -> bytes:
    """The bytes of a file; see ``opened``."""
    with opened(path, most) as file:
        return file.read(most)


@contextmanager
def whole(path: str, *, mode: int | None = None, new: bool = False) -> Iterator[str]:
    """Give an empty file to fill, which then takes the name ``path`` at once, and durably.

    Whatever goes wrong, ``path`` stays as it was and nothing else is left. What a killed process leaves is removed
    with the first such file, a day later or more, whose name begins the same up to its first dot. mode: that of the
    file; by default the one that ``path`` has, else what is usual here. new: ``FileExistsError`` where there is a file
    of that name by then.
    """
    fresh = f"{path}.part-{os.urandom(4).hex()}"  # a name of its own: others may be writing the same file
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else mode))
    try:
        if mode is None and os.path.exists(path):
            os.chmod(fresh, stat.S_IMODE(os.stat(path).st_mode))
        yield fresh
        if new and os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
        with open(fresh, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except BaseException:
        _discard(fresh)
        raise
    sync_folder(os.path.dirname(os.path.abspath(path)))
    with suppress(OSError):  # the file is there, which is what was wanted; another one will find the same
        _sweep(os.path.abspath(path))


def _sweep(path: str) -> None:
    """Remove what was begun for files of the same stem, and forgotten. path: a file that is new."""
    now, stem = os.stat(path).st_mtime, _stem(os.path.basename(path))
    with os.scandir(os.path.dirname(path)) as entries:
        for entry in entries:
            if _PART.search(entry.name) and _stem(entry.name) == stem and entry.stat().st_mtime < now - _FORGOTTEN:
                os.remove(entry.path)


def _stem(name: str) -> str:
    return name[: f"{name}.".find(".", 1)]


def write(path: str, data: bytes, *, new: bool = False) -> None:
    """Give a file, or that which its link names, these contents as ``whole`` does; a device simply gets them."""
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as device:
            device.write(data)
        return
    with whole(os.path.realpath(path), new=new) as fresh, open(fresh, "wb") as file:
        file.write(data)


def sync_folder(folder: str) -> None:
    """Make the names in ``folder`` durable, where the system has a way to ask for it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _discard(path: str) -> None:
    try:
        os.remove(path)
    except OSError:
        return  # not there; or it will not go, but then what came before is the trouble to tell


def system_trouble(error: OSError, path: str) -> JournalFull:
    """The ``JournalError`` for what the operating system raised while working on ``path``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return JournalFull(Message("{file} could not be written: the disk is full.", file=path), RETRY)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return JournalFull(Message("{file} could not be written: it or its folder is read-only.", file=path), RETRY)
    return JournalFull(
        Message("{file} could not be read or written: {reason}", file=path, reason=reason_of(error)), RETRY
    )


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
