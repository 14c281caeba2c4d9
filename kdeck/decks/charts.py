"""The size charts of one deck, whether they stand in it or in CSV files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kdeck.core.message import Message
from kdeck.decks.chart_file import chart_name, read_chart
from kdeck.decks.compiled import Source
from kdeck.decks.schema import DeckFile
from kdeck.decks.schema_products import SizeChart
from kdeck.decks.scope import Scope
from kdeck.decks.sizes import Sizes, check_size_chart
from kdeck.decks.suggest import did_you_mean, shown


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

    def __init__(self, scope: Scope, data: Mapping[str, bytes]) -> None:
        self._scope = scope
        self._data = data
        self._read: dict[tuple[str, str], Chart | None] = {}

    def of(self, chart: SizeChart) -> Chart | None:
        """The chart of the product at hand; ``None`` when it has an error, which a scope then holds."""
        if not chart.file:
            sizes = check_size_chart(chart, self._scope)
            return None if sizes is None else Chart(sizes, self._scope)
        name = chart_name(self._scope.file, chart.file)
        if name is None:
            message = Message("“{file}” leads out of the library.", file=shown(chart.file))
            hint = Message("Put the chart into the library's folder and name it relative to this deck.")
            self._scope.error("outside-library", message, hint, "size_chart", "file")
        elif name not in self._data:
            message = Message("There is no size chart “{file}” that can be read in this library.", file=shown(name))
            self._scope.error("no-chart", message, did_you_mean(name, self._data), "size_chart", "file")
        else:
            key = name, chart.between
            if key not in self._read:
                self._read[key] = self._in_file(name, chart.between)
            if self._read[key] is None:
                self._scope.failed = True
            return self._read[key]
        return None

    def _in_file(self, name: str, between: str) -> Chart | None:
        scope = Scope(name, self._scope.deck, self._scope.lang, (), self._scope.terms)
        scope.findings = self._scope.findings  # one list for all that is found with this deck
        read = read_chart(name, self._data[name], between)
        scope.findings += read.findings
        if read.chart is None:
            return None
        scope.enter(read.tree)
        sizes = check_size_chart(read.chart, scope)
        return None if sizes is None else Chart(sizes, scope, read.units)
