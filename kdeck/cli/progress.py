"""``kdeck progress``: the tables behind the app's charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli.console import say, say_json, tell_simulated
from kdeck.language import N_, _
from kdeck.text import Line

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from kdeck.cli.context import Context
    from kdeck.trainer.statistics_tables import Cell, Table

DETAILS = N_(
    "Without a name: all tables. JSON: an object of tables by name, each a list of rows; shares are from 0 to 1, dates "
    "are study days, which begin at 04:00. The tables of a simulated journal have simulated: true beside them."
)
_SEPARATOR = "  "


def configure(parser: ArgumentParser) -> None:
    """Which tables."""
    from kdeck.trainer.statistics_tables import TABLES

    parser.add_argument("tables", metavar=_("TABLE"), nargs="*", help=", ".join(TABLES))


def run(args: Namespace, context: Context) -> int:
    """Print tables; ``UsageError`` for a name that is none."""
    from kdeck.trainer.statistics_tables import TABLES, gathered, table

    _refuse_unknown(args.tables, TABLES)
    chosen = [which for which in TABLES if not args.tables or which in args.tables]
    trainer = context.reading()
    progress = gathered(trainer, chosen)
    tables = [table(which, progress) for which in chosen]
    if args.format == "json":
        marked = {"simulated": True} if trainer.journal.simulated else {}
        say_json({found.id: [_plain(found, row) for row in found.rows] for found in tables} | marked)
        return 0
    tell_simulated(trainer.journal)
    for place, found in enumerate(tables):
        if place:
            say()
        _tell(found)
    return 0


def _refuse_unknown(names: list[str], known: tuple[str, ...]) -> None:
    from kdeck.core.errors import UsageError
    from kdeck.core.message import Message, series

    for name in names:
        if name not in known:
            raise UsageError(
                Message("There is no table named {name}", name=name),
                Message("Known: {names}", names=series(known)),
            )


def _plain(table: Table, row: Sequence[Cell]) -> dict[str, Cell]:
    return {
        column.id: round(value, 4) if isinstance(value, float) else value
        for column, value in zip(table.columns, row, strict=True)
    }


def _tell(table: Table) -> None:
    from kdeck.trainer.statistics_tables import written

    say(Line(table.title, "title"))
    if not table.rows:
        say(_("Nothing yet."))
        return
    places = [place for place, column in enumerate(table.columns) if column.title]
    rows = [[table.columns[place].title for place in places]]
    rows += [[written(row[place], table.columns[place].form) for place in places] for row in table.rows]
    sizes = [max(_cells(row[at]) for row in rows) for at in range(len(places))]
    left = [table.columns[place].form in ("text", "date", "word") for place in places]
    for row in rows:
        cells = []
        for text, size, to_left in zip(row, sizes, left, strict=True):
            room = " " * (size - _cells(text))
            cells.append(text + room if to_left else room + text)
        say(_SEPARATOR.join(cells).rstrip())


def _cells(text: str) -> int:
    """Columns that a text takes on a terminal: ideographs take two, marks that combine none."""
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
