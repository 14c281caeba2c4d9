"""Where the index of a library is kept between runs: one file that may be lost at any time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from typing import Final
from zlib import crc32

from kdeck.decks.index import Damaged, Index, Store, version_line

COMPILERS: Final = ("core", "decks")
"""The layers whose code shapes what an index holds."""
_ABANDONED_SECONDS = 60


class Cache:
    """The place of one library's index. Whatever goes wrong here costs time, never an answer: nothing is raised.

    folder: where indexes are kept, ``None`` to keep none. root: the library's folder or file, absolute.
    """

    def __init__(self, folder: str | None, root: str) -> None:
        self.version = version_line(_compiler_stamp())
        self._root = root
        name = os.fsencode(root)
        file = f"{crc32(name):08x}{crc32(name[::-1]):08x}.kdeck-index"
        self.path = None if folder is None else os.path.join(folder, file)

    def read(self) -> Index | None:
        """The index as it was last written, ``None`` when there is none that can be used."""
        if self.path is None:
            return None
        try:
            index = Index(Store.of_file(self.path), self.version)
        except (OSError, Damaged):
            return None
        return index if index.header.root == self._root else None

    def keep(self, pieces: Sequence[bytes]) -> Index:
        """Write an index and open it; where it cannot be written it is opened in memory."""
        store = None if self.path is None else _replace(self.path, pieces)
        return Index(store or Store(b"".join(pieces)), self.version)


def _replace(path: str, pieces: Sequence[bytes]) -> Store | None:
    """Put a new file in the place of ``path`` at once, and return it opened; ``None`` when that cannot be done."""
    temporary = f"{path}.new"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(temporary, "xb") as file:
            file.writelines(pieces)
    except FileExistsError:
        _remove_abandoned(temporary)
        return None
    except OSError:
        _remove(temporary)
        return None
    try:
        store = Store.of_file(temporary)
        os.replace(temporary, path)
    except OSError:
        _remove(temporary)
        return None
    return store


def _remove_abandoned(temporary: str) -> None:
    """Another process is writing, or died while it was: then the next opening finds the way free."""
    try:
        if time.time() - os.stat(temporary).st_mtime > _ABANDONED_SECONDS:
            os.unlink(temporary)
    except OSError:
        return


def _remove(temporary: str) -> None:
    try:
        os.unlink(temporary)
    except OSError:
        return


def _compiler_stamp() -> str:
    """Changes whenever the code that makes cards and chats does, so that nobody sees those of yesterday's code."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    try:
        seen = [
            f"{module.path} {status.st_size} {status.st_mtime_ns}"
            for layer in COMPILERS
            for module in modules_in(os.path.join(package, layer))
            for status in [module.stat()]
        ]
    except OSError:
        return "packed"  # inside an archive: the version alone must do
    return f"{crc32(' '.join(sorted(seen)).encode('utf-8', 'replace')):08x}"


def modules_in(folder: str) -> Iterator[os.DirEntry[str]]:
    """The Python files in a folder of this package and in all folders below it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry
            elif "." not in entry.name and entry.name != "__pycache__":
                yield from modules_in(entry.path)
