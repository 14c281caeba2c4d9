"""FSRS-6 as formulas, for forecasts: what a day with a card does to its memory, whether it was known or not.

The scheduler steps through every answer; a forecast of a thousand cards over weeks needs only what a whole day leaves
behind, and often the same one again. Source: the FSRS-6 algorithm of the open-spaced-repetition project, default
parameters; a test holds every transition to the scheduler.
"""

from __future__ import annotations

from math import exp
from typing import Final, NamedTuple

from kdeck.core.forgetting import retrievability

PARAMETERS: Final = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
_W = PARAMETERS
_LEAST = 0.001
_AGAIN, _GOOD, _EASY = 1, 3, 4
_STEPS = 2
"""Right answers that take a new card through its learning steps."""


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
    rights = _STEPS - 1 if knew else _STEPS
    return Day(_steps(state, rights), 1 + rights)


def review_day(state: State, days: int, *, knew: bool) -> Day:
    """A day on which a card was reviewed, ``days`` (≥ 1) after the last one; forgotten, it is learnt again at once."""
    recall = retrievability(state.stability, days)
    stability = _recalled(state, recall) if knew else _forgotten(state, recall)
    after = State(max(_LEAST, stability), _next_difficulty(state.difficulty, _GOOD if knew else _AGAIN))
    return Day(after, 1) if knew else Day(_steps(after, 1), 2)


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
