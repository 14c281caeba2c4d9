"""The figures behind every chart as tables: the same in the app, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from kdeck.core.moment import date_of
from kdeck.core.rounding import percent
from kdeck.core.statistics import BUCKETS, Bucket, certain_within, share
from kdeck.core.strings import clean_line
from kdeck.language import _
from kdeck.trainer.statistics import STEPS, Past, Present, TypingPast, past, present, typed
from kdeck.trainer.trainer import Trainer

Form = Literal["text", "date", "word", "count", "share", "number"]
TableId = Literal["days", "due", "retention", "recall", "topics", "minutes", "typing", "time"]
TABLES: Final[tuple[TableId, ...]] = ("days", "due", "retention", "recall", "topics", "minutes", "typing", "time")
"""In the order of the charts."""


class Column(NamedTuple):
    """id: its key in JSON. title: in the language in use, empty for what only programs need. form: of its values."""

    id: str
    title: str
    form: Form = "count"


Cell = str | int | float | None


class Table(NamedTuple):
    """rows: one value a column; ``None`` where there is none. Shares are 0..1, dates ISO texts."""

    id: TableId
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Progress(NamedTuple):
    """Everything that the tables are made of; ``None`` while it is being found out."""

    past: Past | None = None
    present: Present | None = None
    typed: tuple[TypingPast, ...] | None = None


def gathered(trainer: Trainer, which: Iterable[TableId] = TABLES) -> Progress:
    """What these tables are made of, found out at once."""
    asked = frozenset(which)
    done = past(trainer)
    return Progress(
        done,
        present(trainer, done.decks) if asked & {"due", "recall", "topics"} else None,
        typed(trainer) if "typing" in asked else None,
    )


def table(which: TableId, progress: Progress) -> Table:
    """One table; without rows while its figures are not there."""
    columns, rows = {
        "days": _days,
        "due": _due,
        "retention": _retention,
        "recall": _recall,
        "topics": _topics,
        "minutes": _minutes,
        "typing": _typing,
        "time": _time,
    }[which](progress)
    return Table(which, title_of(which), columns, tuple(rows))


def title_of(which: TableId) -> str:
    """What a chart and its table are called."""
    return {
        "days": _("Days studied"),
        "due": _("Cards falling due"),
        "retention": _("Predicted and true recall"),
        "recall": _("Recall now"),
        "topics": _("Topics"),
        "minutes": _("Minutes a day"),
        "typing": _("Typing"),
        "time": _("Time per answer"),
    }[which]


def written(value: Cell, form: Form) -> str:
    """A value as a person reads it; texts of decks on one line, and harmless."""
    if value is None:
        return "–"
    if form == "word":
        return {"deck": _("deck"), "tag": _("tag"), True: _("yes"), False: _("no")}[value]
    if form == "share":
        return percent(float(value), decimals=1, to="near", even=True)
    return f"{value:.1f}" if form == "number" else clean_line(str(value))


_Made = tuple[tuple[Column, ...], list[tuple[Cell, ...]]]


def _days(progress: Progress) -> _Made:
    columns = (
        Column("date", _("Date"), "date"),
        Column("reviews", _("Answers")),
        Column("right", _("Right")),
        Column("introduced", _("New")),
        Column("again", _("forgot")),
        Column("hard", _("hard")),
        Column("good", _("got it")),
        Column("easy", _("easy")),
    )
    days = progress.past.days if progress.past else []
    return columns, [
        (_date(day.day), t.reviews, t.right, t.introduced, t.again, t.hard, t.good, t.easy)
        for day in reversed(days)
        for t in [day.tally]
    ]


def _due(progress: Progress) -> _Made:
    columns = (Column("date", _("Date"), "date"), Column("due", _("Due")))
    if progress.present is None:
        return columns, []
    first = progress.present.day
    return columns, [(_date(first + away), count) for away, count in enumerate(progress.present.due)]


def _retention(progress: Progress) -> _Made:
    columns = (
        Column("from", _("From"), "share"),
        Column("to", _("To"), "share"),
        Column("predicted", _("Predicted"), "share"),
        Column("recalled", _("Recalled"), "share"),
        Column("tries", _("Tries")),
        Column("low", _("At least"), "share"),
        Column("high", _("At most"), "share"),
    )
    return columns, [_bucket(bucket) for bucket in (progress.past.buckets if progress.past else [])]


def _bucket(bucket: Bucket) -> tuple[Cell, ...]:
    low, high = certain_within(bucket.recalled, bucket.tries)
    edges = bucket.number / BUCKETS, (bucket.number + 1) / BUCKETS
    return (*edges, bucket.predicted / bucket.tries, bucket.recalled / bucket.tries, bucket.tries, low, high)


def _recall(progress: Progress) -> _Made:
    columns = (Column("from", _("From"), "share"), Column("to", _("To"), "share"), Column("cards", _("Cards")))
    spread = progress.present.spread if progress.present else ()
    return columns, [(step / STEPS, (step + 1) / STEPS, count) for step, count in enumerate(spread)]


def _topics(progress: Progress) -> _Made:
    columns = (
        Column("title", _("Topic"), "text"),
        Column("kind", _("Kind"), "word"),
        Column("id", "", "text"),
        Column("recall", _("Recall now"), "share"),
        Column("target", _("Wanted"), "share"),
        Column("met", _("Met")),
        Column("cards", _("Cards")),
        Column("recalled", _("Recalled"), "share"),
        Column("tries", _("Tries")),
    )
    topics = progress.present.topics if progress.present else ()
    return columns, [
        (t.title, t.kind, t.id, t.recall, t.target, t.met, t.cards, share(t.recalled, t.tried), t.tried) for t in topics
    ]


def _minutes(progress: Progress) -> _Made:
    columns = (
        Column("date", _("Date"), "date"),
        Column("minutes", _("Minutes"), "number"),
        Column("reviews", _("Answers")),
    )
    days = progress.past.days if progress.past else []
    return columns, [(_date(day.day), day.tally.milliseconds / 60_000, day.tally.reviews) for day in reversed(days)]


def _time(progress: Progress) -> _Made:
    columns = (
        Column("date", _("Date"), "date"),
        Column("seconds", _("Seconds"), "number"),
        Column("reviews", _("Answers")),
    )
    days = progress.past.days if progress.past else []
    return columns, [
        (_date(day.day), day.tally.milliseconds / 1000 / day.tally.reviews, day.tally.reviews) for day in reversed(days)
    ]


def _typing(progress: Progress) -> _Made:
    columns = (
        Column("at", _("Time"), "date"),
        Column("net", _("Speed"), "number"),
        Column("unit", _("Unit"), "text"),
        Column("accuracy", _("Accuracy"), "share"),
        Column("dan", _("First dan"), "number"),
        Column("certified", _("Certified"), "word"),
    )
    rows = [
        (
            run.at.minute,
            run.figures.net,
            run.figures.unit,
            run.figures.accuracy,
            history.dan,
            run.counts,
        )
        for history in progress.typed or ()
        for run in history.runs
    ]
    return columns, sorted(rows, reverse=True)


def _date(day: int) -> str:
    return date_of(day).isoformat()
