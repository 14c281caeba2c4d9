"""From a validated deck to its cards and chats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from kdeck.core.cards.card import Card
from kdeck.core.chat.scenario import Scenario
from kdeck.core.finding import Finding
from kdeck.core.message import Message
from kdeck.core.shop import Deck
from kdeck.decks.charts import Charts
from kdeck.decks.claims import bounds_of, facts_of, numbers_of
from kdeck.decks.compiled import Claims, Compiled, FactClaim, NumberClaim, ProductRow, Source
from kdeck.decks.expand_chats import expand_chat
from kdeck.decks.expand_phrases import expand_phrase
from kdeck.decks.expand_products import expand_product
from kdeck.decks.expand_sizes import expand_sizes
from kdeck.decks.renamed import with_was
from kdeck.decks.schema import DeckFile
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
    scope = Scope(file, deck.deck, lang, deck.tags, shop.terms)
    scope.enter(deck.tree)
    title, about = scope.fill(deck.title, "title"), scope.fill(deck.about, "about")
    cards: list[Card] = []
    facts: list[FactClaim] = []
    numbers: list[NumberClaim] = []
    for node, entry in zip(_nodes(deck.tree, "cards"), deck.cards, strict=True):
        scope.enter(node)
        made = entry.expand(scope)
        if not scope.failed:
            numbers += numbers_of(made, scope)
            cards += with_was(made, entry, scope)
    siblings, in_files = Siblings(catalogue, shop.terms), Charts(scope, charts)
    for node, product in zip(_nodes(deck.tree, "products"), deck.products, strict=True):
        scope.enter(node)
        chart = None if product.size_chart is None else in_files.of(product.size_chart)
        scope.enter(node)  # an error in the chart takes no fact away
        made = expand_product(product, scope, shop, siblings, chart.sizes if chart else None)
        made += expand_sizes(product, chart, scope, shop) if chart else []
        facts += facts_of(product, made, scope, shop) if made else ()
        cards += with_was(made, product, scope)
    if deck.rules:  # most decks have none, and need not wait for what proves tables
        from kdeck.decks.expand_rules import expand_rule
    for node, rule in zip(_nodes(deck.tree, "rules"), deck.rules, strict=True):
        scope.enter(node)
        cards += with_was(expand_rule(rule, scope, shop), rule, scope)
        numbers += bounds_of(rule, scope) if not scope.failed else ()
    for node, phrase in zip(_nodes(deck.tree, "phrases"), deck.phrases, strict=True):
        scope.enter(node)
        cards += with_was(expand_phrase(phrase, scope, shop), phrase, scope)
    chats = tuple(_chats(deck, scope, shop))
    found = dict.fromkeys((*scope.findings, *_repeated(cards)))
    findings = sorted(found, key=lambda finding: (finding.line, finding.column))
    summary = Deck(deck.deck, title or deck.deck, lang, about, deck.tags, file, 0, len(cards))
    return Compiled(summary, tuple(cards), tuple(findings), Claims(tuple(facts), tuple(numbers)), chats)


def _chats(deck: DeckFile, scope: Scope, shop: ShopFile) -> Iterator[Scenario]:
    for node, chat in zip(_nodes(deck.tree, "chats"), deck.chats, strict=True):
        scope.enter(node)
        yield from expand_chat(chat, scope, shop)


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
