"""A deck file of a learner's own: checked as ``kdeck check`` does, and compiled with the shop's words."""

from __future__ import annotations

import os
from typing import NamedTuple

from kdeck.core.cards.card import Card
from kdeck.core.clean import clean_line
from kdeck.core.errors import LibraryError
from kdeck.core.finding import Finding
from kdeck.core.message import Message
from kdeck.core.reason import reason_of
from kdeck.core.shop import Deck
from kdeck.decks.discover import discover


class OwnFile(NamedTuple):
    """What the file holds. errors: what ``kdeck check`` finds wrong. digest: SHA-256 of its bytes."""

    deck: Deck | None
    cards: tuple[Card, ...]
    errors: tuple[Finding, ...]
    digest: str


def read_own(path: str, shop_root: str) -> OwnFile:
    """The deck at ``path``; terms and words come from the shop.yaml near it, else from the library's at ``shop_root``.

    ``LibraryError`` where it is no single deck file, cannot be read, or is one of the library's own.
    """
    from hashlib import sha256

    from kdeck.decks.build import Build
    from kdeck.decks.pause import no_collection

    found = discover(path)
    if not found.alone:
        raise LibraryError(Message("{path} is not a deck file", path=clean_line(path)))
    if shop_root and _within(found.root, shop_root):
        raise LibraryError(
            Message("{path} is a deck of the shop", path=clean_line(path)),
            Message("A deck of your own is a file outside of the shop's folder."),
        )
    if found.shop is None and shop_root:
        found = found._replace(shop=discover(shop_root).shop)
    (file,) = found.files
    with no_collection():
        build = Build(found)
        findings = (*build.findings_of(file.name), *build.between)
        cards = tuple(build.cards(file.name, set()))
        result = build.results.get(file.name)
    try:
        with open(file.path, "rb") as stream:
            digest = sha256(stream.read()).hexdigest()
    except OSError as error:
        raise LibraryError(
            Message("{path} cannot be read: {reason}", path=clean_line(path), reason=reason_of(error))
        ) from error
    errors = tuple(finding for finding in findings if finding.level == "error" and finding.file == file.name)
    return OwnFile(None if result is None else result.deck, cards, errors, digest)


def _within(path: str, root: str) -> bool:
    folder = os.path.realpath(root if os.path.isdir(root) else os.path.dirname(root))
    return os.path.realpath(path).startswith(os.path.join(folder, ""))
