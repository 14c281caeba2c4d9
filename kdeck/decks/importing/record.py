"""What the last import wrote, beside the deck: without it nobody could tell a hand edit from an old value.

A hidden file, passed over when decks are read, one line an entry, so that git shows what changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from kdeck.core.errors import KdeckError, LibraryError
from kdeck.core.message import Message
from kdeck.core.strings import clean_line
from kdeck.decks.discover import SHOPS, SUFFIXES, discover, said_in, shop_near
from kdeck.decks.importing.columns import Kind, Path, Value, spelled
from kdeck.decks.parse import parse, shop_of
from kdeck.decks.shopfile import ShopFile
from kdeck.decks.tree import MAX_BYTES

MAX_RECORD: Final = 100_000_000
_VERSION: Final = 1


class Kept(NamedTuple):
    """One entry as last imported. made: whether an import made it, rather than finding it there."""

    made: bool
    values: Mapping[Path, Value]


class Record(NamedTuple):
    """What was imported into one deck, by sort of entry and id."""

    products: Mapping[str, Kept] = {}
    cards: Mapping[str, Kept] = {}

    def of(self, kind: Kind) -> Mapping[str, Kept]:
        """The entries of one sort."""
        return self.products if kind == "products" else self.cards

    def with_entries(self, kind: Kind, entries: Mapping[str, Kept]) -> Record:
        """The record with other entries of one sort."""
        return self._replace(**{kind: entries})


def record_path(deck: str) -> str:
    """Where the record of a deck file is."""
    folder, name = os.path.split(deck)
    return os.path.join(folder, f".{os.path.splitext(name)[0]}.import.json")


def read_record(file: str, data: bytes | None) -> Record:
    """The record in a file's bytes; an empty one where there is none. ``KdeckError`` for one that is damaged."""
    if data is None:
        return Record()
    try:
        plain = json.loads(data)
        if plain["version"] != _VERSION:
            raise ValueError("version")
        return Record(_entries(plain["products"]), _entries(plain["cards"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = Message("{file} does not say what the last import wrote", file=clean_line(file))
        hint = Message("Bring it back from git, or delete it: then every value that differs counts as a hand edit.")
        raise KdeckError(message, hint) from error


def _entries(plain: Any) -> dict[str, Kept]:
    return {
        str(identity): Kept(
            bool(entry["made"]), {_path(name): _texts(value) for name, value in entry["values"].items()}
        )
        for identity, entry in plain.items()
    }


def _path(name: str) -> Path:
    group, slash, fact = name.partition("/")
    return (group, fact) if slash else (group,)


def _texts(value: Any) -> Value:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValueError("texts")
    return tuple(value)


def record_bytes(record: Record) -> bytes:
    """The record as a file: entries in the order of their ids."""
    parts = [_section(name, entries) for name, entries in (("products", record.products), ("cards", record.cards))]
    return f'{{"version": {_VERSION},\n{",".join(parts)}}}\n'.encode()


def _section(name: str, entries: Mapping[str, Kept]) -> str:
    lines = ",\n".join(
        f"{_json(identity)}: {_json(_plain(kept))}"
        for identity, kept in sorted(entries.items(), key=lambda item: item[0])
    )
    return f'"{name}": {{\n{lines}\n}}\n'


def _plain(kept: Kept) -> dict[str, Any]:
    return {"made": kept.made, "values": {spelled(path): list(value) for path, value in kept.values.items()}}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_DECK: Final = rb"""^(?:\xef\xbb\xbf)?deck[ \t]*:[ \t]*["']?([a-z0-9][a-z0-9-]*)"""


def file_of_deck(library: str, deck: str) -> str | None:
    """The path of the file in a library that holds a deck; ``None`` when there is none."""
    try:
        files = discover(library).files
    except LibraryError:  # no deck yet
        return None
    return next((file.path for file in files if said_in(file.path, _DECK) == deck), None)


def is_deck_name(path: str) -> bool:
    """Whether a path could be that of a deck that is read."""
    name = os.path.basename(path).lower()
    return name.endswith(SUFFIXES) and not name.startswith(".") and name not in SHOPS


def shop_for(path: str) -> ShopFile:
    """What the shop.yaml near a deck file says; the defaults where there is none that can be read."""
    shop = shop_near(os.path.abspath(path))
    try:
        if shop is not None:
            with open(shop.path, "rb") as file:
                return shop_of(parse(shop.name, file.read(MAX_BYTES + 1)))
    except OSError:  # a check says what is wrong
        return ShopFile()
    return ShopFile()
