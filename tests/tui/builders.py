"""Small worlds for the app's tests: a shop of a few cards, a clock that is set by hand, a finger for every key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from itertools import count
from typing import TypeVar

from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.keys import _character_to_key
from textual.message import Message as Message_
from textual.pilot import Pilot

from kdeck.core.cards.card import Card
from kdeck.core.errors import JournalFull
from kdeck.core.message import Message
from kdeck.core.moment import Moment, day_start
from kdeck.core.rules.table import Input, Row, Table
from kdeck.core.shop import Deck, Shop
from kdeck.decks.library import library_of
from kdeck.journal.base import Change, Journal
from kdeck.journal.sqlite import SqliteJournal
from kdeck.language import Language
from kdeck.trainer.trainer import Trainer
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.home import HomeScreen
from tests.builders import make_card, revised
from tests.core.rules.tables import spans

S = TypeVar("S")
DAY = 20_000
ZONE = 8 * 3600

RECALL = make_card("care/soft", "recall", "为什么不能用柔顺剂？", ("会堵住微孔。",), why="先说结果。", source="洗护 2")
TYPED = make_card("care/wash", "typed", "怎么洗？", ("30 度以下手洗，阴干",), hint="水温和晾法")
CLOZE = make_card("care/gaps", "cloze", "早于 ____ 付款，____ 小时内发货。", ("16:00", "48"))
SET = make_card("care/set", "set", "问清哪三样？", ("脚长", "脚宽", "脚背"))
PICK = make_card("care/pick", "choice", "16:00 付款，何时发货？", ("明天",), wrong=("今天", "后天"), seconds=20)
PICK_ALL = make_card("care/all", "choice", "哪些要升级？", ("赔偿", "安全"), wrong=("尺码", "催单"))
ORDER = make_card("care/order", "order", "顺序？", ("核对", "安抚", "方案"))
SPOT = make_card("care/spot", "spot", "哪里错了？", ("尺码",), fields=(("收货人", "王先生"), ("尺码", "XXXS")))
CUTOFF = Table(
    (Input("付款时间", "time", 0, 1, 1440), Input("库存", "one of", 0, 1, 2, words=("有货", "无货"))),
    (
        Row("today", "今天发货", "", (spans("< 16:00", (0, 959)), spans("有货", (0, 0)))),
        Row("tomorrow", "明天发货", "", (None, spans("有货", (0, 0)))),
        Row("check", "查过库存再答复", "", (None, None)),
    ),
    because="仓库 16:00 截单。",
)


def rule_card(row: int) -> Card:
    """One outcome of the rule of when a parcel leaves."""
    holding, others = CUTOFF.rows[row], CUTOFF.rows[:row] + CUTOFF.rows[row + 1 :]
    return make_card(
        f"care/cutoff/{holding.id}",
        "rule",
        "顾客 {付款时间} 付款，商品{库存}，什么时候发货？",
        (holding.then,),
        wrong=tuple(other.then for other in others),
        why=CUTOFF.because,
        source="发货时效 第 2 条",
        table=CUTOFF,
        row=row,
        fact="\n".join(str(place) for place in range(row + 1)),
    )


RULE = rule_card(1)
PHRASE = make_card(
    "care/pinch",
    "phrase",
    "顾客说买错尺码的鞋夹脚，想退。",
    ("亲，这双鞋偏窄，换大半码会更舒服哦。",),
    never=("夹脚", "保证"),
    must=(("舒服", "自在", "宽松"), ("换",)),
    why="不重复顾客的负面词。",
)
OWN_WORDS = revised(PHRASE, id="care/own", never=(), must=())
EVERY = (RECALL, TYPED, CLOZE, SET, PICK, PICK_ALL, ORDER, SPOT)


class Watch:
    """Both clocks of a test: the wall's and the one for thinking times."""

    def __init__(self) -> None:
        self.moment = day_start(DAY, ZONE).plus(6 * 3600)
        self.seconds = 100.0

    def now(self) -> Moment:
        """Each look finds a millisecond gone."""
        self.moment = self.moment.plus(0.001)
        return self.moment

    def monotonic(self) -> float:
        """Stands still until ``think``."""
        return self.seconds

    def think(self, seconds: float) -> None:
        """Let time pass on both."""
        self.seconds += seconds
        self.moment = self.moment.plus(seconds)

    def sleep(self, days: int) -> None:
        """Come back some days later, at the same hour."""
        self.moment = self.moment.plus(days * 86_400)


