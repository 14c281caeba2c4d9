"""A learner's journal in one SQLite file: durable before the next card shows, one writer, any number of readers."""

from __future__ import annotations

import os
import sqlite3
from _thread import allocate_lock
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kdeck.core.errors import JournalError
from kdeck.core.event import LASTING, Event, EventKind
from kdeck.core.memory import Mark, Memory
from kdeck.core.message import Message
from kdeck.journal import connect, schema
from kdeck.journal.base import Change, DayTotals, Journal
from kdeck.journal.lock import WriterLock
from kdeck.journal.network import on_network
from kdeck.journal.refusal import changed, foreign, target_of
from kdeck.journal.sums import CHUNK, Sums
from kdeck.journal.trouble import FAILURES, damaged, system_trouble, trouble

if TYPE_CHECKING:
    from pathlib import Path

_SEPARATOR = "\x1f"
_KNOWN = f"SELECT group_concat(card, '{_SEPARATOR}') FROM memory"  # noqa: S608 - a constant: a parameter takes thrice as long
_EVENT = 'SELECT id, at, "offset", day, device, kind, card, body FROM event '
_STANDING = "AND id NOT IN (SELECT id FROM voided) ORDER BY at DESC, id DESC LIMIT ?"
_NO_EXAM = "AND json_extract(body, '$.exam') IS NULL"
_DONE = (
    "SELECT card, first_day FROM memory WHERE card IN "
    "(SELECT card FROM event WHERE day = ? AND kind = 'review' AND id NOT IN (SELECT id FROM voided))"
)
_NEXT_STUDIED = (
    "SELECT day FROM event INDEXED BY event_day WHERE day > ? AND day < ? AND kind = 'review' "
    "AND id NOT IN (SELECT id FROM voided) ORDER BY day LIMIT 1"
)
_ADD_EVENT = (
    'INSERT INTO event (id, at, "offset", day, device, kind, card, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?) '
    "ON CONFLICT (id) DO NOTHING"
)
_PUT_MEMORY = (
    "INSERT INTO memory VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (card) DO UPDATE SET "
    "phase = excluded.phase, step = excluded.step, stability = excluded.stability, difficulty = excluded.difficulty, "
    "due_day = excluded.due_day, due_at = excluded.due_at, first_day = excluded.first_day, "
    "last_day = excluded.last_day, last_at = excluded.last_at, interval = excluded.interval, reps = excluded.reps, "
    "lapses = excluded.lapses, retention = excluded.retention, answer = excluded.answer"
)
_PUT_MARK = (
    "INSERT INTO mark VALUES (?, ?, ?) "
    "ON CONFLICT (card) DO UPDATE SET suspended = excluded.suspended, flag = excluded.flag"
)
_PUT_SETTING = "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


