"""A level climbed on a real terminal: a trainer's word, the level reached, its page, and the page checked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import DECK, SHOP, environment

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.e2e.terminal import Terminal

DANS = "dans: [{dan: 1, title: 基础功, needs: [{witness: yes}]}, {dan: 2, needs: [{recall: {}}]}]\n"
WORDS = {
    "zh": (
        *(
            "培训师确认",
            "段位",
            "培训师署名确认",
            "请培训师填写",
            "到段",
            "九段中的 1 段 · 初级",
            "已达到",
            "A4",
            "已写入",
        ),
        "页面文字和它带的数据一致",
    ),
    "en": (
        *("a trainer's word", "Levels", "confirm as trainer", "For the trainer", "reached on", "dan 1 of 9 · Junior"),
        *("has reached", "A4", "Written", "The page says what its data say"),
    ),
}
"""What stands on the screen, step by step, and what the check says."""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (50, 15)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_from_home_to_a_checked_certificate(tmp_path: Path, language: str, size: tuple[int, int]) -> None:
    decks, page = tmp_path / "decks", tmp_path / "kdeck-dan-1.html"
    decks.mkdir()
    (decks / "shop.yaml").write_text(SHOP + DANS, "utf-8")
    (decks / "basics.yaml").write_text(DECK, "utf-8")
    surroundings = environment(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")
    places = ["--home", str(tmp_path / "home"), "--decks", str(decks), "--lang", language]
    program = [sys.executable, "-m", "kdeck", *places, "--learner", "小李"]
    *steps, holds = WORDS[language]
    keys = ("p", "\r", "\r", "王老师\r", "\x1b", "c", "h", "\r")
    with Terminal(program, surroundings, tmp_path, size) as terminal:
        terminal.pass_welcome(language)
        terminal.wait_for(steps[0])
        for key, wanted in zip(keys, steps[1:], strict=True):
            terminal.type(key)
            terminal.wait_for(wanted)
            terminal.wait_until_quiet(0.1)
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
    verify = [sys.executable, "-m", "kdeck", *places, "verify", str(page)]
    done = subprocess.run(verify, capture_output=True, text=True, encoding="utf-8", env=surroundings, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert holds in done.stdout
    ladder = [sys.executable, "-m", "kdeck", *places, "dan", "--format", "json"]
    told = json.loads(subprocess.run(ladder, capture_output=True, text=True, encoding="utf-8", env=surroundings).stdout)
    assert told["reached"] == 1
