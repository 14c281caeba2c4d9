"""The preview shows a deck's chats below its cards: as a learner will see them, then with their model replies."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from kdeck.core.chat.record import figures
from kdeck.core.chat.scenario import Scenario, Turn
from kdeck.tui.widgets.chat_window import begun, played
from tests.core.chat.making import PARCEL, THANKS, TODAY, customer
from tests.tui.builders import press, settled
from tests.tui.stage import HOSTILE, harmless, until_seen
from tests.tui.test_preview import previewing, save, seen, soon

__all__ = ["soon"]

DECK = """\
deck: talk
title: 对话
cards:
  - {id: hello, front: 怎么打招呼？, back: 在的}
chats:
  - id: late
    name: 小鹿
    about: 包裹三天没动
    patience: 45s
    turns:
      - text: 快递三天没动了？
        must: [[抱歉, 不好意思], [催]]
        never: 再等等
        say: [非常抱歉，马上催, 不好意思，这就去催]
        because: 先道歉。
      - {text: 什么时候到？, must: [[今天]], say: 今天答复您}
"""


def test_a_played_chat_is_answered_by_its_model_replies() -> None:
    run = played(customer(PARCEL, TODAY, THANKS._replace(say=("不客气",))))
    assert [one.missing for one in run.ended] == [(), ()]
    assert run.here.state == "answered"
    assert figures(run.ended).right == 1.0


def test_a_model_reply_that_lacks_something_does_not_stop_the_picture() -> None:
    bad = Scenario("d/x", "x", (Turn("q", (("a",),), (), ("b",)), Turn("r", (), (), ("c",))))
    assert [line.text for line in played(bad).here.lines] == ["q", "b", "r", "c"]
    assert begun(bad).here.state == "waiting"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A deck file with a card and a chat, in a library."""
    (tmp_path / "shop.yaml").write_text("shop: s\nlang: zh-Hans\n", encoding="utf-8")
    file = tmp_path / "talk.yaml"
    file.write_text(DECK, encoding="utf-8")
    return file


@pytest.mark.parametrize("size", [(50, 15), (80, 24), (120, 40)])
async def test_a_chat_is_shown_and_space_shows_its_model_replies(deck: Path, size: tuple[int, int]) -> None:
    async with previewing(deck, size=size) as pilot:
        await press(pilot, "end")
        text = seen(pilot)
        assert "2 / 2" in text
        assert "小鹿" in text
        assert "快递三天没动了？" in text
        assert ("waits 45 s" in text) == (size[1] >= 24)
        assert "非常抱歉" not in text
        await press(pilot, "space")
        text = seen(pilot)
        assert "› 今天答复您" in text
        assert all(cell_len(row) <= size[0] for row in text.splitlines())
        if size[1] >= 24:
            assert "✓ 抱歉 / 不好意思" in text
        await press(pilot, "space", "up")
        assert "怎么打招呼？" in seen(pilot)


@pytest.mark.usefixtures("soon")
async def test_a_chat_stays_under_the_cursor_when_the_file_is_saved(deck: Path) -> None:
    async with previewing(deck) as pilot:
        await press(pilot, "end")
        save(deck, DECK.replace("小鹿", "豆豆").replace("cards:\n", "cards:\n  - {id: a, front: q, back: b}\n"))
        await until_seen(pilot, "豆豆")
        assert "3 / 3" in seen(pilot)
        save(deck, DECK.replace("    name: 小鹿\n", "    name: 小鹿\n    nmae: x\n"))
        await until_seen(pilot, "unknown-key")
        assert "豆豆" in seen(pilot)
        assert "as it was before the mistake" in seen(pilot)


async def test_hostile_chats_act_on_nothing(deck: Path) -> None:
    words = HOSTILE.encode("unicode_escape").decode().replace('"', '\\"').replace("\\x00", "")
    chat = f'  - {{id: h, name: "{words}", turns: [{{text: "{words}", say: "{words}"}}]}}\n'
    save(deck, DECK + chat)
    async with previewing(deck) as pilot:
        await press(pilot, "end", "space")
        await settled(pilot)
        assert harmless(seen(pilot))
