"""Chat drills as they are kept: what the body of a ``respond`` or ``chat`` event has to be, and what it says.

The event is about ``respond/1`` or ``chat/N``. The body: ``chats`` (windows), ``seed``, ``scenarios`` (ids, in the
order in which they came), ``complete`` (taken to its end), ``ms`` (how long it took), ``within`` and ``first_within``
(the shop's targets, ms), ``waits`` (ms of every message of a customer until its reply, in order), ``unanswered``
(places in ``waits`` without a reply), ``firsts`` (ms until the first message of each chat), ``wholes`` (ms until all
was said, where it was), ``right`` (share of facts said), ``facts`` and ``said`` (how many there were, and were said),
``forbidden``, ``lost``, ``wrong_window``, ``sent`` and ``quick`` (messages, and those with a quick reply in them),
``typed`` and ``typing_ms``, ``unit``, ``p90``, ``average``, ``longest`` (ms), ``replies`` (a row a message of a
customer: scenario, turn, texts sent, places of the groups missed, what was forbidden).
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from kdeck.core.chat.figures import share_within, sustained
from kdeck.core.events.event import Event
from kdeck.core.events.payload import (
    CLOCK,
    COUNT,
    LONGEST_MS,
    MILLISECONDS,
    SEED,
    SHARE,
    TEXTS,
    Shape,
    listed,
    number,
    record,
    row,
    text,
    truth,
    whole,
)
from kdeck.core.moment import Moment
from kdeck.core.typing.record import UNIT
from kdeck.core.typing.score import per_minute

Kind = Literal["respond", "chat"]
"""One customer at a time, a short run; or several at once, in runs that tell how many can be served."""

_MOST: Final = 10_000
"""Messages of one drill, far more than anybody answers."""
_TIMES: Final = listed(MILLISECONDS, _MOST)
SHAPE: Final[Shape] = record(
    {
        "chats": whole(1, 100),
        "complete": truth,
        **dict.fromkeys(("ms", "within", "first_within", "typing_ms", "p90", "longest"), MILLISECONDS),
        **dict.fromkeys(("waits", "firsts", "wholes"), _TIMES),
        "unanswered": listed(COUNT, _MOST),
        "right": SHARE,
        "average": number(0, LONGEST_MS),
        **dict.fromkeys(("facts", "forbidden", "lost", "wrong_window", "sent", "quick", "typed"), COUNT),
        "unit": UNIT,
        "seed": SEED,
        "scenarios": TEXTS,
    },
    {"said": COUNT, "replies": listed(row(text, COUNT, TEXTS, listed(COUNT), TEXTS)), **CLOCK},
)


class ChatResult(NamedTuple):
    """One drill as it is kept; times in milliseconds.

    waits: of every customer's message, in order; unanswered: places of those that never got a reply. right: the share
    of facts that were said, 0..1. within, first_within: the shop's targets then. speed: in ``unit``, of what was typed
    by hand. complete: whether it was taken to its end.
    """

    id: str
    at: Moment
    kind: Kind
    chats: int
    complete: bool
    milliseconds: int
    waits: tuple[int, ...]
    unanswered: tuple[int, ...]
    firsts: tuple[int, ...]
    wholes: tuple[int, ...]
    within: int
    first_within: int
    right: float
    facts: int
    forbidden: int
    lost: int
    wrong_window: int
    sent: int
    quick: int
    p90: int
    average: float
    longest: int
    speed: float | None
    unit: str
    seed: int
    scenarios: tuple[str, ...]

    def share_within(self, milliseconds: float) -> float:
        """The share of customers' messages that had a reply within a time."""
        return share_within(self.waits, self.unanswered, milliseconds)

    @property
    def sustained(self) -> bool:
        """Whether a whole run shows that so many chats can be served: in time, and with the facts right.

        A response drill is too short to show it.
        """
        return self.kind == "chat" and self.complete and sustained(self.share_within(self.within), self.right)


def drill_of(event: Event) -> ChatResult:
    """The drill that a ``respond`` or ``chat`` event tells of."""
    body = event.body
    unit, typed, took = body["unit"], body["typed"], body["typing_ms"]
    kind: Kind = "chat" if event.kind == "chat" else "respond"
    return ChatResult(
        id=event.id,
        at=Moment(event.at, event.offset),
        kind=kind,
        milliseconds=body["ms"],
        waits=tuple(body["waits"]),
        unanswered=tuple(body["unanswered"]),
        firsts=tuple(body["firsts"]),
        wholes=tuple(body["wholes"]),
        speed=per_minute(typed, took, unit) if typed and took else None,
        scenarios=tuple(body["scenarios"]),
        **{field: body[field] for field in _AS_THEY_STAND},
    )


_AS_THEY_STAND: Final = (
    *("chats", "complete", "within", "first_within", "right", "facts", "forbidden", "lost", "wrong_window", "sent"),
    *("quick", "p90", "average", "longest", "unit", "seed"),
)
