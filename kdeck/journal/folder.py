"""Where learners' files lie in a home folder: ``<home>/learners/<name>/journal.db``, with backups beside it.

A learner's name may be any text; in a file name all but plain letters, digits, ``-``, ``_`` and inner spaces are
percent-quoted, so that no two names meet on a file system that ignores case, and none is reserved on Windows.
Nothing here makes a folder: ``open_journal`` does, when it makes a journal.
"""

from __future__ import annotations

import os
import re
import sys

from kdeck.core.errors import JournalError, UsageError
from kdeck.core.message import Message
from kdeck.journal.files import system_trouble

_LEARNERS = "learners"
_FILE = "journal.db"
BACKUPS = "backups"
_LONGEST = 60
_LONGEST_QUOTED = 200
"""Bytes of UTF-8; file systems allow 255, and backups add a date."""
_RESERVED = re.compile("(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])")
_PLAIN = re.compile("[a-z0-9_-]+")
_QUOTED = re.compile("(?:%[0-9A-F]{2})+")


# fmt: off
_NETWORK = frozenset((
    "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "drvfs", "fuse.ceph", "fuse.cifs",
    "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs",
    "fuse.vmhgfs-fuse", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "prl_fs", "smb2",
    "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs", "webdav",
))
# fmt: on
_WINDOWS_REMOTE = 4
"""DRIVE_REMOTE of GetDriveTypeW."""


def learner_name(text: str) -> str:
    """``text`` as a learner's name: composed (NFC), without outer spaces; ``UsageError`` where it can be none."""
    import unicodedata

    from kdeck.core.strings import clean_line

    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise UsageError(Message("A learner needs a name."))
    if clean_line(name) != name:
        raise UsageError(Message("{name} cannot be a learner's name: it holds control characters.", name=repr(name)))
    if len(name) > _LONGEST or len(quote(name).encode()) > _LONGEST_QUOTED:
        raise UsageError(Message("{name} is too long for a learner's name.", name=name))
    return name


def path_of(home: str, learner: str) -> str:
    """The file of a learner's journal; ``UsageError`` for what can be no name."""
    return os.path.join(home, _LEARNERS, quote(learner_name(learner)), _FILE)


def backups_of(home: str, learner: str) -> str:
    """The folder of a learner's automatic backups."""
    return os.path.join(home, _LEARNERS, quote(learner_name(learner)), BACKUPS)


def learners(home: str) -> list[str]:
    """The name of every learner who has a journal in ``home``, or had one; in order, empty where there is no folder.

    A folder that kdeck did not name, such as a copy, is passed over.
    """
    folder = os.path.join(home, _LEARNERS)
    try:
        entries = os.listdir(folder)
    except FileNotFoundError:
        return []
    except NotADirectoryError as error:
        raise JournalError(Message("The data folder {folder} is not a folder.", folder=folder)) from error
    except OSError as error:
        raise system_trouble(error, folder) from error
    return sorted(name for entry in entries if (name := unquote(entry)) and _had(os.path.join(folder, entry)))


def _had(folder: str) -> bool:
    """Whether a learner's folder holds a journal, or backups alone: that it is missing says whoever opens it."""
    if os.path.lexists(os.path.join(folder, _FILE)):
        return True
    try:
        return any(name.endswith(".db") for name in os.listdir(os.path.join(folder, BACKUPS)))
    except OSError:
        return False  # none, or none that can be seen


def quote(name: str) -> str:
    """A file name for any text, its own inverse's input: ``Amy/2`` → ``%41my%2F2``."""
    if _PLAIN.fullmatch(name):
        quoted = name
    else:
        quoted = "".join(char if _keeps(char) else _percent(char) for char in name)
        if quoted.startswith(" ") or quoted.endswith(" "):
            quoted = quoted.replace(" ", "%20")
    return _percent(quoted[0]) + quoted[1:] if _RESERVED.fullmatch(quoted) else quoted


def unquote(quoted: str) -> str | None:
    """The name that ``quote`` turned into this file name; ``None`` where it made no such name."""
    try:
        name = _QUOTED.sub(lambda match: bytes.fromhex(match[0].replace("%", "")).decode(), quoted)
    except UnicodeDecodeError:
        return None
    return name if name and quote(name) == quoted else None


def _keeps(char: str) -> bool:
    """Whether a character stands for itself: nothing else becomes the same one when case is ignored."""
    if char in " -_":
        return True
    return char.isalnum() and char == char.lower() == char.casefold() == char.upper().lower()


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())


def on_network(folder: str) -> bool:
    """Whether ``folder`` lies on a network or host-shared file system, as far as the system tells."""
    if sys.platform == "win32":
        import ctypes

        drive = os.path.splitdrive(os.path.abspath(folder))[0]
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == _WINDOWS_REMOTE
    try:
        with open("/proc/mounts", encoding="utf-8", errors="surrogateescape") as mounts:
            return kind_of(os.path.realpath(folder), mounts.read()) in _NETWORK
    except OSError:  # no /proc (macOS, BSD): there WAL is tried, and given up where it cannot be opened
        return False


def kind_of(folder: str, mounts: str) -> str:
    """The file system type of the mount that holds ``folder``; ``mounts`` is the text of /proc/mounts (fstab(5))."""
    longest, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = _unescape(fields[1]).rstrip("/")
        if len(point) >= longest and (folder == point or folder.startswith(point + "/")):
            longest, kind = len(point), fields[2]
    return kind


def _unescape(text: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text
