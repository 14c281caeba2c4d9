"""A journal that is gone with the process: SQLite without a file, for tests, previews and the first-run tour."""

from __future__ import annotations

import sqlite3

from kdeck.journal import schema
from kdeck.journal.sqlite import SqliteJournal


class RamJournal(SqliteJournal):
    """One learner's journal in memory. See ``base.Journal`` for what it does."""

    def __init__(self, learner: str, source: sqlite3.Connection | None = None, *, read_only: bool = False) -> None:
        """source: the database of which this is a copy; without one it is empty."""
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        if source is None:
            schema.create(connection, learner)
        else:
            source.backup(connection)
        super().__init__(connection, ":memory:", learner)
        self._read_only = read_only

    @property
    def read_only(self) -> bool:
        """Whether writing is refused."""
        return self._read_only

    def close(self) -> None:
        """Nothing to let go of: the memory is freed with the object."""
