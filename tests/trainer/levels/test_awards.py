"""A level is awarded in the transaction that stores what completes it, and judged no more often than it has to be."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable

import pytest

from kdeck.core.errors import JournalFull
from kdeck.core.levels.need import DanAsked, DeckNeed, ExamNeed, RecallNeed, WitnessNeed
from kdeck.core.memory import Rating
from kdeck.core.message import Message
from kdeck.core.shop import Shop
from kdeck.journal.base import Change, last_time
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.certificate import make
from kdeck.trainer.exam import begin, history, papers
from kdeck.trainer.levels import confirm, earned, look, standing
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.upkeep import catch_up, wrap_up
from tests.builders import HandClock, answer_to, trainer_of
from tests.trainer.exam.sat import EXAM, learner, sat
from tests.trainer.levels.builders import RECALL_ONE, TYPING_ONE, answer, check, judged_cards, level, shop, type_run
from tests.trainer.levels.test_chats import learner as chatter
from tests.trainer.test_chat import kept

CARDS = judged_cards(20)
WITNESS = WitnessNeed()


def kinds(trainer: Trainer) -> list[str]:
    return [event.kind for event in trainer.journal.events()]


def levels(trainer: Trainer) -> list[int]:
    return [event.body["dan"] for event in reversed(trainer.journal.recent("dan", 99))]


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one each time that the level in hand is judged with something to be stored."""
    times: list[int] = []
    real = standing.earned

    def counted(trainer: Trainer) -> standing.Earned:
        times.append(trainer.journal.count())
        return real(trainer)

    monkeypatch.setattr(standing, "earned", counted)
    return times


# --- what completes a level


def test_a_passed_exam_gives_its_level_with_its_last_answer() -> None:
    trainer, watch = learner(shop=Shop(dans=(DanAsked(3, "产品知识", (EXAM,)),)))
    sat(trainer, watch)
    *_earlier, end, reached = trainer.journal.events()
    assert (end.body["step"], reached.kind) == ("ended", "dan")
    assert trainer.awards.made == [3]


def test_a_typing_run_a_word_and_a_deck_of_ones_own_each_give_a_level() -> None:
    trainer = trainer_of(CARDS, shop=shop(level(1, TYPING_ONE), level(2, WITNESS), level(3, DeckNeed(1, 1))))
    type_run(trainer, 55)
    assert levels(trainer) == []
    type_run(trainer, 55)
    assert levels(trainer) == [1]
    confirm(trainer, 2, "王老师")
    assert levels(trainer) == [1, 2]
    trainer.keep_run("deck", "deck/x", {"deck": "x", "title": "x", "cards": 1, "kinds": 1, "digest": ""})
    assert levels(trainer) == [1, 2, 3]
    assert kinds(trainer) == ["typing", "typing", "dan", "witness", "dan", "deck", "dan"]


def test_a_run_of_chats_gives_a_level() -> None:
    trainer = chatter()
    kept(trainer, 2, after=3_000)
    assert kinds(trainer) == ["chat", "dan"]


def test_the_answer_that_brings_recall_to_its_bar_gives_the_level() -> None:
    trainer = trainer_of(CARDS, shop=shop(level(1, RECALL_ONE)))
    for card in CARDS[:18]:
        answer(trainer, card)
    assert levels(trainer) == []
    answer(trainer, CARDS[18])
    assert kinds(trainer)[-2:] == ["review", "dan"]


# --- how often it is judged


def test_single_answers_are_judged_only_where_one_of_them_can_be_the_last(judged: list[int]) -> None:
    trainer = trainer_of(CARDS, shop=shop(level(1, RECALL_ONE)))
    for card in CARDS[:19]:
        answer(trainer, card)
    assert judged == [1, 19], "with the first, to know how many it takes, and with the one that may be the last"
    assert levels(trainer) == [1]


def test_answers_are_not_judged_where_something_else_is_missing(judged: list[int]) -> None:
    trainer = trainer_of(CARDS, shop=shop(level(1, RECALL_ONE, WITNESS)))
    for card in CARDS:
        answer(trainer, card)
    assert judged == [1]
    confirm(trainer, 1, "王老师")
    assert judged == [1, 21]
    assert levels(trainer) == [1]


def test_getting_ready_spares_the_first_answer_the_judging_and_stores_nothing(judged: list[int]) -> None:
    trainer = trainer_of(CARDS, shop=shop(level(1, RECALL_ONE)))
    trainer.get_ready()
    assert judged == [0]
    answer(trainer, CARDS[0])
    assert judged == [0]
    assert trainer.journal.count() == 1


def test_a_session_after_one_that_has_ended_judges_nothing(judged: list[int]) -> None:
    clock, journal, dans = HandClock(), SqliteJournal.blank("学员甲"), shop(level(1, RECALL_ONE))
    trainer = trainer_of(CARDS, clock, journal, shop=dans)
    answer(trainer, CARDS[0])
    wrap_up(trainer)
    judged.clear()
    catch_up(trainer_of(CARDS, clock, journal, shop=dans, seed=2))
    assert judged == []
    catch_up(trainer_of(CARDS[:5], clock, journal, shop=dans, seed=3))
    assert judged == [1], "other decks may ask for less"


