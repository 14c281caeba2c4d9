"""A learner's journal in one SQLite file: durable before the next card shows, one writer, any number of readers."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from kdeck.core.events.event import UNDATED, Event, EventKind
from kdeck.core.memory import Mark, Memory
from kdeck.core.message import Message
from kdeck.core.moment import FIRST_DAY, LAST_AT, LAST_DAY
from kdeck.core.statistics import Answered, Bucket, Day, Tally
from kdeck.journal.base import Aside, Change, Journal, Strength, Test
from kdeck.journal.database import SEPARATOR, Database, Made, by_id, names, opened, sound
from kdeck.journal.projection import DAYS, DECKS, REVIEWS, TRIES, answered_in, buckets_in, days_in, decks_in
from kdeck.journal.schema import AFTER, EVENT, HEAD, LAST, NEWEST_ID, STANDING, WRITTEN

if TYPE_CHECKING:
    from pathlib import Path

_MEMORY: Final = ":memory:"
_CHUNK: Final = 4096
"""Rows fetched at once: long reads hold no cursor open, so they neither block a checkpoint nor fill the memory."""
_KNOWN: Final = f"SELECT group_concat(card, '{SEPARATOR}') FROM memory"  # noqa: S608 - a parameter takes thrice as long
_MEASURES: Final = {
    **{name: name for name in ("stability", "difficulty", "lapses", "reps")},
    "learning": "(phase <> 'review')",
    "waited": "max(0, ?1 - last_at) / (stability * 86400000000.0)",
}
_OPERATORS: Final = {sign: sign for sign in ("<", "<=", ">", ">=")}
_PLACE: Final = itemgetter(1, 0)
"""Where an event's row stands in order."""
_STRENGTH: Final = (str, int, float, int, int, float, int)


class _Head(NamedTuple):
    """What a writer knows of its journal's end, as nobody else adds to it. last: as ``last`` says of all times.

    later: the newest event that ``after`` could give. ahead: whether some do not count. awaited: whether a redate waits
    for the event that it names. undoable: the newest event that can be undone, where that is known.
    """

    newest_id: str
    last: int
    later: int
    ahead: bool
    awaited: bool
    undoable: Event | None = None


