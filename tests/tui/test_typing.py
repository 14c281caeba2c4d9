from __future__ import annotations

import pytest
from textual.pilot import Pilot

from kdeck.core.card import Card, Shop
from kdeck.core.keyboard.echo import SAMPLE
from kdeck.core.keyboard.run import Run
from kdeck.core.keyboard.stroke import Stroke
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import ModeId, history, passage, record
from kdeck.tui.screens.home import HomeScreen
from kdeck.tui.screens.typing import TypingScreen
from kdeck.tui.screens.typing_check import InputCheckModal
from kdeck.tui.screens.typing_history import TypingHistoryScreen
from kdeck.tui.screens.typing_result import TypingResultScreen, WitnessModal
from kdeck.tui.screens.typing_run import TypingRunScreen
from tests.tui.builders import BrokenDisk, Watch, commit, opened, press, settled, trainer_of
from tests.tui.stage import SIZES, app_of, harmless, seen, showing, until_seen

REPLIES = (
    "亲，这双鞋偏窄，换大半码会更舒服哦。",
    "亲，四点以前付款的订单当天发货。",
    "外套建议三十度以下手洗，阴干就可以。",
)
CARDS = [
    Card(f"care/say-{number}", "phrase", f"顾客第 {number} 问", (text,), "care", must=((text[:2],),))
    for number, text in enumerate(REPLIES)
]


