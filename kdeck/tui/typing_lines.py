"""A typed text under its passage, column by column: what stands above what, and where lines end.

A column holds a grapheme of the passage and the one that was typed for it; either may be missing. It is as wide as the
wider of both, so that both rows stay under each other whatever was typed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate
from typing import Final, Literal, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from kdeck.core.strings import clean_line
from kdeck.core.typing.alignment import Step
from kdeck.core.typing.run import Run
from kdeck.core.typing.score import speeds, units
from kdeck.language import _
from kdeck.tui.content import joined, line, may_break, plain

Mark = Literal["ahead", "right", "wrong", "extra", "missing", "own"]
_GAP: Final = "_"
_SPACE: Final = "␣"
"""How a space is shown that should not be there: else nothing would be seen of it."""
_BASE: Final = "◌"
"""What a combining mark without a letter stands on."""


class Column(NamedTuple):
    """One grapheme of both texts as they are shown, each exactly ``cells`` wide or empty.

    paragraph: whether a paragraph of the passage begins here.
    """

    asked: str
    typed: str
    mark: Mark
    cells: int
    paragraph: bool = False


Line = tuple[Column, ...]


class Caret(NamedTuple):
    """Where the next grapheme will stand: the line, the cell in it, and the column of the passage to be typed."""

    line: int
    cell: int
    column: int


class Page:
    """A passage and what has been typed of it, laid out in lines.

    hidden: places of the passage that are shown only once something has been typed for them.
    """

    def __init__(self, text: str, passage: Sequence[str], hidden: Collection[int] = ()) -> None:
        starts = _paragraphs(text)
        self._passage = passage
        self._ahead = [_column(asked, None, "ahead", place in starts) for place, asked in enumerate(passage)]
        self._right = [_column(asked, asked, "right", place in starts) for place, asked in enumerate(passage)]
        for place in hidden:
            column = self._ahead[place]
            self._ahead[place] = column._replace(asked=_GAP * column.cells)
        self._starts = starts
        self._laid_out: tuple[tuple[Step, ...], int] = ((), 0)
        self._columns: list[Column] = []
        self.lines: list[Line] = []
        self.caret = Caret(0, 0, 0)

    def lay_out(self, steps: Sequence[Step], typed: Sequence[str], width: int, *, rest: bool = True) -> None:
        """Make ``lines`` and ``caret`` anew, no line wider than ``width`` cells but for one space at its end.

        steps: the alignment. rest: whether what has not been reached of the passage follows.
        """
        shared = self._shared(steps, width)
        columns, lines, first = self._columns[:shared], *self._kept(shared)
        columns += [self._column_of(step, typed) for step in steps[shared:]]
        reached = next((step.passage + 1 for step in reversed(steps) if step.passage is not None), 0)
        done = len(columns)
        if rest:
            columns += self._ahead[reached:]
        self.lines = [*lines, *_broken(columns, max(2, width), first)]
        self.caret = _caret(self.lines, done)
        self._laid_out, self._columns = (tuple(steps), width), columns

    def _column_of(self, step: Step, typed: Sequence[str]) -> Column:
        place, at = step.passage, step.typed
        if place is None:
            return _column(None, typed[at or 0], "extra" if self._passage else "own")
        if at is None:
            return _column(self._passage[place], None, "missing", place in self._starts)
        if step.kind == "right" and typed[at] == self._passage[place]:
            return self._right[place]
        mark: Mark = "right" if step.kind == "right" else "wrong"
        return _column(self._passage[place], typed[at], mark, place in self._starts)

    def _shared(self, steps: Sequence[Step], width: int) -> int:
        """How many steps are the very ones that were laid out before, in lines of the same width."""
        before, wide = self._laid_out
        if wide != width:
            return 0
        pairs = enumerate(zip(before, steps, strict=False))
        return next((number for number, (old, new) in pairs if old is not new), min(len(before), len(steps)))

    def _kept(self, shared: int) -> tuple[list[Line], int]:
        """The lines that the first columns alone decide, and how many columns they hold.

        Where a line ends is decided by what follows in the next two lines, where both end at once.
        """
        starts = [0, *accumulate(map(len, self.lines))]
        number = bisect_right(starts, shared) - 1
        if number == len(self.lines):
            return [], 0
        kept = max(0, number - 2)
        return self.lines[:kept], starts[kept]


def own_words(typed: Sequence[str]) -> tuple[Step, ...]:
    """Steps for a text that is not held against a passage: every grapheme stands for itself."""
    return tuple(Step("inserted", None, place) for place in range(len(typed)))


def _column(asked: str | None, typed: str | None, mark: Mark, paragraph: bool = False) -> Column:
    above = "" if asked is None else _visible(asked)
    below = "" if typed is None else _visible(typed)
    if mark in ("wrong", "extra") and not below.strip():
        below = _SPACE
    cells = max(cell_len(above), cell_len(below), 1)
    if mark == "missing":
        below = _GAP * cells
    return Column(_filled(above, cells), _filled(below, cells), mark, cells, paragraph)


def _visible(grapheme: str) -> str:
    shown = clean_line(grapheme).replace("\u3000", "  ")
    return shown if cell_len(shown) else _BASE + shown


def _filled(text: str, cells: int) -> str:
    return text + " " * (cells - cell_len(text))


def _paragraphs(text: str) -> frozenset[int]:
    """The places, counted in graphemes without line ends, at which a new line of the passage begins."""
    starts, place = set(), 0
    for part in text.splitlines():
        starts.add(place)
        place += len(units(part))
    return frozenset(starts - {0})


def _broken(columns: Sequence[Column], width: int, first: int = 0) -> list[Line]:
    """Lines of the columns from ``first`` on, where one begins."""
    lines: list[Line] = []
    start = allowed = first
    used = allowed_used = 0
    before = ""
    for place in range(first, len(columns)):
        column = columns[place]
        shown = column.typed if column.mark in ("extra", "own") else column.asked
        char = " " if shown.isspace() else shown[0]
        if column.paragraph and place > start:
            lines.append(tuple(columns[start:place]))
            start, used, allowed = place, 0, place
        elif place > start and may_break(before, char):
            allowed, allowed_used = place, used
        most = width + column.cells if char == " " and _hangs(column) else width
        while used + column.cells > most and place > start:
            cut, left = (allowed, used - allowed_used) if allowed > start else (place, 0)
            lines.append(tuple(columns[start:cut]))
            start, used, allowed = cut, left, cut
        used += column.cells
        before = " " if shown.isspace() else shown.rstrip()[-1]
    lines.append(tuple(columns[start:]))
    return lines


def _hangs(column: Column) -> bool:
    """Whether a space may stand where the line is full: nothing is lost of it in the one cell that is left there."""
    return column.cells == 1 or not (column.asked + column.typed).strip()


def _caret(lines: Sequence[Line], done: int) -> Caret:
    first = 0
    for number, columns in enumerate(lines):
        if done < first + len(columns) or number == len(lines) - 1:
            place = done - first
            return Caret(number, sum(column.cells for column in columns[:place]), place)
        first += len(columns)
    return Caret(0, 0, 0)


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
