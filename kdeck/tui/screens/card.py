"""One card: what it asks, how well it is known and why, everything that happened to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll

from kdeck.core.errors import KdeckError
from kdeck.language import _
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.why import Explanation, explain
from kdeck.tui.card_words import about_card, about_memory, chart, history, state_word
from kdeck.tui.content import asks
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text

WIDEST = 72
_SIDE = 64


class CardScreen(KdeckScreen[None]):
    """Everything about one card, read on the trainer's thread."""

    CSS_PATH = "card.tcss"

    def __init__(self, card: str) -> None:
        super().__init__()
        self.card = card
        self.about: Explanation | None = None
        self._day = 0
        self._width = 0

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
        mark = self.about.mark
        return (
            Key("-", "-", _("resume") if mark.suspended else _("suspend"), "suspend"),
            Key("!", "!", _("take flag back") if mark.flag is not None else _("flag"), "flag"),
            Key("up,down,pageup,pagedown", "↑↓", _("scroll"), ""),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape", "esc", _("back"), "close"),
        )

    def on_mount(self) -> None:
        """The arrow keys scroll."""
        self.query_one("#page").focus()

    async def on_screen_resume(self) -> None:
        """Read the card, again after another screen was above this one."""
        await self._read()

    def on_resize(self, event: events.Resize) -> None:
        """Chart and table are as wide as there is room."""
        if event.size.width != self._width:
            self._width = event.size.width
            self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """Every text of the page."""
        about = self.about
        if about is None:
            return
        width = min(WIDEST, self._memory_width)
        self.query_one("#about-card", Text).show(about_card(about, self._card_width))
        self.query_one("#about-memory", Text).show(
            about_memory(about, self._day, four=self.kdeck.trainer.settings.four_buttons)
        )
        self.query_one("#chart", Text).show(chart(about, self.kdeck.trainer.now(), width))
        self.query_one("#history", Text).show(history(about, width))

    async def action_suspend(self) -> None:
        """Let the card rest, or wake it."""
        if self.about is not None:
            trainer = self.kdeck.trainer
            await self._change(trainer.resume if self.about.mark.suspended else trainer.suspend, self.card)

    async def action_flag(self) -> None:
        """Report the card to its author, or take that back."""
        if self.about is None:
            return
        if self.about.mark.flag is not None:
            await self._change(self.kdeck.trainer.unflag, self.card)
            return
        question = asks(self.about.card) if self.about.card else self.card
        self.kdeck.show("flag", question, then=self._flagged)

    def action_close(self) -> None:
        """Back to where the learner came from."""
        self.dismiss(None)

    @property
    def _memory_width(self) -> int:
        room = self.size.width - 5
        return min(room, _SIDE) if self.has_class("-wide") else room

    @property
    def _card_width(self) -> int:
        room = self.size.width - 5
        return min(WIDEST, room - _SIDE - 8 if self.has_class("-wide") else room)

    async def _flagged(self, note: str | None) -> None:
        if note is not None:
            await self._change(self.kdeck.trainer.flag, self.card, note)

    async def _change(self, what: Callable[..., None], *args: str) -> None:
        """Store something about the card, then read it again; what goes wrong is told."""
        try:
            await self.kdeck.ask(what, *args)
        except KdeckError as error:
            self.kdeck.tell(error)
        await self._read()

    async def _read(self) -> None:
        try:
            self.about, self._day = await self.kdeck.look(_look, self.card)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()


def _look(trainer: Trainer, card: str) -> tuple[Explanation, int]:
    return explain(trainer, card), trainer.study_day()
