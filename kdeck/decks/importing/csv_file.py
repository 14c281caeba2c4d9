"""CSV as people have it: UTF-8, UTF-16 or GB18030, with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from typing import Final

from kdeck.core.message import Message
from kdeck.decks.importing.cells import cleaned
from kdeck.decks.importing.table_file import Line, TableError, checked_size

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
    return _rows(name, text, delimiter or sniffed(text), skipped)


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


def _rows(name: str, text: str, delimiter: str, skipped: int) -> list[Line]:
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
