"""A library as studying sees it: cards in order, found by id, place or words, decoded when they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from kdeck.core.card import Card, Deck, Shop
from kdeck.core.finding import Finding
from kdeck.decks.index import Damaged, Index, Store, compose, version_line
from kdeck.decks.pieces import Encoded, encode, finding_of

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
        return isinstance(card, str) and self._use(lambda index: index.position(card)) is not None

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
        """All card ids: in the order of files, then of entries."""
        return self._use(lambda index: index.ids)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every error and warning of the library that does not depend on the date."""
        kept = self._use(lambda index: index.values("findings"))
        return (*self._found, *(finding_of(plain) for file in kept for plain in file))

    @property
    def resting(self) -> Mapping[str, int]:
        """Study day after which a card rests, of the cards that have one."""
        return dict(pair for file in self._use(lambda index: index.values("resting")) for pair in file)

    def position(self, card: str) -> int:
        """The place of a card in ``ids``; ``KeyError`` when there is no such card."""
        place = self._use(lambda index: index.position(card))
        if place is None:
            raise KeyError(card)
        return place

    def card(self, card: str) -> Card:
        """A card by its id; ``KeyError`` when there is no such card."""
        place = self.position(card)
        return self._use(lambda index: index.card(place))

    def cards(self) -> Iterator[Card]:
        """All cards in order."""
        cards, passed = self._index.cards(), 0
        while True:
            try:
                card = next(cards, None)
            except Damaged:
                self._index = self._rebuild()
                cards = (self._index.card(place) for place in range(passed, len(self._index)))
                continue
            if card is None:
                return
            passed += 1
            yield card

    def tags(self) -> dict[str, int]:
        """Every tag and how many cards bear it, in alphabetical order."""
        counts: dict[str, int] = {}
        for file in self._use(lambda index: index.values("tags")):
            for tag, places in file.items():
                counts[tag] = counts.get(tag, 0) + len(places)
        return dict(sorted(counts.items()))

    def tagged(self, tag: str) -> list[int]:
        """Places of the cards that bear a tag; case does not count."""
        wanted = tag.casefold()
        found: set[int] = set()
        files = self._use(lambda index: index.values("tags"))
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
        return self._use(lambda index: index.find(words)) if words else list(range(len(self)))

    def answer_keys(self) -> dict[str, str]:
        """Card id to ``Card.answer_key``, of all cards."""
        keys = self._use(lambda index: index.values("keys"))
        return dict(zip(self.ids, (key for file in keys for key in file), strict=True))

    def changed(self, known: Iterable[tuple[str, str]]) -> list[str]:
        """The cards of ``known`` (id and answer key last seen) whose answer is another now.

        An empty key is not known, and a card that the library does not hold has not changed.
        """
        now = self.answer_keys()
        return [card for card, key in known if key and now.get(card, key) != key]

    def _use(self, read: Callable[[Index], T]) -> T:
        try:
            return read(self._index)
        except Damaged:
            self._index = self._rebuild()
            return read(self._index)


def library_of(cards: Iterable[Card], shop: Shop | None = None, decks: Iterable[Deck] | None = None) -> Library:
    """A library in memory, through the same index as any other.

    decks: their order and titles; without them, the decks in which the cards say they are, in order of appearance.
    The first of several cards with one id counts.
    """
    by_deck: dict[str, dict[str, Card]] = {}
    for card in cards:
        by_deck.setdefault(card.deck, {}).setdefault(card.id, card)
    if decks is None:
        decks = [Deck(name, name, "", "", (), f"{name}.yaml", 0, 0) for name in by_deck]
    parts = [encode(deck.file, (0, 0, 0), "", deck, tuple(by_deck.get(deck.id, {}).values())) for deck in decks]
    index = index_of("", "", shop or Shop(), parts)
    return Library("", index, (), lambda: index)


def index_of(root: str, digest: str, shop: Shop, parts: Sequence[Encoded]) -> Index:
    """An index in memory."""
    version = version_line()
    return Index(Store(b"".join(compose(root, 0, digest, shop, parts, version))), version)


def _decks(index: Index) -> tuple[Deck, ...]:
    return tuple(
        Deck(*part.deck, file=part.name, start=start, count=part.cards)
        for part, start in zip(index.header.parts, index.starts, strict=False)
        if part.deck is not None
    )
