"""Customers and drills for tests: one line a turn."""

from __future__ import annotations

from kdeck.core.chat.drill import Drill, Plan
from kdeck.core.chat.scenario import Scenario, Turn

REST = 20_000
PARCEL = Turn("快递三天没动了？", (("抱歉", "不好意思"), ("催", "查")), ("再等等", "肯定"), ("非常抱歉，马上帮您催。",))
TODAY = Turn("什么时候能到？", (("今天", "今晚"),), ("肯定",), ("今天给您答复。",), pause=5.0)
THANKS = Turn("好的谢谢")
SIZE = Turn("168 穿什么码？", (("M",),), (), ("亲，建议 M 码。",))


def customer(*turns: Turn, name: str = "a", patience: float = 60.0) -> Scenario:
    """One customer: ``d/NAME``."""
    return Scenario(f"d/{name}", name, turns or (PARCEL, TODAY), patience)


def drill(*customers: Scenario, chats: int = 1, gap: int = 1_000) -> Drill:
    """A drill with these customers, who come a second after a window is free."""
    known = customers or (customer(),)
    return Drill(Plan(chats, 1, known, (gap,) * len(known)), REST)
