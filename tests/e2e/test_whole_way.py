"""From nothing to the first dan on a real terminal, in each language: first run, study, certified run, exam, ladder.

The shop is tiny and asks for little, so that the way takes seconds; every step is the real one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import environment

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.e2e.terminal import PATIENCE, Terminal

PROGRAM = """
import sys
from kdeck.cli.main import program
from kdeck.core.levels.need import TypingNeed
from kdeck.trainer.typing import passages

passages._BY_ID["certified"] = passages.Mode("certified", 5)  # seconds; a certified run is otherwise five minutes
TypingNeed.minutes = 5 / 60
sys.exit(program())
"""
SHOP = """\
shop: tiny
name: 小店
lang: zh-Hans
path:
  - {day: 1, title: 第一天, decks: [words, talk]}
dans:
  - dan: 1
    title: 基础功
    needs:
      - recall: {decks: [words], at_least: 80%, of_cards: 75%}
      - exam: {decks: [words], cards: 4, minutes: 9, pass: 75%}
      - typing: {speed: 20, accuracy: 90%, minutes: 1, runs: 1 of 1}
  - dan: 2
    title: 沟通
    needs: [{witness: yes}]
"""
ANSWERS = {"什么颜色": "松针绿", "几天能退": "七天", "何时发货": "今天", "怎么洗": "手洗"}
SENTENCE = "亲，四点以前付款的订单当天发货哦"
WORDS = "deck: words\ntitle: 词\nlang: zh-Hans\ncards:\n" + "".join(
    f"  - {{id: c{number}, kind: typed, front: {front}？, back: {back}, source: 第 {number} 条}}\n"
    for number, (front, back) in enumerate(ANSWERS.items(), 1)
)
TALK = f"deck: talk\ntitle: 话\nlang: zh-Hans\ncards:\n  - {{id: ship, front: 顾客问何时能寄出？, back: {SENTENCE}}}\n"
SAID = {
    "en": {
        "tour": "begin the tour",
        "done": "That is all there is to it",
        "summary": "Done for now",
        "certified": "Certified run",
        "witness": "Witness",
        "passed": "Passed: 4 of 4 right",
        "reached": "dan 1 of 9 · Junior",
    },
    "zh": {
        "tour": "开始体验",
        "done": "就是这么简单",
        "summary": "这次学完了",
        "certified": "认证测试",
        "witness": "监考人",
        "passed": "通过：4 题答对 4 题",
        "reached": "九段中的 1 段 · 初级",
    },
}


class Walk:
    """Somebody at a terminal who knows every answer."""

    def __init__(self, terminal: Terminal, said: dict[str, str]) -> None:
        self.terminal, self.said = terminal, said

    def arrive(self) -> None:
        """The first run, its steps skipped but for the name."""
        self.terminal.wait_for("amy")
        self.terminal.type("\r")
        self.terminal.wait_for(self.said["tour"])
        self.terminal.type("\r")
        self.terminal.wait_for("0 / 5")
        self.terminal.type("\x1b")
        self.terminal.wait_for("你好，")
        self.terminal.type("\x1b")
        self.terminal.wait_for("00:30")
        self.terminal.type("\x1b")
        self.terminal.wait_for(self.said["done"])

    def study(self) -> None:
        """Everything that is due, to the summary and back to Home."""
        self.terminal.type("s")
        self._answer_until(self.said["summary"], judged=True)
        self.terminal.type("\r")
        self.terminal.wait_for("题库" if self.said is SAID["zh"] else "Decks")

    def type_certified(self) -> None:
        """The last kind of run on the list, after the check of the input method."""
        self.terminal.type("t")
        self.terminal.wait_for(self.said["certified"])
        self.terminal.type("\x1b[F")
        self.terminal.wait_until_quiet(0.3)
        self.terminal.type("\r")
        self.terminal.wait_for("你好，")
        self.terminal.type("你好，")
        self.terminal.wait_until_quiet(0.3)
        self.terminal.type("\r")
        self.terminal.wait_for("00:04")
        for part in (SENTENCE[:6], SENTENCE[6:11]):
            self.terminal.type(part)
            self.terminal.wait_until_quiet(0.2)
        self.terminal.wait_for(self.said["witness"])
        self.terminal.type("王老师")
        self.terminal.wait_until_quiet(0.3)
        self.terminal.type("\r")
        self.terminal.wait_for("100%")
        for _screen in range(2):
            self.terminal.type("\x1b")
            self.terminal.wait_until_quiet(0.5)

    def sit_the_exam(self) -> None:
        """The exam that the first dan asks for."""
        self.terminal.type("x")
        self.terminal.wait_until_quiet(0.5)
        self.terminal.type("\r")
        self.terminal.wait_until_quiet(0.5)
        self.terminal.type("\r")
        self._answer_until(self.said["passed"], judged=False)
        for _screen in range(2):
            self.terminal.type("\x1b")
            self.terminal.wait_until_quiet(0.5)

    def look_at_the_ladder(self) -> None:
        """The level that has been reached."""
        self.terminal.type("p")
        self.terminal.wait_for(self.said["reached"])
        self.terminal.type("g")
        self.terminal.wait_for("1 / 8")
        self.terminal.type("\x11")
        assert self.terminal.wait_for_exit() == 0

    def _answer_until(self, end: str, *, judged: bool) -> None:
        """Answer whatever is asked. judged: whether each answer is followed by what it was worth."""
        limit = time.monotonic() + 4 * PATIENCE
        answered = ""
        while True:
            assert time.monotonic() < limit, self.terminal.text
            self.terminal.wait_until_quiet(0.3)
            text = self.terminal.text
            if end in text:
                return
            front = next((front for front in (*ANSWERS, "顾客问何时能寄出") if front in text), None)
            if front is None or (not judged and front == answered):
                continue
            answered = front
            if front not in ANSWERS:
                self.terminal.type(" ")
                self.terminal.wait_for(SENTENCE[:6])
                self.terminal.type("3")
                continue
            self.terminal.type(ANSWERS[front])
            self.terminal.wait_for(ANSWERS[front])
            self.terminal.type("\r")
            if judged:
                self.terminal.wait_for("✓")
                self.terminal.type(" ")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_the_first_run_to_the_first_dan(language: str, tmp_path: Path) -> None:
    decks = tmp_path / "decks"
    decks.mkdir()
    for name, text in (("shop", SHOP), ("words", WORDS), ("talk", TALK)):
        (decks / f"{name}.yaml").write_text(text, encoding="utf-8")
    surroundings = environment(
        TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8", USER="amy", LOGNAME="amy", COLORTERM="truecolor"
    )
    places = ["--home", str(tmp_path / "home"), "--decks", str(decks), "--lang", language]
    with Terminal([sys.executable, "-c", PROGRAM, *places], surroundings, tmp_path, (80, 24)) as terminal:
        walk = Walk(terminal, SAID[language])
        walk.arrive()
        walk.study()
        walk.type_certified()
        walk.sit_the_exam()
        walk.look_at_the_ladder()

    def said_by(*words: str) -> Any:
        """What a command prints as JSON."""
        command = [sys.executable, "-c", PROGRAM, *places, *words, "--format", "json"]
        ran = subprocess.run(command, capture_output=True, check=True, env=surroundings)
        return json.loads(ran.stdout.decode()) if words != ("log",) else list(map(json.loads, ran.stdout.splitlines()))

    kinds = [event["kind"] for event in said_by("log")]
    assert {kind: kinds.count(kind) for kind in ("typing", "dan")} == {"typing": 1, "dan": 1}
    assert kinds.count("review") >= 9
    assert {event["learner"] for event in said_by("log")} == {"amy"}
    (days,) = said_by("progress", "days")["days"]
    assert days["introduced"] == 5
    assert said_by("progress", "typing")["typing"][0]["certified"] is True
