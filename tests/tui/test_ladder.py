"""The ladder in the app: what is next, one level with its evidence, and every deed that starts there."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdeck.core.levels.need import DanAsked, ExamNeed, RespondNeed, WitnessNeed
from kdeck.core.shop import Deck
from kdeck.decks.library import library_of, open_library
from kdeck.trainer.certificate import read
from kdeck.trainer.levels import confirm
from kdeck.trainer.trainer import Trainer
from kdeck.tui.screens.certificate import CertificateScreen
from kdeck.tui.screens.charts import ChartsScreen
from kdeck.tui.screens.chats import ChatsScreen
from kdeck.tui.screens.exams import ExamScreen
from kdeck.tui.screens.levels import DanScreen, LadderScreen
from kdeck.tui.screens.study import StudyScreen
from kdeck.tui.screens.typing import InputCheckModal
from tests.builders import HandClock, make_card
from tests.builders import trainer_of as by_hand
from tests.trainer.levels.builders import RECALL_ONE, TYPING_ONE, answer, judged_cards, level, shop, type_run
from tests.trainer.levels.test_own_deck import MINE, SHOP, THEIRS
from tests.trainer.test_typing import CARDS as PHRASES
from tests.tui.builders import BrokenDisk, commit, opened, press, settled
from tests.tui.stage import HOSTILE, SIZES, app_of, harmless, seen, showing

CARDS = judged_cards(20)


def climber(*levels: DanAsked, clock: HandClock | None = None) -> Trainer:
    """A learner of a shop with these levels."""
    decks = [Deck("freight", "运费", "zh", "", (), "freight.yaml", 0, 0)]
    return by_hand(library_of(CARDS, shop(*levels), decks), clock or HandClock())


def confirmed(*levels: DanAsked) -> Trainer:
    """Who has reached the first of them by a trainer's word."""
    trainer = climber(*levels)
    confirm(trainer, 1, "王老师")
    return trainer


async def test_home_tells_the_level_in_hand_in_its_later_part_and_p_opens_the_ladder() -> None:
    trainer = climber(level(1, TYPING_ONE, RECALL_ONE))
    type_run(trainer, 46)
    type_run(trainer, 55)
    for card in CARDS:
        answer(trainer, card)
    async with opened(trainer) as (app, pilot):
        assert "Dan 1 ▰▱ · missing: typing +4 字/分" in seen(pilot)
        await press(pilot, "p")
        assert isinstance(app.screen, LadderScreen)
        assert "Next: dan 1 · typing +4 字/分" in seen(pilot)
        await press(pilot, "escape")
        assert "Dan 1" in seen(pilot)


async def test_home_says_nothing_of_levels_where_the_shop_has_none_and_the_ladder_says_how() -> None:
    async with showing(climber()) as pilot:
        assert "Dan" not in seen(pilot)
        await press(pilot, "p")
        assert "`dans:` in shop.yaml" in seen(pilot)
        assert seen(pilot).count("not set yet") == 9
        await press(pilot, "enter")
        assert "passed over" in seen(pilot)


async def test_home_tells_a_level_that_has_just_been_reached_and_the_journal_has_it() -> None:
    trainer = climber(level(1, WitnessNeed()))
    confirm(trainer, 1, "王老师")
    async with opened(trainer) as (_app, pilot):
        assert "✓ Dan 1 was reached today: p shows the certificate" in seen(pilot)
        assert len(trainer.journal.recent("dan", 5)) == 1


async def test_the_rungs_say_reached_in_hand_to_come_and_career_levels() -> None:
    trainer = confirmed(level(1, WitnessNeed()), level(2, TYPING_ONE, WitnessNeed()), level(3, TYPING_ONE))
    async with showing(trainer, LadderScreen()) as pilot:
        rows = seen(pilot).splitlines()
        assert any("✓ 1 Junior" in row and "2026-11-23" in row for row in rows)
        assert any("▸ › 2 " in row and "▱▱" in row and "certified typing runs" in row for row in rows)
        assert any("· 3 Intermediate" in row and "▱" in row and "missing" not in row for row in rows)
        assert "dan 1 of 9 · Junior" in rows[0]


async def test_enter_opens_the_level_in_hand_and_then_its_first_missing_need() -> None:
    trainer = climber(level(1, WitnessNeed(), TYPING_ONE))
    confirm(trainer, 1, "王老师")
    async with showing(trainer, LadderScreen()) as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, DanScreen)
        assert "enter certified run" in seen(pilot)
        assert "so far: confirmed by 王老师 (2026-11-23)" in seen(pilot)
        await press(pilot, "up")
        assert "enter" not in seen(pilot).splitlines()[-1]
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, DanScreen), "a need that is met has nothing to do"


