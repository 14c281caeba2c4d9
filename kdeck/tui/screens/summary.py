"""What a sitting came to."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from kdeck.language import _
from kdeck.trainer.study import Figures, Phase, Study
from kdeck.tui.content import asks, joined, line, plain, share
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text

_MOST = 8


class SummaryScreen(KdeckScreen[bool]):
    """The figures of a sitting; gives ``True`` when its last answer was taken back, to go on with it."""

    CSS_PATH = "summary.tcss"

    def __init__(self, sitting: Study, result: Figures) -> None:
        super().__init__()
        self._sitting = sitting
        self._result = result

    def heading(self) -> tuple[str, str]:
        """Which kind of sitting it was."""
        return (_("Practice done") if not self._sitting.policy.counts else _("Done for now")), ""

    def body(self) -> ComposeResult:
        """Figures, the hardest cards, and when to come back."""
        with VerticalScroll(can_focus=False):
            yield Text(id="figures")
            yield Text(id="missed")
            yield Text(id="confused")
            yield Text(id="next")

    def keys_now(self) -> Sequence[Key]:
        """Home, or back to the last card."""
        keys = [Key("enter,escape,space", "enter", _("home"), "home")]
        if self._sitting.can("undo"):
            keys.append(Key("u,f3", "u", _("undo"), "undo"))
        keys.append(Key("?,f1", "?", _("help"), "help"))
        return keys

    def paint(self) -> None:
        """All texts."""
        self.query_one("#figures", Text).show(self._figures())
        self.query_one("#missed", Text).show(self._missed())
        self.query_one("#confused", Text).show(self._confused())
        self.query_one("#next", Text).show(self._next())

    def action_home(self) -> None:
        """Back to Home."""
        self.dismiss(False)

    async def action_undo(self) -> None:
        """Take back the last answer; its card is asked again."""
        if await self.kdeck.ask(self._sitting.undo) and self._sitting.phase is not Phase.OVER:
            self.dismiss(True)
        else:
            self._result = await self.kdeck.ask(self._sitting.figures)
            self.repaint()

    def _figures(self) -> Content:
        result = self._result
        if not result.answered:
            return plain(_("Nothing was answered."))
        minutes = max(1, round(result.milliseconds / 60_000))
        lines = [
            line(_("Answered: {count}").format(count=result.answered), "bold"),
            line(
                _("Right: {right} of {count} ({share})").format(
                    right=result.right, count=result.answered, share=share(result.right, result.answered)
                )
            ),
            line(_("Thinking time: about {minutes} min").format(minutes=minutes)),
        ]
        if result.met:
            lines.append(line(_("New cards met: {count}").format(count=result.met)))
        return joined(lines)

    def _missed(self) -> Content:
        missed = self._result.missed
        if not missed:
            return Content("")
        lines = [line(_("Forgotten in this sitting, worth another look:"), "bold")]
        for card, times in missed[:_MOST]:
            again = "" if times == 1 else f" ×{times}"
            lines.append(Content.assemble(("✗ ", "$wrong"), line(asks(card)), (again, "$quiet")))
            lines.append(line(f"  {' / '.join(card.answer)}", "$accent"))
        if len(missed) > _MOST:
            lines.append(line(_("… and {count} more").format(count=len(missed) - _MOST), "$quiet"))
        return joined(lines)

    def _confused(self) -> Content:
        pairs = self._result.confused
        if not pairs:
            return Content("")
        lines = [line(_("Confused, worth telling apart:"), "bold")]
        for card, taken in pairs[:_MOST]:
            right = line(card.content.in_words)
            lines.append(line(asks(card)))
            lines.append(Content.assemble(("  ✗ ", "$wrong"), line(taken), ("   ✓ ", "$right"), right))
        if len(pairs) > _MOST:
            lines.append(line(_("… and {count} more").format(count=len(pairs) - _MOST), "$quiet"))
        return joined(lines)

    def _next(self) -> Content:
        if not self._sitting.policy.counts:
            return plain(_("Practice leaves the schedule as it is."), "$quiet")
        _start, due = self._result.coming
        if not due:
            return plain(_("Tomorrow no reviews are due."))
        return plain(_("Come back tomorrow: reviews due then: {count}.").format(count=due))
