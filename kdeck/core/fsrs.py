"""FSRS-6 as formulas: forgetting, intervals and what a review makes of a memory, under the default parameters.

From the published algorithm (open-spaced-repetition, "The Algorithm", FSRS-6). Pure and quick: the schedule itself is
made by the ``fsrs`` package in ``kdeck.schedule``, and a test holds these formulas to it.
"""

from __future__ import annotations

from math import exp
from typing import Final, NamedTuple

PARAMETERS: Final = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
"""w0 to w20."""
DECAY: Final = -PARAMETERS[20]
FACTOR: Final[float] = 0.9 ** (1 / DECAY) - 1
LEARNING_STEPS: Final = (60, 600)
RELEARNING_STEPS: Final = (600,)
"""Seconds until a new card, or one forgotten in review, is asked again within the day."""
MINIMUM_RETENTION: Final = 0.70
MAXIMUM_RETENTION: Final = 0.99
MAXIMUM_INTERVAL: Final = 3650
"""Days. Nobody's shop stands still for longer, and FSRS itself sets no limit to stability."""


def retrievability(stability: float, days: float) -> float:
    """Probability of recall ``days`` (continuous, ≥ 0) after a review that left ``stability`` days."""
    recall: float = (1 + FACTOR * days / stability) ** DECAY if days > 0 else 1.0
    return recall


def days_until(stability: float, retention: float) -> float:
    """Days after which recall probability has fallen to ``retention`` (0 < retention < 1)."""
    return float(stability / FACTOR * (retention ** (1 / DECAY) - 1))


def interval(stability: float, retention: float) -> int:
    """Days until a card is due, 1 to ``MAXIMUM_INTERVAL``, before any fuzz."""
    return min(MAXIMUM_INTERVAL, max(1, round(days_until(stability, retention))))


def spread(days: int) -> tuple[int, int]:
    """Between which intervals in days fuzz puts one; the ranges of FSRS."""
    if days < 3:
        return days, days
    width = 1.0
    for factor, start, end in ((0.15, 2.5, 7.0), (0.10, 7.0, 20.0), (0.05, 20.0, float("inf"))):
        width += factor * max(0.0, min(float(days), end) - start)
    return max(2, round(days - width)), min(MAXIMUM_INTERVAL, round(days + width))


_W = PARAMETERS
_LEAST = 0.001
_AGAIN, _GOOD, _EASY = 1, 3, 4


class State(NamedTuple):
    """A card's memory between two days. stability: days. difficulty: 1..10."""

    stability: float
    difficulty: float


class Day(NamedTuple):
    """What a day with a card comes to: its memory in the evening, and how often it was looked at."""

    state: State
    sights: int


def first_day(*, knew: bool) -> Day:
    """The day on which a card is met. knew: whether its first answer was right; the steps after it are."""
    rating = _GOOD if knew else _AGAIN
    state = State(_W[rating - 1], _difficulty_of(rating))
    rights = len(LEARNING_STEPS) - knew
    return Day(_steps(state, rights), 1 + rights)


def review_day(state: State, days: int, *, knew: bool) -> Day:
    """A day on which a card was reviewed, ``days`` (≥ 1) after the last one; forgotten, it is learnt again at once."""
    recall = retrievability(state.stability, days)
    stability = _recalled(state, recall) if knew else _forgotten(state, recall)
    after = State(max(_LEAST, stability), _next_difficulty(state.difficulty, _GOOD if knew else _AGAIN))
    rights = 0 if knew else len(RELEARNING_STEPS)
    return Day(_steps(after, rights), 1 + rights)


def _steps(state: State, rights: int) -> State:
    """After so many right answers within the day."""
    stability, difficulty = state
    for _ in range(rights):
        growth = exp(_W[17] * _W[18]) * stability ** -_W[19]
        stability, difficulty = stability * max(1.0, growth), _next_difficulty(difficulty, _GOOD)
    return State(stability, difficulty)


def _recalled(state: State, recall: float) -> float:
    stability, difficulty = state
    gain = exp(_W[8]) * (11 - difficulty) * stability ** -_W[9] * (exp((1 - recall) * _W[10]) - 1)
    return float(stability * (1 + gain))


def _forgotten(state: State, recall: float) -> float:
    stability, difficulty = state
    after = _W[11] * difficulty ** -_W[12] * ((stability + 1) ** _W[13] - 1) * exp((1 - recall) * _W[14])
    return float(min(after, stability / exp(_W[17] * _W[18])))


def _difficulty_of(rating: int) -> float:
    return _within(_W[4] - exp(_W[5] * (rating - 1)) + 1)


def _next_difficulty(difficulty: float, rating: int) -> float:
    easiest = _W[4] - exp(_W[5] * (_EASY - 1)) + 1
    damped = difficulty + (10 - difficulty) * -_W[6] * (rating - 3) / 9
    return _within(_W[7] * easiest + (1 - _W[7]) * damped)


def _within(difficulty: float) -> float:
    return min(10.0, max(1.0, difficulty))
