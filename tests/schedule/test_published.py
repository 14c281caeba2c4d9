"""FSRS-6 against the sequences that its implementations publish in their own test suites."""

from __future__ import annotations

import pytest

from kdeck.core.memory import Memory, Rating
from kdeck.schedule import fsrs6
from kdeck.schedule.fsrs6 import Schedule

DAY = 86_400_000_000
A, G = Rating.AGAIN, Rating.GOOD


def review(schedule: Schedule, memory: Memory | None, rating: Rating, day: int) -> Memory:
    return schedule.step(memory, "deck/card", rating, at=day * DAY, day=day, retention=0.9)


def test_intervals_of_the_reference_sequence_are_the_published_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fsrs6, "fuzzed", lambda interval, card, repetition: interval)
    schedule, memory, day, intervals = Schedule(), None, 19_325, []
    for rating in (G, G, G, G, G, G, A, A, G, G, G, G, G):
        memory = review(schedule, memory, rating, day)
        intervals.append(memory.interval)
        day = memory.due_day
    assert intervals == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_memory_state_of_the_reference_sequence_is_the_published_one() -> None:
    schedule, memory, day = Schedule(), None, 19_325
    for rating, pause in zip((A, G, G, G, G, G), (0, 0, 1, 3, 8, 21), strict=True):
        day += pause
        memory = review(schedule, memory, rating, day)
    assert memory is not None
    assert memory.stability == pytest.approx(53.62691, abs=1e-4)
    assert memory.difficulty == pytest.approx(6.3574867, abs=1e-4)
