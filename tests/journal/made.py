"""Events and memories for the journal's tests; only what a test is about needs to be said."""

from __future__ import annotations

from typing import Any

from kdeck.core.event import Event, EventKind
from kdeck.core.memory import Memory

LEARNER = "学员甲"
DAY = 20_779
AT = DAY * 86_400_000_000


def event(number: int, kind: EventKind = "review", card: str = "deck/entry", **changes: Any) -> Event:
    """The event with this number: one second after the one before."""
    made = Event(f"e{number:04}", LEARNER, AT + number * 1_000_000, 28_800, DAY, "laptop", kind, card, body_of(kind))
    return made._replace(**changes)


def body_of(kind: EventKind) -> dict[str, Any]:
    """What an event of a kind usually says."""
    if kind in ("review", "practice"):
        return {"rating": 3, "ms": 4_200, "answer": ["今天发货"], "right": True, "key": "今天发货"}
    return {"flag": {"note": "尺码表不对"}, "rename": {"from": "deck/older"}}.get(kind, {})


def void(number: int, target: Event, **changes: Any) -> Event:
    """The undo of an event."""
    return event(number, "void", target.card, body={"event": target.id}, **changes)


def redate(number: int, target: Event, at: int, **changes: Any) -> Event:
    """What gives an event another time."""
    return event(number, "redate", target.card, body={"event": target.id, "at": at}, **changes)


def memory(card: str = "deck/entry", **changes: Any) -> Memory:
    """A review card, met ten days ago, reviewed today."""
    made = Memory(card, "review", 0, 12.34, 5.6, DAY + 7, AT, DAY - 10, DAY, AT, 7, 4, 1, 0.9, "今天发货")
    return made._replace(**changes)
