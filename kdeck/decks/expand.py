"""From a validated deck to its cards and chats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from types import MappingProxyType

from kdeck.core.cards.card import Card
from kdeck.core.chat.scenario import Scenario
from kdeck.core.errors import Finding
from kdeck.core.ident import facet_of
from kdeck.core.message import Message
from kdeck.core.shop import Deck
from kdeck.decks.charts import Charts
from kdeck.decks.check import bounds_of, facts_of, numbers_of
from kdeck.decks.compiled import Claims, Compiled, FactClaim, NumberClaim, ProductRow, Source
from kdeck.decks.products import ProductEntry
from kdeck.decks.rules import RuleEntry
from kdeck.decks.schema import CARDS, DeckFile
from kdeck.decks.schema_cards import CardEntry, Entry
from kdeck.decks.scope import Scope
from kdeck.decks.shopfile import ShopFile
from kdeck.decks.siblings import Siblings
from kdeck.decks.tree import Map, Node, Text


def compile_deck(
    source: Source,
    shop: ShopFile,
    catalogue: Mapping[str, Sequence[ProductRow]],
    charts: Mapping[str, bytes] = MappingProxyType({}),
) -> Compiled:
    """The cards and chats of one deck, in the order of the file. A good entry compiles whatever its neighbours hold.

    catalogue: category to the rows of all files of the library. charts: the library's CSV files by name, of which
    those that the deck names are read.
    """
    if not isinstance(source.model, DeckFile):
        return Compiled(None, (), ())
    file, deck = source.file, source.model
    lang = deck.lang or shop.lang
    scope = Scope(file, deck.deck, lang, deck.tags, shop, Siblings(catalogue, shop.terms), Charts(charts))
    scope.enter(deck.tree)
    title, about = scope.fill(deck.title, "title"), scope.fill(deck.about, "about")
    cards, chats = list[Card](), list[Scenario]()
    facts, numbers = list[FactClaim](), list[NumberClaim]()
    for name in CARDS:
        for node, entry in zip(_nodes(deck.tree, name), getattr(deck, name), strict=True):
            scope.enter(node)
            made = entry.expand(scope)
            if scope.failed or not made:
                continue
            cards += _with_old_ids(made, entry, scope)
            if isinstance(entry, ProductEntry):
                facts += facts_of(entry, made, scope)
            elif isinstance(entry, RuleEntry):
                numbers += bounds_of(entry, scope)
            elif isinstance(entry, CardEntry):
                numbers += numbers_of(made, scope)
    for node, chat in zip(_nodes(deck.tree, "chats"), deck.chats, strict=True):
        scope.enter(node)
        chats += chat.expand(scope)
    found = dict.fromkeys((*scope.findings, *_repeated(cards)))
    findings = sorted(found, key=lambda finding: (finding.line, finding.column))
    summary = Deck(deck.deck, title or deck.deck, lang, about, deck.tags, file, 0, len(cards))
    return Compiled(summary, tuple(cards), tuple(findings), Claims(tuple(facts), tuple(numbers)), tuple(chats))


def _nodes(tree: Map, name: str) -> Iterable[Node]:
    entries = tree.get(Text(name), ())
    return entries if isinstance(entries, list) else ()


def _repeated(cards: Iterable[Card]) -> Iterator[Finding]:
    """Warnings for cards that ask the same and expect the same."""
    seen: dict[tuple[str, tuple[str, ...], str], Card] = {}
    for card in cards:
        first = seen.setdefault((card.front, card.answer, card.content.fact), card)
        if first is not card:
            message = Message("This card asks the same as the one in line {line}.", line=first.line)
            yield Finding(card.file, card.line, 1, "warning", "duplicate-card", message)


def _with_old_ids(cards: Sequence[Card], entry: Entry | ProductEntry, scope: Scope) -> Sequence[Card]:
    """The cards of an entry with the ids that they had before; an outcome may have had another id within its rule."""
    outcomes = {one.id: one.was for one in entry.outcomes if one.was} if isinstance(entry, RuleEntry) else {}
    if not entry.was and not outcomes:
        return cards
    entries = [entry.id, *entry.was]
    return [card._replace(was=tuple(_old_ids(card.id, entries, outcomes, scope.deck))) for card in cards]


def _old_ids(card: str, entries: Sequence[str], outcomes: Mapping[str, Sequence[str]], deck: str) -> Iterable[str]:
    """The ids of a card under every id of its entry, ``id`` in the same deck or ``deck/id``, but the one that it has.

    What follows the entry stays the same, or is what an outcome was called.
    """
    facet = facet_of(card)
    groups = ((entries[:1], entries[1:]), ((facet,), outcomes.get(facet, ())))
    names = (
        "/".join(filter(None, (old if "/" in old else f"{deck}/{old}", name)))
        for olds, facets in product(*groups)
        for name in facets
        for old in olds
    )
    return (old for old in dict.fromkeys(names) if old != card)
