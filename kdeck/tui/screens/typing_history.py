"""Typing runs so far, the newest first, with the line of the first dan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from kdeck.core.keyboard.figures import Unit
from kdeck.language import _, labelled
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import Grade, RunResult, best_two_of_three, dan_grade, grades, history, mode_name, reaches
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.screens.history import HistoryScreen
from kdeck.tui.typing_words import rate, standing
from kdeck.tui.widgets.text import fitted

_MODE, _NARROW_MODE = 18, 9
_NARROW: Final = 60
_LEAST_BAR: Final = 8
_WIDEST: Final = 100


class TypingHistoryScreen(HistoryScreen[RunResult]):
    """A line a run: when, which kind, speed and accuracy, and a bar against the first dan."""

    def titles(self) -> tuple[str, str]:
        """Of typing, counted in runs."""
        return _("Typing: history"), _("{count} runs")

    def read(self, trainer: Trainer) -> list[RunResult]:
        """The runs."""
        return history(trainer)

    def nothing(self) -> str:
        """How to begin."""
        return _("No run yet. Go back and choose one: a minute is enough to begin.")

    def standing(self, items: Sequence[RunResult]) -> Content:
        """How far the first dan is, by unit where several were typed in."""
        lines = []
        for unit in _units(items):
            runs, dan = [run for run in items if run.figures.unit == unit], self._dan(unit)
            lines.append(plain(standing(dan, unit, *best_two_of_three(runs, dan)), "bold"))
        legend = _("│ first dan   ✓ reached   ◆ certified   ✗ does not count")
        return joined([*lines, plain(legend, "$quiet")])

    def rows(self, items: Sequence[RunResult], width: int) -> Iterable[Content]:
        """A line a run, the bars of one unit to one scale."""
        top = {unit: max(run.figures.net for run in items if run.figures.unit == unit) for unit in _units(items)}
        for run in items:
            unit = run.figures.unit
            yield self._row(run, max(top[unit], self._dan(unit).speed), min(_WIDEST, width))

    def _dan(self, unit: Unit) -> Grade:
        return dan_grade(grades(self.kdeck.trainer.library.shop, unit))

    def _row(self, run: RunResult, top: float, width: int) -> Content:
        dan, figures = self._dan(run.figures.unit), run.figures
        reached = reaches(figures, dan) and run.void is None
        signs = ("✗" if run.void else "✓" if reached else " ") + ("◆" if run.mode == "certified" else " ")
        speed = f"{figures.net:>4.0f} {figures.unit}"
        wide = width >= _NARROW
        when = run.at.isoformat()[5 : 16 if wide else 10].replace("T", " ")
        mode = fitted(mode_name(run.mode), _MODE if wide else _NARROW_MODE)
        head = f"{signs} {when}  {mode} {fitted(speed, 10)} {rate(figures.accuracy):>4}"
        style = "$wrong" if run.void else "$right" if reached else ""
        room = width - cell_len(head) - 2
        bar = _bar(figures.net, dan.speed, top, room) if room >= _LEAST_BAR else Content("")
        parts = [line(head, style), Content("  "), bar]
        if run.witness:
            parts.append(line("\n     " + labelled(_("Witness"), run.witness), "$quiet"))
        return Content("").join(parts)


def _units(runs: Sequence[RunResult]) -> tuple[Unit, ...]:
    return tuple(dict.fromkeys(run.figures.unit for run in runs))


def _bar(speed: float, dan: float, top: float, width: int) -> Content:
    """The speed as a line, the first dan as a stroke across it."""
    filled, mark = round(speed / top * (width - 1)), round(dan / top * (width - 1))
    cells = ["━" if place < filled else " " for place in range(width)]
    cells[mark] = "│"
    text = "".join(cells)
    return Content.assemble((text[:mark], "$accent"), ("│", "bold $changed"), (text[mark + 1 :], "$accent"))
