"""One journal's database, open: one turn at a time, its errors in our words, its file put back where it is lost."""

from __future__ import annotations

import os
import sqlite3
from _thread import RLock
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, Self, TypeVar

from kdeck.core.errors import JournalError
from kdeck.core.memory import Memory, is_sound
from kdeck.core.message import Message
from kdeck.journal import connect, schema
from kdeck.journal.connect import FAILURES, damaged, leniently, trouble
from kdeck.journal.files import WriterLock, system_trouble
from kdeck.journal.folder import on_network

Made = TypeVar("Made")
SEPARATOR: Final = "\x1f"
_MEMORY: Final = ":memory:"


class Database:
    """Rows of the journal of one learner. It may be used from any thread: each call is one step that others wait for.

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
        """Without a writer's lock it is read-only, save one that is in memory."""
        self.path = path
        self.mode_note = mode_note
        self.read_only = lock is None
        self.turn = RLock()
        self.connection = connection
        self._learner = learner
        self._lock = lock

    @classmethod
    def in_memory(cls, learner: str, source: Self | None = None, *, read_only: bool = False) -> Self:
        """A database that is gone with the process: empty, or a copy of ``source``."""
        connection = sqlite3.connect(_MEMORY, isolation_level=None, check_same_thread=False)
        if source is None:
            schema.create(connection, learner)
        else:
            with source.turn:
                source.connection.backup(connection)
        made = cls(connection, _MEMORY, learner)
        made.read_only = read_only
        return made

    @property
    def lost(self) -> bool:
        """Whether the file that is written is gone, or another has taken its name; see ``WriterLock``."""
        return self._lock is not None and self._lock.lost

    def write(self, put: Callable[[sqlite3.Connection], Made]) -> Made:
        """Let ``put`` write, all of it or nothing; what it returns."""
        if self.read_only:
            raise JournalError(Message("{file} is open for reading only.", file=self.path))
        with self.turn:
            try:
                if self._lock is not None and not self._lock.in_place():
                    from kdeck.journal.backup import put_back

                    self.connection, self.mode_note = put_back(self.connection, self.path, self._learner, self._lock)
                self.connection.execute("BEGIN IMMEDIATE")
                with leniently(self.connection):
                    made = put(self.connection)
                self.connection.execute("COMMIT")
                return made
            except BaseException as error:
                self._roll_back()
                raise self._explain(error) from error

    def _roll_back(self) -> None:
        try:
            if self.connection.in_transaction:  # SQLite has rolled back by itself after most I/O errors
                self.connection.execute("ROLLBACK")
        except FAILURES:
            return  # the error that led here is the one to tell; what was not committed is undone on the next access

    def _explain(self, error: BaseException) -> BaseException:
        if isinstance(error, FAILURES):
            return trouble(error, self.path)
        if isinstance(error, (OverflowError, UnicodeEncodeError)):
            return JournalError(Message("This cannot be stored: {reason}", reason=str(error)))
        return error

    def ask(self, statement: str, *values: Any) -> list[Any]:
        """The rows of a statement."""
        with self.turn:
            try:
                return self.connection.execute(statement, values).fetchall()
            except (*FAILURES, OverflowError, UnicodeEncodeError) as error:
                if "decode" not in str(error):
                    raise self._explain(error) from error
            try:  # somebody has written bytes that are no text
                with leniently(self.connection):
                    return self.connection.execute(statement, values).fetchall()
            except FAILURES as error:
                raise self._explain(error) from error

    def further(self, before: Any, after: Any) -> Any:
        """The place up to which rows were read; in a damaged file they may run in a circle."""
        try:
            if _in_order(before) < _in_order(after):
                return after
        except TypeError:
            pass  # a field that is no longer what was written: damaged, too
        raise damaged(self.path, "its rows are out of order")

    def check(self, *, full: bool) -> None:
        """``JournalDamaged`` where SQLite's own check finds the file unsound; see ``connect.check``."""
        with self.turn:
            connect.check(self.connection, self.path, full=full)

    def copy(self, target: str) -> None:
        """Write a sound copy to ``target``; see ``connect.copy``."""
        with self.turn:
            connect.copy(self.connection, target)

    def close(self) -> None:
        """Let go of the file and of the writer's lock, if there is one. Safe to call again."""
        if self.path == _MEMORY:
            return
        with self.turn:
            try:
                if self._lock is not None:
                    self.connection.execute("PRAGMA busy_timeout = 0")
                    self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except FAILURES:
                # Everything is safe in the log, which the next writer folds in; closing twice ends here as well.
                return
            finally:
                self.connection.close()
                if self._lock is not None:
                    self._lock.release()


def opened(
    path: str,
    learner: str,
    *,
    read_only: bool = False,
    create: bool = False,
    network: bool | None = None,
) -> Database:
    """The database of the journal of ``learner`` in the file ``path``, locked for this session unless ``read_only``.

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


def _open_reader(path: str, learner: str) -> Database:
    connect.must_exist(path, learner)
    connection = connect.reader(path)
    try:
        connect.belongs(connection, path, learner)
        connection = connect.up_to_date(connection, learner, path)
    except BaseException:
        connection.close()
        raise
    return Database(connection, path, learner)


def _open_writer(path: str, learner: str, lock: WriterLock, network: bool | None) -> Database:
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
    return Database(connection, path, learner, lock, note)


def by_id(rows: Iterable[Any]) -> dict[str, str]:
    """Cards by the id of an event."""
    return {ident: card for ident, card in rows if type(ident) is type(card) is str}


def names(rows: Sequence[Any]) -> list[str]:
    """The ids that a statement put together."""
    joined = rows[0][0]
    if isinstance(joined, bytes):
        joined = joined.decode(errors="replace")
    return joined.split(SEPARATOR) if joined else []


def sound(rows: Iterable[Any]) -> Iterator[Memory]:
    """The memories in rows; such as no fold can have made are passed over, until somebody folds them anew."""
    return filter(is_sound, map(Memory._make, rows))


def _in_order(place: Any) -> Any:
    """What compares as SQLite does: bytes, as a text comes that is none, lie behind every text."""
    return [(isinstance(field, bytes), field) for field in (place if isinstance(place, tuple) else (place,))]
