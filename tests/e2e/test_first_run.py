"""The first run on a real terminal: three keys to the first answer, and the whole way through it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SHOP, environment

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.e2e.terminal import Terminal

DECK = """\
deck: words
title: Words
lang: zh-Hans
cards:
  - {id: ship, front: 什么时候发货？, back: 亲，四点以前付款的订单当天发货}
  - {id: wash, front: 怎么洗？, back: 建议三十度以下手洗，阴干就可以}
"""
QUICK = """
import sys
from kdeck.cli.main import program
from kdeck.trainer.typing import passages

passages._BY_ID["baseline"] = passages.Mode("baseline", 4)  # seconds; nobody learns anything from waiting for thirty
sys.exit(program())
"""
AT_ONCE = {"zh": "直接学习", "en": "study at once"}


def surroundings(**more: str) -> dict[str, str]:
    return environment(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8", COLORTERM="truecolor", **more)


def command(home: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "kdeck", "--home", str(home), *more]


def events(words: list[str]) -> list[dict[str, Any]]:
    ran = subprocess.run([*words, "log", "--format", "json"], capture_output=True, check=True, env=surroundings())
    return [json.loads(line) for line in ran.stdout.decode().splitlines()]


def learners(home: Path) -> list[str]:
    folder = home / "learners"
    return [place.name for place in folder.iterdir()] if folder.exists() else []


@pytest.fixture
def decks(tmp_path: Path) -> str:
    folder = tmp_path / "decks"
    folder.mkdir()
    (folder / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (folder / "words.yaml").write_text(DECK, encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_fresh_machine_three_keys_answer_the_first_card_of_the_demo_shop(language: str, tmp_path: Path) -> None:
    words = command(tmp_path / "home", "--lang", language)
    with Terminal(words, surroundings(USER="amy", LOGNAME="amy"), tmp_path, (80, 24)) as terminal:
        terminal.wait_for(AT_ONCE[language])
        terminal.type("s")
        terminal.wait_for(" 0 / ")
        terminal.type(" ")
        terminal.wait_until_quiet(0.3)
        terminal.type("3")
        terminal.wait_for(" 1 / ")
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
    (event,) = events(words)
    assert (event["kind"], event["learner"]) == ("review", "amy")
    assert learners(tmp_path / "home") == ["amy"]


@pytest.mark.parametrize("size", [(80, 24), (50, 15)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_run_is_walked_once_and_never_asked_again(
    language: str, size: tuple[int, int], tmp_path: Path, decks: str
) -> None:
    zh = language == "zh"
    home = tmp_path / "home"
    words = command(home, "--decks", decks)
    changed = "en" if zh else "zh"  # until the language is chosen on the first screen
    start = [sys.executable, "-c", QUICK, *words[3:], "--lang", changed]
    with Terminal(start, surroundings(USER="amy", LOGNAME="amy"), tmp_path, size) as terminal:
        terminal.wait_for(AT_ONCE["en" if zh else "zh"])
        assert learners(home) == []
        terminal.type("\x1b[D")
        terminal.wait_for("欢迎" if zh else "Welcome")
        terminal.type("\r")
        terminal.wait_for("开始体验" if zh else "begin the tour")
        terminal.type("小王")
        terminal.wait_for("小王")
        terminal.type("\r")
        _take_the_tour(terminal, zh=zh)
        terminal.wait_for("你好，")
        terminal.type("你好，")
        terminal.wait_until_quiet(0.2)
        terminal.type("\r")
        terminal.wait_for("00:03")
        terminal.type("亲，四点")
        terminal.wait_for("就是这么简单" if zh else "That is all there is to it")
        terminal.wait_for("打字起点" if zh else "Typing, to begin with")
        terminal.type("\x1b")
        terminal.wait_for("Words")
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
    (event,) = events(words)
    assert (event["kind"], event["card"], event["learner"]) == ("typing", "typing/baseline", "小王")
    assert learners(home) == ["小王"]
    with Terminal(words, surroundings(), tmp_path, size) as terminal:
        terminal.wait_for("小王")
        terminal.wait_for("题库" if zh else "Decks")
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0


def _take_the_tour(terminal: Terminal, *, zh: bool) -> None:
    """Answer the five example cards, some of them wrongly."""
    terminal.wait_for("0 / 5")
    terminal.type(" ")
    terminal.wait_for("不猜" if zh else "Never guess")
    terminal.type("3")
    terminal.wait_for("1 / 5")
    terminal.type("1")
    terminal.wait_for("2 / 5")
    terminal.type(" ")
    terminal.wait_for("无理由" if zh else "without")
    terminal.type("7\r")
    terminal.wait_for("3 / 5")
    terminal.type(" ")
    terminal.wait_for("16:00")
    terminal.type("1")
    terminal.wait_for("4 / 5")
    terminal.type(" ")
    terminal.wait_for("夹脚" if zh else "pinch")
    terminal.type("亲，换大半码会更舒服")
    terminal.wait_for("更舒服")
    terminal.type("\r")
    terminal.wait_for("5 / 5")
    terminal.type(" ")


def test_a_signal_on_the_first_screen_leaves_nothing_behind(tmp_path: Path, decks: str) -> None:
    home = tmp_path / "home"
    with Terminal(command(home, "--decks", decks, "--lang", "en"), surroundings(), tmp_path) as terminal:
        terminal.wait_for("study at once")
        terminal.process.terminate()
        assert terminal.wait_for_exit() == 128 + 15
        assert terminal.modes == terminal.modes_before
    assert learners(home) == []


def test_study_and_typing_never_meet_the_first_run(tmp_path: Path, decks: str) -> None:
    words = command(tmp_path / "home", "--decks", decks, "--lang", "en")
    with Terminal([*words, "study"], surroundings(), tmp_path) as terminal:
        terminal.wait_for("什么时候发货？")
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0


def test_a_learner_who_is_named_is_not_asked_for_a_name_and_gets_that_journal(tmp_path: Path, decks: str) -> None:
    home = tmp_path / "home"
    words = command(home, "--decks", decks, "--lang", "en", "--learner", "小李")
    with Terminal(words, surroundings(), tmp_path) as terminal:
        terminal.wait_for("study at once")
        assert "Your name" not in terminal.text
        assert learners(home) == []
        terminal.type("\x1b")
        terminal.wait_for("A new journal was started for 小李.")
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
    assert learners(home) == ["小李"]
