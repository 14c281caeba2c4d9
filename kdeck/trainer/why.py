"""Why a card comes when it comes: its memory, its history, and what each rating would lead to."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Literal, NamedTuple

from kdeck.core.cards.card import Card
from kdeck.core.errors import UsageError
from kdeck.core.events.event import Event, standing
from kdeck.core.memory import Mark, Memory, Rating
from kdeck.core.message import Message
from kdeck.trainer.news import change_of
from kdeck.trainer.study import Interval, interval_of
from kdeck.trainer.trainer import Trainer

State = Literal["new", "learning", "review", "relearning", "suspended"]


class HistoryRow(NamedTuple):
    """One event of a card. voided: undone later. after: the memory it led to, for a review that counts.

    misdated: dated in the future, so that it does not count.
    """

    event: Event
    voided: bool
    after: Memory | None
    misdated: bool = False


class Explanation(NamedTuple):
    """Everything known of one card. card: ``None`` when the library no longer has it; its memory rests.

    changed: the answer last reviewed and the present one where they differ, which makes the card due at once.
    history: under all ids that the card has had.
    """

    id: str
    card: Card | None
    state: State
    memory: Memory | None
    mark: Mark
    recall: float | None
    changed: tuple[str, str] | None
    history: tuple[HistoryRow, ...]
    next: dict[Rating, Interval]


def explain(trainer: Trainer, card: str) -> Explanation:
    """All about a card; ``UsageError`` with the nearest id when neither library nor journal knows it."""
    memory, mark = trainer.journal.memory(card), trainer.journal.mark(card)
    events = trainer.events_of(card)
    known = card in trainer.library
    if not known and not events:
        near = get_close_matches(card, trainer.library.ids, 1)
        hint = Message("Did you mean {card}?", card=near[0]) if near else Message("kdeck cards lists all card ids")
        raise UsageError(Message("There is no card named {card}", card=card), hint)
    now = trainer.now()
    found = trainer.library.card(card) if known else None
    futures = trainer.preview(card, found.tags if found else ())
    return Explanation(
        id=card,
        card=found,
        state="suspended" if mark.suspended else "new" if memory is None else memory.phase,
        memory=memory,
        mark=mark,
        recall=None if memory is None else memory.recall(now.at),
        changed=change_of(trainer, card),
        history=_history(trainer, events),
        next={rating: interval_of(future) for rating, future in futures.items()},
    )


def _history(trainer: Trainer, events: list[Event]) -> tuple[HistoryRow, ...]:
    standing_ids, ahead = {event.id for event in standing(events)}, trainer.journal.ahead()
    memory: Memory | None = None
    rows = []
    for event in events:
        if event.kind in ("void", "redate"):
            continue
        stands, misdated = event.id in standing_ids, event.id in ahead
        counts = stands and not misdated and event.kind == "review"
        if counts:
            memory = trainer.schedule.after(memory, event)
        rows.append(HistoryRow(event, not stands, memory if counts else None, misdated))
    return tuple(rows)
