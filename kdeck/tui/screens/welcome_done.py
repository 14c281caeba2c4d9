"""The end of the first run: where one starts, and what to do now."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from kdeck.core.keyboard.figures import Figures
from kdeck.language import _
from kdeck.trainer.typing import dan_grade, grades
from kdeck.tui.safe import plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.typing_words import last_line
from kdeck.tui.welcome import Then
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text


class WelcomeDoneScreen(KdeckScreen[Then]):
    """Gives where to go. baseline: of the first typing run, ``None`` where it was skipped."""

    CSS_PATH = "welcome.tcss"

    def __init__(self, baseline: Figures | None) -> None:
        super().__init__()
        self._baseline = baseline

    def heading(self) -> tuple[str, str]:
        """Done."""
        return _("Ready"), ""

    def body(self) -> ComposeResult:
        """The figure, and the next step."""
        with VerticalScroll(id="page", can_focus=False):
            yield Text(id="hello")
            yield Text(id="figure")
            yield Text(id="next")

    def keys_now(self) -> Sequence[Key]:
        """Study, or look around."""
        return (
            Key("s,enter,space", "s", _("study"), "go:study"),
            Key("escape,q", "esc", _("home"), "go:home"),
            Key("?,f1", "?", _("help"), "help"),
        )

    def paint(self) -> None:
        """All texts."""
        self.query_one("#hello", Text).show(plain(_("That is all there is to it."), "bold"))
        self.query_one("#figure", Text).show(self._figure())
        self.query_one("#next", Text).show(
            _("Your first cards wait: s begins. Every answer is stored at once, so you can leave at any time.")
        )

    def action_go(self, then: Then) -> None:
        """There."""
        self.dismiss(then)

    def _figure(self) -> Content:
        if self._baseline is None:
            return Content("")
        dan = dan_grade(grades(self.kdeck.trainer.library.shop, self._baseline.unit))
        return plain(_("Typing, to begin with: {figures}").format(figures=last_line(self._baseline, dan)))
