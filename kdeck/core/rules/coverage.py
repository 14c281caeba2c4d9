"""Whether a decision table answers every case, and each row some case: exact over the whole domain, nothing sampled.

The table is cut where its tests cut it: between two neighbouring cuts no test changes its mind, so one atom stands for
all the positions in it, and a row is one bit mask for each input. A domain of a million values costs no more than the
tests that are written about it.

To learn whether rows cover a block of cases, the largest of them is cut out of it and the blocks around it are looked
at one by one, with the rows that reach into them. Where the rows together are smaller than the block there is a gap,
and going after the thinnest cover finds it; where one row fills the block there is none. In between, one cuts on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import prod
from typing import Final, NamedTuple

from kdeck.core.rules.table import Case, Input, Span, Table, Test

Box = tuple[int, ...]
"""The cases that pass a row, or any such block of cases: for each input a mask over its atoms."""


class Grid:
    """The atoms of each input of a table, and its rows as boxes."""

    def __init__(self, table: Table) -> None:
        tests = [[row.tests[place] for row in table.rows] for place in range(len(table.inputs))]
        self.inputs = table.inputs
        self.atoms = tuple(_atoms(given, column) for given, column in zip(table.inputs, tests, strict=True))
        self.full: Box = tuple((1 << len(atoms)) - 1 for atoms in self.atoms)
        self._starts = [{low: place for place, (low, _high) in enumerate(atoms)} for atoms in self.atoms]
        self.boxes: list[Box] = [
            tuple(self._mask(place, test) for place, test in enumerate(row.tests)) for row in table.rows
        ]

    def _mask(self, place: int, test: Test | None) -> int:
        if test is None:
            return self.full[place]
        starts, count, mask = self._starts[place], len(self.atoms[place]), 0
        for low, high in test.spans:
            mask |= (1 << starts.get(high + 1, count)) - (1 << starts[low])
        return mask

    def spans(self, place: int, mask: int) -> tuple[Span, ...]:
        """The positions of an input that a mask stands for, ascending and apart."""
        spans: list[Span] = []
        for bit in bits(mask):
            low, high = self.atoms[place][bit]
            if spans and spans[-1][1] == low - 1:
                low = spans.pop()[0]
            spans.append((low, high))
        return tuple(spans)

    def case(self, box: Box) -> Case:
        """A case of a box, close to where it ends, because that is where people look."""
        return tuple(self._near_edge(place, mask) for place, mask in enumerate(box))

    def _near_edge(self, place: int, mask: int) -> int:
        low, high = self._first_span(place, mask)
        at_start_only = low == 0 and high < self.inputs[place].size - 1
        return high if at_start_only and self.inputs[place].kind != "one of" else low

    def _first_span(self, place: int, mask: int) -> Span:
        """The first of ``spans``, without looking at the others: a wide mask has hundreds, and pairs of rows many."""
        first = (mask & -mask).bit_length() - 1
        above = (mask >> first) + 1
        after = first + (above & -above).bit_length() - 1  # atoms lie side by side: the run of set bits is one span
        atoms = self.atoms[place]
        return atoms[first][0], atoms[after - 1][1]


def _atoms(given: Input, tests: Iterable[Test | None]) -> tuple[Span, ...]:
    cuts = {0} if given.size else set()
    for test in tests:
        for low, high in test.spans if test is not None else ():
            cuts.add(low)
            cuts.add(high + 1)
    starts = sorted(cut for cut in cuts if cut < given.size)
    return tuple(zip(starts, [start - 1 for start in starts[1:]] + [given.size - 1], strict=True)) if starts else ()


def bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set, ascending."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def common(one: Box, other: Box) -> Box | None:
    """What two boxes share."""
    shared = []
    for mine, yours in zip(one, other, strict=True):
        both = mine & yours
        if not both:
            return None
        shared.append(both)
    return tuple(shared)


def volume(box: Box) -> int:
    """How many combinations of atoms a box holds; exact, and as good a measure as the number of its cases."""
    return prod(mask.bit_count() for mask in box)


MAX_INPUTS: Final = 12
MAX_ROWS: Final = 500
BUDGET: Final = 800_000
"""Rows that the search may look at for one table: about a second's worth. Of tables of 200 rows that people could have
written, the hardest one met so far took 530,000."""


class Hidden(NamedTuple):
    """A row that no case comes to. by: the earlier rows that take its cases; none when its own tests let none pass."""

    row: int
    by: tuple[int, ...]


class Overlap(NamedTuple):
    """Two rows that hold at once, and a case of which both do."""

    first: int
    second: int
    case: Case


class Coverage(NamedTuple):
    """What is wrong with a table.

    gap: a case without a row. hidden: unreachable rows. overlaps: rows that hold at once where only one may.
    proven: false when the table is too large to be searched; what was found is true nevertheless, but not all there is.
    """

    gap: Case | None
    hidden: tuple[Hidden, ...]
    overlaps: tuple[Overlap, ...]
    proven: bool = True


def coverage(table: Table, budget: int = BUDGET) -> Coverage:
    """Check a whole table. Rows are checked for being reachable by their hit policy, overlaps under ``unique`` only."""
    if len(table.inputs) > MAX_INPUTS or len(table.rows) > MAX_ROWS:
        return Coverage(None, (), (), proven=False)
    grid = Grid(table)
    search = _Search(budget)
    rows = [(number, box) for number, box in enumerate(grid.boxes) if all(box)]
    hidden = [Hidden(number, ()) for number, box in enumerate(grid.boxes) if not all(box)]
    overlaps: list[Overlap] = []
    gap: Case | None = None
    try:
        if all(grid.full):  # first, because the rows that cover everything cover the later rows, too
            free = search.uncovered(grid.full, rows)
            gap = None if isinstance(free, frozenset) else grid.case(free)
        if table.hit == "unique":
            overlaps = _overlaps(grid, rows)
        else:
            hidden += _covered_rows(search, rows)
    except _Exhausted:
        return Coverage(gap, tuple(sorted(hidden)), tuple(overlaps), proven=False)
    return Coverage(gap, tuple(sorted(hidden)), tuple(overlaps))


def _overlaps(grid: Grid, rows: Sequence[tuple[int, Box]]) -> list[Overlap]:
    return [
        Overlap(first, second, grid.case(shared))
        for place, (first, box) in enumerate(rows)
        for second, other in rows[place + 1 :]
        if (shared := common(box, other)) is not None
    ]


def _covered_rows(search: _Search, rows: Sequence[tuple[int, Box]]) -> list[Hidden]:
    found = []
    for place, (number, box) in enumerate(rows):
        by = search.uncovered(box, rows[:place])
        if isinstance(by, frozenset):
            found.append(Hidden(number, tuple(sorted(by))))
    return found


class _Exhausted(Exception):
    """The search has taken all the steps that it was allowed."""


_Rows = Sequence[tuple[int, Box]]
"""Numbered rows."""


class _Search:
    """Looks for a place that no row covers, within a number of steps."""

    def __init__(self, budget: int) -> None:
        self._left = budget
        self._proof: frozenset[int] = frozenset()

    def uncovered(self, box: Box, rows: _Rows) -> Box | frozenset[int]:
        """A part of ``box`` that no row covers; else the numbers of rows that together cover it."""
        # What covered another box often covers this one too, and few rows are quickly gone through.
        likely = [row for row in rows if row[0] in self._proof]
        if 2 * len(likely) < len(rows):
            found = self._outside(box, likely)
            if isinstance(found, frozenset):
                return found
        found = self._outside(box, rows)
        if isinstance(found, frozenset):
            self._proof = found
        return found

    def _outside(self, box: Box, rows: _Rows) -> Box | frozenset[int]:
        self._left -= len(rows) + 1
        if self._left < 0:
            raise _Exhausted
        parts: list[tuple[int, Box]] = []
        for number, row in rows:
            part = common(box, row)
            if part == box:
                return frozenset((number,))
            if part is not None:
                parts.append((number, part))
        volumes = [volume(part) for _, part in parts]
        if sum(volumes) < volume(box):
            return _left_over(box, [part for _, part in parts])
        self._left -= len(parts)
        return self._around(box, parts, volumes.index(max(volumes)))

    def _around(self, box: Box, parts: _Rows, place: int) -> Box | frozenset[int]:
        """What ``_outside`` says of the blocks that lie around one of the parts, the most telling first."""
        number, largest = parts[place]
        others = [*parts[:place], *parts[place + 1 :]]
        proof = frozenset((number,))
        for axis in sorted(range(len(box)), key=lambda axis: largest[axis].bit_count() / box[axis].bit_count()):
            beside = box[axis] & ~largest[axis]
            if not beside:
                continue
            found = self._outside((*box[:axis], beside, *box[axis + 1 :]), others)
            if not isinstance(found, frozenset):
                return found
            proof |= found
            box = (*box[:axis], largest[axis], *box[axis + 1 :])
        return proof


def _left_over(box: Box, parts: Sequence[Box]) -> Box:
    """What the parts leave of a box, where together they are smaller: some atom of each input keeps them smaller."""
    for axis in range(len(box)):
        if not parts:
            break
        taken = dict.fromkeys(bits(box[axis]), 0)
        for part in parts:
            share = volume(part) // part[axis].bit_count()
            for atom in bits(part[axis]):
                taken[atom] += share
        freest = min(taken, key=taken.__getitem__)
        box = (*box[:axis], 1 << freest, *box[axis + 1 :])
        parts = [shared for part in parts if (shared := common(box, part)) is not None]
    return box
