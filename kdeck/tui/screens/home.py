"""Home: what there is to do today."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from kdeck.language import _
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text


class HomeScreen(KdeckScreen[None]):
    """Today's counts, the decks, and the ways on."""

    def heading(self) -> tuple[str, str]:
        """The shop and the learner."""
        return f"{self.kdeck.trainer.library.shop.name} · {self.kdeck.trainer.learner}", ""

    def body(self) -> ComposeResult:
        """One paragraph, until there is more."""
        yield Text(id="today")

    def keys_now(self) -> Sequence[Key]:
        """The ways on."""
        return (Key("q", "q", _("quit"), "quit"),)

    def action_quit(self) -> None:
        """Leave."""
        self.app.exit()
