"""FSRS-6 on study days.

Memory updates count study days (04:00 local), as Anki does, so the hour of a review does not matter; the ``fsrs``
package floors 24-hour periods, therefore it is given the midnight of each study day. Learning steps are real minutes.
Fuzz is ours, seeded by card and repetition: the package draws from the global generator, so that a preview would
differ from the answer and a replay from the original.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Final, Self

import fsrs

from kdeck.core.events.event import Event, standing
from kdeck.core.events.payload import review_of
from kdeck.core.fsrs import (
    LEARNING_STEPS,
    MAXIMUM_INTERVAL,
    MAXIMUM_RETENTION,
    MINIMUM_RETENTION,
    PARAMETERS,
    RELEARNING_STEPS,
    spread,
)
from kdeck.core.memory import Memory, Phase, Rating
from kdeck.core.plan.path import Deadline, capped

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)  # noqa: UP017 - fsrs compares with timezone.utc itself
_STATES: Final[dict[Phase, fsrs.State]] = {
    "learning": fsrs.State.Learning,
    "review": fsrs.State.Review,
    "relearning": fsrs.State.Relearning,
}
_PHASES: Final[dict[fsrs.State, Phase]] = {state: phase for phase, state in _STATES.items()}
_RATINGS: Final = {rating.value: fsrs.Rating(rating.value) for rating in Rating}
_DAY: Final = dt.timedelta(days=1)


class _Carried(fsrs.Card):
    """A card that nobody else holds: ``fsrs`` may change it in place instead of its copy, a fifth of its time."""

    def __copy__(self) -> Self:
        return self


class Schedule:
    """Transitions of memory under one set of FSRS-6 parameters (21 weights; the defaults of ``fsrs``)."""

    def __init__(self, parameters: Sequence[float] = PARAMETERS) -> None:
        self._parameters = tuple(parameters)
        self._scheduler = lru_cache(maxsize=None)(self._new_scheduler)
        self._orderly = _is_orderly(self._parameters)

    def step(
        self,
        memory: Memory | None,
        card: str,
        rating: Rating,
        *,
        at: int,
        day: int,
        retention: float,
        answer: str = "",
        ahead: Deadline | None = None,
    ) -> Memory:
        """The memory after a review at ``at`` (microseconds UTC) on study day ``day``.

        ahead: the go-live date that caps the interval, see ``core.plan.path.capped``.
        """
        day = day if memory is None else max(day, memory.last_day)
        result = self._reviewed(memory, rating, day, retention)
        assert result.stability is not None  # noqa: S101 - a reviewed card has both; for the type checker
        assert result.difficulty is not None  # noqa: S101
        phase = _PHASES[result.state]
        reps = memory.reps + 1 if memory else 1
        interval, due_day, due_at = 0, day, at
        if phase == "review":
            # A better button must never give a shorter interval: take the longest of this and the lesser ones.
            others = () if self._orderly else range(Rating.HARD, rating)
            lesser = (self._reviewed(memory, Rating(other), day, retention) for other in others)
            days = [_days(one, day) for one in (result, *lesser) if one.state is fsrs.State.Review]
            interval = capped(fuzzed(max(days), card, reps), day, result.stability, retention, ahead)
            due_day = day + interval
        else:
            due_at = at + (result.due - _midnight(day)) // dt.timedelta(microseconds=1)
        forgotten = memory is not None and memory.phase == "review" and rating == Rating.AGAIN
        return Memory(
            card=card,
            phase=phase,
            step=result.step or 0,
            stability=result.stability,
            difficulty=result.difficulty,
            due_day=due_day,
            due_at=due_at,
            first_day=memory.first_day if memory else day,
            last_day=day,
            last_at=at,
            interval=interval,
            reps=reps,
            lapses=(memory.lapses if memory else 0) + forgotten,
            retention=retention,
            answer=answer,
        )

    def preview(
        self,
        memory: Memory | None,
        card: str,
        *,
        at: int,
        day: int,
        retention: float,
        ahead: Deadline | None = None,
    ) -> dict[Rating, Memory]:
        """What each rating would lead to, just as ``step`` would answer."""
        return {
            rating: self.step(memory, card, rating, at=at, day=day, retention=retention, ahead=ahead)
            for rating in Rating
        }

    def fold(self, events: Iterable[Event]) -> Memory | None:
        """The memory of a card from all its events; voids and what they undo do not count."""
        reviews = [event for event in standing(events) if event.kind == "review"]
        return self.after(self._lived(reviews[:-1]), reviews[-1]) if reviews else None

    def after(self, memory: Memory | None, event: Event) -> Memory:
        """The memory after one review event."""
        said = review_of(event)
        return self.step(
            memory,
            event.card,
            Rating(said.rating),
            at=event.at,
            day=event.day,
            retention=said.retention,
            answer=said.key,
            ahead=said.ahead,
        )

    def _lived(self, reviews: Sequence[Event]) -> Memory | None:
        """What a further review has to know of these: all but due times, which only the last review decides.

        A third of the work that ``after`` is for each: replaying long journals is made of this.
        """
        if not reviews:
            return None
        card, day, lapses = _Carried(card_id=0, due=_EPOCH), reviews[0].day, 0
        for event in reviews:
            day = max(day, event.day)
            rating = _RATINGS[event.body["rating"]]
            lapses += card.state is fsrs.State.Review and rating is fsrs.Rating.Again
            self._scheduler(MINIMUM_RETENTION).review_card(card, rating, _midnight(day))
        last = reviews[-1]
        assert card.stability is not None  # noqa: S101 - a reviewed card has both; for the type checker
        assert card.difficulty is not None  # noqa: S101
        return Memory(
            card=last.card,
            phase=_PHASES[card.state],
            step=card.step or 0,
            stability=card.stability,
            difficulty=card.difficulty,
            due_day=day,
            due_at=last.at,
            first_day=reviews[0].day,
            last_day=day,
            last_at=last.at,
            interval=0,
            reps=len(reviews),
            lapses=lapses,
            retention=float(last.body["retention"]),
        )

    def _reviewed(self, memory: Memory | None, rating: Rating, day: int, retention: float) -> fsrs.Card:
        scheduler = self._scheduler(min(MAXIMUM_RETENTION, max(MINIMUM_RETENTION, retention)))
        now = _midnight(day)
        return scheduler.review_card(_to_fsrs(memory, now), _RATINGS[rating], now)[0]

    def _new_scheduler(self, retention: float) -> fsrs.Scheduler:
        return fsrs.Scheduler(
            parameters=self._parameters,
            desired_retention=retention,
            learning_steps=_steps(LEARNING_STEPS),
            relearning_steps=_steps(RELEARNING_STEPS),
            maximum_interval=MAXIMUM_INTERVAL,
            enable_fuzzing=False,
        )


def _is_orderly(parameters: Sequence[float]) -> bool:
    """Whether FSRS-6 itself keeps hard ≤ good ≤ easy, as its defaults do.

    First stabilities in order, a penalty for hard (w15), a bonus for easy (w16), and same-day reviews that gain more
    from a better rating (w17).
    """
    first, penalty, bonus, same_day = parameters[:4], parameters[15], parameters[16], parameters[17]
    return list(first) == sorted(first) and penalty <= 1 <= bonus and same_day >= 0


def fuzzed(interval: int, card: str, repetition: int) -> int:
    """The interval in days moved a little, so that cards learned together do not stay together for ever.

    Ranges as in FSRS: ± (1 + 15% of the days from 2.5 to 7, 10% from 7 to 20, 5% beyond 20), never below 2 days;
    intervals under 2.5 days stay. The same card and repetition always move alike, and a longer interval never
    becomes shorter than a shorter one.
    """
    low, high = spread(interval)
    if low == high:
        return interval
    digest = blake2b(f"{card}#{repetition}".encode(), digest_size=8).digest()
    share = int.from_bytes(digest, "big") / (1 << 64)
    return low + int(share * (high - low + 1))


def _steps(seconds: Iterable[int]) -> tuple[dt.timedelta, ...]:
    return tuple(dt.timedelta(seconds=each) for each in seconds)


def _midnight(day: int) -> dt.datetime:
    return _EPOCH + day * _DAY


def _days(card: fsrs.Card, day: int) -> int:
    return (card.due - _midnight(day)).days


def _to_fsrs(memory: Memory | None, now: dt.datetime) -> fsrs.Card:
    # Without an id and a due time fsrs sleeps a millisecond to invent an id.
    if memory is None:
        return _Carried(card_id=0, due=now)
    return _Carried(
        card_id=0,
        state=_STATES[memory.phase],
        step=None if memory.phase == "review" else memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=now,
        last_review=_midnight(memory.last_day),
    )
