"""Compile a library, but only what has changed since its index was written.

A file is compiled again when its bytes differ, or those of a size chart that it names; all files when shop.yaml does;
the files that hold products of a category when the products of that category do, because wrong options come from
siblings; and files that share a deck id, because which of two equal cards counts is decided between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple, TypeVar

from kdeck import __version__
from kdeck.core.cards.card import Card
from kdeck.core.chat.scenario import Scenario
from kdeck.core.errors import Finding
from kdeck.core.shop import Shop
from kdeck.decks.charts import named_by
from kdeck.decks.check import check_library
from kdeck.decks.compiled import Claims, Compiled, ProductRow, Source
from kdeck.decks.discover import File, Found, Stamp, unreadable
from kdeck.decks.expand import compile_deck
from kdeck.decks.index import Index, is_fresh
from kdeck.decks.parse import parse, shop_of
from kdeck.decks.part import NOTHING_STATED, Encoded, Stated, encode
from kdeck.decks.schema import DeckFile
from kdeck.decks.tree import MAX_BYTES

_NEVER: Stamp = (-1, -1, -1)
"""The stamp of a file that could not be read: it is tried again at every opening."""


class Built(NamedTuple):
    """A compiled library. between: what was found between its files. digest: of all their contents."""

    shop: Shop
    files: list[Encoded]
    between: tuple[Finding, ...]
    digest: str


def digest_of(data: bytes) -> str:
    """The content digest by which a file is known."""
    return blake2b(data, digest_size=16).hexdigest()


class _Charts(Mapping[str, bytes]):
    """The library's CSV files, each read when it is asked for; those that cannot be read are not there."""

    def __init__(self, names: Sequence[str], read: Callable[[str], bytes | None]) -> None:
        self._names = names
        self._read = read

    def __getitem__(self, name: str) -> bytes:
        data = self._read(name) if name in self._names else None
        if data is None:
            raise KeyError(name)
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Build:
    """One compile of ``found``, with what ``old`` knows of it. The index may raise ``Damaged`` anywhere."""

    def __init__(self, found: Found, old: Index | None = None) -> None:
        self.found = found
        self.files = {file.name: file for file in found.everything}
        self.sources: dict[str, Source] = {}
        self.results: dict[str, Compiled] = {}
        self.findings: dict[str, tuple[Finding, ...]] = {}
        self._old = old
        self._places = {} if old is None else old.files
        self._data: dict[str, bytes] = {}
        self._digests: dict[str, str] = {}
        self._kept = self._unchanged()
        if old is not None and self.unchanged:
            self.shop, self.between = old.header.shop, old.header.between
            return
        stated = [] if old is None else old.values("stated")
        self._stated: dict[str, Stated] = dict(zip(self._places, stated, strict=True))
        self._compile()
        self.between = self._between()

    @property
    def unchanged(self) -> bool:
        """Whether every file holds the bytes that the old index was made from."""
        return list(self.files) == list(self._places) and self._kept == self.files.keys()

    def encoded(self) -> Built:
        """The library as bytes for a new index."""
        taken: set[str] = set()
        files = [self._encode(file, taken) for file in self.files.values()]
        described = [__version__, *(f"{name}\0{digest}" for name, digest in self._digests.items())]
        return Built(self.shop, files, self.between, digest_of("\n".join(described).encode("utf-8", "replace")))

    def _unchanged(self) -> set[str]:
        """The files whose bytes are those that the index was made from, unless the shop has changed."""
        kept = {file.name for file in self.files.values() if self._is_unchanged(file)}
        shop = None if self.found.shop is None else self.found.shop.name
        before = [part.name for part in self._old.header.parts if part.is_shop] if self._old else []
        return kept if before == ([] if shop is None else [shop]) and (shop is None or shop in kept) else set()

    def _is_unchanged(self, file: File) -> bool:
        place = self._places.get(file.name)
        part = self._old.header.parts[place] if self._old and place is not None else None
        if part and self._old and is_fresh(file.stamp, part, self._old.header.written):
            self._digests[file.name] = part.digest
            return True
        self._read(file)
        return part is not None and bool(part.digest) and part.digest == self._digests[file.name]

    def _read(self, file: File) -> None:
        """Read a file, no further than the reader would go; what cannot be read is a finding."""
        try:
            with open(file.path, "rb") as stream:
                data = stream.read(MAX_BYTES + 1)
        except OSError as error:
            self._digests[file.name] = ""
            if file in self.found.charts:
                return  # the decks that name it say so; no other deck minds
            self.findings[file.name] = (Finding(file.name, 1, 1, "error", "unreadable", unreadable(error)),)
            return
        self._data[file.name] = data
        self._digests[file.name] = digest_of(data)

    def _source(self, name: str) -> Source | None:
        """A file, parsed; ``None`` when it cannot be read."""
        if name not in self.sources:
            if name not in self._data and name not in self.findings:
                self._read(self.files[name])
            if name not in self._data:
                return None
            self.sources[name] = parse(name, self._data.pop(name))
        return self.sources[name]

    def _compile(self) -> None:
        shop = None if self.found.shop is None else self._source(self.found.shop.name)
        shop_file = shop_of(shop)
        self.shop = shop_file.shop
        decks = [file.name for file in self.found.files]
        self._kept -= {*self._sharing(self._deck_ids_before()), *self._with_changed_charts()}
        charts = _Charts([file.name for file in self.found.charts], self._chart)
        catalogue = self._catalogue(decks)
        for _ in range(2):  # the second time for files that turn out to share a deck id with a changed one
            for name in decks:
                source = None if name in self._kept or name in self.results else self._source(name)
                if source is not None:
                    self.results[name] = compile_deck(source, shop_file, catalogue, charts)
            self._kept -= set(self._sharing(self._deck_ids()))

    def _chart(self, name: str) -> bytes | None:
        if name not in self._data:
            self._read(self.files[name])
        return self._data.get(name)

    def _with_changed_charts(self) -> list[str]:
        """The files that name a size chart which is not what it was."""
        changed = (self.files.keys() | self._places.keys()) - self._kept
        return [name for name, stated in self._stated.items() if changed.intersection(stated.charts)]

    def _catalogue(self, decks: Sequence[str]) -> Mapping[str, Sequence[ProductRow]]:
        """Products by category; files that hold products of a changed category are no longer kept."""
        before = _by_category(row for stated in self._stated.values() for row in stated.products)
        rows = {name: self._stated[name].products if name in self._kept else self._products(name) for name in decks}
        catalogue = _by_category(row for name in decks for row in rows[name])
        changed = {
            category for category in before.keys() | catalogue if before.get(category) != catalogue.get(category)
        }
        self._kept -= {name for name in decks if any(row.category in changed for row in rows[name])}
        return catalogue

    def _products(self, name: str) -> Sequence[ProductRow]:
        source = self._source(name)
        return () if source is None else source.products

    def _deck_ids_before(self) -> dict[str, str]:
        return {part.name: part.deck.id for part in self._old.header.parts if part.deck} if self._old else {}

    def _deck_ids(self) -> dict[str, str]:
        """Deck id by file, in library order."""
        before = self._deck_ids_before()
        ids = {}
        for file in self.found.files:
            result = self.results.get(file.name)
            deck = before.get(file.name) if file.name in self._kept else result and result.deck and result.deck.id
            if deck:
                ids[file.name] = deck
        return ids

    @staticmethod
    def _sharing(ids: Mapping[str, str]) -> list[str]:
        times = Counter(ids.values())
        return [name for name, deck in ids.items() if times[deck] > 1]

    def _between(self) -> tuple[Finding, ...]:
        """What is wrong between the files; a single file is not blamed for what is not beside it."""
        if self.found.alone:
            return check_library((), self._claims())
        ids, decks = self._deck_ids(), set(self.found.files)
        files = (file for file in self.found.everything if file in decks or file is self.found.shop)
        sources = (self._outline(file, ids.get(file.name)) for file in files)
        return check_library([source for source in sources if source is not None], self._claims())

    def _claims(self) -> Iterator[Claims]:
        """What the files state, in library order."""
        for file in self.found.files:
            if file.name in self._kept:
                yield self._stated[file.name].claims
            elif file.name in self.results:
                yield self.results[file.name].claims

    def _outline(self, file: File, deck: str | None) -> Source | None:
        """A source; of a file that is kept no more than its deck's id, which is all that other files refer to."""
        if file is self.found.shop or file.name not in self._kept:
            return self._source(file.name)
        model = None if deck is None else DeckFile.model_construct(deck=deck)
        return Source(file.name, "deck", model, (), ())

    def deck_of(self, name: str) -> str | None:
        """The id of the deck that a compiled file holds; ``None`` of any other file."""
        result = self.results.get(name)
        return result.deck.id if result and result.deck else None

    def cards(self, name: str, taken: set[str]) -> list[Card]:
        """The cards of a compiled file but those whose ids are ``taken``; takes theirs."""
        result = self.results.get(name)
        return list(_not_taken(result.cards, taken)) if result else []

    def chats(self, name: str, taken: set[str]) -> list[Scenario]:
        """The chats of a compiled file but those whose ids are ``taken``; takes theirs."""
        result = self.results.get(name)
        return list(_not_taken(result.chats, taken)) if result else []

    def findings_of(self, name: str) -> list[Finding]:
        """What was found in one file, by line."""
        source, result = self.sources.get(name), self.results.get(name)
        found = (
            *self.findings.get(name, ()),
            *(source.findings if source else ()),
            *(result.findings if result else ()),
        )
        return sorted(found, key=lambda finding: (finding.line, finding.column))

    def _encode(self, file: File, taken: set[str]) -> Encoded:
        name = file.name
        if self._old is not None and name in self._kept:
            kept = self._old.encoded(self._places[name])
            return kept._replace(part=kept.part._replace(stamp=file.stamp))
        source, result = self.sources.get(name), self.results.get(name)
        return encode(
            name,
            file.stamp if self._digests[name] else _NEVER,
            self._digests[name],
            result.deck if result else None,
            self.cards(name, taken),
            self.findings_of(name),
            Stated(source.products, named_by(source), result.claims if result else Claims())
            if source
            else NOTHING_STATED,
            self.chats(name, taken),
        )


_Item = TypeVar("_Item", Card, Scenario)


def _not_taken(items: Iterable[_Item], taken: set[str]) -> Iterator[_Item]:
    for item in items:
        if item.id not in taken:
            taken.add(item.id)
            yield item


def _by_category(rows: Iterable[ProductRow]) -> dict[str, list[ProductRow]]:
    catalogue: dict[str, list[ProductRow]] = {}
    for row in rows:
        catalogue.setdefault(row.category, []).append(row)
    return catalogue
