"""The time of an exam: it runs from the moment at which it was begun, whether or not anybody sits before it."""

from __future__ import annotations

from typing import NamedTuple


class ExamClock(NamedTuple):
    """How much of an exam's time is gone, whatever the machine's clocks do.

    The wall's clock counts what passes while nobody sits there; a second clock, which is never set, sees to it that
    turning the first one back gains nothing, and ``base`` that it does not between two sittings either. Where the two
    disagree the one that is further on counts: after a suspension of the machine that is the wall's.

    limit: milliseconds in all. begun: when it was begun by the wall's clock, microseconds UTC. base: milliseconds that
    were gone for certain when this sitting began. since: seconds of the other clock at that moment.
    """

    limit: int
    begun: int
    base: int
    since: float

    def elapsed(self, wall: int, monotonic: float) -> int:
        """Milliseconds gone. wall: microseconds UTC. monotonic: seconds of the clock that is never set."""
        sat = round((monotonic - self.since) * 1000)
        return max(self.base + max(0, sat), (wall - self.begun) // 1000)

    def left(self, wall: int, monotonic: float) -> int:
        """Milliseconds that are left; 0 when the time is up."""
        return max(0, self.limit - self.elapsed(wall, monotonic))
