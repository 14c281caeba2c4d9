"""Why the system refused a file, in words that can be translated: what it says itself is in its own language."""

from __future__ import annotations

import errno
from typing import Final

from kdeck.core.clean import clean_line
from kdeck.core.message import Message

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
