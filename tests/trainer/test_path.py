"""The path through the trainer: the day, its new cards, rest and absence."""

from __future__ import annotations

from kdeck.core.cards.card import Card
from kdeck.core.memory import Rating
from kdeck.core.plan.path import Calendar, Stage, weekday
from kdeck.core.shop import Shop
from kdeck.decks.library import library_of
from kdeck.trainer.path import place_of
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, make_card, recall_cards, trainer_of
from tests.simulation.learner import next_morning
from tests.trainer.test_today import work_through

STAGES = (Stage(1, "一", ("alpha",), 0.9), Stage(2, "二", ("beta", "gamma"), 0.9))


def cards() -> list[Card]:
    return [*recall_cards(4, "alpha"), *recall_cards(2, "beta"), *recall_cards(2, "gamma"), *recall_cards(3, "other")]


def on_path(clock: HandClock, *, calendar: Calendar | None = None, new_per_day: int = 4) -> Trainer:
    shop = Shop(order=("alpha", "beta", "gamma"), stages=STAGES, calendar=calendar or Calendar())
    return trainer_of(library_of(cards(), shop), clock, new_per_day=new_per_day)


def on_long_path(clock: HandClock, minutes: int) -> Trainer:
    """A path of 120 cards in three days, and a deck beside it."""
    stages = tuple(Stage(day, str(day), (f"day-{day}",), 0.9) for day in (1, 2, 3))
    shop = Shop(order=("day-1", "day-2", "day-3"), stages=stages, calendar=Calendar(minutes=minutes))
    cards = [card for deck in ("day-1", "day-2", "day-3", "later") for card in recall_cards(40, deck)]
    return trainer_of(library_of(cards, shop), clock)


def stand(trainer: Trainer) -> tuple[int, int, int, bool, bool]:
    place = place_of(trainer, trainer.study_day())
    assert place is not None
    return place.stage.day, place.learnt, place.cards, place.met, place.over


def test_a_day_is_met_by_learning_its_cards_and_the_next_opens_in_the_morning() -> None:
    clock = HandClock()
    trainer = on_path(clock)
    assert stand(trainer) == (1, 0, 4, False, False)
    work_through(trainer)
    assert stand(trainer) == (1, 4, 4, True, False)
    next_morning(clock)
    assert stand(trainer) == (2, 0, 4, False, False)
    assert trainer.today().new == ("beta/card-0", "beta/card-1", "gamma/card-0", "gamma/card-1")
    work_through(trainer)
    next_morning(clock)
    assert stand(trainer) == (2, 4, 4, True, True)
    assert trainer.today().new == ("other/card-0", "other/card-1", "other/card-2"), "after the path, the other decks"


def test_a_card_still_in_its_first_steps_is_not_learnt() -> None:
    clock = HandClock()
    trainer = on_path(clock)
    trainer.review("alpha/card-0", key="", retention=0.9, body={"rating": 3, "ms": 1, "answer": [], "right": True})
    assert stand(trainer)[1] == 0
    trainer.review("alpha/card-0", key="", retention=0.9, body={"rating": 3, "ms": 1, "answer": [], "right": True})
    assert stand(trainer)[1] == 1


def test_suspended_cards_are_not_waited_for() -> None:
    clock = HandClock()
    trainer = on_path(clock, new_per_day=2)
    work_through(trainer, Rating.EASY)
    for number in (2, 3):
        trainer.suspend(f"alpha/card-{number}")
    assert stand(trainer) == (1, 2, 2, True, False)


def test_an_undo_takes_the_day_back() -> None:
    clock = HandClock()
    trainer = on_path(clock)
    work_through(trainer, Rating.EASY)
    assert stand(trainer) == (1, 4, 4, True, False)
    trainer.undo()
    assert stand(trainer) == (1, 3, 4, False, False)


def test_absence_moves_the_path_and_piles_nothing_up() -> None:
    for opens in ("met", "date"):
        clock = HandClock()
        trainer = on_path(clock, calendar=Calendar("date" if opens == "date" else "met"))
        work_through(trainer)
        next_morning(clock, days=9)
        assert stand(trainer)[0] == 2
        assert len(trainer.today().new) == 4, "one day's new cards, not those of nine"


