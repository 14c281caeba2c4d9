"""Typing: which run to take, and where the learner stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.errors import KdeckError
from kdeck.language import _
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import (
    Mode,
    RunResult,
    best_two_of_three,
    dan_grade,
    grades,
    history,
    mode_name,
    modes,
    practice,
    unit_of_shop,
)
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.typing_flow import Flow
from kdeck.tui.typing_words import last_line, mode_about, standing
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import GUTTER, Menu
from kdeck.tui.widgets.text import Text, fitted

_NAME: Final = 24
_RECENT: Final = 50


class Known(NamedTuple):
    """What the journal says when the menu opens. weak: whether there is something to practise."""

    runs: tuple[RunResult, ...]
    weak: bool


class TypingScreen(KdeckScreen[None]):
    """The kinds of runs, and where the learner stands."""

    CSS_PATH = "typing.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._known: Known | None = None
        self._offered: tuple[Mode, ...] = ()

    def heading(self) -> tuple[str, str]:
        """The title."""
        return _("Typing"), ""

    def body(self) -> ComposeResult:
        """Where one stands, then the kinds."""
        yield Text(id="standing")
        yield Menu(id="modes", markup=False)

    def keys_now(self) -> Sequence[Key]:
        """Choose, look back, leave."""
        return (
            Key("up,down", "↑↓", _("move"), ""),
            Key("enter", "enter", _("start"), ""),
            Key("h", "h", _("history"), "history"),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q", "esc", _("home"), "close"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """The arrow keys choose."""
        self.query_one(Menu).focus()
        await self._look()

    async def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """A run may have been added."""
        if self._known is not None:
            await self._look()

    def on_resize(self, event: events.Resize) -> None:
        """What a kind is about fits, or does not."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """Where one stands, and the kinds; the cursor stays on its line."""
        if self._known is None:
            return
        self.query_one("#standing", Text).show(self._standing())
        choices = self.query_one(Menu)
        here = self._offered[choices.highlighted or 0] if self._offered else None
        self._offered = modes(weak=self._known.weak)
        width = self.size.width - 6 - GUTTER
        choices.clear_options()
        choices.add_options([Option(_choice(mode, width)) for mode in self._offered])
        choices.highlighted = self._offered.index(here) if here in self._offered else 0

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take this kind of run."""
        event.stop()
        try:
            await Flow(self.kdeck).begin(self._offered[event.option_index].id)
        except KdeckError as error:
            self.kdeck.tell(error)

    def action_history(self) -> None:
        """Runs so far."""
        from kdeck.tui.screens.typing_history import TypingHistoryScreen

        self.app.push_screen(TypingHistoryScreen())

    def action_close(self) -> None:
        """Back to Home."""
        self.dismiss(None)

    async def _look(self) -> None:
        try:
            self._known = await self.kdeck.ask(_known, self.kdeck.trainer)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    def _standing(self) -> Content:
        runs = self._known.runs if self._known else ()
        shop = self.kdeck.trainer.library.shop
        newest = next((run.figures for run in runs if run.measures), None)
        unit = newest.unit if newest else unit_of_shop(shop)
        dan = dan_grade(grades(shop, unit))
        of_unit = [run for run in runs if run.figures.unit == unit]
        lines = [plain(standing(dan, unit, *best_two_of_three(of_unit, dan)))]
        if newest:
            lines.insert(0, plain(last_line(newest, dan), "bold"))
        return joined(lines)


def _known(trainer: Trainer) -> Known:
    return Known(tuple(history(trainer, _RECENT)), weak=practice(trainer) is not None)


def _choice(mode: Mode, width: int) -> Content:
    name = mode_name(mode.id)
    if width < 60:
        return line(name)
    return Content.assemble(line(fitted(name, _NAME)), line(mode_about(mode.id), "$quiet"))
