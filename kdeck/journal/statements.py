"""What a journal asks of SQLite and tells it: the statements that are made once.

An event counts where it is neither undone nor dated in the future, see ``schema.COUNTS``.
"""

from __future__ import annotations

from typing import Final

from kdeck.core.events.event import TIMELESS, UNDATED
from kdeck.core.moment import LAST_AT
from kdeck.journal.schema import COUNTS

SEPARATOR: Final = "\x1f"
KNOWN: Final = f"SELECT group_concat(card, '{SEPARATOR}') FROM memory"  # noqa: S608 - a constant: a parameter takes thrice as long
EVENT: Final = 'SELECT id, at, "offset", day, device, kind, card, body FROM event '
STANDING: Final = f"AND {COUNTS} ORDER BY at DESC, id DESC LIMIT ?"
OF_CARD: Final = EVENT + "WHERE card = ? ORDER BY at, id"
OF_DAY: Final = EVENT + "WHERE day = ? ORDER BY at, id"
FOLLOWING: Final = EVENT + f"WHERE (at, id) > (?, ?) AND at <= {LAST_AT} ORDER BY at, id LIMIT ?"
REVIEWS: Final = EVENT + "INDEXED BY event_at WHERE kind = 'review' " + STANDING
OTHERS: Final = EVENT + "WHERE kind <> 'review' AND kind = ? " + STANDING
DUE_COUNTS: Final = (
    "SELECT due_day, count(*) FROM memory WHERE due_day BETWEEN ? AND ? AND phase = 'review' GROUP BY due_day"
)
DONE: Final = (
    "SELECT card, first_day FROM memory WHERE card IN "  # noqa: S608 - a constant
    f"(SELECT card FROM event WHERE day = ? AND kind = 'review' AND {COUNTS})"
)
SIMULATED: Final = "SELECT 1 FROM event WHERE kind <> 'review' AND kind = 'simulated' LIMIT 1"
NEXT_STUDIED: Final = (
    "SELECT day FROM event INDEXED BY event_day WHERE day > ? AND day < ? AND kind = 'review' "  # noqa: S608 - the same
    f"AND {COUNTS} ORDER BY day LIMIT 1"
)
LAST: Final = f"SELECT at FROM event INDEXED BY event_at WHERE at <= ? AND kind NOT IN {TIMELESS} {STANDING}"  # noqa: S608
AFTER: Final = (
    "SELECT id, card FROM event INDEXED BY event_at WHERE at > ? "  # noqa: S608 - constants
    f"AND kind NOT IN {UNDATED} AND id NOT IN (SELECT id FROM voided)"
)
NEWEST_ID: Final = "SELECT max(id) FROM event WHERE id < '8'"
"""No clock makes a UUIDv7 beyond that: an id that somebody invented must not stop those that are made from rising."""
ADD_EVENT: Final = (
    'INSERT INTO event (id, at, "offset", day, device, kind, card, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?) '
    "ON CONFLICT (id) DO NOTHING"
)
PUT_MEMORY: Final = (
    "INSERT INTO memory VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (card) DO UPDATE SET "
    "phase = excluded.phase, step = excluded.step, stability = excluded.stability, difficulty = excluded.difficulty, "
    "due_day = excluded.due_day, due_at = excluded.due_at, first_day = excluded.first_day, "
    "last_day = excluded.last_day, last_at = excluded.last_at, interval = excluded.interval, reps = excluded.reps, "
    "lapses = excluded.lapses, retention = excluded.retention, answer = excluded.answer"
)
PUT_MARK: Final = (
    "INSERT INTO mark VALUES (?, ?, ?) "
    "ON CONFLICT (card) DO UPDATE SET suspended = excluded.suspended, flag = excluded.flag"
)
PUT_SETTING: Final = "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
