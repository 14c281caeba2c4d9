"""A box to report a card to its author."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widgets import Input

from kdeck.language import _
from kdeck.tui.screens.base import KdeckModal
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Entry, Text


class FlagModal(KdeckModal[str]):
    """Asks for a note, which may stay empty; ``None`` when the learner thinks better of it."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def heading(self) -> tuple[str, str]:
        """What the box is for."""
        return _("Flag this card"), ""

    def body(self) -> ComposeResult:
        """The card, what to write, and where."""
        yield Text(id="which")
        yield Text(id="what")
        yield Entry(id="note", replace=False)

    def keys_now(self) -> Sequence[Key]:
        """Enter and escape: text is typed here."""
        return (Key("enter", "enter", _("flag")), Key("escape", "esc", _("cancel"), "cancel"))

    def paint(self) -> None:
        """The texts, and the cursor in the note."""
        self.query_one("#which", Text).show(self._question)
        self.query_one("#what", Text).show(_("What is wrong with it? The author of the deck will read this."))
        self.query_one("#note", Entry).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter sends it."""
        event.stop()
        self.dismiss(event.value.strip())

    def action_cancel(self) -> None:
        """Escape leaves the card as it is."""
        self.dismiss(None)
