"""A learner's journal in one SQLite file: durable before the next card shows, one writer, any number of readers."""

from __future__ import annotations

import os
import sqlite3
from _thread import RLock
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Self

from kdeck.core.errors import JournalError
from kdeck.core.events.event import Event, EventKind
from kdeck.core.memory import Mark, Memory
from kdeck.core.message import Message
from kdeck.journal import aside, connect, redates, schema
from kdeck.journal import statements as sql
from kdeck.journal.base import Change, DayTotals, Journal, changed, foreign
from kdeck.journal.connect import FAILURES, damaged, trouble
from kdeck.journal.files import system_trouble
from kdeck.journal.folder import on_network
from kdeck.journal.lock import WriterLock
from kdeck.journal.sums import CHUNK, Sums

if TYPE_CHECKING:
    from pathlib import Path


_MEMORY: Final = ":memory:"


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
        """Without a writer's lock the journal is read-only, save one that is in memory."""
        self.path = path
        self.mode_note = mode_note
        self._connection = connection
        self._learner = learner
        self._lock = lock
        self._read_only = lock is None
        self._turn = RLock()
        self._simulated: bool | None = None

    @classmethod
    def blank(cls, learner: str, *, read_only: bool = False, source: sqlite3.Connection | None = None) -> Self:
        """A journal that is gone with the process: empty, or a copy of ``source``."""
        connection = sqlite3.connect(_MEMORY, isolation_level=None, check_same_thread=False)
        if source is None:
            schema.create(connection, learner)
        else:
            source.backup(connection)
        made = cls(connection, _MEMORY, learner)
        made._read_only = read_only
        return made

    @property
    def learner(self) -> str:
        """The learner whose journal this is."""
        return self._learner

    @property
    def read_only(self) -> bool:
        """Whether writing is refused."""
        return self._read_only

    @property
    def lost(self) -> bool:
        """Whether the file that is written is gone, or another has taken its name; see ``WriterLock``."""
        return self._lock is not None and self._lock.lost

    @property
    def simulated(self) -> bool:
        """Whether its time was ever set by hand. No void takes that back."""
        if self._simulated is None:
            self._simulated = bool(self._ask(sql.SIMULATED))
        return self._simulated

    def commit(self, change: Change, then: Callable[[], Change] | None = None) -> None:
        """Store one change durably, all of it or nothing, with what it leads to."""

        def put(connection: sqlite3.Connection) -> None:
            self._put(connection, change)
            if then is not None:
                self._put(connection, then())

        self._store(put)
        if any(event.kind == "simulated" for event in change.events):
            self._simulated = True

    def _put(self, connection: sqlite3.Connection, change: Change) -> None:
        from kdeck.core.events.payload import undone_by
        from kdeck.journal.codec import encode

        rows: list[tuple[Any, ...]] = []
        targets, moves = [], []
        for event in change.events:
            if event.learner != self._learner:
                raise foreign(event.id, event.learner, self._learner)
            rows.append((event.id, *event[2:8], encode(event)))
            if event.kind == "void":
                targets.append((undone_by(event),))
            elif event.kind == "redate":
                moves.append(event)
        execute, many = connection.execute, connection.executemany
        if many(sql.ADD_EVENT, rows).rowcount < len(rows):
            self._compare(rows)
        many("INSERT OR IGNORE INTO voided VALUES (?)", targets)
        days = list(redates.apply(connection, moves, (row[0] for row in rows)))
        if change.ahead is not None:
            days += redates.set_ahead(connection, change.ahead)
        self._rollup.outdate(connection, rows, targets, days)
        many(sql.PUT_MEMORY, change.memories)
        many("DELETE FROM memory WHERE card = ?", [(card,) for card in change.forgotten])
        for mark in change.marks:
            if mark == Mark(mark.card):
                execute("DELETE FROM mark WHERE card = ?", (mark.card,))
            else:
                execute(sql.PUT_MARK, mark)
        if change.aside or change.released:
            aside.keep(connection, change)

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
                with aside.leniently(self._connection):
                    put(self._connection)
                self._connection.execute("COMMIT")
            except BaseException as error:
                self._roll_back()
                raise self._explain(error) from error

    def _compare(self, rows: list[tuple[Any, ...]]) -> None:
        """``JournalConflict`` where an event that was there already says something else."""
        for row in rows:
            if self._connection.execute(redates.WRITTEN + "WHERE e.id = ?", row[:1]).fetchone() != row:
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
                if "decode" not in str(error):
                    raise self._explain(error) from error
            try:  # somebody has written bytes that are no text
                with aside.leniently(self._connection):
                    return self._connection.execute(statement, values).fetchall()
            except FAILURES as error:
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
        return next(aside.sound(rows), None)

    def known(self) -> frozenset[str]:
        """The ids of every card that has a memory."""
        return frozenset(aside.names(self._ask(sql.KNOWN)))

    def touched(self, since: int) -> frozenset[str]:
        """The cards of all events stored after the first ``since``."""
        rows = self._ask("SELECT card FROM event WHERE seq > ?", since)
        return frozenset(card for (card,) in rows if isinstance(card, str))

    def unknown(self, cards: Sequence[str]) -> list[str]:
        """Those of ``cards`` that have no memory, in their order. Where all have one, two texts are compared."""
        if not cards:
            return []
        ordered = sorted(cards)
        rows = self._ask(sql.KNOWN + " WHERE card BETWEEN ? AND ?", ordered[0], ordered[-1])
        if rows[0][0] == sql.SEPARATOR.join(ordered):
            return []
        known = set(aside.names(rows))
        return [card for card in cards if card not in known]

    def due(self, day: int) -> list[Memory]:
        """Cards in learning steps and review cards due on or before study day ``day``, in no particular order."""
        rows = self._ask("SELECT * FROM memory WHERE phase <> 'review'")
        rows += self._ask("SELECT * FROM memory WHERE due_day <= ? AND phase = 'review'", day)
        return list(aside.sound(rows))

    def totals(self, day: int) -> DayTotals:
        """What was done on study day ``day``, after undos: cards with a review that stands, new ones told apart."""
        rows = [row for row in self._ask(sql.DONE, day) if (type(row[0]), type(row[1])) == (str, int)]
        met = frozenset(card for card, first in rows if first >= day)
        return DayTotals(met, frozenset(card for card, _ in rows) - met)

    def mark(self, card: str) -> Mark:
        """The mark of one card."""
        rows = self._ask("SELECT * FROM mark WHERE card = ?", card)
        return _mark(rows[0]) if rows else Mark(card)

    def marks(self) -> dict[str, Mark]:
        """The marks of every card that is suspended or flagged."""
        return {row[0]: _mark(row) for row in self._ask("SELECT * FROM mark") if isinstance(row[0], str)}

    def events(self, *, card: str | None = None, day: int | None = None) -> Iterator[Event]:
        """Events in (at, id) order, undone ones and voids included; of one card or one study day where asked."""
        if card is not None:
            rows = self._ask(sql.OF_CARD, card)
            yield from self._read(row for row in rows if day is None or row[3] == day)
        elif day is not None:
            yield from self._read(self._ask(sql.OF_DAY, day))
        else:
            yield from self._read(self._rows())

    def written(self) -> Iterator[Event]:
        """All events as they were written, in (at, id) order; see ``base.Journal``."""
        return self._read(self.written_rows())

    def written_rows(self) -> Iterator[tuple[Any, ...]]:
        """Every event as it was written and is stored, for those who do not trust it; see ``codec.event_of``."""
        rows = self._ask(redates.WRITTEN + "WHERE r.at IS NOT NULL")
        moved = sorted((row for row in rows if (type(row[0]), type(row[1])) == (str, int)), key=redates.place)
        if not moved:
            return self._rows()
        from heapq import merge

        others = {row[0] for row in moved}
        return merge((row for row in self._rows() if row[0] not in others), moved, key=redates.place)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        after: tuple[Any, ...] = (-1, "")
        while rows := self._ask(sql.FOLLOWING, *after, CHUNK):
            after = self._further(after, (rows[-1][1], rows[-1][0]))
            yield from rows

    def recent(self, kind: EventKind, limit: int) -> list[Event]:
        """The newest events of one kind, newest first, voided ones left out."""
        rows = self._ask(sql.REVIEWS, limit) if kind == "review" else self._ask(sql.OTHERS, kind, limit)
        return list(self._read(rows))

    def last(self, until: int) -> int:
        """The newest time, not after ``until``, of an event that stands and is not timeless; 0 where there is none."""
        rows = self._ask(sql.LAST, until, 1)
        return rows[0][0] if rows and type(rows[0][0]) is int else 0

    def newest_id(self) -> str:
        """The greatest id of any event; empty in an empty journal."""
        return self._ask(sql.NEWEST_ID)[0][0] or ""

    def after(self, at: int) -> dict[str, str]:
        """The events later than ``at`` that stand and are not timeless: card by id."""
        return _by_id(self._ask(sql.AFTER, at))

    def ahead(self) -> dict[str, str]:
        """The events that do not count because they are dated in the future: card by id."""
        return _by_id(self._ask("SELECT ahead.id, card FROM ahead JOIN event ON event.id = ahead.id"))

    def last_undoable(self, since: int) -> Event | None:
        """The newest event from ``since`` on that can be undone; see ``Journal``."""
        from kdeck.core.events.kinds import LASTING, lasts

        undoable = sql.EVENT + f"WHERE at >= ? AND kind NOT IN {LASTING} {sql.STANDING}"
        for limit in (8, -1):  # most often the newest will do
            rows = self._ask(undoable, since, limit)
            if found := next((event for event in self._read(rows) if not lasts(event)), None):
                return found
        return None

    def count(self) -> int:
        """How many events the journal holds."""
        return int(self._ask("SELECT coalesce(max(seq), 0) FROM event")[0][0])

    def setting(self, name: str) -> str | None:
        """A setting's text, ``None`` when never set."""
        rows = self._ask("SELECT value FROM setting WHERE name = ?", name)
        return rows[0][0] if rows and isinstance(rows[0][0], str) else None

    def set_setting(self, name: str, value: str) -> None:
        """Store a setting durably."""
        self._store(lambda connection: connection.execute(sql.PUT_SETTING, (name, value)))

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
        with self._turn:
            return SqliteJournal.blank(self._learner, source=self._connection)

    def close(self) -> None:
        """Let go of the file and of the writer's lock, if there is one. Safe to call again."""
        if self.path == _MEMORY:
            return
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
        connect.belongs(connection, path, learner)
        connection = connect.up_to_date(connection, learner, path)
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
    return Mark(row[0], row[1] == 1, row[2] if isinstance(row[2], str) else None)


def _by_id(rows: Iterable[Any]) -> dict[str, str]:
    return {ident: card for ident, card in rows if type(ident) is type(card) is str}
