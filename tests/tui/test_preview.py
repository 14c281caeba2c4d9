"""The preview: every card as learners see it, anew whenever the file is saved, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from kdeck.decks.library import library_of
from kdeck.journal.sqlite import SqliteJournal
from kdeck.language import Language, use
from kdeck.trainer.tour import Preview
from kdeck.tui.app import PreviewApp
from kdeck.tui.screens import preview as screen_module
from kdeck.tui.screens.preview import PreviewScreen
from tests.builders import HandClock, trainer_of
from tests.tui.builders import press, settled, shown
from tests.tui.stage import HOSTILE, harmless, until

SHOP = "shop: s\nname: 店\nlang: zh-Hans\nterms: {cutoff: 16:00}\n"
DECK = """\
deck: basics
title: 基础
tags: [policy]
cards:
  - id: greet
    front: 怎么打招呼？
    back: 亲，在的哦
    why: 先回应，再解答。
  - id: cutoff
    kind: typed
    front: 几点前付款当天发货？
    back: $cutoff
    hint: 快递几点来？
    seconds: 10
  - id: days
    kind: cloze
    text: "签收后 {{c1::7::几}} 天内可以退，吊牌要 {{c2::完好}}。"
  - id: freight
    kind: choice
    front: 运费谁出？
    back: 顾客
    wrong: [我们, 快递]
  - id: upgrade
    kind: choice
    front: 哪些要升级？
    back: [赔偿, 安全]
    wrong: [催单, 改色]
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
IDS = ["greet", "cutoff", "days/c1", "days/c2", "freight", "upgrade", "colours", "steps", "note"]


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is saved is looked at as soon as can be."""
    monkeypatch.setattr(screen_module, "POLL", 0.01)


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    file = tmp_path / "basics.yaml"
    file.write_text(DECK, encoding="utf-8")
    return file


@asynccontextmanager
async def previewing(
    path: Path, *, size: tuple[int, int] = (80, 24), language: Language = "en"
) -> AsyncIterator[Pilot[None]]:
    trainer = trainer_of(library_of(()), HandClock(), SqliteJournal.blank("–", read_only=True))
    app = PreviewApp(trainer, Preview(str(path), None, language, lambda: 20_000), language=language)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await until(pilot, lambda: screen_of(pilot)._stamp is not None)
        yield pilot
    app.close_desk()
    use("en")
    assert app.failure is None


def screen_of(pilot: Pilot[None]) -> PreviewScreen:
    return next(screen for screen in pilot.app.screen_stack if isinstance(screen, PreviewScreen))


def seen(pilot: Pilot[None]) -> str:
    assert isinstance(pilot.app, PreviewApp)
    return shown(pilot.app)


def save(file: Path, text: str) -> None:
    """Save as editors do: a new file in the old one's place."""
    fresh = file.with_suffix(".tmp")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)


async def test_every_card_is_shown_as_asked_answered_right_and_answered_wrong(deck: Path) -> None:
    async with previewing(deck) as pilot:
        for number, identity in enumerate(IDS, 1):
            assert f"▸ {identity}"[:18] in seen(pilot)
            assert f"{number} / {len(IDS)}" in seen(pilot)
            asked = seen(pilot)
            assert "✓" not in asked
            assert "✗" not in asked
            await press(pilot, "space")
            if identity == "greet":
                assert "先回应，再解答。" in seen(pilot)
            else:
                assert "✓ Right." in seen(pilot)
                await press(pilot, "space")
                assert "✗ Wrong." in seen(pilot)
            await press(pilot, "space")
            assert seen(pilot) == asked
            await press(pilot, "down")


async def test_a_learner_sees_the_same_question_in_the_same_widgets(deck: Path) -> None:
    async with previewing(deck) as pilot:
        await press(pilot, "down")
        text = seen(pilot)
        assert "基础" in text.splitlines()[0]
        assert "policy" not in text.splitlines()[0]
        assert "00:00 / 00:10" in text
        assert "几点前付款当天发货？" in text
        assert "Hint: 快递几点来？" in text
        await press(pilot, "space")
        assert "16:00" in seen(pilot)


