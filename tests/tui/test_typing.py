from __future__ import annotations

import pytest
from textual._xterm_parser import XTermParser
from textual.pilot import Pilot

from kdeck.core.shop import Shop
from kdeck.core.typing.run import SAMPLE, Drill, Item, Run
from kdeck.core.typing.score import Stroke
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import ModeId, history, modes, passage, record
from kdeck.tui.screens.home import HomeScreen
from kdeck.tui.screens.typing import InputCheckModal, TypingScreen
from kdeck.tui.screens.typing_result import TypingHistoryScreen, TypingResultScreen, WitnessModal
from kdeck.tui.screens.typing_run import DrillScreen, TypingRunScreen
from tests.builders import make_card
from tests.tui.builders import BrokenDisk, Watch, _send, commit, opened, press, settled, trainer_of
from tests.tui.stage import SIZES, app_of, harmless, seen, showing, until_seen

REPLIES = (
    "亲，这双鞋偏窄，换大半码会更舒服哦。",
    "亲，四点以前付款的订单当天发货。",
    "外套建议三十度以下手洗，阴干就可以。",
)
CARDS = [
    make_card(f"care/say-{number}", "phrase", f"顾客第 {number} 问", (text,), must=((text[:2],),))
    for number, text in enumerate(REPLIES)
]


def typed(trainer: Trainer, mode: ModeId, speed: int, *, paste: bool = False, witness: str = "") -> None:
    """A run of a minute or more in the journal, so many characters a minute."""
    made = passage(trainer, mode, speed)
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
    assert rows
    assert screen.known is not None
    place = next(number for number, mode in enumerate(modes(weak=screen.known.weak)) if mode.id == text)
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
    cards = [make_card(f"a/{n}", "recall", "q", (f"We will send parcel {n} out today",)) for n in range(4)]
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


