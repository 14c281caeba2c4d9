"""What a need asks and what there is of it, as messages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from kdeck.core.dan import found as of
from kdeck.core.dan.found import Found
from kdeck.core.dan.need import DeckNeed, ExamNeed, Need, NeedKind, RecallNeed, RespondNeed, TypingNeed
from kdeck.core.message import Message

_NAMES: Final[Mapping[str, Message]] = {
    "recall": Message("Recall"),
    "exam": Message("Exam"),
    "typing": Message("Typing"),
    "respond": Message("Chats"),
    "deck": Message("Own deck"),
    "witness": Message("Trainer's word"),
}


def percent(share: float, *, up: bool = False) -> str:
    """A share as per cent with at most one decimal, rounded down so that it never claims more than there is.

    up: rounded up instead, for what should be small.
    """
    tenths = math.ceil(share * 1000 - 1e-9) if up else math.floor(share * 1000 + 1e-9)
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"


def name_of(kind: NeedKind) -> Message:
    """What a kind of need is called."""
    return _NAMES[kind]


def asks(need: Need, unit: str, fixes: float | None = None) -> Message:
    """What a need asks for. unit: of typing speeds. fixes: the greatest share of what is typed that is taken back."""
    if isinstance(need, RecallNeed):
        return Message(
            "{share} of the cards at a predicted recall of {bar}",
            share=percent(need.of_cards),
            bar=percent(need.at_least),
        )
    if isinstance(need, ExamNeed):
        values = {"cards": need.cards, "minutes": need.minutes, "share": percent(need.passing)}
        return Message("{cards} questions in {minutes} min, {share} right", **values)
    if isinstance(need, TypingNeed):
        return _asks_typing(need, unit, fixes)
    if isinstance(need, RespondNeed):
        return Message(
            "{chats} chats at once, {share} of the replies within {seconds} s",
            chats=need.chats,
            share=percent(need.share),
            seconds=f"{need.within:g}",
        )
    if isinstance(need, DeckNeed):
        return Message(
            "a deck of one's own, checked: {cards} cards of {kinds} kinds", cards=need.cards, kinds=need.kinds
        )
    return Message("a trainer confirms it by name")


def _asks_typing(need: TypingNeed, unit: str, fixes: float | None) -> Message:
    values = {"speed": f"{need.speed:g}", "unit": unit, "accuracy": percent(need.accuracy)}
    values |= {"minutes": str(need.minutes), "wanted": str(need.runs[0]), "among": str(need.runs[1])}
    if fixes is None:
        return Message(
            "{speed} {unit} at {accuracy} for {minutes} min, in {wanted} of {among} certified runs", **values
        )
    return Message(
        "{speed} {unit} at {accuracy}, at most {fixes} taken back, for {minutes} min, in {wanted} of {among} "
        "certified runs",
        **values,
        fixes=percent(fixes),
    )


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
            "{chats} chats, {in_time} of {replies} replies within {seconds} s, {right} of the facts said",
            chats=found.chats,
            in_time=found.in_time,
            replies=found.replies,
            seconds=f"{need.within:g}" if isinstance(need, RespondNeed) else "",
            right=percent(found.right),
        )
    if isinstance(found, of.DeckFound):
        named = found.title or found.deck
        return Message("“{title}”: {cards} cards of {kinds} kinds", title=named, cards=found.cards, kinds=found.kinds)
    return Message("confirmed by {name}", name=found.name)


def _told_recall(found: of.RecallFound) -> Message:
    values = {"reached": found.reached, "cards": found.cards, "judged": found.judged_reached, "of": found.judged}
    text = Message("{reached} of {cards} cards, {judged} of {of} judged by the program", **values)
    if not found.asleep:
        return text
    return Message("{text}; {count} suspended", text=text, count=found.asleep)


def _told_typing(found: of.TypingFound) -> Message:
    return Message(
        "{reached} of the last {of} runs; {speed} {unit}, accuracy {accuracy}, {fixes} taken back",
        reached=found.reached,
        of=found.of,
        speed=f"{math.floor(found.net * 10 + 1e-9) / 10:g}",
        unit=found.unit,
        accuracy=percent(found.accuracy),
        fixes=percent(found.fixes, up=True),
    )
