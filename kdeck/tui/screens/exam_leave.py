"""What leaving an exam means, before it is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from textual.app import ComposeResult

from kdeck.language import _
from kdeck.trainer.exam.sitting import Sitting
from kdeck.tui.exam_words import left_clock
from kdeck.tui.screens.base import KdeckModal
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text

Leaving = Literal["leave", "end"]


class ExamLeaveModal(KdeckModal[Leaving]):
    """Gives how the exam is to be left, ``None`` to go on with it."""

    UNSEEN = ("stay",)

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self._sitting = sitting

    def heading(self) -> tuple[str, str]:
        """The question."""
        return _("Leave the exam?"), _("{time} left").format(time=left_clock(self._sitting.left()))

    def body(self) -> ComposeResult:
        """What it means."""
        yield Text(id="what")

    def keys_now(self) -> Sequence[Key]:
        """Text may still be on its way: no letter acts here."""
        return (
            Key("escape", "esc", _("go on with it"), "stay"),
            Key("f2", "f2", _("leave, come back later"), "leave"),
            Key("f8", "f8", _("end the exam now"), "end"),
        )

    def on_mount(self) -> None:
        """The clock runs here, too."""
        super().on_mount()
        self.set_interval(1, self.repaint_heading)

    def paint(self) -> None:
        """What it means."""
        number, total = self._sitting.progress
        text = _(
            "The clock runs on while you are away. The question on the screen is spent and counts as not answered; "
            "of {total} questions {rest} have not been shown yet. x at Home comes back to them."
        )
        self.query_one("#what", Text).show(text.format(total=total, rest=total - number))

    def action_stay(self) -> None:
        """Back to the question."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Away, for now."""
        self.dismiss("leave")

    def action_end(self) -> None:
        """Once and for all."""
        self.dismiss("end")
