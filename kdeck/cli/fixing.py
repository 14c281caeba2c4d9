"""Writing missing ids into deck files: each appears whole, with the mode it had, or stays as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message
from kdeck.core.reason import reason_of


class Mended(NamedTuple):
    """One file with new ids. ids: line and id of each."""

    file: str
    ids: Sequence[tuple[int, str]]


def fix_path(path: str) -> Iterator[Mended]:
    """Write the missing ids of every deck file at ``path``, of all its editions; ``KdeckError`` where that fails.

    What keeps a file from being mended is told by the check that follows.
    """
    from kdeck.decks.discover import discover, editions
    from kdeck.decks.fix import fix_ids

    for folder in editions(path) or [path]:
        for file in discover(folder).files:
            try:
                with open(file.path, "rb") as stream:
                    data = stream.read()
                fixed = fix_ids(data, file.name)
                if fixed.written:
                    replace(os.path.realpath(file.path), fixed.data)
            except OSError as error:
                raise KdeckError(
                    Message("{file} could not be mended: {reason}", file=file.path, reason=reason_of(error))
                ) from error
            if fixed.written:
                yield Mended(file.name, fixed.written)


def replace(path: str, data: bytes) -> None:
    """Put new contents in a file's place at once, with the mode it had; ``OSError`` leaves it as it was."""
    from kdeck.journal.files import put

    fresh = f"{path}.new-{os.getpid()}"
    try:
        with open(fresh, "xb") as stream:
            stream.write(data)
        os.chmod(fresh, os.stat(path).st_mode)
        put(fresh, path)
    finally:
        if os.path.lexists(fresh):
            os.remove(fresh)
