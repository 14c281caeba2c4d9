"""Two wordings of a fact, cut down to what tells them apart."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len

from kdeck.core.clean import clean_line
from kdeck.tui.widgets.text import fitted

_AROUND: Final = 12
"""Characters kept on each side of what differs."""
_WORD: Final = re.compile(r"[\w:.%/+-]", re.ASCII)


def core(old: str, new: str) -> tuple[str, str]:
    """The words in which two texts differ: ``16:00`` and ``17:00``, however much stands around them."""
    head, tail = _same(old, new)
    return old[head : len(old) - tail].strip(), new[head : len(new) - tail].strip()


def apart(old: str, new: str, width: int = 32) -> tuple[str, str]:
    """Both texts in about ``width`` cells each: whole where they fit, else what differs and some words around it."""
    old, new = clean_line(old), clean_line(new)
    if max(cell_len(old), cell_len(new)) <= width:
        return old, new
    head, tail = _same(old, new)
    return _cut(old, head, tail, width), _cut(new, head, tail, width)


def _same(old: str, new: str) -> tuple[int, int]:
    """How many characters are the same at both ends; no Latin word or number is cut in two."""
    least = min(len(old), len(new))
    head = next((place for place in range(least) if old[place] != new[place]), least)
    while head and _WORD.match(old[head - 1]) and _continues(old, new, head):
        head -= 1
    rest = least - head
    tail = next((back for back in range(rest) if old[-1 - back] != new[-1 - back]), rest)
    while tail and _WORD.match(old[-tail]) and any(_WORD.match(text[-tail - 1 : -tail]) for text in (old, new)):
        tail -= 1
    return head, tail


def _continues(old: str, new: str, place: int) -> bool:
    return any(_WORD.match(text[place : place + 1]) for text in (old, new))


def _cut(text: str, head: int, tail: int, width: int) -> str:
    """``text`` from a little before its own part to a little after it."""
    start = head - _AROUND if head > _AROUND + 1 else 0
    end = len(text) - tail + _AROUND if tail > _AROUND + 1 else len(text)
    part = text[start:end].strip()
    before, after = "…" if start else "", "…" if end < len(text) else ""
    if cell_len(part) > 2 * width:
        part, after = fitted(part, 2 * width).rstrip("… "), "…"
    return f"{before}{part}{after}"
