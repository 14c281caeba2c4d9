"""Union with another journal, redating and refolding: memory is never merged, only events are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kdeck import __version__
from kdeck.core.errors import JournalConflict, JournalError, UsageError
from kdeck.core.events.clocks import EARLIEST, cures
from kdeck.core.events.event import Event, Renames
from kdeck.core.events.kinds import REGISTRY
from kdeck.core.memory import Mark, Memory
from kdeck.core.message import Message
from kdeck.core.statistics import Day, answered, by_day
from kdeck.decks.tree import no_collection
from kdeck.journal.base import Aside, Change, Journal, changed, foreign
from kdeck.trainer.settings import is_new
from kdeck.trainer.trainer import Trainer

if TYPE_CHECKING:
    from kdeck.journal.lines import Line


class Merged(NamedTuple):
    """What a merge did. added: events new to this journal. known: events it had. cards: whose memory was refolded.

    misdated: how many of those added are dated in the future; they do not count until then, or until they are redated.
    aside: lines that look like events and are none here; they are kept. refused: other lines; they are not.
    """

    added: int
    known: int
    cards: int
    misdated: int = 0
    aside: int = 0
    refused: int = 0


def merge(trainer: Trainer, events: Iterable[Event], change: Change | None = None) -> Merged:
    """Take in another journal's events, all or none, and refold the cards concerned.

    ``JournalConflict`` when an event of another learner, or a known id with other contents, is among them, or when they
    are simulated and this journal goes by the clock. Merging in any order, or twice, gives the same memory.
    change: what is to be stored with them.
    """
    incoming = _by_id(events)
    if any(event.kind == "simulated" for event in incoming.values()):
        _must_take_simulated(trainer.journal)
    with no_collection():
        return _merge(trainer, incoming, change or Change())


def _must_take_simulated(journal: Journal) -> None:
    """Refused rather than marked: what was proven by the clock would prove nothing from then on, and for ever."""
    if not journal.simulated and not is_new(journal):
        raise JournalConflict(
            Message("These events are simulated, and the journal of {learner} is not.", learner=journal.learner),
            Message("Nothing was taken in. A new journal can take them: --learner NAME or --home DIR."),
        )


def merge_lines(trainer: Trainer, lines: Sequence[Line]) -> Merged:
    """Take in the events of a log; its lines that are none are kept where they look like some.

    ``JournalError`` with the first of these where there is nothing else; else as ``merge`` does.
    """
    events = [line.event for line in lines if line.event is not None]
    bad = [line for line in lines if line.event is None]
    kept = [line for line in bad if line.learner is not None]
    for line in kept:
        if line.learner != trainer.learner:
            raise foreign(line.where, line.learner or "", trainer.learner)
    if bad and not events and not kept:
        raise JournalError(Message("{where}: {reason}", where=bad[0].where, reason=bad[0].reason))
    aside = tuple(Aside(line.text, str(line.where), __version__) for line in kept)
    merged = merge(trainer, events, Change(aside=aside))
    return merged._replace(aside=len(kept), refused=len(bad) - len(kept))


def retake(trainer: Trainer, lines: Sequence[Aside]) -> Merged:
    """Look again at lines that were no events when they came: a kdeck of today may understand them.

    One that this journal must not take, or that says something else than an event that is there, stays where it is.
    """
    from kdeck.journal.lines import line_in

    looked = {line.line: line_in(line.line, line.origin).event for line in lines}
    held = {event.id: event for event in trainer.journal.written()} if any(looked.values()) else {}
    taken = {
        text: event
        for text, event in looked.items()
        if event is not None
        and event.learner == trainer.learner
        and (event.kind != "simulated" or trainer.journal.simulated)
        and held.setdefault(event.id, event) == event
    }
    rest = tuple(line._replace(kdeck=__version__) for line in lines if line.line not in taken)
    merged = merge(trainer, taken.values(), Change(aside=rest, released=tuple(taken)))
    return merged._replace(aside=len(rest))


def _merge(trainer: Trainer, incoming: Mapping[str, Event], more: Change) -> Merged:
    mine = _by_card(trainer.journal.written())
    held = {event.id for events in mine.values() for event in events}
    added = [event for event in incoming.values() if event.id not in held]
    union = _by_card(added, mine)
    before, renames = trainer.renames, _renames(union)
    cards = {event.card for event in added if REGISTRY[event.kind].about_card}
    if renames != before:
        cards.update(before, renames)
    groups = {renames.names(card) for card in cards}
    ahead = trainer.journal.ahead()
    change = Change.united([more, *(trainer.folded(names, _events(union, names), ahead) for names in groups)])
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
        _merge(trainer, _by_id(redates), Change())
    return len(redates)


def _by_id(events: Iterable[Event]) -> dict[str, Event]:
    """Events by their ids; ``JournalConflict`` where two of them have one."""
    found: dict[str, Event] = {}
    for event in events:
        if found.setdefault(event.id, event) != event:
            raise changed(event.id)
    return found


def rebuild(trainer: Trainer) -> int:
    """Make anew what follows from the events, and store what differs; how many cards did.

    Losing memory, marks and sums loses nothing: this brings them back.
    """
    with no_collection():
        by_card = _by_card(trainer.journal.events())
        renames, stale, ahead = _renames(by_card), _stale(trainer, by_card), trainer.journal.ahead()
        trainer.journal.mend()
        trainer.journal.commit(
            Change.united(trainer.folded((card,), _events(by_card, renames.names(card)), ahead) for card in stale)
        )
        if stale:
            trainer.refresh()
    return len(stale)


def stale_cards(trainer: Trainer) -> tuple[str, ...]:
    """Cards whose stored memory or mark is not what their events fold to; none in a sound journal."""
    with no_collection():
        return tuple(_stale(trainer, _by_card(trainer.journal.events())))


def _stale(trainer: Trainer, by_card: Mapping[str, Sequence[Event]]) -> dict[str, Memory | None]:
    """What the memory of each such card should be."""
    renames, journal, ahead = _renames(by_card), trainer.journal, trainer.journal.ahead()
    stored = {memory.card: memory for memory in journal.memories()}
    known, marks, wanted = journal.known(), journal.marks(), dict[str, Mark]()
    folded: dict[str, Memory] = {}
    for names in {renames.names(card) for card in by_card}:
        change = trainer.folded(names, _events(by_card, names), ahead)
        folded.update((memory.card, memory) for memory in change.memories)
        wanted.update((mark.card, mark) for mark in change.marks if mark != Mark(mark.card))
    wrong = {card for card in {*marks, *wanted} if marks.get(card) != wanted.get(card)}
    wrong |= {card for card in {*stored, *folded} if stored.get(card) != folded.get(card)}
    wrong |= known - folded.keys()
    return {card: folded.get(card) for card in sorted(wrong)}


def sums_hold(trainer: Trainer) -> bool:
    """Whether the rows of reviews and their sums, kept beside the events, are what the events say."""
    journal, ahead = trainer.journal, trainer.journal.ahead()
    with no_collection():
        wanted = answered(event for event in journal.events() if event.id not in ahead)
    if Counter(wanted) != Counter(journal.reviews()):
        return False
    return [_rounded(day) for day in by_day(wanted)] == [_rounded(day) for day in journal.days()]


def _rounded(day: Day) -> Day:
    """The order in which shares are added leaves its trace in their last digits."""
    return day._replace(tally=day.tally._replace(predicted=round(day.tally.predicted, 6)))


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
