"""``kdeck preview`` on a real terminal, and refused without one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import DECK, SHOP, environment

SURROUNDINGS = environment(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8", COLORTERM="truecolor")


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    folder = tmp_path / "decks"
    folder.mkdir()
    (folder / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (folder / "basics.yaml").write_text(DECK, encoding="utf-8")
    return folder / "basics.yaml"


def kdeck(tmp_path: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "kdeck", "--home", str(tmp_path / "home"), "--lang", "en", *words]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_an_author_sees_what_is_saved_and_no_journal_is_made(deck: Path, tmp_path: Path) -> None:
    from tests.e2e.terminal import Terminal

    with Terminal(kdeck(tmp_path, "preview", str(deck)), SURROUNDINGS, tmp_path) as terminal:
        terminal.wait_for("怎么打招呼？")
        fresh = deck.with_suffix(".new")
        fresh.write_text(DECK.replace("怎么打招呼？", "顾客来了先说什么？"), encoding="utf-8")
        fresh.replace(deck)
        terminal.wait_for("顾客来了先说什么？")
        terminal.type(" ")
        terminal.wait_for("亲，在的哦")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["cache"]


@pytest.mark.parametrize(
    ("told", "path"),
    [("There is no folder or file", "nowhere.yaml"), ("needs a terminal", "decks/basics.yaml")],
)
def test_wrong_usage_is_one_clear_line(deck: Path, tmp_path: Path, told: str, path: str) -> None:
    ran = subprocess.run(
        kdeck(tmp_path, "preview", path), input="", capture_output=True, text=True, env=SURROUNDINGS, cwd=tmp_path
    )
    assert ran.returncode in (1, 2)
    first, *hint = ran.stderr.splitlines()
    assert told in first
    assert len(hint) == 1
    assert not (tmp_path / "home").exists()
