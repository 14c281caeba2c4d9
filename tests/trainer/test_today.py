"""Which cards a day holds."""

from __future__ import annotations

from kdeck.core.cards.card import rating_for
from kdeck.core.memory import Rating
from kdeck.core.shop import Shop
from kdeck.decks.library import library_of
from kdeck.trainer.study import ahead, practice, study
from kdeck.trainer.trainer import Trainer
from tests.builders import (
    HandClock,
    answer_to,
    judged,
    make_card,
    rated,
    recall_card,
    recall_cards,
    revised,
    trainer_of,
)
from tests.simulation.learner import next_morning


def work_through(trainer: Trainer, rating: Rating = Rating.GOOD) -> list[str]:
    session, asked = study(trainer), []
    while session.prompt is not None:
        asked.append(session.prompt.card.id)
        rated(session, rating, 5000)
        session.go_on()
    return asked


def test_new_cards_stop_at_the_daily_limit_and_go_on_tomorrow() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(10), clock, new_per_day=4)
    assert len(trainer.today().new) == 4
    work_through(trainer, Rating.EASY)
    assert trainer.today().new == ()
    next_morning(clock)
    assert trainer.today().new == ("deck/card-4", "deck/card-5", "deck/card-6", "deck/card-7")


def test_siblings_wait_for_another_day() -> None:
    clock = HandClock()
    pair = [recall_card(1), recall_card(1)._replace(id="deck/card-1/reverse"), recall_card(2)]
    trainer = trainer_of(pair, clock)
    assert trainer.today().new == ("deck/card-1", "deck/card-2")
    work_through(trainer, Rating.EASY)
    assert trainer.today().new == ()
    next_morning(clock)
    assert trainer.today().new == ("deck/card-1/reverse",)


def test_cards_rest_when_suspended_past_their_date_or_gone_from_the_library() -> None:
    clock = HandClock()
    day = clock().day
    cards = [recall_card(1), recall_card(2, until=day - 1), recall_card(3, until=day)]
    trainer = trainer_of(cards, clock)
    assert trainer.today().new == ("deck/card-1", "deck/card-3")
    trainer.suspend("deck/card-1")
    assert trainer.today().new == ("deck/card-3",)
    trainer.resume("deck/card-1")
    work_through(trainer)
    next_morning(clock, days=40)
    smaller = trainer_of(library_of(cards[:1], Shop()), clock, trainer.journal)
    assert [memory.card for memory in smaller.today().reviews] == ["deck/card-1"]
    back = trainer_of([*cards[:1], recall_card(3)], clock, trainer.journal)
    assert {memory.card for memory in back.today().reviews} == {"deck/card-1", "deck/card-3"}


def test_the_decks_of_the_path_come_first_in_its_order() -> None:
    cards = [*recall_cards(2, "alpha"), *recall_cards(2, "beta"), *recall_cards(1, "gamma")]
    trainer = trainer_of(cards, shop=Shop(order=("gamma", "beta")))
    assert trainer.today().new == ("gamma/card-0", "beta/card-0", "beta/card-1", "alpha/card-0", "alpha/card-1")


def test_minutes_follow_the_learners_own_pace() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(40), clock, new_per_day=20)
    before = trainer.today().seconds
    session = study(trainer)
    for _ in range(10):
        rated(session, Rating.EASY, 30_000)
        session.go_on()
    assert trainer.today().seconds / trainer.today().total > before / 20


def test_an_empty_day_knows_when_the_next_cards_come() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(2), clock)
    work_through(trainer)
    start, count = trainer.tomorrow()
    assert not trainer.today().total
    assert start.day == clock().day + 1
    assert count in (0, 1, 2)
    assert set(ahead(trainer, 30)) == {"deck/card-0", "deck/card-1"}


def test_practice_never_touches_the_schedule() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(3), clock)
    work_through(trainer)
    before = sorted(trainer.journal.memories())
    session = practice(trainer, ahead(trainer, 30))
    asked = 0
    while session.prompt is not None:
        asked += 1
        rated(session, Rating.AGAIN if asked == 1 else Rating.GOOD, 1000)
        session.go_on()
    assert asked == 4, "what was forgotten comes again"
    assert sorted(trainer.journal.memories()) == before
    assert [event.kind for event in trainer.journal.events()].count("practice") == 4


def test_every_kind_that_the_program_judges_can_be_answered_right_and_wrong() -> None:
    kinds = [
        make_card("d/typed", "typed", "?", ("棉",)),
        make_card("d/cloze/c1", "cloze", "[…] 前", ("16:00",)),
        make_card("d/choice", "choice", "?", ("对",), wrong=("错", "也错")),
        make_card("d/all", "choice", "?", ("甲", "乙"), wrong=("丙",)),
        make_card("d/set", "set", "?", ("黑", "白")),
        make_card("d/order", "order", "?", ("一", "二", "三")),
        make_card("d/spot", "spot", "?", ("尺码",), fields=(("尺码", "X"), ("颜色", "黑"))),
    ]
    for right in (True, False):
        trainer = trainer_of(kinds)
        session = study(trainer)
        while session.prompt is not None and len(session.answers) < len(kinds):
            verdict = judged(session, answer_to(session.prompt, right=right))
            assert verdict.right is right, session.prompt
            session.store(verdict, rating_for(verdict, 1000, None), 1000)
            session.go_on()
        assert {answer.rating for answer in session.answers} == {Rating.GOOD if right else Rating.AGAIN}


def test_changed_cards_that_fill_the_day_by_themselves_leave_no_room_for_new_ones() -> None:
    clock = HandClock()
    cards = recall_cards(20)
    trainer = trainer_of(cards[:15], clock, new_per_day=15)
    work_through(trainer, Rating.EASY)
    changed = [*(revised(card, back=("another",)) for card in cards[:15]), *cards[15:]]
    next_morning(clock)
    later = trainer_of(changed, clock, trainer.journal, new_per_day=15)
    later.change_setting("reviews_per_day", 10)
    today = later.today()
    assert (len(today.changed), today.backlog, today.new) == (15, 0, ())
    later.change_setting("reviews_per_day", 15)
    assert len(later.today().new) == 5
