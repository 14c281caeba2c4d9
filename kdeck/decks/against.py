"""What an edit of a library does to its cards: which come, go, read otherwise, are asked anew, have another id."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kdeck.core.cards.card import Card, difference
from kdeck.core.errors import Finding, LibraryError
from kdeck.core.ident import entry_of
from kdeck.core.message import Message
from kdeck.decks.compiled import Former
from kdeck.decks.discover import editions

if TYPE_CHECKING:
    from kdeck.decks.library import Library


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
    from kdeck.decks.library import open_library

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


def clashes(entries: set[str], files: Iterable[tuple[str, Iterable[Former]]]) -> Iterator[Finding]:
    """Errors for an old id that is still there, or that two entries claim; one an entry and old id.

    entries: every ``deck/entry`` of the library. files: by name, the cards that were known under other ids.
    """
    claimed: dict[str, tuple[str, str]] = {}
    told: set[tuple[str, str]] = set()
    for file, known in files:
        for card, olds, line in known:
            entry = entry_of(card)
            for old in olds:
                before = entry_of(old)
                if before == entry or (entry, before) in told:
                    continue
                first, place = claimed.setdefault(old, (entry, file))
                if before in entries:
                    told.add((entry, before))
                    message = Message("“was” names “{id}”, which is still there.", id=before)
                    hint = Message("“was” is for the id that this entry had before; take it out, or delete the other.")
                    yield Finding(file, line, 1, "error", "still-there", message, hint)
                elif first != entry:
                    told.add((entry, before))
                    message = Message(
                        "“was” names “{id}”, which {other} in {file} has been before.",
                        id=before,
                        other=first,
                        file=place,
                    )
                    hint = Message("What a learner knows can go to one entry only.")
                    yield Finding(file, line, 1, "error", "claimed-twice", message, hint)
