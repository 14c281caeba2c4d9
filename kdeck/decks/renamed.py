"""Entries that had another id before (``was``): the old ids of their cards, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from kdeck.core.cards.card import Card
from kdeck.core.finding import Finding
from kdeck.core.ident import entry_of, facet_of
from kdeck.core.message import Message

if TYPE_CHECKING:
    from kdeck.decks.schema_cards import Entry
    from kdeck.decks.schema_products import ProductEntry
    from kdeck.decks.scope import Scope

Known = tuple[str, tuple[str, ...], int]
"""A card's id, the ids that it had before, and its line."""


def was(scope: Scope, entry_was: Iterable[str], facet: str) -> tuple[str, ...]:
    """The ids that one card of an entry had under the entry's old ids.

    entry_was: ``old-id`` in the same deck, or ``deck/old-id``. facet: what follows the entry in the card's id, empty
    where the entry is the card; it stays the same.
    """
    entries = (old if "/" in old else f"{scope.deck}/{old}" for old in entry_was)
    return tuple(f"{entry}/{facet}" if facet else entry for entry in entries)


def with_was(cards: Sequence[Card], entry: Entry | ProductEntry, scope: Scope) -> Sequence[Card]:
    """The cards of an entry with the ids that they had before; an outcome may have had another id within its rule."""
    outcomes = {outcome.id: outcome.was for outcome in vars(entry).get("outcomes", ()) if outcome.was}
    if not entry.was and not outcomes:
        return cards
    return [card._replace(was=_names(card.id, entry, outcomes, scope)) for card in cards]


def _names(
    card: str, entry: Entry | ProductEntry, outcomes: Mapping[str, tuple[str, ...]], scope: Scope
) -> tuple[str, ...]:
    facet = facet_of(card)
    names = (
        old
        for own, at in product(((entry.id,), entry.was), ((facet,), outcomes.get(facet, ())))
        for name in at
        for old in was(scope, own, name)
    )
    return tuple(old for old in dict.fromkeys(names) if old != card)


def clashes(entries: set[str], files: Iterable[tuple[str, Iterable[Known]]]) -> Iterator[Finding]:
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
