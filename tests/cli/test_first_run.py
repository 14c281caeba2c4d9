"""Who is met by the first run when the app is opened: somebody who has done nothing yet, and nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdeck.cli.app import _newcomer
from kdeck.cli.arguments import shared_options
from kdeck.cli.context import Context
from kdeck.core.errors import UsageError
from kdeck.core.memory import Rating
from kdeck.journal.folder import path_of
from kdeck.journal.sqlite import SqliteJournal, open_journal
from kdeck.trainer.settings import note_welcome
from tests.builders import recall_cards, trainer_of
from tests.tui.stage import review


@pytest.fixture(autouse=True)
def _user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "amy")


def newcomer(home: Path, *words: str) -> str | None:
    context = Context(shared_options(["--home", str(home), *words])[0])
    try:
        return _newcomer(context)
    finally:
        context.close()


def journal(home: Path, learner: str = "小王") -> SqliteJournal:
    return open_journal(path_of(str(home), learner), learner, create=True)


def test_on_a_fresh_machine_it_is_whoever_uses_the_system(home: Path) -> None:
    assert newcomer(home) == "amy"
    assert not home.exists()


def test_it_is_a_named_learner_without_a_journal(home: Path) -> None:
    assert newcomer(home, "--learner", "小李") == "小李"
    journal(home).close()
    assert newcomer(home, "--learner", "小李") == "小李"


def test_it_is_a_learner_whose_journal_is_empty_until_she_was_welcomed(home: Path) -> None:
    made = journal(home)
    made.close()
    assert newcomer(home) == "小王"
    made = journal(home)
    note_welcome(made)
    made.close()
    assert newcomer(home) is None


def test_it_is_nobody_who_has_answered_a_card(home: Path) -> None:
    made = journal(home)
    trainer = trainer_of(recall_cards(1), journal=made)
    review(trainer, trainer.library.card("deck/card-0"), Rating.GOOD)
    made.close()
    assert newcomer(home) is None
    assert newcomer(home, "--learner", "小王") is None


def test_several_learners_without_a_name_are_left_to_the_error_that_names_them(home: Path) -> None:
    journal(home).close()
    journal(home, "小李").close()
    assert newcomer(home) is None
    with pytest.raises(UsageError, match="several learners"):
        Context(shared_options(["--home", str(home)])[0]).reader()


def test_a_journal_that_nobody_can_read_is_left_to_the_error_that_says_so(home: Path) -> None:
    path = Path(path_of(str(home), "小王"))
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 99)
    assert newcomer(home) is None
