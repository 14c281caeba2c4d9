"""A sitting over cards, from its first question to its summary."""

from __future__ import annotations

from textual import events
from textual.content import Content

from kdeck.core.cards.card import Prompt
from kdeck.core.memory import Rating
from kdeck.core.rounding import clock
from kdeck.language import _
from kdeck.trainer.study import Phase, Study
from kdeck.tui.content import joined, line, plain
from kdeck.tui.screens.sitting import WIDE, SittingScreen
from kdeck.tui.widgets.feedback import change_line, feedback, leech_text
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text


class StudyScreen(SittingScreen[None]):
    """What the answers were worth, what was said of them, and what may be done with a card."""

    sitting: Study

    def __init__(self, sitting: Study) -> None:
        super().__init__(sitting)
        self._hinted: Prompt | None = None

    def heading(self) -> tuple[str, str]:
        """The deck; progress, and the time where the card has a limit."""
        sitting, prompt = self.sitting, self.sitting.prompt
        left = [sitting.deck_title]
        if not sitting.policy.counts:
            left.insert(0, _("practice: does not touch the schedule"))
        right = "{} / {}".format(*sitting.progress)
        if prompt and prompt.card.seconds and sitting.trainer.settings.show_timer:
            right = f"{clock(sitting.elapsed())} / {clock(prompt.card.seconds * 1000)}   {right}"
        return " · ".join(part for part in left if part), right

    def way_out(self) -> Key:
        """Home."""
        return Key("escape", "esc", _("home"), "leave")

    def empty(self) -> str:
        """It counts."""
        return _("Nothing is typed yet. Enter once more shows the answer and counts as forgotten.")

    def on_resize(self, event: events.Resize) -> None:
        """The side panel is written when there is room for it."""
        super().on_resize(event)
        if event.size.width >= WIDE:
            self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """The side panel as well."""
        super().paint()
        if self.size.width >= WIDE:
            self.query_one("#side", Text).show(self._side())

    def about(self) -> list[Content]:
        """What the answer was worth, or what has changed; the flag; the hint that was asked for."""
        sitting, prompt, parts = self.sitting, self.sitting.prompt, list[Content]()
        if prompt is None:
            return parts
        if sitting.verdict is not None and self._trouble is None:
            parts.append(feedback(prompt, sitting.verdict, sitting.after))
        elif sitting.change is not None and self._trouble is None:
            parts.append(change_line(*sitting.change))
        if sitting.flagged is not None:
            parts.append(plain(_("! Flagged: {note}").format(note=sitting.flagged), "$changed"))
        if self._hinted is prompt and sitting.phase is Phase.ASK:
            parts.append(plain(_("Hint: {hint}").format(hint=prompt.card.hint)))
        return parts

    async def ended(self) -> bool:
        """The summary."""
        figures = await self.kdeck.ask(self.sitting.figures)
        self.kdeck.show("summary", self.sitting, figures, then=self._after_summary)
        return True

    async def action_rate(self, number: str) -> None:
        """The learner's own rating."""
        rated = self.sitting.prompt
        recorded = await self._do(self.sitting.rate, Rating(int(number)))
        if recorded is not None and recorded.leech and rated is not None:
            self.notify(f"{plain(rated.question)}\n{leech_text()}", severity="warning", timeout=10, markup=False)

    async def action_go_on(self) -> None:
        """The next card."""
        await self._do(self.sitting.go_on)

    def action_hint(self) -> None:
        """Show the card's hint."""
        self._hinted = self.sitting.prompt
        self.repaint()

    async def action_undo(self) -> None:
        """Take the newest thing of today back."""
        if await self._do(self.sitting.undo):
            self.notify(_("Taken back."), timeout=3, markup=False)

    async def action_suspend(self) -> None:
        """Let the card rest."""
        await self._do(self.sitting.suspend)
        if self._trouble is None:
            self.notify(_("This card rests until you wake it in Browse. Undo takes it back."), timeout=5, markup=False)

    def action_flag(self) -> None:
        """Report the card to its author, with a note."""
        if self.sitting.prompt is not None:
            self.kdeck.show("flag", self.sitting.prompt.question, then=self._flagged)

    async def action_leave(self) -> None:
        """Leave; every answer is stored already, but one that still waits for its rating."""
        try:
            await self.kdeck.ask(self.sitting.leave)
        finally:
            self._close()

    def _close(self) -> None:
        self.dismiss(None)
        if self.sitting.policy.counts:
            self.kdeck.wrap_up()

    async def _flagged(self, note: str | None) -> None:
        if note is not None:
            await self._do(self.sitting.flag, note)
            if self._trouble is None:
                self.notify(_("Flagged for the author of this deck."), timeout=4, markup=False)

    async def _after_summary(self, undone: bool | None) -> None:
        if undone:
            await self._settle()
        else:
            self._close()

    def _side(self) -> Content:
        lines = [plain(_("This sitting"), "bold")]
        for answer in reversed(self.sitting.answers[-30:]):
            sign, style = ("✓ ", "$right") if answer.right else ("✗ ", "$wrong")
            lines.append(Content.assemble((sign, style), line(answer.front, "$quiet").truncate(28, ellipsis=True)))
        return joined(lines)
