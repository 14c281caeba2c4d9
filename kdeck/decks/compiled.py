"""What decks compile to: the seam between deck files and whoever keeps their cards.

The compile takes no clock, so its results can be kept until a file changes: what depends on the day is asked of
``dated_findings``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from kdeck.core.cards.card import Card
from kdeck.core.errors import Finding
from kdeck.core.ident import entry_of
from kdeck.core.message import Message
from kdeck.core.moment import date_of
from kdeck.core.shop import Deck

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


class Former(NamedTuple):
    """A card that had other ids before, these, and its line."""

    card: str
    ids: tuple[str, ...]
    line: int


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


def dated_findings(cards: Iterable[Card], today: int) -> tuple[Finding, ...]:
    """A warning for every entry whose ``until`` lies before the study day ``today``, in the order of ``cards``."""
    passed = {(card.file, card.line): card.until for card in cards if card.until is not None and card.until < today}
    hint = Message("Correct it and move the date, or delete the entry.")
    return tuple(
        Finding(
            *(file, line, 1, "warning", "until-passed"),
            Message("This was valid until {date}; it is no longer asked.", date=date_of(until).isoformat()),
            hint,
        )
        for (file, line), until in passed.items()
    )


def clashes(entries: set[str], files: Iterable[tuple[str, Iterable[Former]]]) -> Iterator[Finding]:
    """Errors for an old id that is still there, or that two entries claim; one an entry and old id.

    entries: every ``deck/entry`` of the library. files: by name, the cards that were known under other ids.
    """
    claimed: dict[str, tuple[str, str]] = {}
    told: set[tuple[str, str]] = set()
    for file, known in files:
        for card, olds, line in known:
            entry = entry_of(card)
            for old in olds:
                before = entry_of(old)
                if before == entry or (entry, before) in told:
                    continue
                first, place = claimed.setdefault(old, (entry, file))
                if before in entries:
                    told.add((entry, before))
                    message = Message("“was” names “{id}”, which is still there.", id=before)
                    hint = Message("“was” is for the id that this entry had before; take it out, or delete the other.")
                    yield Finding(file, line, 1, "error", "still-there", message, hint)
                elif first != entry:
                    told.add((entry, before))
                    message = Message(
                        "“was” names “{id}”, which {other} in {file} has been before.",
                        id=before,
                        other=first,
                        file=place,
                    )
                    hint = Message("What a learner knows can go to one entry only.")
                    yield Finding(file, line, 1, "error", "claimed-twice", message, hint)
