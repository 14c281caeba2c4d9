"""``doctor`` and ``settings``."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import AT, Kdeck, one_clear_error


@pytest.fixture
def studied(kdeck: Kdeck) -> Kdeck:
    assert kdeck("study", "--plain", "--learner", "amy", "--at", AT, stdin="\n3\n:q\n").code == 0
    return kdeck


def levels(kdeck: Kdeck, *words: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for result in json.loads(kdeck("doctor", "--at", "2026-11-12", "--format", "json", *words).out):
        assert list(result) == ["level", "name", "message", "advice"]
        found.setdefault(result["name"], set()).add(result["level"])
    return found


def test_a_sound_home_has_nothing_to_complain_of(studied: Kdeck) -> None:
    found = levels(studied)
    assert found["Journal of amy"] == {"ok"}
    assert found["Decks"] == {"ok"}
    assert found["Input method"] == found["Terminal"] == {"skip"}
    ran = studied("doctor", "--at", "2026-11-12")
    assert ran.code == 0
    assert "sound; 2 events, 1 card studied" in ran.out
    assert "textual" in ran.out


def test_an_empty_home_is_no_fault(kdeck: Kdeck) -> None:
    assert kdeck("doctor").code == 0


def test_errors_in_decks_fail_and_say_what_to_do(studied: Kdeck, decks: Path) -> None:
    (decks / "bad.yaml").write_text("deck: [", encoding="utf-8")
    ran = studied("doctor")
    assert ran.code == 1
    assert "FAIL  Decks" in ran.out
    assert "kdeck check" in ran.out


def test_a_damaged_journal_fails_and_the_other_learners_are_still_looked_at(studied: Kdeck, home: Path) -> None:
    studied("study", "--plain", "--learner", "ben", stdin="")
    (home / "learners" / "amy" / "journal.db").write_bytes(b"gone" * 2000)
    found = levels(studied)
    assert found["Journal of amy"] == {"fail"}
    assert found["Journal of ben"] == {"ok"}


def test_a_memory_that_is_not_what_the_events_say_is_found_and_mended(studied: Kdeck, home: Path) -> None:
    with sqlite3.connect(home / "learners" / "amy" / "journal.db") as database:
        database.execute("UPDATE memory SET stability = 99")
    database.close()
    ran = studied("doctor")
    assert ran.code == 1
    assert "basics/greet" in ran.out
    assert studied("doctor", "--fix", "--at", "2026-11-12").code == 0
    assert studied("doctor", "--at", "2026-11-12").code == 0
    assert len(studied("log").out.splitlines()) == 2


def test_answers_dated_in_the_future_are_told_with_both_cures_and_mended_only_when_asked(studied: Kdeck) -> None:
    at = "2026-11-01T10:00+08:00"
    for _look in range(2):
        ran = studied("doctor", "--at", at)
        assert ran.code == 0
        assert "answers dated in the future: 1, too early: 0; the clock says 2026-11-01" in ran.out
        assert "If the clock is wrong, set it right" in ran.out
        assert "kdeck doctor --fix gives these answers the times" in ran.out
    assert len(studied("log").out.splitlines()) == 2, "the mark of simulated time, and the answer"
    assert "Answers that got their right times: 1" in studied("doctor", "--fix", "--at", at).out
    assert "no answer was dated by a wrong clock" in studied("doctor", "--at", at).out
    assert json.loads(studied("due", "--at", at, "--format", "json").out)["misdated"] == 0
    assert len(studied("log").out.splitlines()) == 3


def test_what_a_clock_far_behind_dated_is_told_as_too_early(studied: Kdeck) -> None:
    studied("study", "--plain", "--at", "2026-10-11T10:00+08:00", stdin="\n3\n:q\n")
    studied("study", "--plain", "--at", "2026-11-11T11:00+08:00", stdin="\n3\n:q\n")
    at = "2026-11-11T12:00+08:00"
    assert "answers dated in the future: 0, too early: 1" in studied("doctor", "--at", at).out
    studied("doctor", "--fix", "--at", at)
    assert "no answer was dated by a wrong clock" in studied("doctor", "--at", at).out


def test_a_home_that_is_no_folder_fails(kdeck: Kdeck, home: Path) -> None:
    home.write_text("x")
    ran = kdeck("doctor")
    assert ran.code == 1
    assert "is not a folder" in ran.out
    assert ran.err == ""


def test_settings_are_listed_shown_and_changed(studied: Kdeck) -> None:
    assert "new_per_day: 15" in studied("settings").out
    assert studied("settings", "new_per_day", "3").out == "new_per_day: 3\n"
    assert json.loads(studied("settings", "--format", "json").out)["new_per_day"] == 3
    assert studied("settings", "new_per_day").out == "new_per_day: 3\n"
    due = json.loads(studied("due", "--at", "2026-11-12T10:00+08:00", "--format", "json").out)
    assert due["new"] == 3


@pytest.mark.parametrize(
    "words", [("new_per_day", "many"), ("new_per_day", "501"), ("colour", "red"), ("colour",), ("language", "fr")]
)
def test_what_no_setting_can_be_is_refused(studied: Kdeck, words: tuple[str, ...]) -> None:
    ran = studied("settings", *words)
    assert ran.code == 2
    one_clear_error(ran)
    assert "new_per_day: 15" in studied("settings").out
