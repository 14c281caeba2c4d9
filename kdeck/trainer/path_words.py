"""The path and the go-live date in the reader's language: the same words in the app and on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kdeck.core.moment import date_of
from kdeck.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kdeck.core.plan.day import DayPlan
    from kdeck.core.plan.forecast import Forecast
    from kdeck.core.plan.path import Place


_NAMED: Final = 3
"""Decks that are named where there are many."""


def where(place: Place) -> tuple[str, str]:
    """The day of the path and what it is about, and how far it is."""
    if place.over:
        return _("All {last} days of the path are behind you.").format(last=place.last), ""
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


def effort(found: Forecast) -> str:
    """Whether the date holds, and at how many minutes a day."""
    if found.feasible:
        return _("✓ {needed} min a day will do").format(needed=found.needed)
    if found.needed is None:
        return _("! too soon for all")
    return _("! {needed} min a day, not {minutes}").format(needed=found.needed, minutes=found.minutes)


def below(found: Forecast, titles: Mapping[str, str]) -> str:
    """The decks that stay below their target, the furthest below first; empty where none does."""
    short = found.below
    named = _(", ").join(f"{titles.get(deck.deck, deck.deck)} {percent(deck.recall)}" for deck in short[:_NAMED])
    if len(short) > _NAMED:
        named = _("{decks} and {count} others").format(decks=named, count=len(short) - _NAMED)
    return _("! Below target then: {decks}").format(decks=named) if short else ""


def percent(share: float) -> str:
    """A share as whole hundredths, rounded down: no target is reached by rounding."""
    return f"{int(share * 100 + 1e-9)}%"
