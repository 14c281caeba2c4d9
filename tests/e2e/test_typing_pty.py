"""Typing runs on a real terminal: what input methods and clipboards send is what counts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kdeck.core.typing.score import TOGETHER_MS
from tests.cli.conftest import SHOP, environment

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.e2e.terminal import Terminal

SIZES = ((80, 24), (50, 15))
PASSAGE = (
    "亲，您好呀，有很大差别，这双鞋不是真皮的，是耐磨合成革。明天下午四点以前付款的订单当天发货，四点以后第二天发货哦。"
)
LAUNCH = """
import json, sys
from kdeck.core.typing.score import rule
from kdeck.tui.app import KdeckApp
from kdeck.tui.launch import run_app
from kdeck.tui.screens import typing_run
from tests.tui.builders import trainer_of

typing_run._READY = 0.2
passage, file = sys.argv[1:]
app = KdeckApp(trainer_of(), language="en")

def keep(taken):
    ruling = rule(taken.run.strokes, taken.run.unit)
    score = taken.run.score()
    told = {"typed": taken.run.typed, "score": score._asdict(), "ms": taken.run.ended}
    told |= {"void": str(ruling.void) if ruling.void else "", "flags": list(ruling.flags)}
    with open(file, "w", encoding="utf-8") as stream:
        json.dump(told, stream)
    app.exit()

def open_run():
    app.push_screen(typing_run.TypingRunScreen(typing_run.Task("Typing", passage, None)), keep)

app.call_later(open_run)
sys.exit(run_app(app))
"""


class Typist:
    """A run in a terminal of its own."""

    def __init__(self, terminal: Terminal, file: Path) -> None:
        self.terminal = terminal
        self._file = file

    def commit(self, *texts: str) -> None:
        """Texts as an input method hands them over, a short pause between them."""
        for text in texts:
            self.terminal.type(text)
            self.terminal.wait_until_quiet(2 * TOGETHER_MS / 1000)

    def result(self) -> dict[str, Any]:
        """Finish, and what was kept of the run."""
        self.terminal.type("\x1bOQ")  # F2
        assert self.terminal.wait_for_exit() == 0
        found: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
        return found


@contextmanager
def typing(tmp_path: Path, size: tuple[int, int], passage: str = PASSAGE) -> Iterator[Typist]:
    surroundings = environment(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")
    file = tmp_path / "run.json"
    with Terminal([sys.executable, "-c", LAUNCH, passage, str(file)], surroundings, tmp_path, size) as terminal:
        terminal.wait_for("finish")  # F2 acts only once strokes count
        yield Typist(terminal, file)


@pytest.mark.parametrize("size", SIZES)
def test_commits_of_1_4_5_and_14_hanzi_score_right(size: tuple[int, int], tmp_path: Path) -> None:
    commits = ("亲", "，您好呀", "，", "有很大差别", "，", "这双鞋不是真皮的是耐磨合成革")
    assert {1, 4, 5, 14} <= {len(text) for text in commits}
    with typing(tmp_path, size) as typist:
        typist.commit(*commits)
        result = typist.result()
    assert "".join(result["typed"]) == "".join(commits)
    assert result["score"]["correct"] == 26
    assert result["score"]["substituted"] == result["score"]["inserted"] == result["score"]["fixed"] == 0
    assert result["void"] == ""


@pytest.mark.parametrize("size", SIZES)
def test_a_bracketed_paste_voids_and_is_not_typed(size: tuple[int, int], tmp_path: Path) -> None:
    with typing(tmp_path, size) as typist:
        typist.commit("亲，", "\x1b[200~您好呀，有很大差别\x1b[201~", "您好")
        result = typist.result()
    assert "".join(result["typed"]) == "亲，您好"
    assert result["void"] == "Text was pasted."


@pytest.mark.parametrize("size", SIZES)
def test_sixty_characters_at_once_void_by_their_rate(size: tuple[int, int], tmp_path: Path) -> None:
    with typing(tmp_path, size, PASSAGE + PASSAGE) as typist:
        typist.commit("亲，", (PASSAGE + PASSAGE)[2:62], "四")
        result = typist.result()
    assert len(result["typed"]) == 63
    came = re.match(r"(\d+) characters came faster than anyone types", result["void"])
    assert came, result["void"]
    assert 30 < int(came[1]) <= 60, "a busy machine may hand them over in two reads"
    assert result["flags"] == ["oversized"]


@pytest.mark.parametrize("size", SIZES)
def test_backspace_takes_back_one_grapheme_each(size: tuple[int, int], tmp_path: Path) -> None:
    with typing(tmp_path, size) as typist:
        for grapheme in ("汉", "e\u0301", "é", "👋🏽"):
            typist.commit("亲", grapheme, "\x7f", "\x7f")
        typist.commit("亲，")
        result = typist.result()
    assert result["typed"] == ["亲", "，"]
    assert result["score"]["fixed"] == 8
    assert result["void"] == ""


DECK = """\
deck: words
title: Words
lang: zh-Hans
cards:
  - {id: ship, front: 什么时候发货？, back: 亲，四点以前付款的订单当天发货}
