"""Opening the database of a journal: to read, to write, to make a new one; and telling what kind of file it is."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from kdeck.core.errors import JournalBusy, JournalConflict, JournalDamaged, JournalError, JournalFull, JournalTooNew
from kdeck.core.message import Message
from kdeck.journal import files, folder, schema
from kdeck.journal.files import RETRY, WriterLock, system_trouble

_WAIT = 5.0
"""Seconds that a statement waits for another connection's lock."""
_CHECKPOINT_PAGES = 10_000
"""A log of 40 MB is folded in even when nobody is ever idle; below that ``checkpoint`` is left to idle moments."""


RESTORE = Message("It was left as it is. To put back the last good copy: kdeck restore")


FAILURES: Final = (sqlite3.Error, UnicodeDecodeError)
"""What Python's sqlite3 raises; the second where a damaged file's own words are no UTF-8."""


def damaged(path: str, reason: str) -> JournalDamaged:
    """The error for a file that is no sound journal."""
    return JournalDamaged(Message("{file} is damaged: {reason}", file=path, reason=reason), RESTORE)


def trouble(error: Exception, path: str) -> JournalError:
    """The ``JournalError`` for what SQLite raised while working on ``path``.

    Our statements are fixed, so whatever SQLite finds wrong with one of them is wrong with the file.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return JournalFull(Message("{file} could not be written: the disk is full.", file=path), RETRY)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return JournalFull(Message("{file} could not be written: it or its folder is read-only.", file=path), RETRY)
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_NOLFS):
        return JournalFull(
            Message("{file} could not be read or written: {reason}", file=path, reason=str(error)), RETRY
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL):
        return JournalBusy(Message("{file} is being used by another program.", file=path), RETRY)
    if isinstance(error, (sqlite3.ProgrammingError, sqlite3.InterfaceError)):
        return JournalError(Message("{file} could not be used: {reason}", file=path, reason=str(error)))
    return damaged(path, str(error))


def connect(path: str, query: str) -> sqlite3.Connection:
    """A connection to an existing file; ``query`` is that of an SQLite URI, such as ``mode=ro``."""
    name = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    if os.name == "nt":
        name = "/" + name.replace("\\", "/")
    connection = sqlite3.connect(
        f"file:{name}?{query}", timeout=_WAIT, isolation_level=None, check_same_thread=False, uri=True
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cache_size = -16000")
    return connection


def must_exist(path: str, learner: str) -> None:
    """``JournalError`` where there is no file, ``JournalDamaged`` where it cannot be a journal at all."""
    try:
        size = os.stat(path).st_size
    except FileNotFoundError as error:
        _must_be_the_first(path, learner)
        raise JournalError(Message("{learner} has no journal yet: {file}", learner=learner, file=path)) from error
    except OSError as error:
        raise system_trouble(error, path) from error
    if not os.path.isfile(path):
        raise damaged(path, "not a file")
    if size == 0:
        raise damaged(path, "the file is empty")


def _must_be_the_first(path: str, learner: str) -> None:
    """An error where there is no file, but signs that there was one: a new one would hide what can be put back."""
    from kdeck.journal.backup import list_backups

    if has_log(path):
        raise damaged(path, "the file is gone, but its log is still there")
    if backups := list_backups(os.path.join(os.path.dirname(path), folder.BACKUPS)):
        home = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(path))))
        import shlex

        command = shlex.join(("kdeck", "--home", home, "restore", backups[0].path))
        raise JournalError(
            Message(
                "The journal of {learner} is missing, but there are backups of it: {file}", learner=learner, file=path
            ),
            Message(
                "To put the newest one back: {command} (to begin anew, move {folder} away)",
                command=command,
                folder=os.path.dirname(path),
            ),
        )


def has_log(path: str) -> bool:
    """Whether a log with changes lies beside the file: its last writer did not close it."""
    for suffix in ("-wal", "-journal"):
        try:
            if os.stat(path + suffix).st_size > 0:
                return True
        except FileNotFoundError:
            continue
        except OSError as error:
            raise system_trouble(error, path) from error
    return False


def identify(connection: sqlite3.Connection, path: str) -> tuple[str, int]:
    """The learner and the version of a journal; an error where the file is none, or a newer kdeck's."""
    try:
        application, version = schema.application_of(connection), schema.version_of(connection)
        if application != schema.APPLICATION_ID:
            raise damaged(path, "not a kdeck journal")
        if version > len(schema.MIGRATIONS):
            raise JournalTooNew(
                Message("{file} was written by a newer kdeck.", file=path),
                Message("Install the newer kdeck on this machine too."),
            )
        row = connection.execute("SELECT value FROM meta WHERE name = 'learner'").fetchone() if version else ("",)
    except FAILURES as error:
        raise trouble(error, path) from error
    if row is None or not isinstance(row[0], str):
        raise damaged(path, "it names no learner")
    return row[0], version