async def test_an_option_can_be_tried_by_its_number_and_the_options_be_shuffled(deck: Path) -> None:
    async with previewing(deck) as pilot:
        await press(pilot, *["down"] * 4)
        orders = set()
        for _again in range(8):
            prompt = screen_of(pilot)._prompt
            assert prompt is not None
            orders.add(prompt.options)
            wrong = next(place for place, option in enumerate(prompt.options) if option != "顾客")
            await press(pilot, str(wrong + 1))
            assert f"{prompt.options[wrong]}  (your choice)" in seen(pilot)
            await press(pilot, "n")
            assert "your choice" not in seen(pilot)
        assert len(orders) > 1


@pytest.mark.usefixtures("soon")
async def test_saving_the_file_shows_it_anew_and_keeps_card_and_answer(deck: Path) -> None:
    async with previewing(deck) as pilot:
        await press(pilot, "space")
        save(
            deck,
            DECK.replace("先回应，再解答。", "再忙也先回应。").replace(
                "cards:\n", "cards:\n  - id: zero\n    front: q\n    back: a\n"
            ),
        )
        await until(pilot, lambda: "再忙也先回应。" in seen(pilot))
        assert "2 / 10" in seen(pilot)
        assert "▸ greet" in seen(pilot)


@pytest.mark.usefixtures("soon")
async def test_a_change_of_the_shop_reaches_the_deck(deck: Path) -> None:
    async with previewing(deck) as pilot:
        await press(pilot, "down", "space")
        save(deck.parent / "shop.yaml", SHOP.replace("16:00", "17:30"))
        await until(pilot, lambda: "17:30" in seen(pilot))


@pytest.mark.usefixtures("soon")
async def test_a_bad_card_is_told_with_its_place_while_the_good_ones_stay(deck: Path) -> None:
    async with previewing(deck) as pilot:
        await press(pilot, "down")
        bad = DECK.replace("    front: 运费谁出？\n", "    frnt: 运费谁出？\n")
        save(deck, bad)
        line = bad.splitlines().index("    frnt: 运费谁出？") + 1
        await until(pilot, lambda: f"basics.yaml:{line}:5" in seen(pilot))
        assert "▸ cutoff" in seen(pilot)
        assert "2 / 8" in seen(pilot)
        assert "as it was before" not in seen(pilot)
        await press(pilot, "e")
        assert "Did you mean “front”?" in seen(pilot)
        await press(pilot, "e")
        assert "▸ cutoff" in seen(pilot)
        save(deck, DECK)
        await until(pilot, lambda: "basics.yaml:" not in seen(pilot))
        assert "2 / 9" in seen(pilot)


@pytest.mark.usefixtures("soon")
async def test_a_mistake_of_syntax_keeps_the_cards_of_the_last_good_state(deck: Path) -> None:
    async with previewing(deck) as pilot:
        await press(pilot, "down")
        save(deck, DECK.replace("front: 怎么打招呼？", "front: 怎么: 打招呼？"))
        await until(pilot, lambda: "basics.yaml:6:14" in seen(pilot))
        assert "as it was before the mistake" in seen(pilot)
        assert "▸ cutoff" in seen(pilot)
        deck.unlink()
        await until(pilot, lambda: "There is no folder or file" in seen(pilot))
        assert "▸ cutoff" in seen(pilot)
        save(deck, DECK)
        await until(pilot, lambda: "✗" not in seen(pilot))


@pytest.mark.usefixtures("soon")
async def test_a_file_without_cards_says_what_to_do(deck: Path) -> None:
    deck.write_text("deck: basics\ncards:\n  - id: a\n    front: q: q\n", encoding="utf-8")
    async with previewing(deck) as pilot:
        await until(pilot, lambda: "There is no card to show yet" in seen(pilot))
        save(deck, "deck: basics\n")
        await until(pilot, lambda: "kdeck new card" in seen(pilot))
        save(deck, DECK)
        await until(pilot, lambda: "▸ greet" in seen(pilot))


