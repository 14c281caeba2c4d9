"""What screens are made of: one that is read when it opens, a page, a menu, a history, a box for text, a way out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message
from kdeck.language import _, render
from kdeck.trainer.trainer import Trainer
from kdeck.tui.content import joined, plain
from kdeck.tui.screens.base import KdeckModal, KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import GUTTER, Menu
from kdeck.tui.widgets.text import Entry, Text

ResultT = TypeVar("ResultT")
KnownT = TypeVar("KnownT")
ItemT = TypeVar("ItemT")
_FRAME: Final = 6 + GUTTER
"""Cells of a line that padding, scroll bar and the cursor's sign take."""
_EDGES: Final = 5
"""Cells of a line that the page's padding and its scroll bar take."""


class ReadingScreen(KdeckScreen[ResultT], Generic[ResultT, KnownT]):
    """A screen of what is read when it opens.

    A subclass gives ``read``. known: what was read, ``None`` before. READS_AGAIN: whether it is read anew when another
    screen above has closed.
    """

    CSS_PATH = "rooms.tcss"
    READS_AGAIN: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.known: KnownT | None = None

    @abstractmethod
    def read(self, trainer: Trainer) -> KnownT:
        """What it shows; on the trainer's thread."""

    async def look(self) -> None:
        """Read and paint; what goes wrong is told."""
        with self.kdeck.telling():
            self.known = await self.kdeck.look(self.read)
        self.repaint()

    async def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Opened, or what was done on another screen may have changed it."""
        if self.known is None or self.READS_AGAIN:
            await self.look()


class PageScreen(KdeckScreen[ResultT]):
    """One page that scrolls. PARTS: the ids of its paragraphs, from top to bottom."""

    CSS_PATH = "rooms.tcss"
    PARTS: ClassVar[tuple[str, ...]] = ("text",)
    FOCUS = "#page"
    FLOWS = True

    def body(self) -> ComposeResult:
        """One paragraph below the other."""
        with VerticalScroll(id="page"):
            for part in self.PARTS:
                yield Text(id=part)


def scroll_key() -> Key:
    """What the keys of a page do by themselves."""
    return Key("up,down,pageup,pagedown", "↑↓", _("scroll"))


class MenuScreen(ReadingScreen[None, KnownT]):
    """Offers ways on below where the learner stands.

    A subclass gives ``read``, ``standing``, ``choices`` and ``take``. HISTORY: the room that ``h`` leads to.
    FOLLOWS: whether the cursor stays on its choice when others are added above it, else on its line.
    """

    FOCUS = "#choices"
    FLOWS = True
    FOLLOWS: ClassVar[bool] = False
    HISTORY: ClassVar[str] = ""
    ENTER: ClassVar[Message] = Message("start")

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, ...] = ()

    @abstractmethod
    def standing(self, known: KnownT) -> Content:
        """Where one stands, above the choices."""

    @abstractmethod
    def choices(self, known: KnownT, width: int) -> Sequence[Content]:
        """The choices, ``width`` cells wide at most."""

    @abstractmethod
    async def take(self, place: int) -> None:
        """Do what the choice at this place stands for; a ``KdeckError`` is told."""

    def first(self, known: KnownT) -> int:  # noqa: ARG002 - a subclass may need it
        """The choice that the cursor begins at."""
        return 0

    def nothing(self) -> str:
        """What to do where there is no choice."""
        return ""

    def enter_word(self) -> str:
        """What Enter does with the choice under the cursor; empty where it does nothing."""
        return render(self.ENTER)

    def more_keys(self) -> Sequence[Key]:
        """Keys of this menu alone."""
        return ()

    def way_out(self) -> Key:
        """Back to where the menu was opened."""
        return Key("escape,q", "esc", _("home"), "close")

    def body(self) -> ComposeResult:
        """Where one stands, then the choices."""
        yield Text(id="standing")
        yield Menu(id="choices", markup=False)
        yield Text(id="empty")

    def keys_now(self) -> Sequence[Key]:
        """Choose, look back, leave."""
        ways = [Key("up,down", "↑↓", _("move"))] if self._shown else []
        if self._shown and (word := self.enter_word()):
            ways.append(Key("enter", "enter", word))
        if self.HISTORY:
            ways.append(Key("h", "h", _("history"), f"open:{self.HISTORY}"))
        return *ways, *self.more_keys(), Key("?,f1", "?", _("help"), "help"), self.way_out()

    @property
    def here(self) -> int | None:
        """The place of the choice under the cursor."""
        return self.query_one(Menu).highlighted if self.query(Menu) else None

    def paint(self) -> None:
        """Where one stands, and the choices."""
        if self.known is None:
            return
        self.write("standing", self.standing(self.known))
        found, menu = self.choices(self.known, self.size.width - _FRAME), self.query_one(Menu)
        shown, here, first = tuple(choice.plain for choice in found), menu.highlighted, self.first(self.known)
        if self.FOLLOWS and here is not None and here < len(self._shown) and self._shown[here] in shown:
            menu.highlighted, first = None, shown.index(self._shown[here])
        menu.display, self._shown = bool(found), shown
        menu.fill(found, first)
        self.write("empty", "" if found else self.nothing())

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take this choice."""
        event.stop()
        with self.kdeck.telling():
            await self.take(event.option_index)


