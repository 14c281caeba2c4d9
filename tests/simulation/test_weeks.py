"""Whole review sessions over simulated weeks, through the trainer: load, intervals, retention, absence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kdeck.core.ident import kin_of
from kdeck.core.shop import Shop
from kdeck.decks.library import Library, library_of, open_library
from tests.builders import HandClock, recall_cards, trainer_of
from tests.simulation.learner import Seen, VirtualLearner, next_morning, retention, study_day

DEMO = Path(__file__).parents[2] / "decks"


@pytest.fixture(scope="module", params=["zh", "en"])
def demo(request: pytest.FixtureRequest) -> Library:
    return open_library(str(DEMO / request.param), None)


def run(library: Library, days: int, *, seed: int, **settings: Any) -> list[Seen]:
    clock, learner = HandClock(), VirtualLearner(seed)
    trainer = trainer_of(library, clock, seed=seed, **settings)
    seen: list[Seen] = []
    for _ in range(days):
        seen += study_day(trainer, clock, learner)
        assert not trainer.today().total, "a finished session leaves nothing for the day"
        next_morning(clock)
    return seen


def test_thirty_days_of_the_demo_shop(demo: Library) -> None:
    seen = run(demo, 30, seed=3, new_per_day=15)
    per_day = Counter(one.day for one in seen)
    introduced = Counter(one.day for one in seen if one.before is None)
    assert len(per_day) == 30
    assert max(introduced.values()) <= 15
    assert max(per_day.values()) <= 150 + 3 * 15 + 60, "the load of a day stays one that a person can do"
    for day in per_day:
        kin: dict[str, set[str]] = {}
        for one in (one for one in seen if one.day == day):
            kin.setdefault(kin_of(one.card), set()).add(one.card)
        assert all(len(cards) == 1 for cards in kin.values()), "siblings never meet on one day"
    reviews = [one.before.interval for one in seen if one.before and one.before.phase == "review"]
    assert min(reviews) >= 1
    assert max(reviews) > 7, "what sits comes back later and later"


def test_half_a_year_keeps_what_was_promised_within_three_points(demo: Library) -> None:
    seen = [one for seed in (1, 2) for one in run(demo, 180, seed=seed, new_per_day=10)]
    for asked in (0.90, 0.95):
        group = [one for one in seen if one.before is not None and one.before.retention == asked]
        kept, count = retention(group)
        assert count > 300
        assert kept == pytest.approx(asked, abs=0.03), (asked, kept, count)


def test_a_forgotten_card_is_relearned_on_the_same_day() -> None:
    seen = run(library_of(recall_cards(60), Shop()), 40, seed=5)
    lapses = [place for place, one in enumerate(seen) if one.before and one.before.phase == "review" and not one.knew]
    assert len(lapses) > 5
    for place in lapses:
        later = [one for one in seen[place + 1 :] if one.card == seen[place].card]
        assert later[0].day == seen[place].day
        assert later[0].before is not None
        assert later[0].before.phase == "relearning"


def test_after_an_absence_the_day_is_capped_and_the_most_at_risk_come_first() -> None:
    clock, learner = HandClock(), VirtualLearner(7)
    trainer = trainer_of(recall_cards(200), clock, new_per_day=40, reviews_per_day=30)
    for _ in range(8):
        list(study_day(trainer, clock, learner))
        next_morning(clock)
    next_morning(clock, days=60)
    today = trainer.today()
    waited = today.backlog + len(today.reviews)
    assert (len(today.reviews), today.new) == (30, ())
    assert today.backlog > 60
    ratios = [learner.chance(memory.card, clock()) for memory in today.reviews]
    assert sum(ratios) / 30 <= sum(learner.chance(m.card, clock()) for m in trainer.journal.due(today.day)) / waited
    days = today.days_to_clear
    for _ in range(3 * days + 10):
        assert len(trainer.today().reviews) <= 30
        list(study_day(trainer, clock, learner))
        next_morning(clock)
        if not trainer.today().backlog:
            break
    assert not trainer.today().backlog, "the rest is worked off day by day"
    assert trainer.settings.new_per_day == 40
