"""Typing runs so far, the newest first, with the line of the first dan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from kdeck.core.errors import KdeckError
from kdeck.core.keyboard.figures import Unit
from kdeck.language import _, labelled
from kdeck.trainer.typing import Grade, RunResult, best_two_of_three, dan_grade, grades, history, mode_name, reaches
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.typing_words import rate, standing
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text, fitted

_MODE, _NARROW_MODE = 18, 9
_NARROW: Final = 60
_LEAST_BAR: Final = 8
_WIDEST: Final = 100


class TypingHistoryScreen(KdeckScreen[None]):
    """A line a run: when, which kind, speed and accuracy, and a bar against the first dan."""

    CSS_PATH = "typing_history.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._runs: list[RunResult] | None = None

    def heading(self) -> tuple[str, str]:
        """The title and how many there are."""
        count = "" if self._runs is None else _("{count} runs").format(count=len(self._runs))
        return _("Typing: history"), count

    def body(self) -> ComposeResult:
        """One page that scrolls."""
        with VerticalScroll(id="page"):
            yield Text(id="standing")
            yield Text(id="runs")

    def keys_now(self) -> Sequence[Key]:
        """Scroll and close."""
        return (
            Key("up,down,pageup,pagedown", "↑↓", _("scroll"), ""),
            Key("escape,q,h,enter", "esc", _("close"), "close"),
            Key("?,f1", "?", _("help"), "help"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Read the runs."""
        self.query_one("#page").focus()
        try:
            self._runs = await self.kdeck.ask(history, self.kdeck.trainer)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    def on_resize(self, event: events.Resize) -> None:
        """Bars are made for a width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """All texts."""
        if self._runs is None:
            return
        if not self._runs:
            self.query_one("#standing", Text).show(
                _("No run yet. Go back and choose one: a minute is enough to begin.")
            )
            return
        width = min(_WIDEST, self.size.width - 5)
        self.query_one("#standing", Text).show(self._standing())
        top = {unit: max(run.figures.net for run in self._runs if run.figures.unit == unit) for unit in self._units}
        rows = [
            self._row(run, max(top[run.figures.unit], self._dan(run.figures.unit).speed), width) for run in self._runs
        ]
        self.query_one("#runs", Text).show(joined(rows))

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

    @property
    def _units(self) -> tuple[Unit, ...]:
        return tuple(dict.fromkeys(run.figures.unit for run in self._runs or ()))

    def _dan(self, unit: Unit) -> Grade:
        return dan_grade(grades(self.kdeck.trainer.library.shop, unit))

    def _standing(self) -> Content:
        """How far the first dan is, by unit where several were typed in."""
        lines = []
        for unit in self._units:
            runs, dan = [run for run in self._runs or () if run.figures.unit == unit], self._dan(unit)
            lines.append(plain(standing(dan, unit, *best_two_of_three(runs, dan)), "bold"))
        legend = _("│ first dan   ✓ reached   ◆ certified   ✗ does not count")
        return joined([*lines, plain(legend, "$quiet")])

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


def _bar(speed: float, dan: float, top: float, width: int) -> Content:
    """The speed as a line, the first dan as a stroke across it."""
    filled, mark = round(speed / top * (width - 1)), round(dan / top * (width - 1))
    cells = ["━" if place < filled else " " for place in range(width)]
    cells[mark] = "│"
    text = "".join(cells)
    return Content.assemble((text[:mark], "$accent"), ("│", "bold $changed"), (text[mark + 1 :], "$accent"))
