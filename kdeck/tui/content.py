"""Text of decks and learners on its way to a widget: cleaned, never markup, broken as Chinese and English want it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from kdeck.core.cards.card import Card
from kdeck.core.cards.rule import Outcome, filled
from kdeck.core.strings import clean, clean_line
from kdeck.text import Line, Role


def plain(text: str, style: str = "") -> Content:
    """``text`` as content; line breaks stay."""
    return _styled(clean(text).expandtabs(4), style)


def line(text: str, style: str = "") -> Content:
    """``text`` as content on one line."""
    return _styled(clean_line(text), style)


PAINT: Final[dict[Role, str]] = {
    "title": "bold",
    "fact": "",
    "good": "bold $right",
    "bad": "bold $wrong",
    "warn": "$changed",
    "quiet": "$quiet",
}


def painted(said: Line, lead: str = "") -> Content:
    """What is said in the style of its role, after ``lead``."""
    return plain(lead + said.text, PAINT[said.role])


def joined(parts: Sequence[Content], separator: str = "\n") -> Content:
    """Contents put together with ``separator`` between them."""
    return Content(separator).join(parts)


def _styled(text: str, style: str) -> Content:
    return Content.styled(text, style) if style and text else Content(text)


_NOT_FIRST: Final = frozenset("，。、；：？！）」』】》〉”’…～·,.;:?!)]}%‰℃°")
_NOT_LAST: Final = frozenset("（「『【《〈“‘([{$¥￥")


def wrap(content: Content, width: int) -> list[Content]:
    """The lines of ``content``, none wider than ``width`` cells (at least 2); its styles stay."""
    lines: list[Content] = []
    for paragraph in content.split("\n", allow_blank=True):
        cuts = cut_places(paragraph.plain, max(2, width))
        lines += [part.rstrip(" ") for part in (paragraph.divide(cuts) if cuts else [paragraph])]
    return lines


def cut_places(text: str, width: int) -> list[int]:
    """Indices at which one line is cut, so that no part is wider than ``width`` cells, spaces at its end aside."""
    if cell_len(text) <= width:
        return []
    cuts: list[int] = []
    start, used, allowed = 0, 0, 0
    for place, char in enumerate(text):
        cells = cell_len(char)
        if place > start and may_break(text[place - 1], char):
            allowed = place
        while used + cells > width and place > start and char != " ":
            cut = allowed if allowed > start else place
            cuts.append(cut)
            start, used = cut, cell_len(text[cut:place])
        used += cells
    return cuts


@lru_cache(maxsize=16_384)
def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two neighbouring characters."""
    if before == " ":
        return after != " "
    if after == " " or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return _wide(before) or _wide(after)


def _wide(char: str) -> bool:
    return char >= "\u2e80" and cell_len(char) == 2


def asks(card: Card) -> str:
    """A card's question without a case: a rule's slots by the names of its inputs, ``[paid at]``."""
    if not isinstance(card.content, Outcome):
        return card.front
    return filled(card.front, {asked.name: f"[{asked.label or asked.name}]" for asked in card.content.table.inputs})