async def test_a_run_from_memory_answers_its_card_and_shows_nothing_of_it(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        await press(pilot, "t")
        await choose(pilot, "question")
        hand = Hand(pilot, watch)
        screen = await hand.begin()
        assert "顾客第" in seen(pilot)
        watch.think(4)
        await commit(pilot, screen.asked.text[:3])
        assert screen.asked.text[3:6] not in seen(pilot)
        await commit(pilot, screen.asked.text[3:])
        await press(pilot, "enter")
        await until_seen(
            pilot, "✓ Right.", f"{len(screen.asked.text)} characters at", "Your reply:", "Say it this way:"
        )
        assert len(trainer.journal.recent("review", 9)) == 1
        assert trainer.journal.recent("review", 1)[0].body["rating"] == 3
        await press(pilot, "escape")
        assert "last" not in seen(pilot)  # thinking of a reply says nothing of how fast one copies


async def test_another_wording_from_memory_is_judged_by_what_it_must_hold(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        await press(pilot, "t")
        await choose(pilot, "question")
        await Hand(pilot, watch).begin()
        watch.think(4)
        await commit(pilot, "不知道")
        await press(pilot, "enter")
        await until_seen(pilot, "✗ Wrong.", "✗ Still missing:", "不知道")
        assert "0 too many" not in seen(pilot)  # there was nothing to copy
        (kept,) = history(trainer)
        assert (kept.score.incorrect, kept.weak) == (0, ())


async def test_one_reply_fades_from_copying_to_memory(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        await press(pilot, "t")
        await choose(pilot, "copy")
        hand = Hand(pilot, watch)
        screen = await hand.begin()
        text = screen.asked.text
        for mode in ("half hidden", "from memory"):
            watch.think(4)
            await commit(pilot, text)
            await until_seen(pilot, f"n Reply: {mode}")
            assert not trainer.journal.recent("review", 9)
            await press(pilot, "n")
            screen = await hand.begin()
            assert (screen.asked.text, screen.asked.title) == (text, f"Reply: {mode}")
        watch.think(4)
        await commit(pilot, text)
        await press(pilot, "enter")
        await until_seen(pilot, "✓ Right.")
        assert "n Reply" not in seen(pilot)
        (review,) = trainer.journal.recent("review", 9)
        assert [kept.mode for kept in history(trainer)] == ["question", "masked", "copy"]
        assert trainer.journal.recent("typing", 1)[0].body["cards"] == [review.card]


async def test_a_certified_run_that_is_left_is_kept_and_does_not_count(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        hand, screen = await certified(pilot, watch)
        await commit(pilot, "".join(screen.run.passage[:20]))
        watch.think(30)
        await press(pilot, "escape", "f2")
        await until_seen(pilot, "✗ This run does not count: It was left before its end.")
        (kept,) = history(trainer)
        assert (kept.counts, kept.milliseconds, kept.figures.net) == (False, 30_000, 40)
        assert hand is not None


async def test_width_is_forgiven_where_the_learner_wants_it_but_not_in_a_certified_run(watch: Watch) -> None:
    trainer = learner(watch)
    trainer.change_setting("typing_width", "lenient")
    async with opened(trainer, watch=watch) as (_app, pilot):
        await press(pilot, "t", "enter")
        hand = Hand(pilot, watch)
        screen = await hand.begin()
        text = "".join(screen.run.passage[:40])
        assert "，" in text
        await commit(pilot, text.replace("，", ","))
        await hand.end(screen, 60.3)
        await until_seen(pilot, "accuracy 100%")
        await press(pilot, "pagedown", "pagedown")
        await until_seen(pilot, "differ in width: forgiven.")
        await press(pilot, "escape", "escape")
        _hand, screen = await certified(pilot, watch)
        assert not screen.run.lenient


async def test_what_could_not_be_stored_is_still_there_and_can_be(watch: Watch) -> None:
    journal = BrokenDisk.blank("甲")
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


async def weakened(pilot: Pilot[None], watch: Watch) -> None:
    """A minute in which one character was taken for another; its result is on the screen."""
    await press(pilot, "t", "enter")
    hand = Hand(pilot, watch)
    screen = await hand.begin()
    text = "".join(screen.run.passage[:30])
    for number, grapheme in enumerate(text):
        await commit(pilot, "错" if number == 4 else grapheme)
    await hand.end(screen, 60.3)
    await until_seen(pilot, "Worth practising", "practise these phrases")


async def drilled(pilot: Pilot[None], watch: Watch, *, wrong: str = "") -> None:
    """A round of the drill on the screen, without an error but for a text that is typed too short."""
    await press(pilot, "enter")
    screen = await Hand(pilot, watch).begin()
    since = screen.field._since
    assert since is not None
    for number, text in enumerate(screen.asked.text.splitlines(), 1):
        for message in XTermParser().feed(text[:-1] if text == wrong else text):
            message.time = since + 2 * number
            _send(pilot, message)
    await settled(pilot)
    if isinstance(pilot.app.screen, TypingRunScreen):
        watch.think(60)
        await press(pilot, "f2")


async def test_practice_goes_on_until_all_is_at_the_learners_own_target(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        await press(pilot, "t")
        assert "Practice" not in seen(pilot)
        await press(pilot, "escape")
        await weakened(pilot, watch)
        await press(pilot, "w")
        drill = pilot.app.screen
        assert isinstance(drill, DrillScreen)
        items = drill._drill.items
        assert any(item.pair and item.pair[1] == "错" for item in items)
        await until_seen(pilot, "Your target: 40 字/分", "≠ 错", *(item.text for item in items))
        await press(pilot, "right", "right")
        await until_seen(pilot, "Your target: 50 字/分")
        assert trainer.settings.target_characters == 50
        await drilled(pilot, watch, wrong=items[0].text)
        await until_seen(pilot, f"round 1 · {len(items) - 1} of {len(items)}", "2 wrong", "next round")
        await drilled(pilot, watch)
        await until_seen(pilot, f"round 2 · {len(items)} of {len(items)}", "All of them at your target")
        assert [kept.mode for kept in history(trainer)] == ["weak", "weak", "timed-1"]
        await press(pilot, "enter")
        await until_seen(pilot, "1 minute")
        assert "Practice" not in seen(pilot)


async def test_a_higher_target_takes_the_drill_on(watch: Watch) -> None:
    async with opened(learner(watch), watch=watch) as (_app, pilot):
        await weakened(pilot, watch)
        await press(pilot, "w")
        await drilled(pilot, watch)
        await until_seen(pilot, "All of them at your target")
        await press(pilot, *["right"] * 60)
        await until_seen(pilot, "Your target: 300 字/分", "next round")
        await press(pilot, *["left"] * 70)
        await until_seen(pilot, "Your target: 5 字/分", "All of them at your target")


async def test_a_round_that_is_left_changes_nothing(watch: Watch) -> None:
    trainer = learner(watch)
    async with opened(trainer, watch=watch) as (_app, pilot):
        await weakened(pilot, watch)
        await press(pilot, "w", "enter")
        await Hand(pilot, watch).begin()
        await commit(pilot, "亲")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, DrillScreen)
        assert pilot.app.screen._drill.rounds == 0
        assert len(history(trainer)) == 1
        await press(pilot, "escape")
        await until_seen(pilot, "Practice")


async def test_a_round_that_could_not_be_stored_is_told(watch: Watch) -> None:
    journal = BrokenDisk.blank("甲")
    trainer = trainer_of(CARDS, journal=journal, watch=watch, shop=Shop(lang="zh-Hans"))
    async with opened(trainer, watch=watch) as (_app, pilot):
        await weakened(pilot, watch)
        await press(pilot, "w")
        journal.failures = 1
        await drilled(pilot, watch)
        await until_seen(pilot, "The disk is full", "All of them at your target")


@pytest.mark.parametrize("size", SIZES)
async def test_a_hostile_drill_does_nothing(size: tuple[int, int]) -> None:
    drill = Drill((Item("[@click=app.quit]x[/]\x1b]52;c;aGk=\x07", ("[b]", "\x1b")),), 50, "字/分")
    async with showing(learner(), DrillScreen(drill), size) as pilot:
        await until_seen(pilot, "[@click=app.quit]")
        assert harmless(seen(pilot))


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
