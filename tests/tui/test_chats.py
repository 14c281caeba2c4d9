"""Chats in the app: the menu, the drill by keys and clock, what it came to, the ladder, quick replies, history."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from rich.cells import cell_len
from textual.events import Paste
from textual.pilot import Pilot

from kdeck.core.chat.drill import Plan, turns_of_run
from kdeck.core.chat.scenario import Scenario, Turn
from kdeck.core.shop import Shop
from kdeck.decks.library import library_of
from kdeck.journal.base import Journal
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.chat import history, sustainable
from kdeck.trainer.chat.runs import keep_quick_replies, quick_replies
from kdeck.trainer.trainer import Trainer
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.chat_drill import ChatDrillScreen, QuickRepliesScreen
from kdeck.tui.screens.chats import ChatHistoryScreen, ChatResultScreen, ChatsScreen
from kdeck.tui.screens.home import HomeScreen
from tests.builders import HandClock, recall_card, trainer_of
from tests.core.chat.making import PARCEL, SIZE, THANKS, TODAY, customer, drill
from tests.tui.builders import BrokenDisk, Watch, at_home, commit, opened, press, settled
from tests.tui.stage import HOSTILE, harmless, seen

KNOWN = (customer(PARCEL, TODAY, name="小鹿"), customer(SIZE, THANKS, name="豆豆"), customer(SIZE, name="阿福"))
SHOP = Shop(name="云杉户外", lang="zh-Hans")
WHOLE = "非常抱歉，马上帮您催"


def learner(known: tuple[Scenario, ...] = KNOWN, journal: Journal | None = None, shop: Shop = SHOP) -> Trainer:
    return trainer_of(library_of([recall_card(1)], shop, chats=known), HandClock(), journal)


class Stage:
    """The app with a drill that these customers take part in, one a second."""

    def __init__(self, app: KdeckApp, pilot: Pilot[None], watch: Watch, screen: ChatDrillScreen) -> None:
        self.app, self.pilot, self.watch, self.screen = app, pilot, watch, screen
        self.given: list[object] = []

    async def after(self, seconds: float) -> None:
        """Let time pass."""
        self.watch.think(seconds)
        self.screen.tick()
        await settled(self.pilot)

    async def send(self, text: str) -> None:
        """Type as an input method does, and press Enter."""
        await commit(self.pilot, text)
        await press(self.pilot, "enter")


@asynccontextmanager
async def drilling(
    *customers: Scenario, chats: int = 1, size: tuple[int, int] = (80, 24), trainer: Trainer | None = None
) -> AsyncIterator[Stage]:
    watch, own = Watch(), trainer or learner()
    async with opened(own, size=size, watch=watch) as (app, pilot):
        screen = ChatDrillScreen("Drill", drill(*customers, chats=chats), quick_replies(own))
        stage = Stage(app, pilot, watch, screen)
        app.push_screen(screen, stage.given.append)
        await settled(pilot)
        yield stage
    assert app.failure is None


async def test_c_at_home_opens_the_drills_and_esc_comes_back() -> None:
    async with opened(learner()) as (app, pilot):
        await press(pilot, "c")
        assert isinstance(app.screen, ChatsScreen)
        text = seen(pilot)
        assert "How many customers can you serve at once?" in text
        assert "Ladder: 1 at once" in text
        assert "Response drill" in text
        assert "customers in the decks: 3" in text
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_without_chats_the_menu_says_how_to_write_one() -> None:
    async with opened(learner(())) as (app, pilot):
        await press(pilot, "c")
        assert "kdeck new chat" in seen(pilot)
        await press(pilot, "enter", "down")
        assert isinstance(app.screen, ChatsScreen)


async def test_the_app_can_begin_with_the_drills() -> None:
    app = KdeckApp(learner(), language="en", start="chats")
    async with app.run_test() as pilot:
        await settled(pilot)
        assert isinstance(app.screen, ChatsScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)
    app.close_desk()


async def test_a_customer_writes_is_answered_and_goes_on() -> None:
    async with drilling(customer(PARCEL, TODAY, name="小鹿")) as stage:
        assert "nobody yet" in seen(stage.pilot)
        await stage.after(4)
        assert PARCEL.text in seen(stage.pilot)
        assert "0:03" in seen(stage.pilot)
        await stage.send(WHOLE)
        assert "✓ answered" in seen(stage.pilot)
        assert f"› {WHOLE}" in seen(stage.pilot)
        assert stage.screen.reply.text == ""
        await stage.after(3)
        assert TODAY.text in seen(stage.pilot)
        await stage.send("今天答复您")
        await stage.after(5)
        (given,) = stage.given
        assert given is stage.screen.drill
        assert [one.whole for one in stage.screen.drill.ended] == [3_000, 0]


async def test_letters_digits_and_hanzi_are_text_and_no_keys() -> None:
    async with drilling() as stage:
        await stage.after(2)
        await press(stage.pilot, "q", "c", "1", "?", "space")
        await commit(stage.pilot, "，你好😀")
        assert stage.screen.reply.text == "qc1? ，你好😀"
        assert stage.screen.is_current


async def test_a_part_of_a_reply_leaves_the_customer_waiting_for_more() -> None:
    async with drilling() as stage:
        await stage.after(2)
        await stage.send("抱歉")
        assert "waits for more" in seen(stage.pilot)
        await stage.after(20)
        assert stage.screen.drill.ended[0].missing == (("催", "查"),)


async def test_tab_goes_to_whom_has_waited_longest_and_drafts_stay() -> None:
    people = (customer(name="甲"), customer(SIZE, name="乙"), customer(SIZE, name="丙"))
    async with drilling(*people, chats=3) as stage:
        await stage.after(5)
        await commit(stage.pilot, "没写完")
        await press(stage.pilot, "tab")
        assert stage.screen.drill.active == 1
        assert "▸2 乙" in seen(stage.pilot)
        assert "✎" in seen(stage.pilot)
        await stage.send("建议 M 码")
        await press(stage.pilot, "ctrl+n")
        assert (stage.screen.drill.active, stage.screen.reply.text) == (0, "没写完")
        await press(stage.pilot, "ctrl+left")
        assert stage.screen.drill.active == 2
        await press(stage.pilot, "ctrl+right", "ctrl+right")
        assert stage.screen.drill.active == 1


async def test_what_is_not_looked_at_is_unread_until_it_is() -> None:
    async with drilling(customer(name="甲"), customer(name="乙"), chats=2) as stage:
        await stage.after(4)
        assert "2 乙 ●1" in seen(stage.pilot)
        await stage.after(30)
        assert "2 乙 ●2" in seen(stage.pilot)
        await press(stage.pilot, "tab")
        assert "●" not in seen(stage.pilot).split("乙")[1].splitlines()[0]


async def test_patience_runs_out_before_the_eyes_and_the_customer_leaves() -> None:
    async with drilling(customer(patience=20.0), customer(name="乙"), chats=2) as stage:
        await stage.after(2)
        assert "▰▰▰▰▰▰▰▰" in seen(stage.pilot)
        await stage.after(16)
        assert "!0:17 ▰▱▱▱▱▱▱▱" in seen(stage.pilot)
        await stage.after(4)
        assert "✗ has left" in seen(stage.pilot)
        await commit(stage.pilot, "还在吗")
        await press(stage.pilot, "enter")
        assert "Nobody is in this chat now." in seen(stage.pilot)
        assert stage.screen.reply.text == "还在吗"


async def test_the_next_customer_finds_an_empty_input() -> None:
    async with drilling(customer(THANKS), customer(name="乙")) as stage:
        await stage.after(2)
        await stage.send("不客气")
        await commit(stage.pilot, "写给甲的")
        await stage.after(5)
        assert "1 乙" in seen(stage.pilot)
        assert stage.screen.reply.text == ""
        assert stage.screen.drill.draft.text == ""


async def test_quick_replies_are_put_in_and_can_be_changed_before_they_are_sent() -> None:
    own = learner()
    keep_quick_replies(own, ["亲，在的", "", "请稍等"])
    async with drilling(trainer=own) as stage:
        await stage.after(2)
        await press(stage.pilot, "f2")
        await commit(stage.pilot, "，抱歉马上催")
        await press(stage.pilot, "f3")
        await press(stage.pilot, "f9")
        assert stage.screen.reply.text == "亲，在的，抱歉马上催"
        await press(stage.pilot, "enter")
        exchange = stage.screen.drill.here.exchange
        assert exchange is not None
        (sent,) = exchange.sent
        assert (sent.quick, sent.typed) == (True, 6)


async def test_what_is_pasted_is_not_counted_as_typed() -> None:
    async with drilling() as stage:
        await stage.after(2)
        assert stage.app._driver is not None
        paste = Paste("抱歉\n马上催")
        paste.set_sender(stage.app)
        stage.app._driver.send_message(paste)
        await settled(stage.pilot)
        await commit(stage.pilot, "！")
        await press(stage.pilot, "enter")
        exchange = stage.screen.drill.here.exchange
        assert exchange is not None
        (sent,) = exchange.sent
        assert (sent.text, sent.typed, sent.quick) == ("抱歉 马上催！", 1, False)


async def test_esc_asks_and_time_runs_on_meanwhile() -> None:
    async with drilling(customer(patience=10.0), customer(name="乙")) as stage:
        await stage.after(2)
        await press(stage.pilot, "escape")
        assert "Leave this drill?" in seen(stage.pilot)
        await press(stage.pilot, "q", "enter")
        assert not stage.given
        await stage.after(10)
        await press(stage.pilot, "escape")
        assert stage.screen.is_current
        assert stage.screen.drill.ended[0].lost
        await press(stage.pilot, "escape", "f2")
        assert len(stage.given) == 1
        assert stage.screen.drill.left


async def test_a_drill_that_ends_under_a_box_waits_for_it() -> None:
    async with drilling(customer(patience=10.0)) as stage:
        await press(stage.pilot, "f1")
        await stage.after(12)
        assert not stage.given
        await press(stage.pilot, "escape")
        stage.screen.tick()
        await settled(stage.pilot)
        assert len(stage.given) == 1


@pytest.mark.parametrize("size", [(50, 15), (80, 24), (99, 30), (100, 30), (140, 40)])
async def test_five_chats_fit_and_the_cursor_stands_in_the_one_that_is_written(size: tuple[int, int]) -> None:
    people = [customer(name=name) for name in ("小鹿", "豆豆", "阿福", "山间的风和一位名字非常长的顾客", "Tom")]
    async with drilling(*people, chats=5, size=size) as stage:
        await stage.after(10)
        text = seen(stage.pilot)
        assert all(name in text for name in ("小鹿", "豆豆", "阿福", "山间", "Tom"))
        assert all(cell_len(row) <= size[0] for row in text.splitlines())
        for _chat in range(5):
            await commit(stage.pilot, "您好")
            x, y = stage.app.cursor_position
            region = stage.screen.reply.region
            assert (x, y) == (region.x + 4, region.y)
            await press(stage.pilot, "ctrl+right")


@pytest.mark.parametrize("size", [(50, 15), (100, 30)])
async def test_what_is_typed_is_seen_at_once_however_long_it_grows(size: tuple[int, int]) -> None:
    async with drilling(*(customer(name=name) for name in "甲乙丙丁戊"), chats=5, size=size) as stage:
        await stage.after(8)
        for number in range(70):
            character = chr(0x4E10 + number)
            await commit(stage.pilot, character)
            row = seen(stage.pilot).splitlines()[stage.app.cursor_position[1]]
            assert character in row
            assert stage.screen.reply.region.contains(*stage.app.cursor_position)


async def test_a_click_turns_to_a_chat() -> None:
    async with drilling(customer(name="甲"), customer(name="乙"), chats=2, size=(100, 30)) as stage:
        await stage.after(3)
        await stage.pilot.click("#chat-1")
        await settled(stage.pilot)
        assert stage.screen.drill.active == 1
        assert stage.screen.reply.has_focus


async def test_resizing_keeps_drafts_and_the_chat_that_is_written() -> None:
    async with drilling(customer(name="甲"), customer(name="乙"), chats=2, size=(140, 40)) as stage:
        await stage.after(3)
        await press(stage.pilot, "tab")
        await commit(stage.pilot, "写到一半")
        for size in ((50, 15), (40, 10), (80, 24), (140, 40)):
            await stage.pilot.resize_terminal(*size)
            await settled(stage.pilot)
        assert (stage.screen.drill.active, stage.screen.reply.text) == (1, "写到一半")
        assert stage.screen.reply.has_focus


@pytest.mark.parametrize("seed", range(3))
async def test_no_key_in_any_order_at_any_size_ends_anything_but_the_drill(seed: int) -> None:
    chance = random.Random(seed)
    keys = ["enter", "tab", "ctrl+n", "ctrl+left", "ctrl+right", "shift+tab", "f1", "f2", "f3", "f9", "escape", "up"]
    keys += ["backspace", "ctrl+u", "ctrl+k", "ctrl+z", "home", "end", "delete", "left", "x", "好"]
    people = [customer(PARCEL, TODAY, name=name, patience=chance.uniform(2, 60)) for name in "甲乙丙丁戊己庚辛"]
    async with drilling(*people, chats=5) as stage:
        for number in range(250):
            if stage.given:
                break
            stage.watch.think(chance.uniform(0, 1.5))
            if number % 40 == 7:
                await stage.pilot.resize_terminal(chance.randrange(30, 150), chance.randrange(8, 50))
            await press(stage.pilot, chance.choice(keys))
        assert stage.app.is_running
        for window, chat in zip(stage.screen.drill.windows, stage.screen.chats, strict=True):
            assert stage.given or chat.came == window.came
    assert stage.app.failure is None


async def test_hostile_words_act_on_nothing() -> None:
    turn = Turn(HOSTILE, ((HOSTILE,),), (HOSTILE,), (HOSTILE,), HOSTILE)
    async with drilling(Scenario("d/x", HOSTILE, (turn,), 30.0), chats=1) as stage:
        await stage.after(3)
        assert harmless(seen(stage.pilot))
        assert "[b]x[/i]" in seen(stage.pilot)


class Player:
    """The whole way through the app: every message answered two seconds after it came."""

    def __init__(self, app: KdeckApp, pilot: Pilot[None], watch: Watch) -> None:
        self.app, self.pilot, self.watch = app, pilot, watch

    async def play(self, *, whole: bool = True) -> None:
        """Answer until the drill is over; with ``whole`` everything that is asked for."""
        screen = self.app.screen
        assert isinstance(screen, ChatDrillScreen)
        for _second in range(2_000):
            if not screen.is_current:
                return
            self.watch.think(2)
            screen.tick()
            await settled(self.pilot)
            for window in screen.drill.windows if screen.is_current else ():
                if window.state == "waiting" and window.exchange is not None:
                    screen._turn_to(window.number)
                    words = [group[0] for group in window.exchange.turn.must]
                    screen.reply.text = "，".join(words if whole else words[1:]) or "您好"
                    await settled(self.pilot)
                    await press(self.pilot, "enter")
        raise AssertionError("this drill does not end")


@asynccontextmanager
async def menu(trainer: Trainer) -> AsyncIterator[tuple[KdeckApp, Pilot[None], Player]]:
    watch = Watch()
    async with opened(trainer, watch=watch) as (app, pilot):
        await press(pilot, "c")
        yield app, pilot, Player(app, pilot, watch)
    assert app.failure is None


async def test_a_run_is_kept_told_and_the_ladder_goes_on() -> None:
    own = learner()
    async with menu(own) as (app, pilot, player):
        await press(pilot, "enter")
        await player.play()
        assert isinstance(app.screen, ChatResultScreen)
        text = seen(pilot)
        assert "You can serve this many customers at once: 1" in text
        assert "1 at once: held" in text
        assert "facts right 100%" in text
        (result,) = history(own)
        assert (result.kind, result.chats, result.complete, result.sustained) == ("chat", 1, True, True)
        assert len(result.waits) >= turns_of_run(1)
        await press(pilot, "n")
        assert isinstance(app.screen, ChatDrillScreen)
        assert len(app.screen.drill.windows) == 2
        await press(pilot, "escape", "f2")
        assert len(history(own)) == 1  # nothing had ended: nothing is kept
        assert "Ladder: 2 at once" in seen(pilot)
        await press(pilot, "escape")
        await at_home(pilot)
        assert "Chats (c): customers at once: 1" in seen(pilot)


async def test_what_was_missing_is_shown_with_a_model_reply() -> None:
    own = learner((customer(PARCEL, name="小鹿"),))
    async with menu(own) as (app, pilot, player):
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, ChatDrillScreen)
        app.screen.drill.plan = Plan(1, 1, KNOWN[:0], ())  # nobody but the first customer comes
        await player.play(whole=False)
        text = seen(pilot)
        assert "Response drill" in text
        assert "Replies with something missing or forbidden: 1 of 1" in text
        assert "✗ nothing of: 抱歉 / 不好意思" in text
        assert "for example: 非常抱歉，马上帮您催。" in text
        assert sustainable(history(own)) is None


async def test_a_drill_that_cannot_be_stored_can_be_stored_again() -> None:
    disk = BrokenDisk.blank("甲")
    own = learner((customer(THANKS, name="小鹿"),), disk)
    async with menu(own) as (app, pilot, player):
        await press(pilot, "down", "enter")
        disk.failures = 1
        await player.play()
        assert "The disk is full" in seen(pilot)
        assert history(own) == []
        await press(pilot, "s")
        assert isinstance(app.screen, ChatResultScreen)
        assert "The disk is full" not in seen(pilot)
        assert len(history(own)) == 1


async def test_history_shows_every_drill_and_says_when_there_is_none() -> None:
    own = learner()
    async with menu(own) as (app, pilot, player):
        await press(pilot, "h")
        assert isinstance(app.screen, ChatHistoryScreen)
        assert "No drill yet" in seen(pilot)
        await press(pilot, "escape", "enter")
        await player.play()
        await press(pilot, "enter", "h")
        text = seen(pilot)
        assert "You can serve this many customers at once: 1" in text
        assert "Chats at once: 1" in text
        assert "✓" in text


async def test_quick_replies_are_edited_and_kept() -> None:
    own = learner()
    async with menu(own) as (app, pilot, _player):
        await press(pilot, "f")
        assert isinstance(app.screen, QuickRepliesScreen)
        assert "亲，在的" in seen(pilot)
        await press(pilot, "ctrl+u")
        await commit(pilot, "您好，我是小云")
        await press(pilot, "enter", "down", "down", "down")
        await commit(pilot, "q第五句")
        await press(pilot, "escape")
        assert "Response drill" in seen(pilot)
    usual = ("亲，请稍等，我马上帮您查一下。", "不客气，有问题随时找我哦。")
    assert quick_replies(own) == ("您好，我是小云", *usual, "", "q第五句")


def test_quick_replies_survive_a_damaged_setting_and_stay_within_bounds() -> None:
    own = learner(shop=Shop(lang="en"))
    assert quick_replies(own)[0] == "Hello, how can I help you?"
    for damaged in ("[", "{}", "[1, 2]", '"x"'):
        own.journal.set_setting("quick_replies", damaged)
        assert len(quick_replies(own)) == 3
    stored = keep_quick_replies(own, ["a\x1bb", "x" * 500, *["y"] * 9, ""])
    assert stored == quick_replies(own)
    assert (stored[0], len(stored[1]), len(stored)) == ("a\ufffdb", 200, 8)
    assert keep_quick_replies(own, ["", ""]) == quick_replies(own) == ()


@pytest.mark.parametrize("size", [(50, 15), (80, 24), (140, 40)])
async def test_every_screen_fits_every_size(size: tuple[int, int]) -> None:
    own: Any = learner()
    async with opened(own, size=size) as (app, pilot):
        await press(pilot, "c")
        for key in ("h", "escape", "f", "escape"):
            await press(pilot, key)
            assert all(cell_len(row) <= size[0] for row in seen(pilot).splitlines())
    assert app.failure is None
    assert isinstance(own.journal, SqliteJournal)
