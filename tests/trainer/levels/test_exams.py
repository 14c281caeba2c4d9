"""Exams as they are sat, held against the levels that ask for them."""

from __future__ import annotations

from kdeck.core.levels.need import DanAsked, ExamNeed, RecallNeed
from kdeck.core.shop import Shop
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.certificate import make
from kdeck.trainer.levels import look
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock
from tests.trainer.exam.sat import EXAM, learner, sat, typed
from tests.trainer.levels.builders import answer, check

SHOP = Shop(dans=(DanAsked(3, "产品知识", (EXAM,)),))


def missing(trainer: Trainer) -> str:
    """What is missing of the third level's exam."""
    (need,) = look(trainer).rungs[2].needs
    return str(need.missing)


def test_an_exam_that_was_sat_and_passed_by_just_enough_answers_reaches_its_level() -> None:
    trainer, watch = learner(shop=SHOP)
    sat(trainer, watch, lambda number: number <= 3)
    assert look(trainer).reached == 3


def test_one_wrong_answer_more_misses_it() -> None:
    trainer, watch = learner(shop=SHOP)
    sat(trainer, watch, lambda number: number <= 2)
    assert look(trainer).reached == 0
    assert missing(trainer) == "exam +1 right of 6"


def test_a_shop_that_asks_for_more_wants_to_see_the_exam_again() -> None:
    clock, journal = HandClock(), SqliteJournal.blank("学员甲")
    trainer, watch = learner(shop=SHOP, clock=clock, journal=journal)
    sat(trainer, watch)
    for need in (ExamNeed(("policy",), 7, 3, 0.5), ExamNeed((), 6, 3, 0.5), ExamNeed(("policy",), 6, 0, 0.5)):
        now, _watch = learner(shop=Shop(dans=(DanAsked(3, "", (need,)),)), clock=clock, journal=journal)
        assert missing(now) == "exam not passed yet"


def test_an_exam_confirms_a_card_that_the_learner_had_only_judged_alone() -> None:
    need = RecallNeed(("policy",), 0.9, 1.0)
    shop = Shop(dans=(DanAsked(3, "", (need, ExamNeed(("policy",), 6, 3, 0.5))),))
    cards = [typed(number) for number in range(6)]
    trainer, watch = learner(cards, shop=shop)
    for card in cards:
        answer(trainer, card, given=())
    assert look(trainer).rungs[2].needs[0].found._asdict()["judged_reached"] == 0
    sat(trainer, watch)
    assert look(trainer).rungs[2].needs[0].met


def test_what_an_exam_found_wrong_does_not_confirm() -> None:
    shop = Shop(dans=(DanAsked(3, "", (RecallNeed(("policy",), 0.9, 1.0), ExamNeed(("policy",), 6, 3, 0.5))),))
    cards = [typed(number) for number in range(6)]
    trainer, watch = learner(cards, shop=shop)
    for card in cards:
        answer(trainer, card, given=())
    sat(trainer, watch, lambda number: number != 4)
    assert look(trainer).rungs[2].needs[0].found._asdict()["judged_reached"] == 5


def test_an_exam_on_a_certificate_is_recomputed_from_its_answers() -> None:
    trainer, watch = learner(shop=SHOP)
    sat(trainer, watch, lambda number: number <= 4)
    assert trainer.awards.made == [3]
    certificate = make(trainer)
    events = list(trainer.journal.events())
    assert {each.name: each.holds for each in check(certificate, "", events)}["exam"]
    place = next(place for place, event in enumerate(events) if event.body.get("right") is True)
    worse = events[place]._replace(body={**events[place].body, "right": False})
    found = check(certificate, "", [*events[:place], worse, *events[place + 1 :]])
    assert {each.name for each in found if each.holds is False} == {"chain", "exam"}
