"""Drills begin from the library's chats, are kept as events, and tell how many customers can be served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kdeck.core.chat.drill import RESPOND_TURNS, Drill, turns_of_run
from kdeck.core.chat.scenario import Scenario
from kdeck.core.errors import JournalFull, UsageError
from kdeck.core.message import Message
from kdeck.core.shop import Shop, Targets
from kdeck.decks.library import library_of
from kdeck.journal.base import Change, Journal
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.chat import ChatResult, begin, history, next_rung, record, scenarios, sustainable
from kdeck.trainer.merge import merge, rebuild
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, recall_card, trainer_of
from tests.core.chat.making import PARCEL, SIZE, THANKS, TODAY, customer

KNOWN = tuple(customer(*turns, name=f"c{n}") for n, turns in enumerate([(PARCEL, TODAY), (SIZE, THANKS), (SIZE,)] * 4))
SHOP = Shop(lang="zh-Hans", respond=Targets(5.0, 15.0))


def trainer(journal: Journal | None = None, known: tuple[Scenario, ...] = KNOWN, seed: int = 1) -> Trainer:
    library = library_of([recall_card(1)], SHOP, chats=known)
    return trainer_of(library, HandClock(), journal, seed=seed)


def answered(run: Drill, after: int = 3_000, *, worse: int = 0) -> Drill:
    """Every customer answered so long after writing, the first ones with nothing that helps: to the end."""
    at = 0
    while not run.over:
        at += 500
        run.tick(at)
        for window in run.windows:
            exchange = window.exchange
            if window.state == "waiting" and exchange and at - exchange.since >= after:
                run.switch(at, window.number)
                worse, helps = worse - 1, worse <= 0
                run.send(at, "，".join(group[0] for group in exchange.turn.must) or "好的" if helps else "亲，您好")
    return run


def body(own: Trainer, result: ChatResult) -> dict[str, Any]:
    return dict(next(event for event in own.journal.events() if event.id == result.id).body)


def kept(own: Trainer, chats: int, after: int = 3_000, worse: int = 0) -> ChatResult:
    result = record(own, "chat", answered(begin(own, "chat", chats), after, worse=worse))
    assert result is not None
    return result


def test_a_drill_is_drawn_from_the_library_by_a_seed() -> None:
    own = trainer()
    assert scenarios(own) == KNOWN
    run = begin(own, "chat", 3, seed=7)
    assert run.plan == begin(trainer(seed=5), "chat", 3, seed=7).plan
    assert (run.plan.chats, run.rest) == (3, 15_000)
    assert run.plan.turns >= turns_of_run(3)
    assert begin(own, "chat", 3).plan.seed != begin(own, "chat", 3).plan.seed


def test_a_response_drill_has_one_customer_at_a_time_and_is_shorter() -> None:
    run = begin(trainer(), "respond", 4)
    assert run.plan.chats == 1
    assert RESPOND_TURNS <= run.plan.turns < turns_of_run(1)


def test_a_library_without_chats_says_what_to_do() -> None:
    with pytest.raises(UsageError, match="no chats") as found:
        begin(trainer(known=()), "chat", 1)
    assert "kdeck new chat" in str(found.value.hint)


def test_a_whole_run_is_one_event_with_everything_in_it() -> None:
    own = trainer()
    run = answered(begin(own, "chat", 2, seed=3))
    result = record(own, "chat", run)
    assert result is not None
    (event,) = own.journal.events()
    assert (event.kind, event.card, event.id) == ("chat", "chat/2", result.id)
    plain = body(own, result)
    assert {"chats", "waits", "within", "right", "forbidden", "p90", "average", "longest", "lost"} <= plain.keys()
    assert (plain["chats"], plain["within"], plain["first_within"], plain["seed"]) == (2, 15_000, 5_000, 3)
    assert plain["scenarios"] == [one.id for one in run.plan.customers]
    assert len(plain["waits"]) == len(plain["replies"]) == run.plan.turns
    assert all(3_000 <= wait < 3_500 for wait in plain["waits"])
    assert (result.right, result.lost, result.complete, result.sustained) == (1.0, 0, True, True)
    assert result.share_within(3_499) == 1.0
    assert result.share_within(2_999) == 0.0
    assert (result.p90, result.longest) == (plain["p90"], max(plain["waits"]))


def test_what_was_not_said_and_what_must_not_be_said_is_kept_by_reply() -> None:
    own = trainer(known=(customer(PARCEL),))
    run = begin(own, "respond", seed=1)
    run.send(9_000, "抱歉，肯定快")
    run.tick(60_000)
    run.leave(60_000)
    result = record(own, "respond", run)
    assert result is not None
    assert body(own, result)["replies"] == [["d/a", 0, ["抱歉，肯定快"], [1], ["肯定"]]]
    assert (result.forbidden, result.right, result.facts, result.complete) == (1, 0.5, 2, False)


def test_a_drill_that_was_left_before_any_turn_ended_is_not_kept() -> None:
    own = trainer()
    run = begin(own, "chat", 1)
    run.leave(2_000)
    assert record(own, "chat", run) is None
    assert list(own.journal.events()) == []


def test_history_holds_both_kinds_the_newest_first() -> None:
    own = trainer()
    one = record(own, "respond", answered(begin(own, "respond")))
    two = kept(own, 3)
    assert [(found.kind, found.chats) for found in history(own)] == [("chat", 3), ("respond", 1)]
    assert history(own) == [two, one]
    assert history(own, 1) == [two]


def test_the_largest_number_of_chats_that_was_sustained_counts() -> None:
    own = trainer()
    assert sustainable(history(own)) is None
    assert next_rung(history(own)) == 1
    kept(own, 1, after=30_000)
    assert sustainable(history(own)) == 0
    kept(own, 1)
    kept(own, 3)
    kept(own, 4, after=16_000)
    assert sustainable(history(own)) == 3
    assert next_rung(history(own)) == 4
    kept(own, 3, worse=4)
    assert history(own)[0].right < 0.97
    assert sustainable(history(own)) == 1  # the newest run with three decides
    kept(own, 5)
    assert (sustainable(history(own)), next_rung(history(own))) == (5, 5)


def test_neither_a_response_drill_nor_a_run_that_was_left_tells_what_can_be_sustained() -> None:
    own = trainer()
    respond = record(own, "respond", answered(begin(own, "respond")))
    run = answered(begin(own, "chat", 2))
    run.left = True
    left = record(own, "chat", run)
    assert respond is not None
    assert left is not None
    assert not respond.sustained
    assert not left.sustained
    assert sustainable(history(own)) is None


def test_a_tenth_may_be_late_and_three_in_a_hundred_facts_missing_but_no_more() -> None:
    base = kept(trainer(), 1)
    waits = (15_000,) * 18 + (15_001,) * 2
    assert base._replace(waits=waits, right=0.97).sustained
    assert not base._replace(waits=(15_000,) * 17 + (15_001,) * 3).sustained
    assert not base._replace(waits=waits, unanswered=(0,)).sustained
    assert not base._replace(right=0.9699).sustained


def test_no_undo_reaches_a_drill_and_no_memory_comes_of_it() -> None:
    own = trainer()
    kept(own, 2)
    assert own.undo() is None
    rebuild(own)
    assert list(own.journal.memories()) == []
    assert len(history(own)) == 1


def test_drills_of_two_machines_merge() -> None:
    here, there = trainer(), trainer(seed=9)
    one, two = kept(here, 1), kept(there, 2)
    merge(here, list(there.journal.events()))
    assert {found.id for found in history(here)} == {one.id, two.id}


class FullDisk(SqliteJournal):
    """A journal that stores nothing."""

    def commit(self, change: Change, then: Callable[[], Change] | None = None) -> None:
        """Refuse."""
        raise JournalFull(Message("The disk is full"), Message("Free some space"))


def test_a_full_disk_keeps_the_drill_for_another_try() -> None:
    own = trainer(FullDisk.blank("学员甲"))
    run = answered(begin(own, "chat", 1))
    with pytest.raises(JournalFull):
        record(own, "chat", run)
    own.journal = SqliteJournal.blank("学员甲")
    assert record(own, "chat", run) is not None
