"""What ``due`` and ``why`` say of changed facts and renamed cards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kdeck.cli.context import moment_at
from kdeck.core.memory import Rating
from kdeck.decks.library import open_library
from kdeck.journal.folder import path_of
from kdeck.journal.sqlite import open_journal
from kdeck.trainer.study import study
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, rated, trainer_of
from tests.cli.conftest import AT, Kdeck

LEARNER = "学员甲"


def sit(home: Path, decks: Path, *, answer: bool = True) -> None:
    """A sitting of the learner at ``AT``: everything that is due is known at once."""
    journal = open_journal(path_of(str(home), LEARNER), LEARNER, create=True)
    clock = HandClock(moment_at(AT))
    trainer: Trainer = trainer_of(open_library(str(decks), None), clock, journal, seed=journal.count())
    session = study(trainer)
    while answer and session.prompt is not None:
        rated(session, Rating.EASY, 4000)
        session.go_on()
    journal.close()


@pytest.fixture
def studied(home: Path, decks: Path, kdeck: Kdeck) -> Kdeck:
    """``kdeck`` of a learner who has met all cards."""
    sit(home, decks)
    return kdeck


def edit(decks: Path, old: str, new: str) -> None:
    text = (decks / "basics.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (decks / "basics.yaml").write_text(text.replace(old, new), encoding="utf-8")


def test_a_changed_fact_is_due_at_once_and_why_says_what_it_was(studied: Kdeck, decks: Path, home: Path) -> None:
    at = ("--at", "2026-11-12T10:00+08:00")
    before = json.loads(studied("due", *at, "--format", "json").out)
    edit(decks, 'back: "16:00"', 'back: "17:00"')
    after = json.loads(studied("due", *at, "--format", "json").out)
    assert list(after)[:5] == ["at", "due", "learning", "new", "cards"]
    assert (after["due"], after["cards"][0]) == (before["due"] + 1, "basics/cutoff")
    assert "Changed since you last answered them: 1" in studied("due", *at).out.splitlines()
    told = studied("why", "basics/cutoff", *at)
    assert "Changed: 16:00 is now 17:00" in told.out.splitlines()
    plain = json.loads(studied("why", "basics/cutoff", *at, "--format", "json").out)
    assert list(plain) == [
        "card",
        "state",
        "stability",
        "difficulty",
        "due",
        "retrievability",
        "history",
        "next",
    ]
    assert plain["due"] == "2026-11-12T04:00:00+08:00"
    edit(decks, "front: 几点前付款当天发货？", "front: 几点之前付款，当天发货？")
    assert json.loads(studied("due", *at, "--format", "json").out)["due"] == after["due"]


def test_a_renamed_card_keeps_its_history_before_and_after_the_next_sitting(
    studied: Kdeck, decks: Path, home: Path
) -> None:
    edit(decks, "  - id: freight\n", "  - id: who-pays\n    was: freight\n")
    for sat in (False, True):
        if sat:
            sit(home, decks, answer=False)
        plain = json.loads(studied("why", "basics/who-pays", "--at", AT, "--format", "json").out)
        assert plain["state"] == "review"
        assert [(row["kind"], row.get("from")) for row in plain["history"]] == [
            ("review", None),
            ("rename", "basics/freight"),
        ]
        assert json.loads(studied("due", "--at", AT, "--format", "json").out)["new"] == 0
    assert "known as basics/freight before" in studied("why", "basics/who-pays", "--at", AT).out
    assert "basics/who-pays  known as basics/freight before" in studied("log").out


def test_a_merge_brings_the_renaming_to_another_machine(
    studied: Kdeck, decks: Path, home: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    sit(home, decks)
    lines = studied("log", "--format", "json").out
    assert studied("--home", str(elsewhere), "log", "--merge", "-", stdin=lines, where=False).code == 0
    edit(decks, "  - id: freight\n", "  - id: who-pays\n    was: freight\n")
    sit(home, decks, answer=False)
    lines = studied("log", "--format", "json").out
    ran = studied("--home", str(elsewhere), "log", "--merge", "-", "--format", "json", stdin=lines, where=False)
    assert json.loads(ran.out)["added"] == 1
    where = ("--home", str(elsewhere), "--decks", str(decks))
    here, there = (studied("why", "basics/who-pays", "--at", AT, *places) for places in ((), where))
    assert here.out == there.out