def test_by_date_a_day_of_rest_opens_nothing_even_when_one_studies_on_it() -> None:
    clock = HandClock()
    saturday = clock().day + 5
    assert weekday(saturday) == 5
    next_morning(clock, days=4)
    trainer = on_path(clock, calendar=Calendar("date", (5, 6)), new_per_day=2)
    work_through(trainer)
    next_morning(clock)
    assert (trainer.today().state.rest, trainer.today().new, stand(trainer)[0]) == (True, (), 1)
    for card in ("alpha/card-2", "alpha/card-3"):
        trainer.review(card, key="", retention=0.9, body={"rating": 4, "ms": 1, "answer": [], "right": True})
    next_morning(clock, days=2)
    assert (trainer.today().state.rest, stand(trainer)[0]) == (False, 2)


def test_by_date_the_cards_of_the_open_day_come_before_what_was_left_behind() -> None:
    clock = HandClock()
    trainer = on_path(clock, calendar=Calendar("date"), new_per_day=3)
    work_through(trainer)
    next_morning(clock)
    assert trainer.today().new == ("beta/card-0", "beta/card-1", "gamma/card-0")
    work_through(trainer)
    next_morning(clock)
    assert trainer.today().new == ("gamma/card-1", "alpha/card-3", "other/card-0")


def test_the_next_day_of_study_is_after_the_weekend() -> None:
    clock = HandClock()
    next_morning(clock, days=4)
    trainer = on_path(clock, calendar=Calendar("met", (5, 6)), new_per_day=3)
    work_through(trainer, Rating.EASY)
    following = trainer.next_study(trainer.today())
    assert following.day == clock().day + 3
    assert (len(following.reviews), len(following.new)) == (0, 3)
    assert following.seconds > 0


def test_tomorrow_promises_no_more_new_cards_than_there_are() -> None:
    clock = HandClock()
    trainer = on_path(clock, new_per_day=8)
    work_through(trainer)
    assert len(trainer.next_study(trainer.today()).new) == 3


def test_the_path_spreads_its_cards_over_the_days_that_it_has_left() -> None:
    clock = HandClock()
    trainer = on_long_path(clock, minutes=60)
    today = trainer.today()
    assert len(today.new) == 40 == 120 // 3
    assert {card.partition("/")[0] for card in today.new} == {"day-1"}
    work_through(trainer)
    assert trainer.today().new == (), "the share of a day does not grow while it is worked through"
    assert len(trainer.next_study(trainer.today()).new) == 40
    next_morning(clock)
    assert {card.partition("/")[0] for card in trainer.today().new} == {"day-2"}


def test_a_day_without_study_moves_the_path_and_heaps_nothing_up() -> None:
    clock = HandClock()
    trainer = on_long_path(clock, minutes=60)
    work_through(trainer)
    for _day in range(5):
        next_morning(clock)
    assert len(trainer.today().new) == 40


def test_the_path_asks_for_no_more_than_the_minutes_of_a_day_hold() -> None:
    assert len(on_long_path(HandClock(), minutes=12).today().new) == 12 * 60 // 12 // 3


def test_who_sets_new_cards_a_day_has_so_many_on_the_path_too() -> None:
    trainer = on_long_path(HandClock(), minutes=60)
    trainer.change_setting("new_per_day", 15)
    assert len(trainer.today().new) == 15


def test_behind_the_path_there_are_as_many_new_cards_as_the_settings_say() -> None:
    clock = HandClock()
    trainer = on_long_path(clock, minutes=600)
    for _day in range(3):
        work_through(trainer, Rating.EASY)
        next_morning(clock)
    assert len(trainer.today().new) == 15
    assert {card.partition("/")[0] for card in trainer.today().new} == {"later"}


def test_on_the_path_only_what_gives_an_answer_away_waits() -> None:
    facets = ("coat/fact/color", "coat/which/color", "coat/fact/care", "rule/today", "rule/tomorrow")
    cards = [make_card(f"day-1/{facet}", "typed", facet, (facet,)) for facet in facets]
    shop = Shop(order=("day-1",), stages=(Stage(1, "", ("day-1",), 0.9),))

    def new(shop: Shop) -> set[str]:
        return {card.removeprefix("day-1/") for card in trainer_of(library_of(cards, shop)).today().new}

    assert new(shop) == {"coat/fact/color", "coat/fact/care", "rule/today", "rule/tomorrow"}
    assert new(Shop()) == {"coat/fact/color", "coat/fact/care", "rule/today"}
