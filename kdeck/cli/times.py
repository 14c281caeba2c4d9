"""The clock that a command goes by: the system's, or one that starts where ``--at`` says."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from kdeck.core.errors import UsageError
from kdeck.core.message import Message
from kdeck.core.moment import FIRST_YEAR, LAST_YEAR, ROLLOVER_SECONDS, Moment, moment_of

Clock = Callable[[], Moment]

_FIRST = FIRST_YEAR + 1


def system_clock() -> Moment:
    """Now, with the local zone's offset now."""
    at = time.time_ns() // 1000
    return Moment(at, time.localtime(at // 1_000_000).tm_gmtoff)


def clock_of(text: str | None, *, moving: bool) -> Clock:
    """The clock for ``--at TEXT``: standing still there, or moving on from there."""
    return system_clock if text is None else clock_from(moment_at(text), moving=moving)


def clock_from(start: Moment, *, moving: bool) -> Clock:
    """A clock that stands still at a moment, or moves on from there."""
    if not moving:
        return lambda: start
    begun = time.monotonic_ns()
    return lambda: start._replace(at=start.at + (time.monotonic_ns() - begun) // 1000)


def moment_at(text: str) -> Moment:
    """The moment that ``--at`` names (ISO 8601); ``UsageError`` for anything else.

    Without a zone it is local time; a date alone is the start of its study day, 04:00.
    """
    try:
        when = dt.datetime.fromisoformat(text.strip())
        if _is_date(text.strip()):
            when += dt.timedelta(seconds=ROLLOVER_SECONDS)
        if not _FIRST <= when.year <= LAST_YEAR:
            raise ValueError(text)
        return moment_of(when if when.tzinfo else when.astimezone())
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            Message("{text} is not a time that kdeck understands", text=text),
            Message(
                "Write 2026-11-11, 2026-11-11T16:00 or 2026-11-11T16:00+08:00, years {first} to {last}.",
                first=_FIRST,
                last=LAST_YEAR,
            ),
        ) from error


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
