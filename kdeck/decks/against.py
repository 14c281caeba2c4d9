"""What an edit of a library does to its cards: which come, go, read otherwise, are asked anew, have another id."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kdeck.core.card import Card
from kdeck.core.change import difference
from kdeck.core.errors import LibraryError
from kdeck.decks.discover import editions

Answers = tuple[tuple[str, ...], tuple[str, ...]]
"""Lines of the old answer and of the new one, as far as they differ."""


class Effect(NamedTuple):
    """Card ids by what happens to them, in the library's order.

    changed: they read otherwise, their answer is the same. redrilled: their answer is another, so everyone who has met
    them is asked at once; with both answers. renamed: old id by new one; such a card may be changed or redrilled too.
    """

    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    redrilled: Mapping[str, Answers] = {}
    renamed: Mapping[str, str] = {}


def effect(old: str | None, new: str) -> Effect:
    """What the edit from the library at ``old`` to the one at ``new`` does; of several editions, what it does to any.

    old: ``None`` where there was none. Both are compiled afresh; what is wrong with either is for a check to say.
    """
    before = {} if old is None else _editions(old)
    after = _editions(new)
    effects = [
        compare(_cards(before.get(name)), _cards(after.get(name))) for name in sorted(before.keys() | after.keys())
    ]
    return Effect(
        _union(one.added for one in effects),
        _union(one.dropped for one in effects),
        _union(one.changed for one in effects),
        {card: answers for one in effects for card, answers in one.redrilled.items()},
        {card: name for one in effects for card, name in one.renamed.items()},
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
    return card._replace(id="", deck="", file="", line=0, row=0, was=())


def _union(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(card for group in groups for card in group))


def _editions(path: str) -> dict[str, str]:
    """The libraries at a path by the names of their editions; of a single one the name is empty."""
    return {os.path.basename(folder): folder for folder in editions(path)} or {"": path}


def _cards(path: str | None) -> dict[str, Card]:
    """The cards of a library, none where there is none or it holds no deck."""
    from kdeck.decks.library import open_library

    try:
        return {} if path is None else {card.id: card for card in open_library(path, None).cards()}
    except LibraryError:
        return {}