def belongs(connection: sqlite3.Connection, path: str, learner: str) -> int:
    """The version of the journal at ``path``; ``JournalConflict`` where it is another learner's."""
    found, version = identify(connection, path)
    if version and found != learner:
        raise JournalConflict(
            Message("{file} is the journal of {found}, not of {learner}.", file=path, found=found, learner=learner)
        )
    return version


def up_to_date(connection: sqlite3.Connection, learner: str, path: str) -> sqlite3.Connection:
    """The database as this kdeck lays it out: itself, or of an older one a copy in memory, brought up to date there.

    So whoever may not write has no more to know than the present tables.
    """
    try:
        if schema.version_of(connection) == len(schema.MIGRATIONS):
            return connection
        copied = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        try:
            connection.backup(copied)
            schema.migrate(copied, learner)
        except BaseException:
            copied.close()
            raise
    except FAILURES as error:
        raise trouble(error, path) from error
    connection.close()
    return copied


def reader(path: str) -> sqlite3.Connection:
    """A connection that never writes the database nor waits for its writer.

    A WAL database in a read-only folder opens only as immutable, which is right as long as no log lies beside it.
    """
    try:
        return _first_read(connect(path, "mode=ro"))
    except FAILURES as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise trouble(error, path) from error
    logged = has_log(path)
    if logged:
        _settle(path)
    try:
        return _first_read(connect(path, "mode=ro" if logged else "mode=ro&immutable=1"))
    except FAILURES as error:
        raise trouble(error, path) from error


def _settle(path: str) -> None:
    """Let SQLite settle what a killed session left in its log, which no reader may: as the one writer."""
    try:
        lock = WriterLock(path)
    except JournalFull as error:
        raise JournalError(
            Message("{file} has changes in its log, which cannot be read in a read-only folder.", file=path),
            Message("Copy the file and the files whose names begin so to a folder that can be written; open it there."),
        ) from error
    try:
        _first_read(connect(path, "mode=rw")).close()
    except FAILURES as error:
        raise trouble(error, path) from error
    finally:
        lock.release()


def writer(path: str, learner: str, network: bool) -> tuple[sqlite3.Connection, int, Message | None]:
    """A connection that writes durably, the file's version, and a note where it has to write the slow way.

    The writer's lock is held by now. A file that is no journal of ``learner`` is left as it is.
    """
    try:
        connection = connect(path, "mode=rw")
    except FAILURES as error:
        raise trouble(error, path) from error
    try:
        slow = network or not _shares_memory(connection)
        if slow:  # a file that is in WAL already can be read without shared memory by one connection alone
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        version = belongs(connection, path, learner)
        return connection, version, _journal_mode(connection, path, network=network, slow=slow)
    except FAILURES as error:
        connection.close()
        raise trouble(error, path) from error
    except BaseException:
        connection.close()
        raise


