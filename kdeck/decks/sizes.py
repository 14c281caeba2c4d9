"""Size charts: what the checker says about them. A body between two sizes should not be left without one."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from kdeck.core.message import Message
from kdeck.decks import scalars
from kdeck.decks.schema_products import SizeChart
from kdeck.decks.scope import Scope
from kdeck.decks.suggest import did_you_mean, shown

_Range = tuple[Decimal, Decimal]


def check_size_chart(chart: SizeChart, scope: Scope) -> None:
    """Errors for names that the chart does not know, warnings for gaps, overlaps and sizes out of order."""
    for size, row in chart.sizes.items():
        for measure in row:
            if measure not in chart.measure:
                message = Message("“{name}” is not among the measures of this chart.", name=shown(measure))
                scope.error(
                    "unknown-measure", message, did_you_mean(measure, chart.measure), "size_chart", "sizes", size
                )
    for size in chart.garment:
        if size not in chart.sizes:
            message = Message("The chart has no size “{size}”.", size=shown(size))
            scope.error("unknown-size", message, did_you_mean(size, chart.sizes), "size_chart", "garment", size)
    for measure in chart.measure:
        _check_measure(chart, measure, scope)


def _check_measure(chart: SizeChart, measure: str, scope: Scope) -> None:
    ranges: list[tuple[str, _Range]] = []
    for size, row in chart.sizes.items():
        if measure not in row:
            message = Message("Size {size} says nothing about “{measure}”.", size=size, measure=measure)
            scope.error("missing-measure", message, None, "size_chart", "sizes", size)
            continue
        parsed = scalars.number_range(scope.fill(row[measure], "size_chart", "sizes", size, measure))
        if parsed is not None:
            ranges.append((size, parsed))
        elif not scope.failed:
            message = Message("“{text}” is not a range of numbers.", text=shown(row[measure]))
            scope.error("not-a-range", message, None, "size_chart", "sizes", size, measure)
    if scope.failed:  # sizes that are missing here would look like gaps
        return
    step = _step([bound for _size, bounds in ranges for bound in bounds])
    for (size, lower), (next_size, upper) in pairwise(ranges):
        _compare(measure, size, lower, next_size, upper, step, scope)


def _step(bounds: list[Decimal]) -> Decimal:
    """The precision in which the chart is written, such as 1 or 0.1."""
    return Decimal(1).scaleb(min((int(bound.as_tuple().exponent) for bound in bounds), default=0))


def _compare(
    measure: str, size: str, lower: _Range, next_size: str, upper: _Range, step: Decimal, scope: Scope
) -> None:
    path = ("size_chart", "sizes", next_size, measure)
    names = {"measure": measure, "size": size, "next": next_size}
    if upper[0] <= lower[0]:
        message = Message("By “{measure}”, {next} is not larger than {size}.", **names)
        scope.warn("size-order", message, Message("List the sizes from the smallest to the largest."), *path)
    elif upper[0] <= lower[1]:
        message = Message(
            "By “{measure}”, {size} and {next} overlap from {low} to {high}.",
            **names,
            low=str(upper[0]),
            high=str(min(lower[1], upper[1])),
        )
        scope.warn("size-overlap", message, None, *path)
    elif upper[0] > lower[1] + step:
        message = Message(
            "By “{measure}”, nothing fits between {size} and {next}: {low} to {high}.",
            **names,
            low=str(lower[1] + step),
            high=str(upper[0] - step),
        )
        scope.warn("size-gap", message, None, *path)
