"""What is asked of all days or all cards at once: the journal's part for statistics. It loads its work when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from kdeck.core.errors import JournalError
from kdeck.core.memory import Memory
from kdeck.core.moment import LAST_AT
from kdeck.journal.aside import mend, names, sound, unfit
from kdeck.journal.base import Aside, Strength, Test
from kdeck.journal.schema import COUNTS
from kdeck.journal.statements import DUE_COUNTS, KNOWN, NEXT_STUDIED

if TYPE_CHECKING:
    import sqlite3

    from kdeck.core.events.event import Event, EventKind
    from kdeck.core.statistics import Bucket, Day, Tally
    from kdeck.journal.rollup import Rollup

CHUNK = 4096
"""Rows fetched at once: long reads hold no cursor open, so they neither block a checkpoint nor fill the memory."""
_STRENGTHS = (
    "SELECT card, phase <> 'review', stability, last_at, due_day, retention, rowid FROM memory "
    "WHERE rowid > ? ORDER BY rowid LIMIT ?"
)
_FIELDS = (str, int, float, int, int, float, int)

_TIMES = (
    "SELECT json_extract(body, '$.ms') FROM event INDEXED BY event_at WHERE kind = 'review' "  # noqa: S608 - a constant
    f"AND {COUNTS} ORDER BY at DESC, id DESC LIMIT ?"
)

_MEASURES = {
    **{name: name for name in ("stability", "difficulty", "lapses", "reps")},
    "learning": "(phase <> 'review')",
    "waited": "max(0, ?1 - last_at) / (stability * 86400000000.0)",
}
_OPERATORS = {sign: sign for sign in ("<", "<=", ">", ">=")}


class Source(Protocol):
    """The journal whose sums they are, as far as they need it."""

    @property
    def learner(self) -> str:
        """Whose journal it is."""

    @property
    def read_only(self) -> bool:
        """Whether somebody else may add to it meanwhile."""

    def count(self) -> int:
        """How many events there are."""

    def recent(self, kind: EventKind, limit: int) -> list[Event]:
        """The newest events of one kind that stand."""

    def _ask(self, statement: str, *values: Any) -> list[Any]:
        """The rows of a statement."""

    def _further(self, before: Any, after: Any) -> Any:
        """``after``, which must lie behind ``before``."""

    def _store(self, put: Callable[[sqlite3.Connection], object]) -> None:
        """Let ``put`` write within one transaction."""


class Sums(Source):
    """Part of ``SqliteJournal``; see ``base.Journal`` for what it does."""

    _kept: Rollup | None = None

    def thinking_times(self, limit: int) -> list[int]:
        """Milliseconds that the newest reviews took, newest first; see ``base.Journal``."""
        from kdeck.core.events.payload import LONGEST_MS

        try:
            found = [row[0] for row in self._ask(_TIMES, limit)]
        except JournalError:  # an SQLite built without JSON, or a body that is none
            found = [event.body.get("ms") for event in self.recent("review", limit)]
        return [ms for ms in found if type(ms) is int and 0 <= ms <= LONGEST_MS]

    def studied(self, before: int, limit: int) -> tuple[int, ...]:
        """The first study days with a review that stands, before study day ``before``, in order: one step a day."""
        days: list[int] = []
        while len(days) < limit and (rows := self._ask(NEXT_STUDIED, days[-1] if days else -(1 << 62), before)):
            days.append(rows[0][0])
        return tuple(day for day in days if type(day) is int)

    def due_counts(self, first: int, last: int) -> dict[int, int]:
        """How many review cards fall due on each study day from ``first`` to ``last``; empty days left out."""
        return {day: count for day, count in self._ask(DUE_COUNTS, first, last) if type(day) is int}

    def days(self, today: int) -> list[Day]:
        """What was done on every study day with a review, in order."""
        return self._rollup.days(today)

    def sum_up(self, today: int) -> None:
        """Add up the days that are over by study day ``today``, and keep the sums."""
        self._rollup.sum_up(today)

    def decks(self, today: int, since: int = 0) -> dict[str, Tally]:
        """What was done with the cards of each deck from study day ``since`` on."""
        return self._rollup.decks(today, since)

    def calibration(self, today: int, since: int = 0) -> list[Bucket]:
        """How predictions of recall came true from study day ``since`` on."""
        return self._rollup.calibration(today, since)

    def memories(self) -> Iterator[Memory]:
        """The memory of every card ever studied, in no particular order."""
        after: Any = -1
        while rows := self._ask("SELECT *, rowid FROM memory WHERE rowid > ? ORDER BY rowid LIMIT ?", after, CHUNK):
            after = self._further(after, rows[-1][-1])
            yield from sound(row[:-1] for row in rows)

    def answers(self) -> Iterator[tuple[str, str]]:
        """Card and answer last reviewed of every card ever studied, in no particular order."""
        chunk = "SELECT card, answer, rowid FROM memory WHERE rowid > ? ORDER BY rowid LIMIT ?"
        after: Any = -1
        while rows := self._ask(chunk, after, CHUNK):
            after = self._further(after, rows[-1][-1])
            for card, answer, _rowid in rows:
                if type(card) is type(answer) is str:
                    yield card, answer

    def strengths(self) -> Iterator[Strength]:
        """How well every card ever studied is known, in no particular order."""
        after: Any = -1
        while rows := self._ask(_STRENGTHS, after, CHUNK):
            after = self._further(after, rows[-1][-1])
            for row in rows:
                if tuple(map(type, row)) == _FIELDS and row[2] > 0 and 0 < row[5] < 1 and 0 <= row[3] <= LAST_AT:
                    yield Strength(row[0], row[1] == 1, *row[2:-1])

    def meeting(self, tests: Sequence[Test], at: int) -> set[str]:
        """The ids of the cards whose memory meets all of ``tests``; see ``base.Journal``. No memory leaves SQLite."""
        wanted = " AND ".join(
            f"{_MEASURES[test.measure]} {_OPERATORS[test.operator]} ?{place}" for place, test in enumerate(tests, 2)
        )
        return set(names(self._ask(f"{KNOWN} WHERE {wanted or 'true'}", at, *(test.number for test in tests))))

    def aside(self, unless: str | None = None) -> list[Aside]:
        """The lines that are kept though they are no valid events."""
        rows = self._ask("SELECT line, origin, kdeck FROM aside WHERE kdeck IS NOT ? ORDER BY origin, line", unless)
        return [Aside(*row) for row in rows if {*map(type, row)} == {str}]

    def unfit(self) -> Iterator[Aside]:
        """The rows among the events that are no valid events and are passed over, each as a line."""
        return unfit(self._ask, self.learner)

    def mend(self) -> int:
        """Let go of what follows from the events and is not sound; see ``base.Journal``."""
        found: list[int] = []
        self._kept = None  # it knows what is added up
        self._store(lambda connection: found.append(mend(connection, self.learner)))
        return found[0]

    @property
    def _rollup(self) -> Rollup:
        if self._kept is None:
            from kdeck.journal.rollup import Rollup

            self._kept = Rollup(self)
        return self._kept
