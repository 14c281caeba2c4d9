"""What a learner's memory of one card is: FSRS state, always a fold over the card's events.

A card never studied has no ``Memory`` at all (``None``), so "new" cannot be mistaken for a state with empty fields.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Phase = Literal["learning", "review", "relearning"]


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
