"""One compiled file as bytes: what the index keeps of it, piece by piece, each with its checksum.

``marshal`` is the fastest decoder there is and costs no import; it trusts its input, so nothing is decoded before its
checksum is verified, and the index's first line ties the file to one Python and one compiler.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zlib import crc32

from kdeck.core.card import Card
from kdeck.core.finding import Finding
from kdeck.core.message import Message
from kdeck.core.normal import fold_width

if TYPE_CHECKING:
    from kdeck.core.card import Deck
    from kdeck.core.chat.scenario import Scenario
    from kdeck.decks.compiled import Claims, ProductRow

CHUNK: Final = 256
"""Cards that are decoded together: small enough for the first due card, large enough to cost little each."""

SHOPS: Final = ("shop.yaml", "shop.yml")
"""The file about the shop, in the library's own folder; it is the first part of an index."""

KINDS: Final = (
    "ids",
    "keys",
    "text",
    "tags",
    "resting",
    "was",
    "findings",
    "rows",
    "charts",
    "facts",
    "numbers",
    "chats",
)
"""The pieces of a file beside its cards, in the order in which they stand."""

Stamp = tuple[int, int, int]
"""Size in bytes, modification time in nanoseconds, inode."""

Extent = tuple[int, int]
"""Length in bytes and CRC-32 of a piece."""


class Part(NamedTuple):
    """What the header says of one file. deck: id, title, lang, about and tags; ``None`` where it holds no deck."""

    name: str
    stamp: Stamp
    digest: str
    deck: tuple[str, str, str, str, tuple[str, ...]] | None
    cards: int
    pieces: tuple[Extent, ...]
    chunks: tuple[Extent, ...]

    @property
    def is_shop(self) -> bool:
        """Whether this is the file about the shop."""
        return self.name in SHOPS


class Encoded(NamedTuple):
    """A part together with the bytes that it describes."""

    part: Part
    pieces: tuple[bytes, ...]
    chunks: tuple[bytes, ...]


def encode(
    name: str,
    stamp: Stamp,
    digest: str,
    deck: Deck | None = None,
    cards: Sequence[Card] = (),
    findings: Iterable[Finding] = (),
    rows: Iterable[ProductRow] = (),
    charts: Sequence[str] = (),
    claims: Claims | None = None,
    chats: Iterable[Scenario] = (),
) -> Encoded:
    """Everything that is kept of one compiled file. charts: the names of the size charts that it refers to."""
    if any("\n" in card.id for card in cards):
        raise ValueError("a card id is one line")
    from kdeck.core.chat.scenario import plain

    tagged: dict[str, list[int]] = {}
    for place, card in enumerate(cards):
        for tag in card.tags:
            tagged.setdefault(tag, []).append(place)
    pieces = (
        "".join(f"{card.id}\n" for card in cards).encode(),
        marshal.dumps([card.answer_key for card in cards]),
        "".join(f"{search_text(card)}\n" for card in cards).encode("utf-8", "replace"),
        marshal.dumps(tagged),
        marshal.dumps([(card.id, card.until) for card in cards if card.until is not None]),
        marshal.dumps([(card.id, card.was, card.line) for card in cards if card.was]),
        marshal.dumps([plain_finding(finding) for finding in findings]),
        marshal.dumps([tuple(row) for row in rows]),
        marshal.dumps(list(charts)),
        marshal.dumps([tuple(claim) for claim in claims.facts] if claims else []),
        marshal.dumps([tuple(claim) for claim in claims.numbers] if claims else []),
        marshal.dumps([plain(chat) for chat in chats]),
    )
    chunks = tuple(
        marshal.dumps([tuple(card) for card in cards[start : start + CHUNK]]) for start in range(0, len(cards), CHUNK)
    )
    about = None if deck is None else (deck.id, deck.title, deck.lang, deck.about, tuple(deck.tags))
    part = Part(name, stamp, digest, about, len(cards), extents(pieces), extents(chunks))
    return Encoded(part, pieces, chunks)


def extents(pieces: Iterable[bytes]) -> tuple[Extent, ...]:
    """Length and checksum of each piece."""
    return tuple((len(piece), crc32(piece)) for piece in pieces)


def search_text(card: Card) -> str:
    """The line in which the words of a search are looked for: id, front, back and tags, folded."""
    return search_fold("\x1f".join((card.id, card.front, *card.back, *card.tags))).replace("\n", "\x1f")


def search_fold(text: str) -> str:
    """Case and width taken out of account."""
    return fold_width(text).casefold()


def plain_finding(finding: Finding) -> tuple[Any, ...]:
    """A finding as plain tuples."""
    hint = finding.hint
    return (*finding[:5], _plain(finding.message), None if hint is None else _plain(hint))


def finding_of(plain: tuple[Any, ...]) -> Finding:
    """The finding that ``plain_finding`` took apart."""
    file, line, column, level, code, message, hint = plain
    return Finding(file, line, column, level, code, _message(message), None if hint is None else _message(hint))


def _plain(message: Message) -> tuple[str, dict[str, Any]]:
    return message.template, {name: _plain_value(value) for name, value in message.values.items()}


def _plain_value(value: Any) -> Any:
    """A nested message becomes a tuple, which no other value stays."""
    if isinstance(value, Message):
        return _plain(value)
    return value if type(value) in (str, int, float) else str(value)


def _message(plain: tuple[str, dict[str, Any]]) -> Message:
    template, values = plain
    return Message(
        template, **{name: _message(value) if type(value) is tuple else value for name, value in values.items()}
    )
