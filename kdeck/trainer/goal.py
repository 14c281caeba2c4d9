"""What a learner works towards: the go-live date and the minutes a day, the newest that were set, else the shop's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kdeck.core.path_calendar import Calendar

if TYPE_CHECKING:
    from kdeck.core.card import Shop
    from kdeck.journal.base import Journal

ABOUT: Final = "goal/live"
"""What a ``goal`` event is about."""
_READ: Final = 50
"""How many goal events are read at most: each sets the date, the minutes or both."""


class Goal(NamedTuple):
    """What holds for a learner. live: study day of the go-live date, ``None`` where there is none.

    minutes: of study a day. own: whether the learner set the date.
    """

    live: int | None
    minutes: int
    own: bool = False


def calendar_of(shop: Shop) -> Calendar:
    """The shop's calendar."""
    return Calendar(*shop.calendar)


def goal_of(shop: Shop, journal: Journal) -> Goal:
    """What holds now. An event that takes the date or the minutes back leaves the shop's."""
    calendar = calendar_of(shop)
    live: int | None = None
    minutes = calendar.minutes
    for event in reversed(journal.recent("goal", _READ)):
        live = event.body.get("live", live)
        minutes = event.body.get("minutes", minutes) or calendar.minutes
    return Goal(calendar.live if live is None else live, minutes, live is not None)


def studied_before(shop: Shop, journal: Journal, day: int) -> int:
    """On how many days of study the learner has studied before ``day``; more than the path has are not counted.

    A day of rest opens nothing: on it the count is that of the last day of study.
    """
    calendar = calendar_of(shop)
    days = [known for known in journal.studied(day, 7 * len(shop.stages)) if calendar.works(known)]
    return len(days) if calendar.works(day) else max(0, len(days) - 1)
