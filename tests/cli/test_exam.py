"""``kdeck exam`` line by line, and the exams that were sat as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kdeck.cli.exam import LineExam
from kdeck.cli.lines import LineInput
from kdeck.trainer.exam import Exam, begin, trial
from tests.builders import answer_to, trainer_of
from tests.cli.conftest import AT, SHOP, Kdeck, one_clear_error
from tests.tui.builders import EVERY, PHRASE, RULE

LEVELS = """
dans:
  - dan: 1
    title: 入门
    needs:
      - exam: {cards: 3, minutes: 2, pass: 60%}
  - dan: 2
    title: 接待
    needs:
      - exam: {decks: [more], cards: 2, minutes: 1, pass: 100%}
"""
MORE = """\
deck: more
title: 更多
lang: zh-Hans
cards:
  - {id: one, kind: typed, front: 一加一？, back: 二}
  - {id: two, kind: typed, front: 二加二？, back: 四, why: 数一数, source: 算术 第 1 条}
"""
WORDS = ("exam", "--plain", "--lang", "en", "--learner", "amy", "--at", AT)


@pytest.fixture
def levels(decks: Path) -> Path:
    (decks / "shop.yaml").write_text(SHOP + LEVELS, encoding="utf-8")
    (decks / "more.yaml").write_text(MORE, encoding="utf-8")
    return decks


def history(kdeck: Kdeck, at: str = AT) -> list[dict[str, Any]]:
    ran = kdeck("exam", "history", "--format", "json", "--at", at)
    assert ran.code == 0
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


def test_an_exam_is_chosen_sat_and_summed_up(kdeck: Kdeck, levels: Path) -> None:
    ran = kdeck(*WORDS, stdin="2\n\n不知道\n:n\n")
    assert ran.code == 0
    assert "1. Dan 1 · 入门: 3 questions · 2 min · 2 right to pass" in ran.out
    assert "Question 2 of 2." in ran.out
    before, _, after = ran.out.partition("Not passed: 0 of 2 right.")
    assert "Wrong" not in before
    assert "Answer: 四" not in before
    assert "Answer: 四" in after
    assert "Source: 算术 第 1 条" in after
    assert "Left empty." in after
    (result,) = history(kdeck)
    assert (result["name"], result["dan"], result["decks"], result["items"]) == ("dan-2", 2, ["more"], 2)
    assert (result["right"], result["passed"], result["counts"], result["reason"]) == (0, False, True, "done")


def test_right_answers_pass(kdeck: Kdeck, levels: Path) -> None:
    first = kdeck(*WORDS, "--dan", "2", stdin="\n")
    asked = next(line for line in first.out.splitlines() if line.endswith("？"))
    assert "The exam runs on" in first.out
    other = {"一加一？": "四", "二加二？": "二"}[asked]  # the answer to the other question: this one is spent
    second = kdeck(*WORDS, "--dan", "2", stdin=f"\n{other}\n")
    assert "An exam is running: Dan 2 · 接待." in second.out
    assert asked not in second.out.partition("Not passed")[0]
    assert "Not answered." in second.out
    (result,) = history(kdeck)
    assert (result["right"], result["items"], result["needed"]) == (1, 2, 2)


def test_leaving_before_the_beginning_begins_nothing(kdeck: Kdeck, levels: Path) -> None:
    for stdin in ("2\n:q\n", "2\n", ":q\n", "", "x\n9\n"):
        assert kdeck(*WORDS, stdin=stdin).code == 0
    assert "exam" not in kdeck("log").out


def test_commands_help_and_end_it(kdeck: Kdeck, levels: Path) -> None:
    ran = kdeck(*WORDS, "--dan", "2", stdin="\n:?\n\n::n\n:end\n")
    assert ":end  end the exam now" in ran.out
    assert "Type your answer, or :n to leave it empty." in ran.out
    assert "It was ended before the last question was answered." in ran.out
    shown = json.loads(kdeck("exam", "show", "--format", "json").out)
    assert [item["fate"] for item in shown["items"]] == ["answered", "spent"]
    assert shown["items"][0]["answer"] == [":n"]


class Reader(LineInput):
    """Lines that answer whatever is asked, as a person would type it."""

    def __init__(self) -> None:
        self.interactive = False
        self.sitting: Exam | None = None
        self.gap = 0

    def read(self) -> str:
        assert self.sitting is not None
        prompt = self.sitting.prompt
        assert prompt is not None
        answer = answer_to(prompt, right=True)
        if prompt.mode == "gaps":
            self.gap += 1
            return answer[(self.gap - 1) % prompt.fields]
        if prompt.options:
            return " ".join(str(prompt.options.index(option) + 1) for option in answer)
        return answer[0]


def test_every_kind_of_question_is_answered_by_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    trainer = trainer_of([*EVERY, RULE, PHRASE])
    lines = Reader()
    lines.sitting = begin(trainer, trial((), 20), lambda: 5.0)
    LineExam(lines.sitting, lines).run()
    assert lines.sitting.result is not None
    assert (lines.sitting.result.right, lines.sitting.result.items) == (9, 9)
    assert "Passed: 9 of 9 right." in capsys.readouterr().out


def test_too_soon_unknown_and_misplaced_words_are_refused(kdeck: Kdeck, levels: Path) -> None:
    kdeck(*WORDS, "--dan", "2", stdin="\n:end\n")
    assert "2026-11-12 04:00" in one_clear_error(kdeck(*WORDS, "--dan", "2", stdin="\n"))
    assert "asks for no exam" in one_clear_error(kdeck(*WORDS, "--dan", "7"))
    assert "Did you mean more?" in one_clear_error(kdeck(*WORDS, "--trial", "--deck", "mor"))
    assert "goes with --trial" in one_clear_error(kdeck(*WORDS, "--deck", "more"))
    assert "prints no JSON" in one_clear_error(kdeck(*WORDS, "--format", "json"))
    assert "with --plain" in one_clear_error(kdeck("exam", "--trial", "--lang", "en"))
    assert "needs a terminal" in one_clear_error(kdeck("exam", "--lang", "en"))
    assert "There is no exam 9" in one_clear_error(kdeck("exam", "show", "9", "--lang", "en"))


def test_the_next_day_it_may_be_sat_again(kdeck: Kdeck, levels: Path) -> None:
    kdeck(*WORDS, "--dan", "2", stdin="\n:end\n")
    words = [word if word != AT else "2026-11-12T10:00+08:00" for word in WORDS]
    assert kdeck(*words, "--dan", "2", stdin="\n:end\n").code == 0
    assert len(history(kdeck, "2026-11-12T11:00+08:00")) == 2


def test_an_exam_over_decks_without_anything_to_judge_is_refused(kdeck: Kdeck, decks: Path) -> None:
    (decks / "talk.yaml").write_text(
        "deck: talk\ntitle: 说\nlang: zh-Hans\ncards:\n  - {id: a, front: 问, back: 答}\n", encoding="utf-8"
    )
    ran = kdeck(*WORDS, "--trial", "--deck", "talk", stdin="\n")
    assert (ran.code, ran.out) == (2, "")
    assert "no card that can be asked" in ran.err


def test_an_exam_left_alone_past_its_time_is_over(kdeck: Kdeck, levels: Path) -> None:
    kdeck(*WORDS, "--dan", "2", stdin="\n")
    (result,) = history(kdeck, "2026-11-11T10:05+08:00")
    assert (result["reason"], result["ms"]) == ("time", 60_000)
    assert history(kdeck, "2026-11-11T10:00:30+08:00") == []


def test_the_history_is_read_without_writing(kdeck: Kdeck, levels: Path, home: Path) -> None:
    ran = kdeck("exam", "history", "--lang", "en")
    assert ran.out == "No exam yet: x in the app, or kdeck exam --plain, begins one.\n"
    assert not home.exists() or not list(home.glob("**/*.db"))
