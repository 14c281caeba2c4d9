"""Decks written in the test that needs them."""

from collections import defaultdict
from textwrap import dedent

from kdeck.core.cards.card import Card
from kdeck.core.errors import Finding
from kdeck.decks.compiled import Compiled, ProductRow, Source
from kdeck.decks.expand import compile_deck
from kdeck.decks.parse import parse, shop_of


def parsed(text: str, file: str = "deck.yaml") -> Source:
    return parse(file, dedent(text).encode())


def compiled(text: str, shop: str = "", *others: str) -> Compiled:
    """The deck ``text``, with the products of ``others`` in the same library."""
    source = parsed(text)
    assert source.model is not None, source.findings
    catalogue: dict[str, list[ProductRow]] = defaultdict(list)
    for one in (source, *(parsed(other, f"other-{number}.yaml") for number, other in enumerate(others))):
        for row in one.products:
            catalogue[row.category].append(row)
    result = compile_deck(source, shop_of(parsed(shop, "shop.yaml") if shop else None), catalogue)
    return result._replace(findings=(*source.findings, *result.findings))


def cards(text: str, shop: str = "", *others: str) -> dict[str, Card]:
    """The cards by id without the deck's, of a deck without any finding."""
    result = compiled(text, shop, *others)
    assert not result.findings, result.findings
    return {card.id.partition("/")[2]: card for card in result.cards}


def places(findings: tuple[Finding, ...]) -> list[str]:
    """``line:column code`` of each."""
    return [f"{finding.line}:{finding.column} {finding.code}" for finding in findings]


def one_card(text: str, shop: str = "") -> Card:
    """The only card of a deck with the entry ``text``."""
    body = "".join(f"    {line}\n" for line in dedent(text).strip().splitlines())
    (card,) = cards(f"deck: d\ncards:\n  - id: a\n{body}", shop).values()
    return card
