"""One change, put into the tables: events first, then what follows from them. All within the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from typing import Any, Final

from kdeck.core.events.event import TIMELESS, Event
from kdeck.core.events.payload import redate_of, undone_by
from kdeck.core.memory import Mark, Memory, is_sound
from kdeck.core.moment import Moment
from kdeck.journal.base import Change, changed, foreign
from kdeck.journal.codec import encode, event_of
from kdeck.journal.projection import project, put_last, rebuild
from kdeck.journal.schema import EVENT, WRITTEN

_ADD_EVENT: Final = (
    'INSERT INTO event (id, at, "offset", day, device, kind, card, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?) '
    "ON CONFLICT (id) DO NOTHING"
)
_PUT_MEMORY: Final = (
    f"INSERT INTO memory VALUES ({', '.join('?' * len(Memory._fields))}) ON CONFLICT (card) DO UPDATE SET "  # noqa: S608
    + ", ".join(f"{name} = excluded.{name}" for name in Memory._fields[1:])
)
_PUT_MARK: Final = (
    "INSERT INTO mark VALUES (?, ?, ?) "
    "ON CONFLICT (card) DO UPDATE SET suspended = excluded.suspended, flag = excluded.flag"
)
_KEEP: Final = "INSERT INTO aside VALUES (?, ?, ?) ON CONFLICT (line) DO UPDATE SET kdeck = excluded.kdeck"
_NOTE_REDATE: Final = (
    "INSERT INTO redated (id, redate, new_at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
    "redate = excluded.redate, new_at = excluded.new_at WHERE excluded.redate > redated.redate"
)
_REDATED: Final = (
    f'SELECT e.seq, e.at, e."offset", e.day, r.new_at FROM event e JOIN redated r ON r.id = e.id '  # noqa: S608 - kinds
    f"WHERE e.id = ? AND e.kind NOT IN {TIMELESS}"
)
_VOIDS: Final = EVENT + "WHERE kind <> 'review' AND kind = 'void'"
_COUNTED: Final = ("review", "rename")
"""Kinds of events that the rows of reviews follow."""


def put(connection: sqlite3.Connection, learner: str, change: Change, *, awaited: bool) -> None:
    """Store a change; ``JournalConflict`` where it holds another learner's event, or an id that says something else.

    awaited: whether the event that a redate names has yet to arrive.
    """
    rows, targets, redates = [], [], []
    for event in change.events:
        if event.learner != learner:
            raise foreign(event.id, event.learner, learner)
        rows.append((event.id, *event[2:8], encode(event)))
        if event.kind == "void":
            targets.append(undone_by(event))
        elif event.kind == "redate":
            redates.append(event)
    many = connection.executemany
    known = many(_ADD_EVENT, rows).rowcount < len(rows)
    if known:
        _compare(connection, rows)
    many("INSERT OR IGNORE INTO voided VALUES (?)", [(target,) for target in targets])
    stirred = set(targets)
    if redates or awaited:
        stirred |= _redate(connection, redates, [row[0] for row in rows])
    if change.ahead is not None:
        stirred |= _set_ahead(connection, change.ahead)
    as_they_are = not (known or redates or awaited or change.ahead is not None)
    _follow(connection, learner, change, stirred, as_they_are=as_they_are)
    many(_PUT_MEMORY, change.memories)
    many("DELETE FROM memory WHERE card = ?", [(card,) for card in change.forgotten])
    many("DELETE FROM mark WHERE card = ?", [(mark.card,) for mark in change.marks if mark == Mark(mark.card)])
    many(_PUT_MARK, [mark for mark in change.marks if mark != Mark(mark.card)])
    many(_KEEP, change.aside)
    many("DELETE FROM aside WHERE line = ?", [(line,) for line in change.released])


def _follow(
    connection: sqlite3.Connection, learner: str, change: Change, stirred: Collection[str], *, as_they_are: bool
) -> None:
    """Let the rows of reviews follow. stirred: the ids of other events that count otherwise than before.

    as_they_are: whether all events of the change are new, and none of them is redated.
    """
    events = [event for event in change.events if event.kind in _COUNTED]
    for ident in stirred:
        row = connection.execute(EVENT + "WHERE id = ?", (ident,)).fetchone()
        found = None if row is None else event_of(learner, row)
        if isinstance(found, Event) and found.kind in _COUNTED:
            events.append(found)
    renames = [event for event in events if event.kind == "rename"]
    if as_they_are and not stirred and not renames and put_last(connection, events, change.memories):
        return
    cards = {event.card for event in events}.union(event.body["from"] for event in renames)
    last = int(connection.execute("SELECT max(seq) FROM event").fetchone()[0])
    fresh = change.events if as_they_are else ()
    project(connection, learner, cards, fresh, last + 1 - len(fresh))


def _compare(connection: sqlite3.Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """``JournalConflict`` where an event that was there already says something else."""
    for row in rows:
        if connection.execute(WRITTEN + "WHERE e.id = ?", row[:1]).fetchone() != row:
            raise changed(row[0])


def _redate(connection: sqlite3.Connection, events: Iterable[Event], added: Iterable[str]) -> set[str]:
    """Let the times that count take effect; the ids of the events whose times they are.

    events: redates; of several that name one event the one with the greatest id holds. One may arrive before the event
    that it names. added: the ids of the events that arrive.
    """
    redates = [(redate_of(event).target, event.id, redate_of(event).at) for event in events]
    connection.executemany(_NOTE_REDATE, redates)
    missing = {row[0] for row in connection.execute("SELECT id FROM redated WHERE at IS NULL")}
    targets = {target for target, _id, _at in redates}.union(missing.intersection(added) if missing else ())
    for target in targets:
        for seq, at, offset, day, new_at in connection.execute(_REDATED, (target,)).fetchall():
            if {type(at), type(offset), type(day)} != {int}:
                continue  # somebody else wrote that row: it is no event
            new_day = Moment(new_at, offset).day
            connection.execute("UPDATE redated SET at = ?, day = ? WHERE id = ? AND at IS NULL", (at, day, target))
            connection.execute("DELETE FROM review WHERE (day, at, seq) = (?, ?, ?)", (day, at, seq))
            connection.execute("UPDATE event SET at = ?, day = ? WHERE id = ?", (new_at, new_day, target))
    return targets


def _set_ahead(connection: sqlite3.Connection, ahead: frozenset[str]) -> set[str]:
    """Let just these events count nowhere; the ids of those that come to count, or no longer do."""
    before = {row[0] for row in connection.execute("SELECT id FROM ahead")}
    connection.executemany("DELETE FROM ahead WHERE id = ?", [(ident,) for ident in before - ahead])
    connection.executemany("INSERT INTO ahead VALUES (?)", [(ident,) for ident in ahead - before])
    return set(before ^ ahead)


def mend(connection: sqlite3.Connection, learner: str) -> int:
    """Let go of memories that are not sound, note anew what is undone, and rebuild the rows and sums of reviews.

    How many memories were not sound.
    """
    rows = connection.execute("SELECT *, rowid FROM memory").fetchall()
    unsound = [(row[-1],) for row in rows if not is_sound(Memory._make(row[:-1]))]
    connection.executemany("DELETE FROM memory WHERE rowid = ?", unsound)
    voids = [event_of(learner, row) for row in connection.execute(_VOIDS).fetchall()]
    connection.execute("DELETE FROM voided")
    targets = [(undone_by(void),) for void in voids if isinstance(void, Event)]
    connection.executemany("INSERT OR IGNORE INTO voided VALUES (?)", targets)
    rebuild(connection, learner)
    return len(unsound)
