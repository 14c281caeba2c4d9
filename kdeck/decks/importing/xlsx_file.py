"""Excel workbooks, by openpyxl: cells as people see them."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from kdeck.core.message import Message, series
from kdeck.decks.importing.cells import cleaned
from kdeck.decks.importing.table_file import SPLIT, Line, TableError, checked_size

MAX_UNPACKED: Final = 150_000_000
_MAX_PARTS: Final = 5_000
_MAX_SHEET: Final = 3_000_000
_MAX_ROW: Final = 300_000
_MAX_STRINGS: Final = 1_500_000
_MAX_OTHER: Final = 500_000
"""XML elements: of a sheet, of one row, of the shared texts, of all other parts. A cell has two or three, a text two;
what openpyxl makes of each takes ten times the room, and the whole some 20 s."""
_LAST_ROW: Final = 1_048_576
_MAX_PLACES: Final = 20_000_000
"""Cells and the empty places before them: one cell far to the right has thousands."""
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b")
_FORMAT: Final = re.compile(r"(#,##)?(0+)(?:\.(0+))?(%)?(?:_\)|_ )?")


def read_workbook(name: str, data: bytes, sheet: str | None) -> list[Line]:
    """The rows of one sheet that hold anything; ``TableError`` when openpyxl is missing or the file is damaged."""
    try:
        import openpyxl  # noqa: F401 - whether it is there
    except ImportError as error:
        message = Message("Reading {file} takes openpyxl, which is not installed", file=name)
        raise TableError(message, Message("Run: pip install 'kdeck[xlsx]', or save the table as .csv.")) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl does not keep of a workbook, nobody asked for
        try:
            return list(_rows(name, data, sheet, _looked_into(name, data)))
        except TableError:
            raise
        except Exception as error:  # a damaged part makes openpyxl and zipfile stumble over anything
            problem = cleaned(str(error) or type(error).__name__).partition("\n")[0][:200]
            message = Message("{file} cannot be read as a workbook: {reason}", file=name, reason=problem)
            raise TableError(message, Message("Open it in a spreadsheet program and save it again.")) from error


def _looked_into(name: str, data: bytes) -> bool:
    """Refuse an archive that would unpack or be read without end; whether any sheet holds a formula."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            most = MAX_UNPACKED // 1_000_000
            raise TableError(Message("{file} unpacks to more than {most} MB", file=name, most=most), SPLIT)
        formulas, other = False, 0
        for part in parts:
            text = archive.read(part)
            if part.filename.startswith("xl/worksheets/"):
                formulas = formulas or re.search(rb"<(?:\w+:)?f[ >]", text) is not None
                _bounded(name, _elements(text), _MAX_SHEET)
                _bounded(name, max(map(_elements, _ROW.split(text))), _MAX_ROW)
            elif part.filename.endswith("sharedStrings.xml"):
                _bounded(name, _elements(text), _MAX_STRINGS)
            else:
                other += _elements(text)
                _bounded(name, other, _MAX_OTHER)
        return formulas


def _elements(text: bytes) -> int:
    return text.count(b"<") - text.count(b"</")


def _bounded(name: str, elements: int, most: int) -> None:
    if elements > most:
        message = Message("{file} holds more than {most} XML elements in one place", file=name, most=most)
        raise TableError(message, SPLIT)


def _rows(name: str, data: bytes, sheet: str | None, formulas: bool) -> Iterator[Line]:
    written = _sheet(name, data, sheet, data_only=False) if formulas else None
    wanted = written.iter_rows() if written is not None else None
    places = 0
    for number, row in enumerate(_sheet(name, data, sheet, data_only=True).iter_rows(), start=1):
        places += len(row)
        if number > _LAST_ROW or places > _MAX_PLACES:
            raise TableError(Message("{file}:{line}: there are too many empty cells", file=name, line=number), SPLIT)
        if wanted is not None:
            _refuse_uncomputed(name, number, next(wanted, ()), row)
        width = len(row)
        while width and row[width - 1].value is None:  # a format alone makes a cell too, up to the last column
            width -= 1
        cells = [cleaned(_shown(name, number, cell)) for cell in row[:width]]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            checked_size(name, number, len(cells))
            yield Line(number, tuple(cells))


def _sheet(name: str, data: bytes, sheet: str | None, *, data_only: bool) -> Any:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=data_only)
    tables = {table.title: table for table in book.worksheets}
    if not tables:
        raise TableError(Message("{file} has no sheet with cells", file=name), None)
    if sheet is not None and sheet not in tables:
        message = Message("{file} has no sheet “{sheet}”", file=name, sheet=sheet)
        raise TableError(message, Message("Its sheets: {sheets}.", sheets=series(tables)))
    table: Any = next(iter(tables.values())) if sheet is None else tables[sheet]
    table.reset_dimensions()  # what the file says of its own size is often wrong
    return table


def _refuse_uncomputed(name: str, number: int, written: Any, computed: Any) -> None:
    """A formula whose result was never stored reads as an empty cell, which would delete facts."""
    for formula, cell in zip(written, computed, strict=False):
        if getattr(formula, "data_type", "") == "f" and cell.value is None:
            message = Message("{file}:{line}: a formula here has no result stored", file=name, line=number)
            raise TableError(message, Message("Open the workbook in a spreadsheet program and save it again."))


def _shown(name: str, number: int, cell: Any) -> str:
    """What a person sees in a cell."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        if cell.data_type == "e":
            message = Message("{file}:{line}: a cell holds the error {error}", file=name, line=number, error=value)
            raise TableError(message, Message("Mend the formula, or write the value."))
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return number_shown(value, cell.number_format)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == dt.time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return str(value)


def number_shown(value: float, form: str) -> str:
    """A number in Excel's format, as far as it is one of leading zeros, decimals, thousands and per cent."""
    found = _FORMAT.fullmatch(form)
    if found is None:
        return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
    thousands, zeros, decimals, percent = found.groups()
    places = len(decimals or "")
    width = len(zeros) + (places + 1 if places else 0)
    digits = (
        f"{abs(value) * (100 if percent else 1):{'' if thousands else f'0{width}'}{',' if thousands else ''}.{places}f}"
    )
    return ("-" if value < 0 else "") + digits + ("%" if percent else "")
