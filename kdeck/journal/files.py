"""Files that are read within bounds, and files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, Final

from kdeck.core.errors import JournalFull, reason_of
from kdeck.core.message import Message

PRIVATE = 0o600
"""The mode of what is a learner's own: the owner reads and writes, nobody else does."""

_PART: Final = re.compile(r"\.part-[0-9a-f]{8}(-wal|-shm|-journal)?\Z")
_FORGOTTEN: Final = 86_400
"""Seconds after which nobody fills a file any more."""


RETRY = Message("Nothing that was stored before is lost, and this can be tried again.")


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
