"""Events and memories for the journal's tests; only what a test is about needs to be said."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from kdeck.core.events.event import Event, EventKind
from kdeck.core.memory import Memory
from kdeck.core.typing.record import packed
from kdeck.core.typing.score import Stroke

LEARNER = "学员甲"
DAY = 20_779
AT = DAY * 86_400_000_000


def event(number: int, kind: EventKind = "review", card: str = "deck/entry", **changes: Any) -> Event:
    """The event with this number: one second after the one before."""
    made = Event(f"e{number:04}", LEARNER, AT + number * 1_000_000, 28_800, DAY, "laptop", kind, card, body_of(kind))
    return made._replace(**changes)


_ANSWER: dict[str, Any] = {
    "rating": 3,
    "ms": 4_200,
    "answer": ["今天发货"],
    "right": True,
    "key": "今天发货",
    "retention": 0.9,
}
_FULL: dict[str, Any] = {
    **_ANSWER,
    "live": [DAY + 13, DAY + 14],
    "recall": 0.9123,
    "case": {"身高": "170"},
    "confused": ["L"],
    "clock": AT,
}
_FIGURES = {
    "unit": "字/分",
    "net": 61.5,
    "gross": 70.0,
    "strict": 40.2,
    "accuracy": 0.98,
    "first_try": 0.93,
    "fix_share": 0.05,
    "consistency": None,
    "best10": 80.0,
}
_SCORE = {"correct": 300, "substituted": 4, "inserted": 1, "omitted": 0, "fixed": 12, "width_slips": 2}
_RUN: dict[str, Any] = {
    "mode": "certified",
    "seed": 7,
    "lang": "zh",
    "certified": True,
    "ms": 300_000,
    "clocks": [300_001, 299_998],
    "score": _SCORE,
    "figures": _FIGURES,
    "passage": "亲，在的哦",
    "digest": "ab",
    "cards": ["deck/entry"],
    "log": packed([Stroke(10, "commit", "亲"), Stroke(90, "delete")])[0],
    "cut": False,
    "void": {
        "template": "{count} characters came faster than anyone types, {seconds} s after the start.",
        "values": {},
    },
    "flags": ["focus"],
    "witness": "王主管",
    "weak": ["尺码表"],
    "confused": [["0", "O", "尺码0"]],
    "target": 60.0,
    "reached": ["尺码表"],
    "settled": [["0", "O"]],
}
_RUN["void"]["values"] = {"count": 60, "seconds": 12}
_DRILL: dict[str, Any] = {
    "chats": 2,
    "seed": 9,
    "scenarios": ["deck/late"],
    "complete": True,
    "ms": 240_000,
    "within": 30_000,
    "first_within": 15_000,
    "waits": [9_000, 12_000, 31_000],
    "unanswered": [2],
    "firsts": [9_000],
    "wholes": [14_000],
    "facts": 5,
    "said": 5,
    "forbidden": 0,
    "lost": 1,
    "wrong_window": 0,
    "sent": 6,
    "quick": 2,
    "typed": 120,
    "typing_ms": 60_000,
    "unit": "字/分",
    "right": 1.0,
    "p90": 31_000,
    "average": 17_333.3,
    "longest": 31_000,
    "replies": [["deck/late", 0, ["马上查"], [1], ["不知道"]]],
}
_PAPER = {
    "name": "dan-3",
    "decks": ["deck"],
    "cards": 2,
    "minutes": 20,
    "pass_mark": 0.9,
    "dan": 3,
    "title": "三段",
    "trial": False,
}
_ITEM = {"card": "deck/entry", "case": [1, 2], "print": "0123456789abcdef"}
_STEP = {"exam": "e0001", "item": 0, "elapsed": 9_000}
EXAM_STEPS: dict[str, dict[str, Any]] = {
    "begun": {"step": "begun", "paper": _PAPER, "seed": 5, "items": [_ITEM, _ITEM], "library": "ab", "content": "cd"},
    "shown": {"step": "shown", **_STEP, "card": "deck/entry", "question": "几点？", "case": {"身高": "170"}},
    "answered": {
        "step": "answered",
        **_STEP,
        "answer": ["16:00"],
        "right": True,
        "late": False,
        "ms": 4_200,
        "expected": ["16:00"],
    },
    "withdrawn": {"step": "withdrawn", **_STEP},
    "ended": {
        "step": "ended",
        "exam": "e0001",
        "reason": "done",
        "elapsed": 60_000,
        "items": 2,
        "right": 2,
        "passed": True,
    },
}
_LEVEL: dict[str, Any] = {
    "dan": 1,
    "title": "一段",
    "shop": "test",
    "shop_name": "测试店",
    "needs": [
        {
            "kind": "typing",
            "asked": {"speed": 40.0, "accuracy": 0.97, "minutes": 5, "runs": [2, 3]},
            "found": {
                "reached": 2,
                "of": 3,
                "net": 61.5,
                "accuracy": 0.98,
                "fixes": 0.05,
                "unit": "字/分",
                "most_fixes": None,
            },
            "events": [{"id": "e0001", "at": AT, "offset": 28_800}],
        }
    ],
    "decks": [{"deck": "deck", "file": "deck.yaml", "title": "题库", "digest": "ab"}],
}
BODIES: dict[EventKind, dict[str, Any]] = {
    "review": _FULL,
    "practice": {name: value for name, value in _FULL.items() if name not in ("live", "recall")},
    "void": {"event": "e0001"},
    "suspend": {},
    "resume": {},
    "flag": {"note": "尺码表不对"},
    "unflag": {},
    "rename": {"from": "deck/older"},
    "redate": {"event": "e0001", "at": AT},
    "typing": _RUN,
    "respond": {**_DRILL, "chats": 1},
    "chat": _DRILL,
    "exam": EXAM_STEPS["begun"],
    "goal": {"live": DAY + 14, "minutes": 45},
    "deck": {"deck": "own", "title": "我的", "cards": 21, "copied": 0, "kinds": 3, "digest": "ab"},
    "witness": {"dan": 2, "name": "王主管", "note": "看过"},
    "dan": _LEVEL,
    "simulated": {},
}
"""For each kind a body with everything that it may say."""


def body_of(kind: EventKind) -> dict[str, Any]:
    """What an event of a kind usually says."""
    return dict(_ANSWER) if kind in ("review", "practice") else dict(BODIES[kind])


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


def rewrite(path: str, *statements: str) -> None:
    """Change rows behind the journal's back, as somebody with a database browser would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for trigger in ("event_is_never_changed", "event_is_never_removed"):
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        for statement in statements:
            connection.execute(statement)
