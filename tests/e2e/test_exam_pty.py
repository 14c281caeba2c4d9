"""A whole exam on a real terminal: killed on the way, gone on with, and read in the shell afterwards."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SHOP, environment

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.e2e.terminal import Terminal

LEVEL = """
dans:
  - {dan: 3, title: 产品, needs: [{exam: {cards: 4, minutes: 9, pass: 50%}}]}
"""
ANSWERS = {"怎么打招呼": "亲，在的哦", "什么颜色": "松针绿", "几天发货": "四十八小时内", "怎么洗": "冷水手洗"}
CARDS = "".join(
    f"  - {{id: c{number}, kind: typed, front: {front}？, back: {back}, source: 第 {number} 条}}\n"
    for number, (front, back) in enumerate(ANSWERS.items(), 1)
)
WORDS = {
    "en": ("right to pass", "begin", "An exam is running", "Passed: 3 of 4 right"),
    "zh": ("题及格", "开始", "考试正在进行", "通过：4 题答对 3 题"),
}


def asked(terminal: Terminal, number: int) -> str:
    """The question on the screen, once it is the one with this number."""
    terminal.wait_for(f"{number} / 4")
    terminal.wait_until_quiet(0.3)
    return next(front for front in ANSWERS if front in terminal.text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_exam_that_is_killed_on_the_way_is_finished_and_stands_in_the_journal(language: str, tmp_path: Path) -> None:
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "shop.yaml").write_text(SHOP + LEVEL, encoding="utf-8")
    (decks / "words.yaml").write_text("deck: words\ntitle: 词\nlang: zh-Hans\ncards:\n" + CARDS, encoding="utf-8")
    words = [sys.executable, "-m", "kdeck", "--home", str(tmp_path / "home"), "--decks", str(decks), "--lang", language]
    surroundings = environment(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")
    menu, begin, running, passed = WORDS[language]
    seen = []
    with Terminal(words, surroundings, tmp_path, (80, 24)) as terminal:
        terminal.pass_welcome(language)
        terminal.wait_for("0 / 4")
        terminal.type("x")
        terminal.wait_for(menu)
        terminal.type("\r")
        terminal.wait_for(begin)
        terminal.type("\r")
        seen.append(asked(terminal, 1))
        terminal.type(ANSWERS[seen[-1]])
        terminal.wait_for(ANSWERS[seen[-1]])
        terminal.type("\r")
        seen.append(asked(terminal, 2))
        terminal.process.kill()
        terminal.process.wait()
    with Terminal(words, surroundings, tmp_path, (80, 24)) as terminal:
        terminal.wait_for(running)
        terminal.type("x")
        terminal.wait_for("▸")
        terminal.wait_until_quiet(0.3)
        terminal.type("\r")
        for number in (3, 4):
            seen.append(asked(terminal, number))
            terminal.type(ANSWERS[seen[-1]])
            terminal.wait_for(ANSWERS[seen[-1]])
            terminal.type("\r")
        terminal.wait_for(passed)
        terminal.type("\x1b")
        terminal.wait_until_quiet(0.3)
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
    assert len(set(seen)) == 4
    (result,) = read(words, surroundings, "exam", "history")
    assert (result["right"], result["items"], result["passed"], result["counts"]) == (3, 4, True, True)
    items = read(words, surroundings, "exam", "show")["items"]
    assert [item["fate"] for item in items] == ["answered", "spent", "answered", "answered"]
    assert all(re.fullmatch("第 . 条", item["source"]) for item in items)


def read(words: list[str], surroundings: dict[str, str], *command: str) -> Any:
    """What a command prints as JSON."""
    ran = subprocess.run([*words, *command, "--format", "json"], capture_output=True, check=True, env=surroundings)
    return json.loads(ran.stdout)
