"""Lines that are no valid events are set aside, rows that somebody has changed are passed over: nothing is ruined."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from kdeck.core.events import kinds
from kdeck.journal.codec import to_line
from kdeck.journal.folder import path_of
from tests.chaos.fuzz_journal import COMMANDS, INPUT, fuzz
from tests.cli.conftest import Kdeck, one_clear_error
from tests.core.test_events import ruinous
from tests.journal.made import body_of, event, rewrite

GREET = "basics/greet"
LATER = "2026-11-24T10:00+08:00"
"""After what ``line`` makes."""


@pytest.fixture
def studied(kdeck: Kdeck) -> Kdeck:
    """Two cards answered by amy."""
    kdeck("study", "--plain", "--learner", "amy", "--at", LATER, stdin="\n3\n17:00\n:q\n")
    return kdeck


def line(number: int, kind: str = "review", **changes: object) -> str:
    """A line of amy's log, with these values in it."""
    made = event(number, "review" if kind == "quiz" else kind, GREET, learner="amy")  # type: ignore[arg-type]
    return json.dumps({**json.loads(to_line(made)), "kind": kind, **changes})


def journal_of(home: Path) -> str:
    return path_of(str(home), "amy")


def test_one_bad_line_does_not_lose_the_others_and_is_kept_with_its_reason(studied: Kdeck, tmp_path: Path) -> None:
    before = studied("log").out
    bad = line(2, body={**body_of("review"), "rating": 9})
    (tmp_path / "log.jsonl").write_text("\n".join([line(1), bad, line(3)]), encoding="utf-8")
    ran = studied("log", "--merge", "log.jsonl")
    assert (ran.code, ran.out) == (0, "2 events added, 0 known already, 1 card recomputed.\n")
    assert "1 line is no event to this kdeck and was set aside." in ran.err
    assert "log.jsonl:2: rating must be a whole number from 1 to 4." in ran.err
    assert len(studied("log").out.splitlines()) == len(before.splitlines()) + 2
    assert studied("log", "--aside", "--format", "json").out == bad + "\n"
    assert studied("log", "--aside").out == "log.jsonl:2: rating must be a whole number from 1 to 4.\n"
    doctor = json.loads(studied("doctor", "--format", "json").out)
    told = [found for found in doctor if "set aside" in found["message"]]
    assert [(found["level"], "log.jsonl:2" in found["message"]) for found in told] == [("warn", True)]


def test_merging_a_bad_line_twice_keeps_it_once(studied: Kdeck) -> None:
    for _turn in range(2):
        ran = studied("log", "--merge", "-", "--format", "json", stdin=line(1) + "\n" + line(2, day="9999-12-31"))
        assert json.loads(ran.out)["aside"] == 1
    assert len(studied("log", "--aside").out.splitlines()) == 1
    assert "standard input, line 2: day must be a whole number" in studied("log", "--aside").out


def test_what_is_no_event_at_all_is_told_and_the_rest_is_taken_in(studied: Kdeck) -> None:
    ran = studied("log", "--merge", "-", "--format", "json", stdin=f"{line(1)}\n{{}}\nhalf a li\n{line(2)}\n")
    assert ran.code == 1
    assert json.loads(ran.out) == {"added": 2, "known": 0, "cards": 1, "misdated": 0, "aside": 0, "refused": 2}
    assert "2 lines are no events at all and were not taken in." in ran.err
    assert "standard input, line 2: the event has no id." in ran.err
    assert studied("log", "--aside").out == "Nothing was set aside.\n"


def test_another_learners_bad_line_is_refused_like_a_good_one(studied: Kdeck) -> None:
    ran = studied("log", "--merge", "-", stdin=line(1) + "\n" + line(2, learner="ben", day=None))
    assert ran.code == 1
    assert "belongs to ben, not to amy" in one_clear_error(ran)
    assert studied("log", "--aside").out == "Nothing was set aside.\n"


def test_two_events_of_one_id_in_one_log_are_refused(studied: Kdeck) -> None:
    ran = studied("log", "--merge", "-", stdin=line(1) + "\n" + line(1, device="other"))
    assert ran.code == 1
    assert "with other contents" in one_clear_error(ran)


