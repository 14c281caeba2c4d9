"""A sitting: recording, undo, suspending, flags, failures, clock faults."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kdeck.core.errors import JournalFull
from kdeck.core.memory import Rating
from kdeck.core.message import Message
from kdeck.core.moment import day_start
from kdeck.journal.base import Change
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.merge import rebuild, stale_cards
from kdeck.trainer.study import Interval, Study, study
from tests.builders import HandClock, rated, recall_card, recall_cards, trainer_of
from tests.simulation.learner import next_morning


def answer(session: Study, rating: Rating = Rating.GOOD) -> None:
    rated(session, rating, 4000)


def finish(session: Study) -> None:
    while session.prompt is not None:
        answer(session)
        session.go_on()


def test_an_answer_is_in_the_journal_before_the_next_card_shows() -> None:
    trainer = trainer_of(recall_cards(2))
    session = study(trainer)
    answer(session)
    assert [event.card for event in trainer.journal.events()] == ["deck/card-0"]
    assert session.prompt is not None
    assert session.prompt.card.id == "deck/card-0"
    session.go_on()
    assert session.prompt is not None


def test_an_answer_cannot_be_stored_twice() -> None:
    session = study(trainer_of(recall_cards(2)))
    answer(session)
    with pytest.raises(RuntimeError, match="stored already"):
        answer(session)


def test_the_preview_says_what_happens() -> None:
    session = study(trainer_of(recall_cards(1)))
    preview = session.preview()
    recorded = rated(session, Rating.GOOD, 1)
    assert recorded.next == preview[Rating.GOOD] == Interval(0, 600)


def test_undo_takes_back_everything_of_the_day_one_by_one() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(3), clock)
    session = study(trainer)
    for rating in (Rating.AGAIN, Rating.EASY, Rating.GOOD, Rating.GOOD):
        clock.move(seconds=5)
        answer(session, rating)
        session.go_on()
    taken_back = [session.undo() for _ in range(5)]
    assert taken_back[-1] is None
    assert sorted(filter(None, taken_back[:4])) == sorted(
        event.card for event in trainer.journal.events() if event.kind == "review"
    )
    assert list(trainer.journal.memories()) == []
    assert session.progress == (0, 3)
    assert trainer.journal.count() == 8, "nothing is ever deleted"


def test_undo_right_after_the_answer_asks_the_same_card_again() -> None:
    session = study(trainer_of(recall_cards(3)))
    asked = session.prompt
    answer(session, Rating.EASY)
    assert session.undo() == "deck/card-0"
    assert session.prompt == asked
    assert session.recorded is None
    answer(session, Rating.AGAIN)


def test_undo_works_after_a_restart_but_not_for_yesterday() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(3), clock)
    answer(study(trainer), Rating.EASY)
    again = study(trainer_of(trainer.library, clock, trainer.journal, seed=2))
    assert again.undo() == "deck/card-0"
    answer(again, Rating.EASY)
    next_morning(clock)
    assert study(trainer_of(trainer.library, clock, trainer.journal, seed=3)).undo() is None


def test_a_suspended_card_is_gone_until_undone() -> None:
    trainer = trainer_of(recall_cards(2))
    session = study(trainer)
    session.suspend()
    assert session.prompt is not None
    assert session.prompt.card.id == "deck/card-1"
    assert session.undo() == "deck/card-0"
    assert session.prompt.card.id == "deck/card-0"
    assert not trainer.journal.mark("deck/card-0").suspended


def test_a_flag_keeps_its_note_and_the_card_its_place() -> None:
    trainer = trainer_of(recall_cards(1))
    session = study(trainer)
    session.flag("错别字")
    assert session.prompt is not None
    assert trainer.journal.mark("deck/card-0").flag == "错别字"


class FailingOnce(SqliteJournal):
    """A journal whose first commit finds the disk full."""

    failed = False

    def commit(self, change: Change, then: Callable[[], Change] | None = None) -> None:
        if not self.failed:
            self.failed = True
            raise JournalFull(Message("The disk is full"))
        super().commit(change, then)


def test_a_full_disk_stores_nothing_and_the_same_answer_can_be_tried_again() -> None:
    trainer = trainer_of(recall_cards(2), journal=FailingOnce.blank("学员甲"))
    session = study(trainer)
    before = session.plan
    with pytest.raises(JournalFull):
        answer(session)
    assert (session.plan, session.recorded, trainer.journal.count()) == (before, None, 0)
    answer(session)
    assert trainer.journal.count() == 1


def test_eight_lapses_make_a_leech_and_say_so_once() -> None:
    clock = HandClock()
    trainer = trainer_of([recall_card(1)], clock)
    said = []
    for _ in range(9):
        session = study(trainer)
        assert session.prompt is not None
        if trainer.journal.memory("deck/card-1"):
            said.append(rated(session, Rating.AGAIN, 1).leech)
            session.go_on()
        finish(session)
        memory = trainer.journal.memory("deck/card-1")
        assert memory is not None
        next_morning(clock, days=memory.interval)
    assert said == [False] * 7 + [True]


@pytest.mark.parametrize("faults", [(-0.5, 0.2), (-40, 1), (1, -1, 1, -1), (400, -399)])
def test_no_clock_fault_loses_a_review(faults: tuple[float, ...]) -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(12), clock)
    session = study(trainer)
    for fault in faults:
        answer(session)
        session.go_on()
        clock.move(days=fault)
    answer(session)
    events = list(trainer.journal.events())
    assert len(events) == len(faults) + 1
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert stale_cards(trainer) == ()


def test_a_lost_memory_table_is_rebuilt_from_the_events() -> None:
    trainer = trainer_of(recall_cards(5))
    session = study(trainer)
    for rating in (Rating.GOOD, Rating.AGAIN, Rating.EASY):
        answer(session, rating)
        session.go_on()
    before = sorted(trainer.journal.memories())
    trainer.journal.commit(Change(forgotten=tuple(memory.card for memory in before)))
    assert list(trainer.journal.memories()) == []
    assert rebuild(trainer) == 3
    assert sorted(trainer.journal.memories()) == before
    assert rebuild(trainer) == 0


def test_a_card_that_was_let_rest_and_taken_back_still_counts() -> None:
    session = study(trainer_of(recall_cards(3)))
    answer(session, Rating.AGAIN)
    session.go_on()
    first = session.answers[0].card
    while session.prompt is not None and session.prompt.card.id != first:
        answer(session, Rating.EASY)
        session.go_on()
    assert session.progress == (3, 3)
    session.suspend()
    assert session.undo() == first
    assert session.progress == (3, 3)


def test_undoing_a_second_answer_leaves_the_card_answered_once() -> None:
    session = study(trainer_of(recall_cards(2)))
    for _turn in range(3):
        answer(session, Rating.AGAIN)
        session.go_on()
    card = session.answers[-1].card
    assert [each.card for each in session.answers].count(card) == 2
    assert session.undo() == card
    assert session.progress == (2, 2)
    assert session.undo() is not None
    assert session.progress == (1, 2)


def test_a_new_sitting_takes_back_what_an_earlier_one_did_and_asks_it_again() -> None:
    trainer = trainer_of(recall_cards(2))
    session = study(trainer)
    while session.prompt is not None:
        answer(session, Rating.EASY)
        session.go_on()
    later = study(trainer)
    assert (later.prompt, later.can_undo) == (None, True)
    card = later.undo()
    assert later.prompt is not None
    assert later.prompt.card.id == card
    assert later.progress == (0, 1)
    assert trainer.journal.memory(later.prompt.card.id) is None


@pytest.mark.parametrize(("hours", "undoable"), [(0.5, True), (1.5, False)])
def test_an_undo_reaches_an_hour_back_beyond_the_beginning_of_the_day(hours: float, *, undoable: bool) -> None:
    clock = HandClock(day_start(HandClock()().day, HandClock()().offset))
    trainer = trainer_of(recall_cards(1), clock)
    clock.move(hours=-hours)
    session = study(trainer)
    answer(session)
    clock.move(hours=hours, minutes=1)
    assert (trainer.undo() is not None) is undoable


def test_a_rating_takes_six_statements_from_key_to_disk_to_the_next_question() -> None:
    journal = SqliteJournal.blank("学员甲")
    session = study(trainer_of(recall_cards(4), journal=journal))
    answer(session)
    session.go_on()
    said: list[str] = []
    for _turn in range(2):
        session.preview()  # when the answer was shown
        said.clear()
        journal._database.connection.set_trace_callback(said.append)
        answer(session)
        session.go_on()
        journal._database.connection.set_trace_callback(None)
        statements = list(dict.fromkeys(said))  # one that sets triggers off is told several times
        words = [" ".join(statement.split()[:3]) for statement in statements]
        assert words == [
            "BEGIN IMMEDIATE",
            "INSERT INTO event",
            "INSERT INTO review",
            "INSERT INTO memory",
            "COMMIT",
            "SELECT * FROM",
        ]
