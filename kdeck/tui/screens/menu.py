"""A screen that offers ways on below where the learner stands: what the menus of typing, chats and exams share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.errors import KdeckError
from kdeck.language import _
from kdeck.trainer.trainer import Trainer
from kdeck.tui.content import joined, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import GUTTER, Menu
from kdeck.tui.widgets.text import Text

KnownT = TypeVar("KnownT")
_FRAME: Final = 6 + GUTTER
"""Cells of a line that padding, scroll bar and the cursor's sign take."""


class MenuScreen(KdeckScreen[None], Generic[KnownT]):
    """A subclass gives ``read``, ``standing``, ``choices`` and ``take``; ``h`` leads to its history.

    known: what was read when the menu opened or came back, ``None`` before. follows: whether the cursor stays on its
    choice when others are added above it, else on its line.
    """

    CSS_PATH = "menu.tcss"
    follows: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.known: KnownT | None = None
        self._shown: tuple[str, ...] = ()

    @abstractmethod
    def read(self, trainer: Trainer) -> KnownT:
        """What the menu depends on; on the trainer's thread."""

    @abstractmethod
    def standing(self, known: KnownT) -> Content:
        """Where one stands, above the choices."""

    @abstractmethod
    def choices(self, known: KnownT, width: int) -> Sequence[Content]:
        """The choices, ``width`` cells wide at most."""

    @abstractmethod
    async def take(self, place: int) -> None:
        """Do what the choice at this place stands for; a ``KdeckError`` is told."""

    @abstractmethod
    def action_history(self) -> None:
        """What was done before."""

    def nothing(self) -> str:
        """What to do where there is no choice."""
        return ""

    def enter_word(self) -> str:
        """What Enter does with a choice."""
        return _("start")

    def more_keys(self) -> Sequence[Key]:
        """Keys of this menu alone."""
        return ()

    def body(self) -> ComposeResult:
        """Where one stands, then the choices."""
        yield Text(id="standing")
        yield Menu(id="choices", markup=False)
        yield Text(id="empty")

    def keys_now(self) -> Sequence[Key]:
        """Choose, look back, leave."""
        ways = [Key("up,down", "↑↓", _("move"), ""), Key("enter", "enter", self.enter_word(), "")]
        return (
            *(ways if self._shown else ()),
            Key("h", "h", _("history"), "history"),
            *self.more_keys(),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q", "esc", _("home"), "close"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """The arrow keys choose."""
        self.query_one(Menu).focus()
        await self.look()

    async def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """What the choices led to may have changed where one stands."""
        if self.known is not None:
            await self.look()

    def on_resize(self, event: events.Resize) -> None:
        """The choices are made for a width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """Where one stands, and the choices."""
        if self.known is None:
            return
        self.query_one("#standing", Text).show(self.standing(self.known))
        found, menu = self.choices(self.known, self.size.width - _FRAME), self.query_one(Menu)
        shown, here = tuple(choice.plain for choice in found), menu.highlighted or 0
        if self.follows and here < len(self._shown) and self._shown[here] in shown:
            here = shown.index(self._shown[here])
        menu.display, self._shown = bool(found), shown
        menu.clear_options()
        menu.add_options([Option(choice) for choice in found])
        menu.highlighted = min(here, len(found) - 1) if found else None
        self.query_one("#empty", Text).show("" if found else self.nothing())

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take this choice."""
        event.stop()
        try:
            await self.take(event.option_index)
        except KdeckError as error:
            self.kdeck.tell(error)

    def action_close(self) -> None:
        """Back to Home."""
        self.dismiss(None)

    async def look(self) -> None:
        """Read again what the menu depends on."""
        try:
            self.known = await self.kdeck.look(self.read)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()


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
