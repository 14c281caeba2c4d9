"""``due``, ``why`` and ``log``: what they print is stable."""

from __future__ import annotations

import io
import json
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pytest

from kdeck.core.cards.card import Prompt, draw
from kdeck.decks.library import Library, open_library
from kdeck.journal.folder import path_of
from kdeck.journal.sqlite import open_journal
from tests.builders import answer_to
from tests.cli.conftest import AT, IDS, Kdeck, one_clear_error

DEMO: Final = Path(__file__).parents[2] / "decks" / "zh"
KEYS = ["card", "state", "stability", "difficulty", "due", "retrievability", "history", "next"]


@pytest.fixture
def studied(kdeck: Kdeck) -> Kdeck:
    """Amy has met two cards: one known, one forgotten."""
    ran = kdeck("study", "--plain", "--learner", "amy", "--at", AT, stdin="\n3\n17:00\n:q\n")
    assert ran.code == 0
    return kdeck


def why(kdeck: Kdeck, card: str, *words: str) -> dict[str, Any]:
    plain = json.loads(kdeck("why", card, "--at", "2026-11-11T10:00:01+08:00", "--format", "json", *words).out)
    assert list(plain) == KEYS
    return dict(plain)


def test_due_counts_todays_plan_and_lists_its_cards(kdeck: Kdeck) -> None:
    ran = kdeck("due", "--at", AT, "--format", "json")
    plain = json.loads(ran.out)
    assert list(plain)[:5] == ["at", "due", "learning", "new", "cards"]
    assert (plain["due"], plain["learning"], plain["new"]) == (0, 0, 7)
    assert plain["at"] == "2026-11-11T10:00:00+08:00"
    assert plain["cards"][:6] == IDS


def test_due_says_it_in_two_plain_lines(kdeck: Kdeck) -> None:
    out = kdeck("due", "--at", AT).out.splitlines()
    assert out == ["0 due, 0 learning, 7 new, about 4 min", "First: basics/greet, basics/cutoff, basics/days/c1"]


def test_due_moves_cards_from_new_to_learning_to_due(studied: Kdeck) -> None:
    now = json.loads(studied("due", "--at", AT, "--format", "json").out)
    assert (now["due"], now["learning"], now["new"]) == (0, 2, 5)
    studied("study", "--plain", "--at", "2026-11-11T10:30+08:00", stdin="16:00\n\n3\n:q\n")
    studied("study", "--plain", "--at", "2026-11-11T11:00+08:00", stdin="16:00\n:q\n")
    later = json.loads(studied("due", "--at", "2026-12-30T10:00+08:00", "--format", "json").out)
    assert (later["due"], later["learning"]) == (2, 0)


def right_lines(prompt: Prompt) -> list[str]:
    """What is typed line by line to answer a question right."""
    answer = answer_to(prompt, right=True)
    if prompt.mode == "reveal":
        return ["", "3"]
    if prompt.mode in ("pick", "pick-all", "sequence"):
        return [" ".join(str(prompt.options.index(option) + 1) for option in answer)]
    return list(answer)


def study_as_due_says(kdeck: Kdeck, home: Path, library: Library, at: str, most: int) -> tuple[list[str], list[str]]:
    """What ``due`` lists, and what was asked, while the first ``most`` cards are answered right in the order of due."""
    places = ("--home", str(home), "--decks", library.root, "--learner", "amy", "--at", at)
    due = json.loads(kdeck("due", *places, "--format", "json", where=False).out)["cards"]
    with closing(open_journal(path_of(str(home), "amy"), "amy", read_only=True)) as journal:
        memories = {card: journal.memory(card) for card in due}
        known = journal.count()
    prompts = (draw(library.card(card), memory.reps if memory else 0) for card, memory in memories.items())
    lines = [line for prompt in islice(prompts, most) for line in right_lines(prompt)]
    ran = kdeck("study", "--plain", *places, where=False, stdin="\n".join([*lines, ":q", ""]))
    assert ran.code == 0, ran.err
    log = [json.loads(line) for line in kdeck("log", *places[:-2], "--format", "json", where=False).out.splitlines()]
    new = sorted(log, key=lambda event: str(event["id"]))[known:]
    asked = [(event["card"], event["body"]) for event in new if event["kind"] == "review"]
    assert all(body["right"] for _, body in asked)
    return due[:most], [card for card, _ in asked]


