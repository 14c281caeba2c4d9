"""Cards, ratings and intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kdeck.core.events.kinds import REGISTRY
from kdeck.core.events.payload import note_of, redate_of, renamed_from, review_of
from kdeck.core.memory import Memory, Rating
from kdeck.core.message import counted
from kdeck.core.moment import Moment, date_of
from kdeck.core.rounding import percent, short, whole_minutes
from kdeck.language import _, render, together

if TYPE_CHECKING:
    from kdeck.core.events.event import Event, EventKind
    from kdeck.trainer.study import Interval
    from kdeck.trainer.why import State


_MONTH, _YEAR = 30.44, 365.25


def event_word(kind: EventKind) -> str:
    """What a kind of event is called."""
    return render(REGISTRY[kind].word)


class Happened(NamedTuple):
    """What an event says beside its kind; empty where it has none. note: what was typed or noted."""

    sign: str
    rating: str
    took: str
    note: str


def happened(event: Event) -> Happened:
    """An answer with its rating, or what another event notes."""
    if event.kind in ("review", "practice"):
        said = review_of(event)
        took = _("{seconds} s").format(seconds=f"{said.ms / 1000:.1f}")
        sign = "✓ " if said.right else "✗ "
        return Happened(sign, rating_word(Rating(said.rating)), took, together(said.answer))
    note = ""
    if event.kind == "flag":
        note = note_of(event)
    elif event.kind == "rename":
        note = _("known as {card} before").format(card=renamed_from(event))
    elif event.kind == "redate":
        note = Moment(redate_of(event).at, event.offset).minute
    return Happened("", "", "", note)


def rating_word(rating: Rating) -> str:
    """A rating as its button says it."""
    words = {
        Rating.AGAIN: _("forgot"),
        Rating.HARD: _("hard"),
        Rating.GOOD: _("got it"),
        Rating.EASY: _("easy"),
    }
    return words[rating]


def until(interval: Interval) -> str:
    """How far away a card's next sight is."""
    days = interval.days
    if days == 0:
        return _("in {minutes} min").format(minutes=whole_minutes(interval.seconds))
    if days == 1:
        return _("tomorrow")
    if days < 100:
        return _("in {days} days").format(days=days)
    if days < 2 * _YEAR:
        return _("in {months} months").format(months=round(days / _MONTH))
    return _("in {years} years").format(years=f"{days / _YEAR:.1f}")


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
        text = counted("Due: since {date}, {count} day ago.", "Due: since {date}, {count} days ago.", -away, date=date)
        return render(text)
    if away == 1:
        return _("Due: tomorrow, {date}.").format(date=date)
    return _("Due: {date}, in {days} days.").format(date=date, days=away)


def days_text(days: float) -> str:
    """A length of time in days, as exact as it matters."""
    shown = short(days)
    return render(counted("{count} day", "{count} days", 1 if shown == "1" else 2, count=shown))


def interval_text(interval: Interval) -> str:
    """How far away a card's next sight is."""
    if interval.days:
        return _("{days} d").format(days=interval.days)
    if interval.seconds < 60:
        return _("{seconds} s").format(seconds=interval.seconds)
    return _("{minutes} min").format(minutes=whole_minutes(interval.seconds))


def numbers(memory: Memory, recall: float, day: int) -> list[str]:
    """How well a card is known, each number with what it means. day: today's study day."""
    return [
        _("Recall {share}: the chance that you would know it this minute.").format(share=percent(recall, to="near")),
        _("Stability {days}: after that long the chance has fallen to 90%.").format(days=days_text(memory.stability)),
        _("Difficulty {number} of 10: the higher, the harder it has been to keep.").format(
            number=f"{memory.difficulty:.1f}"
        ),
        due_sentence(memory, day),
        _("Reviewed {reps}, forgotten {lapses}. First met on {date}.").format(
            reps=render(counted("{count} time", "{count} times", memory.reps)),
            lapses=render(counted("{count} time", "{count} times", memory.lapses)),
            date=date_of(memory.first_day).isoformat(),
        ),
    ]
