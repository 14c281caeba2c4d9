"""One compiled file as bytes: what the index keeps of it, section by section, each with its checksum.

``marshal`` is the fastest decoder there is and costs no import; it trusts its input, so nothing is decoded before its
checksum is verified, and the index's first line ties the file to one Python and one compiler.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, get_args
from zlib import crc32

from kdeck.core.cards.card import Card
from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.core.rules.table import Table
from kdeck.core.shop import Deck
from kdeck.core.strings import fold_width
from kdeck.decks.compiled import Claims, Former, ProductRow
from kdeck.decks.discover import SHOPS, Stamp

if TYPE_CHECKING:
    from kdeck.core.chat.scenario import Scenario

Section = Literal["ids", "keys", "text", "tags", "findings", "stated", "chats", "cards"]
SECTIONS: Final[tuple[Section, ...]] = get_args(Section)
"""What is kept of a file, in the order in which it stands there.

``ids`` are lines of text, which are searched as they are; all others are ``packed``: ``keys`` (answer keys), ``text``
(of searches) and ``cards`` (each packed by itself, so that one is decoded alone) hold an item a card.
"""


Extent = tuple[int, int]
"""Length in bytes and CRC-32 of a section."""


class Part(NamedTuple):
    """What the header says of one file.

    deck: ``None`` where it holds none. cards: how many. resting: the cards with a last study day, and that day.
    was: the cards that were known under other ids. sections: of each of ``SECTIONS``.
    """

    name: str
    stamp: Stamp
    digest: str
    deck: Deck | None
    cards: int
    resting: tuple[tuple[str, int], ...]
    was: tuple[Former, ...]
    sections: tuple[Extent, ...]

    @property
    def is_shop(self) -> bool:
        """Whether this is the file about the shop."""
        return self.name in SHOPS


class Encoded(NamedTuple):
    """A part together with the bytes that it describes: its sections, one after the other."""

    part: Part
    data: bytes


class Stated(NamedTuple):
    """What a file states that others are compiled with or held against. charts: names of the CSV files it refers to."""

    products: tuple[ProductRow, ...] = ()
    charts: tuple[str, ...] = ()
    claims: Claims = Claims()


NOTHING_STATED: Final = Stated()


def encode(
    name: str,
    stamp: Stamp,
    digest: str,
    deck: Deck | None = None,
    cards: Sequence[Card] = (),
    findings: Iterable[Finding] = (),
    stated: Stated = NOTHING_STATED,
    chats: Iterable[Scenario] = (),
) -> Encoded:
    """Everything that is kept of one compiled file."""
    if any("\n" in card.id for card in cards):
        raise ValueError("a card id is one line")
    tagged: dict[str, list[int]] = {}
    for place, card in enumerate(cards):
        for tag in card.tags:
            tagged.setdefault(tag, []).append(place)
    sections: dict[Section, bytes] = {
        "ids": "".join(("\n", *(f"{card.id}\n" for card in cards))).encode(),
        "keys": packed(tuple(card.answer_key for card in cards)),
        "text": packed(tuple(search_text(card) for card in cards)),
        "tags": packed(tagged),
        "findings": packed(tuple(findings)),
        "stated": packed(stated),
        "chats": packed(tuple(chats)),
        "cards": packed(tuple(packed(card) for card in cards)),
    }
    written = [sections[section] for section in SECTIONS]
    part = Part(
        name,
        stamp,
        digest,
        deck,
        len(cards),
        tuple((card.id, card.until) for card in cards if card.until is not None),
        tuple(Former(card.id, card.was, card.line) for card in cards if card.was),
        tuple((len(section), crc32(section)) for section in written),
    )
    return Encoded(part, b"".join(written))


def packed(value: Any) -> bytes:
    """A frozen value as bytes. Decision tables are packed once more: all outcomes of one share it when unpacked."""
    return marshal.dumps(_plain(value))


def unpacked(data: bytes) -> Any:
    """The value that ``packed`` took apart; ``data`` is verified."""
    return _restored(marshal.loads(data))  # noqa: S302 - verified, and our own


def _plain(value: Any) -> Any:
    """A list where there is anything of ours in it: its class and its fields."""
    if isinstance(value, Message):
        return [_name_of(Message), value.template, {name: _said(each) for name, each in value.values.items()}]
    if not isinstance(value, tuple):
        return value
    if isinstance(value, Table):
        return _packed_table(value)
    fields = tuple(map(_plain, value))
    return fields if type(value) is tuple and fields == value else [_name_of(type(value)), *fields]


def _said(value: Any) -> Any:
    """What a message says at a place."""
    return _plain(value) if type(value) in (Message, int, float) else str(value)


def _restored(plain: Any) -> Any:
    if type(plain) is bytes:
        return _table(plain)
    if type(plain) is not list:
        return plain
    name, *fields = plain
    kind = _class(name)
    if kind is Message:
        return Message(fields[0], **{key: _restored(each) for key, each in fields[1].items()})
    return tuple.__new__(kind, [_restored(each) if type(each) in _PACKED else each for each in fields])


_PACKED: Final = frozenset({list, bytes})


@lru_cache(maxsize=8)
def _packed_table(table: Table) -> bytes:
    return marshal.dumps([_name_of(Table), *map(_plain, table)])


@lru_cache(maxsize=64)
def _table(data: bytes) -> Any:
    return unpacked(data)


@cache
def _name_of(kind: type[Any]) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


@cache
def _class(name: str) -> type[Any]:
    """Of a value; imported only now, as the list of what is due holds no card."""
    module, _, kind = name.partition(":")
    found: type[Any] = getattr(import_module(module), kind)
    return found


def search_text(card: Card) -> str:
    """The line in which the words of a search are looked for: id, front, answer and tags, folded."""
    return search_fold("\x1f".join((card.id, card.front, *card.answer, *card.tags))).replace("\n", "\x1f")


def search_fold(text: str) -> str:
    """Case and width taken out of account."""
    return fold_width(text).casefold()
