"""The path of a learner and what it leads to: the go-live date, the minutes a day, and the day of the path.

The newest date and minutes that were set hold, else the shop's. A day of the path is what has been learnt, read from
the journal each time, not a number that is kept. Imported at every start.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Final, NamedTuple

from kdeck.core.errors import UsageError
from kdeck.core.events.payload import aims_of
from kdeck.core.message import Message
from kdeck.core.moment import date_of, day_of
from kdeck.core.plan.path import FURTHEST, Count, Place, Stage, opened, place
from kdeck.core.shop import Deck, Shop
from kdeck.decks.library import Library
from kdeck.journal.base import Journal

if TYPE_CHECKING:
    from kdeck.trainer.trainer import Trainer

NONE: Final = ("", "none", "无", "没有")
"""How a learner says that there is no date of one's own."""
ABOUT: Final = "goal/live"
"""What a ``goal`` event is about."""
MINUTES: Final = (5, 600)
"""The bounds of minutes of study a day."""
_READ: Final = 50
"""How many goal events are read at most: each sets the date, the minutes or both."""


class Goal(NamedTuple):
    """What holds for a learner. live: study day of the go-live date, ``None`` where there is none.

    minutes: of study a day. own: whether the learner set the date.
    """

    live: int | None
    minutes: int
    own: bool = False


def goal_of(shop: Shop, journal: Journal) -> Goal:
    """What holds now. An event that takes the date or the minutes back leaves the shop's."""
    calendar = shop.calendar
    live: int | None = None
    minutes = calendar.minutes
    for event in reversed(journal.recent("goal", _READ)):
        aims = aims_of(event)
        live = aims.get("live", live)
        minutes = aims.get("minutes", minutes) or calendar.minutes
    return Goal(calendar.live if live is None else live, minutes, live is not None)


def parse_live(text: str, day: int) -> int | None:
    """The date that ``text`` stands for on study day ``day``, ``None`` for none of one's own; else ``UsageError``."""
    if text.strip().casefold() in NONE:
        return None
    try:
        live = day_of(dt.date.fromisoformat(text.strip()))
    except ValueError:
        live = 0
    if not day < live <= day + FURTHEST:
        example = date_of(day + 14).isoformat()
        raise UsageError(
            Message(
                "“{text}” is no go-live date: a day after today, within two years, such as {example}.",
                text=text,
                example=example,
            ),
            Message("“none” leaves the date to the shop."),
        )
    return live


def parse_minutes(text: str) -> int:
    """The minutes of study a day that ``text`` stands for; else ``UsageError``."""
    low, high = MINUTES
    text = text.strip()
    if text.isdecimal() and len(text) < 10 and low <= int(text) <= high:
        return int(text)
    raise UsageError(
        Message("“{text}” is not a number of minutes a day from {low} to {high}.", text=text, low=low, high=high)
    )


def parse_goal(name: str, text: str, day: int) -> int | None:
    """The value that ``text`` stands for as the ``live`` date or the ``minutes``; else ``UsageError``."""
    return parse_live(text, day) if name == "live" else parse_minutes(text)


def studied_before(shop: Shop, journal: Journal, day: int) -> int:
    """On how many days of study the learner has studied before ``day``; more than the path has are not counted.

    A day of rest opens nothing: on it the count is that of the last day of study.
    """
    calendar = shop.calendar
    if not shop.stages:
        return 0
    days = [known.day for known in journal.days(day, 7 * len(shop.stages)) if calendar.works(known.day)]
    return len(days) if calendar.works(day) else max(0, len(days) - 1)


class Awake:
    """The cards that may be asked: in the library, not suspended, not past their date, and not among ``without``."""

    def __init__(self, library: Library, journal: Journal, day: int, without: Collection[str] = ()) -> None:
        self._library = library
        self._asleep = {card for card, mark in journal.marks().items() if mark.suspended}.union(without)
        self._asleep |= {card for card, until in library.resting.items() if until < day}

    def __contains__(self, card: str) -> bool:
        return card in self._library and card not in self._asleep


def deck_order(library: Library, studied: int = 0) -> list[Deck]:
    """The decks with cards, as they are learnt: those of the shop's path in its order, then the others as they stand.

    studied: days of study before this one; where they open the days of the path, the decks of the open one come first.
    """
    shop = library.shop
    first = opened(shop.stages, studied).decks if shop.stages and shop.calendar.opens == "date" else ()
    rank = {deck: place for place, deck in enumerate(dict.fromkeys((*first, *shop.order)))}
    return sorted((deck for deck in library.decks if deck.size), key=lambda deck: rank.get(deck.id, len(rank)))


def place_of(trainer: Trainer, day: int) -> Place | None:
    """The day of the path on study day ``day``, ``None`` where the shop has no path."""
    shop, journal = trainer.library.shop, trainer.journal
    if not shop.stages:
        return None
    awake, today = Awake(trainer.library, journal, day), journal.totals(day).met
    steps = {memory.card for memory in journal.due(day) if memory.phase == "learning"}

    def count(stage: Stage) -> Count:
        total = learnt = earlier = 0
        for deck in (deck for deck in trainer.library.decks if deck.id in stage.decks):
            cards = trainer.library.ids_of(deck)
            unmet = {*journal.unknown(cards), *steps}
            for card in cards:
                if card in awake:
                    total += 1
                    learnt += card not in unmet
                    earlier += card not in unmet and card not in today
        return Count(total, learnt, earlier)

    return place(shop.stages, shop.calendar.opens, count, studied_before(shop, journal, day))
