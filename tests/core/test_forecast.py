"""What a forecast must hold."""

from __future__ import annotations

from collections.abc import Generator
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.memory import Memory
from kdeck.core.moment import DAY, Moment
from kdeck.core.plan.course import Course, Item, Outlook, foresee
from kdeck.core.plan.day import DayState
from kdeck.core.plan.forecast import Forecast
from kdeck.core.plan.path import Deadline

TODAY = 20_780
NOW = Moment(TODAY * DAY + DAY // 2)


def items(decks: int = 3, cards: int = 15, retention: float = 0.9) -> list[Item]:
    return [Item(f"d{deck}/{card}", retention) for deck in range(decks) for card in range(cards)]


def outlook(days: int = 14, minutes: int = 25, **details: Any) -> Outlook:
    ahead, studied = Deadline(TODAY + days - 1, TODAY + days), tuple(range(TODAY, TODAY + days))
    today = DayState(NOW, TODAY, 15, 150, minutes, 8.0, days, ahead)
    return Outlook(ahead, today, studied, 0.4)._replace(**details)


def forecast(items: list[Item], outlook: Outlook, **details: int) -> Forecast:
    def whole() -> Generator[None, None, None]:
        found.append((yield from foresee(Course(items, outlook), **details)))

    found: list[Forecast] = []
    assert all(step is None for step in whole())
    return found[0]


def test_the_same_seed_gives_the_same_forecast_and_another_one_nearby() -> None:
    first, again, other = (forecast(items(), outlook(), seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert first.recall == pytest.approx(other.recall, abs=0.02)


def test_a_plan_with_time_enough_is_feasible_and_says_how_little_would_do() -> None:
    found = forecast(items(), outlook())
    assert found.feasible
    assert found.below == ()
    assert found.needed is not None
    assert 5 <= found.needed < 25
    enough = forecast(items(), outlook(minutes=found.needed + 1))
    assert all(deck.recall >= deck.target for deck in enough.decks)


def test_a_plan_without_time_enough_says_what_would_be_and_which_decks_give_way() -> None:
    found = forecast(items(decks=8, cards=30), outlook(days=8, minutes=10))
    assert not found.feasible
    assert found.needed is not None
    assert found.needed > 20
    assert [deck.deck for deck in found.decks if deck.reached][:1] == ["d0"], "the first days of the path hold"
    assert found.below[0].recall == 0
    assert found.below[0].met == 0
    assert forecast(items(decks=8, cards=30), outlook(days=8, minutes=found.needed + 5)).feasible


def test_what_no_effort_can_reach_has_no_number_of_minutes() -> None:
    found = forecast(items(decks=20, cards=50, retention=0.97), outlook(days=2))
    assert found.needed is None


def test_without_a_day_of_study_left_the_forecast_is_what_is_known_now() -> None:
    memory = Memory("d/1", "review", 0, 50.0, 5.0, TODAY + 20, 0, TODAY, TODAY - 1, NOW.at - DAY, 21, 3, 0, 0.9)
    known = [Item("d/1", 0.9, memory), Item("d/2", 0.9)]
    found = forecast(known, outlook()._replace(days=(), ahead=Deadline(TODAY - 3, TODAY + 2)))
    (deck,) = found.decks
    assert deck.recall == pytest.approx(0.99 / 2, abs=0.01)
    assert (deck.low, deck.high) == pytest.approx((deck.recall, deck.recall))
    assert (found.load, found.needed) == ((), None)


def test_no_day_is_longer_than_its_minutes_and_today_counts_what_is_done() -> None:
    begun = outlook(days=10, minutes=20, spent=600.0)
    met = frozenset(f"d0/{card}" for card in range(12))
    course = Course(items(decks=10, cards=40), begun._replace(today=begun.today._replace(met=met)))
    end = course.begin(Random(3)).run()
    assert max(end.minutes) <= 20.5, "but for the last card"
    assert end.minutes[0] <= 10.5


def test_twins_never_meet_on_one_day() -> None:
    pairs = [Item(f"d/{number // 2}{'/reverse' * (number % 2)}", 0.9) for number in range(10)]
    course = Course(pairs, outlook(days=1))
    assert sum(recall > 0 for recall in course.begin(Random(1)).run().recall) == 5


@given(st.integers(0, 20), st.integers(1, 30), st.integers(5, 60))
def test_all_shares_are_shares(seed: int, days: int, minutes: int) -> None:
    found = forecast(items(decks=2, cards=6), outlook(days=days, minutes=minutes), seed=seed, courses=3)
    for deck in found.decks:
        assert 0 <= deck.low <= deck.recall <= deck.high <= 1
        assert 0 <= deck.met <= deck.cards
    assert len(found.load) == days
