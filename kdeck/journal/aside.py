"""What a journal keeps, or was made to hold, though it is no valid event; and what follows from events, made sound."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from kdeck.core.memory import Memory, is_sound
from kdeck.journal.base import Aside
from kdeck.journal.statements import SEPARATOR

if TYPE_CHECKING:
    from kdeck.journal.base import Change

_KEEP: Final = "INSERT INTO aside VALUES (?, ?, ?) ON CONFLICT (line) DO UPDATE SET kdeck = excluded.kdeck"
_EVENTS: Final = (
    'SELECT seq, id, at, "offset", day, device, kind, card, body FROM event WHERE seq > ? ORDER BY seq LIMIT ?'
)
_CHUNK: Final = 4096


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


def names(rows: Sequence[Any]) -> list[str]:
    """The ids that a statement put together."""
    joined = rows[0][0]
    if isinstance(joined, bytes):
        joined = joined.decode(errors="replace")
    return joined.split(SEPARATOR) if joined else []


def sound(rows: Iterable[Any]) -> Iterator[Memory]:
    """The memories in rows; such as no fold can have made are passed over, until somebody folds them anew."""
    return filter(is_sound, map(Memory._make, rows))


def keep(connection: sqlite3.Connection, change: Change) -> None:
    """Store the lines that a change keeps, and let go of those that it releases."""
    connection.executemany(_KEEP, change.aside)
    connection.executemany("DELETE FROM aside WHERE line = ?", [(line,) for line in change.released])


def unfit(ask: Callable[..., list[Any]], learner: str) -> Iterator[Aside]:
    """The rows among the events that are no valid events. ask: gives the rows of a statement."""
    from kdeck.core.events.event import Event
    from kdeck.journal.codec import event_of
    from kdeck.journal.lines import line_of_row

    after = -1
    while rows := ask(_EVENTS, after, _CHUNK):
        after = rows[-1][0]
        for seq, *row in rows:
            if not isinstance(event_of(learner, tuple(row)), Event):
                yield Aside(line_of_row(learner, tuple(row)), f"event:{seq}")


def mend(connection: sqlite3.Connection, learner: str) -> int:
    """See ``base.Journal.mend``; within a transaction."""
    rows = connection.execute("SELECT *, rowid FROM memory").fetchall()
    targets = _targets(connection, learner)
    unsound = [(row[-1],) for row in rows if not is_sound(Memory._make(row[:-1]))]
    connection.executemany("DELETE FROM memory WHERE rowid = ?", unsound)
    connection.execute("DELETE FROM voided")
    connection.executemany("INSERT OR IGNORE INTO voided VALUES (?)", targets)
    for table in ("day_tally", "day_bucket"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
    connection.execute("DELETE FROM meta WHERE name = 'summed'")
    return len(unsound)


def _targets(connection: sqlite3.Connection, learner: str) -> list[tuple[str]]:
    from kdeck.core.events.event import Event
    from kdeck.core.events.payload import undone_by
    from kdeck.journal.codec import event_of

    rows: list[Any] = connection.execute(_EVENTS.replace("seq > ?", "seq > ? AND kind = 'void'"), (-1, -1)).fetchall()
    found = (event_of(learner, tuple(row)) for _seq, *row in rows)
    return [(undone_by(event),) for event in found if isinstance(event, Event)]
