"""Charts: one a page, each with the table behind it under a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.content import Content

from kdeck.language import _, together
from kdeck.trainer.statistics import past, present, typed
from kdeck.trainer.statistics_tables import TABLES, Progress, Table, TableId, table, title_of, written
from kdeck.tui.charts.pages import page
from kdeck.tui.content import joined, line, plain
from kdeck.tui.screens.frames import PageScreen, scroll_key
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import fitted

_WIDEST: Final = 112
_TALLEST: Final = 18
_GAP: Final = 2
_LEAST_NAME: Final = 16


class ChartsScreen(PageScreen[None]):
    """Past, present and what is coming; what takes longer to find out appears a moment later."""

    PARTS = ("lead", "chart", "legend")

    def __init__(self, which: TableId = TABLES[0]) -> None:
        super().__init__()
        self._place = TABLES.index(which)
        self._progress = Progress()
        self._as_table = False

    def heading(self) -> tuple[str, str]:
        """The chart and its place among all."""
        return title_of(self._which), f"{self._place + 1} / {len(TABLES)}"

    def keys_now(self) -> Sequence[Key]:
        """Other charts, the table, back."""
        return (
            Key("left,right", "←→", _("other chart")),
            Key(f"1–{len(TABLES)}", "", _("a chart by its number")),
            *(Key(str(place + 1), "", "", f"go:{place}") for place in range(len(TABLES))),
            Key("left", "", "", "turn:-1"),
            Key("right,space", "", "", "turn:1"),
            Key("t", "t", _("chart") if self._as_table else _("table"), "table"),
            scroll_key(),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q,g", "esc", _("close"), "close"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Find out on the trainer's thread, what is quick first."""
        with self.kdeck.telling():
            found = await self.kdeck.look(past)
            self._show(self._progress._replace(past=found))
            self._show(self._progress._replace(typed=await self.kdeck.look(typed)))
            self._show(self._progress._replace(present=await self.kdeck.look(present, found.decks)))

    def paint(self) -> None:
        """The page, or the table behind it."""
        lead, chart, legend = self._table() if self._as_table else self._page()
        self.write("lead", plain(lead, "bold"))
        self.write("chart", chart)
        self.write("legend", plain(legend, "$quiet"))

    def action_go(self, place: str) -> None:
        """One of the charts."""
        self._place = int(place)
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)
        self.repaint()

    def action_turn(self, step: str) -> None:
        """The next chart, or the one before; after the last comes the first."""
        self.action_go(str((self._place + int(step)) % len(TABLES)))

    def action_table(self) -> None:
        """Figures instead of the picture, and back."""
        self._as_table = not self._as_table
        self.action_go(str(self._place))

    @property
    def _which(self) -> TableId:
        return TABLES[self._place]

    @property
    def _width(self) -> int:
        """Cells of a line: what frames and scroll bar leave."""
        return min(_WIDEST, self.size.width - (5 if self.has_class("-low") else 7))

    def _show(self, progress: Progress) -> None:
        self._progress = progress
        self.repaint()

    def _page(self) -> tuple[str, Content, str]:
        height = max(5, min(_TALLEST, self.size.height - (6 if self.has_class("-low") else 13)))
        found = page(self._which, self._progress, self._width, height)
        if found is None:
            return _("Adding up …"), Content(""), ""
        return found.lead, found.chart, found.legend

    def _table(self) -> tuple[str, Content, str]:
        found = table(self._which, self._progress)
        if not found.rows:
            return self._page()[0], Content(""), ""
        lines, hidden = _as_lines(found, self._width)
        more = _("Columns that need a wider window: {names}")
        return "", lines, more.format(names=together(hidden)) if hidden else ""


def _as_lines(found: Table, width: int) -> tuple[Content, list[str]]:
    """A heading and a line a row, and the titles of the columns that find no room: the last ones fall away first.

    Where even that is too much, names are cut short.
    """
    columns = [(place, column) for place, column in enumerate(found.columns) if column.title]
    rows = [[written(row[place], column.form) for place, column in columns] for row in found.rows]
    sizes = [
        max(cell_len(column.title), *(cell_len(row[at]) for row in rows)) for at, (_p, column) in enumerate(columns)
    ]
    for at, (_p, column) in enumerate(columns):
        if column.form == "text":
            sizes[at] = min(sizes[at], max(_LEAST_NAME, width // 2))
    shown = len(sizes)
    while shown > 1 and sum(sizes[:shown]) + _GAP * (shown - 1) > width:
        shown -= 1
    left = [column.form in ("text", "date", "word") for _p, column in columns[:shown]]
    heading = _cells([column.title for _p, column in columns[:shown]], sizes[:shown], left)
    lines = [line(heading, "bold"), *(line(_cells(row[:shown], sizes[:shown], left)) for row in rows)]
    return joined(lines), [column.title for _p, column in columns[shown:]]


def _cells(texts: Sequence[str], sizes: Sequence[int], left: Sequence[bool]) -> str:
    parts = [
        fitted(text, size) if to_left else " " * max(0, size - cell_len(text)) + text
        for text, size, to_left in zip(texts, sizes, left, strict=True)
    ]
    return (" " * _GAP).join(parts).rstrip()
