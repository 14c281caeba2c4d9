"""A deck and its record in memory, and tables that are imported into them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from kdeck.decks.importing.columns import Path, Value, value_of
from kdeck.decks.importing.run import Outcome, Report, Target, Wish, plan_import
from kdeck.decks.parse import read
from kdeck.decks.shopfile import ShopFile
from kdeck.decks.tree import Map, Seq, Text

Grid = Sequence[Sequence[str]]


def csv_of(rows: Grid, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def xlsx_of(*sheets: Sequence[Sequence[Any]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class Desk:
    """Imports as the command does, deck and record in memory. text: the deck, as a person may edit it."""

    def __init__(self, text: str | None = None, shop: ShopFile | None = None, file: str = "deck.yaml") -> None:
        self.data = None if text is None else text.encode()
        self.record: bytes | None = None
        self.shop, self.file = shop or ShopFile(), file

    @property
    def text(self) -> str:
        assert self.data is not None
        return self.data.decode()

    @text.setter
    def text(self, text: str) -> None:
        self.data = text.encode()

    def think(self, table: bytes | str | Grid, **wish: Any) -> Outcome:
        """The outcome of an import, not yet taken over."""
        data = table.encode() if isinstance(table, str) else table if isinstance(table, bytes) else csv_of(table)
        target = Target(self.file, None, "", self.data, "record", self.record, self.shop, "")
        if self.data is None or not self.data.strip():
            target = target._replace(deck="goods")
        return plan_import("table.csv", data, target, Wish(**wish))

    def take(self, table: bytes | str | Grid, **wish: Any) -> Report:
        """Import for good; the table has to be without error."""
        outcome = self.think(table, **wish)
        assert outcome.report is not None, outcome.findings
        self.data, self.record = outcome.data, outcome.record
        return outcome.report

    def refusals(self, table: bytes | str | Grid, **wish: Any) -> list[str]:
        """``line:column code`` of each error of a table that is refused."""
        outcome = self.think(table, **wish)
        assert outcome.report is None
        return [f"{one.line}:{one.column} {one.code}" for one in outcome.findings if one.level == "error"]

    def entries(self, collection: str = "products") -> dict[str, Map]:
        assert self.data is not None
        result = read(self.file, self.data)
        assert result.tree is not None, result.findings
        entries = result.tree.get(Text(collection), Text(""))
        found = [entry for entry in entries if isinstance(entry, Map)] if isinstance(entries, Seq) else []
        return {str(entry[Text("id")]): entry for entry in found}

    def value(self, identity: str, *path: str) -> Value | None:
        """What the deck holds at a path of a product."""
        return value_of(self.entries()[identity], path)


def changes(found: Sequence[Any]) -> list[tuple[str, Path, Value | None, Value]]:
    return [(one.id, one.path, one.old, one.new) for one in found]
