"""Whether a decision table answers every case, and each row some case: exact over the whole domain, nothing sampled.

The table is cut where its tests cut it: between two neighbouring cuts no test changes its mind, so one atom stands for
all the positions in it, and a row is one bit mask for each input. A domain of a million values costs no more than the
tests that are written about it.

To learn whether rows cover a block of cases, the largest of them is cut out of it and the blocks around it are looked
at one by one, with the rows that reach into them. Where the rows together are smaller than the block there is a gap,
and going after the thinnest cover finds it; where one row fills the block there is none. In between, one cuts on.

The fact that an outcome stands for is written in lines that a person reads and that change only when the fact does. A
row holds in its own tests less the rows above it. Written by value, ``< 16:00`` and ``<= 15:59`` are the same line; an
end of the domain is not written, so that a wider domain changes nothing; lines are sorted, so that the order of inputs
and rows does not count unless it decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import prod
from typing import Final, NamedTuple

from kdeck.core.rules.table import Case, Input, Span, Table, Test, united
from kdeck.core.strings import normalise

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
        return united(self.atoms[place][bit] for bit in bits(mask))

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


MAX_FACT: Final = 1_000
"""Characters; what goes beyond becomes a digest, because every review keeps the fact that it was about."""


class Facts:
    """The facts of a table's outcomes, by row."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._grid = Grid(table)
        self._by_name = sorted(enumerate(table.inputs), key=lambda numbered: numbered[1].name)

    def of(self, row: int) -> str:
        """What is right, then the conditions, then what is excepted from them, ``not(…)``."""
        grid = self._grid
        box = grid.boxes[row]
        above = grid.boxes[:row] if self._table.hit == "first" else []
        box, excepted = _reduced(box, [part for other in above if (part := common(box, other)) is not None])
        lines = list(self._terms(box, grid.full))
        lines += sorted(f"not({' & '.join(self._terms(part, box))})" for part in excepted)
        return _short("\n".join([normalise(self._table.rows[row].then), *lines]))

    def _terms(self, box: Box, within: Box) -> Iterator[str]:
        """One term for each input that a box narrows, by name."""
        for place, given in self._by_name:
            if box[place] != within[place]:
                yield term(given, self._grid.spans(place, box[place]))


def _reduced(box: Box, cut: Sequence[Box]) -> tuple[Box, list[Box]]:
    """A box less others, with all that can be said as a condition on one input taken off the box itself."""
    while True:
        parts = [part for other in cut if (part := common(box, other)) is not None]
        narrower = list(box)
        for part in parts:
            differs = [axis for axis in range(len(box)) if part[axis] != box[axis]]
            if len(differs) == 1:  # it stays a slab whatever else is taken off
                narrower[differs[0]] &= ~part[differs[0]]
        if tuple(narrower) == box:
            return box, _maximal(parts)
        box = tuple(narrower)


def _maximal(boxes: Sequence[Box]) -> list[Box]:
    """The boxes that lie in no other one, each once."""
    kept: list[Box] = []
    for box in sorted(set(boxes), key=volume, reverse=True):
        if not any(common(box, other) == box for other in kept):
            kept.append(box)
    return kept


def _short(fact: str) -> str:
    if len(fact) <= MAX_FACT:
        return fact
    from hashlib import blake2b

    readable = fact[: MAX_FACT - 20].rpartition("\n")[0] or fact[: MAX_FACT - 20]
    return f"{readable}\n… {blake2b(fact.encode(), digest_size=8).hexdigest()}"


def term(given: Input, spans: Sequence[tuple[int, int]]) -> str:
    """One input confined to spans of positions: ``paid < 16:00``, ``7 < days ≤ 14 | days > 20``, ``stock = a / b``."""
    if given.kind == "one of":
        return _words(given, spans)
    holes = [(high + 1, low - 1) for (_, high), (low, _) in pairwise(spans)]
    last = given.size - 1
    if len(holes) == 1 and holes[0][0] == holes[0][1] and (spans[0][0], spans[-1][1]) == (0, last):
        return f"{given.name} ≠ {_value(given, holes[0][0])}"
    return " | ".join(_between(given, low, high) for low, high in spans)


def _words(given: Input, spans: Sequence[tuple[int, int]]) -> str:
    """The words, or the others where those are fewer; sorted, because their order in the deck means nothing."""
    among = {position for low, high in spans for position in range(low, high + 1)}
    others = [word for position, word in enumerate(given.words) if position not in among]
    if len(others) < len(among):
        return f"{given.name} ≠ {' / '.join(sorted(others))}"
    return f"{given.name} = {' / '.join(sorted(given.words[position] for position in among))}"


def _between(given: Input, low: int, high: int) -> str:
    last = given.size - 1
    if low == high and 0 < low < last:
        return f"{given.name} = {_value(given, low)}"
    above, below = "", ""
    if low > 0:
        edge, strict = _edge(given, low)
        above = f"{_value(given, edge)} {'<' if strict else '≤'} "
        if high == last:
            return f"{given.name} {'>' if strict else '≥'} {_value(given, edge)}"
    if high < last:
        edge, strict = _edge(given, high + 1)
        below = f" {'≤' if strict else '<'} {_value(given, edge)}"
    return f"{above}{given.name}{below}"


def _edge(given: Input, position: int) -> tuple[int, bool]:
    """The rounder value of a position and the one before it, and whether that is the one before.

    People say “before 16:00” and “more than 7”, whichever side of the edge a test was written from.
    """
    before, after = _roundness(given, position - 1), _roundness(given, position)
    rounder = before > after or (before == after and given.kind != "time")
    return (position - 1, True) if rounder else (position, False)


def _roundness(given: Input, position: int) -> int:
    value = given.low + position * given.step
    if given.kind == "date":
        return 0
    if given.kind == "time":
        return next(unit for unit in (60, 30, 15, 10, 5, 1) if value % unit == 0)
    if value == 0:
        return 99
    zeros = 0
    while value % 10 == 0:
        value //= 10
        zeros += 1
    return zeros


def _value(given: Input, position: int) -> str:
    text = given.text(position)
    return f"{text} {given.unit}" if given.unit else text