class SqliteJournal(Sums):
    """One learner's journal in a file. Made by ``open_journal``; see ``base.Journal`` for what it does.

    It may be used from any thread: each call is one step that the others wait for.
    mode_note: what to tell the learner where the safe but slow way of writing had to be taken.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: str,
        learner: str,
        lock: WriterLock | None = None,
        mode_note: Message | None = None,
    ) -> None:
        """Without a writer's lock the journal is read-only."""
        self.path = path
        self.mode_note = mode_note
        self._connection = connection
        self._learner = learner
        self._lock = lock
        self._turn = allocate_lock()

    @property
    def learner(self) -> str:
        """The learner whose journal this is."""
        return self._learner

    @property
    def read_only(self) -> bool:
        """Whether writing is refused."""
        return self._lock is None

    @property
    def lost(self) -> bool:
        """Whether the file that is written is gone, or another has taken its name; see ``WriterLock``."""
        return self._lock is not None and self._lock.lost

    def commit(self, change: Change) -> None:
        """Store one change durably, all of it or nothing."""
        from kdeck.journal.codec import encode

        rows = []
        targets = []
        for event in change.events:
            if event.learner != self._learner:
                raise foreign(event, self._learner)
            if event.kind == "void":
                targets.append((target_of(event),))
            rows.append((event.id, *event[2:8], encode(event)))
        self._store(lambda connection: self._put(connection, rows, targets, change))

    def _put(self, connection: sqlite3.Connection, rows: list[Any], targets: list[Any], change: Change) -> None:
        execute, many = connection.execute, connection.executemany
        if many(_ADD_EVENT, rows).rowcount < len(rows):
            self._compare(rows)
        many("INSERT OR IGNORE INTO voided VALUES (?)", targets)
        self._rollup.outdate(connection, rows, targets)
        many(_PUT_MEMORY, change.memories)
        many("DELETE FROM memory WHERE card = ?", [(card,) for card in change.forgotten])
        for mark in change.marks:
            if mark == Mark(mark.card):
                execute("DELETE FROM mark WHERE card = ?", (mark.card,))
            else:
                execute(_PUT_MARK, mark)

    def _store(self, put: Callable[[sqlite3.Connection], object]) -> None:
        """Let ``put`` write, all of it or nothing."""
        if self.read_only:
            raise JournalError(Message("{file} is open for reading only.", file=self.path))
        with self._turn:
            try:
                if self._lock is not None and not self._lock.in_place():
                    from kdeck.journal.backup import put_back

                    self._connection, self.mode_note = put_back(self._connection, self.path, self._learner, self._lock)
                self._connection.execute("BEGIN IMMEDIATE")
                put(self._connection)
                self._connection.execute("COMMIT")
            except BaseException as error:
                self._roll_back()
                raise self._explain(error) from error

    def _compare(self, rows: list[tuple[Any, ...]]) -> None:
        """``JournalConflict`` where an event that was there already says something else."""
        for row in rows:
            if self._connection.execute(_EVENT + "WHERE id = ?", row[:1]).fetchone() != row:
                raise changed(row[0])

    def _roll_back(self) -> None:
        try:
            if self._connection.in_transaction:  # SQLite has rolled back by itself after most I/O errors
                self._connection.execute("ROLLBACK")
        except FAILURES:
            return  # the error that led here is the one to tell; what was not committed is undone on the next access

    def _explain(self, error: BaseException) -> BaseException:
        if isinstance(error, FAILURES):
            return trouble(error, self.path)
        if isinstance(error, (OverflowError, UnicodeEncodeError)):
            return JournalError(Message("This cannot be stored: {reason}", reason=str(error)))
        return error

    def _ask(self, statement: str, *values: Any) -> list[Any]:
        with self._turn:
            try:
                return self._connection.execute(statement, values).fetchall()
            except (*FAILURES, OverflowError, UnicodeEncodeError) as error:
                raise self._explain(error) from error

    def _further(self, before: Any, after: Any) -> Any:
        """The place up to which rows were read; in a damaged file they may run in a circle."""
        try:
            if after > before:
                return after
        except TypeError:
            pass  # a field that is no longer what was written: damaged, too
        raise damaged(self.path, "its rows are out of order")

    def memory(self, card: str) -> Memory | None:
        """The memory of one card, ``None`` when never studied."""
        rows = self._ask("SELECT * FROM memory WHERE card = ?", card)
        return Memory._make(rows[0]) if rows else None

    def known(self) -> frozenset[str]:
        """The ids of every card that has a memory."""
        joined = self._ask(_KNOWN)[0][0]
        return frozenset(joined.split(_SEPARATOR)) if joined is not None else frozenset()

    def touched(self, since: int) -> frozenset[str]:
        """The cards of all events stored after the first ``since``."""
        return frozenset(row[0] for row in self._ask("SELECT card FROM event WHERE seq > ?", since))

    def unknown(self, cards: Sequence[str]) -> list[str]:
        """Those of ``cards`` that have no memory, in their order. Where all have one, two texts are compared."""
        if not cards:
            return []
        ordered = sorted(cards)
        joined = self._ask(_KNOWN + " WHERE card BETWEEN ? AND ?", ordered[0], ordered[-1])[0][0] or ""
        if joined == _SEPARATOR.join(ordered):
            return []
        known = set(joined.split(_SEPARATOR))
        return [card for card in cards if card not in known]

    def studied(self, before: int, limit: int) -> tuple[int, ...]:
        """The first study days with a review that stands, before study day ``before``, in order: one step a day."""
        days: list[int] = []
        while len(days) < limit and (rows := self._ask(_NEXT_STUDIED, days[-1] if days else -(1 << 62), before)):
            days.append(rows[0][0])
        return tuple(days)

    def due(self, day: int) -> list[Memory]:
        """Cards in learning steps and review cards due on or before study day ``day``, in no particular order."""
        rows = self._ask("SELECT * FROM memory WHERE phase <> 'review'")
        rows += self._ask("SELECT * FROM memory WHERE due_day <= ? AND phase = 'review'", day)
        return [Memory._make(row) for row in rows]

    def due_counts(self, first: int, last: int) -> dict[int, int]:
        """How many review cards fall due on each study day from ``first`` to ``last``; empty days left out."""
        counted = "SELECT due_day, count(*) FROM memory WHERE due_day BETWEEN ? AND ? AND phase = 'review' GROUP BY 1"
        return dict(self._ask(counted, first, last))

    def totals(self, day: int) -> DayTotals:
        """What was done on study day ``day``, after undos: cards with a review that stands, new ones told apart."""
        rows = self._ask(_DONE, day)
        met = frozenset(card for card, first in rows if first >= day)
        return DayTotals(met, frozenset(card for card, _ in rows) - met)

    def mark(self, card: str) -> Mark:
        """The mark of one card."""
        rows = self._ask("SELECT * FROM mark WHERE card = ?", card)
        return _mark(rows[0]) if rows else Mark(card)

    def marks(self) -> dict[str, Mark]:
        """The marks of every card that is suspended or flagged."""
        return {row[0]: _mark(row) for row in self._ask("SELECT * FROM mark")}

    def events(self, *, card: str | None = None, day: int | None = None) -> Iterator[Event]:
        """Events in (at, id) order, undone ones and voids included; of one card or one study day where asked."""
        if card is not None:
            rows = self._ask(_EVENT + "WHERE card = ? ORDER BY at, id", card)
            yield from self._read(row for row in rows if day is None or row[3] == day)
        elif day is not None:
            yield from self._read(self._ask(_EVENT + "WHERE day = ? ORDER BY at, id", day))
        else:
            yield from self._read(self._rows())

    def events_and_texts(self) -> Iterator[tuple[Event, str]]:
        """Every event with its body as the JSON text that is stored, for those who trust neither."""
        from kdeck.journal.codec import decode

        for identity, *middle, body in self._rows():
            yield Event._make((identity, self._learner, *middle, decode(body, identity))), body

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        after: tuple[Any, ...] = (-(1 << 63), "")
        chunk = _EVENT + "WHERE (at, id) > (?, ?) ORDER BY at, id LIMIT ?"
        while rows := self._ask(chunk, *after, CHUNK):
            after = self._further(after, (rows[-1][1], rows[-1][0]))
            yield from rows

    def recent(self, kind: EventKind, limit: int) -> list[Event]:
        """The newest events of one kind, newest first, voided ones left out."""
        if kind == "review":
            return list(self._read(self._ask(_EVENT + "INDEXED BY event_at WHERE kind = 'review' " + _STANDING, limit)))
        return list(self._read(self._ask(_EVENT + "WHERE kind <> 'review' AND kind = ? " + _STANDING, kind, limit)))

    def last(self) -> tuple[int, int]:
        """The largest ``at`` and the largest ``day`` of any event; (0, 0) in an empty journal."""
        at, day = self._ask("SELECT (SELECT max(at) FROM event), (SELECT max(day) FROM event)")[0]
        return (at, day) if at is not None else (0, 0)

    def last_undoable(self, day: int) -> Event | None:
        """The newest event of study day ``day`` that can be undone; see ``Journal``."""
        rows = self._ask(_EVENT + f"WHERE day = ? AND kind NOT IN {LASTING} {_NO_EXAM} " + _STANDING, day, 1)
        return next(self._read(rows), None)

    def count(self) -> int:
        """How many events the journal holds."""
        return int(self._ask("SELECT coalesce(max(seq), 0) FROM event")[0][0])

    def setting(self, name: str) -> str | None:
        """A setting's text, ``None`` when never set."""
        rows = self._ask("SELECT value FROM setting WHERE name = ?", name)
        return rows[0][0] if rows else None

    def set_setting(self, name: str, value: str) -> None:
        """Store a setting durably."""
        self._store(lambda connection: connection.execute(_PUT_SETTING, (name, value)))

    def checkpoint(self) -> None:
        """Fold the log into the file as far as readers allow. Takes 10 to 20 ms: for idle moments."""
        if not self.read_only:
            self._ask("PRAGMA wal_checkpoint(PASSIVE)")

    def check(self, *, full: bool = False) -> None:
        """``JournalDamaged`` where the file fails SQLite's check; see ``connect.check``."""
        with self._turn:
            connect.check(self._connection, self.path, full=full)

    def backup(self, target: str | Path) -> None:
        """Write a sound copy of the whole journal to ``target``, which appears whole or not at all."""
        with self._turn:
            connect.copy(self._connection, os.fspath(target))

    def in_memory(self) -> Journal:
        """A copy that can be written and is gone with the process."""
        from kdeck.journal.ram import RamJournal

        with self._turn:
            return RamJournal(self._learner, self._connection)

    def close(self) -> None:
        """Let go of the file and of the writer's lock. Safe to call again."""
        with self._turn:
            try:
                if self._lock is not None:
                    self._connection.execute("PRAGMA busy_timeout = 0")
                    self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except FAILURES:
                # Everything is safe in the log, which the next writer folds in; closing twice ends here as well.
                return
            finally:
                self._connection.close()
                if self._lock is not None:
                    self._lock.release()

    def _read(self, rows: Any) -> Iterator[Event]:
        learner = self._learner
        decode: Callable[[str, str], Mapping[str, Any]] | None = None
        for identity, at, offset, day, device, kind, card, body in rows:
            if decode is None:  # with the first row: json is a sixth of what opening a journal costs
                from kdeck.journal import codec

                decode = codec.decode
            yield Event(identity, learner, at, offset, day, device, kind, card, decode(body, identity))


