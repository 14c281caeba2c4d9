"""The compiled library in one disposable file: opened in a few milliseconds, decoded as it is used.

Layout: one line that names format, kdeck, Python and compiler; length and CRC-32 of the header; the header; then one
part for every file of the library, which is carried over as it is while that file does not change. A section of a part
is verified when it is read; ``Damaged`` then means: build it again.
"""

from __future__ import annotations

import os
import sys
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from struct import Struct
from typing import Any, Final, NamedTuple
from zlib import crc32

from kdeck import __version__
from kdeck.core.cards.card import Card
from kdeck.core.errors import Finding
from kdeck.core.ident import deck_of
from kdeck.core.shop import Shop
from kdeck.decks.discover import Stamp
from kdeck.decks.part import (
    SECTIONS,
    Encoded,
    Part,
    Section,
    packed,
    search_fold,
    unpacked,
)

FORMAT: Final = 9

_SIZES = Struct("<QQ")
_HELD = 16
"""Files whose cards are kept at hand, packed: a session's cards come from many, a file's own lists from one."""
_MANY_LOOKUPS = 4096
"""Look-ups that search the ids of a file as they stand, 10 µs each, before a dictionary of all ids is worth its making:
of 100,000 that takes 30 ms and 19 MB, which ``kdeck due`` would pay for the hundred cards that it asks about."""
_RACY = 2_000_000_000


class Damaged(Exception):
    """The file is not what was written: truncated, altered, of another version or another library's."""


class Header(NamedTuple):
    """What every opening reads.

    written: nanoseconds since 1970, when the files were looked at. digest: of all contents together.
    between: findings between files.
    """

    root: str
    written: int
    digest: str
    shop: Shop
    between: tuple[Finding, ...]
    parts: tuple[Part, ...]


class Store:
    """The bytes of an index: a file held open, or all in memory.

    Windows cannot replace a file that someone holds open, so there the file is read at once and let go.
    """

    def __init__(self, data: bytes = b"", descriptor: int | None = None) -> None:
        self._data = data
        self._descriptor = descriptor

    @classmethod
    def of_file(cls, path: str) -> Store:
        """The store of a file; ``OSError`` when it cannot be opened."""
        if sys.platform == "win32":
            with open(path, "rb") as file:
                return cls(file.read())
        return cls(descriptor=os.open(path, os.O_RDONLY))

    def __del__(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)

    def read(self, start: int, length: int) -> bytes:
        """``length`` bytes from ``start``; ``Damaged`` when they are not there."""
        data = self._data[start : start + length] if self._descriptor is None else self._pread(start, length)
        if len(data) != length:
            raise Damaged
        return data

    def _pread(self, start: int, length: int) -> bytes:
        assert self._descriptor is not None  # noqa: S101 - for the type checker
        try:
            if sys.platform != "win32" and start + length <= os.fstat(self._descriptor).st_size:
                return os.pread(self._descriptor, length, start)
        except OSError as error:
            raise Damaged from error
        raise Damaged


