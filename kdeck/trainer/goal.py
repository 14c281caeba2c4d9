"""What a learner works towards: the go-live date and the minutes a day, the newest that were set, else the shop's."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, NamedTuple

from kdeck.core.errors import UsageError
from kdeck.core.events.payload import aims_of
from kdeck.core.message import Message
from kdeck.core.moment import date_of, day_of
from kdeck.core.plan.path import FURTHEST

if TYPE_CHECKING:
    from kdeck.core.shop import Shop
    from kdeck.journal.base import Journal

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
    days = [known.day for known in journal.days(day, 7 * len(shop.stages)) if calendar.works(known.day)]
    return len(days) if calendar.works(day) else max(0, len(days) - 1)
