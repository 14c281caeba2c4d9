"""The compiled library in one disposable file: opened in a few milliseconds, decoded piece by piece as it is used.

Layout: one line that names format, kdeck, Python and compiler; length and CRC-32 of the header; the header; then the
regions. A region holds one kind of piece of every file, in library order, so that a region of all files is one read
and a file whose source has not changed is carried over without decoding. A whole region is verified when it is first
used, a chunk of cards likewise; ``Damaged`` then means: build it again.
"""

from __future__ import annotations

import marshal
import os
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from struct import Struct
from typing import Any, Final, NamedTuple
from zlib import crc32

from kdeck import __version__
from kdeck.core.card import Card, Shop
from kdeck.core.finding import Finding
from kdeck.core.ident import deck_of
from kdeck.decks.pieces import CHUNK, KINDS, Encoded, Extent, Part, Stamp, plain_finding, search_fold

FORMAT: Final = 5

_SIZES = Struct("<QQ")
_CACHED_CHUNKS = 32
_MANY_LOOKUPS = 4096
_RACY = 2_000_000_000


class Damaged(Exception):
    """The file is not what was written: truncated, altered, of another version or another library's."""


class Header(NamedTuple):
    """What every opening reads.

    written: nanoseconds since 1970, when the files were looked at. digest: of all contents together.
    between: findings between files, as plain tuples.
    """

    root: str
    written: int
    digest: str
    shop: Shop
    between: tuple[Any, ...]
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
    """An opened index. Everything but the header is read on first use and may raise ``Damaged``."""

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
        plain = marshal.loads(header)  # noqa: S302 - verified, and written by this very version
        root, written, digest, shop, between, parts = plain
        known = tuple(Part(*part) for part in parts)
        self.header = Header(root, written, digest, Shop(*shop), between, known)
        self.starts = tuple(accumulate((part.cards for part in self.header.parts), initial=0))
        self._offsets = _offsets(self.header, start + length)
        self._starts: dict[int, list[int]] = {}
        self._regions: dict[str, Any] = {}
        self._chunks: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
        self._keys: dict[int, list[str]] = {}
        self._lines: dict[int, bytes] = {}
        self._ids: dict[int, list[str]] = {}
        self._decks: dict[str, list[int]] = {}
        for place, part in enumerate(self.header.parts):
            if part.deck is not None:
                self._decks.setdefault(part.deck[0], []).append(place)
        self._asked = 0

    def __len__(self) -> int:
        return self.starts[-1]

    def region(self, kind: str) -> bytes:
        """One kind of piece of all files; verified."""
        place = KINDS.index(kind)
        wanted = [part.pieces[place] for part in self.header.parts]
        data = self._store.read(self._offsets[place], sum(length for length, _ in wanted))
        _verify(data, wanted)
        return data

    def values(self, kind: str) -> list[Any]:
        """The decoded pieces of one kind, one a file."""
        if kind not in self._regions:
            data = memoryview(self.region(kind))
            starts = self._piece_starts(KINDS.index(kind))
            self._regions[kind] = [marshal.loads(data[start:end]) for start, end in pairwise(starts)]  # noqa: S302
        found: list[Any] = self._regions[kind]
        return found

    def key(self, place: int) -> str:
        """The answer key of the card at a place in the library; reads those of its file."""
        part = bisect_right(self.starts, place) - 1
        keys = self._keys.get(part)
        if keys is None:
            keys = self._keys[part] = marshal.loads(self._piece(KINDS.index("keys"), part))  # noqa: S302 - verified
        return keys[place - self.starts[part]]

    def position(self, card: str) -> int | None:
        """Where a card stands. The first lookups search the ids of its deck, then a dictionary is worth its making."""
        self._asked += 1
        if self._asked > _MANY_LOOKUPS:
            if "places" not in self._regions:
                self._regions["places"] = {card: place for place, card in enumerate(self.all_ids())}
            places: dict[str, int] = self._regions["places"]
            return places.get(card)
        found = self._find(card)
        return None if found is None else self.starts[found[0]] + self._lines_of(found[0]).count(b"\n", 0, found[1])

    def holds(self, card: str) -> bool:
        """Whether there is such a card."""
        if self._asked >= _MANY_LOOKUPS:
            return self.position(card) is not None
        self._asked += 1
        return self._find(card) is not None

    def _find(self, card: str) -> tuple[int, int] | None:
        """The file that holds a card, and where its line begins among those of ``_lines_of``."""
        if "\n" in card:
            return None
        wanted = f"\n{card}\n".encode("utf-8", "surrogatepass")
        for file in self._decks.get(deck_of(card), ()):
            at = self._lines_of(file).rfind(wanted)  # from behind: Python's search skips more that way
            if at >= 0:
                return file, at
        return None

    def _lines_of(self, file: int) -> bytes:
        """The ids of one file, each between newlines; verified."""
        lines = self._lines.get(file)
        if lines is None:
            lines = self._lines[file] = b"\n" + self._piece(KINDS.index("ids"), file)
        return lines

    def ids_of(self, file: int) -> list[str]:
        """The card ids of the file at a place."""
        ids = self._ids.get(file)
        if ids is None:
            ids = self._ids[file] = self._lines_of(file).decode().split("\n")[1:-1]
        return ids

    def all_ids(self) -> list[str]:
        """All card ids, in the library's order."""
        if "ids" not in self._regions:
            self._regions["ids"] = self.region("ids").decode().split("\n")[:-1]
        ids: list[str] = self._regions["ids"]
        return ids

    def card(self, place: int) -> Card:
        """The card at a place in the library."""
        part = bisect_right(self.starts, place) - 1
        chunk, row = divmod(place - self.starts[part], CHUNK)
        key = part, chunk
        rows = self._chunks.get(key)
        if rows is None:
            if len(self._chunks) >= _CACHED_CHUNKS:
                self._chunks.clear()
            rows = self._chunks[key] = marshal.loads(self._chunk(part, chunk))  # noqa: S302 - verified
        return Card(*rows[row])

    def cards(self) -> Iterator[Card]:
        """All cards in order, a chunk at a time."""
        for place, part in enumerate(self.header.parts):
            for chunk in range(len(part.chunks)):
                for row in marshal.loads(self._chunk(place, chunk)):  # noqa: S302 - verified
                    yield Card(*row)

    def find(self, words: Sequence[str]) -> list[int]:
        """Places of the cards whose search text holds all words."""
        if "text" not in self._regions:
            self._regions["text"] = self.region("text").decode().split("\n")[:-1]
        lines: list[str] = self._regions["text"]
        folded = {search_fold(word).encode("utf-8", "replace").decode() for word in words}
        longest, *others = sorted(folded, key=len, reverse=True)
        found = [place for place, line in enumerate(lines) if longest in line]
        for word in others:
            found = [place for place in found if word in lines[place]]
        return found

    def encoded(self, place: int) -> Encoded:
        """One file's part with all its bytes, to be carried over into a new index."""
        part = self.header.parts[place]
        pieces = tuple(self._piece(kind, place) for kind in range(len(part.pieces)))
        return Encoded(part, pieces, tuple(self._chunk(place, chunk) for chunk in range(len(part.chunks))))

    def _piece(self, kind: int, place: int) -> bytes:
        """One kind of piece of one file; verified."""
        extent = self.header.parts[place].pieces[kind]
        piece = self._store.read(self._offsets[kind] + self._piece_starts(kind)[place], extent[0])
        _verify(piece, [extent])
        return piece

    def _piece_starts(self, kind: int) -> list[int]:
        """Where the pieces of a kind begin in their region, and where the last one ends."""
        if kind not in self._starts:
            self._starts[kind] = list(accumulate((part.pieces[kind][0] for part in self.header.parts), initial=0))
        return self._starts[kind]

    def _chunk(self, place: int, chunk: int) -> bytes:
        if "chunk_starts" not in self._regions:
            lengths = (sum(length for length, _ in part.chunks) for part in self.header.parts)
            self._regions["chunk_starts"] = list(accumulate(lengths, initial=self._offsets[-1]))
        chunks = self.header.parts[place].chunks
        start = self._regions["chunk_starts"][place] + sum(length for length, _ in chunks[:chunk])
        data = self._store.read(start, chunks[chunk][0])
        _verify(data, [chunks[chunk]])
        return data


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
    """The bytes of an index, in pieces to be written one after the other."""
    parts = [file.part for file in files]
    regions = [[file.pieces[kind] for file in files] for kind in range(len(KINDS))]
    plain = tuple(plain_finding(finding) for finding in between)
    plain_parts = tuple(tuple(part) for part in parts)
    header = marshal.dumps((root, written, digest, tuple(shop), plain, plain_parts))
    composed = [version, _SIZES.pack(len(header), crc32(header)), header]
    for region in regions:
        composed += region
    for file in files:
        composed += file.chunks
    return composed


def version_line(compiler: str = "") -> bytes:
    """What must be equal for a file to be read. compiler: a stamp of the code that compiles decks."""
    words = (str(FORMAT), __version__, sys.implementation.cache_tag or "", sys.byteorder, compiler)
    return f"kdeck index {' '.join(words)}\n".encode()


def _offsets(header: Header, start: int) -> list[int]:
    """Where each region begins; the last is where the chunks begin."""
    sizes = [sum(part.pieces[kind][0] for part in header.parts) for kind in range(len(KINDS))]
    return list(accumulate(sizes, initial=start))


def _verify(data: bytes, wanted: Iterable[Extent]) -> None:
    view, start = memoryview(data), 0
    for length, checksum in wanted:
        if crc32(view[start : start + length]) != checksum:
            raise Damaged
        start += length
