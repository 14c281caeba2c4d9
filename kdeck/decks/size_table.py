"""A size chart as a decision table: measures of a body in, a size out.

By each measure alone a body has one size: where ranges overlap, the larger (or the smaller) of them. By all measures
together its size is the largest (or smallest) of these, and it is only asked about while they differ by one size at
most: nobody knows the right size of a body that is S by height and XL by weight. Hence the row of a size passes, for
each measure, that size and the one next to it, and the rows stand so that the first one that holds is right:
ascending where the larger size counts, as a body that is M by every measure is met by the row of M before that of L.
Values in the gaps of a chart are in no row. Where there is one measure, a row holds just its size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kdeck.core.rules.table import Input, Interval, Row, Span, Table, Test
from kdeck.decks.sizes import Range, Sizes, precision

_Spans = tuple[Span, ...]


def size_table(sizes: Sizes, labels: Mapping[str, str], because: Mapping[str, str]) -> Table:
    """The table of a chart; a size that no body gets has no row. labels: by measure; because: by size."""
    inputs = tuple(_input(sizes, measure, labels[measure]) for measure in sizes.measures)
    owned = [_owned(sizes, asked) for asked in inputs]
    order = list(sizes.ranges) if sizes.larger else list(reversed(sizes.ranges))
    rows = []
    for place, size in enumerate(order):
        spans = [own[size] for own in owned]
        mixed = place > 0 and len(inputs) > 1  # a single measure cannot point to two sizes
        passing = [_joined((*own[size], *(own[order[place - 1]] if mixed else ()))) for own in owned]
        if any(spans) and all(passing):
            tests = tuple(_test(asked, among) for asked, among in zip(inputs, passing, strict=True))
            rows.append(Row(size, size, because[size], tests))
    return Table(inputs, tuple(rows))


def own_ranges(sizes: Sizes, measure: str, size: str) -> list[str]:
    """By this measure alone, what is the size and no other: ``165-170``, a part each where others lie in between."""
    asked = _input(sizes, measure, "")
    spans = _owned(sizes, asked)[size]
    return [asked.text(low) if low == high else f"{asked.text(low)}-{asked.text(high)}" for low, high in spans]


def _input(sizes: Sizes, measure: str, label: str) -> Input:
    ranges = [row[measure] for row in sizes.ranges.values()]
    scale = precision(ranges)
    bounds = [span for bounds in ranges for span in _scaled(bounds, scale)]
    low, high = min(bounds), max(bounds)
    return Input(measure, "number", low, 1, high - low + 1, scale, unit=sizes.measures[measure], label=label)


def _scaled(bounds: Range, scale: int) -> tuple[int, int]:
    return int(bounds[0].scaleb(scale)), int(bounds[1].scaleb(scale))


def _owned(sizes: Sizes, asked: Input) -> dict[str, _Spans]:
    """By size: the positions that are this size by one measure alone."""
    owned: dict[str, _Spans] = {}
    taken: _Spans = ()
    for size in reversed(sizes.ranges) if sizes.larger else sizes.ranges:
        low, high = _scaled(sizes.ranges[size][asked.name], asked.scale)
        span = low - asked.low, high - asked.low
        owned[size] = _without(span, taken)
        taken = _joined((*taken, span))
    return owned


def _joined(spans: Iterable[Span]) -> _Spans:
    """Spans in order, those that touch made one."""
    joined: list[Span] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        else:
            joined.append((low, high))
    return tuple(joined)


def _without(span: Span, taken: _Spans) -> _Spans:
    """What is left of a span; taken: in order and apart."""
    left, (start, end) = [], span
    for low, high in taken:
        if low > start:
            left.append((start, min(end, low - 1)))
        start = max(start, high + 1)
        if start > end:
            break
    if start <= end:
        left.append((start, end))
    return tuple((low, high) for low, high in left if low <= high)


def _test(asked: Input, spans: _Spans) -> Test:
    items = tuple(Interval(asked.text(low), asked.text(high)) for low, high in spans)
    return Test(", ".join(f"[{item.low}..{item.high}]" for item in items), spans, items)


def overlapping(sizes: Sizes) -> bool:
    """Whether a single measure can point to two sizes."""
    return any(
        _owned(sizes, asked)[size] != ((low - asked.low, high - asked.low),)
        for asked in (_input(sizes, measure, "") for measure in sizes.measures)
        for size, row in sizes.ranges.items()
        for low, high in [_scaled(row[asked.name], asked.scale)]
    )
