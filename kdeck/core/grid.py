"""A decision table cut where its tests cut it, so that a row is one bit mask for each input.

Between two neighbouring cuts no test changes its mind, so one atom stands for all the positions in it: a domain of a
million values costs no more than the tests that are written about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import prod

from kdeck.core.table import Case, Input, Span, Table, Test

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