class Index:
    """An opened index. Everything but the header is read on first use and may raise ``Damaged``.

    starts: the place of every file's first card, and how many cards there are. files: the place of each file, by name.
    """

    def __init__(self, store: Store, version: bytes) -> None:
        self._store = store
        start = len(version) + _SIZES.size
        if store.read(0, len(version)) != version:
            raise Damaged
        length, checksum = _SIZES.unpack(store.read(len(version), _SIZES.size))
        if length > sys.maxsize:
            raise Damaged
        header = store.read(start, length)
        if crc32(header) != checksum:
            raise Damaged
        self.header: Header = unpacked(header)
        parts: tuple[Part, ...] = self.header.parts
        self.starts: tuple[int, ...] = tuple(accumulate((part.cards for part in parts), initial=0))
        self.files = {part.name: file for file, part in enumerate(parts)}
        lengths = (sum(length for length, _ in part.sections) for part in parts)
        self._offsets = tuple(accumulate(lengths, initial=start + length))
        self._decks: dict[str, list[int]] = {}
        for file, part in enumerate(parts):
            if part.deck is not None:
                self._decks.setdefault(part.deck.id, []).append(file)
        self._values: dict[tuple[Section, int], Any] = {}
        self._lines: dict[int, bytes] = {}
        self._packed: dict[int, list[bytes]] = {}
        self._asked = 0

    def __len__(self) -> int:
        return self.starts[-1]

    def section(self, section: Section, file: int) -> bytes:
        """One section of the file at a place; verified."""
        extents, number = self.header.parts[file].sections, SECTIONS.index(section)
        length, checksum = extents[number]
        data = self._store.read(self._offsets[file] + sum(before for before, _ in extents[:number]), length)
        if crc32(data) != checksum:
            raise Damaged
        return data

    def value(self, section: Section, file: int) -> Any:
        """What a section of the file at a place says."""
        if (section, file) not in self._values:
            self._values[section, file] = unpacked(self.section(section, file))
        return self._values[section, file]

    def values(self, section: Section) -> list[Any]:
        """What a section says, file by file."""
        return [self.value(section, file) for file in range(len(self.header.parts))]

    def encoded(self, file: int) -> Encoded:
        """The part of one file, to be carried over into a new index: whoever reads it there verifies it."""
        start, end = self._offsets[file : file + 2]
        return Encoded(self.header.parts[file], self._store.read(start, end - start))

    @cached_property
    def ids(self) -> list[str]:
        """All card ids, in the library's order."""
        return [card for file in range(len(self.header.parts)) for card in self.ids_in(file)]

    def ids_in(self, file: int) -> list[str]:
        """The card ids of the file at a place."""
        return self._lines_of(file).decode().split("\n")[1:-1]

    def position(self, card: str) -> int | None:
        """Where a card stands; ``None`` when there is no such card."""
        self._asked += 1
        if self._asked > _MANY_LOOKUPS:
            return self._places.get(card)
        wanted = f"\n{card}\n".encode("utf-8", "surrogatepass")
        for file in self._decks.get(deck_of(card), ()) if "\n" not in card else ():
            lines = self._lines_of(file)
            at = lines.find(wanted)
            if at >= 0:
                return self.starts[file] + lines.count(b"\n", 0, at)
        return None

    def key(self, place: int) -> str:
        """The answer key of the card at a place in the library."""
        file, number = self._file_at(place)
        return str(self.value("keys", file)[number])

    def card(self, place: int) -> Card:
        """The card at a place in the library."""
        file, number = self._file_at(place)
        if file not in self._packed:
            if len(self._packed) >= _HELD:
                self._packed.clear()
            self._packed[file] = unpacked(self.section("cards", file))
        card: Card = unpacked(self._packed[file][number])
        return card

    def cards_in(self, file: int) -> list[Card]:
        """The cards of the file at a place."""
        return [unpacked(data) for data in unpacked(self.section("cards", file))]

    def find(self, words: Iterable[str]) -> list[int]:
        """Places of the cards whose search text holds all words."""
        lines = self._texts
        longest, *others = sorted({search_fold(word) for word in words}, key=len, reverse=True)
        found = [place for place, line in enumerate(lines) if longest in line]
        for word in others:
            found = [place for place in found if word in lines[place]]
        return found

    @cached_property
    def _texts(self) -> list[str]:
        return [line for file in self.values("text") for line in file]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {card: place for place, card in enumerate(self.ids)}

    def _lines_of(self, file: int) -> bytes:
        """The ids of one file, each between newlines."""
        if file not in self._lines:
            self._lines[file] = self.section("ids", file)
        return self._lines[file]

    def _file_at(self, place: int) -> tuple[int, int]:
        """The file of the card at a place in the library, and its number in it."""
        file = bisect_right(self.starts, place) - 1
        return file, place - self.starts[file]


def is_fresh(stamp: Stamp, part: Part, written: int) -> bool:
    """Whether a file's stamp alone shows that it is what the index was made from.

    A file changed less than two seconds before the index was written may have changed once more since, within one
    tick of a coarse clock and to the same size: such a stamp proves nothing (git calls the entry racy).
    """
    return part.stamp == stamp and stamp[1] < written - _RACY


def compose(
    root: str,
    written: int,
    digest: str,
    shop: Shop,
    files: Sequence[Encoded],
    version: bytes,
    between: Iterable[Finding] = (),
) -> list[bytes]:
    """The bytes of an index, block by block, to be written one after the other."""
    header = packed(Header(root, written, digest, shop, tuple(between), tuple(file.part for file in files)))
    return [version, _SIZES.pack(len(header), crc32(header)), header, *(file.data for file in files)]


def version_line(compiler: str = "") -> bytes:
    """What must be equal for a file to be read. compiler: a stamp of the code that compiles decks."""
    words = (str(FORMAT), __version__, sys.implementation.cache_tag or "", sys.byteorder, compiler)
    return f"kdeck index {' '.join(words)}\n".encode()


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

    def keep(self, blocks: Sequence[bytes]) -> Index:
        """Write an index and open it; where it cannot be written it is opened in memory."""
        store = None if self.path is None else _replace(self.path, blocks)
        return Index(store or Store(b"".join(blocks)), self.version)


def _replace(path: str, blocks: Sequence[bytes]) -> Store | None:
    """Put a new file in the place of ``path`` at once, and return it opened; ``None`` when that cannot be done."""
    temporary = f"{path}.new"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(temporary, "xb") as file:
            file.writelines(blocks)
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
