"""Typing: which run to take, and where the learner stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textual.content import Content

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
from kdeck.tui.screens.menu import MenuScreen
from kdeck.tui.screens.typing_flow import Flow
from kdeck.tui.typing_words import last_line, mode_about, standing
from kdeck.tui.widgets.text import fitted

_NAME: Final = 24
_RECENT: Final = 50


class Known(NamedTuple):
    """What the journal says when the menu opens. weak: whether there is something to practise."""

    runs: tuple[RunResult, ...]
    weak: bool


class TypingScreen(MenuScreen[Known]):
    """The kinds of runs, and where the learner stands."""

    follows = True

    def heading(self) -> tuple[str, str]:
        """The title."""
        return _("Typing"), ""

    def read(self, trainer: Trainer) -> Known:
        """The newest runs."""
        return Known(tuple(history(trainer, _RECENT)), weak=practice(trainer) is not None)

    def standing(self, known: Known) -> Content:
        """The newest run, and how far the first dan is."""
        shop = self.kdeck.trainer.library.shop
        newest = next((run.figures for run in known.runs if run.measures), None)
        unit = newest.unit if newest else unit_of_shop(shop)
        dan = dan_grade(grades(shop, unit))
        of_unit = [run for run in known.runs if run.figures.unit == unit]
        lines = [plain(standing(dan, unit, *best_two_of_three(of_unit, dan)))]
        if newest:
            lines.insert(0, plain(last_line(newest, dan), "bold"))
        return joined(lines)

    def choices(self, known: Known, width: int) -> Sequence[Content]:
        """The kinds of runs."""
        return [_choice(mode, width) for mode in modes(weak=known.weak)]

    async def take(self, place: int) -> None:
        """Take this kind of run."""
        if self.known is not None:
            await Flow(self.kdeck).begin(modes(weak=self.known.weak)[place].id)

    def action_history(self) -> None:
        """Runs so far."""
        from kdeck.tui.screens.typing_history import TypingHistoryScreen

        self.app.push_screen(TypingHistoryScreen())


def _choice(mode: Mode, width: int) -> Content:
    name = mode_name(mode.id)
    if width < 60:
        return line(name)
    return Content.assemble(line(fitted(name, _NAME)), line(mode_about(mode.id), "$quiet"))
