"""``kdeck why CARD``: its memory, its history, and what each rating would lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kdeck.cli import console
from kdeck.cli.console import say, say_json
from kdeck.core.events.payload import renamed_from, review_of
from kdeck.core.memory import Memory, Rating
from kdeck.core.moment import Moment, date_of, day_start
from kdeck.language import N_, _, labelled
from kdeck.trainer.wording import event_word, rating_word, until

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.trainer.study import Interval
    from kdeck.trainer.why import Explanation, HistoryRow

DETAILS = N_(
    "JSON: {card, state, stability, difficulty, due, retrievability, history, next}. Stability is in days, due is a "
    "local time, next maps again, hard, good and easy to seconds from now (whole days are multiples of 86400)."
)
_DAY = 86_400


def configure(parser: ArgumentParser) -> None:
    """The card."""
    parser.add_argument("card", metavar=_("CARD"), help=_("a card id; kdeck cards lists them"))


def run(args: Namespace, context: Context) -> int:
    """Explain one card."""
    from kdeck.trainer.why import explain

    trainer = context.reading()
    explanation, now = explain(trainer, args.card), trainer.now()
    if args.format == "json":
        say_json(as_json(explanation, now.offset, trainer.study_day(now)))
    else:
        _tell(explanation, now)
    return 0


def as_json(explanation: Explanation, offset: int, day: int) -> dict[str, Any]:
    """The stable form. offset: seconds east of UTC in which times are given. day: today's study day."""
    memory = explanation.memory
    due = day_start(day, offset) if explanation.changed is not None else None
    return {
        "card": explanation.id,
        "state": explanation.state,
        "stability": None if memory is None else round(memory.stability, 4),
        "difficulty": None if memory is None else round(memory.difficulty, 4),
        "due": None if memory is None else (due or _due(memory, offset)).isoformat(),
        "retrievability": None if explanation.recall is None else round(explanation.recall, 4),
        "history": [_row(row) for row in explanation.history],
        "next": {rating.name.lower(): _seconds(interval) for rating, interval in explanation.next.items()},
    }


def _row(row: HistoryRow) -> dict[str, Any]:
    event, after = row.event, row.after
    plain: dict[str, Any] = {
        "at": Moment(event.at, event.offset).isoformat(),
        "kind": event.kind,
        "voided": row.voided,
        "misdated": row.misdated,
        **{key: event.body[key] for key in ("rating", "ms", "answer", "right", "note", "from") if key in event.body},
    }
    if after is not None:
        plain |= {"stability": round(after.stability, 4), "difficulty": round(after.difficulty, 4)}
        plain["due"] = _due(after, event.offset).isoformat()
    return plain


def _tell(explanation: Explanation, now: Moment) -> None:
    say(explanation.id)
    if explanation.card is None:
        say(_("The library no longer has this card; its memory rests."))
    else:
        say(explanation.card.front)
    _tell_state(explanation, now)
    for row in explanation.history:
        say("  " + _history_line(row))
    say(_("From now:"))
    for rating, interval in explanation.next.items():
        say("  " + labelled(rating_word(rating), until(interval)))


def _tell_state(explanation: Explanation, now: Moment) -> None:
    memory = explanation.memory
    if explanation.state == "suspended":
        say(_("Suspended: it is not asked until it is resumed."))
    if explanation.mark.flag is not None:
        say(_("Flagged: {note}").format(note=explanation.mark.flag or _("no note")))
    if memory is None:
        say(_("New: never studied."))
        return
    if explanation.changed is not None:
        old, new = explanation.changed
        say(_("Changed: {old} is now {new}").format(old=old, new=new))
        say(_("That is why it is due at once; what you know of it is kept."))
    elif memory.learning:
        say(_("Being learned; next at {time}.").format(time=console.clock_time(_due(memory, now.offset))))
    else:
        say(
            _("Due on {date}, {days} days after the last review.").format(
                date=date_of(memory.due_day), days=memory.interval
            )
        )
    recall = 0.0 if explanation.recall is None else explanation.recall
    say(
        _("Chance to know it now: {recall:.0%}. Stability {days:.1f} days, difficulty {difficulty:.1f} of 10.").format(
            recall=recall, days=memory.stability, difficulty=memory.difficulty
        )
    )
    say(_("Times asked: {reps}, forgotten once known: {lapses}.").format(reps=memory.reps, lapses=memory.lapses))


def _history_line(row: HistoryRow) -> str:
    event = row.event
    time = console.clock_time(Moment(event.at, event.offset))
    text = f"{time}  {event_word(event.kind)}"
    if event.kind in ("review", "practice"):
        said = review_of(event)
        took = _("{seconds} s").format(seconds=f"{said.ms / 1000:.1f}")
        text = f"{text}  {rating_word(Rating(said.rating))}  {took}"
    if event.kind == "rename":
        text = _("{time}  known as {card} before").format(time=time, card=renamed_from(event))
    if row.misdated:
        text += "  " + _("(dated in the future: does not count)")
    return text + "  " + _("(undone)") if row.voided else text


def _due(memory: Memory, offset: int) -> Moment:
    return Moment(memory.due_at, offset) if memory.learning else day_start(memory.due_day, offset)


def _seconds(interval: Interval) -> int:
    return interval.days * _DAY + interval.seconds
