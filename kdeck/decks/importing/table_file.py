"""A table file as rows of texts with their places. Limits: 20 MB, 100,000 rows, 200 columns."""

from __future__ import annotations

from typing import Final, NamedTuple

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message

MAX_BYTES: Final = 20_000_000
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 200


class TableError(KdeckError):
    """A table cannot be read; the message names its place."""


class Line(NamedTuple):
    """One row as it stands in the file. line: from 1; of a workbook, the number that Excel shows."""

    line: int
    cells: tuple[str, ...]


class Table(NamedTuple):
    """The rows of a file that hold anything. ragged: short rows are worth a word, as they are in CSV."""

    lines: list[Line]
    ragged: bool


def checked_size(name: str, line: int, width: int) -> None:
    """Refuse a table beyond the limits."""
    if line > MAX_ROWS:
        raise TableError(Message("{file} has more than {most} rows", file=name, most=MAX_ROWS), SPLIT)
    if width > MAX_COLUMNS:
        message = Message("{file}:{line}: more than {most} columns", file=name, line=line, most=MAX_COLUMNS)
        raise TableError(message, None)


SPLIT: Final = Message("Split it into several tables.")
