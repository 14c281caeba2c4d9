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
    "zh": ("进度", "培训师确认", "段位", "九段中的 1 段 · 初级", "已写入", "页面文字和它带的数据一致"),
    "en": (
        "progress",
        "a trainer's word",
        "Levels",
        "dan 1 of 9 · Junior",
        "Written",
        "The page says what its data say",
    ),
}


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
    _progress, missing, title, reached, written, holds = WORDS[language]
    with Terminal(program, surroundings, tmp_path, size) as terminal:
        terminal.pass_welcome(language)
        terminal.wait_for(missing)
        terminal.type("p")
        terminal.wait_for(title)
        terminal.type("\r")
        terminal.wait_until_quiet(0.3)
        terminal.type("\r")
        terminal.wait_until_quiet(0.3)
        terminal.type("王老师")
        terminal.wait_for("王老师")
        terminal.type("\r")
        terminal.wait_until_quiet(0.3)
        terminal.type("\x1b")
        terminal.wait_for(reached)
        terminal.type("c")
        terminal.wait_for("小李")
        terminal.type("h")
        terminal.wait_until_quiet(0.3)
        terminal.type("\r")
        terminal.wait_for(written)
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
    verify = [sys.executable, "-m", "kdeck", *places, "verify", str(page)]
    done = subprocess.run(verify, capture_output=True, text=True, encoding="utf-8", env=surroundings, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert holds in done.stdout
    ladder = [sys.executable, "-m", "kdeck", *places, "dan", "--format", "json"]
    told = json.loads(subprocess.run(ladder, capture_output=True, text=True, encoding="utf-8", env=surroundings).stdout)
    assert told["reached"] == 1
