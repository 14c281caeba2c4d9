"""Commands that only look: each leaves the journal as it was, whatever a crash, a deck or an exam has left over."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kdeck.core.memory import Rating
from kdeck.decks.library import open_library
from kdeck.journal.folder import path_of
from kdeck.journal.sqlite import open_journal
from kdeck.trainer.exam import begin, trial
from kdeck.trainer.levels import confirm
from kdeck.trainer.study import study
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, answer_to, rated, trainer_of
from tests.cli.conftest import Kdeck
from tests.trainer.exam.sat import Watch
from tests.trainer.levels.builders import type_run

NEXT_DAY = "2026-11-24T09:00+08:00"
FAR = "2031-05-05"
DANS = "\ndans: [{dan: 1, needs: [{witness: yes}]}, {dan: 2, needs: [{recall: {decks: [basics], of_cards: 90%}}]}]\n"
LOOKS = (
    ("due",),
    ("due", "--format", "json"),
    ("goal",),
    ("why", "basics/hello"),
    ("why", "basics/cutoff", "--format", "json"),
    ("progress",),
    ("progress", "--format", "json"),
    ("log",),
    ("log", "--format", "json"),
    ("log", "--card", "basics/greet"),
    ("dan",),
    ("dan", "--format", "json"),
    ("exam", "history"),
    ("exam", "show"),
    ("typing", "history"),
    ("typing", "replay"),
    ("chat", "history"),
    ("certificate",),
    ("settings",),
    ("doctor",),
    ("cards",),
    ("check",),
    ("restore",),
    ("backup", "copy.db"),
)
TIMELESS = ("log", "chat", "settings", "cards", "restore", "backup")


@pytest.fixture
def lived(home: Path, decks: Path) -> Path:
    """The journal of a learner, with all that a next command would have to do first."""
    return leave_over(home, decks)


def leave_over(home: Path, decks: Path) -> Path:
    """The same for a library of ``tests.cli.conftest``: a day that is over, an exam that has run out, a card that the
    deck has renamed since, and a level for which all is there.
    """
    clock = HandClock()
    path = path_of(str(home), "amy")
    journal = open_journal(path, "amy", create=True)
    trainer = trainer_of(open_library(str(decks), None), clock, journal)
    session = study(trainer)
    while session.prompt is not None:
        clock.move(seconds=9)
        right = answer_to(session.prompt, right=True)
        rated(session, Rating.EASY, 9_000, right)
        session.go_on()
    type_run(trainer, 46)
    confirm(trainer, 1, "王老师")
    begin(trainer, trial(()), Watch(clock))
    journal.close()
    text = (decks / "basics.yaml").read_text(encoding="utf-8")
    (decks / "basics.yaml").write_text(text.replace("id: greet", "id: hello\n    was: [greet]"), encoding="utf-8")
    shop = decks / "shop.yaml"
    shop.write_text(shop.read_text(encoding="utf-8") + DANS, encoding="utf-8")
    return Path(path)


def contents(path: Path) -> tuple[bytes, list[str]]:
    """The file, and all that stands in its tables."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        return path.read_bytes(), list(connection.iterdump())
    finally:
        connection.close()


def files(home: Path) -> set[Path]:
    """What lies in a data folder, but for the index of the decks and what SQLite itself keeps beside a database."""
    return {path for path in home.rglob("*") if "cache" not in path.parts and not path.name.endswith(("-shm", "-wal"))}


@pytest.mark.parametrize("at", [NEXT_DAY, FAR, None])
@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_a_look_leaves_the_journal_as_it_was(
    kdeck: Kdeck, home: Path, lived: Path, words: tuple[str, ...], at: str | None
) -> None:
    before, there = contents(lived), files(home)
    when = ("--at", at) if at is not None and words[0] not in TIMELESS else ()
    ran = kdeck(*words, *when)
    assert ran.code in (0, 1, 2)
    assert ran.out or ran.err
    assert "Traceback" not in ran.err
    assert contents(lived) == before
    assert files(home) == there


def test_the_ladder_seen_years_ahead_keeps_no_level_and_freezes_nobodys_study(
    kdeck: Kdeck, home: Path, lived: Path
) -> None:
    assert "✓ 1  Foundations: computer and typing  2026-11-23" in kdeck("dan", "--at", FAR).out
    assert '"kind": "dan"' not in kdeck("log", "--format", "json").out
    assert kdeck("study", "--plain", stdin=":q\n").code == 0
    level = next(line for line in kdeck("log").out.splitlines() if "dan/1" in line)
    assert level.startswith("2026-11-23"), "as of the last answer"


def test_a_query_sees_what_the_next_command_will_find(kdeck: Kdeck, lived: Path) -> None:
    at = ("--at", NEXT_DAY)
    words = (("why", "basics/hello"), ("due", "--format", "json"), ("exam", "history"), ("progress", "days"))
    seen = [kdeck(*each, *at).out for each in words]
    assert "known as basics/greet before" in seen[0]
    assert "0 of" in seen[2]
    _catch_up(lived, kdeck)
    assert [kdeck(*each, *at).out for each in words] == seen


def _catch_up(path: Path, kdeck: Kdeck) -> None:
    """Begin a session, as every command that writes does, at the time of the looks."""
    from kdeck.cli.context import moment_at
    from kdeck.trainer.upkeep import catch_up, wrap_up

    journal = open_journal(str(path), "amy")
    trainer: Trainer = trainer_of(
        open_library(str(path.parents[3] / "library"), None), HandClock(moment_at(NEXT_DAY)), journal, seed=9
    )
    catch_up(trainer)
    wrap_up(trainer)
    assert {event.kind for event in journal.events()} >= {"dan", "rename"}
    journal.close()


def test_a_passed_exam_gives_its_level_at_once_line_by_line(kdeck: Kdeck, decks: Path) -> None:
    shop = decks / "shop.yaml"
    text = "\ndans: [{dan: 1, needs: [{exam: {decks: [basics], cards: 1, minutes: 5, pass: 50%}}]}]\n"
    shop.write_text(shop.read_text(encoding="utf-8") + text, encoding="utf-8")
    deck = (decks / "basics.yaml").read_text(encoding="utf-8")
    head, *entries = deck.split("  - id: ")
    only = next(entry for entry in entries if entry.startswith("cutoff"))
    (decks / "basics.yaml").write_text(f"{head}  - id: {only}", encoding="utf-8")
    ran = kdeck("exam", "--plain", "--learner", "amy", stdin="\n16:00\n")
    assert ran.code == 0
    assert "Dan 1 is reached." in ran.out.splitlines()
    assert kdeck("log").out.splitlines()[-1].endswith("level reached  dan/1")
