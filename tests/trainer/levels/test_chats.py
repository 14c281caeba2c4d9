"""Chats as they are run, held against the levels that ask for them."""

from __future__ import annotations

from kdeck.core.levels.need import DanAsked, RespondNeed
from kdeck.core.shop import Shop
from kdeck.decks.library import library_of
from kdeck.trainer.certificate import make
from kdeck.trainer.chat import begin, record
from kdeck.trainer.levels import look
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, recall_card, trainer_of
from tests.trainer.levels.builders import check
from tests.trainer.test_chat import KNOWN, answered, kept


def learner(within: float = 4.0) -> Trainer:
    """Of a shop whose seventh level wants two customers served within so many seconds."""
    dans = (DanAsked(7, "", (RespondNeed(2, within, 0.9),)),)
    return trainer_of(library_of([recall_card(1)], Shop(lang="zh-Hans", dans=dans), chats=KNOWN), HandClock())


def missing(trainer: Trainer) -> str:
    """What is missing of it."""
    (need,) = look(trainer).rungs[6].needs
    return str(need.missing)


def test_a_run_in_time_with_the_facts_right_reaches_its_level_and_can_be_certified() -> None:
    trainer = learner()
    kept(trainer, 2, after=3_000)
    assert look(trainer).reached == 7
    checks = check(make(trainer), "", trainer.journal.events())
    assert [each.name for each in checks if each.holds] == ["learner", "level", "chain", "issued", "respond"]


def test_a_run_with_slow_replies_misses_it() -> None:
    trainer = learner(within=2.9)
    kept(trainer, 2, after=3_000)
    assert missing(trainer).startswith("chats: +")
    assert look(trainer).reached == 0


def test_quick_replies_that_do_not_help_miss_it() -> None:
    trainer = learner()
    kept(trainer, 2, after=1_000, worse=2)
    assert "of the facts said, not 97%" in missing(trainer)


def test_one_window_less_a_drill_and_a_run_that_was_left_do_not_count() -> None:
    trainer = learner()
    kept(trainer, 1)
    record(trainer, "respond", answered(begin(trainer, "respond")))
    left = begin(trainer, "chat", 2)
    left.tick(500)
    left.tick(60_000)
    left.leave(60_000)
    record(trainer, "chat", left)
    assert missing(trainer) == "2 chats at once, answered in time"
