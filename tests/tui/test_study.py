"""A sitting, key by key, as it ends up in the journal."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from kdeck.core.cards.card import Card
from kdeck.core.events.event import Event
from kdeck.journal.sqlite import SqliteJournal, open_journal
from kdeck.trainer.study import practice
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.sittings import SummaryScreen
from kdeck.tui.screens.study import StudyScreen
from tests.builders import make_card, revised
from tests.tui.builders import (
    CLOZE,
    ORDER,
    PICK,
    PICK_ALL,
    RECALL,
    SET,
    SPOT,
    TYPED,
    BrokenDisk,
    Watch,
    click,
    commit,
    opened,
    press,
    settled,
    shown,
    trainer_of,
)
from tests.tui.stage import seen


def study_of(app: KdeckApp) -> StudyScreen:
    assert isinstance(app.screen, StudyScreen)
    return app.screen


def events(journal: Any, kind: str = "review") -> list[Event]:
    return [event for event in journal.events() if event.kind == kind]


def options(app: KdeckApp) -> tuple[str, ...]:
    prompt = study_of(app).sitting.prompt
    assert prompt is not None
    return prompt.options


def key_of(app: KdeckApp, option: str) -> str:
    return str(options(app).index(option) + 1)


async def answer_rightly(app: KdeckApp, pilot: Pilot[None], card: Card) -> None:
    """Answer the card on the screen as its author would, by keys alone."""
    if card.kind == "recall":
        await press(pilot, "space", "3")
    elif card.kind in ("typed", "cloze"):
        for text in card.answer:
            await commit(pilot, text)
            await press(pilot, "enter")
    elif card.kind == "set":
        await commit(pilot, "、".join(reversed(card.answer)))
        await press(pilot, "enter")
    else:
        await press(pilot, *(key_of(app, option) for option in card.answer))
        if card is not PICK:
            await press(pilot, "enter")


@pytest.mark.parametrize(
    "card", [RECALL, TYPED, CLOZE, SET, PICK, PICK_ALL, ORDER, SPOT], ids=lambda card: card.id.partition("/")[2]
)
async def test_every_kind_of_card_is_answered_by_keys_alone(card: Card) -> None:
    journal, watch = SqliteJournal.blank("甲"), Watch()
    async with opened(trainer_of([card], journal=journal, watch=watch), watch=watch) as (app, pilot):
        await press(pilot, "s")
        watch.think(3.5)
        await answer_rightly(app, pilot, card)
        (event,) = events(journal)
        assert event.card == card.id
        assert event.body["rating"] == 3
        assert event.body["right"] is True
        assert event.body["ms"] == 3500
        if card.kind != "recall":
            assert "✓ Right." in shown(app)


@pytest.mark.parametrize("card", [TYPED, CLOZE, SET, PICK, PICK_ALL, ORDER, SPOT], ids=lambda card: card.id)
async def test_a_wrong_answer_is_shown_with_the_right_one_and_counts_as_forgotten(card: Card) -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([card], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        if card.kind in ("typed", "set"):
            await commit(pilot, "乱写")
            await press(pilot, "enter")
        elif card.kind == "cloze":
            await commit(pilot, "15:00")
            await press(pilot, "enter", "enter")
        elif card.kind == "order":
            await press(pilot, *(key_of(app, option) for option in reversed(card.answer)), "enter")
        else:
            wrong = next(option for option in options(app) if option not in card.answer)
            await press(pilot, key_of(app, wrong))
            if card is not PICK:
                await press(pilot, "enter")
        (event,) = events(journal)
        assert event.body["rating"] == 1
        assert "✗ Wrong." in shown(app)
        for text in card.answer:
            assert text in shown(app)


async def test_a_right_answer_past_the_time_limit_is_said_to_be_hard() -> None:
    journal, watch = SqliteJournal.blank("甲"), Watch()
    async with opened(trainer_of([PICK], journal=journal, watch=watch), watch=watch) as (app, pilot):
        await press(pilot, "s")
        watch.think(21)
        await answer_rightly(app, pilot, PICK)
        assert events(journal)[0].body["rating"] == 2
        assert "over 20 s: counted as hard" in shown(app)
        assert "00:21 / 00:20" in shown(app)


async def test_differences_in_a_typed_answer_have_signs_not_only_colours() -> None:
    async with opened(trainer_of([TYPED])) as (app, pilot):
        await press(pilot, "s")
        await commit(pilot, "30 度以下手洗，暴晒")
        await press(pilot, "enter")
        line = next(line for line in shown(app).splitlines() if "✗" in line)
        assert "30 度以下手洗" in line
        assert "-暴晒" in line
        assert "+阴干" in line


async def test_nothing_jumps_when_the_answer_appears() -> None:
    async with opened(trainer_of([PICK])) as (app, pilot):
        await press(pilot, "s")
        before = {text: row for row, text in enumerate(shown(app).splitlines())}
        question = next(row for text, row in before.items() if "何时发货" in text)
        first = next(row for text, row in before.items() if options(app)[0] in text)
        await answer_rightly(app, pilot, PICK)
        after = shown(app).splitlines()
        assert "何时发货" in after[question]
        assert options(app)[0] in after[first]


async def test_enter_on_nothing_typed_asks_before_it_counts() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([TYPED], journal=journal)) as (app, pilot):
        await press(pilot, "s", "enter")
        assert events(journal) == []
        assert "Nothing is typed yet" in shown(app)
        await press(pilot, "enter")
        assert events(journal)[0].body["rating"] == 1


async def test_letters_are_text_while_typing_and_function_keys_act() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([TYPED], journal=journal)) as (app, pilot):
        await press(pilot, "s", "u", "-", "!", "h")
        assert study_of(app).question.entries[0].value == "u-!h"
        assert journal.count() == 0
        await press(pilot, "f2")
        assert "Hint: 水温和晾法" in shown(app)
        await press(pilot, "f5")
        assert events(journal, "suspend")[0].card == TYPED.id


async def test_full_width_digits_of_an_input_method_act_like_plain_ones() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([RECALL], journal=journal)) as (_app, pilot):
        await press(pilot, "s", "space")
        await commit(pilot, "１")
        assert events(journal)[0].body["rating"] == 1


async def test_undo_takes_the_answer_back_and_asks_the_card_again() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([RECALL, PICK], journal=journal)) as (app, pilot):
        await press(pilot, "s", "space", "3")
        first = events(journal)[0].card
        await press(pilot, "u")
        prompt = study_of(app).sitting.prompt
        assert prompt is not None
        assert prompt.card.id == first
        assert journal.memory(first) is None
        assert study_of(app).sitting.answers == []


async def test_four_buttons_are_offered_each_with_its_day() -> None:
    journal = SqliteJournal.blank("甲")
    trainer = trainer_of([RECALL], journal=journal)
    trainer.change_setting("four_buttons", True)
    async with opened(trainer) as (app, pilot):
        await press(pilot, "s", "space")
        for text in ("1 forgot: in 1 min", "2 hard: in 6 min", "3 got it: in 10 min", "4 easy: in "):
            assert text in shown(app)
        await press(pilot, "4")
        assert events(journal)[0].body["rating"] == 4


async def test_a_right_typed_answer_waits_for_its_rating_with_four_buttons() -> None:
    journal = SqliteJournal.blank("甲")
    trainer = trainer_of([PICK], journal=journal)
    trainer.change_setting("four_buttons", True)
    async with opened(trainer) as (app, pilot):
        await press(pilot, "s")
        await answer_rightly(app, pilot, PICK)
        assert events(journal) == []
        await press(pilot, "1")
        assert events(journal) == []
        await press(pilot, "2")
        assert events(journal)[0].body["rating"] == 2


async def test_suspend_lets_the_card_rest_and_undo_wakes_it() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([RECALL, PICK], journal=journal)) as (app, pilot):
        await press(pilot, "s", "-")
        resting = events(journal, "suspend")[0].card
        assert journal.mark(resting).suspended
        await press(pilot, "u")
        assert not journal.mark(resting).suspended
        prompt = study_of(app).sitting.prompt
        assert prompt is not None
        assert prompt.card.id == resting


async def test_a_flag_carries_its_note_and_the_card_stays() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([RECALL], journal=journal)) as (app, pilot):
        await press(pilot, "s", "!")
        await commit(pilot, "答案过时了")
        await press(pilot, "enter")
        assert events(journal, "flag")[0].body["note"] == "答案过时了"
        assert "Flagged: 答案过时了" in shown(app)
        assert study_of(app).sitting.phase == "ask"


async def test_escape_from_the_flag_box_flags_nothing() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([TYPED], journal=journal)) as (app, pilot):
        await press(pilot, "s", "f4", "x", "escape")
        assert journal.count() == 0
        await press(pilot, "z")
        assert study_of(app).question.entries[0].value == "z"


@pytest.mark.parametrize("card", [RECALL, TYPED, PICK, ORDER], ids=lambda card: card.kind)
async def test_on_a_full_disk_the_answer_stays_and_the_same_key_tries_again(card: Card) -> None:
    journal, watch = BrokenDisk.blank("甲"), Watch()
    async with opened(trainer_of([card], journal=journal, watch=watch), watch=watch) as (app, pilot):
        await press(pilot, "s")
        journal.failures = 1
        watch.think(2)
        await answer_rightly(app, pilot, card)
        assert journal.count() == 0
        assert "The disk is full" in shown(app)
        assert "the same key tries again" in shown(app)
        watch.think(30)
        await press(
            pilot, {"recall": "3", "choice": key_of(app, "明天") if card is PICK else ""}.get(card.kind, "enter")
        )
        (event,) = events(journal)
        assert event.body["right"] is True
        assert event.body["ms"] == 2000


async def test_pick_by_cursor_and_by_mouse() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([PICK], journal=journal)) as (app, pilot):
        await press(pilot, "s", "enter")
        assert "Choose first" in shown(app)
        await press(pilot, "up", "up", "enter")
        assert events(journal)[0].body["answer"] == [options(app)[1]]
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([PICK], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        await click(pilot, "#choices", (6, 2))
        await settled(pilot)
        assert events(journal)[0].body["answer"] == [options(app)[2]]


async def test_a_step_put_wrongly_is_taken_back() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([ORDER], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        await press(pilot, key_of(app, "方案"), "backspace")
        await answer_rightly(app, pilot, ORDER)
        assert events(journal)[0].body["right"] is True


async def test_practice_says_so_and_leaves_the_schedule_alone() -> None:
    journal = SqliteJournal.blank("甲")
    trainer = trainer_of([PICK], journal=journal)
    async with opened(trainer) as (app, pilot):
        app.push_screen(StudyScreen(await app.ask(practice, trainer, [PICK.id], app.monotonic)))
        await settled(pilot)
        assert "practice: does not touch the schedule" in shown(app)
        await answer_rightly(app, pilot, PICK)
        assert journal.memory(PICK.id) is None
        assert len(events(journal, "practice")) == 1


async def test_a_sitting_ends_with_its_figures_and_undo_goes_on_from_there() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([RECALL], journal=journal)) as (app, pilot):
        await press(pilot, "s", "space", "1", "space", "3", "space", "3")
        assert isinstance(app.screen, SummaryScreen)
        text = shown(app)
        assert "Answered: 3" in text
        assert "Right: 2 of 3 (67%)" in text
        assert "New cards met: 1" in text
        assert RECALL.front in text
        assert RECALL.answer[0] in text
        await press(pilot, "u")
        assert study_of(app).sitting.phase == "ask"
        await press(pilot, "space", "3", "enter")
        assert app.screen.__class__.__name__ == "HomeScreen"


async def test_a_long_question_scrolls_by_page() -> None:
    card = make_card("care/long", "recall", "\n".join(f"line {number}" for number in range(60)), ("x",))
    async with opened(trainer_of([card])) as (app, pilot):
        await press(pilot, "s")
        assert "line 0" in shown(app)
        await press(pilot, "pagedown")
        assert "line 0\n" not in shown(app)
        assert app.screen.query_one("#ask").scroll_y > 0


async def test_changed_facts_are_said_to_have_changed() -> None:
    journal, watch = SqliteJournal.blank("甲"), Watch()
    async with opened(trainer_of([RECALL], journal=journal, watch=watch)) as (_app, pilot):
        await press(pilot, "s", "space", "3", "space", "3")
    watch.sleep(30)
    changed = revised(RECALL, back=("另一个答案",))
    async with opened(trainer_of([changed], journal=journal, watch=watch)) as (app, pilot):
        assert "Facts changed; cards to confirm today: 1" in shown(app)
        await press(pilot, "s")
        assert "! Changed: 会堵住微孔 → 另一个答案" in shown(app)


async def test_the_side_panel_is_written_as_soon_as_there_is_room_for_it() -> None:
    async with opened(trainer_of([PICK, RECALL])) as (app, pilot):
        await press(pilot, "s", "1", "space", "3", "space")
        assert "This sitting" not in shown(app)
        await pilot.resize_terminal(140, 40)
        await settled(pilot)
        assert "This sitting" in shown(app)


async def test_steps_to_put_in_order_show_their_keys_from_the_first_moment() -> None:
    async with opened(trainer_of([ORDER])) as (_app, pilot):
        await press(pilot, "s")
        assert "put next" in seen(pilot).splitlines()[-1]


async def test_on_a_low_terminal_a_question_has_all_room_until_there_is_something_to_say() -> None:
    async with opened(trainer_of([PICK]), size=(50, 15)) as (app, pilot):
        await press(pilot, "s")
        before = app.screen.query_one("#ask").size.height
        asked = seen(pilot).splitlines()
        await press(pilot, "1")
        assert before >= 10 > app.screen.query_one("#ask").size.height
        assert seen(pilot).splitlines()[2] == asked[2], "the question keeps its place"


async def test_a_list_of_items_says_how_they_are_written() -> None:
    async with opened(trainer_of([SET])) as (_app, pilot):
        await press(pilot, "s")
        assert "all of them, commas between" in seen(pilot)
        await commit(pilot, "脚长，脚宽、脚背")
        assert "commas between" not in seen(pilot)


async def test_an_answer_whose_journal_was_deleted_stays_and_the_same_key_writes_all_of_it_anew(tmp_path: Path) -> None:
    path = tmp_path / "amy" / "journal.db"
    journal = open_journal(str(path), "甲", create=True)
    async with opened(trainer_of([RECALL, PICK], journal=journal)) as (app, pilot):
        await press(pilot, "s", "space", "3")
        assert len(events(journal)) == 1
        shutil.rmtree(path.parent)
        await press(pilot, "enter", key_of(app, "明天"))
        assert "it was deleted or moved while kdeck was open" in " ".join(shown(app).split())
        assert "the same key tries again" in shown(app)
        assert not path.exists()
        await press(pilot, key_of(app, "明天"))
        assert study_of(app).sitting.phase != "ask"
    journal.close()
    again = open_journal(str(path), "甲", read_only=True)
    assert len(events(again)) == 2
    again.close()