@pytest.mark.parametrize("live", [None, "2026-11-25"])
def test_due_lists_the_cards_in_the_order_in_which_they_are_then_asked(
    kdeck: Kdeck, home: Path, live: str | None
) -> None:
    library = open_library(str(DEMO), None)
    begin = ("--home", str(home), "--decks", str(DEMO), "--learner", "amy", "--at", "2026-11-09T10:00+08:00")
    assert kdeck("study", "--plain", *begin, where=False, stdin=":q\n").code == 0
    if live:
        assert kdeck("goal", live, *begin, where=False).code == 0
    kinds = set()
    for day, most in ((9, 40), (10, 25), (11, 60), (13, 50)):
        due, asked = study_as_due_says(kdeck, home, library, f"2026-11-{day:02}T10:00+08:00", most)
        assert asked == due
        assert len(due) == most
        kinds |= {library.card(card).kind for card in due}
    assert len(kinds) >= 5


def test_when_nothing_is_left_due_says_what_comes_tomorrow(studied: Kdeck, decks: Path) -> None:
    studied("settings", "new_per_day", "0")
    studied("study", "--plain", "--at", "2026-11-11T10:30+08:00", stdin="16:00\n\n3\n16:00\n\n")
    out = studied("due", "--at", "2026-11-11T12:00+08:00").out.splitlines()
    assert out[0].startswith("Done for today.")
    assert out[1].startswith("From 2026-11-12 04:00:")


def test_reading_commands_make_no_file_at_all_for_a_learner(kdeck: Kdeck, home: Path) -> None:
    for words in (("due",), ("why", "basics/cutoff"), ("log",), ("settings",), ("restore",)):
        assert kdeck(*words).code == 0
    assert not (home / "learners").exists()


def test_why_a_new_card_has_no_memory_but_a_future(kdeck: Kdeck) -> None:
    plain = why(kdeck, "basics/cutoff")
    assert plain["state"] == "new"
    assert plain["stability"] is plain["difficulty"] is plain["due"] is plain["retrievability"] is None
    assert plain["history"] == []
    assert list(plain["next"]) == ["again", "hard", "good", "easy"]
    assert plain["next"]["again"] == 60


def test_why_a_studied_card_tells_memory_and_history(studied: Kdeck) -> None:
    plain = why(studied, "basics/greet")
    assert plain["state"] == "learning"
    assert plain["stability"] > 0
    assert 1 <= plain["difficulty"] <= 10
    assert 0.9 < plain["retrievability"] <= 1
    assert plain["due"].startswith("2026-11-11T10:10")
    (event,) = plain["history"]
    assert (event["kind"], event["rating"], event["voided"]) == ("review", 3, False)
    assert event["due"] == plain["due"]


def test_a_better_button_never_leads_to_an_earlier_time(studied: Kdeck) -> None:
    for card in ("basics/greet", "basics/cutoff", "basics/freight"):
        seconds = list(why(studied, card)["next"].values())
        assert seconds == sorted(seconds)


def test_why_speaks_in_plain_words(studied: Kdeck) -> None:
    out = studied("why", "basics/greet", "--at", AT).out
    assert "怎么打招呼？" in out
    assert "Reviewed 1 time" in out
    assert "got it: in " in out


def test_a_bad_card_id_names_the_nearest(kdeck: Kdeck) -> None:
    for words in (("why", "basics/cutof"), ("log", "--card", "basics/cutof")):
        ran = kdeck(*words)
        assert ran.code == 2
        assert "Did you mean basics/cutoff?" in one_clear_error(ran)


def test_log_prints_one_event_a_line_in_both_forms(studied: Kdeck) -> None:
    mark, *lines = studied("log").out.splitlines()
    assert mark.endswith("simulated  journal/simulated")
    assert len(lines) == 2
    assert "basics/greet  got it" in lines[0]
    assert "basics/cutoff  forgot" in lines[1]
    assert lines[1].endswith("17:00")
    events = [json.loads(line) for line in studied("log", "--format", "json").out.splitlines()]
    assert [event["card"] for event in events] == ["journal/simulated", "basics/greet", "basics/cutoff"]
    one = studied("log", "--card", "basics/cutoff", "--format", "json").out.splitlines()
    assert [json.loads(line)["card"] for line in one] == ["basics/cutoff"]


def test_an_undone_event_is_marked(studied: Kdeck) -> None:
    studied("study", "--plain", "--at", "2026-11-11T10:01+08:00", stdin=":u\n:q\n")
    *_others, undone, undo = studied("log").out.splitlines()
    assert undone.endswith("(undone)")
    assert "undo" in undo


def test_a_journal_moves_to_an_empty_home_and_merging_again_adds_nothing(
    studied: Kdeck, home: Path, tmp_path: Path
) -> None:
    exported = tmp_path / "amy.jsonl"
    exported.write_text(studied("log", "--format", "json").out, encoding="utf-8")
    memory = why(studied, "basics/greet")
    home.rename(tmp_path / "old-home")
    first = studied("log", "--merge", str(exported))
    assert first.code == 0
    assert first.out == "3 events added, 0 known already, 2 cards recomputed.\n"
    assert why(studied, "basics/greet") == memory
    again = studied("log", "--merge", str(exported), "--format", "json")
    none = {"misdated": 0, "aside": 0, "refused": 0}
    assert json.loads(again.out) == {"added": 0, "known": 3, "cards": 0, **none}
    database = tmp_path / "old-home" / "learners" / "amy" / "journal.db"
    assert json.loads(studied("log", "--merge", str(database), "--format", "json").out)["known"] == 3


