"""Union with another journal, and refolding: memory is never merged, only events are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kdeck.core.event import Event, mark_of
from kdeck.core.memory import Memory
from kdeck.decks.pause import no_collection
from kdeck.journal.base import Change
from kdeck.trainer.trainer import Trainer


class Merged(NamedTuple):
    """What a merge did. added: events new to this journal. known: events it had. cards: whose memory was refolded."""

    added: int
    known: int
    cards: int


def merge(trainer: Trainer, events: Iterable[Event]) -> Merged:
    """Take in another journal's events, all or none, and refold the cards concerned.

    ``JournalConflict`` when an event of another learner, or a known id with other contents, is among them.
    Merging in any order, or twice, gives the same memory.
    """
    with no_collection():
        return _merge(trainer, {event.id: event for event in events})


def _merge(trainer: Trainer, incoming: Mapping[str, Event]) -> Merged:
    mine: dict[str, list[Event]] = {}
    held: set[str] = set()
    for event in trainer.journal.events():
        mine.setdefault(event.card, []).append(event)
        held.add(event.id)
    added = [event for event in incoming.values() if event.id not in held]
    cards = dict.fromkeys(event.card for event in added)
    for event in added:
        mine.setdefault(event.card, []).append(event)
    folds = [trainer.folded(card, mine[card], ()) for card in cards]
    trainer.journal.commit(
        Change(
            events=tuple(sorted(incoming.values(), key=lambda event: event.order)),
            memories=tuple(memory for fold in folds for memory in fold.memories),
            marks=tuple(mark for fold in folds for mark in fold.marks),
            forgotten=tuple(card for fold in folds for card in fold.forgotten),
        )
    )
    return Merged(len(added), len(incoming) - len(added), len(cards))


def rebuild(trainer: Trainer) -> int:
    """Fold every card's memory anew from its events and store what differs; how many cards did.

    Losing the memory table loses nothing: this brings it back.
    """
    with no_collection():
        by_card = _by_card(trainer)
        stale = _stale(trainer, by_card)
        trainer.journal.commit(
            Change(
                memories=tuple(memory for memory in stale.values() if memory is not None),
                marks=tuple(mark_of(card, by_card.get(card, ())) for card in stale),
                forgotten=tuple(card for card, memory in stale.items() if memory is None),
            )
        )
    return len(stale)


def stale_cards(trainer: Trainer) -> tuple[str, ...]:
    """Cards whose stored memory is not what their events fold to; none in a sound journal."""
    with no_collection():
        return tuple(_stale(trainer, _by_card(trainer)))


def _stale(trainer: Trainer, by_card: Mapping[str, Sequence[Event]]) -> dict[str, Memory | None]:
    """What the memory of each such card should be."""
    stored = {memory.card: memory for memory in trainer.journal.memories()}
    folded = {card: trainer.schedule.fold(events) for card, events in by_card.items()}
    return {card: folded.get(card) for card in sorted({*stored, *folded}) if stored.get(card) != folded.get(card)}


def _by_card(trainer: Trainer) -> dict[str, list[Event]]:
    by_card: dict[str, list[Event]] = {}
    for event in trainer.journal.events():
        by_card.setdefault(event.card, []).append(event)
    return by_card
