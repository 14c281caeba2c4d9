"""The go-live date through the trainer: what it asks of a day, and that two machines agree on it."""

from __future__ import annotations

import pytest

from kdeck.core.cards.card import Card
from kdeck.core.errors import UsageError
from kdeck.core.ident import twin_of
from kdeck.core.memory import Rating
from kdeck.core.moment import date_of
from kdeck.core.plan.path import FURTHEST, Calendar, Stage
from kdeck.core.shop import Shop
from kdeck.decks.library import library_of
from kdeck.journal.base import Change
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.merge import merge, stale_cards
from kdeck.trainer.path import Goal, parse_live, parse_minutes
from kdeck.trainer.study import study
from kdeck.trainer.today import pace
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.why import explain
from tests.builders import HandClock, rated, recall_card, recall_cards, trainer_of
from tests.simulation.learner import next_morning
from tests.trainer.test_today import work_through

TODAY = HandClock()().day


def with_shop(calendar: Calendar, cards: int = 30, clock: HandClock | None = None) -> Trainer:
    return trainer_of(library_of(recall_cards(cards), Shop(calendar=calendar)), clock or HandClock())


def test_the_shops_date_holds_until_the_learner_sets_another_and_again_when_it_is_taken_back() -> None:
    trainer = with_shop(Calendar(live=TODAY + 30, minutes=20))
    assert trainer.goal == Goal(TODAY + 30, 20)
    trainer.set_goal({"live": TODAY + 10})
    trainer.set_goal({"minutes": 45})
    assert trainer.goal == Goal(TODAY + 10, 45, own=True)
    trainer.set_goal({"live": None})
    assert trainer.goal == Goal(TODAY + 30, 45)
    trainer.set_goal({"minutes": None})
    assert trainer.goal == Goal(TODAY + 30, 20)
    assert trainer.undo() is None, "a goal is not an answer"


def test_the_newest_of_two_machines_counts_for_date_and_minutes_each() -> None:
    clock, cards = HandClock(), recall_cards(3)
    home = trainer_of(cards, clock, seed=1)
    home.set_goal({"live": TODAY + 10, "minutes": 30})
    clock.move(minutes=1)
    office = trainer_of(cards, clock, seed=2)
    office.set_goal({"live": TODAY + 20})
    for one, other in ((home, office), (office, home)):
        merge(one, list(other.journal.events()))
        assert one.goal == Goal(TODAY + 20, 30, own=True)


def test_a_date_that_lies_further_away_than_two_years_shapes_no_day() -> None:
    trainer = trainer_of(recall_cards(3))
    trainer.set_goal({"live": TODAY + FURTHEST + 1})
    assert trainer.goal == Goal(TODAY + FURTHEST + 1, 25, own=True)
    assert trainer.today().state.ahead is None
    trainer.set_goal({"live": TODAY + FURTHEST})
    assert trainer.today().state.ahead is not None


def test_a_date_is_one_after_today_and_within_two_years() -> None:
    assert parse_live(date_of(TODAY + 1).isoformat(), TODAY) == TODAY + 1
    assert parse_live("none", TODAY) is None
    assert parse_live("", TODAY) is None
    for text in ("tomorrow", date_of(TODAY).isoformat(), date_of(TODAY + 731).isoformat(), "2026-02-30"):
        with pytest.raises(UsageError):
            parse_live(text, TODAY)
    assert parse_minutes("40") == 40
    for text in ("4", "601", "half", "-5", ""):
        with pytest.raises(UsageError):
            parse_minutes(text)


def test_new_cards_are_paced_so_that_all_are_met_some_days_before_the_date() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(120), clock)
    trainer.set_goal({"live": TODAY + 14, "minutes": 60})
    met = []
    while clock().day < TODAY + 14:
        met.append(len(trainer.today().new))
        work_through(trainer)
        next_morning(clock)
    assert sum(met) == 120
    assert met[0] == 15, "120 in the ten days that are not the last four, a quarter faster than evenly"
    assert sum(met[-4:]) == 0
    assert met == sorted(met, reverse=True), "no day holds more than the one before"


def test_no_more_new_cards_than_the_minutes_allow() -> None:
    trainer = trainer_of(recall_cards(400))
    trainer.set_goal({"live": TODAY + 5, "minutes": 10})
    assert len(trainer.today().new) == 10 * 60 // 12 // 3


