"""What decks compile to, and the functions that do it: the seam between deck files and whoever keeps their cards.

Importing this module is cheap; YAML and the schema are loaded by the functions that need them. The compile takes no
clock, so its results can be kept until a file changes: what depends on the day is asked of ``dated_findings``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from kdeck.core.card import Card, Deck
from kdeck.core.finding import Finding

if TYPE_CHECKING:
    from kdeck.core.chat.scenario import Scenario
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


class FactClaim(NamedTuple):
    """What one place says of one fact of one product.

    entry: ``deck/product``. sku, name: normalised, to know the product by. about: the fact, as it is called.
    value: what is compared. shown: the value for a person.
    """

    file: str
    line: int
    entry: str
    sku: str
    name: str
    product: str
    about: str
    value: str
    shown: str


class NumberClaim(NamedTuple):
    """The number that one place gives for one question of policy.

    asks: the question; of a rule with the outcome that the bound leads to. given: the numbers that it names itself.
    form: empty for a card, the test with its number masked for a rule. unit: ``time`` for a time of day. term: the
    term that stands for the number, if one does.
    """

    file: str
    line: int
    entry: str
    asks: str
    given: str
    form: str
    unit: str
    value: tuple[str, ...]
    shown: str
    term: str


class Claims(NamedTuple):
    """Everything that a deck states in a form that can be held against other decks."""

    facts: tuple[FactClaim, ...] = ()
    numbers: tuple[NumberClaim, ...] = ()


class Compiled(NamedTuple):
    """The cards and chats of one deck, and what was found while making them (never repeating ``Source.findings``)."""

    deck: Deck | None
    cards: tuple[Card, ...]
    findings: tuple[Finding, ...]
    claims: Claims = Claims()
    chats: tuple[Scenario, ...] = ()


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


def compile_deck(
    source: Source,
    shop: ShopFile,
    catalogue: Mapping[str, Sequence[ProductRow]],
    charts: Mapping[str, bytes] = MappingProxyType({}),
) -> Compiled:
    """Expand a deck's entries into cards.

    catalogue: category to the rows of all files of the library. charts: the library's CSV files by name, of which
    those that ``charts_of`` lists are read. A good entry compiles whatever its neighbours hold.
    """
    from kdeck.decks.expand import expand
    from kdeck.decks.pause import no_collection
    from kdeck.decks.schema import DeckFile

    if not isinstance(source.model, DeckFile):
        return Compiled(None, (), ())
    with no_collection():
        return expand(source.file, source.model, shop, catalogue, charts)


def charts_of(source: Source | None) -> tuple[str, ...]:
    """The names within the library of the CSV files that a deck's products name as their size charts."""
    from kdeck.decks.charts import named_by

    return () if source is None else named_by(source)


def check_library(sources: Sequence[Source], claims: Iterable[Claims] = ()) -> tuple[Finding, ...]:
    """What is wrong between files: decks of one id, a path or dan that names an unknown deck, contradictions.

    claims: of all decks, in the library's order.
    """
    from kdeck.decks.check import between_files
    from kdeck.decks.contradictions import contradictions

    return (*between_files(sources), *contradictions(claims))


def dated_findings(cards: Sequence[Card], today: int) -> tuple[Finding, ...]:
    """Warnings that depend on the study day ``today``: cards whose ``until`` has passed."""
    from kdeck.decks.check import passed_until

    return tuple(passed_until(cards, today))
