"""The exams that were sat, the newest first; each opens with all its questions."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.errors import KdeckError
from kdeck.language import _
from kdeck.trainer.exam.history import ExamResult, history
from kdeck.trainer.exam.review import record_of
from kdeck.tui.exam_words import result_line
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import GUTTER, Menu
from kdeck.tui.widgets.text import Text


class ExamHistoryScreen(KdeckScreen[None]):
    """A line an exam."""

    CSS_PATH = "exam_history.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._results: list[ExamResult] | None = None

    def heading(self) -> tuple[str, str]:
        """The title and how many there are."""
        count = "" if self._results is None else _("{count} in all").format(count=len(self._results))
        return _("Exams: history"), count

    def body(self) -> ComposeResult:
        """The list, or what to do where there is none."""
        yield Text(id="empty")
        yield Menu(id="exams", markup=False)

    def keys_now(self) -> Sequence[Key]:
        """Open one, where there is one; close."""
        there = Key("up,down", "↑↓", _("move"), ""), Key("enter", "enter", _("questions"), "")
        return (
            *(there if self._results else ()),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q,h", "esc", _("close"), "close"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Read them."""
        self.query_one(Menu).focus()
        try:
            self._results = await self.kdeck.look(history)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    def on_resize(self, event: events.Resize) -> None:
        """The lines are made for a width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """The list; the cursor stays on its line."""
        if self._results is None:
            return
        self.query_one("#empty", Text).show("" if self._results else _("No exam yet. Go back and choose one."))
        exams = self.query_one(Menu)
        here = exams.highlighted or 0
        exams.clear_options()
        exams.add_options([Option(result_line(result, self.size.width - GUTTER)) for result in self._results])
        exams.highlighted = min(here, len(self._results) - 1) if self._results else None

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Look through one."""
        from kdeck.tui.screens.exam_result import ExamResultScreen

        event.stop()
        if self._results is None:
            return
        record = await self.kdeck.look(record_of, self._results[event.option_index].id)
        if record is not None:
            self.app.push_screen(ExamResultScreen(record))

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)
