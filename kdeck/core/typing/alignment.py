"""Minimum edit alignment of what was typed with a passage, a column for each grapheme typed.

Distances are kept as bits, a passage position a bit (Myers 1999, "A fast bit-vector algorithm for approximate string
matching based on dynamic programming"; in the form of Hyyrö 2003), so that a stroke costs a few operations on long
integers. Of all alignments with the fewest errors, the one with the most right graphemes counts, and of these the one
that reaches furthest in the passage. Where a text has so little to do with its passage that there are a great many such
alignments (a key that is held down), one of them that reaches furthest is taken as it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Final, Literal, NamedTuple

StepKind = Literal["right", "substituted", "inserted", "omitted"]
_MOST_CELLS: Final = 30_000
"""Cells that are looked at for the best alignment: what is typed in earnest takes one a grapheme, or a few."""
Cell = tuple[int, int]
"""How many graphemes of the passage, and of the typed text, have been taken."""


class Step(NamedTuple):
    """One step of an alignment. passage, typed: the positions it takes, ``None`` where it takes none.

    inserted takes a typed grapheme alone, omitted one of the passage alone.
    """

    kind: StepKind
    passage: int | None
    typed: int | None


class _Column(NamedTuple):
    """Differences of distances around the cells of one typed grapheme, a bit for each passage position.

    down, up: the cell is one more, one less than the one for one passage grapheme fewer. worse, better: than the one
    for one typed grapheme fewer. same: where passage and typed grapheme are equal.
    """

    down: int
    up: int
    worse: int
    better: int
    same: int


class _TooManyError(Exception):
    """Looking for the best alignment would take too long."""


class Aligner:
    """The alignment of a passage with a growing and shrinking typed text.

    key: what makes two graphemes equal (default: themselves).
    """

    def __init__(self, passage: Sequence[str], key: Callable[[str], str] = str) -> None:
        self._key = key
        self._length = len(passage)
        self._all = (1 << self._length) - 1
        self._places: dict[str, int] = {}
        for place, grapheme in enumerate(passage):
            self._places[key(grapheme)] = self._places.get(key(grapheme), 0) | 1 << place
        self._columns = [_Column(self._all, 0, 0, 0, 0)]
        self._best: dict[Cell, tuple[int, StepKind, Cell]] = {(0, 0): (0, "right", (0, 0))}
        self._typed: list[str] = []
        self._steps: list[Step] = []
        self._cells: list[Cell] = []
        self._at: dict[Cell, int] = {}

    def __len__(self) -> int:
        return len(self._typed)

    def push(self, grapheme: str) -> None:
        """One more grapheme has been typed."""
        before = self._columns[-1]
        same = self._places.get(self._key(grapheme), 0)
        down, up = before.down, before.up
        diagonal = ((((same & down) + down) ^ down) | same | up) & self._all
        worse = up | ~(diagonal | down) & self._all
        better = down & diagonal
        shifted, eased = (worse << 1 | 1) & self._all, better << 1 & self._all
        down, up = eased | ~(diagonal | shifted) & self._all, shifted & diagonal
        self._columns.append(_Column(down, up, worse, better, same))
        self._typed.append(grapheme)

    def pop(self) -> None:
        """The newest grapheme has been taken back. ``IndexError`` when there is none."""
        self._typed.pop()
        self._columns.pop()
        last = len(self._typed)
        while self._cells and self._cells[-1][1] > last:
            self._steps.pop()
            del self._at[self._cells.pop()]
        self._best = {cell: value for cell, value in self._best.items() if cell[1] <= last}

    def set_typed(self, typed: Sequence[str]) -> None:
        """Make ``typed`` the text; what it shares with the text before is kept."""
        shared = 0
        for ours, theirs in zip(self._typed, typed, strict=False):
            if ours != theirs:
                break
            shared += 1
        while len(self._typed) > shared:
            self.pop()
        for grapheme in typed[shared:]:
            self.push(grapheme)

    def steps(self, *, whole: bool = False) -> tuple[Step, ...]:
        """The alignment in order. whole: of the whole passage; else what comes after the typed part is left out."""
        number = len(self._typed)
        ends = [self._length] if whole else self._ends()
        try:
            cell = (max(ends, key=lambda end: (self._settle((end, number)), end)), number)
        except _TooManyError:
            cell = (ends[-1], number)
        return tuple(self._path(cell))

    def _path(self, cell: Cell) -> list[Step]:
        """The steps that lead to a cell; those that led to the cell before are kept as far as both go together."""
        later: list[tuple[Cell, Step]] = []
        while cell != (0, 0) and cell not in self._at:
            kind, before = self._step(cell)
            passage = None if kind == "inserted" else cell[0] - 1
            later.append((cell, Step(kind, passage, None if kind == "omitted" else cell[1] - 1)))
            cell = before
        shared = self._at.get(cell, 0)
        for gone in self._cells[shared:]:
            del self._at[gone]
        del self._steps[shared:], self._cells[shared:]
        for each, step in reversed(later):
            self._steps.append(step)
            self._cells.append(each)
            self._at[each] = len(self._steps)
        return self._steps

    def _step(self, cell: Cell) -> tuple[StepKind, Cell]:
        """The last step of an alignment with the fewest errors up to a cell, of the best one where that was found."""
        if cell in self._best:
            _right, kind, before = self._best[cell]
            return kind, before
        return ("right", (cell[0] - 1, cell[1] - 1)) if self._is_right(cell) else self._moves(cell)[0]

    def _ends(self) -> list[int]:
        """How far in the passage the typed text may reach with the fewest errors, in order."""
        ends, least, distance = [0], len(self._typed), len(self._typed)
        column = self._columns[-1]
        bits = f"0{self._length}b"
        downs, ups = format(column.down, bits)[::-1], format(column.up, bits)[::-1]
        for end, (down, up) in enumerate(zip(downs, ups, strict=True), 1):
            distance += (down == "1") - (up == "1")
            if distance < least:
                ends, least = [end], distance
            elif distance == least:
                ends.append(end)
        return [end for end in ends if end <= self._length]  # the format of no bits at all is one zero

    def _settle(self, wanted: Cell) -> int:
        """The most right graphemes of an alignment with the fewest errors up to a cell, and up to all it depends on.

        ``_TooManyError`` where that are too many.
        """
        best, waiting = self._best, [wanted]
        while waiting:
            if len(best) + len(waiting) > _MOST_CELLS:
                raise _TooManyError
            cell = waiting.pop()
            run: list[Cell] = []  # of equal graphemes, which are passed over in one go: most of a text is right
            while cell not in best and self._is_right(cell):
                run.append(cell)
                cell = (cell[0] - 1, cell[1] - 1)
            if cell not in best:
                moves = self._moves(cell)
                missing = [before for _kind, before in moves if before not in best]
                if missing:
                    waiting += [*run[:1], cell, *missing]
                    continue
                best[cell] = max(((best[before][0], kind, before) for kind, before in moves), key=itemgetter(0))
            right = best[cell][0]
            for number, later in enumerate(reversed(run), 1):
                best[later] = (right + number, "right", (later[0] - 1, later[1] - 1))
        return best[wanted][0]

    def _is_right(self, cell: Cell) -> bool:
        row, number = cell
        return bool(row and number and self._columns[number].same >> row - 1 & 1)

    def _moves(self, cell: Cell) -> list[tuple[StepKind, Cell]]:
        """The steps that can lead to a cell of two unequal graphemes, or of one alone, with the fewest errors."""
        row, number = cell
        if not row or not number:
            return [("inserted", (row, number - 1))] if number else [("omitted", (row - 1, number))]
        column, bit = self._columns[number], 1 << row - 1
        moves: list[tuple[StepKind, Cell]] = []
        down = bool(column.down & bit) - bool(column.up & bit)
        above = 1 if row == 1 else bool(column.worse & bit >> 1) - bool(column.better & bit >> 1)
        if down + above == 1:
            moves.append(("substituted", (row - 1, number - 1)))
        if down == 1:
            moves.append(("omitted", (row - 1, number)))
        if column.worse & bit:
            moves.append(("inserted", (row, number - 1)))
        return moves