def open_journal(
    path: str,
    learner: str,
    *,
    read_only: bool = False,
    create: bool = False,
    network: bool | None = None,
) -> SqliteJournal:
    """The journal of ``learner`` in the file ``path``, locked for this session unless ``read_only``.

    create: make the file, and its folder, where there is none. network: whether the folder is a network folder, where
    the system is not to be asked. Raises ``JournalBusy`` (another writer), ``JournalDamaged``, ``JournalTooNew``,
    ``JournalConflict`` (another learner's), ``JournalFull`` (cannot be written), ``JournalError`` (none there).
    """
    if read_only:
        return _open_reader(path, learner)
    if create:
        try:
            os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)
        except OSError as error:
            raise system_trouble(error, path) from error
    else:
        connect.must_exist(path, learner)
    lock = WriterLock(path)
    try:
        if create and not os.path.lexists(path):
            connect.build(path, learner)
        return _open_writer(path, learner, lock, network)
    except BaseException:
        lock.release()
        raise


def _open_reader(path: str, learner: str) -> SqliteJournal:
    connect.must_exist(path, learner)
    connection = connect.reader(path)
    try:
        connect.must_be_present(connect.belongs(connection, path, learner), path)
    except BaseException:
        connection.close()
        raise
    return SqliteJournal(connection, path, learner)


def _open_writer(path: str, learner: str, lock: WriterLock, network: bool | None) -> SqliteJournal:
    connect.must_exist(path, learner)
    unclean = connect.has_log(path)
    if network is None:
        network = on_network(os.path.dirname(os.path.abspath(path)))
    connection, version, note = connect.writer(path, learner, network)
    try:
        if unclean:
            connect.check(connection, path)
        if version < len(schema.MIGRATIONS):
            connect.copy(connection, f"{path}.v{version}.bak")
            connect.migrate(connection, path, learner)
        lock.claim(exact=not network)
    except BaseException:
        connection.close()
        raise
    return SqliteJournal(connection, path, learner, lock, note)


def _mark(row: tuple[str, int, str | None]) -> Mark:
    return Mark(row[0], bool(row[1]), row[2])
