"""``kdeck study --plain``: a session over a pipe, every kind of answer, every command."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kdeck.cli.lines import LineInput, numbers
from kdeck.cli.study import LineStudy
from kdeck.core.errors import JournalFull
from kdeck.core.message import Message
from kdeck.trainer.study import study as session
from tests.builders import recall_cards, trainer_of
from tests.cli.conftest import AT, IDS, Kdeck, Ran, one_clear_error


def study(kdeck: Kdeck, stdin: str | bytes, *words: str) -> Ran:
    return kdeck("study", "--plain", "--learner", "amy", "--at", AT, *words, stdin=stdin)


def events(kdeck: Kdeck) -> list[dict[str, Any]]:
    """The events after the mark that the journal is simulated."""
    mark, *others = [json.loads(line) for line in kdeck("log", "--format", "json").out.splitlines()]
    assert (mark["kind"], mark["body"]) == ("simulated", {})
    return others


def only(home: Path, decks: Path, kind: str) -> None:
    """Leave one card in the library."""
    text = (decks / "basics.yaml").read_text(encoding="utf-8")
    head, *entries = text.split("  - id: ")
    (decks / "basics.yaml").write_text(
        head + "".join(f"  - id: {entry}" for entry in entries if entry.startswith(kind)), encoding="utf-8"
    )


def test_a_recall_card_is_revealed_then_judged_by_the_learner(kdeck: Kdeck) -> None:
    ran = study(kdeck, "\n3\n")
    assert ran.code == 0
    lines = ran.out.splitlines()
    place = lines.index("怎么打招呼？")
    assert lines[place + 2] == "Answer: 亲，在的哦"
    assert "Why: 先回应" in lines
    assert "Source: 第 1 条" in lines
    assert "1. forgot: in 1 min" in lines
    (event,) = events(kdeck)
    assert (event["card"], event["body"]["rating"]) == ("basics/greet", 3)


def test_nothing_is_stored_for_a_card_that_was_only_revealed(kdeck: Kdeck) -> None:
    assert study(kdeck, "\n").code == 0
    assert events(kdeck) == []


@pytest.mark.parametrize(
    ("kind", "answer", "right"),
    [
        ("cutoff", "16：00。\n", True),
        ("cutoff", "17:00\n", False),
        ("cutoff", ":n\n", False),
        ("days", "7\n", True),
        ("days", "７\n", True),
        ("days", "八\n", False),
        ("colours", "黑、白\n", True),
        ("colours", "黑 白\n", True),
        ("colours", "黑，红\n", False),
        ("note", "2\n", True),
        ("note", "1 2\n", False),
        ("steps", ":n\n", False),
        ("freight", "：n\n", False),
    ],
)
def test_answers_of_every_kind_are_judged_and_stored(
    kdeck: Kdeck, home: Path, decks: Path, kind: str, answer: str, right: bool
) -> None:
    only(home, decks, kind)
    ran = study(kdeck, answer)
    assert ran.code == 0
    event = events(kdeck)[0]
    assert event["body"]["right"] is right
    assert event["body"]["rating"] == (3 if right else 1)
    assert ("Right." if right else "Wrong.") in ran.out


@pytest.mark.parametrize(("kind", "right"), [("freight", ["顾客"]), ("steps", ["申请", "寄回", "退款"])])
def test_options_are_chosen_by_their_numbers(
    kdeck: Kdeck, home: Path, decks: Path, kind: str, right: list[str]
) -> None:
    only(home, decks, kind)
    shown = study(kdeck, "").out.splitlines()
    number_of = {line[3:]: line[0] for line in shown if line[1:3] == ". "}
    study(kdeck, " ".join(number_of[option] for option in right) + "\n")
    (event,) = events(kdeck)
    assert event["body"]["right"] is True
    assert event["body"]["answer"] == right


def test_what_is_no_answer_is_asked_again_and_not_counted(kdeck: Kdeck, home: Path, decks: Path) -> None:
    only(home, decks, "freight")
    ran = study(kdeck, "4\nx\n1 2\n\n:q\n")
    assert ran.out.count("Type one number from 1 to 3") == 4
    assert events(kdeck) == []


def test_an_empty_line_is_no_answer_to_a_typed_card(kdeck: Kdeck, home: Path, decks: Path) -> None:
    only(home, decks, "cutoff")
    ran = study(kdeck, "\n16:00\n")
    assert "Type your answer, or :n when you do not know it." in ran.out
    assert [event["body"]["answer"] for event in events(kdeck)] == [["16:00"]]


def test_a_wrong_text_shows_both_answers_and_what_differs(kdeck: Kdeck, home: Path, decks: Path) -> None:
    only(home, decks, "cutoff")
    out = study(kdeck, "17:00点\n").out
    assert "Yours: 17:00点" in out
    assert "Answer: 16:00" in out
    assert "Too much: 7 点" in out
    assert "Left out: 6" in out


def test_an_answer_may_begin_with_a_colon_typed_twice(kdeck: Kdeck, home: Path, decks: Path) -> None:
    only(home, decks, "cutoff")
    study(kdeck, "::q\n:q\n")
    assert events(kdeck)[0]["body"]["answer"] == [":q"]


def test_undo_asks_the_card_again_and_the_first_answer_no_longer_counts(kdeck: Kdeck) -> None:
    ran = study(kdeck, "\n1\n:u\n\n3\n:q\n")
    assert "Taken back: basics/greet" in ran.out
    kinds = [(event["kind"], event["body"].get("rating")) for event in events(kdeck)]
    assert kinds == [("review", 1), ("void", None), ("review", 3)]


def test_undo_with_nothing_done_says_so(kdeck: Kdeck) -> None:
    assert "There is nothing to undo today." in study(kdeck, ":u\n").out


def test_suspend_goes_on_to_the_next_card(kdeck: Kdeck) -> None:
    ran = study(kdeck, ":s\n")
    assert "几点前付款当天发货？" in ran.out
    assert [event["kind"] for event in events(kdeck)] == ["suspend"]


def test_flag_keeps_the_note_and_the_card(kdeck: Kdeck) -> None:
    ran = study(kdeck, ":f 答案过时了\n\n3\n")
    assert "Flagged for the author." in ran.out
    assert [(event["kind"], event["body"].get("note")) for event in events(kdeck)] == [
        ("flag", "答案过时了"),
        ("review", None),
    ]


def test_hint_help_and_unknown_commands_leave_the_question_open(kdeck: Kdeck, home: Path, decks: Path) -> None:
    only(home, decks, "cutoff")
    out = study(kdeck, ":h\n:?\n:x\n16:00\n").out
    assert "快递几点来？" in out
    assert ":u  undo the last answer" in out
    assert "There is no command :x." in out
    assert "Right." in out


@pytest.mark.parametrize("stdin", ["\n3\n:q\n", "\n3\n", "\n3"])
def test_quitting_and_the_end_of_input_both_end_with_a_summary(kdeck: Kdeck, stdin: str) -> None:
    ran = study(kdeck, stdin)
    assert ran.code == 0
    assert "Answers: 1, known: 1" in ran.out


def test_after_the_last_card_the_answer_can_still_be_taken_back(kdeck: Kdeck, home: Path, decks: Path) -> None:
    only(home, decks, "cutoff")
    out = study(kdeck, "16:00\n16:00\n:u\n16:00\n\n").out
    assert out.count("That was the last card.") == 2
    assert [event["kind"] for event in events(kdeck)] == ["review", "review", "void", "review"]


def test_a_later_session_with_nothing_due_can_still_take_back_the_last_answer(
    kdeck: Kdeck, home: Path, decks: Path
) -> None:
    only(home, decks, "cutoff")
    study(kdeck, "16:00\n16:00\n\n")
    out = study(kdeck, "\n").out
    assert "Nothing is due." in out
    assert "Enter ends, :u takes the last answer back." in out
    assert len(events(kdeck)) == 2
    out = study(kdeck, ":u\n16:00\n\n", "--at", "2026-11-11T11:00+08:00").out
    assert "Taken back: basics/cutoff" in out
    assert [event["kind"] for event in events(kdeck)] == ["review", "review", "void", "review"]


def test_thinking_time_is_from_the_question_to_the_answer_not_to_its_rating() -> None:
    trainer = trainer_of(recall_cards(1))
    seconds = iter((0.0, 0.0, 100.0, 100.567, 104.709, 110.0, 120.0))
    lines = iter(("", "3", ":q"))
    reader = SimpleNamespace(read=lambda: next(lines), stored=lambda store: store())
    stopwatch = lambda: next(seconds)  # noqa: E731
    LineStudy(session(trainer, None, stopwatch), cast("LineInput", reader)).run(stopwatch)
    assert [event.body["ms"] for event in trainer.journal.events()] == [567]


def test_four_buttons_let_a_right_answer_be_rated_and_never_lose_it(kdeck: Kdeck, home: Path, decks: Path) -> None:
    only(home, decks, "cutoff")
    study(kdeck, "")
    assert kdeck("settings", "four_buttons", "yes").code == 0
    out = study(kdeck, "16:00\n1\n4\n").out
    assert "Type one of: 2, 3, 4" in out
    assert [event["body"]["rating"] for event in events(kdeck)] == [4]


def test_an_answer_whose_rating_never_comes_is_stored_with_the_rating_it_earned(
    kdeck: Kdeck, home: Path, decks: Path
) -> None:
    only(home, decks, "cutoff")
    study(kdeck, "")
    kdeck("settings", "four_buttons", "yes")
    assert study(kdeck, "16:00\n").code == 0
    assert [event["body"]["rating"] for event in events(kdeck)] == [3]


def test_only_the_cards_of_one_deck_are_asked(kdeck: Kdeck, decks: Path) -> None:
    (decks / "other.yaml").write_text(
        "deck: other\ntitle: Other\nlang: en\ncards:\n  - {id: one, front: Q, back: A}\n", encoding="utf-8"
    )
    out = study(kdeck, "", "--deck", "other").out
    assert "Cards: 1," in out
    ran = study(kdeck, "", "--deck", "othr")
    assert ran.code == 2
    assert "Did you mean other?" in one_clear_error(ran)


def test_a_changed_fact_is_announced(kdeck: Kdeck, home: Path, decks: Path) -> None:
    only(home, decks, "cutoff")
    study(kdeck, "16:00\n")
    deck = decks / "basics.yaml"
    deck.write_text(deck.read_text(encoding="utf-8").replace("16:00", "17:00"), encoding="utf-8")
    assert "Changed: 16:00 is now 17:00" in study(kdeck, "").out


def test_nothing_printed_could_move_a_cursor_or_draw_a_box(kdeck: Kdeck) -> None:
    out = study(kdeck, "\n3\n16:00\n7\n1\n白\n123\n2\n").out
    assert "\x1b" not in out
    assert "\r" not in out
    assert not any("\u2500" <= char <= "\u259f" for char in out)


def test_bytes_that_are_no_text_are_told_and_not_counted(kdeck: Kdeck, home: Path, decks: Path) -> None:
    only(home, decks, "cutoff")
    ran = study(kdeck, b"\xc4\xe3\xba\xc3\n16:00\n")
    assert "This line is not UTF-8 text and was not counted." in ran.out
    assert [event["body"]["answer"] for event in events(kdeck)] == [["16:00"]]


def test_an_endless_line_is_refused_and_a_byte_order_mark_passed_over(kdeck: Kdeck, home: Path, decks: Path) -> None:
    only(home, decks, "cutoff")
    ran = study(kdeck, b"x" * 200_000 + b"\n\x1b[31m16:00\n")
    assert "This line is too long and was not counted." in ran.out
    assert events(kdeck)[0]["body"]["answer"] == ["\ufffd[31m16:00"]
    assert "\x1b" not in ran.out


def test_a_full_disk_ends_a_pipe_with_the_error_and_loses_nothing_stored(
    kdeck: Kdeck, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kdeck.journal.sqlite import SqliteJournal

    study(kdeck, "\n3\n")
    commit = SqliteJournal.commit
    monkeypatch.setattr(SqliteJournal, "commit", _full)
    ran = study(kdeck, "16:00\n7\n")
    monkeypatch.setattr(SqliteJournal, "commit", commit)
    assert ran.code == 1
    assert "The disk is full" in one_clear_error(ran)
    assert len(events(kdeck)) == 1


def test_a_person_can_try_again_when_the_disk_was_full(
    kdeck: Kdeck, home: Path, decks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kdeck.cli.lines import LineInput
    from kdeck.journal.sqlite import SqliteJournal

    only(home, decks, "cutoff")
    commit = SqliteJournal.commit
    calls: list[Any] = []

    def full_once(self: SqliteJournal, change: Any) -> None:
        calls.extend(event for event in change.events if event.kind == "review")
        if len(calls) == 1 and change.events[0] is calls[0]:
            _full()
        commit(self, change)

    monkeypatch.setattr(SqliteJournal, "commit", full_once)
    init = LineInput.__init__

    def interactive(self: LineInput) -> None:
        init(self)
        self.interactive = True

    monkeypatch.setattr(LineInput, "__init__", interactive)
    ran = study(kdeck, "16:00\n\n:q\n")
    assert ran.code == 0
    assert "Your answer is not stored yet." in ran.out
    assert [event["body"]["answer"] for event in events(kdeck)] == [["16:00"]]


def test_the_day_of_the_path_and_the_go_live_date_are_told_at_the_start(kdeck: Kdeck, decks: Path) -> None:
    shop = (decks / "shop.yaml").read_text(encoding="utf-8")
    path = "path: [{day: 1, title: First steps, decks: [basics]}]\n"
    (decks / "shop.yaml").write_text(f"{shop}\n{path}", encoding="utf-8")
    first = study(kdeck, "").out
    assert "Day 1 of 1 · First steps" in first
    assert "Live in" not in first
    assert kdeck("goal", "2026-12-20", "--learner", "amy", "--at", AT).code == 0
    assert "Live in" in study(kdeck, "").out


def test_the_first_session_starts_a_journal_and_a_later_one_finds_nothing_new_to_ask(kdeck: Kdeck) -> None:
    assert "A new journal was started for amy." in study(kdeck, "").err
    assert study(kdeck, "").err == ""
    kdeck("settings", "new_per_day", "0")
    out = study(kdeck, "").out
    assert "Nothing is due." in out
    assert "Nothing was answered." in out


def test_every_card_of_the_day_is_met_once(kdeck: Kdeck) -> None:
    due = json.loads(kdeck("due", "--at", AT, "--format", "json").out)
    assert due["new"] == 7
    assert due["cards"][:6] == IDS


@pytest.mark.parametrize(
    ("line", "chosen"),
    [("1 3", (1, 3)), ("1，3", (1, 3)), ("１、３", (1, 3)), ("31", (3, 1)), ("4", ()), ("0", ()), ("a", ()), ("", ())],
)
def test_numbers_are_read_however_they_are_separated(line: str, chosen: tuple[int, ...]) -> None:
    assert numbers(line, 3) == chosen


def _full(*_args: object) -> None:
    raise JournalFull(Message("The disk is full"), Message("Make room."))
