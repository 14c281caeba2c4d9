"""Figures and short texts as a person reads them, in the language in use."""

from __future__ import annotations

import re
from typing import Final

from kdeck.core.card import Card
from kdeck.core.rules.table import table_of

_SLOT: Final = re.compile(r"\{\s*([^{}]*?)\s*\}")


def clock(milliseconds: int) -> str:
    """Minutes and seconds, ``00:09``."""
    seconds = milliseconds // 1000
    return f"{seconds // 60:02}:{seconds % 60:02}"


def share(part: int, whole: int) -> str:
    """A percentage; 100% only when nothing is missing, 0% only when there is nothing."""
    if whole <= 0 or part in (0, whole):
        return "100%" if part and part == whole else "0%"
    return f"{min(99, max(1, round(100 * part / whole)))}%"


def answer_text(card_back: tuple[str, ...], kind: str) -> str:
    """A card's answer on one line."""
    return (" → " if kind == "order" else " / ").join(card_back)


def answer_of(card: Card) -> str:
    """The right answer of a card on one line, with its unit where the answer does not name it already."""
    text = answer_text(card.back, card.kind)
    return f"{text} {card.unit}" if card.unit and not text.endswith(card.unit) else text


def asks(card: Card) -> str:
    """A card's question without a case: a rule's slots by the names of its inputs, ``[paid at]``."""
    if not card.table:
        return card.front
    labels = {asked.name: asked.label or asked.name for asked in table_of(card.table).inputs}
    return _SLOT.sub(lambda slot: f"[{labels[slot[1]]}]" if slot[1] in labels else slot[0], card.front)
