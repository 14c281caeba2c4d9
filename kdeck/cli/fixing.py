"""Writing missing ids into deck files: each appears whole, with the mode it had, or stays as it was."""

from __future__ import annotations

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
    from kdeck.decks.encoding import MAX_BYTES
    from kdeck.decks.fix import fix_ids
    from kdeck.journal import files

    for folder in editions(path) or [path]:
        for file in discover(folder).files:
            try:
                fixed = fix_ids(files.read(file.path, MAX_BYTES), file.name)
                if fixed.written:
                    files.write(file.path, fixed.data)
            except files.Unfit:
                continue
            except OSError as error:
                raise KdeckError(
                    Message("{file} could not be mended: {reason}", file=file.path, reason=reason_of(error))
                ) from error
            if fixed.written:
                yield Mended(file.name, fixed.written)
