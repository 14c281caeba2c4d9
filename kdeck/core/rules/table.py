"""A decision table (DMN: inputs, unary tests, hit policy), with every domain a row of whole positions.

An input's domain is finite: times, numbers and dates go by their step, words by their order. A value is its position
in the domain, 0 to ``size - 1``, so that a unary test is a set of positions, kept as spans, and all reasoning about a
table is exact. Body measures and sizes of a size chart are a table, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from kdeck.core.moment import date_of

InputKind = Literal["time", "number", "date", "one of"]
HitPolicy = Literal["first", "unique"]
Operator = Literal["<", "<=", ">", ">="]
Span = tuple[int, int]
"""First and last position, both included."""
Case = tuple[int, ...]
"""One position for each input of a table."""


Spans = tuple[Span, ...]
"""In ascending order and apart."""


def united(spans: Iterable[Span]) -> Spans:
    """Spans in order, those that touch or overlap made one."""
    merged: list[Span] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1] + 1:
            low, high = merged[-1][0], max(high, merged.pop()[1])
        merged.append((low, high))
    return tuple(merged)


def without(spans: Spans, taken: Iterable[Span]) -> Spans:
    """What is left of spans."""
    for low, high in taken:
        parts = (part for a, b in spans for part in ((a, min(b, low - 1)), (max(a, high + 1), b)))
        spans = tuple(part for part in parts if part[0] <= part[1])
    return spans


class Input(NamedTuple):
    """What a table decides by.

    low: value at position 0 (minutes since midnight, a number times ``10 ** scale``, a study day; 0 for words).
    step: distance between neighbouring positions, in the same measure. size: how many values there are.
    words: the values of a ``one of``. say: (value, wording) pairs for the question. label: how people call it.
    """

    name: str
    kind: InputKind
    low: int
    step: int
    size: int
    scale: int = 0
    words: tuple[str, ...] = ()
    unit: str = ""
    say: tuple[tuple[str, str], ...] = ()
    label: str = ""

    def text(self, position: int) -> str:
        """The value at a position as a deck writes it: ``16:00``, ``7``, ``2026-11-11``, a word."""
        if self.kind == "one of":
            return self.words[position]
        value = self.low + position * self.step
        if self.kind == "time":
            return f"{value // 60:02}:{value % 60:02}"
        if self.kind == "date":
            return date_of(value).isoformat()
        if not self.scale:
            return str(value)
        whole, part = divmod(abs(value), 10**self.scale)
        digits = f"{part:0{self.scale}}".rstrip("0")
        return f"{'-' if value < 0 else ''}{whole}{'.' + digits if digits else ''}"

    def worded(self, position: int) -> str:
        """The value as the question says it."""
        text = self.text(position)
        return dict(self.say).get(text, text)


class Comparison(NamedTuple):
    """``< 16:00``. bound: as written, without its unit."""

    operator: Operator
    bound: str


class Interval(NamedTuple):
    """``[1..7)``. low, high: as written, without their unit; the others: whether that end is excluded."""

    low: str
    high: str
    low_excluded: bool = False
    high_excluded: bool = False


class Equals(NamedTuple):
    """``7`` or a word; ``!= 7`` where it is ``unequal``."""

    value: str
    unequal: bool = False


TestItem = Comparison | Interval | Equals


class Test(NamedTuple):
    """A unary test (DMN 1.x, section 7.3.3).

    text: as written, terms filled in. spans: the positions that pass it, ascending and apart.
    items: its syntax, of which one must hold, or none where it is ``negated``.
    """

    text: str
    spans: tuple[Span, ...]
    items: tuple[TestItem, ...] = ()
    negated: bool = False

    def holds(self, position: int) -> bool:
        """Whether a position passes."""
        return any(low <= position <= high for low, high in self.spans)


class Row(NamedTuple):
    """One outcome. tests: one for each input, ``None`` where any value will do."""

    id: str
    then: str
    because: str
    tests: tuple[Test | None, ...]

    def holds(self, case: Sequence[int]) -> bool:
        """Whether all tests pass."""
        return all(test is None or test.holds(place) for test, place in zip(self.tests, case, strict=True))


class Table(NamedTuple):
    """Inputs, rows from the top, and what counts when several rows hold."""

    inputs: tuple[Input, ...]
    rows: tuple[Row, ...]
    hit: HitPolicy = "first"
    because: str = ""

    def hits(self, case: Sequence[int]) -> int | None:
        """The index of the row that a case comes to, the first that holds; ``None`` for a gap."""
        return next((place for place, row in enumerate(self.rows) if row.holds(case)), None)