def typed(trainer: Trainer, mode: ModeId, speed: int, *, paste: bool = False, witness: str = "") -> None:
    """A run of a minute or more in the journal, so many characters a minute."""
    made = passage(trainer, mode, speed, weak=("在的",))
    run = Run(made.text, made.milliseconds)
    minutes = (made.milliseconds or 60_000) / 60_000
    for number, grapheme in enumerate(run.passage[: round(speed * minutes)], 1):
        run.feed(Stroke(number * 60_000 // speed - 1, "commit", grapheme))
    if paste:
        run.feed(Stroke(run.strokes[-1].ms, "paste", "x"))
    run.finish(made.milliseconds or 60_000)
    record(trainer, made, run, witness=witness)


def learner(watch: Watch | None = None) -> Trainer:
    return trainer_of(CARDS, watch=watch, shop=Shop(name="云杉户外", lang="zh-Hans"))


async def choose(pilot: Pilot[None], text: str) -> None:
    """Start the kind of run whose line says this."""
    rows = [row for row in seen(pilot).splitlines() if row.strip()]
    screen = pilot.app.screen
    assert isinstance(screen, TypingScreen)
    place = next(number for number, mode in enumerate(screen._offered) if mode.id == text)
    assert rows
    await press(pilot, "home", *["down"] * place, "enter")


class Hand:
    """Goes through one run after the other."""

    def __init__(self, pilot: Pilot[None], watch: Watch) -> None:
        self.pilot, self.watch = pilot, watch

    async def begin(self) -> TypingRunScreen:
        screen = self.pilot.app.screen
        assert isinstance(screen, TypingRunScreen)
        self.watch.think(3)
        screen.tick()
        await settled(self.pilot)
        return screen

    async def end(self, screen: TypingRunScreen, seconds: float = 301) -> None:
        self.watch.think(seconds)
        screen.tick()
        await settled(self.pilot)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.mark.parametrize("size", SIZES)
async def test_t_at_home_opens_typing_and_escape_comes_back(size: tuple[int, int]) -> None:
    async with showing(learner(), size=size) as pilot:
        await press(pilot, "t")
        await until_seen(pilot, "1 minute", "Certified run", "First dan")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_a_minute_from_the_start_to_the_journal(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        await press(pilot, "t", "enter")
        hand = Hand(pilot, watch)
        screen = await hand.begin()
        text = "".join(screen.run.passage[:46])
        await commit(pilot, text)
        await hand.end(screen, 60.3)
        await until_seen(pilot, "46 字/分, accuracy 100%, first dan: 4 字/分 to go")
        (kept,) = history(trainer)
        assert (kept.mode, round(kept.figures.net)) == ("timed-1", 46)
        await press(pilot, "enter")
        await until_seen(pilot, "last 46 字/分 · first dan 50")
        await press(pilot, "escape")
        await until_seen(pilot, "Typing (t): last 46 字/分 · first dan 50")


async def test_a_certified_run_checks_the_input_method_first_and_says_what_to_change(watch: Watch) -> None:
    async with opened(learner(watch), watch=watch) as (_app, pilot):
        await press(pilot, "t")
        await choose(pilot, "certified")
        assert isinstance(pilot.app.screen, InputCheckModal)
        for text, told in (
            ("nihao,", "Switch the input method on"),
            ("你好,", "Switch the input method to full-width punctuation"),
            ("ä½\xa0å¥½ï¼Œ", "Check that terminal and connection use UTF-8"),
            ("您好，", "Type exactly this text"),
        ):
            await commit(pilot, text)
            await press(pilot, "enter")
            await until_seen(pilot, f"✗ {told}", "kdeck doctor")
        assert "U+60A8 U+597D U+FF0C" in seen(pilot)
        await commit(pilot, SAMPLE)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, TypingRunScreen)


async def test_escape_at_the_check_starts_nothing(watch: Watch) -> None:
    async with opened(learner(watch), watch=watch) as (_app, pilot):
        await press(pilot, "t")
        await choose(pilot, "certified")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, TypingScreen)


async def test_an_english_certified_run_needs_no_input_method(watch: Watch) -> None:
    cards = [Card(f"a/{n}", "recall", "q", (f"We will send parcel {n} out today",), "a") for n in range(4)]
    trainer = trainer_of(cards, watch=watch, shop=Shop(lang="en"))
    async with opened(trainer, watch=watch) as (_app, pilot):
        await press(pilot, "t")
        await until_seen(pilot, "First dan, 40 WPM")
        await choose(pilot, "certified")
        assert isinstance(pilot.app.screen, TypingRunScreen)


async def certified(pilot: Pilot[None], watch: Watch) -> tuple[Hand, TypingRunScreen]:
    await press(pilot, "t")
    await choose(pilot, "certified")
    await commit(pilot, SAMPLE)
    await press(pilot, "enter")
    hand = Hand(pilot, watch)
    return hand, await hand.begin()


async def test_a_witness_is_kept_with_a_certified_run(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        hand, screen = await certified(pilot, watch)
        await commit(pilot, "".join(screen.run.passage[:20]))
        await hand.end(screen)
        assert isinstance(pilot.app.screen, WitnessModal)
        await commit(pilot, "带教老师")
        await press(pilot, "enter")
        await until_seen(pilot, "Result")
        (kept,) = history(trainer)
        assert (kept.counts, kept.witness) == (True, "带教老师")


async def test_a_void_run_says_why_and_asks_for_no_witness(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        hand, screen = await certified(pilot, watch)
        await commit(pilot, "亲\x1b[200~粘贴\x1b[201~")
        await hand.end(screen)
        await until_seen(pilot, "✗ This run does not count: Text was pasted.")
        (kept,) = history(trainer)
        assert not kept.counts


async def test_a_clock_that_was_moved_is_noted(watch: Watch) -> None:
    async with opened(learner(watch), watch=watch) as (_app, pilot):
        hand, screen = await certified(pilot, watch)
        await commit(pilot, "亲，")
        watch.moment = watch.moment.plus(-3600)
        await hand.end(screen)
        await press(pilot, "enter")
        await until_seen(pilot, "The clocks of this computer disagree")


async def test_a_run_from_memory_answers_its_card(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        await press(pilot, "t")
        await choose(pilot, "question")
        hand = Hand(pilot, watch)
        screen = await hand.begin()
        assert "顾客第" in seen(pilot)
        assert screen.asked.text not in seen(pilot)
        watch.think(4)
        await commit(pilot, "".join(screen.run.passage))
        await until_seen(pilot, "This answered the card: right.")
        assert len(trainer.journal.recent("review", 9)) == 1


async def test_another_wording_from_memory_is_ended_by_enter(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        await press(pilot, "t")
        await choose(pilot, "question")
        await Hand(pilot, watch).begin()
        watch.think(4)
        await commit(pilot, "不知道")
        await press(pilot, "enter")
        await until_seen(pilot, "This answered the card: forgotten.")


async def test_what_could_not_be_stored_is_still_there_and_can_be(watch: Watch) -> None:
    journal = BrokenDisk("甲")
    trainer = trainer_of(CARDS, journal=journal, watch=watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        await press(pilot, "t", "enter")
        hand = Hand(pilot, watch)
        screen = await hand.begin()
        await commit(pilot, "亲，")
        journal.failures = 1
        await hand.end(screen, 60.3)
        await until_seen(pilot, "The disk is full", "store again")
        assert history(trainer) == []
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, TypingResultScreen)
        assert "The disk is full" not in seen(pilot)
        assert len(history(trainer)) == 1


async def test_weak_phrases_are_practised_from_the_result_and_from_the_menu(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        await press(pilot, "t")
        assert "Weak phrases" not in seen(pilot)
        await press(pilot, "enter")
        hand = Hand(pilot, watch)
        screen = await hand.begin()
        text = "".join(screen.run.passage[:30])
        await commit(pilot, text[:4] + "错" + text[5:])
        await hand.end(screen, 60.3)
        await until_seen(pilot, "Worth practising", "practise these phrases")
        await press(pilot, "w")
        screen = pilot.app.screen  # type: ignore[assignment]
        assert isinstance(screen, TypingRunScreen)
        assert screen.asked.title == "Weak phrases"
        await press(pilot, "escape")
        await until_seen(pilot, "Weak phrases")


async def test_nothing_typed_is_not_kept(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        await press(pilot, "t", "enter")
        hand = Hand(pilot, watch)
        await hand.end(await hand.begin(), 60.3)
        await until_seen(pilot, "Nothing was typed.")
        assert history(trainer) == []


async def test_a_shop_without_sentences_says_what_is_missing() -> None:
    async with showing(trainer_of([])) as pilot:
        await press(pilot, "t", "enter")
        await until_seen(pilot, "There are no sentences to type yet")
        assert isinstance(pilot.app.screen, TypingScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_the_history_shows_the_line_of_the_first_dan(size: tuple[int, int]) -> None:
    trainer = learner()
    typed(trainer, "certified", 52, witness="带教甲")
    typed(trainer, "certified", 55)
    typed(trainer, "timed-1", 30)
    typed(trainer, "certified", 70, paste=True)
    async with showing(trainer, TypingHistoryScreen(), size) as pilot:
        await until_seen(pilot, "4 runs", "First dan, 50 字/分 at 97%: reached in 2 of")
        rows = [row for row in seen(pilot).splitlines() if "字/分" in row and "100%" in row]
        assert [row.split()[0] for row in rows] == ["✗◆", rows[1].split()[0], "✓◆", "✓◆"]
        assert "Witness: 带教甲" in seen(pilot)
        if size[0] >= 80:
            assert len({row.rindex("│") for row in rows}) == 1


async def test_an_empty_history_says_what_to_do() -> None:
    async with showing(learner()) as pilot:
        await press(pilot, "t", "h")
        await until_seen(pilot, "No run yet")
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, HomeScreen)


async def test_a_hostile_history_does_nothing() -> None:
    trainer = learner()
    typed(trainer, "certified", 52, witness="[@click=app.quit]x[/]\x1b]52;c;aGk=\x07")
    async with showing(trainer, TypingHistoryScreen()) as pilot:
        await until_seen(pilot, "[@click=app.quit]")
        assert harmless(seen(pilot))


async def test_the_screens_speak_the_other_language_at_once() -> None:
    async with showing(learner(), TypingScreen()) as pilot:
        app_of(pilot).switch_language("zh")
        await settled(pilot)
        assert "一分钟" in seen(pilot)
        app_of(pilot).switch_language("en")
