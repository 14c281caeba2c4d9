"""The hash chain of a journal: one figure that no later edit of an event before it leaves as it was.

h_0 is 32 zero bytes; h_i = SHA-256(h_{i-1} ‖ line_i), line_i being the canonical line of the i-th event in (at, id)
order, in UTF-8, without a line end. The head is the last h, in lower-case hexadecimal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from kdeck.core.event import Event

_START: Final = bytes(32)
_MARK: Final = 16


class Stream(NamedTuple):
    """What one machine had added to a journal: its mark (no name: the start of a SHA-256) and how many events."""

    device: str
    events: int


class Chain(NamedTuple):
    """A journal up to and with the event ``last``. head: see above. streams: the machines, by their marks."""

    head: str
    events: int
    streams: tuple[Stream, ...]
    last: str


def head(lines: Iterable[str]) -> str:
    """The head of the chain over canonical lines."""
    link = _START
    for line in lines:
        link = sha256(link + line.encode()).digest()
    return link.hex()


def chain(events: Iterable[Event], last: str, line_of: Callable[[Event], str]) -> Chain:
    """The chain of a journal up to the event ``last``; ``KeyError`` where that is not among them.

    line_of: the canonical line of an event.
    """
    before = _until(events, last)
    counts: dict[str, int] = {}
    for event in before:
        mark = device_mark(event.device)
        counts[mark] = counts.get(mark, 0) + 1
    streams = tuple(Stream(mark, counts[mark]) for mark in sorted(counts))
    return Chain(head(map(line_of, before)), len(before), streams, last)


def as_it_was(events: Iterable[Event], last: str, streams: Iterable[Stream]) -> list[Event]:
    """The events up to ``last`` that a journal held then: of each machine the first so many.

    Merging adds what another machine has, among it events that are older than ``last``; none of a machine is ever
    added before one that is there already. ``KeyError`` where ``last`` is not among the events.
    """
    room = {stream.device: stream.events for stream in streams}
    kept = []
    for event in _until(events, last):
        mark = device_mark(event.device)
        if room.get(mark, 0) > 0:
            room[mark] -= 1
            kept.append(event)
    return kept


def device_mark(device: str) -> str:
    """What stands for a machine where its name is nobody's business."""
    return sha256(device.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]


def _until(events: Iterable[Event], last: str) -> Sequence[Event]:
    ordered = sorted(events, key=lambda event: event.order)
    places: Mapping[str, int] = {event.id: place for place, event in enumerate(ordered)}
    return ordered[: places[last] + 1]
