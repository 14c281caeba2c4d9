"""Union with another journal, redating and refolding: memory is never merged, only events are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kdeck.core.clocks import EARLIEST, cures
from kdeck.core.errors import JournalConflict, UsageError
from kdeck.core.event import RUNS, Event
from kdeck.core.memory import Memory
from kdeck.core.message import Message
from kdeck.core.renames import Renames
from kdeck.decks.pause import no_collection
from kdeck.journal.base import Change, Journal
from kdeck.trainer.settings import is_new
from kdeck.trainer.trainer import Trainer, united


class Merged(NamedTuple):
    """What a merge did. added: events new to this journal. known: events it had. cards: whose memory was refolded.

    misdated: how many of those added are dated in the future; they do not count until then, or until they are redated.
    """

    added: int
    known: int
    cards: int
    misdated: int = 0


def merge(trainer: Trainer, events: Iterable[Event]) -> Merged:
    """Take in another journal's events, all or none, and refold the cards concerned.

    ``JournalConflict`` when an event of another learner, or a known id with other contents, is among them, or when they
    are simulated and this journal goes by the clock. Merging in any order, or twice, gives the same memory.
    """
    incoming = {event.id: event for event in events}
    if any(event.kind == "simulated" for event in incoming.values()):
        _must_take_simulated(trainer.journal)
    with no_collection():
        return _merge(trainer, incoming)


def _must_take_simulated(journal: Journal) -> None:
    """Refused rather than marked: what was proven by the clock would prove nothing from then on, and for ever."""
    if not journal.simulated and not is_new(journal):
        raise JournalConflict(
            Message("These events are simulated, and the journal of {learner} is not.", learner=journal.learner),
            Message("Nothing was taken in. A new journal can take them: --learner NAME or --home DIR."),
        )


def _merge(trainer: Trainer, incoming: Mapping[str, Event]) -> Merged:
    mine = _by_card(trainer.journal.written())
    held = {event.id for events in mine.values() for event in events}
    added = [event for event in incoming.values() if event.id not in held]
    union = _by_card(added, mine)
    before, renames = trainer.renames, _renames(union)
    cards = {event.card for event in added if event.kind not in RUNS}
    if renames != before:
        cards.update(before, renames)
    groups = {renames.names(card) for card in cards}
    ahead = trainer.journal.ahead()
    change = united(trainer.folded(names, _events(union, names), ahead) for names in groups) if groups else Change()
    trainer.journal.commit(change._replace(events=tuple(sorted(incoming.values(), key=lambda event: event.order))))
    if added:
        trainer.refresh()
        trainer.heed_clock()
    misdated = len(trainer.journal.ahead().keys() & {event.id for event in added})
    return Merged(len(added), len(incoming) - len(added), len(groups), misdated)


def redate(trainer: Trainer) -> int:
    """Give the events that a wrong clock dated the times that ``core.clocks.cures`` finds; how many there were.

    To be done only where the clock is right: ``UsageError`` where it cannot be.
    """
    if trainer.now().at < EARLIEST:
        raise UsageError(Message("The clock of this computer is wrong: set it right first."))
    with no_collection():
        trainer.heed_clock()
        written = list(trainer.journal.written())
        found = cures(written, trainer.now())
        wrong = [event for event in written if event.id in found]
        redates = [
            trainer.event("redate", event.card, {"event": event.id, "at": found[event.id]}, number)
            for number, event in enumerate(wrong)
        ]
        _merge(trainer, {event.id: event for event in redates})
    return len(redates)


def rebuild(trainer: Trainer) -> int:
    """Fold every card's memory anew from its events and store what differs; how many cards did.

    Losing the memory table loses nothing: this brings it back.
    """
    with no_collection():
        by_card = _by_card(trainer.journal.events())
        renames, stale, ahead = _renames(by_card), _stale(trainer, by_card), trainer.journal.ahead()
        changes = [trainer.folded((card,), _events(by_card, renames.names(card)), ahead) for card in stale]
        trainer.journal.commit(united(changes) if changes else Change())
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
    stored, ahead = {memory.card: memory for memory in trainer.journal.memories()}, trainer.journal.ahead()
    folded: dict[str, Memory] = {}
    for names in {renames.names(card) for card in by_card}:
        change = trainer.folded(names, _events(by_card, names), ahead)
        folded.update((memory.card, memory) for memory in change.memories)
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
