"""Statistics over years of reviews: what the first chart waits for when somebody opens it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from kdeck.core.events.event import Event
from tests.bench.bench import LARGE, MIDDLE, Bench
from tests.bench.inside import Times, studying, timed
from tests.bench.material import LEARNER
from tests.bench.measure import Row, sample, within

REVIEWS = (100_000, 500_000)
_YEARS = 5
_DECKS = 20
_CARDS = 2_000
_CHUNK = 20_000


def statistics(bench: Bench) -> Iterator[Row]:
    """Opened once the days before today have been added up, that adding up, and recall now of all cards met."""
    for reviews in REVIEWS:
        taken = bench.venv.probe("sums:opening", str(bench.material(MIDDLE)), reviews, bench.times(15, 5))
        limit = 0.100 if reviews == REVIEWS[-1] else None
        yield within(f"statistics opened, {reviews:,} reviews, all time", sample(taken["open"]), limit)
        yield within(f"every day of them added up anew, {reviews:,} reviews", sample(taken["first"]), None, "s")
    now = bench.venv.probe("sums:standing", str(bench.material(LARGE)), bench.times(9, 3))
    yield within(f"forecast, recall now and topics, {LARGE:,} cards", sample(now), None)


def opening(folder: str, reviews: int, repeats: int) -> Times:
    """What all charts of the past are made of, from a journal of so many reviews; the first time apart."""
    from kdeck.journal.base import Change
    from kdeck.trainer.statistics import past

    with studying(Path(folder), empty=True) as trainer:
        events = list(_events(trainer.study_day(), reviews))
        for start in range(0, reviews, _CHUNK):
            trainer.journal.commit(Change(tuple(events[start : start + _CHUNK])))
        first = timed(lambda: past(trainer))
        found = past(trainer)
        if sum(day.tally.reviews for day in found.days) != reviews:
            raise ValueError("reviews were lost")
        return {"first": [first], "open": [timed(lambda: past(trainer)) for _turn in range(repeats)]}


def standing(folder: str, repeats: int) -> list[float]:
    """How things stand now, over all cards that have been met."""
    from kdeck.trainer.statistics import present

    with studying(Path(folder)) as trainer:
        if present(trainer, {}).recall is None:
            raise ValueError("nothing has been met")
        return [timed(lambda: present(trainer, {})) for _turn in range(repeats)]


def _events(today: int, reviews: int) -> Iterator[Event]:
    """Reviews of the last years, evenly spread, the last of them today."""
    rng, days = random.Random(1), _YEARS * 365
    for number in range(reviews):
        day = today - days + 1 + number * days // reviews
        at = day * 86_400_000_000 + 18_000_000_000 + number
        card = f"part-{rng.randrange(_DECKS):03}/card-{rng.randrange(_CARDS):06}"
        rating = rng.choices((1, 2, 3, 4), (10, 3, 84, 3))[0]
        body = {"rating": rating, "ms": rng.randint(1500, 24_000), "answer": [], "right": rating > 1}
        body |= {"key": "当天下单当天发出", "retention": 0.9, "recall": round(rng.uniform(0.6, 1), 4)}
        yield Event(f"{number:032x}", LEARNER, at, 0, day, "laptop", "review", card, body)
