"""Whether a folder lies on a network file system, where SQLite's shared memory cannot be relied on."""

from __future__ import annotations

import os
import sys

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