async def test_a_certified_run_starts_from_its_need() -> None:
    trainer = by_hand(library_of(PHRASES, shop(level(1, TYPING_ONE))))
    async with showing(trainer, DanScreen(1)) as pilot:
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, InputCheckModal)


async def test_a_trainer_confirms_in_the_app_and_the_level_is_reached() -> None:
    trainer = climber(level(1, WitnessNeed()))
    async with showing(trainer, LadderScreen()) as pilot:
        await press(pilot, "enter", "enter")
        await press(pilot, "enter")
        assert "A witness has a name" in seen(pilot)
        await commit(pilot, "学员甲")
        await press(pilot, "enter")
        assert "Nobody is their own witness" in seen(pilot)
        await press(pilot, "backspace", "backspace", "backspace")
        await commit(pilot, "王老师")
        await press(pilot, "enter")
        assert "reached on 2026-11-23" in seen(pilot)
        await press(pilot, "escape")
        assert "Every level that the shop asks for is reached" in seen(pilot)
    assert trainer.journal.recent("witness", 1)[0].body["name"] == "王老师"


async def test_thinking_better_of_it_keeps_nothing() -> None:
    trainer = climber(level(1, WitnessNeed()))
    async with showing(trainer, DanScreen(1)) as pilot:
        await press(pilot, "enter")
        await commit(pilot, "王老师")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, DanScreen)
    assert trainer.journal.count() == 0


async def test_lapsed_recall_is_refreshed_in_a_sitting_that_counts() -> None:
    clock = HandClock()
    trainer = climber(level(1, RECALL_ONE), clock=clock)
    for card in CARDS:
        answer(trainer, card)
    clock.move(days=60)
    async with showing(trainer, LadderScreen()) as pilot:
        assert "refresh 20 · 2026-11-23" in seen(pilot)
        assert "some cards want refreshing" in seen(pilot)
        await press(pilot, "enter")
        assert "Refreshing 20 cards brings it back" in seen(pilot)
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, StudyScreen)
        asked = screen.sitting.prompt
        assert asked is not None
        assert screen.sitting.policy.counts
        await commit(pilot, asked.card.answer[0])
        await press(pilot, "enter", "enter")
        await press(pilot, "escape", "escape")
        assert "refresh 19" in seen(pilot)


async def test_cards_that_were_never_met_come_with_the_days_study() -> None:
    trainer = climber(level(1, RECALL_ONE))
    async with showing(trainer, DanScreen(1)) as pilot:
        assert "enter study its decks" in seen(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, StudyScreen)
    trainer.change_setting("new_per_day", 0)
    async with showing(trainer, DanScreen(1)) as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, DanScreen)
        assert "Nothing of these decks is due today" in seen(pilot)


async def test_a_deck_of_ones_own_is_looked_at_and_then_submitted(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "shop.yaml").write_text(SHOP, "utf-8")
    (tmp_path / "shop" / "theirs.yaml").write_text(THEIRS, "utf-8")
    broken, mine = tmp_path / "b.yaml", tmp_path / "mine.yaml"
    broken.write_text(MINE.replace("order", "ordre"), "utf-8")
    mine.write_text(MINE, "utf-8")
    trainer = by_hand(open_library(str(tmp_path / "shop"), None))
    async with showing(trainer, DanScreen(9)) as pilot:
        await press(pilot, "enter")
        await commit(pilot, str(tmp_path / "nowhere.yaml"))
        await press(pilot, "enter")
        assert "There is no folder or file" in seen(pilot)
        await press(pilot, *["backspace"] * len("nowhere.yaml"))
        await commit(pilot, "b.yaml")
        await press(pilot, "enter")
        assert "It does not pass the check; errors: 1" in seen(pilot)
        await press(pilot, *["backspace"] * len("b.yaml"))
        await commit(pilot, "mine.yaml")
        assert "errors" not in seen(pilot)
        await commit(pilot, "\r\r")
        assert "✓ “我的流程”: cards of its own 4, kinds 2, copied ones 0" in seen(pilot)
        assert trainer.journal.count() == 0, "the second of two quick enters keeps nothing"
        await press(pilot, "enter")
        assert "reached on 2026-11-23" in seen(pilot)
    assert [event.kind for event in trainer.journal.events()] == ["deck", "dan"]