@pytest.mark.parametrize("seed", range(12))
def test_no_level_is_ever_passed_over_whatever_is_done_in_whatever_order(seed: int) -> None:
    chosen, clock = random.Random(seed), HandClock()
    cards = judged_cards(6)
    needs = [RecallNeed(("freight",), bar, share) for bar in (0.5, 0.9) for share in (0.5, 0.8, 1.0)]
    asked: list[DanAsked] = [level(dan, chosen.choice(needs)) for dan in range(1, 7)]
    trainer = trainer_of(cards, clock, shop=shop(*asked), seed=seed)
    for _turn in range(60):
        card = chosen.choice(cards)
        match chosen.randrange(8):
            case 0:
                (trainer.resume if trainer.journal.mark(card.id).suspended else trainer.suspend)(card.id)
            case 1:
                trainer.undo()
            case 2:
                clock.move(days=chosen.choice((0.01, 1, 9)))
            case 3:
                trainer.get_ready()
            case 4:
                wrap_up(trainer)
                assert not earned(trainer).events
            case _:
                answer(trainer, card, chosen.choice((Rating.AGAIN, Rating.EASY, Rating.EASY)))
                assert not earned(trainer).events
    wrap_up(trainer)
    assert not earned(trainer).events


def test_what_the_last_suspended_card_completes_is_kept_when_the_sitting_ends() -> None:
    trainer = trainer_of(CARDS, shop=shop(level(1, RecallNeed((), 0.9, 1.0))))
    for card in CARDS[:18]:
        answer(trainer, card)
    for card in CARDS[18:]:
        trainer.suspend(card.id)
    assert levels(trainer) == []
    wrap_up(trainer)
    assert levels(trainer) == [1]


# --- nothing between the evidence and its level


class NoRoomForLevels(SqliteJournal):
    """A journal on a disk that is full when a level comes."""

    full = True

    def _put(self, connection: sqlite3.Connection, change: Change) -> None:
        if self.full and any(event.kind == "dan" for event in change.events):
            raise JournalFull(Message("The disk is full"))
        super()._put(connection, change)


def test_where_the_level_cannot_be_stored_its_evidence_is_not_stored_either() -> None:
    journal = NoRoomForLevels.blank("学员甲")
    trainer = trainer_of(CARDS, journal=journal, shop=shop(level(1, WITNESS)))
    with pytest.raises(JournalFull):
        confirm(trainer, 1, "王老师")
    assert (journal.count(), trainer.awards.made) == (0, [])
    journal.full = False
    confirm(trainer, 1, "王老师")
    assert (kinds(trainer), trainer.awards.made) == (["witness", "dan"], [1])


def test_an_answer_that_was_not_stored_with_its_level_can_be_given_again() -> None:
    journal = NoRoomForLevels.blank("学员甲")
    trainer = trainer_of(CARDS[:1], journal=journal, shop=shop(level(1, RecallNeed((), 0.9, 1.0))))
    with pytest.raises(JournalFull):
        answer(trainer, CARDS[0])
    assert journal.memory(CARDS[0].id) is None
    assert trainer.today().new == (CARDS[0].id,)
    journal.full = False
    answer(trainer, CARDS[0], given=("falsch",), rating=Rating.AGAIN)
    assert levels(trainer) == []
    answer(trainer, CARDS[0])
    assert levels(trainer) == [1]


# --- what a crash or an edited shop leaves over


def left_over(clock: HandClock, *asked: DanAsked) -> Trainer:
    """All evidence for these levels, and no level: as an earlier version left it, or a shop that asked for nothing."""
    trainer = trainer_of(CARDS, clock)
    for card in CARDS:
        answer(trainer, card)
    return trainer_of(CARDS, clock, trainer.journal, shop=shop(*asked), seed=2)


def test_the_next_sitting_judges_as_of_the_last_answer_and_its_certificate_holds() -> None:
    clock = HandClock()
    trainer = left_over(clock, level(1, RECALL_ONE))
    last = last_time(trainer.journal)
    assert last is not None
    clock.move(days=90)
    assert look(trainer).earned is None, "by now recall has lapsed"
    catch_up(trainer)
    (event,) = trainer.journal.recent("dan", 9)
    assert (event.at, event.day) == (last.at + 1, last.day)
    checks = check(make(trainer), "", trainer.journal.events())
    assert all(each.holds is not False for each in checks)


@pytest.mark.parametrize("start", ["study", "practice", "refresh", "exam"])
def test_every_sitting_begins_with_what_was_left_over(start: str) -> None:
    from kdeck.trainer.levels import refresh
    from kdeck.trainer.study import practice, study

    clock = HandClock()
    trainer = left_over(clock, level(1, RECALL_ONE), level(2, ExamNeed((), 6, 3, 0.5)))
    clock.move(days=90)
    begins: dict[str, Callable[[], object]] = {
        "study": lambda: study(trainer),
        "practice": lambda: practice(trainer, [CARDS[0].id]),
        "refresh": lambda: refresh(trainer, [CARDS[0].id]),
        "exam": lambda: begin(trainer, papers(trainer.library.shop)[0], lambda: 0.0),
    }
    begins[start]()
    assert levels(trainer) == [1]


def test_an_exam_that_ran_out_unattended_ends_as_of_then_and_gives_its_level() -> None:
    clock = HandClock()
    cards = judged_cards(12, "policy")
    needs = (EXAM, RecallNeed(("policy",), 0.9, 0.9))
    trainer, watch = learner(cards, Shop(dans=(DanAsked(3, "产品知识", needs),)), clock=clock)
    for card in cards:
        answer(trainer, card)
    sitting = begin(trainer, papers(trainer.library.shop)[0], watch)
    for _question in range(5):
        watch.think(5)
        assert sitting.prompt is not None
        sitting.submit(answer_to(sitting.prompt, right=True), 5_000)
    begun, count = sitting.record.at, trainer.journal.count()
    clock.move(days=90)
    (seen,) = history(trainer)
    assert (seen.passed, seen.reason, trainer.journal.count()) == (True, "time", count)
    catch_up(trainer)
    (ended,) = history(trainer)
    assert ended == seen
    assert ended.at == begun.plus(180)
    assert levels(trainer) == [3]
