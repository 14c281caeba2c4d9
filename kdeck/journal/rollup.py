"""Sums by study day, kept beside the events so that years of them open at once. Losing them loses nothing.

An answer pays nothing for them, and a look stores none: days that are over are added up when a session has ended, and
what is not added up yet is counted as it is. What changes the past (a merge, an undo of an older event, a renamed card)
lets go of the days from there on, which are then added up anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, Final

from kdeck.core.events.event import Renames
from kdeck.core.moment import FIRST_DAY, LAST_AT, LAST_DAY
from kdeck.core.statistics import (
    BUCKETS,
    Bucket,
    Day,
    Recount,
    Tally,
    bucket_with,
    by_day,
    by_deck,
    by_number,
    naming,
    tally_of,
)
from kdeck.journal.schema import COUNTS
from kdeck.journal.sums import Source

_CHUNK: Final = 4096
_NAMES: Final = 500
"""Card ids in one statement: SQLite takes a limited number of values."""
_ALL: Final = (1 << 63) - 1
_CLOSED_DAY: Final = "SELECT value FROM meta WHERE name = 'summed'"
"""The first study day that is not added up."""
_STANDS: Final = f"kind = 'review' AND {COUNTS}"
_SUMS: Final = ", ".join(f'sum("{name}")' for name in Tally._fields)
_REVIEWS: Final = (
    f"SELECT day, at, id, card, body FROM event WHERE {_STANDS} AND (day, at, id) > (?, ?, ?) "  # noqa: S608 - constants
    f"AND day >= ? AND day <= {LAST_DAY} AND at <= {LAST_AT} ORDER BY day, at, id LIMIT ?"
)
_MOST: Final = 1_000_000_000_000
_SOUND: Final = (
    f"typeof(day) = 'integer' AND day BETWEEN {FIRST_DAY} AND {LAST_DAY} AND reviews > 0 AND "
    + " AND ".join(f'"{name}" BETWEEN 0 AND {_MOST}' for name in Tally._fields)
)
"""What a sum can be; other rows somebody else has written, and they are passed over."""
_DAYS: Final = f"SELECT * FROM day_tally WHERE day < ? AND deck = '' AND {_SOUND}"  # noqa: S608
_DECKS: Final = (
    f"SELECT deck, {_SUMS} FROM day_tally WHERE day < ? AND day >= ? AND deck <> '' AND typeof(deck) = 'text' "  # noqa: S608
    f"AND {_SOUND} GROUP BY deck"
)
_NUMBERS: Final = (
    "SELECT number, sum(tries), sum(recalled), sum(predicted) FROM day_bucket WHERE day < ? AND day >= ? "  # noqa: S608
    f"AND typeof(number) = 'integer' AND number BETWEEN 0 AND {BUCKETS - 1} "
    + "AND tries > 0 "
    + "".join(f"AND {name} BETWEEN 0 AND {_MOST} " for name in ("tries", "recalled", "predicted"))
    + "GROUP BY number"
)
_PUT_TALLY: Final = f"INSERT INTO day_tally VALUES ({', '.join('?' * (2 + len(Tally._fields)))})"  # noqa: S608
_MET: Final = (
    f"SELECT DISTINCT card FROM event INDEXED BY event_card WHERE {_STANDS} AND day < ?1 AND card IN "  # noqa: S608
    "(SELECT card FROM event WHERE day >= ?1 AND kind = 'review')"
)


class Rollup:
    """The sums of one SQLite journal."""

    def __init__(self, journal: Source) -> None:
        self._journal = journal
        self._closed: int | None = None
        """The first study day that is not added up, where this is the only process that can change it."""
        self._live: tuple[tuple[int, int, int], Recount] | None = None
        """What was counted last, with the state of the journal that it was counted from: charts ask several times."""

    def days(self, today: int) -> list[Day]:
        """What was done on every study day with a review, in order; see ``base.Journal``."""
        before, live = self._counted(today)
        stored = ((day, Tally(*sums)) for day, _deck, *sums in self._stored(_DAYS, before))
        return by_day([*stored, *((day, tally_of(sums)) for (day, _deck), sums in live.tallies.items())])

    def decks(self, today: int, since: int = 0) -> dict[str, Tally]:
        """What was done with the cards of each deck from study day ``since`` on; see ``base.Journal``."""
        before, live = self._counted(today)
        stored = ((row[0], Tally(*row[1:])) for row in self._stored(_DECKS, before, since))
        fresh = ((deck, tally_of(sums)) for (day, deck), sums in live.tallies.items() if day >= since)
        return by_deck([*stored, *fresh])

    def calibration(self, today: int, since: int = 0) -> list[Bucket]:
        """How predictions of recall came true from study day ``since`` on; see ``base.Journal``."""
        before, live = self._counted(today)
        stored = (Bucket(*row) for row in self._stored(_NUMBERS, before, since))
        fresh = (bucket_with(number, sums) for (day, number), sums in live.buckets.items() if day >= since)
        return by_number([*stored, *fresh])

    def _stored(self, statement: str, before: int, *since: int) -> list[Any]:
        """Rows of sums."""
        return self._journal._ask(statement, before, *since) if before > 0 else []

    def _counted(self, today: int) -> tuple[int, Recount]:
        """The day up to which sums are stored, and all that follows counted; what is over by then is stored."""
        before, state = self._first_open(), (today, self._journal.count())
        if self._live is not None and self._live[0] == (before, *state):
            return before, self._live[1]
        live = self._count(before)
        self._live = (before, *state), live
        return before, live

    def sum_up(self, today: int) -> None:
        """Store the sums of what is over by study day ``today``; see ``base.Journal``."""
        before, live = self._counted(today)
        if any(day < today for day, _deck in live.tallies):
            self._store(live, before, today)

    def _first_open(self) -> int:
        if self._closed is not None:
            return self._closed
        closed = _number(self._journal._ask(_CLOSED_DAY))
        if not self._journal.read_only:
            self._closed = closed
        return closed

    def _count(self, first: int) -> Recount:
        """All reviews from study day ``first`` on."""
        renames = Renames(self._journal.recent("rename", _ALL))
        name = naming(renames)
        counted = Recount({name(card) for card in self._met_before(first, renames)} if first else set(), name)
        from kdeck.journal.codec import body_of

        place: tuple[Any, ...] = (first, -(1 << 63), "")
        while rows := self._journal._ask(_REVIEWS, *place, first, _CHUNK):
            place = self._journal._further(place, rows[-1][:3])
            for day, _at, _id, card, text in rows:
                body = body_of("review", text)
                if body is not None and type(day) is int and type(card) is str:
                    counted.add(day, card, body)
        return counted

    def _met_before(self, first: int, renames: Renames) -> Iterator[str]:
        """Cards reviewed before study day ``first``, of those reviewed since; under all ids that they have had."""
        yield from (row[0] for row in self._journal._ask(_MET, first))
        others = list(renames)
        for start in range(0, len(others), _NAMES):
            names = others[start : start + _NAMES]
            marks = ", ".join("?" * len(names))
            statement = f"SELECT DISTINCT card FROM event WHERE {_STANDS} AND day < ? AND card IN ({marks})"  # noqa: S608
            yield from (row[0] for row in self._journal._ask(statement, first, *names))

    def _store(self, live: Recount, before: int, today: int) -> None:
        tallies = [(*key, *sums) for key, sums in live.tallies.items() if key[0] < today]
        whole = by_day((day, tally_of(sums)) for (day, _deck), sums in live.tallies.items() if day < today)
        tallies += [(day, "", *tally) for day, tally in whole]
        buckets = [(*key, *sums) for key, sums in live.buckets.items() if key[0] < today]

        def put(connection: sqlite3.Connection) -> None:
            _let_go(connection, before)  # rows that a damaged note of the first open day left behind
            connection.executemany(_PUT_TALLY, tallies)
            connection.executemany("INSERT INTO day_bucket VALUES (?, ?, ?, ?, ?)", buckets)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('summed', ?)", (str(today),))

        self._journal._store(put)
        self._closed = today

    def outdate(
        self,
        connection: sqlite3.Connection,
        rows: Iterable[tuple[Any, ...]],
        targets: Iterable[tuple[str]],
        days: Iterable[int],
    ) -> None:
        """Let go of the days that these events change; within their transaction. rows: as they were written.

        days: further study days whose reviews are others now.
        """
        self._live = None
        first = min(_first_changed(connection, rows, targets), *days, 1 << 62)
        if self._closed is None:
            self._closed = _number(connection.execute(_CLOSED_DAY).fetchall())
        if first < self._closed:
            self._closed = None  # looked up again: nobody knows yet whether this transaction comes to its end
            _let_go(connection, first)
            connection.execute("UPDATE meta SET value = ? WHERE name = 'summed'", (str(first),))


def _let_go(connection: sqlite3.Connection, first: int) -> None:
    connection.execute("DELETE FROM day_tally WHERE day >= ?", (first,))
    connection.execute("DELETE FROM day_bucket WHERE day >= ?", (first,))


def _number(rows: list[Any]) -> int:
    """The first day that is not added up; 0 where nothing is, or where nobody can tell."""
    try:
        return max(0, min(int(rows[0][0]), LAST_DAY))
    except (IndexError, TypeError, ValueError, OverflowError):
        return 0


def _first_changed(
    connection: sqlite3.Connection, rows: Iterable[tuple[Any, ...]], targets: Iterable[tuple[str]]
) -> int:
    """The first study day whose sums are others now. A renaming changes which answers are of one card: all days."""
    first = 1 << 62
    for row in rows:
        if row[5] == "review":
            first = min(first, row[3])
        elif row[5] == "rename":
            return 0
    for target in targets:
        found = connection.execute("SELECT day, kind FROM event WHERE id = ?", target).fetchone()
        if found is not None and found[1] == "rename":
            return 0
        if found is not None and found[1] == "review":
            first = min(first, found[0])
    return first
