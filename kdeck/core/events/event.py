"""One immutable fact in a learner's journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple, get_args

from kdeck.core.memory import Mark
from kdeck.core.moment import Moment

EventKind = Literal[
    "review",
    "practice",
    "void",
    "suspend",
    "resume",
    "flag",
    "unflag",
    "rename",
    "redate",
    "typing",
    "respond",
    "chat",
    "exam",
    "goal",
    "deck",
    "witness",
    "dan",
    "simulated",
]
KINDS: Final[tuple[EventKind, ...]] = get_args(EventKind)
TIMELESS: Final[tuple[EventKind, ...]] = ("void", "rename", "redate")
"""Kinds of events that say something of others and hold whenever they were made: no wrong clock changes them."""
UNDATED: Final[tuple[EventKind, ...]] = (*TIMELESS, "simulated")
"""Those, and the mark of a journal whose time is set by hand: nobody is told that their clock was wrong."""


class Event(NamedTuple):
    """One event; the order of a journal is (at, id), that in which one device made its events is that of their ids.

    id: UUIDv7, lower-case text. at: microseconds UTC, offset: seconds east of UTC, day: study day of both.
    card: the card concerned; of a ``void`` or ``redate``, the card of the event that it names.
    body: JSON-able details by kind, see ``kdeck.core.events.kinds``.
    """

    id: str
    learner: str
    at: int
    offset: int
    day: int
    device: str
    kind: EventKind
    card: str
    body: Mapping[str, Any]

    @property
    def order(self) -> tuple[int, str]:
        """The place of the event in any journal that holds it."""
        return self.at, self.id

    def dated(self, at: int) -> Event:
        """The event at another time."""
        return self._replace(at=at, day=Moment(at, self.offset).day)


def standing(events: Iterable[Event]) -> Iterator[Event]:
    """The events that count, at the times that count, in (at, id) order: no voids, and nothing that a void names.

    A void or a redate may stand before what it names (clocks differ between machines), so all are read first.
    """
    everything = in_time(events)
    voided = {event.body["event"] for event in everything if event.kind == "void"}
    return (event for event in everything if event.kind != "void" and event.id not in voided)


def in_time(events: Iterable[Event]) -> list[Event]:
    """All events in (at, id) order, each at the time that the newest redate among them gives it.

    The newest is the one with the greatest id: ids rise even where the clock is turned back.
    """
    everything = sorted(events, key=lambda event: event.order)
    redates = sorted((event for event in everything if event.kind == "redate"), key=lambda event: event.id)
    if redates:
        times = {event.body["event"]: event.body["at"] for event in redates}
        everything = [
            event.dated(times[event.id]) if event.id in times and event.kind not in TIMELESS else event
            for event in everything
        ]
        everything.sort(key=lambda event: event.order)
    return everything


def mark_of(card: str, events: Iterable[Event]) -> Mark:
    """Fold a card's standing events into its mark."""
    mark, events = Mark(card), list(events)
    if not any(event.kind in ("suspend", "flag") for event in events):
        return mark
    for event in standing(events):
        if event.kind in ("suspend", "resume"):
            mark = mark._replace(suspended=event.kind == "suspend")
        elif event.kind == "flag":
            mark = mark._replace(flag=event.body.get("note", ""))
        elif event.kind == "unflag":
            mark = mark._replace(flag=None)
    return mark


class Renames:
    """Groups of ids that are one card. The order in which they were renamed does not matter.

    So the journals of two machines, one of which still answers under an old id, come to the same memory in whatever
    order they are merged; and an id that comes back has the memory that its card has meanwhile.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        """events: any that hold all standing ``rename`` events and the voids of the others."""
        self._groups: dict[str, frozenset[str]] = {}
        for event in standing(events):
            if event.kind == "rename":
                group = self.names(event.card) | self.names(event.body["from"])
                self._groups.update(dict.fromkeys(group, group))

    def names(self, card: str) -> frozenset[str]:
        """Every id of a card, the one it is asked by included."""
        return self._groups.get(card) or frozenset((card,))

    def __iter__(self) -> Iterator[str]:
        """Every id that shares its card with another."""
        return iter(self._groups)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Renames) and self._groups == other._groups

    __hash__ = None  # type: ignore[assignment]  # a value that is compared, never a key
