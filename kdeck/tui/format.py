"""Figures and short texts as a person reads them, in the language in use."""

from __future__ import annotations

from kdeck.core.cards.card import Card
from kdeck.core.cards.rule import Outcome, filled


def clock(milliseconds: int) -> str:
    """Minutes and seconds, ``00:09``."""
    seconds = milliseconds // 1000
    return f"{seconds // 60:02}:{seconds % 60:02}"


def share(part: int, whole: int) -> str:
    """A percentage; 100% only when nothing is missing, 0% only when there is nothing."""
    if whole <= 0 or part in (0, whole):
        return "100%" if part and part == whole else "0%"
    return f"{min(99, max(1, round(100 * part / whole)))}%"


def asks(card: Card) -> str:
    """A card's question without a case: a rule's slots by the names of its inputs, ``[paid at]``."""
    if not isinstance(card.content, Outcome):
        return card.front
    return filled(card.front, {asked.name: f"[{asked.label or asked.name}]" for asked in card.content.table.inputs})
