"""A home, a small library, and ``kdeck`` as a function: words and input in, exit code and texts out."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kdeck import language
from kdeck.cli.main import main

SHOP = """\
shop: test
name: 测试店
lang: zh-Hans
"""

DECK = """\
deck: basics
title: 基础
lang: zh-Hans
cards:
  - id: greet
    front: 怎么打招呼？
    back: 亲，在的哦
    why: 先回应
    source: 第 1 条
  - id: cutoff
    kind: typed
    front: 几点前付款当天发货？
    back: "16:00"
    hint: 快递几点来？
  - id: days
    kind: cloze
    text: "签收后 {{c1::7::几}} 天内可以退，吊牌要 {{c2::完好}}。"
  - id: freight
    kind: choice
    front: 运费谁出？
    back: 顾客
    wrong: [我们, 快递]
  - id: colours
    kind: set
    front: 有哪些颜色？
    back: [白, 黑]
  - id: steps
    kind: order
    front: 退货怎么办？
    back: [申请, 寄回, 退款]
  - id: note
    kind: spot
    front: 哪一项写错了？
    fields: {收货人: 王女士, 尺码: XXXXXL}
    back: [尺码]
"""

IDS = ["basics/greet", "basics/cutoff", "basics/days/c1", "basics/freight", "basics/colours", "basics/steps"]
AT = "2026-11-11T10:00+08:00"


ROOT = Path(__file__).parents[2]


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Kdeck = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    """No setting of this machine reaches a test, and no test's language the next one."""
    for name in [name for name in os.environ if name.startswith("KDECK_") or name in ("LANGUAGE", "LC_ALL")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    yield
    language.use("en")


def environment(**changes: str) -> dict[str, str]:
    """An environment for subprocesses that finds this kdeck, installed or not."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **changes}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder, not made yet."""
    return tmp_path / "home"


@pytest.fixture
def decks(tmp_path: Path) -> Path:
    """A library with one deck that holds a card of every kind."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (folder / "basics.yaml").write_text(DECK, encoding="utf-8")
    return folder


@pytest.fixture
def kdeck(home: Path, decks: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kdeck:
    """Run ``kdeck`` on the home and the library of this test; ``stdin`` is what is piped in."""

    def run(*words: str, stdin: str | bytes = "", where: bool = True) -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        places = ["--home", str(home), "--decks", str(decks)] if where else []
        code = main([*places, *words])
        return Ran(code, *capsys.readouterr())

    return run


def one_clear_error(ran: Ran) -> str:
    """The message of a refusal: exactly one error line, at most one hint, no traceback."""
    first, *hint = ran.err.splitlines()
    assert first.startswith("kdeck: ")
    assert len(hint) <= 1
    assert all(line.startswith("  ") for line in hint)
    assert "Traceback" not in ran.err
    return ran.err