async def test_a_whole_library_and_a_file_on_its_own_can_be_previewed(deck: Path, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("deck: more\ncards: [{id: x, front: q, back: a}]\n", encoding="utf-8")
    async with previewing(tmp_path) as pilot:
        assert "1 / 10" in seen(pilot)
        await press(pilot, "end")
        assert "▸ x" in seen(pilot)
    lone = tmp_path / "lone" / "a" / "b" / "c.yaml"
    lone.parent.mkdir(parents=True)
    lone.write_text("deck: c\ncards: [{id: y, front: q, back: a}]\n", encoding="utf-8")
    async with previewing(lone) as pilot:
        assert "▸ y" in seen(pilot)


async def test_wrong_options_come_from_the_whole_library_as_they_will_for_learners(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    product = "deck: {0}\nproducts: [{{id: p, name: 商品{0}, category: 外套, facts: {{material: 面料{0}}}}}]\n"
    for name in "abcde":
        (tmp_path / f"{name}.yaml").write_text(product.format(name), encoding="utf-8")
    async with previewing(tmp_path / "a.yaml") as pilot:
        assert "1 / 2" in seen(pilot)
        assert "面料d" in seen(pilot)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (50, 15), (140, 40)])
async def test_it_fits_every_window(deck: Path, size: tuple[int, int], language: Language) -> None:
    save(deck, DECK.replace("    front: 运费谁出？\n", "    frnt: 运费谁出？\n"))
    async with previewing(deck, size=size, language=language) as pilot:
        await until(pilot, lambda: "basics.yaml:18:5" in seen(pilot))
        text = seen(pilot)
        assert "▸ greet" in text
        assert "怎么打招呼？" in text
        await press(pilot, "space")
        assert "先回应" in seen(pilot)
        await press(pilot, "f")
        assert "▸ greet" not in seen(pilot)


async def test_nothing_of_a_hostile_deck_acts_on_the_terminal(deck: Path) -> None:
    card = "  - id: bad\n    front: '{0}'\n    back: '{0}'\n    why: '{0}'\n    '{0}': x\n"
    text = HOSTILE.replace("\x1b", "").replace("\x00", "").replace("'", "")
    deck.write_text(
        "deck: basics\ntitle: '[b]x[/i]'\ncards:\n" + card.format(text) + DECK.partition("cards:\n")[2],
        encoding="utf-8",
    )
    async with previewing(deck) as pilot:
        assert harmless(seen(pilot))
        await press(pilot, "space", "e", "down", "e", "end", "space", "home")
        assert harmless(seen(pilot))


async def test_help_and_a_click_work_and_q_leaves(deck: Path) -> None:
    async with previewing(deck) as pilot:
        await press(pilot, "?")
        assert "Keys here" in seen(pilot)
        await press(pilot, "escape")
        await pilot.click("Entries", offset=(4, 3))
        await settled(pilot)
        assert "3 / 9" in seen(pilot)
        await press(pilot, "q")
        assert not pilot.app.is_running or pilot.app._exit


CHART = """\
deck: sizes
lang: en
products:
  - id: tee
    name: tee
    size_chart:
      measure: {height: cm}
      sizes: {S: {height: 150..159}, M: {height: 160..169}, L: {height: 170..179}}
phrases:
  - id: none-left
    when: The colour is gone.
    never: [sold out]
    must: [[restock]]
    say: We will restock it soon.
"""


async def test_n_draws_one_case_after_the_other_and_each_can_be_answered(deck: Path) -> None:
    deck.write_text(CHART, encoding="utf-8")
    async with previewing(deck) as pilot:
        await press(pilot, "down")
        asked = set()
        for _case in range(6):
            prompt = screen_of(pilot)._prompt
            assert prompt is not None
            assert prompt.card.id == "sizes/tee/size/M"
            assert prompt.text in seen(pilot)
            asked.add(prompt.case)
            await press(pilot, "space")
            assert "✓ Right." in seen(pilot)
            await press(pilot, "n")
        assert len(asked) > 2


async def test_a_phrase_shows_a_model_answer_and_what_must_not_be_said(deck: Path) -> None:
    deck.write_text(CHART, encoding="utf-8")
    async with previewing(deck) as pilot:
        await press(pilot, "end", "space")
        assert "✓ We will restock it soon." in seen(pilot)
        await press(pilot, "space")
        assert "Not to be said: sold out" in seen(pilot)
        await press(pilot, "x", "y")
        assert "Not to be said: sold out" in seen(pilot)
