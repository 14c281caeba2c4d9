"""The decks, one to a line, with how far one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget

from kdeck.core.clean import clean_line
from kdeck.language import _
from kdeck.trainer.trainer import DeckProgress
from kdeck.tui.widgets.bar import bar
from kdeck.tui.widgets.text import fitted

_BAR = 8
_ROOM_FOR_BAR = 44


class DeckList(Widget, can_focus=True):
    """Up and down choose a deck, enter or a click opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("enter", "open", show=False),
    ]

    class Opened(Message):
        """A deck was chosen."""

        def __init__(self, deck: str) -> None:
            super().__init__()
            self.deck = deck

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._decks: tuple[DeckProgress, ...] = ()
        self._figures: list[str] = []
        self._widest = 0
        self._drawn: dict[tuple[int, bool, int, Style], Strip] = {}
        self.cursor = 0

    def show(self, decks: Sequence[DeckProgress]) -> None:
        """Replace the decks; the cursor stays on its line."""
        grown = len(decks) != len(self._decks)
        self._decks = tuple(decks)
        self._drawn.clear()
        self._figures = [_figures(deck) for deck in self._decks]
        self._widest = max(map(cell_len, self._figures), default=0)
        self.cursor = max(0, min(self.cursor, len(self._decks) - 1))
        self.refresh(layout=grown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own
        """A line a deck."""
        return max(1, len(self._decks))

    def render(self) -> Content:
        """All lines."""
        return Content("\n").join(map(self._line, range(len(self._decks))))

    def render_line(self, y: int) -> Strip:
        """One line alone: of a hundred decks only those in sight are drawn."""
        if not 0 <= y < len(self._decks):
            return Strip.blank(self.size.width, self.visual_style.rich_style)
        here = y == self.cursor and self.has_focus
        key = (y, here, self.size.width, self.visual_style)
        if key not in self._drawn:
            self._drawn[key] = Visual.to_strips(self, self._line(y), self.size.width, 1, self.visual_style)[0]
        return self._drawn[key]

    def on_focus(self) -> None:
        """The cursor is seen only where keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """See ``on_focus``."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click opens a deck."""
        if 0 <= event.y < len(self._decks):
            self.cursor = event.y
            self.action_open()

    def action_move(self, step: int) -> None:
        """Move the cursor, not beyond the ends."""
        self.cursor = max(0, min(self.cursor + step, len(self._decks) - 1))
        self.refresh()
        if isinstance(self.parent, Widget):
            here = self.virtual_region
            region = Region(here.x, here.y + self.cursor, here.width, 1)
            self.parent.scroll_to_region(region, animate=False, force=True)

    def action_open(self) -> None:
        """Open the deck under the cursor."""
        if self._decks:
            self.post_message(self.Opened(self._decks[self.cursor].id))

    def _line(self, place: int) -> Content:
        deck, figures, widest = self._decks[place], self._figures[place], self._widest
        width = max(8, self.size.width)
        here = place == self.cursor and self.has_focus
        with_bar = width >= _ROOM_FOR_BAR
        room = width - 2 - widest - 2 - (_BAR + 2 if with_bar else 0)
        title = fitted(clean_line(deck.title), max(1, room))
        parts: list[Content | tuple[str, str]] = [
            ("▸ " if here else "  ", "bold $accent"),
            (title, "bold" if here else ""),
            ("  ", ""),
        ]
        if with_bar:
            parts += [bar(deck.seen, deck.total, _BAR), ("  ", "")]
        return Content.assemble(*parts, (" " * (widest - cell_len(figures)) + figures, "$quiet"))


def _figures(deck: DeckProgress) -> str:
    """Cards met of all, and what is asked today."""
    asked = deck.due + deck.new
    met = f"{deck.seen} / {deck.total}"
    figures = _("{met}   today {count}").format(met=met, count=f"{asked:>3}")
    return figures if asked else set_cell_size(met, cell_len(figures))
