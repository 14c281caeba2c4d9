"""One card: what it asks, how well it is known and why, everything that happened to it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll

from kdeck.core.memory import Mark
from kdeck.core.message import Message
from kdeck.language import _
from kdeck.text.cards import state_word
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.why import Explanation, explain
from kdeck.tui.card_words import about_card, about_memory, chart, history
from kdeck.tui.content import asks
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.frames import EntryModal, ReadingScreen, scroll_key
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text

WIDEST = 72
_SIDE = 64


class FlagModal(EntryModal[str]):
    """Asks for a note, which may stay empty; ``None`` when the learner thinks better of it."""

    WORD = Message("flag")
    HEAD = Message("Flag this card")

    def __init__(self, question: str) -> None:
        super().__init__()
        self._card = question

    def question(self) -> str:
        """The card, and what to write."""
        return self._card + "\n" + _("What is wrong with it? The author of the deck will read this.")

    async def take(self, text: str) -> None:
        """The note, which may be empty."""
        self.dismiss(text)


class MarkingScreen(KdeckScreen[None]):
    """A screen with a card that can be put to rest and flagged. A subclass gives ``marked`` and ``reread``."""

    @abstractmethod
    def marked(self) -> tuple[Mark, str] | None:
        """The card's marks and what it asks, once both are known."""

    @abstractmethod
    async def reread(self) -> None:
        """Show the card as it is now."""

    def mark_keys(self, mark: Mark) -> tuple[Key, Key]:
        """Both deeds, or how to take them back."""
        return (
            Key("-", "-", _("resume") if mark.suspended else _("suspend"), "suspend"),
            Key("!", "!", _("take flag back") if mark.flag is not None else _("flag"), "flag"),
        )

    async def action_suspend(self) -> None:
        """Let the card rest, or wake it."""
        if (found := self.marked()) is not None:
            trainer, mark = self.kdeck.trainer, found[0]
            await self._change(trainer.resume if mark.suspended else trainer.suspend, mark.card)

    async def action_flag(self) -> None:
        """Report the card to its author, or take that back."""
        if (found := self.marked()) is None:
            return
        mark, question = found
        if mark.flag is not None:
            await self._change(self.kdeck.trainer.unflag, mark.card)
            return

        async def flagged(note: str | None) -> None:
            if note is not None:
                await self._change(self.kdeck.trainer.flag, mark.card, note)

        self.app.push_screen(FlagModal(question), flagged)

    async def _change(self, what: Callable[..., None], *args: str) -> None:
        with self.kdeck.telling():
            await self.kdeck.ask(what, *args)
        await self.reread()


class CardScreen(MarkingScreen, ReadingScreen[None, tuple[Explanation, int]]):
    """Everything about one card, read on the trainer's thread."""

    FOCUS = "#page"
    FLOWS = True

    def __init__(self, card: str) -> None:
        super().__init__()
        self.card = card

    @property
    def about(self) -> Explanation | None:
        """What is known of the card."""
        return self.known[0] if self.known is not None else None

    def heading(self) -> tuple[str, str]:
        """The card's id and its state."""
        return self.card, state_word(self.about.state) if self.about else ""

    def body(self) -> ComposeResult:
        """One page that scrolls."""
        with VerticalScroll(id="page"), Container(id="halves"):
            yield Text(id="about-card")
            with Vertical(id="memory"):
                yield Text(id="about-memory")
                yield Text(id="chart")
                yield Text(id="history")

    def keys_now(self) -> Sequence[Key]:
        """What can be done with a card."""
        if self.about is None:
            return (Key("escape", "esc", _("back"), "close"),)
        return (
            *self.mark_keys(self.about.mark),
            scroll_key(),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape", "esc", _("back"), "close"),
        )

    def read(self, trainer: Trainer) -> tuple[Explanation, int]:
        """The card, and today's study day."""
        return explain(trainer, self.card), trainer.study_day()

    def marked(self) -> tuple[Mark, str] | None:
        """The one whose page it is."""
        about = self.about
        return None if about is None else (about.mark, asks(about.card) if about.card else self.card)

    async def reread(self) -> None:
        """All of it."""
        await self.look()

    def paint(self) -> None:
        """Every text of the page."""
        if self.known is None:
            return
        about, day = self.known
        width = min(WIDEST, self._memory_width)
        self.write("about-card", about_card(about, self._card_width))
        self.write("about-memory", about_memory(about, day, four=self.kdeck.trainer.settings.four_buttons))
        self.write("chart", chart(about, self.kdeck.trainer.now(), width))
        self.write("history", history(about, width))

    @property
    def _memory_width(self) -> int:
        room = self.size.width - 5
        return min(room, _SIDE) if self.has_class("-wide") else room

    @property
    def _card_width(self) -> int:
        room = self.size.width - 5
        return min(WIDEST, room - _SIDE - 8 if self.has_class("-wide") else room)
