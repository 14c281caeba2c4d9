"""What an exam asks for: how many questions from which decks, in what time, and how many must be right."""

from __future__ import annotations

from math import ceil
from typing import Final, NamedTuple

_ROUNDING: Final = 1e-9
"""Shares are floats: 0.9 of 40 questions is 36 of them, not 37."""


class Paper(NamedTuple):
    """An exam that can be sat.

    name: tells the exams of a shop apart, such as ``dan-3``. decks: ids, none for all of them. cards: questions asked
    for; there are fewer where the decks hold no more. pass_mark: share of right answers, 0..1. dan: the level that asks
    for it. title: of that level, as the shop wrote it. trial: it counts for nothing.
    """

    name: str
    decks: tuple[str, ...]
    cards: int
    minutes: int
    pass_mark: float
    dan: int | None = None
    title: str = ""
    trial: bool = False

    @property
    def milliseconds(self) -> int:
        """The time for all of it."""
        return self.minutes * 60_000


def needed(items: int, pass_mark: float) -> int:
    """How many of so many questions must be right; at least one."""
    return max(1, ceil(items * pass_mark - _ROUNDING))
