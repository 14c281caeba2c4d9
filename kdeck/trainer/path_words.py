"""The path and the go-live date in the reader's language: the same words in the app and on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.core.moment import date_of
from kdeck.language import _

if TYPE_CHECKING:
    from kdeck.core.path import Place
    from kdeck.trainer.path import Next
    from kdeck.trainer.today import Today


def where(place: Place, last: int) -> tuple[str, str]:
    """The day of the path and what it is about, and how far it is. last: the number of the path's last day."""
    if place.over:
        return _("All {last} days of the path are behind you.").format(last=last), ""
    day = _("Day {day} of {last}").format(day=place.stage.day, last=last)
    far = _("learnt {learnt} of {cards}").format(learnt=place.learnt, cards=place.cards)
    return " · ".join(filter(None, (day, place.stage.title))), f"✓ {far}" if place.met else far


def coming(following: Next, today: Today) -> str:
    """What the next day of study brings."""
    minutes = max(1, round(following.seconds / 60)) if following.due or following.new else 0
    soon, later = (
        _("Tomorrow: {due} due, {new} new, about {minutes} min"),
        _("Next, on {date}: {due} due, {new} new, about {minutes} min"),
    )
    date = date_of(following.day).isoformat()
    text = soon if following.day == today.day + 1 else later
    return text.format(date=date, due=following.due, new=following.new, minutes=minutes)
