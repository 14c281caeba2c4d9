"""Chat drills as they are kept: one event each, of kind ``respond`` or ``chat``, about ``respond/1`` or ``chat/N``.

The body: ``chats`` (windows), ``seed``, ``scenarios`` (ids, in the order in which they came), ``complete`` (taken to
its end), ``ms`` (how long it took), ``within`` and ``first_within`` (the shop's targets, ms), ``waits`` (ms of every
message of a customer until its reply, in order), ``unanswered`` (places in ``waits`` without a reply), ``firsts`` (ms
until the first message of each chat), ``wholes`` (ms until all was said, where it was), ``right`` (share of facts
said), ``facts`` and ``said`` (how many there were, and were said), ``forbidden``, ``lost``, ``wrong_window``,
``sent`` and ``quick`` (messages, and those with a quick reply in them), ``typed`` and ``typing_ms``, ``unit``,
``p90``, ``average``, ``longest`` (ms), ``replies`` (a row a message of a customer: scenario, turn, texts sent, places
of the groups missed, what was forbidden).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from kdeck.core.chat.drill import Drill
from kdeck.core.chat.exchange import Exchange
from kdeck.core.chat.figures import Figures, figures, share_within, sustained
from kdeck.core.chat.plan import MOST_CHATS
from kdeck.core.event import Event
from kdeck.core.keyboard.figures import per_minute
from kdeck.core.moment import Moment
from kdeck.trainer.chat.begin import Kind
from kdeck.trainer.trainer import Trainer

_SPARE: Final = 20
"""Events read beyond what was asked for, in case that some cannot be read."""


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


def record(trainer: Trainer, kind: Kind, drill: Drill) -> ChatResult | None:
    """Keep a drill that has ended or was broken off, durably; ``None`` where no customer's turn had ended by then.

    A ``JournalError`` leaves nothing stored.
    """
    if not drill.ended:
        return None
    first, average = trainer.library.shop.respond
    event = trainer.keep_run(
        kind,
        f"{kind}/{drill.plan.chats}",
        body_of(drill, first=round(first * 1000), within=round(average * 1000)),
    )
    return _result(event)


def body_of(drill: Drill, *, first: int, within: int) -> dict[str, Any]:
    """The body of a drill's event. first, within: the targets, in milliseconds."""
    found = figures(drill.ended)
    return {
        "chats": drill.plan.chats,
        "seed": drill.plan.seed,
        "scenarios": [customer.id for customer in drill.plan.customers],
        "complete": not drill.left,
        "ms": drill.now,
        "within": within,
        "first_within": first,
        **_plain(found),
        "right": found.right,
        "p90": found.p90,
        "average": round(found.average, 1),
        "longest": found.longest,
        "replies": [_row(exchange) for exchange in drill.ended],
    }


def history(trainer: Trainer, limit: int = 200) -> list[ChatResult]:
    """The newest drills of both kinds, newest first; events that cannot be read are passed over."""
    kept = [event for kind in ("respond", "chat") for event in _recent(trainer, kind, limit + _SPARE)]
    kept.sort(key=lambda event: event.order, reverse=True)
    return list(islice(_results(kept), limit))


def sustainable(results: Iterable[ChatResult]) -> int | None:
    """How many customers can be served at once: the largest N whose newest whole run was sustained.

    One whole run suffices, and the newest of each N decides, so that the number is true today. 0 where none was
    sustained, ``None`` where no whole run was taken. results: newest first.
    """
    newest: dict[int, ChatResult] = {}
    for result in results:
        if result.kind == "chat" and result.complete:
            newest.setdefault(result.chats, result)
    return max((chats for chats, result in newest.items() if result.sustained), default=0) if newest else None


def next_rung(results: Iterable[ChatResult]) -> int:
    """How many chats the ladder offers next: one more than can be served, five at most."""
    return min(MOST_CHATS, (sustainable(results) or 0) + 1)


def _recent(trainer: Trainer, kind: Any, limit: int) -> Sequence[Event]:
    return trainer.journal.recent(kind, limit)


def _plain(found: Figures) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found._asdict().items()}


def _row(exchange: Exchange) -> list[Any]:
    missed = [place for place, met in enumerate(exchange.met) if not met]
    return [
        exchange.scenario.id,
        exchange.place,
        [sent.text for sent in exchange.sent],
        missed,
        list(exchange.forbidden),
    ]


def _results(events: Iterable[Event]) -> Iterable[ChatResult]:
    for event in events:
        try:
            yield _result(event)
        except (KeyError, TypeError, ValueError):
            continue  # nobody loses the other drills because of one that was merged in from elsewhere


def _result(event: Event) -> ChatResult:
    body: Mapping[str, Any] = event.body
    unit, typed, took = body["unit"], int(body["typed"]), int(body["typing_ms"])
    if event.kind not in ("respond", "chat") or unit not in ("字/分", "WPM"):
        raise ValueError("this is no chat drill")
    return ChatResult(
        id=event.id,
        at=Moment(event.at, event.offset),
        kind=event.kind,
        chats=int(body["chats"]),
        complete=bool(body["complete"]),
        milliseconds=int(body["ms"]),
        waits=_times(body["waits"]),
        unanswered=_times(body["unanswered"]),
        firsts=_times(body["firsts"]),
        wholes=_times(body["wholes"]),
        within=int(body["within"]),
        first_within=int(body["first_within"]),
        right=float(body["right"]),
        facts=int(body["facts"]),
        forbidden=int(body["forbidden"]),
        lost=int(body["lost"]),
        wrong_window=int(body["wrong_window"]),
        sent=int(body["sent"]),
        quick=int(body["quick"]),
        p90=int(body["p90"]),
        average=float(body["average"]),
        longest=int(body["longest"]),
        speed=per_minute(typed, took, unit) if typed and took else None,
        unit=unit,
        seed=int(body["seed"]),
        scenarios=tuple(str(one) for one in body["scenarios"]),
    )


def _times(values: Any) -> tuple[int, ...]:
    return tuple(int(value) for value in values)
