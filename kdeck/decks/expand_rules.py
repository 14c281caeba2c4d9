"""From decision tables to cards: one for each outcome."""

from __future__ import annotations

from kdeck.core.card import Card
from kdeck.decks.schema_rules import RuleEntry
from kdeck.decks.scope import Scope


def expand_rule(rule: RuleEntry, scope: Scope) -> list[Card]:
    """The cards of one rule; none when it has an error, which the scope then holds."""
    scope.fill(rule.ask, "ask")
    return []
