"""Size charts as the checker sees them: what their ranges say, and where a body is left without a size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field, model_validator

from kdeck.core.message import Message
from kdeck.core.rules.table import Input, Interval, Row, Spans, Table, Test, united, without
from kdeck.decks import tree
from kdeck.decks.nearness import did_you_mean, shown
from kdeck.decks.schema_base import Name, Note, Strict, problem, shaped
from kdeck.decks.schema_base import Range as WrittenRange
from kdeck.decks.scope import Scope

MOST_SIZES: Final = 200

Range = tuple[Decimal, Decimal]
"""The smallest and the largest value, both included."""


Measure = Annotated[
    str,
    *shaped(
        tree.number,
        "not-a-number",
        Message("“{text}” is not a number."),
    ),
]


class SizeChart(Strict):
    """Which size fits which body, and how large the garment itself is; here or in a CSV file."""

    file: Note = Field(
        default="", description="A CSV file with the chart, relative to this deck; then without the rest"
    )
    measure: Annotated[dict[Name, Note], Field(min_length=1)] = Field(
        default={}, description="The body: measure and its unit"
    )
    sizes: Annotated[dict[Name, dict[Name, WrittenRange]], Field(min_length=1)] = Field(
        default={}, description="Sizes in ascending order, each with a range for every measure"
    )
    garment: dict[Name, dict[Name, Measure]] = Field(default={}, description="Measures of the garment by size")
    between: Literal["larger", "smaller"] = Field(
        default="larger", description="Which size to advise when the measures point to different ones"
    )

    @model_validator(mode="after")
    def _here_or_in_a_file(self) -> SizeChart:
        own = [key for key in ("measure", "sizes", "garment") if key in self.model_fields_set]
        if self.file and own:
            message = Message("The chart stands in “{file}”, so it has no “{key}” here.", file=self.file, key=own[0])
            raise problem("two-charts", message, Message("Keep one of the two."))
        for key in ("measure", "sizes"):
            if not self.file and key not in own:
                raise problem("missing-key", Message("“{key}” is missing here.", key=key))
        return self


class Sizes(NamedTuple):
    """A chart without errors, terms filled in.

    measures: unit by measure of the body. ranges: by size, ascending, and measure.
    garment: the number as written, by size and measure. larger: which size counts between two.
    """

    measures: Mapping[str, str]
    ranges: dict[str, dict[str, Range]]
    garment: Mapping[str, Mapping[str, str]]
    larger: bool


def check_size_chart(chart: SizeChart, scope: Scope) -> Sizes | None:
    """The chart, or ``None`` when it has an error; warnings for gaps, overlaps and sizes out of order."""
    if len(chart.sizes) > MOST_SIZES:
        message = Message(
            "A chart holds at most {most} sizes; this one has {count}.", most=MOST_SIZES, count=len(chart.sizes)
        )
        scope.error("too-many-sizes", message, None, "size_chart", "sizes")
        return None
    for size, row in chart.sizes.items():
        for measure in row:
            if measure not in chart.measure:
                message = Message("“{name}” is not among the measures of this chart.", name=shown(measure))
                scope.error(
                    "unknown-measure", message, did_you_mean(measure, chart.measure), "size_chart", "sizes", size
                )
    measures = {name: scope.fill(unit, "size_chart", "measure", name) for name, unit in chart.measure.items()}
    garment = {size: _garment(chart, size, scope) for size in chart.garment}
    by_measure = {measure: _check_measure(chart, measure, scope) for measure in chart.measure}
    if scope.failed:
        return None
    ranges = {size: {measure: by_measure[measure][size] for measure in measures} for size in chart.sizes}
    return Sizes(measures, ranges, garment, chart.between == "larger")


def _garment(chart: SizeChart, size: str, scope: Scope) -> dict[str, str]:
    if size not in chart.sizes:
        message = Message("The chart has no size “{size}”.", size=shown(size))
        scope.error("unknown-size", message, did_you_mean(size, chart.sizes), "size_chart", "garment", size)
    measures = {}
    for measure, raw in chart.garment[size].items():
        path = ("size_chart", "garment", size, measure)
        measures[measure] = scope.fill(raw, *path)
        if "$" in raw and not scope.failed and tree.number(measures[measure]) is None:
            message = Message("“{text}” is not a number.", text=shown(measures[measure]))
            scope.error("not-a-number", message, None, *path)
    return measures


def _check_measure(chart: SizeChart, measure: str, scope: Scope) -> dict[str, Range]:
    ranges: dict[str, Range] = {}
    for size, row in chart.sizes.items():
        if measure not in row:
            message = Message("Size {size} says nothing about “{measure}”.", size=size, measure=measure)
            scope.error("missing-measure", message, None, "size_chart", "sizes", size)
            continue
        parsed = tree.number_range(scope.fill(row[measure], "size_chart", "sizes", size, measure))
        if parsed is not None:
            ranges[size] = parsed
        elif not scope.failed:
            message = Message("“{text}” is not a range of numbers.", text=shown(row[measure]))
            scope.error("not-a-range", message, None, "size_chart", "sizes", size, measure)
    if scope.failed:  # sizes that are missing here would look like gaps
        return ranges
    step = Decimal(1).scaleb(-precision(ranges.values()))
    for (size, lower), (next_size, upper) in pairwise(ranges.items()):
        _compare(measure, size, lower, next_size, upper, scope)
        for free in _free((lower[1] + step, upper[0] - step), ranges.values(), step):
            _tell_gap(measure, size, next_size, free, scope)
    return ranges


def _free(between: Range, ranges: Iterable[Range], step: Decimal) -> list[Range]:
    """What lies between two sizes and in no other size either."""
    free = [between] if between[0] <= between[1] else []
    for low, high in ranges:
        parts = (part for a, b in free for part in ((a, min(b, low - step)), (max(a, high + step), b)))
        free = [part for part in parts if part[0] <= part[1]]
    return free


def precision(ranges: Iterable[Range]) -> int:
    """How many decimals the bounds are written with: 0 for centimetres, 1 for tenths."""
    return max((-int(bound.as_tuple().exponent) for bounds in ranges for bound in bounds), default=0)


def _compare(measure: str, size: str, lower: Range, next_size: str, upper: Range, scope: Scope) -> None:
    path = ("size_chart", "sizes", next_size, measure)
    names = {"measure": measure, "size": size, "next": next_size}
    if upper[0] <= lower[0]:
        message = Message("By “{measure}”, {next} is not larger than {size}.", **names)
        scope.warn("size-order", message, Message("List the sizes from the smallest to the largest."), *path)
    elif upper[0] == min(lower[1], upper[1]):
        message = Message("By “{measure}”, {size} and {next} both fit {value}.", **names, value=str(upper[0]))
        scope.warn("size-overlap", message, None, *path)
    elif upper[0] < lower[1]:
        message = Message(
            "By “{measure}”, {size} and {next} overlap from {low} to {high}.",
            **names,
            low=str(upper[0]),
            high=str(min(lower[1], upper[1])),
        )
        scope.warn("size-overlap", message, None, *path)


def _tell_gap(measure: str, size: str, next_size: str, free: Range, scope: Scope) -> None:
    path = ("size_chart", "sizes", next_size, measure)
    names = {"measure": measure, "size": size, "next": next_size}
    if free[0] == free[1]:
        message = Message("By “{measure}”, {value} is neither {size} nor {next}.", **names, value=str(free[0]))
    else:
        message = Message(
            "By “{measure}”, nothing fits between {size} and {next}: {low} to {high}.",
            **names,
            low=str(free[0]),
            high=str(free[1]),
        )
    scope.warn("size-gap", message, None, *path)


def size_table(sizes: Sizes, labels: Mapping[str, str], because: Mapping[str, str]) -> Table:
    """The table of a chart; a size that no body gets has no row. labels: by measure; because: by size."""
    inputs = tuple(_input(sizes, measure, labels[measure]) for measure in sizes.measures)
    owned = [_owned(sizes, asked) for asked in inputs]
    order = list(sizes.ranges) if sizes.larger else list(reversed(sizes.ranges))
    rows = []
    for place, size in enumerate(order):
        spans = [own[size] for own in owned]
        mixed = place > 0 and len(inputs) > 1  # a single measure cannot point to two sizes
        passing = [united((*own[size], *(own[order[place - 1]] if mixed else ()))) for own in owned]
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


def _owned(sizes: Sizes, asked: Input) -> dict[str, Spans]:
    """By size: the positions that are this size by one measure alone."""
    owned: dict[str, Spans] = {}
    taken: Spans = ()
    for size in reversed(sizes.ranges) if sizes.larger else sizes.ranges:
        low, high = _scaled(sizes.ranges[size][asked.name], asked.scale)
        span = low - asked.low, high - asked.low
        owned[size] = without((span,), taken)
        taken = united((*taken, span))
    return owned


def _test(asked: Input, spans: Spans) -> Test:
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
