"""Events that a wrong clock dated, in the file: the time that counts stands in ``event``, the one written beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, Final

from kdeck.core.events.event import TIMELESS, Event
from kdeck.core.events.payload import redate_of
from kdeck.core.moment import Moment

WRITTEN: Final = (
    'SELECT e.id, coalesce(r.at, e.at), e."offset", coalesce(r.day, e.day), e.device, e.kind, e.card, e.body '
    "FROM event e LEFT JOIN redated r ON r.id = e.id "
)
"""Events as they were written."""
_NOTE: Final = (
    "INSERT INTO redated (id, redate, new_at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
    "redate = excluded.redate, new_at = excluded.new_at WHERE excluded.redate > redated.redate"
)
_FIND: Final = (
    f'SELECT e.at, e."offset", e.day, e.kind, r.new_at FROM event e JOIN redated r ON r.id = e.id '  # noqa: S608 - kinds
    f"WHERE e.id = ? AND e.kind NOT IN {TIMELESS}"
)
_MISSING: Final = "SELECT id FROM redated WHERE at IS NULL"


def apply(connection: sqlite3.Connection, events: Iterable[Event], added: Iterable[str]) -> Iterator[int]:
    """Let the times that count take effect, within a transaction; the study days that the reviews leave and come to.

    events: redates; of several that name one event the one with the greatest id holds. One may arrive before the event
    that it names. added: the ids of the events that arrive.
    """
    redates = [(redate_of(event).target, event.id, redate_of(event).at) for event in events]
    connection.executemany(_NOTE, redates)
    missing = {row[0] for row in connection.execute(_MISSING)}
    for target in {target for target, _id, _at in redates}.union(missing.intersection(added) if missing else ()):
        for at, offset, day, kind, new_at in connection.execute(_FIND, (target,)).fetchall():
            if {type(at), type(offset), type(day)} != {int}:
                continue  # somebody else wrote that row: it is no event
            new_day = Moment(new_at, offset).day
            connection.execute("UPDATE redated SET at = ?, day = ? WHERE id = ? AND at IS NULL", (at, day, target))
            connection.execute("UPDATE event SET at = ?, day = ? WHERE id = ?", (new_at, new_day, target))
            if kind == "review":
                yield from (day, new_day)


def set_ahead(connection: sqlite3.Connection, ahead: frozenset[str]) -> list[int]:
    """Let just these events count nowhere; the study days of the reviews that come to count, or no longer do."""
    before = {row[0] for row in connection.execute("SELECT id FROM ahead")}
    changed = [(ident,) for ident in before ^ ahead]
    connection.executemany("DELETE FROM ahead WHERE id = ?", [(ident,) for ident in before - ahead])
    connection.executemany("INSERT INTO ahead VALUES (?)", [(ident,) for ident in ahead - before])
    days = "SELECT day FROM event WHERE id = ? AND kind = 'review'"
    found = (row[0] for ident in changed for row in connection.execute(days, ident))
    return [day for day in found if type(day) is int]


def place(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Where a row of ``WRITTEN`` stands in order."""
    return row[1], row[0]
