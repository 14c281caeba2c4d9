"""A table file as rows of texts with their places: CSV in the encodings that shops' tools write, or an Excel workbook.

Limits: 20 MB, 100,000 rows, 200 columns. Raises ``TableError`` for what cannot be read at all.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message

MAX_BYTES: Final = 20_000_000
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 200

_WORKBOOK: Final = b"PK\x03\x04"
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"


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


def read_table(name: str, data: bytes, sheet: str | None = None) -> Table:
    """Read a file by its contents, whatever its name ends in. sheet: of a workbook, by default the first."""
    if len(data) > MAX_BYTES:
        most = MAX_BYTES // 1_000_000
        raise TableError(Message("{file} is too large: at most {most} MB are read", file=name, most=most), SPLIT)
    if data.startswith(_OLD_WORKBOOK):
        message = Message("{file} is a workbook in Excel's old format", file=name)
        raise TableError(message, Message("Save it as .xlsx or as .csv."))
    if data.startswith(_WORKBOOK):
        from kdeck.decks.importing.xlsx_file import read_workbook

        return Table(read_workbook(name, data, sheet), ragged=False)
    if sheet is not None:
        raise TableError(Message("{file} is no workbook, so it has no sheets", file=name), None)
    from kdeck.decks.importing.csv_file import read_csv

    return Table(read_csv(name, data), ragged=True)


def checked_size(name: str, line: int, width: int) -> None:
    """Refuse a table beyond the limits."""
    if line > MAX_ROWS:
        raise TableError(Message("{file} has more than {most} rows", file=name, most=MAX_ROWS), SPLIT)
    if width > MAX_COLUMNS:
        message = Message("{file}:{line}: more than {most} columns", file=name, line=line, most=MAX_COLUMNS)
        raise TableError(message, None)


SPLIT: Final = Message("Split it into several tables.")
