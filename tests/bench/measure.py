"""Taking times: two things in turns, and what a row of the table makes of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from statistics import median
from typing import NamedTuple

Unit = str
_SCALE = {"µs": 1e6, "ms": 1e3, "s": 1.0, "MB": 1e-6}


class Sample(NamedTuple):
    """Measured values in ascending order: seconds, or bytes."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle value."""
        return median(self.values)

    def percentile(self, share: float) -> float:
        """The smallest value that ``share`` of all values do not exceed (nearest rank)."""
        return self.values[max(0, math.ceil(share * len(self.values)) - 1)]

    def text(self, unit: Unit = "ms") -> str:
        """Median with the least and the most: ``38.1 ms (36.9–41.0)``."""
        low, middle, high = (number(value * _SCALE[unit]) for value in (self.values[0], self.median, self.values[-1]))
        return f"{middle} {unit} ({low}–{high})"

    def tail(self, unit: Unit = "ms") -> str:
        """Median and 99th percentile: ``0.31 ms, p99 1.20``."""
        return f"{number(self.median * _SCALE[unit])} {unit}, p99 {number(self.percentile(0.99) * _SCALE[unit])}"


class Row(NamedTuple):
    """One line of the table. met: whether the goal is reached; ``None`` where there is none."""

    what: str
    ours: str
    floor: str = "–"
    ratio: str = "–"
    goal: str = "–"
    met: bool | None = None


def sample(values: Iterable[float]) -> Sample:
    """A sample of at least one value."""
    ordered = tuple(sorted(values))
    if not ordered:
        raise ValueError("nothing was measured")
    return Sample(ordered)


def alternate(sides: Iterable[Callable[[], float]], repeats: int) -> list[Sample]:
    """Each side measured ``repeats`` times in turns (A B A B …), after one unmeasured turn of each."""
    sides = list(sides)
    for side in sides:
        side()
    taken = [[side() for side in sides] for _ in range(repeats)]
    return [sample(column) for column in zip(*taken, strict=True)]


def against(
    what: str, ours: Sample, floor: Sample, limit: float | None = None, *, unit: Unit = "ms", floor_name: str = ""
) -> Row:
    """A row whose figure is the ratio of the medians, with the spread of both sides."""
    ratio = ours.median / floor.median
    shown = f"{floor_name} {floor.text(unit)}".strip()
    return Row(what, ours.text(unit), shown, f"{ratio:.2f} ×", *_goal(limit, ratio))


def compared(what: str, ours: Sample, floor: Sample, limit: float | None = None, *, floor_name: str = "") -> Row:
    """The same with the 99th percentiles instead of the spread: for short things done very often."""
    ratio, tail = ours.median / floor.median, ours.percentile(0.99) / floor.percentile(0.99)
    shown = f"{floor_name} {floor.tail()}".strip()
    return Row(what, ours.tail(), shown, f"{ratio:.2f} ×, p99 {tail:.2f} ×", *_goal(limit, ratio))


def _goal(limit: float | None, ratio: float) -> tuple[str, bool | None]:
    return ("–", None) if limit is None else (f"≤ {limit:g} ×", ratio <= limit)


def within(what: str, ours: Sample, limit: float | None = None, unit: Unit = "ms") -> Row:
    """A row whose figure is the median itself. limit: in seconds, or bytes."""
    goal = "–" if limit is None else f"≤ {limit * _SCALE[unit]:g} {unit}"
    return Row(what, ours.text(unit), goal=goal, met=None if limit is None else ours.median <= limit)


def number(value: float) -> str:
    """Three significant digits, without an exponent."""
    if value == 0:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    return f"{round(value, digits):,.{max(0, digits)}f}"
