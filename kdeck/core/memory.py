"""What a learner's memory of one card is: FSRS state, always a fold over the card's events.

A card never studied has no ``Memory`` at all (``None``), so "new" cannot be mistaken for a state with empty fields.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, Literal, NamedTuple, get_args

from kdeck.core.fsrs import MAXIMUM_INTERVAL, retrievability
from kdeck.core.moment import DAY, FIRST_DAY, LAST_AT, LAST_DAY

Phase = Literal["learning", "review", "relearning"]
_PHASES: Final = get_args(Phase)


class Memory(NamedTuple):
    """The FSRS-6 memory state of one card and when it is next due.

    stability: days until recall probability falls to 90%. difficulty: 1 (easy) to 10.
    due_day: study day on which it is due; due_at: microseconds UTC, meaningful while a learning step runs
    (a review card is due from the start of its study day, whatever the hour).
    first_day, last_day, last_at: study day of the first review, study day and instant of the last.
    interval: days from last_day to due_day of a review card, 0 in learning steps.
    reps: reviews counted, also the repetition number of the next question. lapses: times forgotten in review.
    retention: desired retention that the due day was computed for, 0..1.
    answer: key of the normalised answer last reviewed (``Card.answer_key``).
    """

    card: str
    phase: Phase
    step: int
    stability: float
    difficulty: float
    due_day: int
    due_at: int
    first_day: int
    last_day: int
    last_at: int
    interval: int
    reps: int
    lapses: int
    retention: float
    answer: str = ""

    @property
    def learning(self) -> bool:
        """Whether the card is in learning or relearning steps within the day."""
        return self.phase != "review"

    def recall(self, at: int) -> float:
        """Retrievability at an instant (microseconds UTC): continuous days since the last review."""
        return retrievability(self.stability, (at - self.last_at) / DAY)


LEECH_LAPSES = 8
"""Lapses at which a card is called a leech, and again every half as many (Anki's convention)."""


def is_leech(memory: Memory | None) -> bool:
    """Whether the card has been forgotten so often that its wording, not the learner, is the likely cause."""
    return memory is not None and memory.lapses >= LEECH_LAPSES


def leech_warning(lapses: int) -> bool:
    """Whether reaching this many lapses calls for a warning: the 8th, then every 4th."""
    return lapses >= LEECH_LAPSES and (lapses - LEECH_LAPSES) % (LEECH_LAPSES // 2) == 0


class Mark(NamedTuple):
    """What a learner said about a card beside reviewing it."""

    card: str
    suspended: bool = False
    flag: str | None = None
    """The note of an open flag (may be empty); ``None`` when not flagged."""


_NUMBERS: Final = {int}
_LONGEST: Final = 1e12
_LATEST: Final = LAST_DAY + MAXIMUM_INTERVAL
"""The last day on which a card can be due."""


def is_sound(memory: Memory) -> bool:
    """Whether every field of a memory that was stored is what a fold can have made of it; nothing of it is trusted."""
    card, phase, step, stability, difficulty, due_day, due_at, first, last, at, interval, reps, lapses, kept, answer = (
        memory
    )
    return (
        type(card) is type(answer) is str
        and type(stability) is type(difficulty) is type(kept) is float
        and {*map(type, (step, due_day, due_at, first, last, at, interval, reps, lapses))} == _NUMBERS
        and phase in _PHASES
        and 0 < stability < _LONGEST
        and 0 < difficulty < 11
        and 0 < kept < 1
        and FIRST_DAY <= min(due_day, first, last) <= max(due_day, first, last) <= _LATEST
        and 0 <= min(at, due_at) <= max(at, due_at) <= LAST_AT + DAY
        and 0 <= min(step, interval, reps, lapses) <= max(step, interval, reps, lapses) < _LONGEST
    )


class Rating(IntEnum):
    """How well a card was recalled; the numbers are those of FSRS and of the keys in the app."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4