def test_a_log_of_unknown_kinds_alone_begins_no_journal(kdeck: Kdeck, home: Path) -> None:
    ran = kdeck("log", "--merge", "-", stdin=line(1, "quiz"))
    assert ran.code == 1
    assert "kind must be one of" in one_clear_error(ran)
    assert not (home / "learners").exists()


def _set_aside_by_an_older_kdeck(studied: Kdeck) -> None:
    with pytest.MonkeyPatch.context() as older:
        older.delitem(kinds.REGISTRY, "flag")
        older.setattr("kdeck.trainer.merge.__version__", "0.0.1")
        assert json.loads(studied("log", "--merge", "-", "--format", "json", stdin=line(7, "flag")).out)["aside"] == 1
    assert "Flagged" not in studied("why", GREET, "--at", LATER).out


def test_a_newer_kdeck_takes_in_what_an_older_one_did_not_understand(studied: Kdeck, home: Path) -> None:
    _set_aside_by_an_older_kdeck(studied)
    assert "this kdeck understands it" in studied("log", "--aside").out
    studied("settings", "theme", "light")
    assert "Flagged: 尺码表不对" in studied("why", GREET, "--at", LATER).out
    assert studied("log", "--aside").out == "Nothing was set aside.\n"


def test_doctor_takes_in_what_it_understands_when_asked_to_mend(studied: Kdeck, home: Path) -> None:
    _set_aside_by_an_older_kdeck(studied)
    rewrite(journal_of(home), "UPDATE aside SET kdeck = (SELECT '0.1.0')")
    assert "1 event that was set aside was taken in" in studied("doctor", "--fix").out
    assert "Flagged" in studied("why", GREET, "--at", LATER).out


def test_a_line_that_contradicts_an_event_stays_aside_and_stops_nobody(studied: Kdeck, home: Path) -> None:
    studied("log", "--merge", "-", stdin=line(1) + "\n" + line(2, "quiz") + "\n" + line(3, "quiz"))
    other, foreign = line(1, device="other"), line(5, learner="ben")
    rewrite(
        journal_of(home),
        f"UPDATE aside SET line = '{other}', kdeck = '' WHERE line = (SELECT min(line) FROM aside)",
        f"UPDATE aside SET line = '{foreign}', kdeck = '' WHERE line = (SELECT max(line) FROM aside)",
    )
    assert studied("settings", "theme", "light").code == 0
    assert studied("doctor", "--fix").code in (0, 1)
    assert set(studied("log", "--aside", "--format", "json").out.splitlines()) == {other, foreign}


def test_lines_that_were_set_aside_move_with_the_journal(studied: Kdeck, home: Path, tmp_path: Path) -> None:
    studied("log", "--merge", "-", stdin=line(1) + "\n" + line(2, "quiz"))
    home.rename(tmp_path / "old-home")
    moved = studied("log", "--merge", path_of(str(tmp_path / "old-home"), "amy"), "--format", "json")
    assert json.loads(moved.out)["aside"] == 1
    assert json.loads(studied("log", "--aside", "--format", "json").out)["kind"] == "quiz"


@pytest.mark.parametrize(
    "change",
    [
        "body = '{}'",
        "body = 'no json'",
        "body = '{\"rating\":9}'",
        "body = x'ff00'",
        "at = 9223372036854775807",
        "at = 'soon'",
        "day = 2932896",
        "device = x'ff'",
        "card = CAST(x'ff' AS TEXT)",
    ],
)
def test_a_row_that_somebody_changed_is_told_and_passed_over(studied: Kdeck, home: Path, change: str) -> None:
    rewrite(journal_of(home), f"UPDATE event SET {change} WHERE seq = 2")
    doctor = studied("doctor", "--format", "json")
    told = [found["message"] for found in json.loads(doctor.out) if "no valid event" in found["message"]]
    assert len(told) == 1
    assert "event:2" in told[0]
    assert len(studied("log").out.splitlines()) == 2
    assert "event:2" in studied("log", "--aside").out
    assert studied("doctor", "--fix").code in (0, 1)
    found = json.loads(studied("doctor", "--format", "json").out)
    assert [one["message"] for one in found if one["level"] == "fail" and "memor" in one["message"]] == []


