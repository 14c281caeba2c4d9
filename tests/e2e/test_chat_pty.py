"""Chats on a real terminal: a whole drill typed in hanzi, and five chats by the bytes that terminals send."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import SHOP, environment

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.e2e.terminal import Terminal

SIZES = ((80, 24), (50, 15), (120, 30))
TURNS = 10
DECK = "deck: chats\nlang: zh-Hans\nchats:\n  - id: long\n    name: 小鹿\n    turns:\n" + "".join(
    f"      - {{text: 第 {number} 问，在吗？, must: [[抱歉], [催{number}]], say: 抱歉，马上催{number}, pause: 0s}}\n"
    for number in range(1, TURNS + 1)
)
LAUNCH = """
import json, sys
from kdeck.core.chat.drill import Drill
from kdeck.core.chat.drill import Plan
from kdeck.core.chat.scenario import Scenario, Turn
from kdeck.tui.app import KdeckApp
from kdeck.tui.launch import run_app
from kdeck.tui.screens.chat_drill import ChatDrillScreen
from tests.tui.builders import trainer_of

names = ("小鹿", "豆豆", "阿福", "木子", "北极星")
people = tuple(Scenario(f"d/{name}", name, (Turn(f"{name}问", ((name,),), pause=0.0),)) for name in names)
app = KdeckApp(trainer_of(), language="en")

def keep(drill):
    told = [[one.scenario.name, [[sent.text, sent.quick, sent.misplaced] for sent in one.sent]] for one in drill.ended]
    with open(sys.argv[1], "w", encoding="utf-8") as stream:
        json.dump(told, stream)
    app.exit()

drill = Drill(Plan(5, 1, people, (100,) * 5), 20_000)
app.call_later(lambda: app.push_screen(ChatDrillScreen("Five", drill, ("亲，在的",)), keep))
sys.exit(run_app(app))
"""
SURROUNDINGS = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
CTRL_RIGHT, CTRL_LEFT, CTRL_N, TAB, F2 = "\x1b[1;5C", "\x1b[1;5D", "\x0e", "\t", "\x1bOQ"


def test_a_whole_drill_in_the_whole_app_is_typed_in_hanzi_and_kept(tmp_path: Path) -> None:
    decks, surroundings = tmp_path / "decks", environment(**SURROUNDINGS)
    decks.mkdir()
    (decks / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (decks / "chats.yaml").write_text(DECK, encoding="utf-8")
    words = [sys.executable, "-m", "kdeck", "--home", str(tmp_path / "home"), "--decks", str(decks), "--lang", "en"]
    with Terminal([*words, "chat"], surroundings, tmp_path, (80, 24)) as terminal:
        terminal.wait_for("Response drill")
        terminal.type("\x1b[B\r")
        terminal.wait_for("nobody yet")
        for number in range(1, TURNS + 1):
            terminal.wait_for(f"第 {number} 问，在吗？")
            for text in ("抱歉", "，让您久等了这边马上为您催", f"{number}"):
                terminal.type(text)
                terminal.wait_until_quiet(0.05)
            terminal.wait_for(f"抱歉，让您久等了这边马上为您催{number}")
            terminal.type("\r")
        terminal.wait_for("facts right 100%")
        assert "100% of replies within 20 s" in terminal.text
        assert "Replies with something missing or forbidden: 0 of 10" in terminal.text
        terminal.type("\r")
        terminal.wait_for("Ladder: 1 at once")
        terminal.type("\x11")
        assert terminal.wait_for_exit() == 0
    ran = subprocess.run(
        [*words, "chat", "history", "--format", "json"], capture_output=True, check=True, env=surroundings
    )
    (drill,) = json.loads(ran.stdout)
    assert (drill["kind"], drill["complete"], drill["right"], drill["lost"]) == ("respond", True, 1.0, 0)
    assert drill["unit"] == "字/分"
    assert drill["speed"] > 0


@pytest.mark.parametrize("size", SIZES)
def test_five_chats_are_switched_and_written_by_what_terminals_send(size: tuple[int, int], tmp_path: Path) -> None:
    file = tmp_path / "drill.json"
    command = [sys.executable, "-c", LAUNCH, str(file)]
    with Terminal(command, environment(**SURROUNDINGS), tmp_path, size) as terminal:
        terminal.wait_for("5 北极星")
        terminal.type("小鹿，您好")
        terminal.wait_for("小鹿，您好")
        terminal.wait_until_quiet(0.05)  # the cursor follows what is painted
        row = terminal.text.splitlines()[terminal.cursor[1]]
        assert row[: terminal.cursor[0]].replace(" ", "").endswith("小鹿，您好")
        terminal.type(CTRL_RIGHT)
        terminal.wait_for("▸2 豆豆")
        terminal.type("阿福")
        terminal.type("\r" + CTRL_RIGHT)  # this was meant for the third
        terminal.wait_for("▸3 阿福")
        terminal.type(F2 + "阿福")
        terminal.wait_for("亲，在的阿福")
        terminal.type("\r" + CTRL_LEFT)
        terminal.wait_for("▸2 豆豆")
        terminal.type("豆豆\r" + CTRL_N)
        terminal.wait_for("▸1 小鹿")
        terminal.type("\r" + TAB)
        terminal.wait_for("▸4 木子")
        terminal.type("木子\r" + TAB)
        terminal.wait_for("▸5 北极星")
        terminal.type("北极星\r")
        assert terminal.wait_for_exit() == 0
    told = dict(json.loads(file.read_text(encoding="utf-8")))
    assert told["小鹿"] == [["小鹿，您好", False, False]]
    assert told["豆豆"] == [["阿福", False, True], ["豆豆", False, False]]
    assert told["阿福"] == [["亲，在的阿福", True, False]]
    assert told["北极星"] == [["北极星", False, False]]
