"""The tables of a journal, and the way from every older version to the present one.

``PRAGMA user_version`` counts the migrations that a file has had; each is one transaction.

Reads are planned so that no index serves two masters: an answer touches nine pages,
and each costs 4 KB of log; what was done on a day is therefore asked of that day's events, not of an index on memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Final

APPLICATION_ID: Final = 0x6B64636B
"""``kdck``, in the database header: tells a journal from any other SQLite file."""

_VERSION_1: Final = (
    # What was done. seq counts the events without a gap, since none is ever removed: its maximum is their number.
    """CREATE TABLE event (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        at INTEGER NOT NULL,
        "offset" INTEGER NOT NULL,
        day INTEGER NOT NULL,
        device TEXT NOT NULL,
        kind TEXT NOT NULL,
        card TEXT NOT NULL,
        body TEXT NOT NULL
    )""",
    "CREATE INDEX event_at ON event (at)",
    "CREATE INDEX event_day ON event (day, at)",
    "CREATE INDEX event_card ON event (card)",
    "CREATE INDEX event_rare ON event (kind, at) WHERE kind <> 'review'",
    """CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    """CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    # The ids that voids name, whether or not those events have arrived yet.
    "CREATE TABLE voided (id TEXT PRIMARY KEY) WITHOUT ROWID",
    # What follows from the events, in the order of core.memory.Memory and Mark: losing it loses nothing.
    """CREATE TABLE memory (
        card TEXT NOT NULL UNIQUE,
        phase TEXT NOT NULL,
        step INTEGER NOT NULL,
        stability REAL NOT NULL,
        difficulty REAL NOT NULL,
        due_day INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        first_day INTEGER NOT NULL,
        last_day INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        interval INTEGER NOT NULL,
        reps INTEGER NOT NULL,
        lapses INTEGER NOT NULL,
        retention REAL NOT NULL,
        answer TEXT NOT NULL
    )""",
    "CREATE INDEX memory_due ON memory (due_day, phase)",
    "CREATE INDEX memory_learning ON memory (phase) WHERE phase <> 'review'",
    "CREATE TABLE mark (card TEXT PRIMARY KEY, suspended INTEGER NOT NULL, flag TEXT) WITHOUT ROWID",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)


_VERSION_2: Final = (
    # Sums over the reviews that stand, in the order of core.statistics.tally.Tally and Bucket, of each deck and, where
    # it is empty, of the whole day; ``summed`` in meta is the first study day that they do not reach. They follow from
    # the events: losing them loses nothing.
    """CREATE TABLE day_tally (
        day INTEGER NOT NULL,
        deck TEXT NOT NULL,
        reviews INTEGER NOT NULL,
        "right" INTEGER NOT NULL,
        again INTEGER NOT NULL,
        hard INTEGER NOT NULL,
        good INTEGER NOT NULL,
        easy INTEGER NOT NULL,
        milliseconds INTEGER NOT NULL,
        introduced INTEGER NOT NULL,
        tried INTEGER NOT NULL,
        recalled INTEGER NOT NULL,
        foretold INTEGER NOT NULL,
        predicted REAL NOT NULL,
        PRIMARY KEY (day, deck)
    ) WITHOUT ROWID""",
    """CREATE TABLE day_bucket (
        day INTEGER NOT NULL,
        number INTEGER NOT NULL,
        tries INTEGER NOT NULL,
        recalled INTEGER NOT NULL,
        predicted REAL NOT NULL,
        PRIMARY KEY (day, number)
    ) WITHOUT ROWID""",
)


_VERSION_3: Final = (
    # The times that count, where redates give others: at and day are those that the event was written with, missing
    # until it arrives; new_at was given by the redate with the id redate. The row in ``event`` stands at new_at, so
    # that every question and every index goes by the time that counts.
    """CREATE TABLE redated (
        id TEXT PRIMARY KEY,
        at INTEGER,
        day INTEGER,
        redate TEXT NOT NULL,
        new_at INTEGER NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX redated_missing ON redated (id) WHERE at IS NULL",
    # The events that count nowhere as they are dated in the future; memory, marks and sums are those without them.
    "CREATE TABLE ahead (id TEXT PRIMARY KEY) WITHOUT ROWID",
    "DROP TRIGGER event_is_never_changed",
    """CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event WHEN NOT (
        (NEW.seq, NEW.id, NEW."offset", NEW.device, NEW.kind, NEW.card, NEW.body)
            = (OLD.seq, OLD.id, OLD."offset", OLD.device, OLD.kind, OLD.card, OLD.body)
        AND EXISTS (SELECT 1 FROM redated WHERE id = OLD.id AND at IS NOT NULL AND new_at = NEW.at)
    ) BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
)

COUNTS: Final = "id NOT IN (SELECT id FROM voided) AND id NOT IN (SELECT id FROM ahead)"
"""Whether an event counts: neither undone nor dated in the future."""

_VERSION_4: Final = (
    # Lines that were merged in and are no valid events: kept as they came, for a kdeck that understands them. origin:
    # where a line stood; kdeck: the version that looked at it last.
    """CREATE TABLE aside (
        line TEXT PRIMARY KEY,
        origin TEXT NOT NULL,
        kdeck TEXT NOT NULL
    ) WITHOUT ROWID""",
)


def _version_1(connection: sqlite3.Connection, learner: str) -> None:
    for statement in _VERSION_1:
        connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES ('learner', ?)", (learner,))


def _version_2(connection: sqlite3.Connection, _learner: str) -> None:
    for statement in _VERSION_2:
        connection.execute(statement)


def _version_3(connection: sqlite3.Connection, _learner: str) -> None:
    for statement in _VERSION_3:
        connection.execute(statement)


def _version_4(connection: sqlite3.Connection, _learner: str) -> None:
    for statement in _VERSION_4:
        connection.execute(statement)


MIGRATIONS: list[Callable[[sqlite3.Connection, str], None]] = [_version_1, _version_2, _version_3, _version_4]
"""The step from version n to n + 1 stands at place n; it is told whose journal it is."""


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations the file has had."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def application_of(connection: sqlite3.Connection) -> int:
    """The application id in the file's header."""
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def migrate(connection: sqlite3.Connection, learner: str) -> None:
    """Bring the file to the present version, one transaction a step; a failed step leaves the version before it."""
    for number in range(version_of(connection), len(MIGRATIONS)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            MIGRATIONS[number](connection, learner)
            connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def create(connection: sqlite3.Connection, learner: str) -> None:
    """Make an empty file the journal of ``learner``."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrate(connection, learner)