class SqliteJournal(Journal):
    """One learner's journal in a file. Made by ``open_journal``; see ``base.Journal`` for what it does."""

    def __init__(self, database: Database, learner: str) -> None:
        self.path = database.path
        self._database = database
        self._learner = learner
        self._ask = database.ask
        self._simulated: bool | None = None
        self._head: _Head | None = None
        self._newest_memory: tuple[str, Memory | None] | None = None
        self._marks: dict[str, Mark] | None = None

    @classmethod
    def blank(cls, learner: str, *, read_only: bool = False) -> Self:
        """An empty journal that is gone with the process."""
        return cls(Database.in_memory(learner, read_only=read_only), learner)

    @property
    def mode_note(self) -> Message | None:
        """What to tell the learner where the safe but slow way of writing had to be taken."""
        return self._database.mode_note

    @property
    def learner(self) -> str:
        """The learner whose journal this is."""
        return self._learner

    @property
    def read_only(self) -> bool:
        """Whether writing is refused."""
        return self._database.read_only

    @property
    def lost(self) -> bool:
        """Whether the file that is written is gone, or another has taken its name; see ``WriterLock``."""
        return self._database.lost

    @property
    def simulated(self) -> bool:
        """Whether its time was ever set by hand. No void takes that back."""
        if self._simulated is None:
            self._simulated = bool(self._ask(f"{EVENT} WHERE kind <> 'review' AND kind = 'simulated' LIMIT 1"))
        return self._simulated

    def commit(self, change: Change, then: Callable[[], Change] | None = None) -> None:
        """Store one change durably, all of it or nothing, with what it leads to."""
        with self._database.turn:
            head, marks = self._end(), self._marks

            def put(connection: sqlite3.Connection) -> None:
                self._put(connection, change)
                if then is not None:
                    self._head = self._newest_memory = self._marks = None
                    self._put(connection, then())

            self._write(put)
            if head is not None and then is None:
                self._head = _moved_on(head, change)
                self._marks = None if change.marks else marks

    def _write(self, put: Callable[[sqlite3.Connection], Made]) -> Made:
        with self._database.turn:
            try:
                return self._database.write(put)
            finally:
                self._head = self._newest_memory = self._simulated = self._marks = None

    def _put(self, connection: sqlite3.Connection, change: Change) -> None:
        from kdeck.journal import commit

        awaited = self._head is None or self._head.awaited
        commit.put(connection, self._learner, change, awaited=awaited)

    def memory(self, card: str) -> Memory | None:
        """The memory of one card, ``None`` when never studied."""
        with self._database.turn:
            if self._newest_memory is not None and self._newest_memory[0] == card:
                return self._newest_memory[1]
            found = next(sound(self._ask("SELECT * FROM memory WHERE card = ?", card)), None)
            if not self.read_only:
                self._newest_memory = card, found
            return found

    def memories(self) -> Iterator[Memory]:
        """The memory of every card ever studied, in no particular order."""
        return sound(row[:-1] for row in self._all("*"))

    def answers(self) -> Iterator[tuple[str, str]]:
        """Card and answer last reviewed of every card ever studied, in no particular order."""
        return ((card, key) for card, key, _ in self._all("card, answer") if type(card) is type(key) is str)

    def strengths(self) -> Iterator[Strength]:
        """How well every card ever studied is known, in no particular order."""
        for row in self._all("card, phase <> 'review', stability, last_at, due_day, retention"):
            if tuple(map(type, row)) == _STRENGTH and row[2] > 0 and 0 < row[5] < 1 and 0 <= row[3] <= LAST_AT:
                yield Strength(row[0], row[1] == 1, *row[2:-1])

    def _all(self, columns: str) -> Iterator[tuple[Any, ...]]:
        """The columns of all memories, and where each row is."""
        after: Any = -1
        chunk = f"SELECT {columns}, rowid FROM memory WHERE rowid > ? ORDER BY rowid LIMIT ?"  # noqa: S608 - constants
        while rows := self._ask(chunk, after, _CHUNK):
            after = self._database.further(after, rows[-1][-1])
            yield from rows

    def meeting(self, tests: Sequence[Test], at: int) -> set[str]:
        """The ids of the cards whose memory meets all of ``tests``; see ``base.Journal``. No memory leaves SQLite."""
        wanted = " AND ".join(
            f"{_MEASURES[test.measure]} {_OPERATORS[test.operator]} ?{place}" for place, test in enumerate(tests, 2)
        )
        return set(names(self._ask(f"{_KNOWN} WHERE {wanted or 'true'}", at, *(test.number for test in tests))))

    def known(self) -> frozenset[str]:
        """The ids of every card that has a memory."""
        return frozenset(names(self._ask(_KNOWN)))

    def touched(self, since: int) -> frozenset[str]:
        """The cards of all events stored after the first ``since``."""
        rows = self._ask("SELECT card FROM event WHERE seq > ?", since)
        return frozenset(card for (card,) in rows if isinstance(card, str))

    def unknown(self, cards: Sequence[str]) -> list[str]:
        """Those of ``cards`` that have no memory, in their order. Where all have one, two texts are compared."""
        if not cards:
            return []
        ordered = sorted(cards)
        rows = self._ask(_KNOWN + " WHERE card BETWEEN ? AND ?", ordered[0], ordered[-1])
        if rows[0][0] == SEPARATOR.join(ordered):
            return []
        known = set(names(rows))
        return [card for card in cards if card not in known]

    def due(self, day: int) -> list[Memory]:
        """Cards in learning steps and review cards due on or before study day ``day``, in no particular order."""
        rows = self._ask("SELECT * FROM memory WHERE phase <> 'review'")
        rows += self._ask("SELECT * FROM memory WHERE due_day <= ? AND phase = 'review'", day)
        return list(sound(rows))

    def reviews(self, *, day: int | None = None, limit: int = -1) -> list[Answered]:
        """The reviews that count, newest first; of one study day where asked, at most ``limit``."""
        where, values = ("", (limit,)) if day is None else ("WHERE day = ? ", (day, limit))
        return answered_in(self._ask(f"{REVIEWS} {where}ORDER BY day DESC, at DESC LIMIT ?", *values))

    def days(self, before: int = LAST_DAY, limit: int = -1) -> list[Day]:
        """What was done on the study days with a review before study day ``before``, the first ``limit`` of them."""
        return days_in(self._ask(DAYS, before, limit))

    def decks(self, since: int = FIRST_DAY) -> dict[str, Tally]:
        """What was done with the cards of each deck from study day ``since`` on; see ``base.Journal``."""
        return decks_in(self._ask(DECKS, since))

    def calibration(self, since: int = FIRST_DAY) -> list[Bucket]:
        """How predictions of recall came true from study day ``since`` on; see ``base.Journal``."""
        return buckets_in(self._ask(TRIES, since))

    def marks(self) -> dict[str, Mark]:
        """The marks of every card that is suspended or flagged."""
        with self._database.turn:
            if self._marks is not None:
                return self._marks
            found = {
                card: Mark(card, suspended == 1, flag if isinstance(flag, str) else None)
                for card, suspended, flag in self._ask("SELECT * FROM mark")
                if isinstance(card, str)
            }
            if not self.read_only:
                self._marks = found
            return found

    def events(self, *, card: str | None = None, since: int = -1, until: int = LAST_AT) -> Iterator[Event]:
        """Events in (at, id) order, undone ones and voids included; of one card or from one time to another."""
        if card is None:
            return self._read(self._rows(since, until))
        return self._read(
            self._ask(f"{EVENT} WHERE card = ? AND at BETWEEN ? AND ? ORDER BY at, id", card, since, until)
        )

    def written(self) -> Iterator[Event]:
        """All events as they were written, in (at, id) order; see ``base.Journal``."""
        return self._read(self.written_rows())

    def written_rows(self) -> Iterator[tuple[Any, ...]]:
        """Every event as it was written and is stored, for those who do not trust it; see ``codec.event_of``."""
        rows = self._ask(WRITTEN + "WHERE r.at IS NOT NULL")
        moved = sorted((row for row in rows if (type(row[0]), type(row[1])) == (str, int)), key=_PLACE)
        if not moved:
            return self._rows()
        from heapq import merge

        others = {row[0] for row in moved}
        return merge((row for row in self._rows() if row[0] not in others), moved, key=_PLACE)

    def _rows(self, since: int = -1, until: int = LAST_AT) -> Iterator[tuple[Any, ...]]:
        after: tuple[Any, ...] = (since, "")
        following = f"{EVENT} WHERE (at, id) > (?, ?) AND at <= ? ORDER BY at, id LIMIT ?"
        while rows := self._ask(following, *after, until, _CHUNK):
            after = self._database.further(after, (rows[-1][1], rows[-1][0]))
            yield from rows

    def recent(self, kind: EventKind, limit: int) -> list[Event]:
        """The newest events of one kind, newest first, voided ones left out."""
        if kind == "review":
            return list(self._read(self._ask(f"{EVENT} INDEXED BY event_at WHERE kind = 'review' {STANDING}", limit)))
        return list(self._read(self._ask(f"{EVENT} WHERE kind <> 'review' AND kind = ? {STANDING}", kind, limit)))

    def _end(self) -> _Head | None:
        """What is known of the end by the one who writes; ``None`` to whoever reads, and where it makes no sense."""
        if self._head is None and not self.read_only:
            newest, last, later, *rest = self._ask(HEAD)[0]
            if type(last or 0) is type(later or 0) is int and type(newest or "") is str:
                self._head = _Head(newest or "", last or 0, later or 0, *(each == 1 for each in rest))
        return self._head

    def last(self, until: int) -> int:
        """The newest time, not after ``until``, of an event that stands and is not timeless; 0 where there is none."""
        if (end := self._end()) is not None and end.last <= until:
            return end.last
        rows = self._ask(LAST, until, 1)
        return rows[0][0] if rows and type(rows[0][0]) is int else 0

    def newest_id(self) -> str:
        """The greatest id of any event; empty in an empty journal."""
        end = self._end()
        return (self._ask(NEWEST_ID)[0][0] or "") if end is None else end.newest_id

    def after(self, at: int) -> dict[str, str]:
        """The events later than ``at`` that stand and are not timeless: card by id."""
        if (end := self._end()) is not None and end.later <= at:
            return {}
        return by_id(self._ask(AFTER, at))

    def ahead(self) -> dict[str, str]:
        """The events that do not count because they are dated in the future: card by id."""
        if (end := self._end()) is not None and not end.ahead:
            return {}
        return by_id(self._ask("SELECT ahead.id, card FROM ahead JOIN event ON event.id = ahead.id"))

    def last_undoable(self, since: int) -> Event | None:
        """The newest event from ``since`` on that can be undone; see ``Journal``."""
        from kdeck.core.events.kinds import LASTING, lasts

        if (end := self._end()) is not None and end.undoable is not None:
            return end.undoable if end.undoable.at >= since else None
        undoable = f"{EVENT} WHERE at >= ? AND kind NOT IN {LASTING} {STANDING}"
        for limit in (8, -1):  # most often the newest will do
            rows = self._ask(undoable, since, limit)
            if found := next((event for event in self._read(rows) if not lasts(event)), None):
                return found
        return None

    def count(self) -> int:
        """How many events the journal holds."""
        return int(self._ask("SELECT coalesce(max(seq), 0) FROM event")[0][0])

    def aside(self, unless: str | None = None) -> list[Aside]:
        """The lines that are kept though they are no valid events."""
        rows = self._ask("SELECT line, origin, kdeck FROM aside WHERE kdeck IS NOT ? ORDER BY origin, line", unless)
        return [Aside(*row) for row in rows if {*map(type, row)} == {str}]

    def unfit(self) -> Iterator[Aside]:
        """The rows among the events that are no valid events and are passed over, each as a line."""
        from kdeck.journal.codec import event_of, line_of_row

        after: Any = -1
        while rows := self._ask(f"SELECT seq, {EVENT[7:]} WHERE seq > ? ORDER BY seq LIMIT ?", after, _CHUNK):
            after = self._database.further(after, rows[-1][0])
            for seq, *row in rows:
                if not isinstance(event_of(self._learner, tuple(row)), Event):
                    yield Aside(line_of_row(self._learner, tuple(row)), f"event:{seq}")

    def mend(self) -> int:
        """Make anew what follows from the events, as far as it needs no schedule; see ``base.Journal``."""
        from kdeck.journal import commit

        return self._write(lambda connection: commit.mend(connection, self._learner))

    def setting(self, name: str) -> str | None:
        """A setting's text, ``None`` when never set."""
        rows = self._ask("SELECT value FROM setting WHERE name = ?", name)
        return rows[0][0] if rows and isinstance(rows[0][0], str) else None

    def set_setting(self, name: str, value: str) -> None:
        """Store a setting durably."""
        self._write(
            lambda connection: connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
        )

    def checkpoint(self) -> None:
        """Fold the log into the file as far as readers allow. Takes 10 to 20 ms: for idle moments."""
        if not self.read_only:
            self._ask("PRAGMA wal_checkpoint(PASSIVE)")

    def check(self, *, full: bool = False) -> None:
        """``JournalDamaged`` where the file fails SQLite's check; see ``connect.check``."""
        self._database.check(full=full)

    def backup(self, target: str | Path) -> None:
        """Write a sound copy of the whole journal to ``target``, which appears whole or not at all."""
        self._database.copy(os.fspath(target))

    def in_memory(self) -> Journal:
        """A copy that can be written and is gone with the process."""
        return SqliteJournal(Database.in_memory(self._learner, self._database), self._learner)

    def close(self) -> None:
        """Let go of the file and of the writer's lock, if there is one. Safe to call again."""
        self._database.close()

    def _read(self, rows: Any) -> Iterator[Event]:
        """The events in rows; those that are none are passed over, and told of by ``unfit``."""
        read: Callable[[str, tuple[Any, ...]], Event | Message] | None = None
        for row in rows:
            if read is None:  # with the first row: json is a sixth of what opening a journal costs
                from kdeck.journal import codec

                read = codec.event_of
            event = read(self._learner, row)
            if isinstance(event, Event):
                yield event


def open_journal(
    path: str, learner: str, *, read_only: bool = False, create: bool = False, network: bool | None = None
) -> SqliteJournal:
    """The journal of ``learner`` in the file ``path``; see ``database.opened``."""
    return SqliteJournal(opened(path, learner, read_only=read_only, create=create, network=network), learner)


def _moved_on(head: _Head, change: Change) -> _Head | None:
    """The end after a change that added one new event which counts; ``None`` where it may be another."""
    if len(change.events) != 1 or change.ahead is not None:
        return None
    event = change.events[0]
    if event.kind in UNDATED or not head.newest_id < event.id < "8":
        return None
    from kdeck.core.events.kinds import lasts

    undoable = event if event.at > head.last and not lasts(event) else None
    last, later = max(head.last, event.at), max(head.later, event.at)
    return head._replace(newest_id=event.id, last=last, later=later, undoable=undoable)
