"""Journals whose time is set by hand: begun as such, marked for ever, and saying so wherever they are shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import AT, Kdeck, one_clear_error

WORD = "Simulated: this journal was not kept in real time."
DANS = """
dans:
  - {dan: 1, needs: [{witness: yes}]}
  - {dan: 2, needs: [{exam: {decks: [basics], cards: 1, minutes: 1}}]}
"""


@pytest.fixture(autouse=True)
def _levels(decks: Path) -> None:
    shop = decks / "shop.yaml"
    shop.write_text(shop.read_text(encoding="utf-8") + DANS, encoding="utf-8")


def real(kdeck: Kdeck) -> None:
    """A journal that goes by the clock."""
    assert kdeck("study", "--plain", "--learner", "amy", stdin="\n3\n:q\n").code == 0


def simulated(kdeck: Kdeck) -> None:
    """One whose time is set by hand."""
    assert kdeck("study", "--plain", "--learner", "amy", "--at", AT, stdin="\n3\n:q\n").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("study", "--plain"),
        ("study", "--plain", "--simulated"),
        ("goal", "2026-12-20"),
        ("witness", "王老师"),
        ("exam", "--plain", "--trial"),
        ("submit", "mine.yaml"),
        ("doctor", "--fix"),
    ],
    ids=" ".join,
)
def test_no_time_can_be_set_for_a_journal_that_goes_by_the_clock(
    kdeck: Kdeck, tmp_path: Path, words: tuple[str, ...]
) -> None:
    real(kdeck)
    before = kdeck("log", "--format", "json").out
    (tmp_path / "mine.yaml").write_text("deck: mine\ncards: [{id: a, kind: typed, front: 几？, back: 七}]\n", "utf-8")
    at = () if "--simulated" in words else ("--at", AT)
    ran = kdeck(*words, *at)
    assert ran.code == 2
    assert "The journal of amy goes by the clock: no time can be set for it." in one_clear_error(ran)
    assert kdeck("log", "--format", "json").out == before


def test_looks_take_any_time(kdeck: Kdeck) -> None:
    real(kdeck)
    for words in (("due",), ("dan",), ("goal",), ("progress",), ("exam", "history"), ("why", "basics/greet")):
        assert kdeck(*words, "--at", "2031-05-05").code == 0


@pytest.mark.parametrize("begun", [("--at", AT), ("--simulated",)], ids=lambda begun: begun[0])
def test_the_mark_is_the_first_event_and_there_once(kdeck: Kdeck, begun: tuple[str, ...]) -> None:
    for _twice in range(2):
        assert kdeck("study", "--plain", "--learner", "amy", *begun, stdin="\n3\n:q\n").code == 0
    kinds = [json.loads(line)["kind"] for line in kdeck("log", "--format", "json").out.splitlines()]
    assert kinds[0] == "simulated"
    assert kinds.count("simulated") == 1


def test_a_journal_that_was_made_and_never_used_can_still_be_begun_as_a_simulation(kdeck: Kdeck) -> None:
    assert kdeck("study", "--plain", "--learner", "amy").code == 0
    simulated(kdeck)
    assert kdeck("due").code == 0


def test_without_a_time_a_simulated_journal_goes_on_where_it_ended(kdeck: Kdeck) -> None:
    simulated(kdeck)
    due = json.loads(kdeck("due", "--format", "json").out)
    assert due["at"] == "2026-11-11T10:00:00+08:00"
    assert kdeck("study", "--plain", stdin="16:00\n:q\n").code == 0
    *_others, last = (json.loads(line) for line in kdeck("log", "--format", "json").out.splitlines())
    assert (last["card"], last["day"]) == ("basics/cutoff", "2026-11-11")
    assert kdeck("goal", "2026-11-20").code == 0, "a date after that day"
    assert "no go-live date" in one_clear_error(kdeck("goal", "2029-01-01"))
    assert "no answer was dated by a wrong clock" in kdeck("doctor").out


def test_every_report_says_that_it_is_simulated(kdeck: Kdeck) -> None:
    simulated(kdeck)
    kdeck("exam", "--plain", "--dan", "2", "--at", AT, stdin="\n:end\n")
    for words in (("dan",), ("progress",), ("exam", "history"), ("exam", "show")):
        assert WORD in kdeck(*words).out.splitlines(), words
        assert "模拟" in kdeck(*words, "--lang", "zh").out
    assert json.loads(kdeck("dan", "--format", "json").out)["simulated"] is True
    assert json.loads(kdeck("progress", "--format", "json").out)["simulated"] is True
    assert json.loads(kdeck("exam", "show", "--format", "json").out)["simulated"] is True
    assert [row["simulated"] for row in json.loads(kdeck("exam", "history", "--format", "json").out)] == [True]


def test_no_report_of_a_real_journal_says_so(kdeck: Kdeck) -> None:
    real(kdeck)
    for words in (("dan",), ("progress",), ("exam", "history")):
        assert WORD not in kdeck(*words).out
    assert json.loads(kdeck("dan", "--format", "json").out)["simulated"] is False
    assert "simulated" not in json.loads(kdeck("progress", "--format", "json").out)


def test_a_certificate_says_so_and_verify_does_whatever_became_of_the_word(kdeck: Kdeck, tmp_path: Path) -> None:
    simulated(kdeck)
    assert kdeck("witness", "王老师", "--at", AT).code == 0
    page, data = tmp_path / "page.html", tmp_path / "data.json"
    assert kdeck("certificate", "--html", str(page)).code == 0
    assert "Certificate (simulated)" in page.read_text("utf-8")
    assert kdeck("certificate").out.startswith("Certificate (simulated)")
    ran = kdeck("verify", str(page))
    assert f"· {WORD}" in ran.out.splitlines()
    plain = json.loads(kdeck("certificate", "--format", "json").out)
    data.write_text(json.dumps({**plain, "simulated": False}), "utf-8")
    ran = kdeck("verify", str(data))
    assert ran.code == 1
    assert any(line.startswith("✗") and "simulated" in line for line in ran.out.splitlines())


def test_a_simulated_log_is_not_merged_into_a_real_journal_and_marks_a_new_one(
    kdeck: Kdeck, home: Path, tmp_path: Path
) -> None:
    simulated(kdeck)
    log = tmp_path / "log.jsonl"
    log.write_text(kdeck("log", "--format", "json").out, "utf-8")
    home.rename(tmp_path / "other")
    real(kdeck)
    before = kdeck("log", "--format", "json").out
    ran = kdeck("log", "--merge", str(log))
    assert ran.code == 1
    assert "These events are simulated, and the journal of amy is not." in one_clear_error(ran)
    assert kdeck("log", "--format", "json").out == before
    home.rename(tmp_path / "third")
    assert kdeck("log", "--merge", str(log)).code == 0
    assert WORD in kdeck("dan").out


def test_a_real_log_may_be_taken_into_a_simulation_which_it_stays(kdeck: Kdeck, home: Path, tmp_path: Path) -> None:
    real(kdeck)
    log = tmp_path / "log.jsonl"
    log.write_text(kdeck("log", "--format", "json").out, "utf-8")
    home.rename(tmp_path / "other")
    simulated(kdeck)
    assert kdeck("log", "--merge", str(log)).code == 0
    assert WORD in kdeck("dan").out


def test_a_simulation_goes_on_after_an_event_at_the_very_end_of_time(kdeck: Kdeck) -> None:
    simulated(kdeck)
    newest = json.loads(kdeck("log", "--format", "json").out.splitlines()[0])
    end = {"id": "ffffffff-ffff-7fff-bfff-ffffffffffff", "at": "2999-12-31T23:59:59.999999Z", "day": "3000-01-01"}
    ran = kdeck("log", "--merge", "-", stdin=json.dumps({**newest, **end, "device": "other"}))
    assert (ran.code, ran.err, ran.out[:14]) == (0, "", "1 event added,")
    assert kdeck("study", "--plain", stdin="\n3\n:q\n").code == 0
    assert kdeck("due").code == 0


def test_no_option_spares_the_wait_after_a_failed_exam(kdeck: Kdeck) -> None:
    exam = ("exam", "--plain", "--dan", "2", "--learner", "amy")
    assert kdeck(*exam, stdin="\n:end\n").code == 0
    again = kdeck(*exam, stdin="\n:end\n")
    assert "This exam can be sat again from" in one_clear_error(again)
    for more in (("--at", "2031-05-05"), ("--simulated",), ("--at", "2031-05-05", "--simulated")):
        ran = kdeck(*exam, *more, stdin="\n:end\n")
        assert ran.code == 2
        assert "goes by the clock" in one_clear_error(ran)
    assert len(json.loads(kdeck("exam", "history", "--format", "json").out)) == 1


def test_a_simulated_exam_waits_in_its_own_time(kdeck: Kdeck) -> None:
    exam = ("exam", "--plain", "--dan", "2", "--learner", "amy")
    assert kdeck(*exam, "--at", AT, stdin="\n:end\n").code == 0
    for when in ((), ("--at", "2026-11-12T03:59+08:00")):
        assert "sat again from 2026-11-12 04:00" in one_clear_error(kdeck(*exam, *when, stdin="\n:end\n"))
    assert kdeck(*exam, "--at", "2026-11-12T04:00+08:00", stdin="\n:end\n").code == 0
