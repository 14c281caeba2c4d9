"""What every journal does, whatever holds it; one test body runs on all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from kdeck.core.errors import JournalConflict
from kdeck.core.events.event import Event, EventKind
from kdeck.core.memory import Mark, Memory
from kdeck.core.message import Message
from kdeck.core.moment import FIRST_DAY, LAST_AT, LAST_DAY, Moment

if TYPE_CHECKING:
    from pathlib import Path

    from kdeck.core.statistics import Answered, Bucket, Day, Tally


class Aside(NamedTuple):
    """A line that is no valid event and is kept as it came. origin: where it stood.

    kdeck: the version that looked at it last; empty for a row that stands among the events and is passed over.
    """

    line: str
    origin: str
    kdeck: str = ""


class Change(NamedTuple):
    """What one transaction stores: all of it or nothing.

    events: appended; one already there with the same contents is passed over, with others it is a JournalConflict.
    memories, marks: replace the rows of their cards. forgotten: cards that no longer have a memory. ahead: the ids of
    the events that do not count because they are dated in the future; ``None`` leaves those that there are.
    aside: lines that are kept though they are no events; released: those kept before that have become events.
    """

    events: tuple[Event, ...] = ()
    memories: tuple[Memory, ...] = ()
    marks: tuple[Mark, ...] = ()
    forgotten: tuple[str, ...] = ()
    ahead: frozenset[str] | None = None
    aside: tuple[Aside, ...] = ()
    released: tuple[str, ...] = ()

    @staticmethod
    def united(changes: Iterable[Change]) -> Change:
        """Several changes as one; the events that do not count stay the same."""
        parts = list(changes)
        return Change(
            events=tuple(event for part in parts for event in part.events),
            memories=tuple(memory for part in parts for memory in part.memories),
            marks=tuple(mark for part in parts for mark in part.marks),
            forgotten=tuple(card for part in parts for card in part.forgotten),
            aside=tuple(line for part in parts for line in part.aside),
            released=tuple(line for part in parts for line in part.released),
        )


class DayTotals(NamedTuple):
    """What was done on one study day.

    met: cards first met. seen: older cards.
    """

    met: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()

    @property
    def introduced(self) -> int:
        """How many cards were first met."""
        return len(self.met)

    @property
    def reviewed(self) -> int:
        """How many older cards were seen."""
        return len(self.seen)

    @property
    def cards(self) -> frozenset[str]:
        """All cards."""
        return self.met | self.seen


class Test(NamedTuple):
    """What a card's memory must meet. operator: ``<``, ``<=``, ``>`` or ``>=``.

    measure: ``stability``, ``difficulty``, ``lapses``, ``reps``; ``learning`` (1 in learning steps, else 0); ``waited``
    (days since the last review, as a multiple of the stability).
    """

    measure: Literal["stability", "difficulty", "lapses", "reps", "learning", "waited"]
    operator: str
    number: float


class Strength(NamedTuple):
    """How well one card is known: what all cards at once are asked for, a third of what reading whole memories takes.

    The fields are those of ``Memory``.
    """

    card: str
    learning: bool
    stability: float
    last_at: int
    due_day: int
    retention: float


class Journal(Protocol):
    """One learner's journal. Every method raises a ``JournalError``, never a library's own exception.

    Every event stands at the time that counts: that of the newest ``redate``, where one names it. Those in ``ahead``
    are kept and counted nowhere, as those that were undone.
    What it gives is valid: rows that are not, because somebody else wrote them, are passed over. ``unfit`` tells of
    those among the events, ``mend`` lets go of those that follow from events.
    """

    @property
    def learner(self) -> str:
        """The learner whose journal this is."""

    @property
    def read_only(self) -> bool:
        """Whether writing is refused."""

    @property
    def simulated(self) -> bool:
        """Whether its time was ever set by hand: such a journal proves nothing, and is marked for ever."""

    def commit(self, change: Change, then: Callable[[], Change] | None = None) -> None:
        """Store one change durably: when this returns, a power cut does not lose it.

        then: asked within the transaction for what the change leads to, which is stored with it. What it reads of the
        journal is the journal with the change.
        """

    def memory(self, card: str) -> Memory | None:
        """The memory of one card, ``None`` when never studied."""

    def memories(self) -> Iterator[Memory]:
        """The memory of every card ever studied, in no particular order."""

    def answers(self) -> Iterator[tuple[str, str]]:
        """Card and ``Memory.answer`` of every card ever studied: a fifth of what reading its whole memory takes."""

    def known(self) -> frozenset[str]:
        """The ids of every card that has a memory."""

    def touched(self, since: int) -> frozenset[str]:
        """The cards of all events stored after the first ``since`` (see ``count``), merged ones included."""

    def unknown(self, cards: Sequence[str]) -> list[str]:
        """Those of ``cards`` that have no memory, in their order; quickest for neighbours such as a deck's cards."""

    def due(self, day: int) -> list[Memory]:
        """Cards in learning steps (whenever due) and review cards due on or before study day ``day``."""

    def totals(self, day: int) -> DayTotals:
        """What was done on study day ``day``, after undos: cards with a review that counts, new ones told apart."""
        reviews = self.reviews(day=day)
        met = frozenset(review.card for review in reviews if review.introduced)
        return DayTotals(met, frozenset(review.card for review in reviews) - met)

    def reviews(self, *, day: int | None = None, limit: int = -1) -> list[Answered]:
        """The reviews that count, newest first; of one study day where asked, and at most ``limit``."""

    def days(self, before: int = LAST_DAY, limit: int = -1) -> list[Day]:
        """What was done on every study day with a review before study day ``before``, in order; the first ``limit``."""

    def decks(self, since: int = FIRST_DAY) -> dict[str, Tally]:
        """What was done with the cards of each deck from study day ``since`` on; by deck id, as it was at the time."""

    def calibration(self, since: int = FIRST_DAY) -> list[Bucket]:
        """How predictions of recall came true from study day ``since`` on, in order; empty buckets left out."""

    def strengths(self) -> Iterator[Strength]:
        """How well every card ever studied is known, in no particular order."""

    def meeting(self, tests: Sequence[Test], at: int) -> set[str]:
        """The ids of the cards whose memory meets all of ``tests`` at an instant (microseconds UTC)."""

    def mark(self, card: str) -> Mark:
        """The mark of one card."""
        return self.marks().get(card, Mark(card))

    def marks(self) -> dict[str, Mark]:
        """The marks of every card that is suspended or flagged."""

    def events(self, *, card: str | None = None, since: int = -1, until: int = LAST_AT) -> Iterator[Event]:
        """Events in (at, id) order, undone ones and voids included; of one card, or from one time to another."""

    def written(self) -> Iterator[Event]:
        """All events as they were written, whatever redates say, in (at, id) order: for export, merging and hashing."""

    def recent(self, kind: EventKind, limit: int) -> list[Event]:
        """The newest events of one kind, newest first, voided ones and those in ``ahead`` left out."""

    def last(self, until: int) -> int:
        """The newest time, not after ``until``, of an event that stands and is not timeless; 0 where there is none."""

    def newest_id(self) -> str:
        """The greatest id of any event; empty in an empty journal."""

    def after(self, at: int) -> dict[str, str]:
        """The events later than ``at`` that stand and are not timeless: card by id."""

    def ahead(self) -> dict[str, str]:
        """The events that do not count because they are dated in the future: card by id."""

    def last_undoable(self, since: int) -> Event | None:
        """The newest event from ``since`` (microseconds UTC) on, recorded here or merged in, that can be undone.

        Not a void, a voided one, a rename (the deck declares that one, not the learner), a run of typing or chats, nor
        what an exam has found.
        """

    def count(self) -> int:
        """How many events the journal holds."""

    def aside(self, unless: str | None = None) -> list[Aside]:
        """The lines that are kept though they are no valid events; not those that kdeck ``unless`` looked at last."""

    def unfit(self) -> Iterator[Aside]:
        """The rows among the events that are no valid events and are passed over, each as a line."""

    def mend(self) -> int:
        """Make anew what follows from the events: what is undone, the rows of reviews, their sums; for ``doctor``.

        How many memories were not sound and are let go of. They and marks are then folded anew by who has the schedule.
        """

    def setting(self, name: str) -> str | None:
        """A setting's text, ``None`` when never set."""

    def set_setting(self, name: str, value: str) -> None:
        """Store a setting durably."""

    def checkpoint(self) -> None:
        """Housekeeping when idle (a WAL checkpoint); never needed for safety."""

    def backup(self, target: str | Path) -> None:
        """Write a sound copy of the whole journal to ``target``, which appears whole or not at all."""

    def in_memory(self) -> Journal:
        """A copy that can be written and is gone with the process."""

    def close(self) -> None:
        """Let go of the file and of the writer's lock."""


def last_time(journal: Journal, until: int = 1 << 62) -> Moment | None:
    """When the last event of a journal was that is not after ``until``; ``None`` in an empty one."""
    at = journal.last(until)
    return next((Moment(at, event.offset) for event in journal.events(since=at, until=at)), None) if at else None


def foreign(event: Message | str, other: str, learner: str) -> JournalConflict:
    """The error for another learner's event. event: its id, or where it stands."""
    return JournalConflict(
        Message(
            "Event {event} belongs to {other}, not to {learner}. Nothing was stored.",
            event=event,
            other=other,
            learner=learner,
        )
    )


def changed(event: str) -> JournalConflict:
    """The error for an event id that is there already with other contents."""
    return JournalConflict(
        Message("Event {event} is in the journal already, with other contents. Nothing was stored.", event=event)
    )