async def test_the_certificate_is_shown_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    trainer = confirmed(level(1, WitnessNeed()), level(2, TYPING_ONE))
    async with showing(trainer, LadderScreen()) as pilot:
        await press(pilot, "c")
        assert isinstance(pilot.app.screen, CertificateScreen)
        assert "Trainer's word: confirmed by 王老师 · 2026-11-23" in seen(pilot)
        await press(pilot, "h", "enter")
        assert isinstance(pilot.app.screen, CertificateScreen)
        assert "Written: " in seen(pilot)
    written = (tmp_path / "kdeck-dan-1.html").read_text("utf-8")
    assert read(written).record.dan == 1


async def test_a_page_that_cannot_be_written_says_so_and_can_go_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with showing(confirmed(level(1, WitnessNeed())), CertificateScreen(1)) as pilot:
        await press(pilot, "h")
        await commit(pilot, "/nowhere")
        await press(pilot, "enter")
        assert "cannot be written" in seen(pilot)
        await press(pilot, *["backspace"] * len("/nowhere"), "enter")
        assert "Written: " in seen(pilot)
    assert (tmp_path / "kdeck-dan-1.html").exists()


async def test_the_certificate_of_the_level_under_the_cursor_where_that_is_reached() -> None:
    trainer = confirmed(level(1, WitnessNeed()), level(2, WitnessNeed()), level(3, TYPING_ONE))
    confirm(trainer, 2, "李老师")
    async with showing(trainer, LadderScreen()) as pilot:
        await press(pilot, "c")
        assert "Dan 2: 第 2 段的本事" in seen(pilot)
        await press(pilot, "escape", "up", "up", "c")
        assert "Dan 1: 第 1 段的本事" in seen(pilot)


async def test_no_certificate_key_before_the_first_level() -> None:
    async with showing(climber(level(1, TYPING_ONE)), LadderScreen()) as pilot:
        assert "certificate" not in seen(pilot)
        await press(pilot, "c")
        assert isinstance(pilot.app.screen, LadderScreen)


async def test_a_word_that_cannot_be_stored_with_its_level_is_told_and_can_be_given_again() -> None:
    disk = BrokenDisk.blank("学员甲")
    trainer = by_hand(library_of(CARDS, shop(level(1, WitnessNeed()))), journal=disk)
    async with showing(trainer, DanScreen(1)) as pilot:
        await press(pilot, "enter")
        await commit(pilot, "王老师")
        disk.failures = 1
        await press(pilot, "enter")
        assert "✗ The disk is full" in seen(pilot)
        assert trainer.journal.count() == 0
        await press(pilot, "enter")
        assert "✓ Dan 1 is reached." in seen(pilot)
        assert "reached on 2026-11-23" in seen(pilot)
        app_of(pilot).push_screen(LadderScreen())
        await settled(pilot)
        assert "✓ Dan 1 is reached." in seen(pilot)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_titles_and_names_from_outside_are_shown_as_they_are(size: tuple[int, int]) -> None:
    hostile = make_card("freight/x", "typed", HOSTILE, ("a",))
    decks = [Deck("freight", HOSTILE, "zh", "", (), "freight.yaml", 0, 0)]
    levels = shop(DanAsked(1, HOSTILE, (WitnessNeed(),)), DanAsked(2, HOSTILE, (RECALL_ONE, TYPING_ONE)))
    trainer = by_hand(library_of([hostile], levels._replace(name=HOSTILE), decks))
    confirm(trainer, 1, HOSTILE)
    async with showing(trainer, LadderScreen(), size) as pilot:
        assert harmless(seen(pilot))
        for keys in (("enter",), ("escape", "up", "enter"), ("c",)):
            await press(pilot, *keys)
            assert harmless(seen(pilot))
            assert app_of(pilot).failure is None


async def test_the_ladder_follows_the_language() -> None:
    async with showing(climber(level(1, TYPING_ONE)), LadderScreen()) as pilot:
        app_of(pilot).switch_language("zh")
        await settled(pilot)
        assert "下一步：1 段 · 认证打字 2 次" in seen(pilot).replace("\u200b", "")
        app_of(pilot).switch_language("en")


async def test_an_exam_is_sat_from_its_need() -> None:
    trainer = climber(level(1, ExamNeed(("freight",), 6, 3, 0.5)))
    async with showing(trainer, DanScreen(1)) as pilot:
        assert "enter exams" in seen(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ExamScreen)


async def test_chats_are_answered_from_their_need() -> None:
    trainer = climber(level(1, RespondNeed(2, 20.0, 0.9)))
    async with showing(trainer, DanScreen(1)) as pilot:
        assert "enter chats" in seen(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ChatsScreen)


async def test_the_charts_are_one_key_away() -> None:
    async with showing(climber(level(1, TYPING_ONE)), LadderScreen()) as pilot:
        await press(pilot, "g")
        assert isinstance(pilot.app.screen, ChartsScreen)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, LadderScreen)
