"""What changed, and what of it was confirmed today."""

from __future__ import annotations

from kdeck.core.memory import Rating
from kdeck.decks.library import library_of
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.news import confirmed_today, news
from kdeck.trainer.study import Study, study
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, make_card, rated, revised, trainer_of

OLD = make_card("policy/cutoff", "typed", "截单几点？", ("16:00",))
NEW = revised(OLD, back=("17:00",))
OTHER = make_card("policy/other", "typed", "退货几天？", ("7 天",))


def answered(trainer: Trainer) -> Study:
    """Everything that is due, rightly."""
    session = study(trainer)
    while session.prompt is not None:
        rated(session, Rating.EASY, 1000, session.prompt.card.answer)
        session.go_on()
    return session


def learner() -> tuple[Trainer, HandClock]:
    """Someone who learned the old fact, the day after it has changed."""
    clock, journal = HandClock(), SqliteJournal.blank("甲")
    answered(trainer_of(library_of([OLD, OTHER]), clock, journal))
    clock.move(days=1)
    return trainer_of(library_of([NEW, OTHER]), clock, journal), clock


def test_a_changed_card_is_news_until_it_is_answered_and_confirmed_for_that_day() -> None:
    trainer, clock = learner()
    (item,) = news(trainer)
    assert (item.card.id, item.old, item.new, item.confirmed) == ("policy/cutoff", "16:00", "17:00", False)
    assert confirmed_today(trainer) == ()
    session = answered(trainer)
    assert news(trainer) == ()
    (item,) = confirmed_today(trainer)
    assert (item.card.id, item.old, item.new, item.confirmed) == ("policy/cutoff", "16:00", "17:00", True)
    session.undo()
    assert len(news(trainer)) == 1
    assert confirmed_today(trainer) == ()
    answered(trainer)
    clock.move(days=1)
    assert confirmed_today(trainer) == ()


def test_no_more_news_than_asked_for() -> None:
    trainer, _clock = learner()
    assert news(trainer, 0) == ()