def _first_read(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The connection, once the file has really been opened."""
    try:
        connection.execute("PRAGMA user_version").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _shares_memory(connection: sqlite3.Connection) -> bool:
    """Whether a file that is in WAL mode can be opened as such; one that is not yet can."""
    try:
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError as error:
        if _no_shared_memory(error):
            return False
        raise
    return True


def _no_shared_memory(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode in (
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_IOERR_SHMOPEN,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_IOERR_SHMLOCK,
        sqlite3.SQLITE_IOERR_SHMMAP,
    )


def _journal_mode(connection: sqlite3.Connection, path: str, *, network: bool, slow: bool) -> Message | None:
    if sys.platform == "darwin":  # there fsync stops at the drive's cache
        connection.execute("PRAGMA fullfsync = 1")
    if not slow and _takes_wal(connection):
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        return None
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("PRAGMA locking_mode = NORMAL")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # lets go of the exclusive lock
    if network:
        return Message("{file} is on a network folder: answers are stored safely, but more slowly.", file=path)
    return Message("{file} cannot use a write-ahead log here: answers are stored safely, but more slowly.", file=path)


def _takes_wal(connection: sqlite3.Connection) -> bool:
    try:
        return bool(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal")
    except sqlite3.OperationalError as error:
        if _no_shared_memory(error):
            return False
        raise


def check(connection: sqlite3.Connection, path: str, *, full: bool = False) -> None:
    """``JournalDamaged`` where SQLite's own check finds the file unsound. About 0.3 s for 500,000 events.

    full: compare every index with its table as well, which takes several times as long.
    """
    try:
        row = connection.execute("PRAGMA integrity_check(1)" if full else "PRAGMA quick_check(1)").fetchone()
    except FAILURES as error:
        raise trouble(error, path) from error
    if row is None or row[0] != "ok":
        raise damaged(path, str(row[0]) if row else "no answer")


def _unhurried(fresh: str) -> sqlite3.Connection:
    """A connection for a file that nobody knows yet: it is made durable once, when it gets its name."""
    connection = sqlite3.connect(fresh, isolation_level=None)
    # An answer touches eight pages, each a few rows: half the usual size halves what every commit writes.
    connection.execute("PRAGMA page_size = 2048")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA journal_mode = MEMORY")
    return connection


def build(path: str, learner: str) -> None:
    """A new, empty journal at ``path``, which appears whole or not at all. The lock is held by now."""
    _must_be_the_first(path, learner)
    with _making(path) as fresh, closing(_unhurried(fresh)) as connection:
        schema.create(connection, learner)


def migrate(connection: sqlite3.Connection, path: str, learner: str) -> None:
    """Bring an open journal to the present version."""
    try:
        schema.migrate(connection, learner)
    except FAILURES as error:
        raise trouble(error, path) from error


def copy(source: sqlite3.Connection, target: str) -> None:
    """A sound copy of an open database at ``target``: complete and checked before it takes the name.

    ``JournalDamaged`` where the copy fails SQLite's check: a good copy is never replaced by a bad one.
    """
    with _making(target) as fresh, closing(_unhurried(fresh)) as copied:
        source.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE")  # one file, readable in a read-only folder
        check(copied, target)


@contextmanager
def _making(path: str) -> Iterator[str]:
    """A file to make a database in, which then takes the name ``path``; see ``files.whole``."""
    try:
        with files.whole(path, mode=files.PRIVATE) as fresh:
            yield fresh
    except FAILURES as error:
        raise trouble(error, path) from error
    except OSError as error:
        raise system_trouble(error, path) from error


@contextmanager
def leniently(connection: sqlite3.Connection) -> Iterator[None]:
    """Texts that are none come as bytes meanwhile: somebody else wrote them, and they are no valid row."""
    connection.text_factory = _text_or_bytes
    try:
        yield
    finally:
        connection.text_factory = str


def _text_or_bytes(data: bytes) -> str | bytes:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data