def test_a_merge_tells_how_many_events_are_dated_in_the_future_and_they_harm_nothing(studied: Kdeck) -> None:
    before = json.loads(studied("due", "--at", AT, "--format", "json").out)
    (line,) = [line for line in studied("log", "--format", "json").out.splitlines() if "basics/greet" in line]
    wrong = {**json.loads(line), "id": "wrong", "at": "2036-11-11T02:00:00.000000Z", "day": "2036-11-11"}
    wrong["card"] = "basics/steps"
    ran = studied("log", "--merge", "-", stdin=json.dumps(wrong))
    assert "1 event added" in ran.out
    assert "Of these, dated in the future: 1." in ran.out
    assert "kdeck doctor" in ran.out
    after = studied("due", "--at", AT, "--format", "json")
    assert json.loads(after.out) == {**before, "misdated": 1}
    told = studied("due", "--at", AT)
    assert "Answers dated in the future: 1" in told.err
    assert "kdeck doctor --fix" in told.err
    assert "(dated in the future: does not count)" in studied("why", "basics/steps", "--at", AT).out
    history = json.loads(studied("why", "basics/steps", "--at", AT, "--format", "json").out)["history"]
    assert [row["misdated"] for row in history] == [True]
    at = "2026-11-12T10:00+08:00"
    assert studied("study", "--plain", "--at", at, stdin="\n3\n:q\n").code == 0
    assert [json.loads(line)["day"] for line in studied("log", "--format", "json").out.splitlines()] == [
        "2026-11-11",
        "2026-11-11",
        "2026-11-11",
        "2026-11-12",
        "2036-11-11",
    ]


def test_the_log_shows_a_redated_event_as_it_was_written_and_its_redate_beside_it(studied: Kdeck, home: Path) -> None:
    studied("study", "--plain", "--at", "2036-11-11T10:00+08:00", stdin="16:00\n:q\n")
    assert studied("doctor", "--fix", "--at", "2026-11-11T12:00+08:00").code == 0
    _mark, *lines = studied("log").out.splitlines()
    assert len(lines) == 4
    assert "time corrected" in lines[2]
    assert lines[2].endswith("2026-11-11 11:59")
    assert lines[3].startswith("2036-11-11 10:00")
    assert lines[3].endswith("(counts at another time)")
    exported = studied("log", "--format", "json").out
    home.rename(home.with_name("old-home"))
    assert studied("log", "--merge", "-", stdin=exported).code == 0
    assert studied("log", "--format", "json").out == exported


def test_events_can_be_merged_from_standard_input(studied: Kdeck, home: Path, tmp_path: Path) -> None:
    lines = studied("log", "--format", "json").out
    home.rename(tmp_path / "old-home")
    assert studied("log", "--merge", "-", stdin=lines).out.startswith("3 events added")


@pytest.mark.parametrize(
    ("stdin", "said"), [("{}\n", "line 1"), ("nonsense\n", "line 1"), (b"\xff\xfe\n", "not UTF-8")]
)
def test_what_is_no_event_is_refused_with_its_line_and_nothing_is_taken_in(
    studied: Kdeck, stdin: str | bytes, said: str
) -> None:
    ran = studied("log", "--merge", "-", stdin=stdin)
    assert ran.code == 1
    assert said in one_clear_error(ran)
    assert len(studied("log").out.splitlines()) == 3


def test_another_learners_events_are_refused(studied: Kdeck, tmp_path: Path) -> None:
    foreign = tmp_path / "ben.jsonl"
    foreign.write_text(studied("log", "--format", "json").out.replace('"amy"', '"ben"'), encoding="utf-8")
    text = foreign.read_text(encoding="utf-8").replace("-7", "-7a"[:2])
    foreign.write_text(text, encoding="utf-8")
    ran = studied("log", "--merge", str(foreign))
    assert ran.code == 1
    assert "ben" in one_clear_error(ran)


def test_a_missing_file_is_refused(studied: Kdeck) -> None:
    ran = studied("log", "--merge", "nowhere.db")
    assert ran.code == 2
    assert "nowhere.db" in one_clear_error(ran)


def test_reading_a_merge_needs_no_terminal(kdeck: Kdeck, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = kdeck("log", "--merge", "-", stdin="")
    assert ran.code == 2
    assert "Nobody has studied here yet" in one_clear_error(ran)
    assert isinstance(__import__("sys").stdin, io.TextIOWrapper)
