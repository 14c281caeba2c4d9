"""Union with another journal, and refolding: memory is never merged, only events are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kdeck.core.event import RUNS, Event, mark_of
from kdeck.core.memory import Memory
from kdeck.core.renames import Renames
from kdeck.decks.pause import no_collection
from kdeck.journal.base import Change
from kdeck.trainer.trainer import Trainer, united


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
    mine = _by_card(trainer.journal.events())
    held = {event.id for events in mine.values() for event in events}
    added = [event for event in incoming.values() if event.id not in held]
    union = _by_card(added, mine)
    before, renames = trainer.renames, _renames(union)
    cards = {event.card for event in added if event.kind not in RUNS}
    if renames != before:
        cards.update(before, renames)
    groups = {renames.names(card) for card in cards}
    change = united(trainer.folded(names, _events(union, names)) for names in groups) if groups else Change()
    trainer.journal.commit(change._replace(events=tuple(sorted(incoming.values(), key=lambda event: event.order))))
    if added:
        trainer.refresh()
    return Merged(len(added), len(incoming) - len(added), len(groups))


def rebuild(trainer: Trainer) -> int:
    """Fold every card's memory anew from its events and store what differs; how many cards did.

    Losing the memory table loses nothing: this brings it back.
    """
    with no_collection():
        by_card = _by_card(trainer.journal.events())
        renames, stale = _renames(by_card), _stale(trainer, by_card)
        trainer.journal.commit(
            Change(
                memories=tuple(memory for memory in stale.values() if memory is not None),
                marks=tuple(mark_of(card, _events(by_card, renames.names(card))) for card in stale),
                forgotten=tuple(card for card, memory in stale.items() if memory is None),
            )
        )
        if stale:
            trainer.refresh()
    return len(stale)


def stale_cards(trainer: Trainer) -> tuple[str, ...]:
    """Cards whose stored memory is not what their events fold to; none in a sound journal."""
    with no_collection():
        return tuple(_stale(trainer, _by_card(trainer.journal.events())))


def _stale(trainer: Trainer, by_card: Mapping[str, Sequence[Event]]) -> dict[str, Memory | None]:
    """What the memory of each such card should be."""
    renames = _renames(by_card)
    stored = {memory.card: memory for memory in trainer.journal.memories()}
    folded: dict[str, Memory] = {}
    for names in {renames.names(card) for card in by_card}:
        memory = trainer.schedule.fold(_events(by_card, names))
        if memory is not None:
            folded.update((name, memory._replace(card=name)) for name in names)
    return {card: folded.get(card) for card in sorted({*stored, *folded}) if stored.get(card) != folded.get(card)}


def _renames(by_card: Mapping[str, Sequence[Event]]) -> Renames:
    special = (event for events in by_card.values() for event in events if event.kind in ("rename", "void"))
    return Renames(special)


def _events(by_card: Mapping[str, Sequence[Event]], names: Iterable[str]) -> list[Event]:
    """The events of a card under all its ids."""
    return [event for name in names for event in by_card.get(name, ())]


def _by_card(events: Iterable[Event], more: dict[str, list[Event]] | None = None) -> dict[str, list[Event]]:
    """Events by card, added to those of ``more``."""
    by_card = {} if more is None else more
    for event in events:
        by_card.setdefault(event.card, []).append(event)
    return by_card
