"""Figures and short texts as a person reads them, in the language in use."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len

from kdeck.core.card import Card

_AROUND: Final = 10
"""Characters kept on each side of what differs."""


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


def apart(old: str, new: str, width: int = 28) -> tuple[str, str]:
    """Two texts that differ, each on one line; a long one cut down to what differs and some words around it."""
    first, second = (" · ".join(text.split("\n")) for text in (old, new))
    if max(cell_len(first), cell_len(second)) <= width:
        return first, second
    least = min(len(first), len(second))
    head = next((place for place in range(least) if first[place] != second[place]), least)
    tail = next((back for back in range(least - head) if first[-1 - back] != second[-1 - back]), least - head)
    return _cut(first, head, tail, width), _cut(second, head, tail, width)


def _cut(text: str, head: int, tail: int, width: int) -> str:
    """``text`` around its own part, between ``head`` characters before and ``tail`` after it."""
    start = head - _AROUND if head > _AROUND else 0
    end = len(text) - tail + _AROUND if tail > _AROUND else len(text)
    kept = ""
    for char in text[start:end]:
        if cell_len(kept) >= width * 2:
            end = 0
            break
        kept += char
    return f"{'…' if start else ''}{kept}{'…' if end < len(text) else ''}"
