"""Which deck an import goes into: the file of a deck of that id, else a new file in the library."""

from __future__ import annotations

import os
import re
from typing import Final

from kdeck.core.errors import LibraryError
from kdeck.decks.discover import SHOPS, SUFFIXES, discover
from kdeck.decks.encoding import MAX_BYTES
from kdeck.decks.parse import parse_read
from kdeck.decks.reader import read
from kdeck.decks.shopfile import ShopFile

_DECK: Final = rb"""^(?:\xef\xbb\xbf)?deck[ \t]*:[ \t]*["']?([a-z0-9][a-z0-9-]*)"""
_WITHIN: Final = 1 << 16
_LEVELS: Final = 3


def file_of_deck(library: str, deck: str) -> str | None:
    """The path of the file in a library that holds a deck; ``None`` when there is none."""
    try:
        files = discover(library).files
    except LibraryError:  # no deck yet
        return None
    for file in files:
        if _deck_in(file.path) == deck:
            return file.path
    return None


def is_deck_name(path: str) -> bool:
    """Whether a path could be that of a deck that is read."""
    name = os.path.basename(path).lower()
    return name.endswith(SUFFIXES) and not name.startswith(".") and name not in SHOPS


def shop_for(path: str) -> ShopFile:
    """The shop.yaml that holds for a deck file: the nearest in its folder and those above; else the defaults."""
    folder = os.path.dirname(os.path.abspath(path))
    for _ in range(_LEVELS):
        for name in SHOPS:
            if not os.path.isfile(os.path.join(folder, name)):
                continue
            try:
                with open(os.path.join(folder, name), "rb") as file:
                    source = parse_read(name, read(name, file.read(MAX_BYTES + 1)))
            except OSError:
                continue  # not there, which is what is asked
            return source.model if isinstance(source.model, ShopFile) else ShopFile()
        folder = os.path.dirname(folder)
    return ShopFile()


def _deck_in(path: str) -> str:
    try:
        with open(path, "rb") as file:
            found = re.search(_DECK, file.read(_WITHIN), re.MULTILINE)
    except OSError:  # whoever reads the library reports it
        return ""
    return found[1].decode() if found else ""
