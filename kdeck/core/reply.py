"""A reply to a customer against what it must not and must hold. Case, width and spaces do not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

from kdeck.core.strings import Piece, fold_width, normalise

_LATIN: Final = re.compile(r"[a-z0-9]")
_MAY_GO_ON: Final = 4
"""A Latin word of so many letters is found in its inflections, too: “refund” in “refunded”, but no “no” in “now”."""


class Found(NamedTuple):
    """A text in a reply: from start to end (exclusive) in the reply as it was typed."""

    start: int
    end: int


def find(reply: str, text: str) -> tuple[Found, ...]:
    """Where a reply holds a text, normalised; places are those of the reply as typed.

    A text that begins or ends with a Latin letter or digit is found as whole words only: ``7`` is not in ``17``.
    """
    return _find(_folded(reply), normalise(text))


def marks(never: Iterable[str], reply: str) -> tuple[Piece, ...]:
    """The reply in runs: ``extra`` is what it must never hold, ``same`` the rest. Joined, they are the reply."""
    folded = _folded(reply)
    forbidden = bytearray(len(reply))
    for text in never:
        for found in _find(folded, normalise(text)):
            forbidden[found.start : found.end] = b"\1" * (found.end - found.start)
    pieces: list[Piece] = []
    start = 0
    for end in range(1, len(reply) + 1):
        if end == len(reply) or forbidden[end] != forbidden[start]:
            pieces.append(Piece("extra" if forbidden[start] else "same", reply[start:end]))
            start = end
    return tuple(pieces)


def first(reply: str, text: str) -> str:
    """The first place in a reply that holds a text, as it was typed; empty when there is none."""
    found = find(reply, text)
    return reply[found[0].start : found[0].end] if found else ""


_Folded = tuple[str, list[Found]]
"""The normalised characters of a reply and the place in the reply that each comes from."""


def _folded(reply: str) -> _Folded:
    chars: list[str] = []
    places: list[Found] = []
    for start, end in _clusters(reply):
        folded = unicodedata.normalize("NFC", fold_width(reply[start:end]).casefold())
        for char in folded:
            blank = char.isspace()
            if blank and chars and chars[-1] == " ":
                continue
            chars.append(" " if blank else char)
            places.append(Found(start, end))
    kept = [place for place, char in enumerate(chars) if char != " " or _between_words(chars, place)]
    return "".join(chars[place] for place in kept), [places[place] for place in kept]


def _clusters(reply: str) -> list[tuple[int, int]]:
    """From and to: runs of a character and the marks that combine with it, which only together can be compared."""
    starts = [place for place, char in enumerate(reply) if place == 0 or not unicodedata.combining(char)]
    return list(zip(starts, [*starts[1:], len(reply)], strict=False))


def _between_words(chars: list[str], place: int) -> bool:
    around = (chars[place - 1 : place], chars[place + 1 : place + 2])
    return all(side and _LATIN.match(side[0]) for side in around)


def _find(folded: _Folded, wanted: str) -> tuple[Found, ...]:
    text, places = folded
    found: list[Found] = []
    place = text.find(wanted) if wanted else -1
    while place >= 0:
        end = place + len(wanted)
        if _whole(text, place, end):
            found.append(Found(places[place].start, places[end - 1].end))
            place = text.find(wanted, end)
        else:
            place = text.find(wanted, place + 1)
    return tuple(found)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a find is no piece cut out of a longer Latin word or number."""
    if start and _LATIN.match(text[start]) and _LATIN.match(text[start - 1]):
        return False
    if end == len(text) or not (_LATIN.match(text[end - 1]) and _LATIN.match(text[end])):
        return True
    last = re.search(r"[a-z]*$", text[start:end])
    return last is not None and len(last[0]) >= _MAY_GO_ON and text[end].isalpha()
