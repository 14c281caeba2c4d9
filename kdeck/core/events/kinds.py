"""The registry of event kinds: for each what its body has to be, how it is read, what it is called, what undoes it.

Whoever writes events, takes them in or reads them goes by it, so that whatever a journal holds, a reader meets valid
events alone. Bounds are as wide as what any kdeck has written and as narrow as readers can reckon with.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from kdeck.core.events import payload
from kdeck.core.events.event import KINDS, Event, EventKind
from kdeck.core.events.payload import LONGEST_NAME, Fault, Shape, name, whole
from kdeck.core.message import Message, series
from kdeck.core.moment import FIRST_DAY, LAST_AT, LAST_DAY

MOST_BYTES: Final = 4 << 20
"""Bytes of a body as JSON: far more than kdeck has ever written, so that it loses nothing of its own."""
_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SECONDS_OF_A_DAY: Final = 86_400


class Body(NamedTuple):
    """What a kind's body has to be, and the value that an event of this kind, once it fits, is read as."""

    shape: Shape
    read: Callable[[Event], Any]


class Kind(NamedTuple):
    """One kind of events. word: what it is called. body: its shape and reader, loaded when the first one is met.

    about_card: whether it changes what is known of a card; all others are about what was done, seen or set.
    undoable: whether undo takes it back; see ``lasts`` for what an exam has written.
    """

    word: Message
    body: Callable[[], Body]
    about_card: bool = False
    undoable: bool = False


def _typing() -> Body:
    from kdeck.core.typing.record import SHAPE, run_of

    return Body(SHAPE, run_of)


def _chat() -> Body:
    from kdeck.core.chat.record import SHAPE, drill_of

    return Body(SHAPE, drill_of)


def _exam() -> Body:
    from kdeck.core.exam.record import STEP, step_of

    return Body(STEP, step_of)


def _deck() -> Body:
    from kdeck.core.levels.record import DECK, own_deck_of

    return Body(DECK, own_deck_of)


def _witness() -> Body:
    from kdeck.core.levels.record import WITNESS, witnessed_of

    return Body(WITNESS, witnessed_of)


def _dan() -> Body:
    from kdeck.core.levels.record import LEVEL, level_of

    return Body(LEVEL, level_of)


def _of(shape: Shape, read: Callable[[Event], Any] = payload.nothing) -> Callable[[], Body]:
    body = Body(shape, read)
    return lambda: body


REGISTRY: Final[dict[EventKind, Kind]] = {
    "review": Kind(Message("review"), _of(payload.REVIEW, payload.review_of), about_card=True, undoable=True),
    "practice": Kind(Message("practice"), _of(payload.PRACTICE, payload.review_of), about_card=True, undoable=True),
    "void": Kind(Message("undo"), _of(payload.VOID, payload.undone_by), about_card=True),
    "suspend": Kind(Message("suspended"), _of(payload.BARE), about_card=True, undoable=True),
    "resume": Kind(Message("resumed"), _of(payload.BARE), about_card=True, undoable=True),
    "flag": Kind(Message("flagged"), _of(payload.FLAG, payload.note_of), about_card=True, undoable=True),
    "unflag": Kind(Message("flag off"), _of(payload.BARE), about_card=True, undoable=True),
    "rename": Kind(Message("renamed"), _of(payload.RENAME, payload.renamed_from), about_card=True),
    "redate": Kind(Message("time corrected"), _of(payload.REDATE, payload.redate_of), about_card=True),
    "typing": Kind(Message("typing"), _typing),
    "respond": Kind(Message("replies"), _chat),
    "chat": Kind(Message("chats"), _chat),
    "exam": Kind(Message("exam"), _exam),
    "goal": Kind(Message("goal"), _of(payload.GOAL, payload.aims_of)),
    "deck": Kind(Message("own deck"), _deck),
    "witness": Kind(Message("witness"), _witness),
    "dan": Kind(Message("level reached"), _dan),
    "simulated": Kind(Message("simulated"), _of(payload.BARE)),
}
LASTING: Final = tuple(kind for kind, about in REGISTRY.items() if not about.undoable)
"""The kinds that no undo reaches."""
_BODIES: Final[dict[str, Body]] = {}
_OFFSET: Final = Fault("offset", Message("a number of seconds east of UTC, less than a day"))
_INSTANT: Final = whole(0, LAST_AT)
_DAY: Final = whole(FIRST_DAY, LAST_DAY)


def lasts(event: Event) -> bool:
    """Whether no undo reaches an event: by its kind, or because an exam found what it says."""
    return not REGISTRY[event.kind].undoable or "exam" in event.body


def read(event: Event) -> Any:
    """What an event says, by its kind's type; the event is valid."""
    return _of_kind(event.kind).read(event)


def fault_of(event: Event) -> Message | None:
    """Why something that looks like an event is none; ``None`` where it is valid. Nothing of it is trusted."""
    claimed: object = event.kind
    if type(claimed) is not str or claimed not in REGISTRY:
        shown = Fault("kind", Message("one of: {choices}", choices=series(KINDS)))
        return shown.message
    fault = body_fault(event.kind, event.body) or _head_fault(event)
    return None if fault is None else fault.message


def body_fault(kind: EventKind, body: object) -> Fault | None:
    """What of a body does not fit its kind."""
    return _of_kind(kind).shape(body)


def _of_kind(kind: EventKind) -> Body:
    body = _BODIES.get(kind)
    if body is None:
        body = _BODIES[kind] = REGISTRY[kind].body()
    return body


def _head_fault(event: Event) -> Fault | None:
    identity, learner, at, offset, day, device, _kind, card, _body = event
    if type(identity) is not str or not _ID.fullmatch(identity):
        return Fault("id", Message("a UUID"))
    if type(offset) is not int or not -_SECONDS_OF_A_DAY < offset < _SECONDS_OF_A_DAY:
        return _OFFSET
    if type(device) is not str or len(device) > LONGEST_NAME:
        return Fault("device", Message("a text"))
    for key, shape, value in (
        ("at", _INSTANT, at),
        ("day", _DAY, day),
        ("learner", name, learner),
        ("card", name, card),
    ):
        if (fault := shape(value)) is not None:
            return fault.within(key)
    return None
