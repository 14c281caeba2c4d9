"""One policy for the day: the forecast's course begins with the day's own plan, and the next day is planned alike."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kdeck.core.cards.card import Card
from kdeck.core.memory import Rating
from kdeck.core.plan.day import Queue, answered, choose, in_order
from kdeck.core.plan.path import Calendar, Stage
from kdeck.core.shop import Shop
from kdeck.decks.library import library_of
from kdeck.trainer.forecast import course_to
from kdeck.trainer.study import study
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, rated, recall_card, revised, trainer_of
from tests.simulation.learner import next_morning

FACETS = (
    ("",),
    ("", "/reverse"),
    ("/c1", "/c2"),
    ("/fact/color", "/which/color", "/fact/care"),
    ("/size/M", "/size/L"),
    ("/today", "/tomorrow"),
)
DECKS = ("alpha", "beta", "gamma")


class Drawn(NamedTuple):
    """A library, what the learner and the shop ask for, and how it was studied until now. seed: of the answers."""

    entries: dict[str, list[tuple[str, ...]]]
    path: tuple[str, ...]
    calendar: Calendar
    aims: dict[str, int]
    days: list[int]
    now: int
    changed: set[int]
    suspended: set[int]
    seed: int


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    entries = {deck: draw(st.lists(st.sampled_from(FACETS), min_size=1, max_size=7)) for deck in DECKS}
    some = st.sets(st.integers(0, 60), max_size=4)
    aims = {
        "new_per_day": draw(st.integers(0, 12)),
        "reviews_per_day": draw(st.integers(10, 14)),
        "minutes": draw(st.integers(5, 20)),
        "live": draw(st.integers(1, 12)),
    }
    return Drawn(
        entries,
        draw(st.sampled_from([(), ("beta",), ("gamma", "alpha")])),
        Calendar(draw(st.sampled_from(["met", "date"])), draw(st.sampled_from([(), (2,), (5, 6)]))),
        aims,
        draw(st.lists(st.integers(0, 40), max_size=4)),
        draw(st.integers(0, 6)),
        draw(some),
        draw(some),
        draw(st.integers(0, 1000)),
    )


def cards_of(library: Drawn) -> list[Card]:
    return [
        recall_card(number, deck)._replace(id=f"{deck}/{number}{facet}")
        for deck, entries in library.entries.items()
        for number, facets in enumerate(entries)
        for facet in facets
    ]


def some_answers(trainer: Trainer, clock: HandClock, count: int, dice: Random) -> None:
    sitting = study(trainer)
    for _ in range(count):
        if sitting.prompt is None:
            return
        clock.move(seconds=dice.randrange(1, 90))
        rated(sitting, Rating(dice.randrange(1, 5)), 5_000)
        sitting.go_on()


def learner_of(library: Drawn, *, dated: bool) -> tuple[Trainer, HandClock]:
    """Studied some days, in part, now on a further one."""
    clock, dice, cards = HandClock(), Random(library.seed), cards_of(library)
    stages = tuple(Stage(day, deck, (deck,)) for day, deck in enumerate(library.path, 1))
    shop = Shop(order=library.path, stages=stages, calendar=library.calendar)
    trainer = trainer_of(library_of(cards, shop), clock, new_per_day=30)
    for count in library.days:
        some_answers(trainer, clock, count, dice)
        next_morning(clock, days=dice.randrange(1, 4))
    changed = [
        revised(card, back=("another",)) if place in library.changed else card for place, card in enumerate(cards)
    ]
    later = trainer_of(library_of(changed, shop), clock, trainer.journal, seed=50)
    for place in library.suspended:
        if place < len(cards):
            later.suspend(cards[place].id)
    for name in ("new_per_day", "reviews_per_day"):
        later.change_setting(name, library.aims[name])
    if dated:
        later.set_goal({"live": clock().day + library.aims["live"], "minutes": library.aims["minutes"]})
    some_answers(later, clock, library.now, dice)
    return later, clock


@settings(max_examples=60, deadline=None)
@given(drawn())
def test_a_course_begins_with_the_plan_of_the_day_the_same_cards_in_the_same_order(library: Drawn) -> None:
    trainer, _clock = learner_of(library, dated=True)
    today = trainer.today()
    ahead = today.state.ahead
    assert ahead is not None
    course = course_to(trainer, ahead)
    assume(course.outlook.days[:1] == (today.day,))
    plan = course.begin(Random(0)).plan(0)
    assert plan.cards == today.cards
    assert plan.state == today.state
    assert (plan.backlog, plan.buried, set(plan.changed)) == (today.backlog, today.buried, set(today.changed))


@settings(max_examples=40, deadline=None)
@given(drawn(), st.booleans())
def test_a_sitting_asks_the_cards_of_the_plan_in_its_order(library: Drawn, dated: bool) -> None:
    trainer, _clock = learner_of(library, dated=dated)
    planned, sitting, asked = trainer.today().cards, study(trainer), list[str]()
    while sitting.prompt is not None:
        if sitting.prompt.card.id not in asked:
            asked.append(sitting.prompt.card.id)
        rated(sitting, Rating.GOOD, 1_000)
        sitting.go_on()
    assert tuple(asked) == planned


@settings(max_examples=40, deadline=None)
@given(drawn())
def test_the_next_day_is_planned_as_it_comes_when_todays_cards_are_known_well(library: Drawn) -> None:
    trainer, clock = learner_of(library, dated=False)
    today = trainer.today()
    assume(today.total and not today.state.rest)
    following = trainer.next_study(today)
    for card in today.cards:
        memory = None
        while memory is None or memory.learning:
            body = {"rating": 4, "ms": 12_000, "answer": [], "right": True}
            memory = trainer.review(card, key=trainer.library.answer_key(card), retention=0.7, body=body)
        assume(memory.due_day > following.day)
    assert not trainer.today().total
    assert len(following.reviews) == trainer.tomorrow()[1] or following.day > today.day + 1
    clock.move(days=following.day - today.day)
    then = trainer.today()
    assert then.cards == following.cards
    assert (then.backlog, then.buried, then.state.rest) == (following.backlog, following.buried, False)


@given(st.sets(st.integers(0, 30)), st.dictionaries(st.integers(31, 60), st.integers(0, 100)), st.integers(0, 100))
def test_the_order_of_a_queue_is_what_it_gives_one_after_the_other(
    waiting: set[int], steps: dict[int, int], now: int
) -> None:
    queue = Queue(tuple(map(str, waiting)), tuple(sorted((due, str(card)) for card, due in steps.items())))
    order, given_out = in_order(queue, now), list[str]()
    while (card := choose(queue, now)) is not None:
        given_out.append(card)
        queue = answered(queue, card, None)
    assert tuple(given_out) == order
