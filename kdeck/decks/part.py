"""One compiled file as bytes: what the index keeps of it, section by section, each with its checksum.

``marshal`` is the fastest decoder there is and costs no import; it trusts its input, so nothing is decoded before its
checksum is verified, and the index's first line ties the file to one Python and one compiler.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, get_args
from zlib import crc32

from kdeck.core.cards.card import Card, CardKind
from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.core.plan.path import Calendar
from kdeck.core.shop import Deck, Shop
from kdeck.core.strings import fold_width
from kdeck.decks.compiled import Claims, FactClaim, NumberClaim, ProductRow
from kdeck.decks.discover import SHOPS, Stamp

if TYPE_CHECKING:
    from kdeck.core.chat.scenario import Scenario
    from kdeck.core.rules.table import Span, Table, Test

_CONTENT: Final = Card._fields.index("content")
_STAGES: Final = Shop._fields.index("stages")
Section = Literal["ids", "keys", "text", "tags", "findings", "stated", "chats", "cards"]
SECTIONS: Final[tuple[Section, ...]] = get_args(Section)
"""What is kept of a file, in the order in which it stands there.

``ids`` are lines of text, which are searched as they are; all others are marshalled: ``keys`` (answer keys), ``text``
(of searches) and ``cards`` (each marshalled by itself, so that one is decoded alone) are lists, an item a card;
``stated`` is what ``Stated`` says.
"""

Extent = tuple[int, int]
"""Length in bytes and CRC-32 of a section."""


class Part(NamedTuple):
    """What the header says of one file.

    deck: id, title, lang, about and tags; ``None`` where it holds no deck. cards: how many. resting: the cards with a
    last study day, and that day. was: the cards known under other ids before, those ids, and the card's line.
    sections: of each of ``SECTIONS``, how long it is and its checksum.
    """

    name: str
    stamp: Stamp
    digest: str
    deck: tuple[str, str, str, str, tuple[str, ...]] | None
    cards: int
    resting: tuple[tuple[str, int], ...]
    was: tuple[tuple[str, tuple[str, ...], int], ...]
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
    from kdeck.core.chat.scenario import plain

    tagged: dict[str, list[int]] = {}
    for place, card in enumerate(cards):
        for tag in card.tags:
            tagged.setdefault(tag, []).append(place)
    sections: dict[Section, bytes] = {
        "ids": "".join(("\n", *(f"{card.id}\n" for card in cards))).encode(),
        "keys": marshal.dumps([card.answer_key for card in cards]),
        "text": marshal.dumps([search_text(card) for card in cards]),
        "tags": marshal.dumps(tagged),
        "findings": marshal.dumps([plain_finding(finding) for finding in findings]),
        "stated": marshal.dumps(_plain_stated(stated)),
        "chats": marshal.dumps([plain(chat) for chat in chats]),
        "cards": marshal.dumps([packed(card) for card in cards]),
    }
    written = [sections[section] for section in SECTIONS]
    part = Part(
        name,
        stamp,
        digest,
        None if deck is None else (deck.id, deck.title, deck.lang, deck.about, tuple(deck.tags)),
        len(cards),
        tuple((card.id, card.until) for card in cards if card.until is not None),
        tuple((card.id, card.was, card.line) for card in cards if card.was),
        tuple((len(section), crc32(section)) for section in written),
    )
    return Encoded(part, b"".join(written))


def packed(card: Card) -> bytes:
    """A card by itself. A table is packed once more, so that it is put together but once for all its outcomes."""
    content = card.content._asdict()
    if "table" in content:
        content["table"] = _packed_table(content["table"])
    plain = list[Any](card)
    plain[_CONTENT] = tuple(content.values())
    return marshal.dumps(plain)


def unpacked(data: bytes) -> Card:
    """The card that ``packed`` took apart."""
    plain = marshal.loads(data)  # noqa: S302 - part of a verified section
    content = plain[_CONTENT]
    if type(content[0]) is bytes:
        content = (_table(content[0]), *content[1:])
    plain[_CONTENT] = _kinds()[content[-1]](*content)
    return Card(*plain)


@cache
def _kinds() -> Mapping[CardKind, type[Any]]:
    from kdeck.core.cards.kinds import KINDS  # the list of what is due holds no card

    return KINDS


@lru_cache(maxsize=8)
def _packed_table(table: Table) -> bytes:
    rows = tuple(
        (row.id, row.then, row.because, tuple(None if test is None else _plain_test(test) for test in row.tests))
        for row in table.rows
    )
    return marshal.dumps((tuple(map(tuple, table.inputs)), rows, table.hit, table.because))


def _plain_test(test: Test) -> tuple[Any, ...]:
    return test.text, test.spans, tuple((type(item).__name__, *item) for item in test.items), test.negated


@lru_cache(maxsize=64)
def _table(data: bytes) -> Table:
    from kdeck.core.rules import table as of

    def test_of(text: str, spans: tuple[Span, ...], items: tuple[tuple[Any, ...], ...], negated: bool) -> Test:
        return of.Test(text, spans, tuple(getattr(of, shape)(*fields) for shape, *fields in items), negated)

    inputs, rows, hit, because = marshal.loads(data)  # noqa: S302 - part of a verified section
    return of.Table(
        tuple(of.Input(*given) for given in inputs),
        tuple(
            of.Row(name, then, why, tuple(None if test is None else test_of(*test) for test in tests))
            for name, then, why, tests in rows
        ),
        hit,
        because,
    )


def _plain_stated(stated: Stated) -> tuple[Any, ...]:
    facts, numbers = stated.claims
    return [*map(tuple, stated.products)], stated.charts, [*map(tuple, facts)], [*map(tuple, numbers)]


def stated_of(plain: tuple[Any, ...]) -> Stated:
    """What the section ``stated`` of a file says."""
    products, charts, facts, numbers = plain
    claims = Claims(tuple(FactClaim(*fact) for fact in facts), tuple(NumberClaim(*number) for number in numbers))
    return Stated(tuple(ProductRow(*row) for row in products), charts, claims)


def search_text(card: Card) -> str:
    """The line in which the words of a search are looked for: id, front, answer and tags, folded."""
    return search_fold("\x1f".join((card.id, card.front, *card.answer, *card.tags))).replace("\n", "\x1f")


def search_fold(text: str) -> str:
    """Case and width taken out of account."""
    return fold_width(text).casefold()


def packed_shop(shop: Shop) -> tuple[Any, ...]:
    """A shop as plain tuples."""
    dans = tuple((dan, title, tuple((need.kind, *need) for need in needs)) for dan, title, needs in shop.dans)
    return (*shop[:_STAGES], tuple(map(tuple, shop.stages)), tuple(shop.calendar), dans)


def unpacked_shop(plain: tuple[Any, ...]) -> Shop:
    """The shop that ``packed_shop`` took apart."""
    *said, stages, calendar, dans = plain
    shop = Shop(*said)._replace(calendar=Calendar(*calendar))
    if not stages and not dans:
        return shop
    from kdeck.core.levels.need import NEEDS, DanAsked
    from kdeck.core.plan.path import Stage

    levels = ((dan, title, tuple(NEEDS[kind](*values) for kind, *values in needs)) for dan, title, needs in dans)
    return shop._replace(
        stages=tuple(Stage(*stage) for stage in stages), dans=tuple(DanAsked(*level) for level in levels)
    )


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
