"""Clocks that jump, zones that change, leap days: no wrong clock is a sentence, and no review is lost or doubled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdeck.core.errors import UsageError
from kdeck.core.events.clocks import EARLIEST, cures
from kdeck.core.events.event import Event
from kdeck.core.ident import uuid7
from kdeck.core.memory import Memory, Rating
from kdeck.core.moment import Moment, date_of, moment_of
from kdeck.core.plan.day import DayPlan
from kdeck.trainer.merge import merge, redate, stale_cards
from kdeck.trainer.statistics import past, present
from kdeck.trainer.study import study
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.upkeep import catch_up
from kdeck.trainer.why import explain
from tests.builders import SHANGHAI, HandClock, rated, recall_cards, trainer_of

CARDS = recall_cards(6)
DAY = 86_400 * 1_000_000
TEN_YEARS = 3650
JUMPS = st.tuples(
    st.floats(-800, 800, allow_nan=False),  # days by which the clock is set forward or back
    st.sampled_from([-11, -5, -4, 0, 1, 2, 5.75, 8, 13]),  # hours east of UTC where the learner is now
)


def today(trainer: Trainer) -> DayPlan:
    """What a sitting that begins now would find."""
    catch_up(trainer)
    return trainer.today()


def answer(trainer: Trainer, card: str, rating: Rating = Rating.GOOD) -> Event:
    """A review of one card, stored."""
    body = {"rating": int(rating), "ms": 3000, "answer": ["x"], "right": rating > 1}
    known = {event.id for event in trainer.journal.events(card=card)}
    trainer.review(card, key="k", retention=0.9, body=body)
    (stored,) = [event for event in trainer.journal.events(card=card) if event.id not in known]
    return stored


@settings(max_examples=150)
@given(st.lists(JUMPS, min_size=1, max_size=12))
def test_no_jump_of_the_clock_or_the_zone_loses_or_doubles_an_answer(jumps: list[tuple[float, float]]) -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(20), clock, new_per_day=20)
    answered = 0
    for days, hours in jumps:
        clock.move(days=days)
        clock.moment = clock.moment._replace(offset=round(hours * 3600))
        session = study(trainer)
        if session.prompt is not None:
            rated(session, Rating.GOOD, 3000)
            answered += 1
    events = list(trainer.journal.events())
    assert len(events) == answered
    assert len({event.id for event in events}) == answered
    assert [event.day for event in events] == [Moment(event.at, event.offset).day for event in events]
    assert stale_cards(trainer) == ()


@pytest.mark.parametrize(("zone", "date"), [("America/New_York", "2026-03-08"), ("America/New_York", "2026-11-01")])
def test_the_night_of_a_clock_change_is_one_study_day(zone: str, date: str) -> None:
    local = dt.datetime.fromisoformat(f"{date}T00:30").replace(tzinfo=ZoneInfo(zone))
    clock = HandClock(moment_of(local))
    trainer = trainer_of(recall_cards(30), clock, new_per_day=30)
    instant, seen = local.astimezone(dt.UTC), []
    for _ in range(20):
        clock.moment = moment_of(instant.astimezone(ZoneInfo(zone)))
        session = study(trainer)
        rated(session, Rating.EASY, 3000)
        seen.append((date_of(trainer.study_day()), clock.moment.isoformat()[:16]))
        instant += dt.timedelta(minutes=30)
    yesterday, today = dt.date.fromisoformat(date) - dt.timedelta(days=1), dt.date.fromisoformat(date)
    assert {day for day, local_time in seen if local_time < f"{date}T04:00"} == {yesterday}
    assert {day for day, local_time in seen if local_time >= f"{date}T04:00"} == {today}
    assert trainer.journal.count() == 20


def test_a_clock_set_back_by_an_hour_over_four_in_the_morning_does_not_turn_the_day_back() -> None:
    clock = HandClock(moment_of(dt.datetime(2026, 11, 24, 4, 10, tzinfo=SHANGHAI)))
    trainer = trainer_of(CARDS, clock)
    day = answer(trainer, CARDS[0].id).day
    clock.move(hours=-1)
    second = answer(trainer, CARDS[1].id)
    assert (trainer.study_day(), second.day) == (day, day)
    assert second.body["clock"] == clock().at
    assert today(trainer).met == 2


def test_whoever_flies_west_has_the_local_day_and_memory_never_runs_backwards() -> None:
    clock = HandClock(moment_of(dt.datetime(2026, 11, 24, 5, 0, tzinfo=SHANGHAI)))
    trainer = trainer_of(CARDS, clock)
    first = answer(trainer, CARDS[0].id)
    clock.moment = moment_of(dt.datetime(2026, 11, 23, 18, 0, tzinfo=ZoneInfo("America/New_York")))
    second = answer(trainer, CARDS[0].id)
    assert (second.at > first.at, second.day - first.day, trainer.study_day()) == (True, -1, second.day)
    memory = trainer.journal.memory(CARDS[0].id)
    assert memory is not None
    assert (memory.first_day, memory.last_day, memory.reps) == (first.day, first.day, 2)
    assert stale_cards(trainer) == ()


def test_the_leap_day_is_studied_like_any_other() -> None:
    clock = HandClock(moment_of(dt.datetime(2028, 2, 28, 9, tzinfo=ZoneInfo("Asia/Shanghai"))))
    trainer = trainer_of(recall_cards(12), clock, new_per_day=4)
    days = []
    for _ in range(3):
        session = study(trainer)
        while session.prompt is not None:
            rated(session, Rating.EASY, 3000)
            session.go_on()
        days.append(date_of(trainer.study_day()).isoformat())
        clock.move(days=1)
    assert days == ["2028-02-28", "2028-02-29", "2028-03-01"]
    assert len(trainer.journal.known()) == 12


def by_system_clock(clock: HandClock, trainer: Trainer) -> Event:
    """One answer with the clock ten years ahead, then the clock is set right."""
    clock.move(days=TEN_YEARS)
    wrong = answer(trainer, CARDS[1].id)
    clock.move(days=-TEN_YEARS, minutes=1)
    return wrong


def by_merge(clock: HandClock, trainer: Trainer) -> Event:
    """One such answer from another machine."""
    other = HandClock(clock().plus(TEN_YEARS * 86_400))
    there = trainer_of(CARDS, other, seed=9)
    wrong = answer(there, CARDS[1].id)
    assert merge(trainer, there.journal.written()).misdated == 1
    clock.move(minutes=1)
    return wrong


WAYS = pytest.mark.parametrize("comes", [by_system_clock, by_merge], ids=lambda way: way.__name__)


@WAYS
def test_one_answer_dated_ten_years_ahead_stops_nobody(comes: Callable[[HandClock, Trainer], Event]) -> None:
    clock, calm = HandClock(), HandClock()
    trainer, other = trainer_of(CARDS, clock), trainer_of(CARDS, calm)
    for one in (trainer, other):
        answer(one, CARDS[0].id)
    wrong = comes(clock, trainer)
    calm.move(minutes=1)
    for hours in (0, 24, 24 * 8):
        clock.move(hours=hours)
        calm.move(hours=hours)
        assert trainer.study_day() == clock().day == calm().day
        found, wanted = today(trainer), today(other)
        assert found._replace(misdated=0) == wanted._replace(misdated=0)
        assert (found.misdated, wanted.misdated) == (1, 0)
        assert past(trainer) == past(other)
        assert present(trainer, {}) == present(other, {})
        assert answer(trainer, CARDS[2].id).at == clock().at
        answer(other, CARDS[2].id)
    assert trainer.journal.memory(CARDS[1].id) is None, (
        "the answer waits; its card is asked as if it had not been given"
    )
    assert [row.misdated for row in explain(trainer, CARDS[1].id).history] == [True]
    assert CARDS[1].id in today(trainer).new
    assert wrong in trainer.journal.written()


@WAYS
def test_undoing_it_or_waiting_for_its_day_needs_no_cure(comes: Callable[[HandClock, Trainer], Event]) -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock)
    wrong = comes(clock, trainer)
    assert today(trainer).misdated == 1
    clock.move(days=TEN_YEARS)
    assert today(trainer).misdated == 0
    memory = trainer.journal.memory(wrong.card)
    assert memory is not None
    assert memory.last_day == wrong.day
    undone = trainer.undo()
    assert undone is not None
    assert undone.id == wrong.id
    clock.move(days=-TEN_YEARS)
    assert (today(trainer).misdated, trainer.study_day()) == (0, clock().day)
    assert redate(trainer) == 0


@WAYS
def test_redated_it_counts_where_it_happened_as_far_as_its_neighbours_tell(
    comes: Callable[[HandClock, Trainer], Event],
) -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock)
    first = answer(trainer, CARDS[0].id)
    wrong = comes(clock, trainer)
    last = answer(trainer, CARDS[2].id)
    clock.move(days=1)
    assert redate(trainer) == 1
    (now,) = [event for event in trainer.journal.events() if event.id == wrong.id]
    if comes is by_system_clock:
        assert first.at < now.at < last.at
        assert now.day == first.day
    else:
        assert first.at < now.at < clock().at, "its own machine has no neighbours to tell"
    assert wrong in trainer.journal.written()
    assert today(trainer).misdated == 0
    memory = trainer.journal.memory(wrong.card)
    assert memory is not None
    assert memory.last_at == now.at
    assert stale_cards(trainer) == ()
    assert redate(trainer) == 0
    assert trainer.undoable() is None, "a redate stays"


def test_what_came_after_a_future_date_by_an_older_kdeck_gets_the_time_that_it_kept() -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock)
    right = answer(trainer, CARDS[0].id)
    at = right.at + TEN_YEARS * DAY
    far = right._replace(id=uuid7(at // 1000, bytes(10)), card=CARDS[1].id).dated(at)
    clock.move(hours=2)
    kept = [clock().at + number * DAY for number in range(3)]
    later = [
        far._replace(
            id=uuid7((far.at + number + 1) // 1000, bytes(9) + bytes((number + 1,))),
            at=far.at + number + 1,
            card=CARDS[2].id,
            body={**far.body, "clock": at},
        )
        for number, at in enumerate(kept)
    ]
    merge(trainer, [far, *later])
    clock.move(days=3)
    assert today(trainer).misdated == 4
    assert redate(trainer) == 4
    times = {event.id: event.at for event in trainer.journal.events()}
    assert [times[event.id] for event in later] == kept
    assert right.at < times[far.id] < kept[0]


def test_a_wrong_clock_sets_no_goal_and_lets_no_card_rest_for_good() -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock)
    clock.move(days=TEN_YEARS)
    trainer.set_goal({"minutes": 77})
    trainer.suspend(CARDS[0].id)
    clock.move(days=-TEN_YEARS)
    assert CARDS[0].id in today(trainer).new
    assert trainer.goal.minutes != 77
    trainer.set_goal({"minutes": 33})
    assert trainer.goal.minutes == 33
    trainer.suspend(CARDS[0].id)
    trainer.resume(CARDS[0].id)
    assert not trainer.journal.mark(CARDS[0].id).suspended


def test_a_clock_that_stands_before_kdeck_was_made_mends_nothing() -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock)
    answer(trainer, CARDS[0].id)
    clock.moment = Moment(0)
    with pytest.raises(UsageError, match="clock"):
        redate(trainer)
    assert trainer.journal.count() == 1


def test_a_clock_a_month_behind_changes_nothing_once_it_is_right() -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock)
    before = [answer(trainer, card.id) for card in CARDS[:3]]
    clock.move(days=-30)
    assert today(trainer).misdated == 3
    assert trainer.study_day() == clock().day
    lost = answer(trainer, CARDS[3].id)
    clock.move(days=30, minutes=5)
    after = answer(trainer, CARDS[4].id)
    assert today(trainer).misdated == 0
    assert redate(trainer) == 1, "between two answers of one day it is plain when it was given"
    (found,) = [event for event in trainer.journal.events() if event.id == lost.id]
    assert found.day == clock().day
    assert before[-1].at < found.at < after.at
    assert [event for event in trainer.journal.events() if event in before] == before


class Step(NamedTuple):
    """One answer of a day. off: days by which the clock is wrong then. undone: taken back at once."""

    card: int
    rating: Rating
    off: float
    undone: bool = False


OFF = st.sampled_from([0.0, 0.0, 0.0, TEN_YEARS, 400, 3, 1.5, 0.9, 0.4, -0.02, -0.4, -30, -400])
STEPS = st.builds(Step, st.integers(0, 5), st.sampled_from(list(Rating)), OFF, st.integers(0, 4).map(lambda n: n == 0))
DAYS = st.lists(st.lists(STEPS, min_size=1, max_size=6), min_size=1, max_size=5)


class Lived(NamedTuple):
    """What became of some days. sound: what was answered by a right clock. answers: all that stand, as made."""

    trainer: Trainer
    phone: Trainer
    sound: dict[str, Event]
    answers: dict[str, Event]


def lived(days: list[list[Step]], *, right: bool) -> Lived:
    """These days at one machine, each from an answer to another by a clock that is right, and merged with a phone.

    right: whether it always is. Every evening one of both mends what is wrong.
    """
    true, clock = HandClock(), HandClock()
    trainer, phone = trainer_of(CARDS, clock, seed=5), trainer_of(CARDS, true, seed=6)
    phone._device = "phone"
    found = Lived(trainer, phone, {}, {})
    for number, day in enumerate(days):
        for step in (Step(0, Rating.GOOD, 0), *day, Step(1, Rating.HARD, 0)):
            true.move(minutes=3)
            clock.moment = true().plus(0 if right else step.off * 86_400)
            event = answer(trainer, CARDS[step.card].id, step.rating)
            if event.at == true().at:
                found.sound[event.id] = event
            if step.undone:
                undone = trainer.undo()
                assert undone is not None
                assert undone.id == event.id
            else:
                found.answers[event.id] = event
        clock.moment = true()
        if number % 2:
            redate(trainer)
        merge(phone, trainer.journal.written())
        redate(phone)
        merge(trainer, phone.journal.written())
        true.move(days=1)
    clock.moment = true()
    trainer.heed_clock()
    return found


def without_instants(memory: Memory) -> Memory:
    """A memory but for when within a day its last answer was."""
    return memory._replace(last_at=0, due_at=0)


@settings(max_examples=120)
@given(DAYS)
def test_once_redated_memory_is_that_of_a_clock_that_was_always_right(days: list[list[Step]]) -> None:
    found, wanted = lived(days, right=False), lived(days, right=True)
    for trainer in (found.trainer, found.phone):
        journal = trainer.journal
        assert sorted(map(without_instants, journal.memories())) == sorted(
            map(without_instants, wanted.trainer.journal.memories())
        )
        now = {event.id: event for event in journal.events()}
        assert {ident: now[ident] for ident in found.sound} == found.sound
        assert [ident for ident in now if ident in found.answers] == list(found.answers), "the order stays"
        written = {event.id: event for event in journal.written()}
        assert {ident: written[ident] for ident in found.answers} == found.answers
        assert stale_cards(trainer) == ()
        assert cures(journal.written(), trainer.now()) == {}


@settings(max_examples=60)
@given(st.lists(DAYS, min_size=3, max_size=3), st.data())
def test_every_order_of_merging_ends_in_the_same_memory(several: list[list[list[Step]]], data: st.DataObject) -> None:
    parts: list[list[Event]] = []
    for number, days in enumerate(several):
        clock = HandClock()
        trainer = trainer_of(CARDS, clock, seed=number)
        trainer._device = f"machine {number}"
        for step in (step for day in days for step in day):
            clock.move(days=step.off, minutes=number + 1)
            answer(trainer, CARDS[step.card].id, step.rating)
            if step.undone:
                trainer.undo()
            if step.rating is Rating.EASY and clock().at > EARLIEST:
                redate(trainer)
        parts.append(data.draw(st.permutations(list(trainer.journal.written()))))
    cut = [half for part in parts for half in (part[: len(part) // 2], part[len(part) // 2 :])]
    ends = []
    for order in (range(6), data.draw(st.permutations(range(6)))):
        trainer = trainer_of(CARDS, HandClock(), seed=77)
        for place in order:
            merge(trainer, cut[place])
        assert stale_cards(trainer) == ()
        journal = trainer.journal
        ends.append((list(journal.events()), list(journal.written()), sorted(journal.memories()), journal.ahead()))
    assert ends[0] == ends[1]


def test_the_order_in_which_events_were_made_is_told_by_their_ids_whatever_the_clock_says() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(1), clock)
    events = []
    for days in (0, 400, -400, -30, 0.2, 900, -870, 0, 0):
        clock.move(days=days)
        events.append(answer(trainer, "deck/card-0"))
    written = list(trainer.journal.written())
    assert sorted(written, key=lambda event: event.id) == events != written
    assert len({event.id for event in events}) == len(events)


def test_the_recall_that_is_kept_is_that_of_the_events_own_time_when_the_clock_stands_behind() -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock)
    answer(trainer, CARDS[0].id, Rating.EASY)
    clock.move(days=9)
    answer(trainer, CARDS[1].id)
    before = trainer.journal.memory(CARDS[0].id)
    assert before is not None
    clock.move(hours=-20)
    late = answer(trainer, CARDS[0].id)
    assert late.at > clock().at
    assert late.body["recall"] == round(before.recall(late.at), 4)
    assert late.body["recall"] < round(before.recall(clock().at), 4)
