"""Card ids: ``deck/entry`` or ``deck/entry/facet``; and the UUIDv7 of events (RFC 9562, section 5.7)."""

from __future__ import annotations

import re
from typing import Final


def deck_of(card: str) -> str:
    """The deck id of a card id."""
    return card.partition("/")[0]


def entry_of(card: str) -> str:
    """``deck/entry`` of a card id: what a card shares with its siblings."""
    deck, _, rest = card.partition("/")
    return f"{deck}/{rest.partition('/')[0]}"


def facet_of(card: str) -> str:
    """The facet of a card id, empty when the entry is the card."""
    return card.partition("/")[2].partition("/")[2]


def kin_of(card: str) -> str:
    """What a card shares with the siblings that it is not asked with on one day, since one helps with the other.

    Of a product these are the two directions of a fact, and its sizes; of anything else all cards of the entry.
    """
    entry, facet = entry_of(card), facet_of(card)
    kind, _, name = facet.partition("/")
    if not name:
        return entry
    return card if kind == "measure" else f"{entry}/{kind if kind == 'size' else name}"


def twin_of(card: str) -> str:
    """What a card shares with the siblings that give its answer away.

    These are the two directions of a card or of a product's fact, and the gaps of one text; other siblings do not.
    """
    entry, facet = entry_of(card), facet_of(card)
    kind, _, name = facet.partition("/")
    if kind in ("fact", "which"):
        return f"{entry}/{name}"
    return entry if kind in ("", "reverse") or (kind[0] == "c" and kind[1:].isdecimal()) else card


_UUID7: Final = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def uuid7(milliseconds: int, random: bytes) -> str:
    """A UUIDv7 from Unix milliseconds and ten random bytes: ids of one machine sort by time."""
    if len(random) != 10:
        raise ValueError("ten random bytes are needed")
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(random, "big")
    value = value & ~(0xF << 76) | 7 << 76
    return _text(value & ~(0x3 << 62) | 2 << 62)


def succeeding(ident: str, last: str) -> str:
    """The UUIDv7 ``ident``, moved behind ``last`` where it does not sort behind it (RFC 9562, section 6.2).

    So ids tell in which order a machine made them even where its clock was turned back in between. What is random at
    the end stays so: two machines may go on from one id.
    """
    if ident > last or not _UUID7.fullmatch(last):
        return ident
    count = int(last[:8] + last[9:13] + last[15:18], 16) + 1
    return _text(count >> 12 << 80 | 7 << 76 | (count & 0xFFF) << 64 | int(ident[19:].replace("-", ""), 16))


def _text(value: int) -> str:
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