class BrokenDisk(SqliteJournal):
    """A journal whose next writes fail."""

    failures = 0

    def commit(self, change: Change, then: Callable[[], Change] | None = None) -> None:
        """Refuse as long as ``failures`` lasts."""
        if self.failures:
            self.failures -= 1
            raise JournalFull(Message("The disk is full"), Message("Free some space"))
        super().commit(change, then)


def trainer_of(
    cards: Iterable[Card] = EVERY,
    *,
    watch: Watch | None = None,
    journal: Journal | None = None,
    shop: Shop | None = None,
    titles: dict[str, str] | None = None,
) -> Trainer:
    """A learner before these cards."""
    cards = tuple(cards)
    names = dict.fromkeys(card.deck for card in cards)
    decks = [Deck(name, (titles or {}).get(name, name), "zh", "", (), f"{name}.yaml", 0, 0) for name in names]
    numbers = count()
    watch = watch or Watch()
    return Trainer(
        library_of(cards, shop or Shop(name="云杉户外"), decks),
        journal or SqliteJournal.blank("甲"),
        watch.now,
        device="test",
        entropy=lambda size: next(numbers).to_bytes(size, "big"),
    )


@asynccontextmanager
async def opened(
    trainer: Trainer,
    *,
    size: tuple[int, int] = (80, 24),
    language: Language = "en",
    watch: Watch | None = None,
    note: Message | None = None,
) -> AsyncIterator[tuple[KdeckApp, Pilot[None]]]:
    """The app at home, in a terminal of a given size, with everything settled."""
    app = KdeckApp(trainer, language=language, home_note=note, monotonic=(watch or Watch()).monotonic)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await at_home(pilot)
        yield app, pilot
    app.close_desk()


async def at_home(pilot: Pilot[None]) -> None:
    """Settled, and all found out that home tells a moment later."""
    await settled(pilot)
    if isinstance(pilot.app.screen, HomeScreen):
        await pilot.app.screen.look_further()
        await settled(pilot)


async def settled(pilot: Pilot[None]) -> None:
    """Wait until the trainer's thread and every message queue have nothing more to do, and paint.

    Pilot's own ``pause`` guesses from the processor's time, which a busy machine makes both slow and wrong.
    """
    app = pilot.app
    assert isinstance(app, KdeckApp)
    for _pass in range(4):  # the longest way: leaving a sitting asks the trainer's thread three times in a row
        if app.failure is not None or not app.is_running:
            return
        await app.ask(int)
        await _quiet(app)
        app.screen._on_timer_update()  # paint now, not at the next sixtieth of a second


async def _quiet(app: KdeckApp, ticks: int = 12) -> None:
    """Wait until no queue has held a message for some turns of the event loop; in one turn every task gets on."""
    still = 0
    while still < ticks and app.is_running:
        await asyncio.sleep(0)
        pumps = [app, *(node for screen in app.screen_stack for node in screen.walk_children(with_self=True))]
        working = app.turns.held or any(worker.is_running for worker in app.workers)
        still = still + 1 if not working and all(pump._message_queue.empty() for pump in pumps) else 0


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after the other, each one done before the next."""
    for key in keys:
        name = _character_to_key(key) if len(key) == 1 else key
        _send(pilot, Key(name, {"space": " "}.get(key, key if len(key) == 1 else None)))
        await settled(pilot)


async def commit(pilot: Pilot[None], text: str) -> None:
    """What an input method commits, as the terminal sends it: Pilot's own keys cannot be Chinese."""
    for message in XTermParser().feed(text):
        _send(pilot, message)
    await settled(pilot)


async def click(pilot: Pilot[None], selector: str, offset: tuple[int, int]) -> None:
    """Click on a widget, as the terminal sends it: Pilot's own clicks do not come through the app."""
    corner = pilot.app.screen.query_one(selector).region.offset
    place = f"0;{corner.x + offset[0] + 1};{corner.y + offset[1] + 1}"
    await commit(pilot, f"\x1b[<{place}M\x1b[<{place}m")


def _send(pilot: Pilot[None], message: Message_) -> None:
    assert pilot.app._driver is not None
    message.set_sender(pilot.app)
    pilot.app._driver.send_message(message)


def shown(app: KdeckApp) -> str:
    """What the terminal shows, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)
