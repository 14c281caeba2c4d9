"""A table file (CSV or a workbook) as rows of cleaned texts with their places: 20 MB, 100,000 rows, 200 columns."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message, series
from kdeck.core.strings import clean, fold_width
from kdeck.decks.schema_base import fill
from kdeck.decks.schema_cards import ITEMS

SHORT: Final = ITEMS + "/／,，"
"""Between colours, sizes and tags, which are single words."""
SENTENCES: Final = "；;|｜\n"
"""Between answers of a card: 、 stands inside sentences."""

_DASHES: Final = "-–—−－/／"
_OPEN: Final = "（([【{《“"
_CLOSE: Final = "）)]】}》”"
_LONGEST_SLUG = 60


def cleaned(text: str) -> str:
    """A cell without control characters, spaces at its ends, or line ends other than newlines."""
    return clean(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd").strip()


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no value: empty, or a dash or two, as people fill in what does not apply."""
    return len(text) <= 2 and not text.strip(_DASHES)


def one_line(text: str) -> str:
    """The text with every run of white space a single space."""
    return " ".join(text.split())


def split(text: str, separators: str) -> tuple[str, ...]:
    """The values of a cell, each once; what stands in brackets is not split."""
    if not any(mark in text for mark in separators):
        return (text,) if text else ()
    parts = _outside_brackets(text, separators)
    return tuple(dict.fromkeys(one_line(part) for part in parts if part.strip()))


def _outside_brackets(text: str, separators: str) -> list[str]:
    pieces, depth, start = list[str](), 0, 0
    for place, character in enumerate(text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth -= 1
        elif character in separators and depth == 0:
            pieces.append(text[start:place])
            start = place + 1
    if depth:  # brackets that do not pair hold nothing together
        return re.split(f"[{re.escape(separators)}]", text)
    return [*pieces, text[start:]]


def literal(text: str) -> str:
    """The text with its dollar signs doubled, where a deck would read one as a term."""
    if "$" not in text or fill(text, {}) == (text, ()):
        return text
    return text.replace("$", "$$")


def identity_from(text: str, stem: str) -> str:
    """An id that a text gives, always the same: its letters and digits, else the stem and a short hash."""
    folded = fold_width(text).casefold()
    words = re.findall(r"[a-z0-9]+", folded)
    plain = all(character.isascii() or not character.isalnum() for character in folded)
    slug = "-".join(words)
    if plain and slug and len(slug) <= _LONGEST_SLUG:
        return slug
    return hashed(text, stem)


def hashed(text: str, stem: str) -> str:
    """The stem and a short hash of a text: 40 bits."""
    from hashlib import blake2b

    return f"{stem}-{blake2b(text.encode('utf-8', 'replace'), digest_size=5).hexdigest()}"


_DELIMITERS: Final = ",;\t"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_SAVE: Final = Message("Save it as “CSV UTF-8” in your spreadsheet program, or as .xlsx.")
_SAMPLE: Final = 100_000


def read_csv(name: str, data: bytes) -> list[Line]:
    """The rows of a CSV file that hold anything."""
    text = decoded(name, data)
    first, _, rest = text.partition("\n")
    skipped = 0
    delimiter = None
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):  # Excel's own first line
        text, skipped, delimiter = rest, 1, first.strip()[-1]
    return _csv_rows(name, text, delimiter or sniffed(text), skipped)


def decoded(name: str, data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or GB18030; ``TableError`` with the line of a wrong byte."""
    try:
        text = data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        text = _chinese(data) or ""
        if not text:
            line = data.count(b"\n", 0, error.start) + 1
            byte = f"0x{data[error.start]:02X}"
            message = Message(
                "{file}:{line}: the byte {byte} fits neither UTF-8 nor GB18030", file=name, line=line, byte=byte
            )
            raise TableError(message, _SAVE) from error
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise TableError(Message("{file}:{line}: this is no text", file=name, line=line), _SAVE)
    if text.lstrip()[:1] == "<":
        message = Message("{file} is a web page or XML, whatever its name says", file=name)
        raise TableError(message, Message("Open it in a spreadsheet program and save it as .xlsx or .csv."))
    return text


def _chinese(data: bytes) -> str | None:
    """The text, if it is GB18030: nearly any bytes decode as such, but only Chinese gives its common characters."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    wide = "".join(character for character in text[:_SAMPLE] if character > "\x7f")
    common = len(wide.encode("gb2312", "ignore")) // 2
    return text if common >= 0.8 * len(wide) else None


def sniffed(text: str) -> str:
    """The delimiter: the one that parts the widest of the first lines into the most cells; a comma in doubt."""
    lines = [line for line in text[:_SAMPLE].splitlines()[:20] if line.strip()]
    widths = {mark: max((_width(line, mark) for line in lines), default=1) for mark in _DELIMITERS}
    first = {mark: max((_width(line, mark) for line in lines[:1]), default=1) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: (first[mark], widths[mark]))


def _width(line: str, delimiter: str) -> int:
    quoted, width = False, 1
    for character in line:
        if character == '"':
            quoted = not quoted
        elif character == delimiter and not quoted:
            width += 1
    return width


def _csv_rows(name: str, text: str, delimiter: str, skipped: int) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    start = 0
    while True:
        start = reader.line_num + 1 + skipped
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise _malformed(name, start, str(error)) from error
        if row is None:
            return lines
        checked_size(name, start, len(row))
        cells = tuple([cleaned(cell) for cell in row])
        if any(cells):
            lines.append(Line(start, cells))


def _malformed(name: str, line: int, problem: str) -> TableError:
    if "field larger" in problem:
        return TableError(Message("{file}:{line}: a cell is too long", file=name, line=line), None)
    message = Message(
        "{file}:{line}: a quotation mark in this row is not closed, or text follows it", file=name, line=line
    )
    return TableError(message, Message("Inside a cell in quotation marks write the mark twice."))


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
