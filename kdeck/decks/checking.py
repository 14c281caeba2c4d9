"""Everything that is wrong with a library: in each file, between its files, on the day; what ``kdeck check`` says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from kdeck.core.cards.card import Card, difference
from kdeck.core.errors import Finding, LibraryError, reason_of
from kdeck.core.ident import entry_of
from kdeck.core.message import Message
from kdeck.core.shop import Deck
from kdeck.core.strings import clean_line
from kdeck.decks.build import Build
from kdeck.decks.check import questions, short_exams
from kdeck.decks.compiled import Former, clashes, dated_findings
from kdeck.decks.discover import Found, choose, discover, editions, outside_editions
from kdeck.decks.library import Library, open_library
from kdeck.decks.shopfile import ShopFile
from kdeck.decks.tree import no_collection


def check_path(path: str, language: str | None = None, today: int | None = None) -> list[Finding]:
    """Every finding of every file at ``path``, read afresh, by file and line; of all editions unless one is named.

    today: the study day against which dates are held, ``None`` for none of these warnings.
    """
    with no_collection():
        return _check_editions(path, language, today)


def _check_editions(path: str, language: str | None, today: int | None) -> list[Finding]:
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


Answers = tuple[tuple[str, ...], tuple[str, ...]]
"""Lines of the old answer and of the new one, as far as they differ."""


class ChatsEffect(NamedTuple):
    """Ids of the chats that come, go, or read otherwise. Nobody's memory hangs on them."""

    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class Effect(NamedTuple):
    """Card ids by what happens to them, in the library's order.

    changed: they read otherwise, their answer is the same. redrilled: their answer is another, so everyone who has met
    them is asked at once; with both answers. renamed: old id by new one; such a card may be changed or redrilled too.
    chats: what happens to the library's chats, which are no cards.
    """

    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    redrilled: Mapping[str, Answers] = {}
    renamed: Mapping[str, str] = {}
    chats: ChatsEffect = ChatsEffect()


def effect(old: str | None, new: str) -> Effect:
    """What the edit from the library at ``old`` to the one at ``new`` does; of several editions, what it does to any.

    old: ``None`` where there was none. Both are compiled afresh; what is wrong with either is for a check to say.
    """
    before = {} if old is None else _editions(old)
    after = _editions(new)
    names = sorted(before.keys() | after.keys())
    opened = [(_library(before.get(name)), _library(after.get(name))) for name in names]
    effects = [compare(_cards(was), _cards(now))._replace(chats=_chats(was, now)) for was, now in opened]
    return Effect(
        _union(one.added for one in effects),
        _union(one.dropped for one in effects),
        _union(one.changed for one in effects),
        {card: answers for one in effects for card, answers in one.redrilled.items()},
        {card: name for one in effects for card, name in one.renamed.items()},
        ChatsEffect(*(_union(groups) for groups in zip(*(one.chats for one in effects), strict=True))),
    )


def compare(old: Mapping[str, Card], new: Mapping[str, Card]) -> Effect:
    """What happens between two sets of cards, each by id."""
    renamed = _renamed(old, new)
    gone = set(renamed.values())
    changed = []
    redrilled = {}
    for card in new.values():
        before = old.get(renamed.get(card.id, card.id))
        if before is None:
            continue
        if before.answer_key != card.answer_key:
            redrilled[card.id] = difference(before.answer_key, card)
        elif _shown(before) != _shown(card):
            changed.append(card.id)
    return Effect(
        tuple(card for card in new if card not in old and card not in renamed),
        tuple(card for card in old if card not in new and card not in gone),
        tuple(changed),
        redrilled,
        renamed,
    )


def _renamed(old: Mapping[str, Card], new: Mapping[str, Card]) -> dict[str, str]:
    """The former id of every card that says it had another and did."""
    renamed: dict[str, str] = {}
    taken: set[str] = set()
    for card in new.values():
        former = next((name for name in card.was if name in old and name not in new and name not in taken), None)
        if former is not None and card.id not in old:
            renamed[card.id] = former
            taken.add(former)
    return renamed


def _shown(card: Card) -> Card:
    """All of a card that a learner meets."""
    return card._replace(id="", deck="", file="", line=0, was=())


def _union(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(card for group in groups for card in group))


def _editions(path: str) -> dict[str, str]:
    """The libraries at a path by the names of their editions; of a single one the name is empty."""
    return {os.path.basename(folder): folder for folder in editions(path)} or {"": path}


def _library(path: str | None) -> Library | None:
    """A library, compiled afresh; ``None`` where there is none or it holds no deck."""
    try:
        return None if path is None else open_library(path, None)
    except LibraryError:
        return None


def _cards(library: Library | None) -> dict[str, Card]:
    return {} if library is None else {card.id: card for card in library.cards()}


def _chats(old: Library | None, new: Library | None) -> ChatsEffect:
    """What happens to the chats; where they stand in their files does not count."""
    before, after = (
        {} if library is None else {chat.id: chat._replace(file="", line=0) for chat in library.chats()}
        for library in (old, new)
    )
    return ChatsEffect(
        tuple(chat for chat in after if chat not in before),
        tuple(chat for chat in before if chat not in after),
        tuple(chat for chat, now in after.items() if before.get(chat, now) != now),
    )
