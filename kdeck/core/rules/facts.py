"""The fact that an outcome stands for, in lines that a person reads and that change only when the fact does.

A row of a table holds in its own tests less the rows above it. Written by value, ``< 16:00`` and ``<= 15:59`` are the
same line; an end of the domain is not written, so that a wider domain changes nothing; lines are sorted, so that the
order of inputs and rows does not count unless it decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from kdeck.core.rules.coverage import Box, Grid, common, volume
from kdeck.core.rules.table import Input, Table
from kdeck.core.strings import normalise

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
