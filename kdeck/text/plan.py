"""The path, the go-live date and what gives way where it does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kdeck.core.message import Message, counted
from kdeck.core.moment import date_of
from kdeck.core.rounding import percent
from kdeck.language import _, render
from kdeck.text import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kdeck.core.plan.day import DayPlan
    from kdeck.core.plan.forecast import Forecast, Readiness
    from kdeck.core.plan.path import Place


_NAMED: Final = 3
"""Decks that are named where there are many."""


def where(place: Place) -> tuple[str, str]:
    """The day of the path and what it is about, and how far it is."""
    if place.over:
        text = counted(
            "The one day of the path is behind you.", "All {count} days of the path are behind you.", place.last
        )
        return render(text), ""
    day = _("Day {day} of {last}").format(day=place.stage.day, last=place.last)
    far = _("learnt {learnt} of {cards}").format(learnt=place.learnt, cards=place.cards)
    return " · ".join(filter(None, (day, place.stage.title))), f"✓ {far}" if place.met else far


def coming(following: DayPlan, today: DayPlan) -> str:
    """What the next day of study brings."""
    soon, later = (
        _("Tomorrow: {due} due, {new} new, about {minutes} min"),
        _("Next, on {date}: {due} due, {new} new, about {minutes} min"),
    )
    date = date_of(following.day).isoformat()
    text = soon if following.day == today.day + 1 else later
    return text.format(date=date, due=len(following.reviews), new=len(following.new), minutes=following.minutes)


def days_to(live: int, day: int) -> str:
    """How far away the date is."""
    days = live - day
    return _("Live tomorrow") if days == 1 else _("Live in {days} days").format(days=days)


def outcome(found: Forecast, day: int) -> str:
    """The date, and what will be remembered on it."""
    recall = _("{recall} recall ({low} to {high})").format(
        recall=percent(found.recall), low=percent(found.low), high=percent(found.high)
    )
    return " · ".join((days_to(found.live, day), recall, date_of(found.live).isoformat()))


def effort(found: Forecast) -> Line:
    """Whether the date holds, and at how many minutes a day."""
    if found.feasible:
        return Line(_("✓ {needed} min a day will do").format(needed=found.needed), "good")
    if found.needed is None:
        return Line(_("! too soon for all"), "warn")
    text = _("! {needed} min a day, not {minutes}")
    return Line(text.format(needed=found.needed, minutes=found.minutes), "warn")


def readiness(deck: Readiness) -> str:
    """What will be remembered of one deck on the date, in columns."""
    shares = {name: f"{percent(getattr(deck, name)):>4}" for name in ("recall", "low", "high")}
    return _("{recall} ({low} to {high}), target {target}").format(**shares, target=f"{percent(deck.target):>3}")


def below(found: Forecast, titles: Mapping[str, str]) -> str:
    """The decks that stay below their target, the furthest below first; empty where none does."""
    short = found.below
    named = _(", ").join(f"{titles.get(deck.deck, deck.deck)} {percent(deck.recall)}" for deck in short[:_NAMED])
    if len(short) > _NAMED:
        more = len(short) - _NAMED
        named = render(counted("{decks} and {count} other", "{decks} and {count} others", more, decks=named))
    return _("! Below target then: {decks}").format(decks=named) if short else ""


def misdated(count: int, now: str) -> Message:
    """That answers are dated in the future, and both cures. now: what the clock says."""
    return Message(
        "Answers dated in the future: {count}. They are kept, but do not count until then. If the clock ({now}) is "
        "wrong, set it right, and all is well. If it is right, kdeck doctor --fix gives them their right times.",
        count=count,
        now=now,
    )
