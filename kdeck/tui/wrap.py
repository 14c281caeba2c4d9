"""Breaking text into lines as Chinese and English both want it.

Textual breaks at spaces only, so that a Chinese sentence counts as one long word and jumps to the next line whole. Here
a line may also end between ideographs, but no line begins with closing or ends with opening punctuation (the core of
the W3C's requirements for Chinese text layout, section 3.1.3).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from textual.content import Content

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
