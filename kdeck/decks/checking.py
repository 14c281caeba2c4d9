"""Everything that is wrong with a library: in each file, between its files, on the day; what ``kdeck check`` says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kdeck.core.cards.card import Card
from kdeck.core.errors import Finding, LibraryError, reason_of
from kdeck.core.ident import entry_of
from kdeck.core.message import Message
from kdeck.core.shop import Deck
from kdeck.core.strings import clean_line
from kdeck.decks.against import clashes
from kdeck.decks.build import Build
from kdeck.decks.check import questions, short_exams
from kdeck.decks.compiled import Former, dated_findings
from kdeck.decks.discover import Found, choose, discover, editions, outside_editions
from kdeck.decks.shopfile import ShopFile


def check_editions(path: str, language: str | None, today: int | None) -> list[Finding]:
    """The findings of ``kdeck.decks.library.check_path``."""
    folders = editions(path)
    if not folders or language is not None:
        return sorted(_check(discover(choose(path, language)), today), key=_by_place)
    findings = outside_editions(path)
    for folder in folders:
        prefix = os.path.basename(folder)
        try:
            found = _check(discover(folder), today)
        except LibraryError as error:
            found = [Finding("", 1, 1, "error", "no-library", error.message, error.hint)]
        findings += [finding._replace(file=f"{prefix}/{finding.file}".rstrip("/")) for finding in found]
    return sorted(findings, key=_by_place)


def _check(found: Found, today: int | None) -> list[Finding]:
    build = Build(found)
    findings = [*found.findings, *build.between]
    taken: set[str] = set()
    known: list[tuple[str, list[Former]]] = []
    held: dict[str, int] = {}
    for file in found.everything:
        findings += build.findings_of(file.name)
        cards = build.cards(file.name, taken)
        known.append((file.name, [Former(card.id, card.was, card.line) for card in cards if card.was]))
        if (deck := build.deck_of(file.name)) is not None:
            held[deck] = held.get(deck, 0) + questions(cards, today)
        if today is not None:
            findings += dated_findings(cards, today)
    if any(cards for _file, cards in known):
        findings += clashes({entry_of(card) for card in taken}, known)
    return list(dict.fromkeys([*findings, *_short_exams(build, held, findings)]))


def _short_exams(build: Build, held: Mapping[str, int], findings: Iterable[Finding]) -> Iterator[Finding]:
    """Exams that ask more than the decks hold; a deck with errors may hold more than could be read of it."""
    shop = build.found.shop
    source = None if shop is None or build.found.alone else build.sources.get(shop.name)
    if source is not None and isinstance(source.model, ShopFile):
        wrong = {finding.file for finding in findings if finding.level == "error"}
        unsure = {file.name: build.deck_of(file.name) for file in build.found.files if file.name in wrong}
        if None not in unsure.values():  # a file of which not even the deck could be read
            yield from short_exams(source.file, source.model, held, {deck for deck in unsure.values() if deck})


def _by_place(finding: Finding) -> tuple[str, int, int]:
    return finding.file, finding.line, finding.column


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
    from kdeck.decks.tree import no_collection

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
