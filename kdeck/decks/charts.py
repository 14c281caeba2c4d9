"""The size charts of one deck, whether they stand in it or in CSV files beside it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from pydantic import ValidationError

from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.core.strings import clean, fold_width
from kdeck.decks.compiled import Source
from kdeck.decks.faults import faults
from kdeck.decks.nearness import did_you_mean, shown
from kdeck.decks.schema import DeckFile
from kdeck.decks.scope import Scope
from kdeck.decks.sizes import SizeChart, Sizes, check_size_chart
from kdeck.decks.tree import Map, Place, Text, map_at, text_at

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
        reading.error(text_at("", *_HEAD), "not-a-table", message)
    else:
        reading.run(list(_rows(text)))
    chart = None
    if not reading.findings:
        try:
            chart = SizeChart.model_validate(reading.chart)
        except ValidationError as error:
            reading.findings += faults(file, SizeChart, reading.chart, error)
    return ChartFile(chart, map_at(*_HEAD, size_chart=reading.chart), reading.units, tuple(reading.findings))


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
        cell = found[2] if found[1] is None else found[1].replace('""', '"')
        row.append(text_at(cell.strip(), line, place - start + 1))
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
        self.chart = map_at(*_HEAD, between=text_at(between, *_HEAD))
        self.units: dict[str, str] = {}
        self.findings: list[Finding] = []

    def run(self, rows: list[list[Text]]) -> None:
        head = rows[0] if rows else [text_at("", *_HEAD)]
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
            self.chart[text_at(key, *_HEAD)] = node

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
        name = text_at((parts[1] if parts else heading).strip(), cell.line, cell.column)
        unit = (parts[2] or parts[3] or "") if parts else ""
        if name in (self.units if garment else self.measures):
            self.error(cell, "column-twice", Message("Two columns hold “{text}”.", text=shown(name)))
        elif garment:
            self.units[name] = unit
        else:
            self.measures[name] = text_at(unit, cell.line, cell.column)
        return garment is not None, name

    def _row(self, row: list[Text], columns: list[tuple[bool, Text] | None]) -> None:
        size = row[0]
        if not size:
            self.error(size, "no-size", Message("This row has no size in its first column."))
            return
        if size in self.sizes:
            self.error(size, "size-twice", Message("The size “{size}” is listed twice.", size=shown(size)))
            return
        ranges, garment = map_at(size.line, size.column), map_at(size.line, size.column)
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
    return text_at(f"{ends[1]}..{ends[2]}", cell.line, cell.column) if ends else cell


class Chart(NamedTuple):
    """A chart without errors. scope: where to say more of it. units: by measure of the garment, where written."""

    sizes: Sizes
    scope: Scope
    units: Mapping[str, str] = {}


def named_by(source: Source) -> tuple[str, ...]:
    """The CSV files that a deck names, by their names within the library, each once."""
    if not isinstance(source.model, DeckFile):
        return ()
    paths = (product.size_chart.file for product in source.model.products if product.size_chart is not None)
    names = (chart_name(source.file, path) for path in paths if path)
    return tuple(dict.fromkeys(name for name in names if name is not None))


class Charts:
    """Reads each CSV file once; what is wrong in it is found in that file, not in the deck.

    data: the bytes of CSV files by their names within the library.
    """

    def __init__(self, data: Mapping[str, bytes]) -> None:
        self._data = data
        self._read: dict[tuple[str, str], Chart | None] = {}

    def of(self, chart: SizeChart, scope: Scope) -> Chart | None:
        """The chart of the product at hand; ``None`` when it has an error, which a scope then holds."""
        if not chart.file:
            sizes = check_size_chart(chart, scope)
            return None if sizes is None else Chart(sizes, scope)
        name = chart_name(scope.file, chart.file)
        if name is None:
            message = Message("“{file}” leads out of the library.", file=shown(chart.file))
            hint = Message("Put the chart into the library's folder and name it relative to this deck.")
            scope.error("outside-library", message, hint, "size_chart", "file")
        elif name not in self._data:
            message = Message("There is no size chart “{file}” that can be read in this library.", file=shown(name))
            scope.error("no-chart", message, did_you_mean(name, self._data), "size_chart", "file")
        else:
            key = name, chart.between
            if key not in self._read:
                self._read[key] = self._in_file(name, chart.between, scope)
            if self._read[key] is None:
                scope.failed = True
            return self._read[key]
        return None

    def _in_file(self, name: str, between: str, deck: Scope) -> Chart | None:
        read = read_chart(name, self._data[name], between)
        deck.findings += read.findings
        if read.chart is None:
            return None
        scope = deck.in_file(name, read.tree)
        sizes = check_size_chart(read.chart, scope)
        return None if sizes is None else Chart(sizes, scope, read.units)
