"""How the drills look, in both languages and at three sizes. Update: ``pytest --snapshot-update``."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from kdeck.core.chat.drill import Drill, Plan
from kdeck.core.chat.scenario import Scenario, Turn
from kdeck.core.shop import Shop
from kdeck.decks.library import library_of
from kdeck.language import Language
from kdeck.trainer.chat import begin, record
from kdeck.trainer.chat.runs import quick_replies
from kdeck.trainer.trainer import Trainer
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.chat_drill import ChatDrillScreen, QuickRepliesScreen
from kdeck.tui.screens.chats import ChatHistoryScreen, ChatReport, ChatResultScreen, ChatsScreen
from tests.builders import HandClock, recall_card, trainer_of
from tests.tui.builders import Watch, at_home, commit, press, settled
from tests.tui.conftest import Looks

SIZES = ((80, 24), (50, 15), (140, 40))
PEOPLE: dict[Language, tuple[Scenario, ...]] = {
    "zh": tuple(
        Scenario(f"d/{place}", name, (Turn(text, must, ("肯定",), (say,), because), Turn("好的，谢谢")), patience)
        for place, (name, text, must, say, because, patience) in enumerate(
            (
                (
                    "小鹿",
                    "我的快递三天没动了，怎么回事？",
                    (("抱歉", "不好意思"), ("催", "查")),
                    "亲，非常抱歉让您久等，我马上帮您催一下快递。",
                    "先道歉，再说要做什么。",
                    60.0,
                ),
                ("山间的风", "168 高 55 公斤穿什么码？", (("M",),), "亲，建议 M 码，宽松一点。", "按尺码表。", 45.0),
                ("阿福", "能便宜点吗？", (("优惠", "活动"),), "亲，正好有满减活动，我帮您看看。", "", 30.0),
                ("北极星", "四点之前付款今天能发吗？", (("16:00", "四点"),), "亲，四点之前付款当天发货。", "", 60.0),
                ("豆豆", "刚拍的要改地址", (("地址",),), "亲，把新地址发我，马上改。", "", 60.0),
            )
        )
    ),
    "en": tuple(
        Scenario(f"d/{place}", name, (Turn(text, must, ("definitely",), (say,), because), Turn("Thanks")), patience)
        for place, (name, text, must, say, because, patience) in enumerate(
            (
                (
                    "Maple",
                    "My parcel has not moved for three days, what is going on?",
                    (("sorry", "apologise"), ("chase", "look into")),
                    "I am so sorry that you have to wait; I will chase the carrier right now.",
                    "First apologise, then say what you will do.",
                    60.0,
                ),
                ("Finn", "168 cm, 55 kg: which size?", (("M",),), "I would take M, a little loose.", "", 45.0),
                ("Ada", "Any chance of a discount?", (("offer",),), "There is an offer running.", "", 30.0),
                ("Northstar", "If I pay by four, does it leave today?", (("today",),), "Yes, today.", "", 60.0),
                ("Pip", "Just ordered, I need another address", (("address",),), "Send me the address.", "", 60.0),
            )
        )
    ),
}
REPLIES = {"zh": ("非常抱歉，肯定没丢", "亲，建议 M"), "en": ("So sorry, it is definitely not lost", "I would take M")}


def learner(language: Language) -> Trainer:
    """Someone who holds two chats, and failed at three."""
    shop = Shop(name="云杉户外", lang="zh-Hans" if language == "zh" else "en")
    clock = HandClock()
    own = trainer_of(library_of([recall_card(1)], shop, chats=PEOPLE[language]), clock)
    for chats, slow in ((1, 4_000), (2, 9_000), (3, 31_000)):
        record(own, "chat", served(begin(own, "chat", chats, seed=chats), slow))
        clock.move(hours=1)
    return own


def served(drill: Drill, slow: int) -> Drill:
    """Every customer answered with what was asked, so long after writing."""
    at = 0
    while not drill.over:
        at += 500
        drill.tick(at)
        for window in drill.windows:
            exchange = window.exchange
            if window.state == "waiting" and exchange is not None and at - exchange.since >= slow:
                drill.switch(at, window.number)
                for count in range(6):
                    drill.write(at - 1_200 + 200 * count, "x" * (4 * count + 1))
                drill.send(at, " ".join(group[0] for group in exchange.turn.must) or "ok")
    return drill


def ended(language: Language) -> Drill:
    """A drill with a forbidden word, a lost customer and one who was served well."""
    people = PEOPLE[language][:3]
    drill = Drill(Plan(1, 5, people, (1_000,) * 3), 20_000)
    at = 0
    for text in (REPLIES[language][0], "ok"):
        at += 8_000
        drill.send(at, text)
        at += 21_000
        drill.tick(at)
    drill.send(at + 2_000, REPLIES[language][1])
    drill.tick(at + 6_000)
    drill.send(at + 7_000, "ok")
    drill.tick(at + 200_000)
    return drill


async def open_drill(pilot: Pilot[None], watch: Watch, language: Language, chats: int) -> None:
    """A drill in which one customer waits for the rest of a reply, and another has a draft."""
    app = pilot.app
    assert isinstance(app, KdeckApp)
    plan = Plan(chats, 1, PEOPLE[language], (1_500,) * 5)
    title = "同时五位顾客" if language == "zh" else "Chats at once: 5"
    screen = ChatDrillScreen(title, Drill(plan, 20_000), quick_replies(app.trainer))
    app.push_screen(screen)
    await settled(pilot)
    for seconds, text, key in ((12, REPLIES[language][0], "enter"), (9, REPLIES[language][1], "tab"), (3, "", "")):
        watch.think(seconds)
        screen.tick()
        await settled(pilot)
        await commit(pilot, text)
        await press(pilot, *filter(None, [key]))
    await commit(pilot, REPLIES[language][1])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", ["menu", "drill", "result", "history"])
def test_chats_look_as_they_did(place: str, language: Language, size: tuple[int, int], looks: Looks) -> None:
    watch, own = Watch(), learner(language)
    app = KdeckApp(own, language=language, monotonic=watch.monotonic)

    async def go_there(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        if place == "drill":
            await open_drill(pilot, watch, language, 5)
        elif place == "result":
            drill = ended(language)
            result = record(own, "respond", drill)
            app.push_screen(ChatResultScreen(ChatReport("respond", drill, result, 2, 3)))
        else:
            app.push_screen(ChatsScreen() if place == "menu" else ChatHistoryScreen())
        await settled(pilot)

    looks(app, go_there, size, picture=True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_quick_replies_look_as_they_did(language: Language, looks: Looks) -> None:
    app = KdeckApp(learner(language), language=language)

    async def go_there(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        app.push_screen(QuickRepliesScreen())
        await settled(pilot)

    looks(app, go_there, picture=True)
