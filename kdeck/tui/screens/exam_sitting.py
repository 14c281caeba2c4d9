"""An exam: one question at a time, nothing said about answers, a quiet clock."""

from __future__ import annotations

from textual.content import Content

from kdeck.core.rounding import clock
from kdeck.language import _
from kdeck.text.exams import exam_name
from kdeck.trainer.exam.sitting import Exam
from kdeck.trainer.study import Phase
from kdeck.tui.content import plain
from kdeck.tui.screens.exams import ExamLeaveModal, Leaving
from kdeck.tui.screens.sitting import SittingScreen
from kdeck.tui.widgets.keybar import Key

_LAST_MINUTE = 60_000


class ExamSittingScreen(SittingScreen[bool]):
    """An exam from the question that is next to its end; gives whether it has ended. note: said beside the question."""

    sitting: Exam

    def __init__(self, sitting: Exam, note: str = "") -> None:
        super().__init__(sitting, note)

    def heading(self) -> tuple[str, str]:
        """Which exam; how far one is, and how much time is left."""
        number, total = self.sitting.progress
        parts = [f"{number} / {total}", _("{time} left").format(time=clock(self.sitting.left(), up=True))]
        limit = self.sitting.prompt.card.seconds if self.sitting.prompt is not None else None
        if limit:
            parts.insert(0, f"{clock(self.sitting.elapsed())} / {clock(limit * 1000)}")
        return exam_name(self.sitting.record.paper), "   ".join(parts)

    def way_out(self) -> Key:
        """What leaving is to mean is asked; once the time is up, on to the result."""
        if self._over:
            return Key("enter,space,escape", "enter", _("result"), "leave")
        return Key("escape", "esc", _("leave"), "leave")

    def empty(self) -> str:
        """It stays empty."""
        return _("This is no answer yet. Enter once more leaves the question empty.")

    def about(self) -> list[Content]:
        """That the time is short, or up."""
        if self._over:
            return [plain(_("The time is up. What you answered before is stored."), "bold $changed")]
        short = self.sitting.left() <= _LAST_MINUTE
        return [plain(_("The last minute."), "$changed")] if short else []

    async def ended(self) -> bool:
        """On to the result; where the time has ended it, once that has been read."""
        result = self.sitting.result
        if result is None or result.reason == "time":
            return False
        self.dismiss(True)
        return True

    def action_leave(self) -> None:
        """Ask what leaving is to mean."""
        if self._over:
            self.dismiss(True)
        else:
            self.app.push_screen(ExamLeaveModal(self.sitting), self._left)

    @property
    def _over(self) -> bool:
        return self.sitting.phase is Phase.OVER

    async def _left(self, how: Leaving | None) -> None:
        if self._over:
            await self._settle()
        elif how == "end":
            await self._do(self.sitting.give_up)
        elif how == "leave":
            self.dismiss(False)
