"""Between sittings: queries say the same of a journal whether it can be written or not, and keep nothing in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kdeck.cli.context import moment_at
from kdeck.core.errors import JournalError, JournalFull
from kdeck.core.message import Message
from kdeck.decks.library import open_library
from kdeck.journal.base import Journal
from kdeck.journal.sqlite import SqliteJournal, open_journal
from kdeck.trainer import chat, exam, levels, typing
from kdeck.trainer.browse import crams, search
from kdeck.trainer.forecast import forecast_now
from kdeck.trainer.news import confirmed_today, news
from kdeck.trainer.path import place_of
from kdeck.trainer.statistics import past, present, typed
from kdeck.trainer.study import study
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.upkeep import catch_up, view, wrap_up
from kdeck.trainer.why import explain
from kdeck.tui.home_later import find_out
from tests.builders import HandClock, recall_cards, trainer_of
from tests.cli.conftest import DECK, SHOP
from tests.cli.test_looks import NEXT_DAY, contents, leave_over

QUERIES: dict[str, Callable[[Trainer], object]] = {
    "today": Trainer.today,
    "overview": Trainer.overview,
    "tomorrow": Trainer.tomorrow,
    "changed": Trainer.changed,
    "news": lambda trainer: (news(trainer), confirmed_today(trainer)),
    "ladder": levels.look,
    "level in hand": levels.in_hand,
    "exams": lambda trainer: (exam.standings(trainer), exam.history(trainer), exam.running(trainer)),
    "runs": typing.history,
    "chats": chat.history,
    "past": past,
    "present": lambda trainer: (present(trainer, {}), typed(trainer)),
    "why": lambda trainer: [explain(trainer, card) for card in trainer.library.ids],
    "forecast": forecast_now,
    "search": lambda trainer: [search(trainer, query) for query in ("is:due", "r<90%", "-is:new")],
    "crams": crams,
    "path": lambda trainer: (place_of(trainer, trainer.study_day()), trainer.next_study(trainer.today())),
    "home": lambda trainer: find_out(trainer, trainer.today()),
}


@pytest.fixture
def left_over(tmp_path: Path) -> Path:
    """See ``leave_over``: with a go-live date ahead."""
    home, decks = tmp_path / "home", tmp_path / "library"
    decks.mkdir()
    (decks / "shop.yaml").write_text(SHOP + "calendar: {live: 2026-12-20}\n", encoding="utf-8")
    (decks / "basics.yaml").write_text(DECK, encoding="utf-8")
    return leave_over(home, decks)


def seen_by(path: Path, query: Callable[[Trainer], object], *, read_only: bool) -> object:
    """What a query says the next morning, twice in a row."""
    journal = open_journal(str(path), "amy", read_only=read_only)
    try:
        trainer = next_morning(path, journal)
        first, again = (repr(query(view(trainer, levels=True))) for _twice in range(2))
        assert first == again
        return first
    finally:
        journal.close()


def next_morning(path: Path, journal: Journal) -> Trainer:
    """The learner then."""
    library = open_library(str(path.parents[3] / "library"), None)
    return trainer_of(library, HandClock(moment_at(NEXT_DAY)), journal, seed=11)


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_says_the_same_of_a_journal_that_cannot_be_written_and_of_one_that_can(
    left_over: Path, query: str
) -> None:
    before = contents(left_over)[1]
    ask = QUERIES[query]
    reading, writing = (seen_by(left_over, ask, read_only=read_only) for read_only in (True, False))
    assert reading == writing
    assert contents(left_over)[1] == before


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_says_what_it_says_once_a_command_has_caught_up(left_over: Path, query: str) -> None:
    seen = seen_by(left_over, QUERIES[query], read_only=True)
    journal = open_journal(str(left_over), "amy")
    trainer = next_morning(left_over, journal)
    catch_up(trainer)
    wrap_up(trainer)
    assert view(trainer, levels=True) is trainer
    assert repr(QUERIES[query](trainer)) == seen
    journal.close()


def test_a_view_is_the_learner_where_nothing_is_left_over() -> None:
    trainer = trainer_of(recall_cards(3))
    study(trainer)
    assert view(trainer, levels=True) is trainer


def test_what_looks_came_to_is_kept_when_a_session_ends_and_used_by_the_next(left_over: Path) -> None:
    journal = open_journal(str(left_over), "amy")
    trainer = next_morning(left_over, journal)
    catch_up(trainer)
    trainer.today()
    assert forecast_now(trainer) is not None
    assert [journal.setting(name) for name in ("changes", "forecast", "levels")] == [None] * 3
    wrap_up(trainer)
    assert all(journal.setting(name) for name in ("changes", "forecast", "levels"))
    before = contents(left_over)[1]
    wrap_up(next_morning(left_over, journal))
    assert contents(left_over)[1] == before, "nothing has come to it"
    journal.close()


def test_a_session_on_a_full_disk_ends_without_a_word_and_loses_no_answer(
    left_over: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = open_journal(str(left_over), "amy")
    trainer = next_morning(left_over, journal)
    catch_up(trainer)
    trainer.today()
    count = journal.count()

    def full(*_args: object) -> None:
        raise JournalFull(Message("The disk is full"))

    with monkeypatch.context() as disk:
        disk.setattr(SqliteJournal, "set_setting", full)
        disk.setattr(SqliteJournal, "_write", full)
        wrap_up(trainer)
    assert (journal.count(), journal.setting("changes")) == (count, None)
    journal.close()


def test_a_command_on_a_reader_is_refused() -> None:
    reader = SqliteJournal.blank("学员甲", read_only=True)
    trainer = trainer_of(recall_cards(1), journal=reader)
    with pytest.raises(JournalError):
        trainer.keep_run("goal", "goal/live", {"minutes": 30})
