"""The path of a new hire: which day of it a learner stands on. Derived from what was learnt, never counted up.

A day's goal is a share of its cards that must be learnt: answered right until their first learning steps were done,
which a card reaches once and keeps. The default leaves a tenth open, because of an entry with many cards only some are
asked on one day; the others come on the next days by themselves, before anything later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from kdeck.core.path_calendar import Opens

DEFAULT_GOAL: Final = 0.9
_ROUNDING = 1e-9


class Stage(NamedTuple):
    """One day of the path. day: its number as the shop counts. goal: share of its cards that must be learnt, 0..1."""

    day: int
    title: str
    decks: tuple[str, ...]
    goal: float = DEFAULT_GOAL


class Count(NamedTuple):
    """How much of a day's cards is learnt. cards: those that can be asked. earlier: learnt before today."""

    cards: int
    learnt: int
    earlier: int


class Place(NamedTuple):
    """Where a learner stands. order: of the stage among all, from 0. last: the number of the path's last day.

    cards: those of the stage that can be asked.

    learnt: how many of them are. needed: how many must be to meet the day's goal.
    over: the whole path is behind: every stage was met (or, by date, had its day) before today.
    """

    order: int
    last: int
    stage: Stage
    cards: int
    learnt: int
    needed: int
    over: bool

    @property
    def met(self) -> bool:
        """Whether the day's goal is reached by now."""
        return self.learnt >= self.needed


def needed(stage: Stage, cards: int) -> int:
    """How many of ``cards`` must be learnt to meet the stage."""
    return ceil(stage.goal * cards - _ROUNDING)


def place(stages: Sequence[Stage], opens: Opens, count: Callable[[Stage], Count], days_before: int) -> Place | None:
    """The stage of today, ``None`` without a path.

    count: tells how much of a stage is learnt; asked for no more stages than it takes. days_before: days of study on
    which the learner has studied before today. A stage opens with the day: one met today stays until tomorrow.
    """
    if not stages:
        return None
    if opens == "date":
        index = min(days_before, len(stages) - 1)
        return _place(stages, index, count(stages[index]), over=days_before >= len(stages))
    for index, stage in enumerate(stages):
        found = count(stage)
        if found.earlier < needed(stage, found.cards):
            return _place(stages, index, found, over=False)
    return _place(stages, len(stages) - 1, found, over=True)


def _place(stages: Sequence[Stage], order: int, count: Count, *, over: bool) -> Place:
    stage = stages[order]
    return Place(order, stages[-1].day, stage, count.cards, count.learnt, needed(stage, count.cards), over)
