"""The trainer: one learner, one library, one journal, one clock. What screens and commands ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from kdeck.core.events.clocks import horizon
from kdeck.core.events.event import Event, EventKind, Renames, mark_of
from kdeck.core.events.payload import LONGEST_TEXT
from kdeck.core.ident import deck_of, succeeding, uuid7
from kdeck.core.memory import Memory
from kdeck.core.moment import MICROSECONDS, Moment, day_start
from kdeck.core.plan.day import DayPlan
from kdeck.core.plan.path import Deadline, deadline
from kdeck.decks.library import Library
from kdeck.journal.base import Change, Journal, last_time
from kdeck.trainer import changes
from kdeck.trainer.awards import Awards, proves
from kdeck.trainer.path import ABOUT, Goal, deck_order, goal_of
from kdeck.trainer.settings import Settings, load, store
from kdeck.trainer.today import Planner

if TYPE_CHECKING:
    from kdeck.core.memory import Rating
    from kdeck.schedule.fsrs6 import Schedule

Clock = Callable[[], Moment]
Entropy = Callable[[int], bytes]
Draft = tuple[EventKind, str, Mapping[str, Any]]
"""An event before it has a time and an id: its kind, what it is about, its body."""

LONGEST_MS = 10 * 60_000
"""A thinking time is stored up to ten minutes: beyond that the learner was away."""
UNDO_BEFORE = 3600 * MICROSECONDS
"""An undo reaches so far back beyond the beginning of the study day: whoever studies at 04:00 may take back too."""
_ALL = (1 << 63) - 1


class DeckProgress(NamedTuple):
    """How far a learner is with one deck. seen: cards met. due: today's reviews and steps of this deck."""

    id: str
    title: str
    total: int
    seen: int
    due: int
    new: int


