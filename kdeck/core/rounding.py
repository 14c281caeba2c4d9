"""Figures as people read them. Every rounding stands here, so that none claims what is not so."""

from __future__ import annotations

import math
from typing import Literal

_EPSILON = 1e-9


def percent(share: float, *, decimals: int = 0, to: Literal["down", "near", "up"] = "down", even: bool = False) -> str:
    """A share, 0 to 1, as per cent: never 100% while anything is missing, never 0% where there is something.

    Rounded down, so that no target is reached by rounding. decimals: so many at most. to: where else it is rounded to,
    the nearest for an estimate, up for what should be small.
    even: all decimals, as in a column, but for all and nothing.
    """
    most = 100 * 10**decimals
    exact = share * most
    steps = {"down": math.floor(exact + _EPSILON), "near": round(exact), "up": math.ceil(exact - _EPSILON)}[to]
    if 0 < share < 1:
        steps = max(1, steps if to == "up" else min(most - 1, steps))
    text = f"{steps / 10**decimals:.{decimals}f}"
    return (text if even and 0 < share < 1 else text.removesuffix(".0")) + "%"


def whole_minutes(seconds: float) -> int:
    """Whole minutes, at least one."""
    return max(1, round(seconds / 60))


def milliseconds(seconds: float) -> int:
    """Whole milliseconds, none where a clock went back."""
    return max(0, round(seconds * 1000))


def short(value: float) -> str:
    """A figure with one decimal below ten, and none where that says nothing."""
    return f"{value:.1f}".removesuffix(".0") if value < 9.95 else f"{value:.0f}"


def clock(milliseconds: int, *, up: bool = False) -> str:
    """Minutes and seconds, ``00:09``. up: the seconds that have begun count, as they do of time that is left."""
    minutes, seconds = divmod(-(-milliseconds // 1000) if up else milliseconds // 1000, 60)
    return f"{minutes:02}:{seconds:02}"
