"""The tables of a journal, and the way from every older version to the present one.

``PRAGMA user_version`` counts the migrations that a file has had; each is one transaction.

Reads are planned so that no index serves two masters: an answer touches nine pages,
and each costs 4 KB of log; what was done on a day is therefore asked of that day's events, not of an index on memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import Final

from kdeck.core.events.event import TIMELESS, UNDATED
from kdeck.core.moment import LAST_AT

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

EVENT: Final = 'SELECT id, at, "offset", day, device, kind, card, body FROM event '
WRITTEN: Final = (
    'SELECT e.id, coalesce(r.at, e.at), e."offset", coalesce(r.day, e.day), e.device, e.kind, e.card, e.body '
    "FROM event e LEFT JOIN redated r ON r.id = e.id "
)
"""Events as they were written."""
COUNTS: Final = "id NOT IN (SELECT id FROM voided) AND id NOT IN (SELECT id FROM ahead)"
"""Whether an event counts: neither undone nor dated in the future."""

STANDING: Final = f"AND {COUNTS} ORDER BY at DESC, id DESC LIMIT ?"
LAST: Final = f"SELECT at FROM event INDEXED BY event_at WHERE at <= ? AND kind NOT IN {TIMELESS} {STANDING}"  # noqa: S608
LATER: Final = f"kind NOT IN {UNDATED} AND id NOT IN (SELECT id FROM voided)"  # noqa: S608 - constants
AFTER: Final = f"SELECT id, card FROM event INDEXED BY event_at WHERE at > ? AND {LATER}"  # noqa: S608 - the same
NEWEST_ID: Final = "SELECT max(id) FROM event WHERE id < '8'"
"""No clock makes a UUIDv7 beyond that: an id that somebody invented must not stop those that are made from rising."""
HEAD: Final = (
    f"SELECT ({NEWEST_ID}), ({LAST.replace('?', str(LAST_AT), 1).replace('?', '1')}), "  # noqa: S608 - constants
    f"(SELECT at FROM event INDEXED BY event_at WHERE {LATER} ORDER BY at DESC LIMIT 1), EXISTS (SELECT 1 FROM ahead), "
    "EXISTS (SELECT 1 FROM redated WHERE at IS NULL)"
)

_VERSION_4: Final = (
    # Lines that were merged in and are no valid events: kept as they came, for a kdeck that understands them. origin:
    # where a line stood; kdeck: the version that looked at it last.
    """CREATE TABLE aside (
        line TEXT PRIMARY KEY,
        origin TEXT NOT NULL,
        kdeck TEXT NOT NULL
    ) WITHOUT ROWID""",
)


_SUMMED: Final = {
    "reviews": "1",
    '"right"': '?."right" IS 1',
    "again": "?.rating = 1",
    "hard": "?.rating = 2",
    "good": "?.rating = 3",
    "easy": "?.rating = 4",
    "milliseconds": "ifnull(?.milliseconds, 0)",
    "introduced": "?.introduced",
    "tried": "?.tried",
    "recalled": "?.tried AND ?.rating > 1",
    "predicted": "CASE WHEN ?.bucket < 0 THEN 0 ELSE CAST(round(?.recall * 1000000000) AS INTEGER) END",
}
"""What the row of a review adds to each sum."""
PROJECTION: Final = (
    # One row for each review that counts; its event is the one with the same seq, and says its id and all else.
    # introduced: the card's first; tried: its first on a later day. bucket: of a
    # try whose recall was foretold, else -1.
    "DROP TABLE IF EXISTS review",
    """CREATE TABLE review (
        day INTEGER NOT NULL,
        at INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        card TEXT NOT NULL,
        rating INTEGER NOT NULL,
        milliseconds INTEGER,
        "right" INTEGER,
        recall REAL,
        introduced INTEGER NOT NULL,
        tried INTEGER NOT NULL,
        bucket INTEGER NOT NULL,
        PRIMARY KEY (day, at, seq)
    ) WITHOUT ROWID""",
    # Their sums: over all buckets those of a day, over all days those of a bucket. predicted: in billionths, so that
    # what is taken back leaves no trace.
    "DROP TABLE IF EXISTS day_sum",
    """CREATE TABLE day_sum (
        day INTEGER NOT NULL,
        bucket INTEGER NOT NULL,
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
        predicted INTEGER NOT NULL,
        PRIMARY KEY (day, bucket)
    ) WITHOUT ROWID""",
    "CREATE TRIGGER review_counts AFTER INSERT ON review BEGIN "  # noqa: S608 - constants
    f"INSERT INTO day_sum VALUES (NEW.day, NEW.bucket, {', '.join(_SUMMED.values()).replace('?', 'NEW')}) "
    "ON CONFLICT (day, bucket) DO UPDATE SET "
    + ", ".join(f"{name} = {name} + excluded.{name}" for name in _SUMMED)
    + "; END",
    "CREATE TRIGGER review_counts_no_more AFTER DELETE ON review BEGIN UPDATE day_sum SET "  # noqa: S608 - constants
    + ", ".join(f"{name} = {name} - ({value})" for name, value in _SUMMED.items()).replace("?", "OLD")
    + " WHERE day = OLD.day AND bucket = OLD.bucket; "
    "DELETE FROM day_sum WHERE day = OLD.day AND bucket = OLD.bucket AND reviews <= 0; END",
)


_VERSION_5: Final = (
    "DROP TABLE day_tally",
    "DROP TABLE day_bucket",
    "DELETE FROM meta WHERE name = 'summed'",
    "DROP INDEX event_day",
)
Step = Callable[[sqlite3.Connection, str], None]


def _made_of(statements: Iterable[str]) -> Step:
    def step(connection: sqlite3.Connection, _learner: str) -> None:
        for statement in statements:
            connection.execute(statement)

    return step


def _version_1(connection: sqlite3.Connection, learner: str) -> None:
    _made_of(_VERSION_1)(connection, learner)
    connection.execute("INSERT INTO meta VALUES ('learner', ?)", (learner,))


def _version_5(connection: sqlite3.Connection, learner: str) -> None:
    from kdeck.journal.projection import rebuild

    _made_of(_VERSION_5)(connection, learner)
    rebuild(connection, learner)


MIGRATIONS: list[Step] = [_version_1, *map(_made_of, (_VERSION_2, _VERSION_3, _VERSION_4)), _version_5]
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
