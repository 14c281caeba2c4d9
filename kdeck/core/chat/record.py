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

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from kdeck.core.chat.scenario import Exchange
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
    frozen,
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
from kdeck.core.typing.score import Unit, per_minute, unit_of

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
    own = {"id": event.id, "at": Moment(event.at, event.offset), "kind": kind, "milliseconds": body["ms"]}
    own["speed"] = per_minute(typed, took, unit) if typed and took else None
    return ChatResult(**{field: frozen(body[field]) for field in ChatResult._fields if field not in own}, **own)


PERCENT: Final = 90
IN_TIME: Final = PERCENT / 100
"""The share of replies that has to be in time: their 90th percentile is within the target."""
ACCURACY: Final = 0.97


class Figures(NamedTuple):
    """Of one drill; times in milliseconds.

    waits: how long each customer's message waited for a reply, in the order of the messages; unanswered: the places of
    those that never got one, whose waits ended when the customer went on or left. firsts: to the first message of each
    chat. wholes: until everything asked for had been said, where it was. facts: how many groups were asked for, said:
    how many were met. sent: messages, of which quick with a quick reply in it. typed: graphemes typed by hand, in
    ``typing_ms``. unit: in which speed is given.
    """

    waits: tuple[int, ...]
    unanswered: tuple[int, ...]
    firsts: tuple[int, ...]
    wholes: tuple[int, ...]
    facts: int
    said: int
    forbidden: int
    lost: int
    wrong_window: int
    sent: int
    quick: int
    typed: int
    typing_ms: int
    unit: Unit

    @property
    def right(self) -> float:
        """The share of facts that were said, 1 where none was asked for."""
        return self.said / self.facts if self.facts else 1.0

    @property
    def average(self) -> float:
        """The mean wait, 0 without any."""
        return mean(self.waits)

    @property
    def longest(self) -> int:
        """The longest wait, 0 without any."""
        return max(self.waits, default=0)

    @property
    def p90(self) -> int:
        """The 90th percentile of the waits, by nearest rank; messages without a reply stand behind all others."""
        return percentile(self.waits, self.unanswered)

    @property
    def speed(self) -> float | None:
        """Typing speed in ``unit``, ``None`` where nothing was typed by hand."""
        return per_minute(self.typed, self.typing_ms, self.unit) if self.typed and self.typing_ms else None

    def share_within(self, milliseconds: float) -> float:
        """The share of customers' messages that had a reply within a time, 0 without any message."""
        return share_within(self.waits, self.unanswered, milliseconds)


def figures(exchanges: Iterable[Exchange]) -> Figures:
    """The figures of the turns that are over."""
    turns = sorted((one for one in exchanges if one.ended is not None), key=lambda one: (one.since, one.window))
    messages = [sent for turn in turns for sent in turn.sent]
    by_hand = [sent for sent in messages if sent.typed]
    return Figures(
        waits=tuple(turn.wait if turn.wait is not None else (turn.ended or 0) - turn.since for turn in turns),
        unanswered=tuple(place for place, turn in enumerate(turns) if turn.wait is None),
        firsts=tuple(turn.first for turn in turns if turn.place == 0 and turn.first is not None),
        wholes=tuple(turn.whole for turn in turns if turn.whole is not None),
        facts=sum(len(turn.turn.must) for turn in turns),
        said=sum(sum(turn.met) for turn in turns),
        forbidden=sum(len(turn.forbidden) for turn in turns),
        lost=sum(turn.lost for turn in turns),
        wrong_window=sum(sent.misplaced for sent in messages),
        sent=len(messages),
        quick=sum(sent.quick for sent in messages),
        typed=sum(sent.typed for sent in by_hand),
        typing_ms=sum(sent.typing_ms for sent in by_hand),
        unit=unit_of("".join(turn.turn.text for turn in turns)),
    )


def share_within(waits: Sequence[int], unanswered: Iterable[int], milliseconds: float) -> float:
    """The share of waits that ended with a reply and within a time, 0 without any wait."""
    vain = set(unanswered)
    in_time = sum(wait <= milliseconds and place not in vain for place, wait in enumerate(waits))
    return in_time / len(waits) if waits else 0.0


def percentile(waits: Sequence[int], unanswered: Iterable[int], percent: int = PERCENT) -> int:
    """The wait within which so many per cent are (nearest rank), 0 without any; those without a reply stand last."""
    vain = set(unanswered)
    ranked = sorted((place in vain, wait) for place, wait in enumerate(waits))
    return ranked[-(-percent * len(ranked) // 100) - 1][1] if ranked else 0


def mean(values: Sequence[int]) -> float:
    """The mean, 0 without any value."""
    return sum(values) / len(values) if values else 0.0


def sustained(share: float, right: float) -> bool:
    """Whether so many chats can be served at once: 90 % of replies within the target, 97 % of facts right."""
    return share >= IN_TIME and right >= ACCURACY
