"""The forgetting curve of FSRS-6: R(t, S) = (1 + FACTOR · t/S)^DECAY.

Source: the FSRS-6 algorithm of the open-spaced-repetition project; ``w20`` of its default parameters.
Written out here so that searching and ranking need not load the scheduler; a test holds the two together.
"""

from __future__ import annotations

DECAY = -0.1542
"""Minus the 21st default parameter (w20) of FSRS-6."""
FACTOR: float = 0.9 ** (1 / DECAY) - 1


def retrievability(stability: float, days: float) -> float:
    """Probability of recall ``days`` (continuous, ≥ 0) after a review that left ``stability`` days."""
    return float((1 + FACTOR * max(0.0, days) / stability) ** DECAY)


def days_until(stability: float, retention: float) -> float:
    """Days after which recall probability has fallen to ``retention`` (0 < retention < 1)."""
    return float(stability / FACTOR * (retention ** (1 / DECAY) - 1))


def interval(stability: float, retention: float) -> int:
    """Days until a card is due, at least one, before any fuzz."""
    return max(1, round(days_until(stability, retention)))


def spread(days: int) -> tuple[int, int]:
    """Between which intervals in days fuzz puts one; the ranges of FSRS."""
    if days < 3:
        return days, days
    width = 1.0
    for factor, start, end in ((0.15, 2.5, 7.0), (0.10, 7.0, 20.0), (0.05, 20.0, float("inf"))):
        width += factor * max(0.0, min(float(days), end) - start)
    return max(2, round(days - width)), round(days + width)
