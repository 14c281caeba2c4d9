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
RUNS: Final[tuple[EventKind, ...]] = (
    "typing",
    "respond",
    "chat",
    "exam",
    "goal",
    "deck",
    "witness",
    "dan",
    "simulated",
)
"""Kinds of events that are about no card: what was done, seen or set by them stays, and cannot be taken back."""
TIMELESS: Final[tuple[EventKind, ...]] = ("void", "rename", "redate")
"""Kinds of events that say something of others and hold whenever they were made: no wrong clock changes them."""
UNDATED: Final[tuple[EventKind, ...]] = (*TIMELESS, "simulated")
"""Those, and the mark of a journal whose time is set by hand: nobody is told that their clock was wrong."""
LASTING: Final[tuple[EventKind, ...]] = (*TIMELESS, *RUNS)
"""Kinds of events that no undo reaches. Neither does it reach what an exam has written: see ``lasts``."""


class Event(NamedTuple):
    """One event; the order of a journal is (at, id), that in which one device made its events is that of their ids.

    id: UUIDv7, lower-case text. at: microseconds UTC, offset: seconds east of UTC, day: study day of both.
    card: the card concerned; of a ``void`` or ``redate``, the card of the event that it names.
    body: JSON-able details by kind:
      review, practice: ``rating`` 1..4, ``ms`` from the question's appearance to the answer given, ten minutes at most
        (where the learner judges: until the answer is asked for), ``answer`` (list of texts), ``right`` (bool),
        ``key`` (normalised expected answer), ``retention`` (review only),
        ``live`` (review while a go-live date lies ahead: the last study day before it, and its study day),
        ``recall`` (review of a card met before: its predicted chance of recall just then, 4 decimals),
        ``case`` (where one was drawn: value by input, as the deck writes it),
        ``confused`` (list of what was taken for the right answer: wrong options, values of siblings),
        ``exam`` (review only: the exam in which the card was found forgotten),
        ``clock`` (microseconds; only where the wall clock stood behind the journal's last event);
      void: ``event``, the id of the event undone; flag: ``note``; rename: ``from``, an id that the card had before;
      redate: ``event``, the id of an event that a wrong clock dated, and ``at``, the time that counts instead;
      typing: see ``kdeck.trainer.typing.runs``; its ``card`` is ``typing/MODE``.
      respond, chat: drills, see ``kdeck.trainer.chat.runs``. exam: one step of an exam, see ``kdeck.core.exam.record``.
      goal: what the learner works towards: ``live`` (study day of the go-live date) and ``minutes`` a day; one that is
        left out stays as it was, ``None`` leaves it to the shop. deck: a checked deck of one's own.
      witness: somebody vouches for the learner.
      dan: a level was reached, with its evidence.
      simulated: the first event of a journal whose time is not that of a clock; it says nothing else. Whatever voids
        it, the mark stays.
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


def lasts(event: Event) -> bool:
    """Whether no undo reaches an event: by its kind, or because an exam found what it says."""
    return event.kind in LASTING or "exam" in event.body


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
        times = {str(event.body.get("event")): event.body["at"] for event in redates if _says_when(event)}
        everything = [
            event.dated(times[event.id]) if event.id in times and event.kind not in TIMELESS else event
            for event in everything
        ]
        everything.sort(key=lambda event: event.order)
    return everything


def _says_when(redate: Event) -> bool:
    return type(redate.body.get("at")) is int


def mark_of(card: str, events: Iterable[Event]) -> Mark:
    """Fold a card's standing events into its mark."""
    mark = Mark(card)
    for event in standing(events):
        if event.kind in ("suspend", "resume"):
            mark = mark._replace(suspended=event.kind == "suspend")
        elif event.kind == "flag":
            mark = mark._replace(flag=str(event.body.get("note", "")))
        elif event.kind == "unflag":
            mark = mark._replace(flag=None)
    return mark
