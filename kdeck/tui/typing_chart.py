"""A run over time: its speed in windows of five seconds, and where its errors fell. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textual.content import Content

from kdeck.core.keyboard.alignment import Step
from kdeck.core.keyboard.figures import speeds
from kdeck.core.keyboard.run import Run
from kdeck.language import _
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.typing_lines import Line, Page

_WINDOW_MS: Final = 5_000
_WIDEST_WINDOW: Final = 4
"""Cells of a window where there is room."""
_BLOCKS: Final = " ▁▂▃▄▅▆▇█"
_SIGNS: Final = {"wrong": "underline bold $wrong", "extra": "strike $wrong", "missing": "bold $wrong"}


class Window(NamedTuple):
    """Some seconds of a run. speed: gross. errors: left in the text. fixed: whether something was taken back."""

    speed: float
    errors: int
    fixed: bool


def windows(run: Run, steps: Sequence[Step], most: int) -> list[Window]:
    """The whole windows of a run that has ended, neighbours put together until there are no more than ``most``."""
    rates = speeds(run.strokes, run.ended or 0, run.unit)
    errors, fixed = [0] * len(rates), [False] * len(rates)
    for ms in _error_times(run, steps):
        if ms // _WINDOW_MS < len(rates):
            errors[ms // _WINDOW_MS] += 1
    for stroke in run.strokes:
        if stroke.kind == "delete" and stroke.ms // _WINDOW_MS < len(rates):
            fixed[stroke.ms // _WINDOW_MS] = True
    size = max(1, -(-len(rates) // max(1, most)))
    return [
        Window(
            sum(rates[at : at + size]) / len(rates[at : at + size]),
            sum(errors[at : at + size]),
            fixed=any(fixed[at : at + size]),
        )
        for at in range(0, len(rates), size)
    ]


def _error_times(run: Run, steps: Sequence[Step]) -> list[int]:
    """When each error came, in milliseconds: with its own grapheme, or the next one where something is missing."""
    found, last = [], run.times[-1] if run.times else 0
    for step in reversed(steps):
        if step.typed is not None:
            last = run.times[step.typed]
        if step.kind != "right":
            found.append(last)
    return found


def speed_chart(run: Run, steps: Sequence[Step], *, width: int, rows: int) -> Content:
    """The speed as blocks, a row of signs below it, and what they mean; empty for a run of less than two windows."""
    found = windows(run, steps, width)
    if len(found) < 2:
        return Content("")
    top, each = max(window.speed for window in found) or 1.0, max(1, min(_WIDEST_WINDOW, width // len(found)))
    lines = []
    for row in range(rows - 1, -1, -1):
        heights = [window.speed / top * rows - row for window in found]
        blocks = "".join(_BLOCKS[max(0, min(8, round(height * 8)))] * each for height in heights)
        lines.append(line(blocks, "$accent"))
    signs = [("✗", "bold $wrong") if window.errors else ("‹", "$changed") if window.fixed else " " for window in found]
    lines.append(Content(" " * (each - 1)).join([Content.assemble(sign) for sign in signs]))
    text = _("Speed over time, up to {speed} {unit}.  ✗ error left  ‹ corrected")
    return joined([*lines, line(text.format(speed=round(top), unit=run.unit), "$quiet")])


def mistakes(run: Run, steps: Sequence[Step], width: int) -> Content:
    """The typed text; a line with mistakes has its passage above it."""
    page = Page(run.text, run.passage)
    page.lay_out(steps, run.typed, width, rest=False)
    return joined([_line(row) for row in page.lines])


def _line(row: Line) -> Content:
    typed = Content("").join([plain(column.typed, _SIGNS.get(column.mark, "")) for column in row])
    if all(column.mark == "right" for column in row):
        return typed
    asked = Content("").join([plain(column.asked, "$quiet") for column in row])
    return joined([asked, typed])
