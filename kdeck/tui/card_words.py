"""A card's state in words and numbers that a learner can check."""

from __future__ import annotations

from kdeck.core.memory import Memory
from kdeck.core.moment import date_of
from kdeck.language import _
from kdeck.trainer.session import Interval
from kdeck.trainer.why import State


def state_word(state: State) -> str:
    """A state as one word."""
    return {
        "new": _("new"),
        "learning": _("learning"),
        "review": _("review"),
        "relearning": _("relearning"),
        "suspended": _("suspended"),
    }[state]


def state_sentence(state: State) -> str:
    """A state as a sentence: what it means for the coming days."""
    return {
        "new": _("New: you have not met this card yet."),
        "learning": _("Learning: it comes back within the day until it holds for a night."),
        "review": _("Review: it comes back when you are about to forget it."),
        "relearning": _("Relearning: forgotten lately, so it comes back within the day."),
        "suspended": _("Suspended: it rests until you wake it; its memory is kept."),
    }[state]


def percent(share: float) -> str:
    """A share as whole percent; never 100% while anything is missing."""
    return f"{min(99, round(share * 100)) if share < 1 else 100}%"


def due_short(memory: Memory | None, day: int) -> str:
    """When a card is due, in a few cells. day: today's study day."""
    if memory is None:
        return "–"
    if memory.learning or memory.due_day <= day:
        return _("now")
    return _("in {days} d").format(days=memory.due_day - day)


def due_sentence(memory: Memory, day: int) -> str:
    """When a card is due, with the date. day: today's study day."""
    date = date_of(memory.due_day).isoformat()
    if memory.learning:
        return _("Due: within the day, in a learning step.")
    away = memory.due_day - day
    if away == 0:
        return _("Due: today.")
    if away < 0:
        return _("Due: since {date}, {days} days ago.").format(date=date, days=-away)
    if away == 1:
        return _("Due: tomorrow, {date}.").format(date=date)
    return _("Due: {date}, in {days} days.").format(date=date, days=away)


def days_text(days: float) -> str:
    """A length of time in days, as exact as it matters."""
    return _("{days} days").format(days=f"{days:.0f}" if days >= 10 else f"{days:.1f}")


def interval_text(interval: Interval) -> str:
    """How far away a card's next sight is."""
    if interval.days:
        return _("{days} d").format(days=interval.days)
    if interval.seconds < 60:
        return _("{seconds} s").format(seconds=interval.seconds)
    return _("{minutes} min").format(minutes=round(interval.seconds / 60))
