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

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_XINGQI = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_LONGEST_REST = 366

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


def weekday(text: str) -> int | None:
    """A day of the week, Monday is 0: ``sat``, ``Saturday``, ``周六``."""
    word = text.strip().casefold()
    if len(word) >= 3:
        found = [place for place, name in enumerate(_WEEKDAYS) if name.startswith(word)]
        if found:
            return found[0]
    named = _XINGQI.fullmatch(word)
    return min("一二三四五六日天".index(named[1]), 6) if named else None


def rest(text: str) -> int | tuple[int, int] | None:
    """A day of the week, or the first and last study day of a date ``2026-10-01`` or of dates ``A..B``, a year long."""
    named = weekday(text)
    if named is not None:
        return named
    first, last = (day(end) for end in (bounds(text) or (text, text)))
    if first is None or last is None or not first <= last < first + _LONGEST_REST:
        return None
    return first, last


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