def test_before_a_date_siblings_need_not_wait_but_what_gives_an_answer_away_does() -> None:
    facets = ("fact/color", "which/color", "fact/material", "size/M", "size/L")
    cards = [recall_card(1)._replace(id=f"deck/coat/{facet}") for facet in facets]
    cards += [recall_card(2), recall_card(2)._replace(id="deck/card-2/reverse")]
    trainer = trainer_of(cards)
    assert len(trainer.today().new) == 4, "one size a day"
    trainer.set_goal({"live": TODAY + 3})
    new = trainer.today().new
    assert len(new) == len({twin_of(card) for card in new}) == 5
    assert new[:2] == ("deck/coat/fact/color", "deck/card-2"), "those of one product as far apart as can be"


def test_siblings_give_an_answer_away_in_both_directions_and_between_gaps_only() -> None:
    assert twin_of("d/e/fact/color") == twin_of("d/e/which/color") != twin_of("d/e/fact/material")
    assert twin_of("d/e") == twin_of("d/e/reverse") == twin_of("d/e/c1") == twin_of("d/e/c12")
    assert twin_of("d/e/size/M") != twin_of("d/e/size/L")
    assert twin_of("d/e/cash") != twin_of("d/e")


def test_the_last_day_of_study_takes_in_what_would_fall_short_on_the_date() -> None:
    clock = HandClock()
    trainer = with_shop(Calendar("met", (5, 6)), 12, clock)
    work_through(trainer)
    trainer.set_goal({"live": TODAY + 7})
    next_morning(clock, days=4)
    today = trainer.today()
    assert today.state.ahead is not None
    assert today.state.ahead.touch == TODAY + 4
    assert len(today.reviews) == 12, "all of them, due or not, because nobody studies at the weekend"
    work_through(trainer)
    assert not trainer.today().total, "and each once"


def test_a_card_says_before_it_is_answered_when_it_will_come_back_and_the_journal_folds_to_that() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(8), clock)
    trainer.set_goal({"live": TODAY + 6})
    for _ in range(5):
        session = study(trainer)
        while session.prompt is not None:
            card = session.prompt.card.id
            promised = session.preview()[Rating.GOOD]
            assert explain(trainer, card).next[Rating.GOOD] == promised
            assert rated(session, Rating.GOOD, 4000).next == promised
            session.go_on()
        next_morning(clock)
    trainer.set_goal({"live": TODAY + 90})
    assert stale_cards(trainer) == ()
    copy = Trainer(trainer.library, SqliteJournal.blank("学员甲"), clock, device="b", entropy=bytes)
    merge(copy, list(trainer.journal.events()))
    assert sorted(copy.journal.memories()) == sorted(trainer.journal.memories())


def test_from_the_date_on_everything_is_as_without_one() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(60), clock)
    trainer.set_goal({"live": TODAY + 2, "minutes": 60})
    assert len(trainer.today().new) > 15
    next_morning(clock, days=2)
    assert (trainer.today().state.ahead, len(trainer.today().new)) == (None, 15)
    work_through(trainer)
    assert not any("live" in event.body for event in trainer.journal.events() if event.kind == "review")


def test_a_journal_of_a_reader_tells_the_same_goal() -> None:
    trainer = trainer_of(recall_cards(3))
    trainer.set_goal({"live": TODAY + 9, "minutes": 33})
    copy = SqliteJournal.blank("学员甲")
    copy.commit(Change(tuple(trainer.journal.events())))
    assert trainer_of(recall_cards(3), journal=copy).goal == trainer.goal


def test_cards_off_the_path_come_at_their_usual_pace_once_the_path_is_met() -> None:
    clock = HandClock()
    cards: list[Card] = [*recall_cards(4, "path"), *recall_cards(40, "other")]
    shop = Shop(order=("path",), stages=(Stage(1, "", ("path",), 0.9),))
    trainer = trainer_of(library_of(cards, shop), clock, new_per_day=6)
    trainer.set_goal({"live": TODAY + 20, "minutes": 60})
    assert trainer.today().new == ("path/card-0",)
    for _ in range(8):
        work_through(trainer)
        next_morning(clock)
    assert len(trainer.today().new) == 6


def test_the_last_look_before_the_date_takes_no_longer_than_the_minutes() -> None:
    clock = HandClock()
    trainer = with_shop(Calendar("met", (5, 6)), 160, clock)
    trainer.set_goal({"live": TODAY + 2, "minutes": 120})
    work_through(trainer, Rating.EASY)
    trainer.set_goal({"live": TODAY + 7, "minutes": 60})
    next_morning(clock, days=4)
    everything = len(trainer.today().reviews)
    trainer.set_goal({"minutes": 5})
    today = trainer.today()
    assert today.state.ahead is not None
    assert today.state.ahead.touch == today.day
    assert 0 < len(today.reviews) == int(5 * 60 / pace(trainer.journal)) < everything
    assert today.backlog == 0
