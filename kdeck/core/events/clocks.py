"""What is to be thought of times that clocks gave: how far ahead one is believed, and the cure for wrong ones.

A clock cannot be asked whether it is right. So an event more than a day ahead of it counts nowhere: not for what is
due, nor for what "today" is. It is kept, and either time comes to it, or the clock is set right, or somebody says that
the clock is right: then ``cures`` says when such events happened, as far as their neighbours tell.

What cannot be told apart stays as it was written: once the day of a wrong date has come and nobody had said a word, the
answer that followed it may as well be the wrong one. Only where answers of one study day stand on both sides of what
is dated before them, and no study before them was on that earlier day, was it the clock in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice, pairwise
from typing import Final, NamedTuple

from kdeck.core.events.event import UNDATED, Event, standing
from kdeck.core.moment import MICROSECONDS, Moment

_DAY: Final = 86_400 * MICROSECONDS
_NOTICEABLE: Final = 60 * MICROSECONDS

EARLIEST: Final = 1_704_067_200 * MICROSECONDS
"""The beginning of 2024: kdeck is younger, so a clock that stands before it is wrong for certain."""


def horizon(now: Moment) -> int:
    """The latest time that is believed while the clock says ``now``: a day ahead, since zones and clocks differ."""
    return now.at + _DAY


def cures(written: Iterable[Event], now: Moment) -> dict[str, int]:
    """The times to give the events that a wrong clock dated, by id; ``now`` is believed. written: all events.

    Those in the future, be it by minutes, get the right time where they kept it (``clock``), else one between their
    neighbours of the same device: as long before the next as the clock, which was wrong but ran, says; waits too long
    for the room there is become shorter. So do those that a clock far behind dated between two answers of one day.
    """
    counted = [event for event in standing(written) if event.kind not in UNDATED]
    counted.sort(key=lambda event: (event.device, event.id))
    found: dict[str, int] = {}
    for _device, mine in groupby(counted, key=lambda event: event.device):
        found.update(_cures(list(mine), now))
    return found


class _Told(NamedTuple):
    """An event that is believed. place: in the order of making. moved: whether it stands later than its clock said."""

    place: int
    at: int
    day: int
    moved: bool


def _cures(mine: Sequence[Event], now: Moment) -> Iterator[tuple[str, int]]:
    """The cures of one device's events, in the order in which it made them: that of their ids, see ``succeeding``."""
    right = [event.at if event.at <= now.at + _NOTICEABLE else None for event in mine]
    _take_kept(mine, right, now.at)
    told = [
        _Told(place, at, event.dated(at).day, at == event.at and _moved(event))
        for place, (event, at) in enumerate(zip(mine, right, strict=True))
        if at is not None
    ]
    for place in _behind(told):
        right[place] = None
    _fill(mine, right, now.at)
    for event, at in zip(mine, right, strict=True):
        if at is not None and event.at != at:
            yield event.id, at


def _fill(mine: Sequence[Event], right: list[int | None], latest: int) -> None:
    """Fill in the times of every stretch that has none."""
    place = 0
    while place < len(mine):
        end = place
        while end < len(mine) and right[end] is None:
            end += 1
        if end > place:
            following = right[end] if end < len(mine) else None
            wrong = [event.at for event in mine[place:end]]
            right[place:end] = _between(
                wrong, right[place - 1] if place else None, latest if following is None else following
            )
        place = end + 1


def _behind(told: Sequence[_Told]) -> Iterator[int]:
    """The places of what a clock far behind dated: before an answer given earlier, and of whose day the next one is.

    Not where a clock far ahead may have dated that one alone: what stands before it is of the day in between as well.
    """
    sound: list[_Told] = []
    place = 0
    while place < len(told):
        end, newest = place, sound[-1] if sound else told[place]
        while end < len(told) and told[end].at < newest.at:
            end += 1
        later = (each.day for each in islice(told, end, None) if each.at >= newest.at and not each.moved)
        if end > place and next(later, None) == newest.day and told[place].day != _day_before(sound):
            yield from (each.place for each in told[place:end])
            place = end
        sound.append(told[place])
        place += 1


def _day_before(sound: Sequence[_Told]) -> int | None:
    """The day of the newest of these that is of another day than the last."""
    return next((each.day for each in reversed(sound) if each.day != sound[-1].day), None)


def _moved(event: Event) -> bool:
    kept = event.body.get("clock")
    return type(kept) is int and event.at - kept > _NOTICEABLE


def _take_kept(mine: Sequence[Event], right: list[int | None], latest: int) -> None:
    """Fill in the times that events kept, where the order stays with them."""
    highs: list[int] = []
    for at in reversed(right):
        latest = latest if at is None else at
        highs.append(latest)
    low = None
    for place, (event, high) in enumerate(zip(mine, reversed(highs), strict=True)):
        kept = event.body.get("clock")
        if right[place] is None and type(kept) is int and (low is None or low <= kept) and kept <= high:
            right[place] = kept
        low = low if right[place] is None else right[place]


def _between(wrong: Sequence[int], low: int | None, high: int) -> list[int | None]:
    """Times for a stretch of events by a wrong clock, not before ``low`` and before ``high``."""
    waits = [max(0, after - before) for before, after in pairwise(wrong)]
    room = _DAY * len(waits) if low is None else max(0, high - low - 2)
    at = high - 1 if low is None else max(low, high - 1)
    times: list[int | None] = [at]
    for wait in reversed(_shortened(waits, room)):
        at -= wait
        times.append(at)
    return times[::-1]


def _shortened(waits: Sequence[int], room: int) -> list[int]:
    """The waits, the longest of them cut to one length where together they take more than there is room for."""
    left = room
    for number, wait in enumerate(sorted(waits)):
        share = left // (len(waits) - number)
        if wait > share:
            return [min(each, share) for each in waits]
        left -= wait
    return list(waits)
