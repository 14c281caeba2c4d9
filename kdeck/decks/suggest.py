"""The nearest known word to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from kdeck.core.message import Message, series

_LONGEST = 64
"""Longer words are no slips of the finger, and comparing them is slow."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` was most likely meant to be, if any is near enough."""
    if len(word) > _LONGEST:
        return None
    words = {candidate.casefold(): candidate for candidate in known}
    folded = word.strip().casefold()
    if folded in words:
        return words[folded]
    letters = set(folded)
    found = get_close_matches(folded, [known for known in words if letters & set(known)], n=1, cutoff=0.6)
    return words[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> Message | None:
    """The hint that goes with an unknown word: the nearest known one, else the whole list if it is short."""
    names = list(known)
    found = nearest(word, names)
    if found is not None:
        return Message("Did you mean “{word}”?", word=found)
    if 0 < len(names) <= 24:
        return Message("Known here: {words}.", words=series(names))
    return None


def shown(text: str, longest: int = 40) -> str:
    """A text short enough to be quoted in one line of a message."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
