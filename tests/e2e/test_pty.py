"""Whole sessions on a real terminal: what is typed there is in the journal, and the terminal is left as it was."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SHOP, environment

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.e2e.terminal import Terminal

LEAVE_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOW_CURSOR = b"\x1b[?25h"
DECK = """\
deck: words
title: Words
lang: zh-Hans
cards:
  - {id: greet, kind: typed, front: 怎么打招呼？, back: 亲，在的哦}
  - {id: colour, kind: typed, front: 什么颜色？, back: 松针绿}
"""


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (decks / "words.yaml").write_text(DECK, encoding="utf-8")
    home = str(tmp_path / "home")
    return [sys.executable, "-m", "kdeck", "--home", home, "--decks", str(decks), "--lang", "en", "--learner", "amy"]


@pytest.fixture
def terminal(words: list[str], tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(words, surroundings(), tmp_path) as opened:
        opened.pass_welcome()
        yield opened


def surroundings() -> dict[str, str]:
    return environment(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8", COLORTERM="truecolor")


def events(words: list[str]) -> list[dict[str, Any]]:
    ran = subprocess.run([*words, "log", "--format", "json"], capture_output=True, check=True, env=surroundings())
    return [json.loads(line) for line in ran.stdout.decode().splitlines()]


def left_as_it_was(terminal: Terminal) -> None:
    assert terminal.modes == terminal.modes_before
    assert LEAVE_ALTERNATE_SCREEN in terminal.output
    assert SHOW_CURSOR in terminal.output.rpartition(LEAVE_ALTERNATE_SCREEN)[2] + terminal.output[-200:]


def test_a_session_typed_with_an_input_method_is_in_the_journal(terminal: Terminal, words: list[str]) -> None:
    terminal.wait_for("Words")
    terminal.type("s")
    terminal.wait_for("怎么打招呼？")
    terminal.type("亲，在的哦")
    terminal.wait_for("亲，在的哦")
    terminal.type("\r")
    terminal.wait_for("Right")
    terminal.type(" ")
    terminal.wait_for("什么颜色？")
    terminal.type("朱砂橙\r")
    terminal.wait_for("Wrong")
    terminal.type("\x11")
    assert terminal.wait_for_exit() == 0
    left_as_it_was(terminal)
    stored = [(event["card"], event["body"]["answer"], event["body"]["right"]) for event in events(words)]
    assert stored == [("words/greet", ["亲，在的哦"], True), ("words/colour", ["朱砂橙"], False)]


RULES = """\
deck: rules
title: Rules
lang: zh-Hans
rules:
  - id: cutoff
    ask: 顾客 {paid} 付款，什么时候发货？
    given: {paid: {time: "08:00..23:59"}}
    outcomes:
      - {id: today, when: {paid: "< 16:00"}, then: 今天发货}
      - {id: tomorrow, then: 明天发货}
phrases:
  - id: pinch
    when: 顾客说鞋夹脚。
    never: 夹脚
    must: [[舒服, 宽松]]
    say: 换大半码会更舒服哦。
"""


def test_a_case_is_answered_and_a_reply_typed_with_an_input_method(tmp_path: Path) -> None:
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (decks / "rules.yaml").write_text(RULES, encoding="utf-8")
    home = str(tmp_path / "home")
    words = [sys.executable, "-m", "kdeck", "--home", home, "--decks", str(decks), "--lang", "en", "--learner", "amy"]
    with Terminal([*words, "study"], surroundings(), tmp_path) as terminal:
        terminal.wait_for("什么时候发货？")
        number = re.search(r"(\d) +今天发货", terminal.text)
        assert number is not None
        terminal.type(number[1])
        terminal.wait_for("✓ Right.")
        terminal.wait_for("before 16:00")
        terminal.type(" ")
        terminal.wait_for("顾客说鞋夹脚。")
        terminal.type("亲，换大半码就不会")
        terminal.type("夹脚了")
        terminal.wait_for("夹脚了")
        terminal.type("\r")
        terminal.wait_for("Still missing: 舒服 / 宽松")
        assert "Not to be said: 夹脚" in terminal.text
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
        left_as_it_was(terminal)
    rule, phrase = events(words)
    assert (rule["card"], rule["body"]["right"], list(rule["body"]["case"])) == ("rules/cutoff/today", True, ["paid"])
    assert (phrase["body"]["answer"], phrase["body"]["right"]) == (["亲，换大半码就不会夹脚了"], False)


def test_study_opens_at_the_first_card(words: list[str], tmp_path: Path) -> None:
    with Terminal([*words, "study"], surroundings(), tmp_path) as terminal:
        terminal.wait_for("怎么打招呼？")
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
        left_as_it_was(terminal)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_leaves_the_terminal_as_it_was_and_the_journal_free(
    terminal: Terminal, words: list[str], name: str
) -> None:
    terminal.wait_for("Words")
    number = getattr(signal, name)
    terminal.process.send_signal(number)
    assert terminal.wait_for_exit() == 128 + number
    left_as_it_was(terminal)
    assert b"Traceback" not in terminal.output
    ran = subprocess.run([*words, "study", "--plain"], input=b"", capture_output=True, check=False, env=surroundings())
    assert ran.returncode == 0


def test_the_line_mode_asks_and_answers_on_a_terminal_too(words: list[str], tmp_path: Path) -> None:
    with Terminal([*words, "study", "--plain"], surroundings(), tmp_path) as terminal:
        terminal.wait_for("怎么打招呼？")
        terminal.wait_for("> ")
        terminal.type("亲，在的哦\n")
        terminal.wait_for("Right.")
        terminal.type("\x03")
        terminal.process.send_signal(signal.SIGINT)  # no controlling terminal here that would turn ^C into it
        assert terminal.wait_for_exit() == 130
        assert b"Traceback" not in terminal.output
    assert [event["card"] for event in events(words)] == ["words/greet"]


def test_a_second_session_of_the_same_learner_is_refused(terminal: Terminal, words: list[str], tmp_path: Path) -> None:
    terminal.wait_for("Words")
    with Terminal(words, surroundings(), tmp_path) as second:
        assert second.wait_for_exit() == 1
        assert "Another kdeck" in second.text
        assert LEAVE_ALTERNATE_SCREEN not in second.output


def test_without_an_input_to_read_the_app_refuses_at_once(words: list[str], tmp_path: Path) -> None:
    master, slave = os.openpty()
    try:
        ran = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=slave,
            stderr=subprocess.PIPE,
            env=surroundings(),
            check=False,
            timeout=30,
        )
    finally:
        os.close(master)
        os.close(slave)
    assert ran.returncode == 2
    assert b"kdeck study --plain" in ran.stderr
    assert not (tmp_path / "home" / "learners").exists()


def test_the_doctor_asks_the_terminal_how_wide_chinese_is(words: list[str], tmp_path: Path) -> None:
    nobody = words[: words.index("--learner")]
    with Terminal([*nobody, "doctor"], surroundings(), tmp_path) as terminal:
        terminal.wait_for_output(b"\x1b[6n")
        terminal.type("\x1b[1;5R")  # the terminal's answer: four columns further
        terminal.wait_for("你好，")
        terminal.type("你好，\n")
        assert terminal.wait_for_exit() == 0
        assert "ok  Width of Chinese characters" in terminal.text
        assert "ok  Input method" in terminal.text
