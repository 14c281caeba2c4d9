"""What follows from the reviews of a journal: one row for each that counts, and their sums by study day.

Both change in the transaction that changes what counts: an answer, an undo, a merge, a redate, a renaming, a clock that
is set right. The sums are kept by triggers, so that they are those of the rows whatever writes them. ``rebuild`` makes
all of it anew from the events; ``project`` does the same for some cards and writes what differs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from types import NoneType
from typing import Any, Final

from kdeck.core.events.event import Event, Renames
from kdeck.core.memory import Memory
from kdeck.core.moment import FIRST_DAY, LAST_DAY
from kdeck.core.statistics import BUCKETS, Answered, Bucket, Day, Seen, Tally, bucket_of, naming
from kdeck.journal.connect import leniently
from kdeck.journal.schema import COUNTS, EVENT, PROJECTION

_NAMES: Final = 500
"""Card ids in one statement: SQLite takes a limited number of values."""
_MOST: Final = 1_000_000_000_000
"""What a sum can be; greater ones somebody else has written, and they are passed over."""
_BILLION: Final = 1_000_000_000
_RENAMES: Final = f"{EVENT} WHERE kind <> 'review' AND kind = 'rename' AND {COUNTS}"
_HERE: Final = (
    f"SELECT e.seq, e.id, e.day, e.at, e.card, ({COUNTS}), r.rating, r.milliseconds, r.right, r.recall, "  # noqa: S608
    "r.introduced, r.tried FROM event e LEFT JOIN review r ON (r.day, r.at, r.seq) = (e.day, e.at, e.seq) "
    "WHERE e.kind = 'review' "
)
_NO_ROW: Final = (None,) * 6
_ORDER: Final = "ORDER BY e.day, e.at, e.id"
_DROP: Final = "DELETE FROM review WHERE (day, at, seq) = (?, ?, ?)"
_PUT: Final = "INSERT INTO review VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PUT_LAST: Final = (
    "INSERT INTO review SELECT day, at, seq, card, ?2, ?3, ?4, ?5, last IS NULL, ifnull(last < day, 0), "  # noqa: S608
    "CASE WHEN last < day THEN ?6 ELSE -1 END FROM (SELECT e.seq, e.day, e.at, e.card, "
    f"(SELECT last_day FROM memory WHERE card = e.card) AS last FROM event e WHERE e.id = ?1 AND {COUNTS})"
)
REVIEWS: Final = "SELECT card, day, at, rating, milliseconds, right, recall, introduced, tried FROM review"
_FIELDS: Final = ((str,), (int,), (int,), (int,), *([(int, NoneType)] * 2), (float, NoneType), (int,), (int,))
_SUMS: Final = ", ".join(f'total("{name}")' for name in Tally._fields[:-2])
DAYS: Final = (
    f"SELECT day, {_SUMS}, total(tried * (bucket >= 0)), total(predicted) FROM day_sum "  # noqa: S608 - names of columns
    "WHERE day < ? GROUP BY day ORDER BY day LIMIT ?"
)
DECKS: Final = (
    "SELECT substr(card, 1, instr(card || '/', '/') - 1) AS deck, count(*), total(right), total(rating = 1), "
    "total(rating = 2), total(rating = 3), total(rating = 4), total(milliseconds), total(introduced), total(tried), "
    "total(tried AND rating > 1), total(bucket >= 0), total(CASE WHEN bucket >= 0 THEN recall END) * 1000000000 "
    "FROM review WHERE day >= ? GROUP BY deck"
)
TRIES: Final = (
    "SELECT bucket, total(tried), total(recalled), total(predicted) FROM day_sum WHERE bucket >= 0 AND day >= ? "
    "GROUP BY bucket ORDER BY bucket"
)


def rebuild(connection: sqlite3.Connection, learner: str) -> None:
    """Make all rows and sums anew from the events, within a transaction."""
    for statement in PROJECTION:
        connection.execute(statement)
    with leniently(connection):
        _follow(connection, learner, connection.execute(_HERE + _ORDER), {}, naming(_renames(connection, learner)))


def put_last(connection: sqlite3.Connection, reviews: Sequence[Event], memories: Iterable[Memory]) -> bool:
    """Add reviews of which each is the last of its card: what came before says the memory, which is still the old one.

    memories: the new ones. Returns whether that was so and is done; else ``project`` has to.
    """
    folded = {memory.card: (memory.last_at, memory.last_day) for memory in memories}
    if len({event.card for event in reviews}) < len(reviews):
        return False
    if any(folded.get(event.card) != (event.at, event.day) for event in reviews):
        return False
    rows = [(event.id, *_said(event.body), _bucket(event.body.get("recall"))) for event in reviews]
    return not rows or connection.executemany(_PUT_LAST, rows).rowcount == len(rows)


def project(
    connection: sqlite3.Connection, learner: str, cards: Iterable[str], fresh: Sequence[Event], first: int
) -> None:
    """Make the rows of these cards, under all their ids, what their events say, within a transaction.

    fresh: the events that have just been stored as they are, from the number ``first`` on: they need not be read again.
    """
    renames = _renames(connection, learner)
    names = sorted({name for card in cards for name in renames.names(card)})
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(names), _NAMES):
        part = names[start : start + _NAMES]
        chosen = f"{_HERE}AND e.card IN ({', '.join('?' * len(part))}) AND e.seq < ?"
        rows = connection.execute(chosen, (*part, first)).fetchall()
        found += (row for row in rows if (type(row[1]), type(row[2]), type(row[3])) == (str, int, int))
    gone = {row[0] for row in connection.execute("SELECT id FROM voided UNION SELECT id FROM ahead")} if fresh else ()
    found += (
        (seq, event.id, event.day, event.at, event.card, event.id not in gone, *_NO_ROW)
        for seq, event in enumerate(fresh, first)
        if event.kind == "review"
    )
    found.sort(key=itemgetter(2, 3, 1))
    _follow(connection, learner, found, {event.id: event.body for event in fresh}, naming(renames))


def _follow(
    connection: sqlite3.Connection,
    learner: str,
    found: Iterable[tuple[Any, ...]],
    bodies: Mapping[str, Mapping[str, Any]],
    name: Callable[[str], str],
) -> None:
    """Write what differs between the rows of some cards and what they have to be. found: as ``_HERE`` says."""
    seen, add = Seen(), connection.executemany
    wrong: list[tuple[int, int, int]] = []
    rows: list[tuple[Any, ...]] = []
    for seq, ident, day, at, card, counts, *stored in found:
        known = stored[0] is not None
        said = None if not counts else stored[:4] if known else _said_by(connection, learner, seq, bodies.get(ident))
        if said is not None:
            sight = seen.add(day, name(card))
            if (*sight,) == (*stored[4:],):
                continue
            rows.append((day, at, seq, card, *said, *sight, _bucket(said[-1]) if sight[1] else -1))
        if known:
            wrong.append((day, at, seq))
    add(_DROP, wrong)
    add(_PUT, rows)


def _said_by(
    connection: sqlite3.Connection, learner: str, seq: int, body: Mapping[str, Any] | None
) -> Sequence[Any] | None:
    """What an event says that has no row yet, ``None`` where it is no valid one. body: where it is known."""
    if body is None:
        from kdeck.journal.codec import event_of

        event = event_of(learner, connection.execute(EVENT + "WHERE seq = ?", (seq,)).fetchone())
        if not isinstance(event, Event):
            return None
        body = event.body
    return _said(body)


def _said(body: Mapping[str, Any]) -> tuple[Any, ...]:
    """Rating, milliseconds, whether it was right, and recall as it was foretold."""
    get = body.get
    return body["rating"], get("ms"), get("right"), get("recall")


def _bucket(recall: float | None) -> int:
    return -1 if recall is None else bucket_of(recall)


def _renames(connection: sqlite3.Connection, learner: str) -> Renames:
    rows = connection.execute(_RENAMES).fetchall()
    if not rows:
        return Renames()
    from kdeck.journal.codec import event_of

    return Renames(event for event in (event_of(learner, row) for row in rows) if isinstance(event, Event))


def answered_in(rows: Iterable[Sequence[Any]]) -> list[Answered]:
    """Reviews out of rows of ``REVIEWS``."""
    return [
        Answered._make((*row[:5], None if row[5] is None else row[5] == 1, row[6], row[7] == 1, row[8] == 1))
        for row in rows
        if all(type(value) in types for value, types in zip(row, _FIELDS, strict=True))
    ]


def days_in(rows: Iterable[Sequence[Any]]) -> list[Day]:
    """Days out of rows of ``DAYS``."""
    return [
        Day(day, tally)
        for day, *sums in rows
        if type(day) is int and FIRST_DAY <= day <= LAST_DAY and (tally := _tally(sums)) is not None
    ]


def decks_in(rows: Iterable[Sequence[Any]]) -> dict[str, Tally]:
    """Decks out of rows of ``DECKS``."""
    return {deck: tally for deck, *sums in rows if type(deck) is str and (tally := _tally(sums)) is not None}


def buckets_in(rows: Iterable[Sequence[Any]]) -> list[Bucket]:
    """Buckets out of rows of ``TRIES``."""
    return [
        Bucket(number, int(tries), int(recalled), predicted / _BILLION)
        for number, tries, recalled, predicted in rows
        if type(number) is int and number < BUCKETS and 0 < tries <= _MOST and 0 <= recalled <= tries
    ]


def _tally(sums: Sequence[float]) -> Tally | None:
    *counts, predicted = sums
    if not 0 < counts[0] <= _MOST or not all(0 <= count <= _MOST for count in counts):
        return None
    return Tally._make((*map(int, counts), predicted / _BILLION))
