"""From decision tables to cards: one for each outcome."""

from __future__ import annotations

from kdeck.core.cards.card import Card
from kdeck.core.cards.rule import Outcome
from kdeck.core.rules.facts import Facts
from kdeck.core.rules.table import Table
from kdeck.decks.alike import without_alike
from kdeck.decks.rule_findings import SLOT, check_outcomes, check_question, check_table
from kdeck.decks.rule_table import read_table
from kdeck.decks.schema_rules import RuleEntry
from kdeck.decks.scope import Scope
from kdeck.decks.shopfile import ShopFile
from kdeck.decks.tree import descend, place_of


def expand_rule(rule: RuleEntry, scope: Scope, shop: ShopFile) -> list[Card]:
    """The cards of one rule; none when it has an error, which the scope then holds."""
    scope.fill(rule.title, "title")
    labels = {name: label for name in rule.given if (label := _label(name, scope, shop))}
    table = read_table(rule, scope, labels)
    ask = scope.fill(rule.ask, "ask")
    hidden = check_question(rule, ask, scope)
    check_outcomes(rule, table, scope)
    if not scope.failed:
        check_table(table, scope)
    if scope.failed:
        return []
    front = SLOT.sub(lambda slot: "{" + slot[1].strip() + "}", ask)
    colon = "：" if scope.lang.startswith("zh") else ": "
    front = "\n".join([front, *(f"{labels.get(name, name)}{colon}{{{name}}}" for name in hidden)])
    return _cards(rule, table, front, scope)


def _label(name: str, scope: Scope, shop: ShopFile) -> str:
    words = shop.facts.get(name)
    return scope.fill(words.label) if words is not None else ""


def _cards(rule: RuleEntry, table: Table, front: str, scope: Scope) -> list[Card]:
    facts = Facts(table)
    thens = [row.then for row in table.rows]
    source, tags = scope.fill(rule.source, "source"), scope.tags(rule.tags)
    return [
        Card(
            id=f"{scope.deck}/{rule.id}/{row.id}",
            deck=scope.deck,
            front=front,
            content=Outcome(table, place, tuple(without_alike(thens, (row.then,))[0]), facts.of(place)),
            tags=tags,
            why=row.because or table.because,
            source=source,
            seconds=rule.seconds,
            until=rule.until,
            file=scope.file,
            line=place_of(descend(scope.node, ("outcomes", place))).line,
        )
        for place, row in enumerate(table.rows)
    ]
