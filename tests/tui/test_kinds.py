"""Rules, phrases, steps and forms, key by key and by mouse, and what is said of the answers."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from kdeck.core.cards.card import Card
from kdeck.core.events.event import Event
from kdeck.journal.sqlite import SqliteJournal
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.sittings import SummaryScreen
from kdeck.tui.screens.study import StudyScreen
from kdeck.tui.widgets.field import Reply
from kdeck.tui.widgets.steps import Steps
from tests.builders import own, revised
from tests.tui.builders import (
    CUTOFF,
    ORDER,
    OWN_WORDS,
    PHRASE,
    RULE,
    SPOT,
    Watch,
    click,
    commit,
    opened,
    press,
    rule_card,
    settled,
    shown,
    trainer_of,
)

STEPS = revised(ORDER, back=("问候", "推荐", "介绍", "核对", "收藏"))


def study_of(app: KdeckApp) -> StudyScreen:
    assert isinstance(app.screen, StudyScreen)
    return app.screen


def key_of(app: KdeckApp, option: str) -> str:
    prompt = study_of(app).sitting.prompt
    assert prompt is not None
    return str(prompt.options.index(option) + 1)


def answers(journal: SqliteJournal) -> list[Event]:
    return [event for event in journal.events() if event.kind == "review"]


def in_order(app: KdeckApp) -> tuple[str, ...]:
    return study_of(app).question.given()


def flat(app: KdeckApp) -> str:
    return " ".join(shown(app).split())


async def test_a_rule_answered_rightly_shows_the_reason_that_decides_and_the_rule() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([RULE], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        assert "{" not in shown(app)
        await press(pilot, key_of(app, "明天发货"))
        text = flat(app)
        assert "✓ Right." in text
        assert "is not before 16:00" in text
        assert "▸ 明天发货 ← 库存 有货" in text
        assert "今天发货 ← 付款时间 < 16:00; 库存 有货" in text
        assert "仓库 16:00 截单。" in text
        assert "Source: 发货时效 第 2 条 Next: in 10 min" in text
        assert answers(journal)[0].body["case"].keys() == {"付款时间", "库存"}


async def test_a_rule_answered_wrongly_shows_both_rows_and_what_tells_them_apart() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([RULE], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        await press(pilot, key_of(app, "今天发货"))
        text = flat(app)
        assert "✗ Wrong. 付款时间:" in text
        assert "is not before 16:00." in text
        assert "✓ 明天发货 ← ✓ 库存 有货" in text
        assert "✗ 今天发货 ← ✗ 付款时间 < 16:00; ✓ 库存 有货" in text
        assert answers(journal)[0].body["confused"] == ["今天发货"]


async def test_a_row_further_down_that_fits_too_is_said_to_come_later() -> None:
    async with opened(trainer_of([RULE])) as (app, pilot):
        await press(pilot, "s")
        await press(pilot, key_of(app, "查过库存再答复"))
        assert "Both rows fit; the one further up counts." in flat(app)


async def test_a_rule_is_answered_by_mouse_and_its_explanation_scrolls_where_there_is_little_room() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([RULE], journal=journal), size=(50, 15)) as (app, pilot):
        await press(pilot, "s")
        await click(pilot, "#choices", (8, int(key_of(app, "今天发货")) - 1))
        await settled(pilot)
        assert answers(journal)[0].body["right"] is False
        assert "Next: in 1 min" not in shown(app)
        await press(pilot, "pagedown", "pagedown")
        assert "Next: in 1 min" in shown(app)


async def test_what_was_confused_is_told_at_the_end_of_the_sitting() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([RULE], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        await press(pilot, key_of(app, "今天发货"), "space")
        for _round in range(2):
            await press(pilot, key_of(app, "明天发货"), "space")
        assert isinstance(app.screen, SummaryScreen)
        text = flat(app)
        assert "Confused, worth telling apart:" in text
        assert "✗ 今天发货 ✓ 明天发货" in text
        assert "[付款时间]" in text


async def test_a_reply_is_typed_and_wraps_and_enter_sends_it() -> None:
    journal, watch = SqliteJournal.blank("甲"), Watch()
    async with opened(trainer_of([PHRASE], journal=journal, watch=watch), watch=watch) as (app, pilot):
        await press(pilot, "s")
        assert "夹脚，想退" in shown(app)
        assert "保证" not in shown(app)
        await commit(pilot, "亲，这双鞋偏窄，给您换大半码会更舒服哦，运费我们来出，您看今天就给您换可以吗？亲")
        question = study_of(app).question
        assert isinstance(question.area, Reply)
        assert question.area.wrapped_document.height == 2
        watch.think(4)
        await press(pilot, "enter")
        (event,) = answers(journal)
        assert event.body["right"] is True
        assert event.body["ms"] == 4000
        text = flat(app)
        assert "✓ Right." in text
        assert "Say it this way: · 亲，这双鞋偏窄，换大半码会更舒服哦。" in text
        assert "不重复顾客的负面词。" in text


async def test_forbidden_words_of_a_reply_are_marked_and_missing_groups_named() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([PHRASE], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        await commit(pilot, "不会夹脚的，我们保证")
        await press(pilot, "enter")
        text = flat(app)
        assert "✗ 不会-夹脚的，我们-保证" in text
        assert "✗ Not to be said: 夹脚 / 保证" in text
        assert "✗ Still missing: 舒服 / 自在 / 宽松" in text
        assert "✗ Still missing: 换" in text
        assert answers(journal)[0].body["right"] is False


async def test_a_phrase_without_conditions_is_judged_by_the_learner_after_the_model_answers() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([OWN_WORDS], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        await commit(pilot, "给您换大半码")
        await press(pilot, "enter")
        assert answers(journal) == []
        assert "› 给您换大半码" in shown(app)
        assert "Say it this way:" in shown(app)
        await press(pilot, "3")
        assert answers(journal)[0].body["answer"] == ["给您换大半码"]


async def test_letters_and_digits_are_text_in_a_reply_and_function_keys_act() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([PHRASE], journal=journal)) as (app, pilot):
        await press(pilot, "s", "u", "-", "1", "space", "!")
        assert study_of(app).question.given() == ("u-1 !",)
        assert journal.count() == 0
        await press(pilot, "f5")
        assert [event.kind for event in journal.events()] == ["suspend"]


async def test_an_empty_reply_is_not_sent_by_chance() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([PHRASE], journal=journal)) as (app, pilot):
        await press(pilot, "s", "enter")
        assert "Nothing is typed yet" in shown(app)
        assert journal.count() == 0


async def test_a_pasted_reply_is_cleaned_and_kept_within_bounds() -> None:
    async with opened(trainer_of([PHRASE])) as (app, pilot):
        await press(pilot, "s")
        await commit(pilot, "\x1b[200~第一行\n第二行\x9b" + "长" * 3000 + "\x1b[201~")
        (text,) = study_of(app).question.given()
        assert text.startswith("第一行 第二行\ufffd长")
        assert len(text) == 2000


async def test_a_reply_comes_empty_to_the_next_question() -> None:
    other = PHRASE._replace(id="else/pinch", deck="else")
    async with opened(trainer_of([PHRASE, other])) as (app, pilot):
        await press(pilot, "s")
        await commit(pilot, "换个舒服的")
        await press(pilot, "enter", "space")
        assert study_of(app).question.given() == ("",)
        await commit(pilot, "换")
        assert study_of(app).question.given() == ("换",)


async def test_steps_move_into_their_places_by_number() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([STEPS], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        await press(pilot, key_of(app, "问候"), key_of(app, "推荐"))
        assert in_order(app)[:2] == STEPS.answer[:2]
        await press(pilot, "enter")
        assert "Give every step its place first" in shown(app)
        await press(pilot, key_of(app, "介绍"), key_of(app, "核对"), "enter")
        assert answers(journal)[0].body["right"] is True


async def test_a_step_is_picked_up_carried_and_put_down() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([STEPS], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        before = in_order(app)
        await press(pilot, "down", "space")
        assert "put down" in shown(app)
        assert "↕ 1" in shown(app)
        await press(pilot, "down", "down", "space")
        assert in_order(app) == (before[1], before[2], before[0], before[3], before[4])
        await press(pilot, "up", "k")
        assert in_order(app) == (before[2], before[1], before[0], before[3], before[4])
        await press(pilot, "enter")
        assert answers(journal)[0].body["answer"] == list(in_order(app))


async def sort_by_dragging(app: KdeckApp, pilot: Pilot[None]) -> None:
    for place, step in enumerate(STEPS.answer):
        row = in_order(app).index(step)
        if row == place:
            continue  # a click would pick it up
        await pilot.mouse_down("#steps", offset=(12, row))
        await pilot.hover("#steps", offset=(12, place))
        await pilot.mouse_up("#steps", offset=(12, place))
        await settled(pilot)


async def test_steps_are_dragged_into_order() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([STEPS], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        await sort_by_dragging(app, pilot)
        assert in_order(app) == STEPS.answer
        await press(pilot, "enter")
        assert answers(journal)[0].body["right"] is True


async def test_a_click_puts_a_step_next_and_two_clicks_move_one_that_has_its_place() -> None:
    async with opened(trainer_of([STEPS])) as (app, pilot):
        await press(pilot, "s")
        before = in_order(app)
        await pilot.click("#steps", offset=(12, 2))
        await settled(pilot)
        assert in_order(app) == (before[2], before[0], before[1], before[3], before[4])
        assert study_of(app).question.query_one(Steps).placed == 1
        await pilot.click("#steps", offset=(12, 0))
        await settled(pilot)
        assert "put down" in shown(app)
        await pilot.click("#steps", offset=(12, 4))
        await settled(pilot)
        assert in_order(app) == (before[0], before[1], before[3], before[4], before[2])
        assert not study_of(app).question.query_one(Steps).held


async def test_wrongly_put_steps_stay_in_sight_with_where_they_belong() -> None:
    async with opened(trainer_of([ORDER])) as (app, pilot):
        await press(pilot, "s", *"123", "enter")
        text = shown(app)
        assert "✗" in text
        assert "(belongs at" in text
        assert "核对 → 安抚 → 方案" in text


async def test_fields_of_a_form_stand_in_columns_and_are_marked_as_wrong() -> None:
    card = revised(SPOT, fields=(*own(SPOT).fields, ("备注", "无")), back=("尺码",))
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([card], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        rows = [line for line in shown(app).splitlines() if "[ ]" in line]
        assert [row.index(value) for row, value in zip(rows, ("王先生", "XXXS", "无"), strict=True)] == [16, 17, 17]
        await press(pilot, "down", "down", "space")
        assert "[✗] 尺码" in shown(app)
        await click(pilot, "#choices", (12, 2))
        await settled(pilot)
        await press(pilot, "enter")
        text = shown(app)
        assert "(wrong, found)" in text
        assert "(is right)" in text
        assert answers(journal)[0].body["answer"] == ["尺码", "备注"]


@pytest.mark.parametrize("row", range(3))
async def test_every_outcome_of_a_rule_can_be_answered(row: int) -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([rule_card(row)], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        await press(pilot, key_of(app, CUTOFF.rows[row].then))
        assert answers(journal)[0].body["right"] is True


async def test_the_page_of_a_rule_shows_it_whole_with_its_row_and_a_case() -> None:
    async with opened(trainer_of([RULE])) as (app, pilot):
        await press(pilot, "b", "down", "enter")
        text = shown(app)
        assert "[付款时间]" in text
        assert "▸ –         有货  明天发货" in text
        assert "For example: 顾客 " in text


async def test_the_page_of_a_phrase_shows_what_must_and_must_not_be_said() -> None:
    async with opened(trainer_of([PHRASE])) as (app, pilot):
        await press(pilot, "b", "down", "enter")
        text = shown(app)
        assert "Not to be said: 夹脚 / 保证" in text
        assert "Needed, one of: 舒服 / 自在 / 宽松" in text
        assert "· 亲，这双鞋偏窄" in text


def later(rule: Card) -> Card:
    """The same outcome after the cutoff has moved to 17:00."""
    before, after = CUTOFF.rows[0].tests[0], CUTOFF.rows[0].tests[1]
    assert before is not None
    row = CUTOFF.rows[0]._replace(tests=(before._replace(text="< 17:00", spans=((0, 1019),)), after))
    table = CUTOFF._replace(rows=(row, *CUTOFF.rows[1:]))
    return revised(rule, table=table, fact="明天发货\n付款时间 < 17:00 → 今天发货")


async def test_a_moved_cutoff_is_told_once_however_many_cards_depend_on_it() -> None:
    journal, watch = SqliteJournal.blank("甲"), Watch()
    fact = "明天发货\n付款时间 < 16:00 → 今天发货"
    rules = [revised(RULE, fact=fact), revised(RULE, id="other/cutoff/tomorrow", deck="other", fact=fact)]
    async with opened(trainer_of(rules, journal=journal, watch=watch)) as (app, pilot):
        await press(pilot, "s")
        for _card in rules:
            await press(pilot, key_of(app, "明天发货"), "space")
        await press(pilot, "escape")
    watch.sleep(1)
    trainer = trainer_of([later(rule) for rule in rules], journal=journal, watch=watch)
    async with opened(trainer) as (app, pilot):
        text = flat(app)
        assert "Facts changed; cards to confirm today: 2" in text
        assert text.count("16:00") == text.count("17:00") == 1
        await press(pilot, "w")
        assert flat(app).count("due today") == 2
        await press(pilot, "s")
        text = flat(app)
        assert "! Changed:" in text
        assert text.index("16:00 → 今天发货") < text.index("17:00 → 今天发货")
        await press(pilot, key_of(app, "明天发货"), "escape", "f24", "w", "f24")
        text = flat(app)
        assert text.count("due today") == text.count("confirmed today") == 1
        assert "to confirm: 1" in text
