"""Ratings and intervals in the reader's language: the same words in the app and on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.core.events.kinds import REGISTRY
from kdeck.core.memory import Rating
from kdeck.core.message import Message
from kdeck.language import _, render

if TYPE_CHECKING:
    from kdeck.core.events.event import EventKind
    from kdeck.trainer.study import Interval

_MONTH, _YEAR = 30.44, 365.25


def event_word(kind: EventKind) -> str:
    """What a kind of event is called."""
    return render(REGISTRY[kind].word)


def rating_word(rating: Rating) -> str:
    """A rating as its button says it."""
    words = {
        Rating.AGAIN: _("forgot"),
        Rating.HARD: _("hard"),
        Rating.GOOD: _("got it"),
        Rating.EASY: _("easy"),
    }
    return words[rating]


def misdated(count: int, now: str) -> Message:
    """That answers are dated in the future, and both cures. now: what the clock says."""
    return Message(
        "Answers dated in the future: {count}. They are kept, but do not count until then. If the clock ({now}) is "
        "wrong, set it right, and all is well. If it is right, kdeck doctor --fix gives them their right times.",
        count=count,
        now=now,
    )


def until(interval: Interval) -> str:
    """How far away a card's next sight is."""
    days = interval.days
    if days == 0:
        minutes = max(1, round(interval.seconds / 60))
        return _("in {minutes} min").format(minutes=minutes)
    if days == 1:
        return _("tomorrow")
    if days < 100:
        return _("in {days} days").format(days=days)
    if days < 2 * _YEAR:
        return _("in {months} months").format(months=round(days / _MONTH))
    return _("in {years} years").format(years=f"{days / _YEAR:.1f}")
