"""How commands word intervals, ratings and times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.core.moment import Moment
from kdeck.core.rating import Rating
from kdeck.language import _

if TYPE_CHECKING:
    from kdeck.trainer.session import Interval


def interval(value: Interval) -> str:
    """``in 4 days``, ``in 10 minutes``."""
    if value.days == 1:
        return _("in 1 day")
    if value.days:
        return _("in {days} days").format(days=value.days)
    minutes = round(value.seconds / 60)
    if minutes > 1:
        return _("in {minutes} minutes").format(minutes=minutes)
    return _("in 1 minute") if minutes else _("at once")


def rating(value: Rating) -> str:
    """What a rating is called."""
    names = {
        Rating.AGAIN: _("forgot"),
        Rating.HARD: _("hard"),
        Rating.GOOD: _("got it"),
        Rating.EASY: _("easy"),
    }
    return names[value]


def clock_time(moment: Moment) -> str:
    """Local date and time to the minute: ``2026-11-11 16:00``."""
    return moment.isoformat()[:16].replace("T", " ")


def duration(seconds: float) -> str:
    """Minutes and seconds: ``5:07``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
