"""Whole courses up to a go-live date, through the trainer, by learners whose true memory the trainer cannot see.

What is true on the date is known here: whether a forecast comes true, whether a plan that was said to hold does, and
what the date costs in reviews.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import pytest

from kdeck.core.plan.forecast import Forecast
from kdeck.core.plan.path import Calendar, weekday
from kdeck.core.shop import Shop
from kdeck.decks.library import Library, library_of, open_library
from kdeck.trainer.forecast import forecast_now
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, recall_card, trainer_of
from tests.simulation.learner import VirtualLearner, next_morning, some_minutes, true_recall

DEMO = Path(__file__).parents[2] / "decks" / "zh"


class Course(NamedTuple):
    """How a course went. forecasts: by the number of the day they were made on, from 1. recall: true recall and target
    by deck on the date. answers: how many were given. met: new cards by day.
    """

    forecasts: dict[int, Forecast]
    recall: dict[str, tuple[float, float]]
    answers: int
    met: list[int]


def course(
    library: Library, days: int, minutes: int, seed: int, *, told_on: Sequence[int] = (1,), rest: Sequence[int] = ()
) -> Course:
    """A learner who studies so many minutes on each of so many days before the date."""
    clock, learner = HandClock(), VirtualLearner(seed)
    trainer = trainer_of(library, clock, seed=seed)
    live = clock().day + days
    trainer.set_goal({"live": live, "minutes": minutes})
    forecasts, answers, met = {}, 0, []
    for number in range(1, days + 1):
        if number in told_on:
            found = forecast_now(trainer)
            assert found is not None
            forecasts[number] = found
        seen = [] if weekday(clock().day) in rest else some_minutes(trainer, clock, learner, minutes)
        answers += len(seen)
        met.append(sum(one.before is None for one in seen))
        next_morning(clock)
    assert clock().day == live
    assert trainer.ahead(live) is None
    return Course(forecasts, true_recall(trainer, learner, clock()), answers, met)


def without_date(library: Library, met: Sequence[int], seed: int) -> tuple[int, Trainer]:
    """The same learner under plain FSRS: the same cards met on the same days, everything that is due answered."""
    clock, learner = HandClock(), VirtualLearner(seed)
    trainer = trainer_of(library, clock, seed=seed)
    answers = 0
    for new in met:
        trainer.change_setting("new_per_day", new)
        answers += len(some_minutes(trainer, clock, learner, 24 * 60))
        next_morning(clock)
    return answers, trainer


def topics(decks: int, cards: int, calendar: Calendar | None = None) -> Library:
    """Decks of which every third asks for 95% and every sixth for 97%."""
    tags = ((), ("policy",), (), (), ("policy",), ("red-line",))
    names = [f"topic-{number:02}" for number in range(decks)]
    shop = Shop(retention=(("policy", 0.95), ("red-line", 0.97)), order=tuple(names), calendar=calendar or Calendar())
    found = [recall_card(card, name, tags=tags[place % 6]) for place, name in enumerate(names) for card in range(cards)]
    return library_of(found, shop)


@pytest.fixture(scope="module")
def demo() -> Library:
    return open_library(str(DEMO), None)


def test_on_the_second_day_the_recall_of_the_seventh_is_foretold_within_five_points(demo: Library) -> None:
    whole, decks = [], []
    for seed in range(20):
        found = course(demo, 7, 25, seed, told_on=(1, 2))
        first, second = found.forecasts[1], found.forecasts[2]
        size = sum(deck.cards for deck in second.decks)
        truth = sum(found.recall[deck.deck][0] * deck.cards for deck in second.decks) / size
        whole.append(abs(second.recall - truth))
        mostly_met = (deck for deck in second.decks if deck.met > 0.95 * deck.cards)
        decks += [abs(deck.recall - found.recall[deck.deck][0]) for deck in mostly_met]
        assert not first.feasible, "too many cards for seven days of 25 minutes: said on the first day"
        assert first.needed is None or first.needed > 60
        gone = {deck.deck for deck in second.decks if deck.high < deck.target / 2}
        assert gone
        assert all(found.recall[deck][0] < found.recall[deck][1] for deck in gone), "what was said to give way does"
    assert fmean(whole) <= 0.05
    assert len(decks) >= 100
    assert fmean(decks) <= 0.05, "deck by deck, of those that are met by then"


@pytest.mark.parametrize(("days", "rest"), [(14, ()), (19, (5, 6))], ids=["every-day", "with-weekends"])
def test_what_the_plan_said_would_hold_holds_on_the_date_at_little_more_than_the_reviews_of_plain_fsrs(
    days: int, rest: tuple[int, ...]
) -> None:
    library = topics(12, 16, Calendar("met", rest))
    held, costs = [], []
    for seed in range(5):
        found = course(library, days, 25, seed, told_on=(1, 3), rest=rest)
        for told in found.forecasts.values():
            held += [found.recall[deck.deck][0] >= deck.target for deck in told.decks if deck.reached]
        if not rest:
            costs.append(found.answers / without_date(library, found.met, seed)[0])
    assert len(held) >= 100
    assert fmean(held) >= 0.95
    assert not costs or fmean(costs) <= 1.2


def test_nine_of_ten_courses_end_within_the_range_that_was_told(demo: Library) -> None:
    first = set(demo.shop.order[:8])
    library = library_of([card for card in demo.cards() if card.deck in first], demo.shop)
    within = []
    for seed in range(6):
        found = course(library, 12, 25, seed, told_on=(2,))
        within += [deck.low <= found.recall[deck.deck][0] <= deck.high for deck in found.forecasts[2].decks]
    assert len(within) == 48
    assert fmean(within) >= 0.8