class Trainer:
    """Use cases of one learner. Not thread-safe: a caller with threads sends its calls through one of them.

    Commands store, and commit what a renaming or an exam left over before they begin; queries store nothing: see
    ``upkeep``.
    """

    def __init__(self, library: Library, journal: Journal, clock: Clock, *, device: str, entropy: Entropy) -> None:
        self.library = library
        self.journal = journal
        self.settings: Settings = load(journal)
        self._clock = clock
        self._device = device
        self._entropy = entropy
        self._schedule: Schedule | None = None
        self._renames: Renames | None = None
        self._settled = False
        self._goal: Goal | None = None
        self.awards = Awards()
        self.notes: dict[str, str] = {}
        self.viewed: tuple[object, Trainer] | None = None
        self._newest_id = ""
        self.heed_clock()

    @property
    def learner(self) -> str:
        """Whose memory this is."""
        return self.journal.learner

    @property
    def schedule(self) -> Schedule:
        """The FSRS schedule, loaded when first needed."""
        if self._schedule is None:
            from kdeck.schedule.fsrs6 import Schedule

            self._schedule = Schedule()
        return self._schedule

    def get_ready(self) -> None:
        """Do while nobody waits what would else delay an answer: load the schedule, empty the journal's log.

        How soon a review can complete a level is judged as well; nothing is stored.
        """
        self.journal.checkpoint()
        _ = self.schedule
        self.awards.look_ahead(self)

    def last_moment(self) -> Moment:
        """When the last event was; now, where there is none, or one lies in the future."""
        now, last = self.now(), last_time(self.journal, horizon(self.now()))
        return now if last is None else min(last, now, key=lambda moment: moment.at)

    def as_of(self, moment: Moment) -> Trainer:
        """The same trainer, whose clock stands still at a moment."""
        then = copy(self)
        then._clock = lambda: moment
        return then

    def over(self, journal: Journal) -> Trainer:
        """A trainer of the same learner over another journal, a copy of this one's."""
        other = Trainer(self.library, journal, self._clock, device=self._device, entropy=self._entropy)
        other.notes = dict(self.notes)
        return other

    def noted(self, name: str) -> str:
        """What a look of this trainer, or the last session, came to under a name; empty where nothing is noted."""
        found = self.notes.get(name)
        return found if found is not None else self.journal.setting(name) or ""

    def note(self, name: str, text: str) -> None:
        """Spare later looks some work. Nothing is stored: the end of a session keeps it."""
        self.notes[name] = text

    def now(self) -> Moment:
        """The clock, as it stands."""
        return self._clock()

    def today(self) -> DayPlan:
        """What there is to do now."""
        return self._planner().today(self.now(), self.study_day())

    def overview(self) -> tuple[DayPlan, tuple[DeckProgress, ...]]:
        """What there is to do now, and how far the learner is with every deck."""
        found = self._look()
        today = self._planner(found).today(self.now(), self.study_day())
        return today, self._progress(today, found.met)

    def present(self, now: Moment | None = None) -> Moment:
        """The moment that counts as now: the clock's, or just after the last event that the clock may be right about.

        So what is done stays in order where a clock is set back by hours, and no event that lies more than a day ahead
        of the clock, nor one that was undone, has a say.
        """
        now = now or self.now()
        return now._replace(at=max(now.at, self.journal.last(horizon(now)) + 1))

    def study_day(self, now: Moment | None = None) -> int:
        """Today's study day, in the zone in which the learner is."""
        return self.present(now).day

    def tomorrow(self) -> tuple[Moment, int]:
        """When the next study day begins, and how many reviews it will hold if nothing is answered before."""
        now = self.present()
        start = day_start(now.day + 1, now.offset)
        return start, len(self._planner().today(start, start.day).reviews)

    def next_study(self, today: DayPlan) -> DayPlan:
        """What the next day of study holds when today's cards are all done, as far as can be told."""
        return self._planner().after(today, self.library.shop.calendar.from_day(today.day + 1))

    def decks(self, today: DayPlan) -> tuple[DeckProgress, ...]:
        """Progress of every deck, in the order in which decks are learnt."""
        return self._progress(today, self._look().met)

    def _planner(self, found: changes.Look | None = None) -> Planner:
        return Planner(self.library, self.journal, self.settings, self.goal, found or self._look())

    def _progress(self, today: DayPlan, met: Mapping[str, int]) -> tuple[DeckProgress, ...]:
        due = Counter(deck_of(memory.card) for memory in (*today.learning, *today.reviews))
        new = Counter(map(deck_of, today.new))
        progress = []
        for d in deck_order(self.library):
            seen = met[d.file] if d.file in met else changes.cards_met(self.journal, self.library.ids_of(d))
            progress.append(DeckProgress(d.id, d.title, d.size, seen, due[d.id], new[d.id]))
        return tuple(progress)

    def changed(self) -> tuple[str, ...]:
        """Cards whose answer is no longer the one last reviewed, in the library's order."""
        return self._look().cards

    def _look(self) -> changes.Look:
        found = changes.look(self.library, self.journal, self.noted(changes.NOTE), self.renames)
        if found.stale:
            found, text = changes.note(self.library, self.journal, found)
            self.note(changes.NOTE, text)
        return found

    @property
    def renames(self) -> Renames:
        """Which ids are one card."""
        if self._renames is None:
            self._renames = Renames(self.journal.recent("rename", _ALL))
        return self._renames

    def events_of(self, card: str) -> list[Event]:
        """Every event of a card, under whichever of its ids, in order; also those in the future, which do not count."""
        names = self.renames.names(card)
        found = self._events_of(names)
        return found if len(names) == 1 else sorted(found, key=lambda event: event.order)

    def _events_of(self, names: Iterable[str]) -> list[Event]:
        return [event for name in names for event in self.journal.events(card=name)]

    def renamed(self) -> Mapping[str, str]:
        """The cards whose memory still goes by another id only, and that id; until ``settle`` has been called."""
        found = {} if self._settled else changes.renamed(self.library, self.journal, self.renames)
        self._settled = not found
        return found

    def settle(self) -> None:
        """Let events count as far as the clock may be right about them, and give renamed cards their memory.

        Cards that the decks have renamed get the memory of their old ids once, and it is never undone: as of the last
        event, so that nothing is between that and what was earned by it.
        """
        self.heed_clock()
        found = self.renamed()
        if found:
            self._rename(found)
        self._settled = True

    def heed_clock(self) -> None:
        """Count no event that lies more than a day ahead of the clock, and every other one."""
        later = self.journal.after(horizon(self.now()))
        before = self.journal.ahead()
        if later.keys() == before.keys():
            return
        if self.journal.read_only:
            self.journal = self.journal.in_memory()
        stirred = {card for ident, card in (later | before).items() if (ident in later) != (ident in before)}
        groups = {self.renames.names(card) for card in stirred}
        folds = [self.folded(names, self._events_of(names), later) for names in groups]
        self.journal.commit(Change.united(folds)._replace(ahead=frozenset(later)))
        self.refresh()

    def _rename(self, found: Mapping[str, str]) -> None:
        then = self.as_of(self.last_moment())
        events = tuple(
            then.event("rename", card, {"from": old}, number) for number, (card, old) in enumerate(found.items())
        )
        renames = Renames([*self.journal.recent("rename", _ALL), *events])
        groups, ahead = {renames.names(card) for card in found}, self.journal.ahead()
        folds = [self.folded(names, self._events_of(names), ahead) for names in groups]
        self.journal.commit(Change.united(folds)._replace(events=events))
        self._renames = renames

    def refresh(self) -> None:
        """Look anew at what the journal says of renamed and of changed cards: more than an answer was added to it."""
        self._renames, self._settled, self._goal = None, False, None
        self.awards.forget()
        self.notes.clear()
        self.journal.set_setting(changes.NOTE, "")

    def change_setting(self, name: str, value: Any) -> Settings:
        """Store one setting and return them all; ``UsageError`` when the value is out of bounds."""
        store(self.journal, name, value)
        self.settings = load(self.journal)
        return self.settings

    def review(self, card: str, *, key: str, retention: float, body: Mapping[str, Any]) -> Memory:
        """Record one review durably and return the card's new memory.

        key: the card's normalised answer. body: ``rating``, ``ms``, ``answer``, ``right``, and ``case`` if drawn.
        """
        event = self.event("review", card, {**body, "key": key, "retention": retention})
        before = self.journal.memory(card)
        if ahead := self.ahead(event.day):  # a fold must come to the same day, whatever date is set then
            event = event._replace(body={**event.body, "live": list(ahead)})
        if before is not None:  # how likely recall was, nobody can tell later
            recall = round(before.recall(event.at), 4)
            event = event._replace(body={**event.body, "recall": recall})
        memory = self.schedule.after(before, event)
        memories = tuple(memory._replace(card=name) for name in self.renames.names(card))
        self.store(Change(events=(event,), memories=memories), proving=self.awards.may_come(event.day))
        return memory

    def preview(self, card: str, tags: tuple[str, ...]) -> dict[Rating, Memory]:
        """What each rating would lead to if a card with these tags were answered now."""
        now, memory = self.now(), self.journal.memory(card)
        day, retention = self.study_day(now), self.library.shop.retention_of(tags)
        return self.schedule.preview(memory, card, at=now.at, day=day, retention=retention, ahead=self.ahead(day))

    @property
    def goal(self) -> Goal:
        """The go-live date and the minutes a day that hold now."""
        if self._goal is None:
            self._goal = goal_of(self.library.shop, self.journal)
        return self._goal

    def set_goal(self, changes: Mapping[str, int | None]) -> Goal:
        """Set ``live`` (a study day), ``minutes`` or both, durably; ``None`` leaves one to the shop."""
        self.keep_run("goal", ABOUT, changes)
        self._goal = None
        return self.goal

    def ahead(self, day: int) -> Deadline | None:
        """The go-live date as it shapes study day ``day``, ``None`` where none lies ahead."""
        return deadline(self.library.shop.calendar, self.goal.live, day)

    def keep_run(self, kind: EventKind, name: str, body: Mapping[str, Any]) -> Event:
        """Record what changes no memory durably, such as a typing run. name: a card, or what else it is about."""
        return self.keep_together([(kind, name, body)])[0]

    def keep_together(self, drafts: Sequence[Draft]) -> tuple[Event, ...]:
        """Record several events durably, all of them or none, with the levels that they complete.

        A review among them changes its card's memory.
        """
        events = tuple(self.event(*draft, number) for number, draft in enumerate(drafts))
        memories: dict[str, Memory] = {}
        for event in events:
            if event.kind == "review":
                before = memories.get(event.card) or self.journal.memory(event.card)
                memory = self.schedule.after(before, event)
                memories.update({name: memory._replace(card=name) for name in self.renames.names(event.card)})
        self.store(Change(events=events, memories=tuple(memories.values())), proving=any(map(proves, events)))
        return events

    def store(self, change: Change, *, proving: bool = True) -> None:
        """Store a change and, where it can prove something, the levels that it completes: all of it or nothing."""
        try:
            if proving and self.library.shop.dans:
                self.awards.store(self, change)
            else:
                self.journal.commit(change)
        except BaseException:
            self.notes.pop(changes.NOTE, None)  # the journal that was looked at meanwhile is no longer there
            raise

    def random(self, size: int) -> bytes:
        """So many random bytes."""
        return self._entropy(size)

    def suspend(self, card: str) -> None:
        """Let a card rest until it is resumed."""
        self._mark("suspend", card)

    def resume(self, card: str) -> None:
        """Wake a suspended card; its memory is what it was."""
        self._mark("resume", card)

    def flag(self, card: str, note: str) -> None:
        """Report a card to its author with a note."""
        self._mark("flag", card, {"note": note[:LONGEST_TEXT]})

    def unflag(self, card: str) -> None:
        """Take a flag back."""
        self._mark("unflag", card)

    def undo(self) -> Event | None:
        """Undo the newest event that still stands and can be undone, durably; ``None`` when there is none.

        The event says the card by the id that the library knows, where it has been renamed since.
        """
        target = self.undoable()
        if target is None:
            return None
        void, names = self.event("void", target.card, {"event": target.id}), self.renames.names(target.card)
        change = self.folded(names, [*self._events_of(names), void], self.journal.ahead())
        self.journal.commit(change._replace(events=(void,)))
        self.awards.may_come(void.day)
        return target._replace(card=next((name for name in names if name in self.library), target.card))

    def undoable(self) -> Event | None:
        """What ``undo`` would take back: the newest event of the study day, or of the hour before it began."""
        now = self.present()
        return self.journal.last_undoable(day_start(now.day, now.offset).at - UNDO_BEFORE)

    def folded(self, names: Iterable[str], events: Iterable[Event], ahead: Container[str]) -> Change:
        """The change that sets a card's memory and mark, under all its ids, to what all its events fold to.

        ahead: the ids of events that do not count as they are dated in the future.
        """
        events = [event for event in events if event.id not in ahead]
        memory = self.schedule.fold(events)
        return Change(
            memories=() if memory is None else tuple(memory._replace(card=name) for name in names),
            marks=tuple(mark_of(name, events) for name in names),
            forgotten=tuple(names) if memory is None else (),
        )

    def _mark(self, kind: EventKind, card: str, body: Mapping[str, Any] | None = None) -> None:
        self.settle()
        event, names, ahead = self.event(kind, card, body or {}), self.renames.names(card), self.journal.ahead()
        events = [*(known for known in self._events_of(names) if known.id not in ahead), event]
        self.journal.commit(Change(events=(event,), marks=tuple(mark_of(name, events) for name in names)))
        self.awards.may_come(event.day)

    def event(self, kind: EventKind, card: str, body: Mapping[str, Any], number: int = 0) -> Event:
        """A new event, later than every event that counts even when the clock has gone back.

        number: its place among those that are made before any of them is stored.
        """
        now = self.now()
        if not number:
            self.heed_clock()
        at = self.present(now).at + number
        details = dict(body) if at == now.at + number else {**body, "clock": now.at}
        last = max(self._newest_id, self.journal.newest_id())
        self._newest_id = succeeding(uuid7(at // 1000, self._entropy(10)), last)
        return Event(self._newest_id, self.learner, at, now.offset, 0, self._device, kind, card, details).dated(at)
