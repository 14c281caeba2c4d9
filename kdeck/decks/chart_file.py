"""A size chart in a CSV file beside the deck, as a spreadsheet saves it.

::

    size,height (cm),weight (kg),garment: chest (cm)
    S,155-162,45-53,96
    M,163-170,54-62,100

The first column is headed ``size`` (or ``尺码``) and holds the sizes in ascending order. A column headed with a measure
and its unit holds ranges of the body, ``155-162`` or ``155..162``; one whose heading begins with ``garment:`` (or
``成衣:``) holds the garment's own measure, a number. Commas, semicolons or tabs stand between the cells; the text is
UTF-8 or GB18030, which is told apart. The cells become the tree that a chart inside a deck would be, so that both are
judged by one schema, and every finding has the line and column of its cell.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from pydantic import ValidationError

from kdeck.core.clean import clean
from kdeck.core.finding import Finding
from kdeck.core.message import Message
from kdeck.core.normal import fold_width
from kdeck.decks.faults import faults
from kdeck.decks.schema_products import SizeChart
from kdeck.decks.suggest import shown
from kdeck.decks.tree import Map, Place, Text

MOST_BYTES: Final = 1_000_000

_SIZE: Final = ("size", "sizes", "尺码", "码数", "号型")
_GARMENT: Final = re.compile(r"(?:garment|成衣)\s*:\s*", re.IGNORECASE)
_UNIT: Final = re.compile(
    r"(.+?)\s*(?:\(\s*([^()]*?)\s*\)|(?<=\s)(cm|mm|m|in|inch|kg|g|lb|厘米|毫米|公斤|千克|斤|克|英寸))", re.IGNORECASE
)
_END: Final = r"((?:\d[\d,]*(?:\.\d+)?|\$\w+|\$\{\w+\}))"
_RANGE: Final = re.compile(rf"{_END}\s*(?:\.\.|-|–|—|~|至|到)\s*{_END}")
_BREAKS: Final = ",;\t"
_HEAD: Final = Place(1, 1)
_EXAMPLE: Final = Message("Begin with a line such as: size, height (cm), weight (kg), garment: chest (cm)")


class ChartFile(NamedTuple):
    """What a CSV file holds. chart: ``None`` when it has an error. tree: its nodes, under ``size_chart``.

    units: by measure of the garment.
    """

    chart: SizeChart | None
    tree: Map
    units: Mapping[str, str]
    findings: tuple[Finding, ...]


def chart_name(deck: str, path: str) -> str | None:
    """The name within the library of the file that ``deck`` calls ``path``; ``None`` when it leads out of it."""
    path = path.replace("\\", "/")
    name = posixpath.normpath(posixpath.join(posixpath.dirname(deck), path))
    outside = path.startswith("/") or ":" in path or name == ".." or name.startswith("../")
    return None if outside else name


def read_chart(file: str, data: bytes, between: str) -> ChartFile:
    """The chart in the bytes of a CSV file. between: which size counts between two, as the deck says."""
    text = _text(data)
    reading = _Reading(file, between)
    if text is None:
        message = Message("This is no size chart: it is too large, or not a CSV file in UTF-8 or GB18030.")
        reading.error(_at("", *_HEAD), "not-a-table", message)
    else:
        reading.run(list(_rows(text)))
    chart = None
    if not reading.findings:
        try:
            chart = SizeChart.model_validate(reading.chart)
        except ValidationError as error:
            reading.findings += faults(file, SizeChart, reading.chart, error)
    return ChartFile(chart, _map(_HEAD, size_chart=reading.chart), reading.units, tuple(reading.findings))


def _text(data: bytes) -> str | None:
    if len(data) > MOST_BYTES or b"\0" in data:  # UTF-16 is full of zeros
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return clean(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return None


def _rows(text: str) -> Iterator[list[Text]]:
    """The rows that hold anything; each cell knows its place."""
    head = text.partition("\n")[0]
    separator = max(_BREAKS, key=head.count)
    plain = re.compile(rf'"((?:[^"]|"")*)"[^\n{separator}]*|([^\n{separator}]*)')
    line, start, place, row = 1, 0, 0, list[Text]()
    while place <= len(text):
        found = plain.match(text, place)
        assert found is not None  # noqa: S101 - it matches the empty text
        quoted = found[1]
        row.append(_at((found[2] if quoted is None else quoted.replace('""', '"')).strip(), line, place - start + 1))
        if found[0].count("\n"):
            line, start = line + found[0].count("\n"), found.start() + found[0].rindex("\n") + 1
        place = found.end() + 1
        if text[found.end() : place] != separator:
            if any(row):
                yield row
            line, start, row = line + 1, place, []


class _Reading:
    """One pass through the rows. chart: the tree as far as it is read; units: by measure of the garment."""

    def __init__(self, file: str, between: str) -> None:
        self.file = file
        self.measures, self.sizes, self.garment = Map(), Map(), Map()
        self.chart = _map(_HEAD, between=_at(between, *_HEAD))
        self.units: dict[str, str] = {}
        self.findings: list[Finding] = []

    def run(self, rows: list[list[Text]]) -> None:
        head = rows[0] if rows else [_at("", *_HEAD)]
        if head[0].casefold() not in _SIZE:
            message = Message(
                "The first column of a size chart is headed “size”, this one “{text}”.", text=shown(head[0])
            )
            self.error(head[0], "no-size-column", message, _EXAMPLE)
            return
        columns = [self._column(cell) for cell in head[1:]]
        if not self.measures:
            message = Message("No column holds a measure of the body, such as “height (cm)”.")
            self.error(head[0], "no-measure", message, _EXAMPLE)
        elif len(rows) == 1:
            self.error(head[0], "no-size", Message("Below the headings there is no size."))
        for row in rows[1:]:
            self._row(row, columns)
        for key, node in (("measure", self.measures), ("sizes", self.sizes), ("garment", self.garment)):
            node.line, node.column, node.flow = 1, 1, False
            self.chart[_at(key, *_HEAD)] = node

    def error(self, cell: Text, code: str, message: Message, hint: Message | None = None) -> None:
        self.findings.append(Finding(self.file, cell.line, cell.column, "error", code, message, hint))

    def _column(self, cell: Text) -> tuple[bool, Text] | None:
        """Whether a column is about the garment, and its measure; ``None`` for a column without a heading."""
        if not cell:
            return None
        folded = fold_width(cell)
        garment = _GARMENT.match(folded)
        heading = folded[garment.end() :] if garment else folded
        parts = _UNIT.fullmatch(heading)
        name = _at((parts[1] if parts else heading).strip(), cell.line, cell.column)
        unit = (parts[2] or parts[3] or "") if parts else ""
        if name in (self.units if garment else self.measures):
            self.error(cell, "column-twice", Message("Two columns hold “{text}”.", text=shown(name)))
        elif garment:
            self.units[name] = unit
        else:
            self.measures[name] = _at(unit, cell.line, cell.column)
        return garment is not None, name

    def _row(self, row: list[Text], columns: list[tuple[bool, Text] | None]) -> None:
        size = row[0]
        if not size:
            self.error(size, "no-size", Message("This row has no size in its first column."))
            return
        if size in self.sizes:
            self.error(size, "size-twice", Message("The size “{size}” is listed twice.", size=shown(size)))
            return
        ranges, garment = _map(Place(size.line, size.column)), _map(Place(size.line, size.column))
        self.sizes[size] = ranges
        for place, cell in enumerate(row[1:]):
            column = columns[place] if place < len(columns) else None
            if cell and column is None:
                message = Message("This column has no heading.")
                self.error(cell, "no-heading", message, Message("Put text that holds a comma in quotation marks."))
            elif cell and column is not None:
                of_garment, name = column
                (garment if of_garment else ranges)[name] = cell if of_garment else _range(cell)
        if garment:
            self.garment[size] = garment


def _range(cell: Text) -> Text:
    """A range as decks write it; what is none stays, and is refused like one in a deck."""
    ends = _RANGE.fullmatch(fold_width(cell))
    return _at(f"{ends[1]}..{ends[2]}", cell.line, cell.column) if ends else cell


def _map(place: Place, **nodes: Map | Text) -> Map:
    made = Map((_at(key, *place), node) for key, node in nodes.items())
    made.line, made.column, made.flow = *place, False
    return made


def _at(text: str, line: int, column: int) -> Text:
    node = Text(text)
    node.line, node.column = line, column
    return node
