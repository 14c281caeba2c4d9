"""Quick replies: the texts that F2 to F9 put into a reply, each in a line of its own."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from kdeck.core.errors import KdeckError
from kdeck.language import _
from kdeck.trainer.chat.runs import LONGEST, MOST, keep_quick_replies, quick_replies
from kdeck.tui.content import line
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Entry, Text


class QuickRepliesScreen(KdeckScreen[None]):
    """One line a key; what is written is stored when the screen closes."""

    CSS_PATH = "quick_replies.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._loaded = False

    def heading(self) -> tuple[str, str]:
        """The title."""
        return _("Quick replies"), ""

    def body(self) -> ComposeResult:
        """What they are for, then a line a key."""
        yield Text(id="about")
        with VerticalScroll(id="page", can_focus=False):
            for place in range(MOST):
                with Horizontal(classes="row"):
                    yield Text(id=f"key-{place}", classes="key")
                    yield Entry(id=f"quick-{place}", replace=False)

    def keys_now(self) -> Sequence[Key]:
        """Text is typed here."""
        return (
            Key("up,shift+tab", "↑↓", _("move"), "previous"),
            Key("down,tab", "", "", "next"),
            Key("enter", "enter", _("next line"), ""),
            Key("f1", "f1", _("help"), "help"),
            Key("escape", "esc", _("keep and go back"), "close"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """The stored texts, and the first line."""
        texts: tuple[str, ...] = ()
        try:
            texts = await self.kdeck.look(quick_replies)
            self._loaded = True
        except KdeckError as error:
            self.kdeck.tell(error)
        for place, entry in enumerate(self._entries):
            entry.max_length = LONGEST
            entry.value = texts[place] if place < len(texts) else ""
        self._entries[0].focus()
        self.repaint()

    def paint(self) -> None:
        """What they are for, and the keys."""
        self.query_one("#about", Text).show(
            _("In a drill each key writes its text where the cursor is; you can change it before you send it.")
        )
        for place in range(MOST):
            self.query_one(f"#key-{place}", Text).show(line(f"F{place + 2}", "bold $accent"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """On to the next line."""
        event.stop()
        self.focus_next()

    def action_previous(self) -> None:
        """One line up."""
        self.focus_previous()

    def action_next(self) -> None:
        """One line down."""
        self.focus_next()

    async def action_close(self) -> None:
        """Store, and go back; where nothing can be stored the texts stay on the screen."""
        if self._loaded:
            await self.kdeck.ask(keep_quick_replies, self.kdeck.trainer, [entry.value for entry in self._entries])
        self.dismiss(None)

    @property
    def _entries(self) -> list[Entry]:
        return list(self.query(Entry))
