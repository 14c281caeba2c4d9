"""A list of any number of cards that reads only the rows in sight.

An OptionList or a DataTable keeps every row as an object, which takes seconds at 100,000 cards; here a row is text
drawn when its line is. Rows come from another thread: a line whose row is not known yet shows the card's id and asks
for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kdeck.trainer.browse import Row
from kdeck.tui.card_words import Columns, heading, line_of

_KEPT: Final = 2_000
_AHEAD: Final = 2
"""Screens fetched around the one in sight, so that scrolling seldom shows a bare id."""


class CardList(ScrollView, can_focus=True):
    """Card ids below a heading, one of them under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(False)", show=False),
        Binding("end", "edge(True)", show=False),
        Binding("enter", "open", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"card-list--heading", "card-list--cursor", "card-list--quiet"}

    cursor: reactive[int] = reactive(0)

    @dataclass
    class Wanted(Message):
        """Rows of these cards are in sight and not known."""

        cards: tuple[str, ...]

    @dataclass
    class Moved(Message):
        """The cursor stands on another card; ``None`` in an empty list."""

        card: str | None

    @dataclass
    class Opened(Message):
        """A card was chosen."""

        card: str

    class Left(Message):
        """The learner went up beyond the first row."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.cards: tuple[str, ...] = ()
        self.day = 0
        self.titles: dict[str, str] = {}
        self._rows: dict[str, Row] = {}
        self._asked: set[str] = set()

    @property
    def current(self) -> str | None:
        """The card under the cursor."""
        return self.cards[self.cursor] if self.cards else None

    def row(self, card: str) -> Row | None:
        """What is known of a card."""
        return self._rows.get(card)

    def show(self, cards: tuple[str, ...], rows: Iterable[Row], *, day: int) -> None:
        """Show these cards; the cursor keeps its card.

        rows: what is known of the first ones. day: today's study day.
        """
        kept = self.current
        self.cards, self.day = cards, day
        self._rows, self._asked = {row.card.id: row for row in rows}, set()
        place = cards.index(kept) if kept in cards[: self.cursor + 1_000] else 0
        self.virtual_size = Size(0, len(cards) + 1)
        self.cursor = place
        self.post_message(self.Moved(self.current))
        self._into_sight()
        self.refresh()

    def learn(self, rows: Iterable[Row]) -> None:
        """Take in rows that were asked for, or that have changed."""
        if len(self._rows) > _KEPT:
            self._rows = {card: row for card in self._near() if (row := self._rows.get(card))}
        for row in rows:
            self._rows[row.card.id] = row
            self._asked.discard(row.card.id)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line: the heading, or the row that is scrolled there."""
        width = self.scrollable_content_region.width
        columns = Columns.fit(width)
        base = self.rich_style
        if y == 0:
            style = base + self.get_component_rich_style("card-list--heading")
            return _strip(heading(columns, width), style, width)
        place = y - 1 + self.scroll_offset.y
        if place >= len(self.cards):
            return Strip.blank(width, base)
        card = self.cards[place]
        row = self._rows.get(card)
        style = base
        if row is None or row.mark.suspended:
            style += self.get_component_rich_style("card-list--quiet")
        here = place == self.cursor
        if here:
            style += self.get_component_rich_style("card-list--cursor")
        text = line_of(card, row, columns, width, self.day, self.titles, here=here)
        return _strip(text, style, width)

    def on_mount(self) -> None:
        """Draw no row before there is one."""
        self.virtual_size = Size(0, 1)

    def on_resize(self) -> None:
        """More rows may be in sight."""
        self._into_sight()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for the rows that came into sight."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._ask()

    def watch_cursor(self, old: int, new: int) -> None:
        """Say which card the cursor is on, and bring it into sight."""
        if old != new:
            self._into_sight()
            self.post_message(self.Moved(self.current))
            self.refresh()

    def action_move(self, rows: int) -> None:
        """Move the cursor by so many rows."""
        if rows < 0 and self.cursor == 0:
            self.post_message(self.Left())
            return
        self.cursor = max(0, min(len(self.cards) - 1, self.cursor + rows))

    def action_page(self, pages: int) -> None:
        """Move the cursor by so many screens."""
        self.cursor = max(0, min(len(self.cards) - 1, self.cursor + pages * max(1, self._height - 1)))

    def action_edge(self, last: bool) -> None:
        """Move the cursor to the first or the last row."""
        self.cursor = len(self.cards) - 1 if last and self.cards else 0

    def action_open(self) -> None:
        """Choose the card under the cursor."""
        if self.current is not None:
            self.post_message(self.Opened(self.current))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one on the same row, or a double click, opens the card."""
        offset = event.get_content_offset(self)
        place = -1 if offset is None else offset.y - 1 + self.scroll_offset.y
        if offset is None or offset.y == 0 or not 0 <= place < len(self.cards):
            return
        if place == self.cursor and event.chain > 1:
            self.action_open()
        self.cursor = place

    @property
    def _height(self) -> int:
        return max(1, self.size.height - 1)

    def _into_sight(self) -> None:
        top = self.scroll_offset.y
        wanted = min(top, self.cursor)
        wanted = max(wanted, self.cursor - self._height + 1)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False)
        self._ask()

    def _near(self) -> tuple[str, ...]:
        first = max(0, self.scroll_offset.y - self._height)
        return self.cards[first : self.scroll_offset.y + _AHEAD * self._height]

    def _ask(self) -> None:
        missing = tuple(card for card in self._near() if card not in self._rows and card not in self._asked)
        if missing:
            self._asked.update(missing)
            self.post_message(self.Wanted(missing))


def _strip(text: str, style: Style, width: int) -> Strip:
    return Strip([Segment(text, style)]).adjust_cell_length(width, style)
