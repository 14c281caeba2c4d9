"""The ladder: nine levels, the evidence that the one in hand still lacks, and the one next thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.dan.ladder import Ladder
from kdeck.core.errors import KdeckError
from kdeck.language import _, render
from kdeck.trainer.dan import look
from kdeck.tui.dan_words import rung_lines
from kdeck.tui.safe import joined, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import GUTTER, Menu
from kdeck.tui.widgets.text import Text

_WIDEST: Final = 100
_FRAME: Final = 6 + GUTTER


class LadderScreen(KdeckScreen[None]):
    """A line a level; enter opens one with its evidence."""

    CSS_PATH = "ladder.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._ladder: Ladder | None = None

    def heading(self) -> tuple[str, str]:
        """The title, and how far one is."""
        ladder = self._ladder
        if ladder is None:
            return _("Levels"), ""
        if ladder.career is None:
            return _("Levels"), _("dan {dan} of 9").format(dan=ladder.reached)
        text = _("dan {dan} of 9 · {career}")
        return _("Levels"), text.format(dan=ladder.reached, career=render(ladder.career.name))

    def body(self) -> ComposeResult:
        """What is next, then the levels."""
        yield Text(id="next")
        yield Menu(id="rungs", markup=False)

    def keys_now(self) -> Sequence[Key]:
        """Open, look elsewhere, leave."""
        keys = [
            Key("up,down", "↑↓", _("move"), ""),
            Key("enter", "enter", _("evidence"), ""),
        ]
        if self._ladder is not None and self._ladder.reached:
            keys.append(Key("c", "c", _("certificate"), "certificate"))
        return [
            *keys,
            Key("g", "g", _("charts"), "charts"),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q,p", "esc", _("home"), "close"),
        ]

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """The arrow keys choose."""
        self.query_one(Menu).focus()
        await self._look()

    async def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Something may have been done for a level."""
        if self._ladder is not None:
            await self._look()

    def on_resize(self, event: events.Resize) -> None:
        """The lines are made for a width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """What is next, and the levels; the cursor stays on its level."""
        if self._ladder is None:
            return
        ladder, choices = self._ladder, self.query_one(Menu)
        self.query_one("#next", Text).show(self._next(ladder))
        here = choices.highlighted
        if here is None:
            here = (ladder.current.dan if ladder.current else max(1, ladder.reached)) - 1
        width = min(_WIDEST, self.size.width - _FRAME)
        choices.clear_options()
        choices.add_options([Option(row) for row in rung_lines(ladder.rungs, width)])
        choices.highlighted = here

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open a level."""
        event.stop()
        from kdeck.tui.screens.ladder_dan import DanScreen

        self.app.push_screen(DanScreen(event.option_index + 1))

    def action_certificate(self) -> None:
        """The certificate of the highest level that is reached, or of the one under the cursor where that is."""
        if self._ladder is None:
            return
        from kdeck.tui.screens.certificate import CertificateScreen

        rungs, here = self._ladder.rungs, self.query_one(Menu).highlighted
        chosen = rungs[here] if here is not None and rungs[here].reached else rungs[self._ladder.reached - 1]
        self.app.push_screen(CertificateScreen(chosen.dan))

    def action_charts(self) -> None:
        """Statistics."""
        self.kdeck.show_charts()

    def action_close(self) -> None:
        """Back to Home."""
        self.dismiss(None)

    async def _look(self) -> None:
        try:
            self._ladder = await self.kdeck.look(look)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    def _next(self, ladder: Ladder) -> Content:
        """The levels that have been reached since the app was opened, and the one next thing to do."""
        reached = self.kdeck.reached
        parts = [plain("✓ " + _("Dan {dan} is reached.").format(dan=dan), "bold $right") for dan in reached]
        step = ladder.next
        if ladder.earned is not None and ladder.earned.pending is not None:
            parts.append(plain(render(ladder.earned.pending), "bold $accent"))
        elif step is not None and step.need.missing is not None:
            text = _("Next: dan {dan} · {missing}")
            parts.append(plain(text.format(dan=step.dan, missing=render(step.need.missing)), "bold $accent"))
        elif any(rung.refresh for rung in ladder.rungs):
            parts.append(
                plain(_("Every level that the shop asks for is reached; some cards want refreshing."), "bold $accent")
            )
        elif ladder.reached:
            parts.append(plain(_("Every level that the shop asks for is reached."), "bold $accent"))
        else:
            parts.append(plain(_("This shop has no levels yet: `dans:` in shop.yaml says what each of them asks for.")))
        return joined(parts)
