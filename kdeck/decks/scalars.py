"""What a text means where the schema expects a number, a time, a share, a date or yes and no.

Each function returns ``None`` for a text that means no such thing; none raises.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Final

from kdeck.core.moment import day_of
from kdeck.core.normal import fold_width

_NUMBER = re.compile(r"[+-]?(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,9})?")
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?(s|sec|secs|seconds?|秒|m|min|mins|minutes?|分|分钟|h|hours?|小时)?")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_RUNS = re.compile(r"(\d{1,3})(?: of (\d{1,3}))?")

YES: Final = frozenset({"yes", "true", "on", "是"})
NO: Final = frozenset({"no", "false", "off", "否"})


def truth(text: str) -> bool | None:
    """Yes, true, on; no, false, off; in any case."""
    word = text.strip().casefold()
    return True if word in YES else False if word in NO else None


def number(text: str) -> Decimal | None:
    """A number with an optional sign, fraction and commas between thousands: ``-3``, ``1,200``, ``7.5``."""
    folded = fold_width(text).strip()
    return Decimal(folded.replace(",", "")) if _NUMBER.fullmatch(folded) else None


def whole(text: str) -> int | None:
    """A whole number."""
    value = number(text)
    return int(value) if value is not None and value == value.to_integral_value() else None


def share(text: str) -> float | None:
    """A share of one: ``90%`` or ``0.9``."""
    folded = fold_width(text).strip()
    value = number(folded.removesuffix("%").rstrip())
    if value is None:
        return None
    share_of_one = value / 100 if folded.endswith("%") else value
    return float(share_of_one) if 0 < share_of_one <= 1 else None


def seconds(text: str) -> float | None:
    """A length of time: ``6s``, ``1m``, ``2 h``, ``20 秒``; a bare number counts seconds."""
    found = _DURATION.fullmatch(fold_width(text).strip().casefold())
    if found is None:
        return None
    unit = found[2] or "s"
    factor = 60 if unit[0] in "m分" else 3600 if unit[0] in "h小" else 1
    return float(found[1]) * factor


def minutes_of_day(text: str) -> int | None:
    """Minutes since midnight of a time of day ``16:00``; ``24:00`` ends the day."""
    found = _CLOCK.fullmatch(fold_width(text).strip())
    if found is None:
        return None
    minutes = int(found[1]) * 60 + int(found[2])
    return minutes if minutes <= 24 * 60 else None


def day(text: str) -> int | None:
    """Study day of a date ``2026-11-11``."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return day_of(dt.date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return None


def runs(text: str) -> tuple[int, int] | None:
    """``2 of 3`` as (2, 3); ``2`` as (2, 2)."""
    found = _RUNS.fullmatch(text.strip())
    if found is None:
        return None
    wanted, among = int(found[1]), int(found[2] or found[1])
    return (wanted, among) if 0 < wanted <= among else None


def bounds(text: str) -> tuple[str, str] | None:
    """The two ends of a range ``155..162``, as texts."""
    low, dots, high = text.partition("..")
    if not dots or not low.strip() or not high.strip() or high.startswith("."):
        return None
    return low.strip(), high.strip()


def number_range(text: str) -> tuple[Decimal, Decimal] | None:
    """A range of numbers ``155..162``, its low end first."""
    ends = bounds(text)
    if ends is None:
        return None
    low, high = number(ends[0]), number(ends[1])
    return (low, high) if low is not None and high is not None and low <= high else None
