"""A library as studying sees it: cards in order, found by id, place or words, decoded when they are needed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar
from zlib import crc32

from kdeck.core.cards.card import Card
from kdeck.core.errors import Finding, LibraryError
from kdeck.core.ident import deck_of, entry_of
from kdeck.core.message import Message
from kdeck.core.shop import Deck, Shop
from kdeck.decks.compiled import clashes
from kdeck.decks.discover import Found, choose, discover
from kdeck.decks.index import Cache, Damaged, Index, Store, compose, is_fresh, version_line
from kdeck.decks.part import encode

if TYPE_CHECKING:
    from kdeck.core.chat.scenario import Scenario

P = ParamSpec("P")
T = TypeVar("T")


class Library:
    """One shop's decks. root: its folder. decks: in the order of their files.

    Where a part of the index turns out damaged, the index is built again from the decks, once, unseen.
    """

    def __init__(self, root: str, index: Index, findings: Sequence[Finding], rebuild: Callable[[], Index]) -> None:
        self.root = root
        self._index = index
        self._found = tuple(findings)
        self._rebuild = rebuild
        self.decks = _decks(index)

    def __len__(self) -> int:
        return len(self._index)

    def __contains__(self, card: object) -> bool:
        return isinstance(card, str) and self._use(Index.position, card) is not None

    @property
    def files(self) -> list[str]:
        """The names of all files, in order."""
        return [part.name for part in self._index.header.parts]

    @property
    def shop(self) -> Shop:
        """What shop.yaml says."""
        return self._index.header.shop

    @property
    def digest(self) -> str:
        """Digest of the contents of all files: equal digests, equal libraries."""
        return self._index.header.digest

    @property
    def ids(self) -> Sequence[str]:
        """All card ids: in the order of files, then of entries. Who wants those of one deck asks ``ids_of``."""
        return self._use(lambda index: index.ids)

    def ids_of(self, deck: Deck) -> Sequence[str]:
        """The ids of a deck's cards, in its order."""
        return self._use(Index.ids_in, self._index.files[deck.file])

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every error and warning of the library that does not depend on the date."""
        found = chain(self._found, self._index.header.between, *self._use(Index.values, "findings"), self._clashes())
        return tuple(dict.fromkeys(found))  # decks that share a chart find the same in it

    @property
    def resting(self) -> Mapping[str, int]:
        """Study day after which a card rests, of the cards that have one."""
        return dict(pair for part in self._index.header.parts for pair in part.resting)

    def position(self, card: str) -> int:
        """The place of a card in ``ids``; ``KeyError`` when there is no such card."""
        place = self._use(Index.position, card)
        if place is None:
            raise KeyError(card)
        return place

    def card(self, card: str) -> Card:
        """A card by its id; ``KeyError`` when there is no such card."""
        return self.card_at(self.position(card))

    def card_at(self, place: int) -> Card:
        """The card at a place of ``ids``."""
        return self._use(Index.card, place)

    def cards(self) -> Iterator[Card]:
        """All cards in order."""
        for file in range(len(self.files)):
            yield from self._use(Index.cards_in, file)

    def cards_of(self, deck: Deck) -> tuple[Card, ...]:
        """The cards of a deck, in its order."""
        return tuple(self._use(Index.cards_in, self._index.files[deck.file]))

    def chats(self) -> tuple[Scenario, ...]:
        """The customers of all decks, in the library's order; they are no cards."""
        return tuple(chain(*self._use(Index.values, "chats")))

    def tags(self) -> dict[str, int]:
        """Every tag and how many cards bear it, in alphabetical order."""
        counts: dict[str, int] = {}
        for file in self._use(Index.values, "tags"):
            for tag, places in file.items():
                counts[tag] = counts.get(tag, 0) + len(places)
        return dict(sorted(counts.items()))

    def tagged(self, tag: str) -> list[int]:
        """Places of the cards that bear a tag; case does not count."""
        wanted = tag.casefold()
        found: set[int] = set()
        files = self._use(Index.values, "tags")
        for start, file in zip(self._index.starts, files, strict=False):
            for name, places in file.items():
                if name.casefold() == wanted:
                    found.update(start + place for place in places)
        return sorted(found)

    def find(self, text: str) -> list[int]:
        """Places of the cards whose id, front, back or tags hold all words of ``text``; case and width do not count.

        Without a word, all cards.
        """
        words = text.split()
        return self._use(Index.find, words) if words else list(range(len(self)))

    def answer_keys(self) -> dict[str, str]:
        """Card id to ``Card.answer_key``, of all cards."""
        keys = self._use(Index.values, "keys")
        return dict(zip(self.ids, (key for file in keys for key in file), strict=True))

    def answer_key(self, card: str) -> str:
        """The ``Card.answer_key`` of one card; ``KeyError`` when there is no such card."""
        return self._use(Index.key, self.position(card))

    def ids_in(self, file: int) -> Sequence[str]:
        """The card ids of the file at a place of ``files``."""
        return self._use(Index.ids_in, file)

    @cached_property
    def prints(self) -> tuple[str, ...]:
        """One text a file, as in ``files``: equal texts, equal card ids and answer keys, whatever else a file says."""
        return tuple(
            f"{ids[1]:08x}{keys[1]:08x}{ids[0]:x}-{keys[0]:x}"
            for ids, keys in (part.sections[:2] for part in self._index.header.parts)
        )

    @property
    def was(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The cards that were known under other ids before, and these ids."""
        return tuple((card, olds) for part in self._index.header.parts for card, olds, _line in part.was)

    def _clashes(self) -> Iterator[Finding]:
        known = [(part.name, part.was) for part in self._index.header.parts]
        if any(cards for _file, cards in known):
            yield from clashes({entry_of(card) for card in self.ids}, known)

    def changed(self, known: Iterable[tuple[str, str]]) -> list[str]:
        """The cards of ``known`` (id and answer key last seen) whose answer is another now.

        An empty key is not known, and a card that the library does not hold has not changed.
        """
        now = self.answer_keys()
        return [card for card, key in known if key and now.get(card, key) != key]

    def _use(self, read: Callable[Concatenate[Index, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(self._index, *args, **kwargs)
        except Damaged:
            self._index = self._rebuild()
            return read(self._index, *args, **kwargs)


def library_of(
    cards: Iterable[Card],
    shop: Shop | None = None,
    decks: Iterable[Deck] | None = None,
    chats: Iterable[Scenario] = (),
) -> Library:
    """A library in memory, through the same index as any other.

    decks: their order and titles; without them, the decks that their ids name, in order of appearance.
    The first of several cards with one id counts. chats: of the decks that are there.
    """
    by_deck: dict[str, dict[str, Card]] = {}
    for card in cards:
        by_deck.setdefault(deck_of(card.id), {}).setdefault(card.id, card)
    for chat in (talks := tuple(chats)):
        by_deck.setdefault(chat.deck, {})
    if decks is None:
        decks = [Deck(name, name, "", "", (), f"{name}.yaml", 0, 0) for name in by_deck]
    parts = [
        encode(
            deck.file,
            (0, 0, 0),
            "",
            deck,
            tuple(by_deck.get(deck.id, {}).values()),
            chats=[chat for chat in talks if chat.deck == deck.id],
        )
        for deck in decks
    ]
    version = version_line()
    digest = f"{crc32(repr([part.part for part in parts]).encode()):08x}"
    index = Index(Store(b"".join(compose("", 0, digest, shop or Shop(), parts, version))), version)
    return Library("", index, (), lambda: index)


def open_library(path: str, cache: str | None, language: str | None = None) -> Library:
    """The library at ``path``, of several editions the one in ``language``; compiled only where it has changed.

    cache: the folder in which its index is kept, ``None`` to keep none. Raises ``LibraryError``.
    """
    now = time.time_ns()
    found = discover(choose(path, language))
    keeper = Cache(cache, found.root)
    index = keeper.read()
    if index is None or not _is_current(index, found):
        index = _build(found, index, keeper, now)
    return Library(found.root, index, found.findings, lambda: _again(found, index.header.digest, keeper))


def _is_current(index: Index, found: Found) -> bool:
    parts, files = index.header.parts, found.everything
    return len(parts) == len(files) and all(
        part.name == file.name and is_fresh(file.stamp, part, index.header.written)
        for part, file in zip(parts, files, strict=True)
    )


def _gains(old: Index, found: Found, now: int) -> bool:
    """Whether writing the same contents again spares the next opening a look into some file."""
    return any(
        is_fresh(file.stamp, part._replace(stamp=file.stamp), now)
        for part, file in zip(old.header.parts, found.everything, strict=True)
        if not is_fresh(file.stamp, part, old.header.written)
    )


def _build(found: Found, old: Index | None, keeper: Cache, now: int) -> Index:
    """Compile what has changed since ``old`` and keep the result."""
    from kdeck.decks.tree import no_collection

    with no_collection():
        return _compile(found, old, keeper, now)


def _compile(found: Found, old: Index | None, keeper: Cache, now: int) -> Index:
    from kdeck.decks.build import Build  # YAML and the schema; an unchanged library never comes here

    try:
        build = Build(found, old)
        if old is not None and build.unchanged and not _gains(old, found, now):
            return old
        built = build.encoded()
    except Damaged:
        built = Build(found).encoded()
    blocks = compose(found.root, now, built.digest, built.shop, built.files, keeper.version, built.between)
    return keeper.keep(blocks)


def _again(found: Found, digest: str, keeper: Cache) -> Index:
    """A sound index in the place of one that turned out damaged, of the same contents."""
    now = time.time_ns()
    index = _build(discover(found.root), None, keeper, now)
    if index.header.digest != digest:
        raise LibraryError(
            Message("The decks have changed while they were being read"), Message("Start kdeck again to read them")
        )
    return index


def _decks(index: Index) -> tuple[Deck, ...]:
    return tuple(
        part.deck._replace(file=part.name, start=start, size=part.cards)
        for part, start in zip(index.header.parts, index.starts, strict=False)
        if part.deck is not None
    )
