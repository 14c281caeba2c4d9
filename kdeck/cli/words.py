"""How commands write times."""

from __future__ import annotations

from kdeck.core.moment import Moment


def clock_time(moment: Moment) -> str:
    """Local date and time to the minute: ``2026-11-11 16:00``."""
    return moment.isoformat()[:16].replace("T", " ")


def duration(seconds: float) -> str:
    """Minutes and seconds: ``5:07``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
