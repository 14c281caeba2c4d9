"""``kdeck why CARD``: its memory, its history, and what each rating would lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kdeck.cli.console import say, say_json
from kdeck.core.memory import Memory
from kdeck.core.moment import Moment, day_start
from kdeck.language import N_, _, labelled
from kdeck.text.cards import event_word, happened, numbers, rating_word, state_sentence, until

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
    day = trainer.study_day(now)
    if args.format == "json":
        say_json(as_json(explanation, now.offset, day))
    else:
        _tell(explanation, day)
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


def _tell(explanation: Explanation, day: int) -> None:
    say(explanation.id)
    if explanation.card is None:
        say(_("The library no longer has this card; its memory rests."))
    else:
        say(explanation.card.front)
    _tell_state(explanation, day)
    for row in explanation.history:
        say("  " + _history_line(row))
    say(_("From now:"))
    for rating, interval in explanation.next.items():
        say("  " + labelled(rating_word(rating), until(interval)))


def _tell_state(explanation: Explanation, day: int) -> None:
    say(state_sentence(explanation.state))
    if explanation.mark.flag is not None:
        say(_("Flagged: {note}").format(note=explanation.mark.flag or _("no note")))
    if explanation.changed is not None:
        old, new = explanation.changed
        say(_("Changed: {old} is now {new}").format(old=old, new=new))
        say(_("That is why it is due at once; what you know of it is kept."))
    if explanation.memory is not None:
        for text in numbers(explanation.memory, explanation.recall or 0.0, day):
            say(text)


def _history_line(row: HistoryRow) -> str:
    event = row.event
    parts = [Moment(event.at, event.offset).minute, event_word(event.kind), *happened(event)[1:]]
    if row.misdated:
        parts.append(_("(dated in the future: does not count)"))
    if row.voided:
        parts.append(_("(undone)"))
    return "  ".join(filter(None, parts))


def _due(memory: Memory, offset: int) -> Moment:
    return Moment(memory.due_at, offset) if memory.learning else day_start(memory.due_day, offset)


def _seconds(interval: Interval) -> int:
    return interval.days * _DAY + interval.seconds