"""


def shop_in(tmp_path: Path) -> list[str]:
    """The command line of ``kdeck`` in a shop of one card."""
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (decks / "words.yaml").write_text(DECK, encoding="utf-8")
    return [sys.executable, "-m", "kdeck", "--home", str(tmp_path / "home"), "--decks", str(decks), "--lang", "en"]


@pytest.mark.parametrize("size", SIZES)
def test_kdeck_typing_opens_typing_and_practice_goes_on_to_its_end(size: tuple[int, int], tmp_path: Path) -> None:
    words = shop_in(tmp_path)
    surroundings = environment(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")
    with Terminal([*words, "typing"], surroundings, tmp_path, size) as terminal:
        terminal.wait_for("Whole passage")
        terminal.type("\x1b[B" * 3 + "\r")
        terminal.wait_for("f2 finish")
        for text in ("亲，", "四点以前付款得订单", "当天发货。"):
            terminal.type(text)
            terminal.wait_until_quiet(2 * TOGETHER_MS / 1000)
        while "f2 finish" in terminal.text:  # the answer comes again until the passage is long enough
            terminal.type("亲，四点以前付款的订单当天发货。")
            terminal.wait_until_quiet(2 * TOGETHER_MS / 1000)
        terminal.wait_for("accuracy")
        terminal.type("w")
        terminal.wait_for("的 ≠ 得")
        terminal.type("\r")
        terminal.wait_for("f2 finish")
        while "f2 finish" in terminal.text:
            terminal.type("四点以前付款的订单当天发货")
            terminal.wait_until_quiet(0.5)
            terminal.type("\x1bOQ")
        terminal.wait_for("round 1")
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
    ran = subprocess.run([*words, "typing", "history"], capture_output=True, check=True, env=surroundings)
    assert ["Practice" in row for row in ran.stdout.decode().splitlines()] == [True, False]


def test_a_run_in_the_whole_app_is_in_the_journal(tmp_path: Path) -> None:
    words = shop_in(tmp_path)
    surroundings = environment(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")
    with Terminal(words, surroundings, tmp_path, (80, 24)) as terminal:
        terminal.pass_welcome()
        terminal.wait_for("Words")
        terminal.type("t")
        terminal.wait_for("Whole passage")
        terminal.type("\x1b[B" * 3 + "\r")
        terminal.wait_for("finish")
        for text in ("亲，", "四点以前付款得订单", "当天发货"):
            terminal.type(text)
            terminal.wait_until_quiet(2 * TOGETHER_MS / 1000)
        row = terminal.text.splitlines()[terminal.cursor[1]]
        assert row.replace(" ", "").startswith("亲，四点以前付款得订单当天发货")
        assert terminal.cursor[0] == 2 + 2 * 15
        terminal.type("\x1bOQ")
        terminal.wait_for("accuracy")
        terminal.type("\r")
        terminal.wait_for("first dan 50")
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
    ran = subprocess.run([*words, "log", "--format", "json"], capture_output=True, check=True, env=surroundings)
    (event,) = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    assert (event["kind"], event["card"]) == ("typing", "typing/passage")
    assert event["body"]["score"]["correct"] == 14
    assert event["body"]["score"]["substituted"] == 1
