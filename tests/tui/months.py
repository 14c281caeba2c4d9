"""A learner with ten weeks behind her: days off, forgotten cards, typing runs; the same at every call."""

from __future__ import annotations

import datetime as dt
import random
from functools import lru_cache

from kdeck.core.memory import Rating
from kdeck.core.moment import Moment, moment_of
from kdeck.core.shop import Deck, Shop
from kdeck.core.typing.run import Run
from kdeck.core.typing.score import Stroke
from kdeck.decks.library import Library, library_of
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.study import study
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import Passage, record
from tests.builders import SHANGHAI, HandClock, make_card, rated, trainer_of

START = moment_of(dt.datetime(2026, 9, 14, 19, 30, tzinfo=SHANGHAI))
DAYS = 70
DECKS = (
    ("shipping", "发货时效", 22, ("发货", "政策")),
    ("returns", "退换货规则与运费由谁承担", 18, ("退货", "政策")),
    ("sizes", "Size charts", 25, ("尺码",)),
    ("care", "洗护", 15, ("商品",)),
)
TEXT = "亲，您好呀，这双鞋不是真皮的，是耐磨合成革。明天下午四点以前付款的订单当天发货，四点以后第二天发货哦。"


def shop() -> Library:
    """Four decks of cards that one judges oneself."""
    cards = [
        make_card(f"{deck}/card-{number}", "recall", f"{title} {number}？", (f"答案 {number}",), tags)
        for deck, title, count, tags in DECKS
        for number in range(count)
    ]
    decks = [Deck(deck, title, "zh", "", tags, f"{deck}.yaml", 0, 0) for deck, title, _count, tags in DECKS]
    return library_of(cards, Shop(name="云杉户外", lang="zh"), decks)


@lru_cache(maxsize=1)
def journal() -> tuple[SqliteJournal, Moment]:
    """What she has done, and when it is now."""
    clock, rng = HandClock(START), random.Random(7)
    trainer = trainer_of(shop(), clock, new_per_day=4)
    for day in range(DAYS):
        clock.moment = START.plus(day * 86_400 + rng.randint(0, 3600))
        if rng.random() < 0.15 and day < DAYS - 6:
            continue
        _study(trainer, clock, rng)
        if day % 9 == 4:
            _type(trainer, clock, rng, 0.5 + day / 90, certified=day > 40)
    return trainer.journal, clock.moment  # type: ignore[return-value]  # the builder made this one


def learner() -> Trainer:
    """The learner, in the evening of her last day."""
    made, now = journal()
    return trainer_of(shop(), HandClock(now), made)


def _study(trainer: Trainer, clock: HandClock, rng: random.Random) -> None:
    session = study(trainer)
    while session.prompt is not None:
        memory = trainer.journal.memory(session.prompt.card.id)
        recall = 0.55 if memory is None else 0.92
        seconds = rng.uniform(3, 14)
        clock.move(seconds=seconds)
        rating = Rating.GOOD if rng.random() < recall else Rating.AGAIN
        rated(session, rating, round(seconds * 1000))
        session.go_on()


def _type(trainer: Trainer, clock: HandClock, rng: random.Random, pace: float, *, certified: bool) -> None:
    made = Passage("certified" if certified else "timed-1", TEXT * 4, "zh", 1, 60_000)
    run, ms = Run(made.text, 60_000), 0
    for char in made.text:
        ms += round(rng.uniform(600, 900) / pace)
        if ms >= 60_000:
            break
        run.feed(Stroke(ms, "commit", char))
    run.finish(60_000)
    clock.move(seconds=60)
    record(trainer, made, run, monotonic_ms=60_000, wall_ms=60_000)