@pytest.mark.parametrize(
    "change",
    ["event SET day = NULL", "event SET day = 'abc'", "event SET day = x'ff00'", f"day_sum SET day = {-(1 << 63)}"],
)
def test_whatever_somebody_made_of_every_day_one_studies_and_takes_back(
    studied: Kdeck, home: Path, change: str
) -> None:
    rewrite(journal_of(home), f"UPDATE OR IGNORE {change}")
    a_month_on = ("--at", "2026-12-24T10:00+08:00")
    assert studied("study", "--plain", *a_month_on, stdin="\n3\n16:00\n3\n:u\n:u\n:q\n").code == 0
    assert studied("progress").code == 0


@pytest.mark.parametrize("name", ["x'ff00'", "CAST(x'ff' AS TEXT)", "'abc'", "-1"])
def test_a_journal_whose_last_event_somebody_renamed_is_studied_on(studied: Kdeck, home: Path, name: str) -> None:
    rewrite(journal_of(home), f"UPDATE event SET id = {name} WHERE id = (SELECT max(id) FROM event)")
    assert [studied(*words).code for words in (("due",), ("goal",), ("due", "--format", "json"))] == [0, 0, 0]
    assert studied("study", "--plain", stdin="\n3\n:q\n").code == 0


@pytest.mark.parametrize("table", ["memory", "mark", "voided", "review", "day_sum"])
def test_what_follows_from_the_events_is_mended(studied: Kdeck, home: Path, table: str) -> None:
    studied(
        "log", "--merge", "-", stdin="\n".join([line(1), line(2, "flag"), line(3, "void", body={"event": "e0001"})])
    )
    studied("study", "--plain", "--at", LATER, stdin=":q\n")
    sound = [studied(*words).out for words in (("why", GREET, "--at", LATER), ("progress", "--at", LATER))]
    columns = {
        "memory": ("stability = 9e999", "phase = 'odd'", "due_day = 'x'", "retention = -1.0", "last_at = x'00'"),
        "mark": ("flag = 'another'", "suspended = 1"),
        "voided": ("id = 'nothing'",),
        "review": ("rating = 'x'", "card = x'00'", "milliseconds = 9e999", "recall = 'x'", "introduced = 7"),
        "day_sum": ("reviews = 'x'", "reviews = 0", "good = 99", "predicted = 9e999", "tried = -1"),
    }
    for change in columns[table]:
        rewrite(journal_of(home), f"UPDATE {table} SET {change}")
        assert studied("due", "--at", LATER).code == 0
        assert studied("progress", "--at", LATER).code == 0
        studied("doctor", "--fix")
        assert [studied(*words).out for words in (("why", GREET, "--at", LATER), ("progress", "--at", LATER))] == sound


def test_a_restored_journal_says_how_many_rows_are_none(studied: Kdeck, home: Path, tmp_path: Path) -> None:
    studied("backup", str(tmp_path / "copy.db"))
    rewrite(str(tmp_path / "copy.db"), "UPDATE event SET body = '[]' WHERE seq = 2")
    ran = studied("restore", str(tmp_path / "copy.db"), "--yes")
    assert "2 events of amy are back." in ran.out
    assert "1 row of it is no valid event" in ran.out


def test_after_every_line_that_once_ruined_a_learner_every_command_runs(studied: Kdeck) -> None:
    lines = [line(n, kind, body=body) for n, (kind, body) in enumerate(ruinous())]
    lines += [
        line(900, "goal", body={}, at="9999-12-31T23:59:59.999999Z"),
        line(901, "goal", body={}, day="9999-12-31"),
        line(902, at="0001-01-01T00:00:00.000000Z", offset=-43_200),
    ]
    ran = studied("log", "--merge", "-", "--format", "json", stdin="\n".join([line(999), *lines]))
    assert json.loads(ran.out)["added"] == 1
    assert json.loads(ran.out)["aside"] + json.loads(ran.out)["refused"] == len(lines)
    assert json.loads(ran.out)["refused"] == sum("NaN" in text or "Infinity" in text for text in lines)
    for words in COMMANDS:
        begun = time.perf_counter()
        done = studied(*words, stdin=INPUT)
        assert done.code in (0, 1, 2), words
        assert "unexpected" not in done.err, words
        assert time.perf_counter() - begun < 5, words


def test_hostile_values_anywhere_harm_no_command() -> None:
    wrong, counts = fuzz(lines=2, rows=4, seed=9)
    assert wrong == []
    assert counts["commands"] > 140
