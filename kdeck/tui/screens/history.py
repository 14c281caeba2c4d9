"""What was done before, a line each, the newest first: what the histories of typing and of chats share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from kdeck.core.errors import KdeckError
from kdeck.language import _
from kdeck.trainer.trainer import Trainer
from kdeck.tui.safe import joined, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text

ItemT = TypeVar("ItemT")
_EDGES = 5
"""Cells of a line that the page's padding and its scroll bar take."""


class HistoryScreen(KdeckScreen[None], Generic[ItemT]):
    """One page that scrolls. A subclass gives ``titles``, ``read``, ``nothing``, ``standing`` and ``rows``.

    items: what was read, ``None`` before.
    """

    CSS_PATH = "history.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.items: list[ItemT] | None = None

    @abstractmethod
    def titles(self) -> tuple[str, str]:
        """What it is a history of, and how many ``{count}`` are called."""

    @abstractmethod
    def read(self, trainer: Trainer) -> list[ItemT]:
        """All items, the newest first; on the trainer's thread."""

    @abstractmethod
    def nothing(self) -> str:
        """What to do where there is no item yet."""

    @abstractmethod
    def standing(self, items: Sequence[ItemT]) -> Content:
        """What they come to, above them."""

    @abstractmethod
    def rows(self, items: Sequence[ItemT], width: int) -> Iterable[Content]:
        """A line an item, ``width`` cells at most."""

    def heading(self) -> tuple[str, str]:
        """The title and how many there are."""
        title, counted = self.titles()
        return title, "" if self.items is None else counted.format(count=len(self.items))

    def body(self) -> ComposeResult:
        """One page that scrolls."""
        with VerticalScroll(id="page"):
            yield Text(id="standing")
            yield Text(id="rows")

    def keys_now(self) -> Sequence[Key]:
        """Scroll and close."""
        return (
            Key("up,down,pageup,pagedown", "↑↓", _("scroll"), ""),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q,h,enter", "esc", _("close"), "close"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Read the items."""
        self.query_one("#page").focus()
        try:
            self.items = await self.kdeck.look(self.read)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are made for a width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """All texts."""
        if self.items is None:
            return
        if not self.items:
            self.query_one("#standing", Text).show(plain(self.nothing()))
            return
        self.query_one("#standing", Text).show(self.standing(self.items))
        self.query_one("#rows", Text).show(joined(list(self.rows(self.items, self.size.width - _EDGES))))

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)
