"""When something happens: an instant, the wall clock's zone at that instant, and the study day they fall on."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

MICROSECONDS = 1_000_000
ROLLOVER_SECONDS = 4 * 3600
"""A study day begins at 04:00 local time, so that a late evening belongs to the day it grew out of."""

_DAY_SECONDS = 86_400
DAY = _DAY_SECONDS * MICROSECONDS
FIRST_YEAR, LAST_YEAR = 1970, 2999
"""The years that a clock may say: in them no reckoning with dates runs over."""
_EPOCH = dt.date(1970, 1, 1)
_EPOCH_UTC = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LAST_DAY = (dt.date(LAST_YEAR + 1, 1, 2) - _EPOCH).days
FIRST_DAY = -2
"""The study days on which these years begin and end anywhere on earth."""
LAST_AT = (dt.date(LAST_YEAR + 1, 1, 1) - _EPOCH).days * _DAY_SECONDS * MICROSECONDS - 1
"""The last instant of these years; the first is 0."""


class Moment(NamedTuple):
    """An instant as the learner's machine saw it.

    ``at``: microseconds since 1970-01-01T00:00:00Z. ``offset``: seconds east of UTC of the local clock then.
    """

    at: int
    offset: int = 0

    @property
    def day(self) -> int:
        """The study day: days since 1970-01-01 of the local date, turning over at 04:00."""
        return (self.at // MICROSECONDS + self.offset - ROLLOVER_SECONDS) // _DAY_SECONDS

    def plus(self, seconds: float) -> Moment:
        """The moment ``seconds`` later in the same zone."""
        return Moment(self.at + round(seconds * MICROSECONDS), self.offset)

    def isoformat(self) -> str:
        """Local time with its offset, to the second (ISO 8601)."""
        zone = dt.timezone(dt.timedelta(seconds=self.offset))
        instant = _EPOCH_UTC + dt.timedelta(microseconds=self.at)
        return instant.astimezone(zone).isoformat(timespec="seconds")

    @property
    def date(self) -> str:
        """The local date: ``2026-11-23``."""
        return self.isoformat()[:10]

    @property
    def minute(self) -> str:
        """Local date and time to the minute: ``2026-11-23 16:00``."""
        return self.isoformat()[:16].replace("T", " ")


def moment_of(when: dt.datetime) -> Moment:
    """The moment of an aware datetime; ``ValueError`` when it is naive."""
    offset = when.utcoffset()
    if offset is None:
        raise ValueError("a moment needs a time zone")
    return Moment((when - _EPOCH_UTC) // dt.timedelta(microseconds=1), int(offset.total_seconds()))


def day_start(day: int, offset: int) -> Moment:
    """The moment at which study day ``day`` begins on a clock ``offset`` seconds east of UTC."""
    return Moment((day * _DAY_SECONDS + ROLLOVER_SECONDS - offset) * MICROSECONDS, offset)


def date_of(day: int) -> dt.date:
    """The calendar date on which a study day begins."""
    return _EPOCH + dt.timedelta(days=day)


def day_of(date: dt.date) -> int:
    """The study day that begins on a calendar date."""
    return (date - _EPOCH).days
