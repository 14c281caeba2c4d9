"""The way to a go-live date: how many new cards a day, and when a card is last touched before it.

Under FSRS a card that is not overdue has at least its desired retention, so most cards need nothing special on the
date. What would be below it there are the cards that fall due between the last day of study before the date and the
date itself (or after it, by fuzz): these are due on that last day, and no sooner, so that no review is wasted. Cards
that were met too late to sit are the other gap: new ones are paced so that the last are met some days before.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

from kdeck.core.forgetting import retrievability

if TYPE_CHECKING:
    from kdeck.core.path_calendar import Calendar

NEW_SIGHTS: Final = 3
"""Sights of a new card on its first day: the question, then the learning steps."""
SETTLE_DAYS: Final = 4
"""Days of study kept free of new cards before the date where that can be: what is met later does not sit by then."""
MARGIN: Final = 0.25
"""A card is looked at once more unless it is so much of the way from its desired retention to certainty on the date.

What is forgotten in the last days cannot be made good by then; this makes up for it at two reviews in a hundred.
"""
FURTHEST: Final = 730
"""How many days ahead a date may lie: what is further away shapes no day yet."""
LEAD: Final = 1.25
"""How much faster than evenly new cards are met: every card brings reviews, so later days hold fewer new ones."""


class Deadline(NamedTuple):
    """A go-live date that lies ahead, as study days. touch: the last day of study before it."""

    touch: int
    live: int


def deadline(calendar: Calendar, live: int | None, day: int) -> Deadline | None:
    """The deadline that holds on study day ``day``: ``None`` without a date, far from it and from it on."""
    if live is None or not day < live <= day + FURTHEST:
        return None
    return Deadline(calendar.before(live), live)


def falls_short(stability: float, retention: float, last_day: int, live: int) -> bool:
    """Whether a card last seen on ``last_day`` will be below ``retention`` (0..1), or hardly above, on the date."""
    return retrievability(stability, live - last_day) < retention + MARGIN * (1 - retention)


def capped(interval: int, day: int, stability: float, retention: float, ahead: Deadline | None) -> int:
    """The interval in days of a card answered on ``day``, such that it is not below ``retention`` on the date.

    stability: after the answer. A longer interval never becomes shorter than a shorter one of the same card.
    """
    if ahead is None or not day < ahead.touch < day + interval:
        return interval
    return ahead.touch - day if falls_short(stability, retention, day, ahead.live) else interval


def new_cards(unmet: int, days: int, sights: float, reviews: int) -> int:
    """How many new cards a day should hold on the way to a date, counting from its beginning.

    unmet: cards of the path not met when the day began. days: of study that are left before the date, this one
    counted. sights: how often a card can be looked at in the day's minutes. reviews: cards due on this day.
    """
    return _within(ceil(LEAD * unmet / max(1, days - SETTLE_DAYS)), unmet, sights, reviews)


def path_cards(unmet: int, days: int, sights: float, reviews: int, least: int) -> int:
    """How many new cards a day of the path should hold where no date is set: an equal share of what is left of it.

    As for ``new_cards``; days: of the path that are left, 0 where it takes longer than it should. least: cards that a
    day holds even when the share is smaller.
    """
    return _within(max(least, ceil(unmet / max(1, days))), unmet, sights, reviews)


def _within(wanted: int, unmet: int, sights: float, reviews: int) -> int:
    return max(0, min(unmet, wanted, int((sights - reviews) / NEW_SIGHTS)))