class HistoryScreen(PageScreen[None], ReadingScreen[None, list[ItemT]]):
    """What was done so far. A subclass gives ``titles``, ``read``, ``nothing``, ``standing`` and ``rows``."""

    PARTS = ("standing", "rows")
    READS_AGAIN = False

    @abstractmethod
    def titles(self, count: int) -> tuple[str, str]:
        """What it is a history of, and what so many items are called."""

    @abstractmethod
    def nothing(self) -> str:
        """What to do where there is no item yet."""

    @abstractmethod
    def standing(self, items: Sequence[ItemT]) -> Content:
        """What they come to, above them."""

    @abstractmethod
    def rows(self, items: Sequence[ItemT], width: int) -> Iterable[Content]:
        """A line an item, the newest first, ``width`` cells at most."""

    def heading(self) -> tuple[str, str]:
        """The title and how many there are."""
        title, number = self.titles(len(self.known or ()))
        return title, "" if self.known is None else number

    def keys_now(self) -> Sequence[Key]:
        """Scroll and close."""
        close = Key("escape,q,h,enter", "esc", _("close"), "close")
        return scroll_key(), Key("?,f1", "?", _("help"), "help"), close

    def paint(self) -> None:
        """All texts."""
        if self.known is None:
            return
        self.write("standing", self.standing(self.known) if self.known else self.nothing())
        self.write("rows", joined(list(self.rows(self.known, self.size.width - _EDGES))) if self.known else "")


class EntryModal(KdeckModal[ResultT]):
    """Asks for one line of text. A subclass gives ``HEAD``, ``WORD``, ``question`` and ``take``.

    trouble: why what was given could not be taken, until another is.
    """

    FOCUS = "Entry"
    WORD: ClassVar[Message]
    WAY_OUT: ClassVar[Message] = Message("cancel")

    def __init__(self) -> None:
        super().__init__()
        self.trouble: KdeckError | None = None

    @abstractmethod
    def question(self) -> str | Content:
        """What is asked."""

    def word(self) -> str:
        """What Enter does."""
        return render(self.WORD)

    @abstractmethod
    async def take(self, text: str) -> None:
        """Do it, with what is written; a ``KdeckError`` is shown below."""

    def way_out(self) -> str:
        """What Escape does."""
        return render(self.WAY_OUT)

    def fault(self) -> Content:
        """What is wrong with what was given, or what there is to say about it."""
        return Content("") if self.trouble is None else plain("✗ " + render(self.trouble.message), "bold $wrong")

    def body(self) -> ComposeResult:
        """The question, where the text goes, and what is wrong with it."""
        yield Text(id="what")
        yield Entry(replace=False)
        yield Text(id="fault")

    def keys_now(self) -> Sequence[Key]:
        """Text is typed here."""
        return Key("enter", "enter", self.word()), Key("escape", "esc", self.way_out(), "close")

    def paint(self) -> None:
        """The texts."""
        self.write("what", self.question())
        self.write("fault", self.fault())

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes it."""
        event.stop()
        self.trouble = None
        try:
            await self.take(event.value.strip())
        except KdeckError as error:
            self.trouble = error
        self.repaint()


class LeaveModal(KdeckModal[bool]):
    """Asks whether something is really to be given up. stay: what escape is called."""

    UNSEEN = ("close",)

    def __init__(self, title: Message, text: Message, stay: Message) -> None:
        super().__init__()
        self._title, self._text, self._stay = title, text, stay

    def heading(self) -> tuple[str, str]:
        """The question."""
        return render(self._title), ""

    def body(self) -> ComposeResult:
        """What leaving means."""
        yield Text(id="what")

    def keys_now(self) -> Sequence[Key]:
        """Text may still be on its way: no letter acts here."""
        return Key("escape", "esc", render(self._stay), "close"), Key("f2", "f2", _("leave"), "leave")

    def paint(self) -> None:
        """What leaving means."""
        self.write("what", render(self._text))

    def action_leave(self) -> None:
        """Give it up."""
        self.dismiss(True)
