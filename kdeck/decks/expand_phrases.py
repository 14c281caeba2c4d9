"""From phrases to cards: a situation that calls for better words."""

from __future__ import annotations

from kdeck.core.card import Card
from kdeck.decks.schema_rules import PhraseEntry
from kdeck.decks.scope import Scope


def expand_phrase(phrase: PhraseEntry, scope: Scope) -> list[Card]:
    """The cards of one phrase; none when it has an error, which the scope then holds."""
    scope.fill(phrase.when, "when")
    return []
