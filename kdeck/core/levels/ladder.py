"""The nine levels: which are reached, which is in hand, what is missing of it, and the one next thing to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from kdeck.core.levels.evidence import Evidence
from kdeck.core.levels.judge import Judged, judge
from kdeck.core.levels.need import DANS, DanAsked
from kdeck.core.message import Message
from kdeck.core.moment import Moment

State = Literal["reached", "now", "to come", "unset"]
"""Reached for good; the one in hand; after it; or the shop asks nothing for it, so that it is passed over."""

TITLES: Final[tuple[Message, ...]] = (
    Message("Foundations: computer and typing"),
    Message("Talking: attitude and wording"),
    Message("Preparing: product knowledge"),
    Message("Recommending: knowing the customer"),
    Message("Checking: logistics and payment"),
    Message("Recording: notes on what goes wrong"),
    Message("After-sales: greeting and calling back"),
    Message("Coming back: customers become friends"),
    Message("Processes: lifting the whole team"),
)
"""What the levels are called where a shop does not say."""


class Career(NamedTuple):
    """One of the four career levels. dan: the level from which one has it."""

    dan: int
    name: Message
    about: Message


CAREERS: Final = (
    Career(1, Message("Junior"), Message("service as typing")),
    Career(3, Message("Intermediate"), Message("service as technique")),
    Career(4, Message("Senior"), Message("service as art")),
    Career(8, Message("Expert"), Message("service as a career")),
)
"""Each begins at the level that asks for what it stands for.

The first level is typing; the third knows the products by heart; the fourth finds what suits this customer; from the
eighth on customers become friends.
"""


class Reached(NamedTuple):
    """A level that was reached, as the journal has it. id: of its event."""

    dan: int
    at: Moment
    id: str


class Rung(NamedTuple):
    """One level. title: the shop's own, empty where it has none. needs: judged now.

    reached: when, if it is. A reached level stays reached; its needs are judged all the same, as recall may lapse.
    """

    dan: int
    title: str
    state: State
    needs: tuple[Judged, ...] = ()
    reached: Reached | None = None

    @property
    def name(self) -> Message:
        """What it is called."""
        return Message("{title}", title=self.title) if self.title else TITLES[self.dan - 1]

    @property
    def holds(self) -> bool:
        """Whether every need is met now."""
        return bool(self.needs) and all(need.met for need in self.needs)

    @property
    def pending(self) -> Message | None:
        """What there is to say of a level that is earned, and that no command has awarded yet."""
        if self.state != "now" or not self.holds:
            return None
        return Message("Dan {dan}: all that it asks for is there. Your next answer keeps it.", dan=self.dan)

    @property
    def refresh(self) -> tuple[str, ...]:
        """The cards of a reached level whose recall has lapsed; none where it has not."""
        lapsed = (need for need in self.needs if need.need.kind == "recall" and not need.met)
        return tuple(dict.fromkeys(card for need in lapsed for card in need.refresh)) if self.reached else ()


class Step(NamedTuple):
    """The one next thing to do: a need of a level."""

    dan: int
    need: Judged


class Ladder(NamedTuple):
    """Nine rungs, the lowest first."""

    rungs: tuple[Rung, ...]

    @property
    def reached(self) -> int:
        """The highest level that is reached, 0 for none."""
        return max((rung.dan for rung in self.rungs if rung.state == "reached"), default=0)

    @property
    def career(self) -> Career | None:
        """The career level that stands over it, ``None`` before the first."""
        return next((career for career in reversed(CAREERS) if career.dan <= self.reached), None)

    @property
    def current(self) -> Rung | None:
        """The level in hand, ``None`` when all that the shop asks for are reached."""
        return next((rung for rung in self.rungs if rung.state == "now"), None)

    @property
    def earned(self) -> Rung | None:
        """The level in hand where it is reached by now and the journal does not say so yet."""
        rung = self.current
        return rung if rung is not None and rung.holds else None

    @property
    def next(self) -> Step | None:
        """The one next thing: in the shop's order, but an exam after the recall for it and a witness at the end."""
        rung = self.current
        if rung is None:
            return None
        open_needs = [need for need in rung.needs if not need.met]
        recalling = any(need.need.kind == "recall" for need in open_needs)
        rank = {"witness": 2, "exam": 1 if recalling else 0}
        first = min(open_needs, key=lambda need: rank.get(need.need.kind, 0), default=None)
        return None if first is None else Step(rung.dan, first)


def ladder(asked: Iterable[DanAsked], evidence: Evidence, reached: Iterable[Reached]) -> Ladder:
    """The levels as they stand. A level is in hand when every level below it that the shop asks for is reached.

    A level for which the shop asks nothing proves nothing: it is never reached, and passed over.
    """
    by_dan = {level.dan: level for level in asked}
    first: dict[int, Reached] = {}
    for event in sorted(reached, key=lambda event: (event.at.at, event.id)):
        first.setdefault(event.dan, event)
    rungs, in_hand = [], True
    for dan in range(1, DANS + 1):
        level = by_dan.get(dan, DanAsked(dan, "", ()))
        rung = _rung(level, first, evidence, in_hand=in_hand)
        in_hand = in_hand and rung.state != "now"
        rungs.append(rung)
    return Ladder(tuple(rungs))


def _rung(level: DanAsked, reached: Mapping[int, Reached], evidence: Evidence, *, in_hand: bool) -> Rung:
    needs = tuple(judge(need, evidence, level.dan) for need in level.needs)
    done = reached.get(level.dan)
    state: State = "reached" if done else "unset" if not needs else "now" if in_hand else "to come"
    return Rung(level.dan, level.title, state, needs, done)
