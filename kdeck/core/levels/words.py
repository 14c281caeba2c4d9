"""What a need asks and what there is of it, as messages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from kdeck.core.levels import evidence as of
from kdeck.core.levels.evidence import Found
from kdeck.core.levels.need import DeckNeed, ExamNeed, Need, NeedKind, RecallNeed, RespondNeed, TypingNeed
from kdeck.core.message import Message, counted
from kdeck.core.rounding import percent

_NAMES: Final[Mapping[str, Message]] = {
    "recall": Message("Recall"),
    "exam": Message("Exam"),
    "typing": Message("Typing"),
    "respond": Message("Chats"),
    "deck": Message("Own deck"),
    "witness": Message("Trainer's word"),
}
_NAMED: Final = 3
"""Decks of a need that are named; of more only the first is."""


def name_of(kind: NeedKind) -> Message:
    """What a kind of need is called."""
    return _NAMES[kind]


def asks(need: Need, found: Found, titles: Mapping[str, str] = MappingProxyType({})) -> Message:
    """What a need asks for. found: what there is of it, which knows the standards. titles: of decks by id."""
    if isinstance(need, (RecallNeed, ExamNeed)) and need.decks:
        names = [titles.get(deck, deck) for deck in need.decks]
        return Message("{text} ({decks})", text=_asks(need, found), decks=_listed(names))
    return _asks(need, found)


def _listed(names: Sequence[str]) -> Message:
    """A few names, or the first of them and how many there are."""
    if len(names) > _NAMED:
        return Message("{first} and {count} more decks", first=names[0], count=len(names) - 1)
    listed = Message("{name}", name=names[0])
    for name in names[1:]:
        listed = Message("{list}, {name}", list=listed, name=name)
    return listed


def _asks(need: Need, found: Found) -> Message:
    if isinstance(need, RecallNeed):
        return Message(
            "{share} of the cards at a predicted recall of {bar}",
            share=percent(need.of_cards, decimals=1),
            bar=percent(need.at_least, decimals=1),
        )
    if isinstance(need, ExamNeed):
        return counted(
            "{count} question in {minutes} min, {share} right",
            "{count} questions in {minutes} min, {share} right",
            need.cards,
            minutes=need.minutes,
            share=percent(need.passing, decimals=1),
        )
    if isinstance(need, TypingNeed):
        return _asks_typing(need, found)
    if isinstance(need, RespondNeed):
        values = {"share": percent(need.share, decimals=1), "seconds": f"{need.within:g}"}
        if need.chats == 1:
            return Message("one customer, {share} of the replies within {seconds} s", **values)
        return Message(
            "{chats} chats at once, {share} of the replies within {seconds} s", chats=str(need.chats), **values
        )
    if isinstance(need, DeckNeed):
        return Message("a deck of one's own, checked: {cards}", cards=_cards(need.cards, need.kinds))
    return Message("a trainer confirms it by name")


def _asks_typing(need: TypingNeed, found: Found) -> Message:
    unit, fixes = (found.unit, found.most_fixes) if isinstance(found, of.TypingFound) else ("", None)
    values = {"speed": f"{need.speed:g}", "unit": unit, "accuracy": percent(need.accuracy, decimals=1)}
    wanted, among = need.runs
    values |= {"minutes": str(need.minutes), "wanted": str(wanted)}
    if fixes is None:
        return counted(
            "{speed} {unit} at {accuracy} for {minutes} min, in {wanted} of {count} certified run",
            "{speed} {unit} at {accuracy} for {minutes} min, in {wanted} of {count} certified runs",
            among,
            **values,
        )
    return counted(
        "{speed} {unit} at {accuracy}, at most {fixes} taken back, for {minutes} min, in {wanted} of {count} certified "
        "run",
        "{speed} {unit} at {accuracy}, at most {fixes} taken back, for {minutes} min, in {wanted} of {count} certified "
        "runs",
        among,
        **values,
        fixes=percent(fixes, decimals=1),
    )


def _cards(count: int, kinds: int) -> Message:
    """How many cards of how many kinds."""
    cards = counted("{count} card", "{count} cards", count)
    return counted("{cards} of {count} kind", "{cards} of {count} kinds", kinds, cards=cards)


def begun(found: Found) -> bool:
    """Whether there is anything of a need yet."""
    if isinstance(found, of.TypingFound):
        return found.of > 0
    return any(found)


def told(found: Found, need: Need) -> Message:
    """What there is of a need so far."""
    if not begun(found):
        return Message("nothing yet")
    if isinstance(found, of.RecallFound):
        return _told_recall(found)
    if isinstance(found, of.ExamFound):
        values = {"right": found.right, "items": found.items, "minutes": math.ceil(found.milliseconds / 60_000)}
        return Message("{right} of {items} right in {minutes} min", **values)
    if isinstance(found, of.TypingFound):
        return _told_typing(found)
    if isinstance(found, of.RespondFound):
        return Message(
            "{chats}, {in_time} of {replies} within {seconds} s, {right} of the facts said",
            chats=counted("{count} chat", "{count} chats", found.chats),
            in_time=found.in_time,
            replies=counted("{count} reply", "{count} replies", found.replies),
            seconds=f"{need.within:g}" if isinstance(need, RespondNeed) else "",
            right=percent(found.right, decimals=1),
        )
    if isinstance(found, of.DeckFound):
        named = found.title or found.deck
        return Message("“{title}”: {cards}", title=named, cards=_cards(found.cards, found.kinds))
    return Message("confirmed by {name}", name=found.name)


def _told_recall(found: of.RecallFound) -> Message:
    text = counted(
        "{reached} of {count} card, {judged} of {of} judged by the program",
        "{reached} of {count} cards, {judged} of {of} judged by the program",
        found.cards,
        reached=found.reached,
        judged=found.judged_reached,
        of=found.judged,
    )
    if not found.asleep:
        return text
    return Message("{text}; {count} suspended", text=text, count=found.asleep)


def _told_typing(found: of.TypingFound) -> Message:
    return counted(
        "{reached} of the last {count} run; {speed} {unit}, accuracy {accuracy}, {fixes} taken back",
        "{reached} of the last {count} runs; {speed} {unit}, accuracy {accuracy}, {fixes} taken back",
        found.of,
        reached=found.reached,
        speed=f"{math.floor(found.net * 10 + 1e-9) / 10:g}",
        unit=found.unit,
        accuracy=percent(found.accuracy, decimals=1),
        fixes=percent(found.fixes, decimals=1, to="up"),
    )
