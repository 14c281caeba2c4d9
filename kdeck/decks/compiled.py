"""What decks compile to, and the functions that do it: the seam between deck files and whoever keeps their cards.

Importing this module is cheap; YAML and the schema are loaded by the functions that need them. The compile takes no
clock, so its results can be kept until a file changes: what depends on the day is asked of ``dated_findings``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from kdeck.core.card import Card, Deck
from kdeck.core.finding import Finding

if TYPE_CHECKING:
    from kdeck.decks.schema import DeckFile
    from kdeck.decks.shopfile import ShopFile


class ProductRow(NamedTuple):
    """What one product adds to its category. id: ``deck/product``. facts: names and values, one of a plain text."""

    id: str
    category: str
    name: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]


class Source(NamedTuple):
    """One parsed file. file: relative to the library, ``/`` between parts. role: by the file's name.

    model: what the file holds, bad entries left out; ``None`` when nothing of it can be used.
    findings: every error and warning of this file alone. products: what it adds to the catalogue.
    """

    file: str
    role: Literal["shop", "deck"]
    model: DeckFile | ShopFile | None
    findings: tuple[Finding, ...]
    products: tuple[ProductRow, ...]


class Compiled(NamedTuple):
    """The cards of one deck, and what was found while making them (never repeating ``Source.findings``)."""

    deck: Deck | None
    cards: tuple[Card, ...]
    findings: tuple[Finding, ...]


def parse_source(file: str, data: bytes) -> Source:
    """Read one file of a library. Never raises for what the bytes hold."""
    from kdeck.decks.parse import parse
    from kdeck.decks.pause import no_collection

    with no_collection():
        return parse(file, data)


def shop_of(source: Source | None) -> ShopFile:
    """The shop that a parsed shop.yaml describes, or the defaults."""
    from kdeck.decks.shopfile import ShopFile

    return source.model if source is not None and isinstance(source.model, ShopFile) else ShopFile()


def compile_deck(source: Source, shop: ShopFile, catalogue: Mapping[str, Sequence[ProductRow]]) -> Compiled:
    """Expand a deck's entries into cards.

    catalogue: category to the rows of all files of the library. A good entry compiles whatever its neighbours hold.
    """
    from kdeck.decks.expand import expand
    from kdeck.decks.pause import no_collection
    from kdeck.decks.schema import DeckFile

    if not isinstance(source.model, DeckFile):
        return Compiled(None, (), ())
    with no_collection():
        return expand(source.file, source.model, shop, catalogue)


def check_library(sources: Sequence[Source]) -> tuple[Finding, ...]:
    """What is wrong between files: two decks of one id, a path or dan that names an unknown deck."""
    from kdeck.decks.check import between_files

    return between_files(sources)


def dated_findings(cards: Sequence[Card], today: int) -> tuple[Finding, ...]:
    """Warnings that depend on the study day ``today``: cards whose ``until`` has passed."""
    from kdeck.decks.check import passed_until

    return tuple(passed_until(cards, today))
