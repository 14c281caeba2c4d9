"""A library as it was at a revision, out of git: read with its plumbing, written into a folder of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kdeck.core.errors import KdeckError, UsageError, reason_of
from kdeck.core.message import Message
from kdeck.core.strings import clean_line

_NEEDED = (".yaml", ".yml", ".csv")
"""What a library is compiled from: decks, and size charts beside them."""
_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")
"""What git sets for its hooks: it would lead git away from the folder that is asked about."""
_FILE_MODES = (b"100644", b"100755", b"100664")


class _Blob(NamedTuple):
    name: str
    id: bytes


def snapshot(path: str, revision: str, target: str) -> str | None:
    """Write the library at ``path`` as it was at ``revision`` below the folder ``target``; where it is then.

    ``None`` where it held no such files. Links are passed over. ``UsageError`` where the revision is unknown, or there
    is no git or no repository.
    """
    from kdeck.decks.discover import discover, editions

    folder, file = os.path.abspath(path), ""
    if not editions(folder):
        found = discover(folder)
        if found.alone:
            folder = os.path.dirname(found.root if found.shop is None else found.shop.path)
            file = os.path.relpath(found.root, folder).replace(os.sep, "/")
        else:
            folder = found.root
    commit = _commit(folder, revision)
    blobs = [blob for blob in _listed(folder, commit) if not file or _belongs(blob.name, file)]
    _write(folder, blobs, target)
    if file and all(blob.name != file for blob in blobs):
        return None
    return os.path.join(target, *file.split("/")) if blobs else None


def _commit(folder: str, revision: str) -> str:
    """The id of the commit that ``revision`` names."""
    if revision.startswith("-") or not revision.strip():
        raise UsageError(Message("“{revision}” is no git revision", revision=clean_line(revision)))
    inside = _git(folder, "rev-parse", "--show-toplevel")
    if inside.returncode:
        reason = clean_line(inside.stderr.decode("utf-8", "replace").strip().split("\n")[0])
        raise UsageError(
            Message("{folder} is in no git repository: {reason}", folder=folder, reason=reason.removeprefix("fatal: "))
        )
    found = _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    commit = found.stdout.decode().strip()
    if found.returncode or not commit.isalnum():  # such as “^HEAD”, which git takes for all that is not in HEAD
        raise UsageError(
            Message("git knows no revision “{revision}” here", revision=clean_line(revision)),
            Message("Name a commit, a branch or a tag, such as HEAD, HEAD~1 or origin/main."),
        )
    return commit


def _listed(folder: str, commit: str) -> Iterator[_Blob]:
    """The files in ``folder`` at a commit that a library may be made of, names relative to the folder."""
    listing = _must(_git(folder, "ls-tree", "-r", "-z", commit))
    for line in listing.split(b"\0"):
        head, tab, raw = line.partition(b"\t")
        name = os.fsdecode(raw)
        if tab and head.split()[0] in _FILE_MODES and name.lower().endswith(_NEEDED) and _is_inside(name):
            yield _Blob(name, head.split()[2])


def _is_inside(name: str) -> bool:
    """Whether a name in a tree leads to below the folder: trees made by hand may hold any bytes."""
    return all(
        part not in ("", ".", "..") and part == os.path.basename(part) and not os.path.splitdrive(part)[0]
        for part in name.split("/")
    )


def _belongs(name: str, file: str) -> bool:
    """Whether a single deck is compiled from this file."""
    return name in (file, "shop.yaml", "shop.yml") or name.lower().endswith(".csv")


def _write(folder: str, blobs: Sequence[_Blob], target: str) -> None:
    answer = _must(_git(folder, "cat-file", "--batch", given=b"".join(blob.id + b"\n" for blob in blobs)))
    start = 0
    for blob in blobs:
        end = answer.index(b"\n", start)
        size = int(answer[start:end].split()[2])
        path = os.path.join(target, *blob.name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as stream:
            stream.write(answer[end + 1 : end + 1 + size])
        start = end + size + 2


def _must(done: subprocess.CompletedProcess[bytes]) -> bytes:
    if done.returncode:
        reason = clean_line(done.stderr.decode("utf-8", "replace").strip().split("\n")[0])
        raise KdeckError(Message("git could not read the decks: {reason}", reason=reason))
    return done.stdout


def _git(folder: str, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder, without a shell."""
    program = shutil.which("git")
    if program is None:
        raise UsageError(Message("git was not found"), Message("--against compares with what git has stored."))
    kept = {name: value for name, value in os.environ.items() if name not in _HOOK}
    try:
        return subprocess.run(  # noqa: S603 - a list of words; none of them can be taken for an option
            [program, "-C", folder, *words], input=given, capture_output=True, check=False, env={**kept, "LC_ALL": "C"}
        )
    except OSError as error:
        raise KdeckError(Message("git could not be run: {reason}", reason=reason_of(error))) from error
