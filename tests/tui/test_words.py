"""Facts and rules in words: what differs between two wordings, and a table in lines and in columns."""

from __future__ import annotations

import pytest

from kdeck.core.rules.table import Input, Row, Table
from kdeck.core.rules.table import Test as Unary
from kdeck.tui.content import asks
from kdeck.tui.rule_words import row_line, whole_table
from kdeck.tui.rule_words import test_text as worded
from kdeck.tui.widgets.text import apart, core
from tests.builders import revised
from tests.core.rules.tables import spans
from tests.tui.builders import CUTOFF, RULE, TYPED

STATES = Input("s", "one of", 0, 1, 3, words=("a", "b", "c"), say=(("a", "甲"),))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("早于 16:00 付款", "早于 17:00 付款", ("16:00", "17:00")),
        ("within 7 days", "within 17 days", ("7", "17")),
        ("paid < 16:00; in stock", "paid < 16:30; in stock", ("16:00", "16:30")),
        ("30 度以下手洗，暴晒", "30 度以下手洗，阴干", ("暴晒", "阴干")),
        ("a", "a; b", ("", "; b")),
        ("退货 7 天", "退货 7 天", ("", "")),
    ],
)
def test_what_differs_is_whole_words_and_numbers(old: str, new: str, words: tuple[str, str]) -> None:
    assert core(old, new) == words


def test_short_facts_are_shown_whole_and_long_ones_around_what_differs() -> None:
    assert apart("16:00 前", "17:00 前") == ("16:00 前", "17:00 前")
    before, after = "仓库每天下午很忙，所以凡是早于 ", " 付款并且有现货的订单才能当天发货，其余明天"
    old, new = apart(f"{before}16:00{after}", f"{before}17:00{after}")
    assert old.startswith("…")
    assert old.endswith("…")
    assert "16:00" in old
    assert new == old.replace("16:00", "17:00")


def test_what_grew_without_end_is_cut() -> None:
    old, new = apart("短", "长" * 500)
    assert old == "短"
    assert new.endswith("…")
    assert len(new) < 60


def test_a_rule_is_a_table_where_it_fits_and_lines_where_not() -> None:
    wide = [content.plain for content in whole_table(CUTOFF, 1, 60)]
    assert wide == [
        "  付款时间  库存  then",
        "  < 16:00   有货  今天发货",
        "▸ –         有货  明天发货",
        "  –         –     查过库存再答复",
    ]
    narrow = [content.plain for content in whole_table(CUTOFF, 1, 20)]
    assert narrow[1] == "▸ 明天发货  ← 库存 有货"
    assert narrow[2] == "  查过库存再答复  ← otherwise"


def test_each_condition_of_a_row_has_its_sign_for_a_case() -> None:
    assert row_line(CUTOFF, CUTOFF.rows[0], (960, 0)).plain == "今天发货  ← ✗ 付款时间 < 16:00; ✓ 库存 有货"


@pytest.mark.parametrize(
    ("asked", "test", "text"),
    [
        (Input("h", "number", 150, 1, 50, unit="cm"), spans("[155..162]", (5, 12)), "155–162 cm"),
        (Input("h", "number", 150, 1, 50, unit="cm"), spans("(155..162]", (6, 12)), "(155..162] cm"),
        (Input("t", "time", 0, 1, 1440), spans("[09:00..18:00]", (540, 1080)), "09:00–18:00"),
        (STATES, spans("not(a, b)", (2, 2)), "not 甲 / b"),
        (
            Input("s", "one of", 0, 1, 3, words=("a", "b", "c"), say=(("a", "甲"),)),
            spans("a, c", (0, 0), (2, 2)),
            "甲 / c",
        ),
    ],
)
def test_conditions_read_as_people_say_them(asked: Input, test: Unary, text: str) -> None:
    assert worded(asked, test) == text


def test_a_rule_asks_by_the_names_of_its_inputs() -> None:
    assert asks(RULE) == "顾客 [付款时间] 付款，商品[库存]，什么时候发货？"
    labelled = Table((Input("x", "one of", 0, 1, 1, words=("a",), label="货况"),), (Row("r", "y", "", (None,)),))
    assert asks(revised(RULE, table=labelled, row=0, back=("y",), front="{ x } 和 {z}")) == "[货况] 和 {z}"
    assert asks(TYPED) == TYPED.front
