"""Two places that cannot both be right are found, in any two files, and nothing that merely looks like it."""

from __future__ import annotations

import time
from pathlib import Path
from textwrap import dedent

import pytest

from kdeck.core.errors import Finding
from kdeck.decks.check import check_library
from kdeck.decks.checking import check_path
from kdeck.decks.compiled import Claims
from kdeck.decks.library import open_library
from kdeck.decks.questions import alike, subject_words
from tests.decks.folders import card, deck, write
from tests.decks.making import compiled

SHOP = "shop: s\nlang: zh-Hans\nterms: {cutoff: 16:00, return_days: 7}\n"


def found(*decks: str, shop: str = SHOP) -> list[Finding]:
    claims = [compiled(dedent(text), shop).claims for text in decks]
    named = [
        Claims(
            tuple(claim._replace(file=f"{place}.yaml") for claim in one.facts),
            tuple(claim._replace(file=f"{place}.yaml") for claim in one.numbers),
        )
        for place, one in enumerate(claims)
    ]
    return list(check_library((), named))


def asked(name: str, front: str, back: str, more: str = "kind: typed") -> str:
    return f"deck: {name}\nlang: zh-Hans\ncards:\n  - {{id: a, front: '{front}', back: '{back}', {more}}}\n"


FIRST = asked("one", "当天发货的付款截止时间是几点？", "16:00")


def test_a_cutoff_of_16_00_in_one_deck_and_15_00_in_another_is_found() -> None:
    (finding,) = found(FIRST, asked("two", "几点前付款当天发货？", "15:00"))
    assert (finding.file, finding.line, finding.level, finding.code) == ("1.yaml", 4, "warning", "contradiction")
    assert "15:00" in str(finding.message)
    assert "16:00" in str(finding.message)
    assert "0.yaml" in str(finding.message)
    assert "$cutoff" in str(finding.hint)


@pytest.mark.parametrize(
    "other",
    [
        asked("two", "几点前付款当天发货？", "15:00", "kind: recall"),
        asked("two", "几点前付款当天发货？", "下午 3 点"),
        asked("two", "几点前付款当天发货？", "下午三点之前", "kind: recall"),
        asked("two", "几点前付款当天发货？", "15:00 以前", "kind: recall"),
        asked("two", "有货的订单，几点以前付款，今天发货？", "15:00"),
        asked("two", "买家几点之前付款，当天出库？", "15:00", "kind: choice, wrong: ['14:00', '17:00']"),
        "deck: two\nlang: zh-Hans\n"
        "cards:\n  - {id: a, kind: cloze, text: '付款时间早于 {{c1::15:00::几点}} 的，当天发货。'}\n",
    ],
)
def test_the_same_question_is_known_in_other_words_and_kinds(other: str) -> None:
    assert [finding.code for finding in found(FIRST, other)] == ["contradiction"]
    assert found(FIRST, other.replace("15:00", "16:00").replace("下午 3 点", "下午 4 点").replace("三点", "四点")) == []


@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("几点前付款当天发货？", "16:00"),
        ("加急订单几点前付款当天发货？", "18:00"),
        ("几点前付款当天不发货？", "9:00"),
        ("几点前付款次日发货？", "22:00"),
        ("几点前付款当天退款？", "15:00"),
        ("几天前付款当天发货？", "3 天"),
        ("满 2 件，几点前付款当天发货？", "15:00"),
        ("几点前付款当天发货？", "15:00 前付款的都会发，17:00 还有一班，先问仓库"),
    ],
)
def test_another_question_or_the_same_answer_is_no_contradiction(front: str, back: str) -> None:
    assert found(FIRST, asked("two", front, back, "kind: recall")) == []


def test_days_in_chinese_words_are_held_against_days_in_digits() -> None:
    seven = asked("one", "签收后几天内可以无理由退货？", "7 天")
    assert found(seven, asked("two", "无理由退货是签收后几天内？", "七天")) == []
    (finding,) = found(seven, asked("two", "无理由退货是签收后几天内？", "十五天"))
    assert "十五天" in str(finding.message)


RULE = """\
deck: DECK
lang: zh-Hans
rules:
  - id: r
    ask: "顾客 {paid} 付款，商品{stock}，什么时候发货？"
    given:
      paid: {time: "08:00..23:59", step: 1m}
      stock: {one of: [有货, 缺货]}
    outcomes:
      - {id: today, when: {paid: "< 16:00", stock: 有货}, then: 今天发货}
      - {id: later, when: {stock: 有货}, then: 明天发货}
      - {id: ask, when: {stock: 缺货}, then: 查过库存再答复}
"""


def rule(name: str, bound: str, text: str = RULE) -> str:
    return text.replace("DECK", name).replace("16:00", bound)


def test_bounds_of_two_rules_that_ask_the_same_are_compared() -> None:
    (finding,) = found(rule("one", "16:00"), rule("two", "15:00"))
    assert (finding.file, finding.line, finding.code) == ("1.yaml", 10, "contradiction")
    assert "< 15:00" in str(finding.message)
    assert found(rule("one", "16:00"), rule("two", "16:00")) == []


def test_a_bound_is_held_against_cards() -> None:
    (finding,) = found(FIRST, rule("two", "15:00"))
    assert (finding.file, finding.line) == ("1.yaml", 10)
    (finding,) = found(rule("one", "15:00"), FIRST)
    assert (finding.file, finding.line) == ("1.yaml", 4)
    assert found(FIRST, rule("two", "16:00")) == []


def test_rules_of_one_shape_about_two_things_have_their_own_bounds() -> None:
    text = """\
    deck: DECK
    lang: zh-Hans
    rules:
      - id: r
        ask: "签收 {days} 天后买家要无理由退货，怎么答复？"
        given: {days: {number: 0..30}}
        outcomes:
          - {id: in-time, when: {days: <= 7}, then: 同意}
          - {id: late, then: 婉拒}
    """
    one = dedent(text).replace("DECK", "one")
    two = one.replace("deck: one", "deck: two").replace("<= 7", "<= 15")
    assert [finding.code for finding in found(one, two)] == ["contradiction"]
    assert found(one, two.replace("退货", "换货")) == []
    assert found(one, two.replace("同意", "请主管决定")) == []


def test_a_term_is_named_where_one_place_uses_it() -> None:
    term = asked("one", "几点前付款当天发货？", "$cutoff")
    other = asked("two", "当天发货的付款截止时间是几点？", "15:00")
    for decks, place in (((term, other), "1.yaml"), ((other, term), "0.yaml")):
        (finding,) = found(*decks)
        assert (finding.file, finding.code) == (place, "contradiction")
        assert "${cutoff}" in str(finding.hint)
    (finding,) = found(term, rule("two", "15:00"))
    assert finding.file == "1.yaml"
    assert found(term, rule("two", "$cutoff")) == []


def test_a_number_written_out_where_another_place_uses_its_term_is_told() -> None:
    term = asked("one", "几点前付款当天发货？", "${cutoff}")
    (finding,) = found(term, FIRST.replace("deck: one", "deck: two"))
    assert (finding.file, finding.code) == ("1.yaml", "literal-term")
    assert "${cutoff}" in str(finding.hint)
    assert found(FIRST, asked("two", "几点前付款当天发货？", "16:00")) == []  # nobody declared it


def test_amounts_are_compared_in_one_unit_however_it_is_written() -> None:
    one = asked("one", "签收后几天内可以无理由退货？", "7", "kind: typed, match: number, unit: 天")
    assert [f.code for f in found(one, asked("two", "无理由退货要在签收后多少天以内？", "15 天", "kind: recall"))] == [
        "contradiction"
    ]
    assert found(one, asked("two", "无理由退货要在签收后多少天以内？", "7日内", "kind: recall")) == []
    assert found(one, asked("two", "签收后几小时内可以无理由退货？", "48 小时", "kind: recall")) == []


def test_english_decks_are_compared_too() -> None:
    one = asked("one", "What is the payment cutoff for same-day dispatch?", "16:00")
    two = asked("two", "Orders paid before what time ship today?", "3 pm", "kind: recall")
    assert [finding.code for finding in found(one, two)] == ["contradiction"]
    assert found(one, two.replace("3 pm", "4 pm")) == []
    assert found(one, two.replace("ship", "are refunded")) == []


PRODUCT = """\
deck: one
lang: zh-Hans
products:
  - id: shell
    name: 云岭冲锋衣
    sku: J101
    facts: {grams: 520 克, color: [红, 蓝]}
    size_chart:
      measure: {height: cm}
      sizes: {S: {height: 150..160}, M: {height: 161..170}}
      garment: {S: {chest: 96}}
"""


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([], []),
        ([("520 克", "540 克")], ["520 克"]),
        ([("520 克", "540 克"), ("云岭冲锋衣", "云岭壳衣")], ["520 克"]),
        ([("520 克", "540 克"), ("sku: J101", "tags: x")], ["520 克"]),
        ([("520 克", "540 克"), ("J101", "J102")], []),
        ([("520 克", "540 克"), ("J101", "J102"), ("云岭冲锋衣", "云岭壳衣")], []),
        ([("520 克", "540 克"), ("shell", "jacket")], ["520 克"]),
        ([("520 克", "520克"), ("[红, 蓝]", "[蓝, 红]")], []),
        ([("[红, 蓝]", "[红, 绿]")], ["红、蓝"]),
        ([("161..170", "161..172")], ["身高 161-170 cm"]),
        ([("chest: 96", "chest: 98")], ["96 cm"]),
        ([("520 克", "540 克"), ("161..170", "161..172")], ["520 克", "身高 161-170 cm"]),
    ],
)
def test_one_product_has_one_value_for_each_fact(changes: list[tuple[str, str]], told: list[str]) -> None:
    other = PRODUCT.replace("deck: one", "deck: two")
    for old, new in changes:
        assert old in other
        other = other.replace(old, new)
    findings = found(PRODUCT, other)
    assert [finding.code for finding in findings] == ["contradiction"] * len(told)
    for finding, value in zip(findings, told, strict=True):
        assert value in str(finding.message)
        assert finding.file == "1.yaml"


def test_two_entries_of_one_deck_can_contradict_each_other_too() -> None:
    text = FIRST + "  - {id: b, front: 几点前付款当天发货？, back: '15:00', kind: typed}\n"
    assert [finding.line for finding in found(text)] == [5]


def test_cards_of_one_entry_do_not() -> None:
    text = "deck: d\ncards:\n  - {id: a, kind: cloze, text: '退货 {{c1::7}} 天，换货 {{c2::15}} 天'}\n"
    assert found(text) == []


def test_words_that_tell_questions_apart() -> None:
    def same(one: str, other: str) -> bool:
        return alike(subject_words(one), subject_words(other))

    assert same("签收后几天内可以无理由退货？", "无理由退货要在签收后多少天以内？")
    assert not same("签收后几天内可以无理由退货？", "签收后几天内可以无理由换货？")
    assert not same("退货后几天退款？", "退款后几天退货？")
    assert not same("会员签收后几天内可以无理由退货？", "签收后几天内可以无理由退货？")
    assert not same("", "")


def test_an_edit_finds_a_contradiction_with_a_file_that_was_not_read_again(tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    one = deck("one", card("a", "16:00", front="几点前付款当天发货？", kind="typed"))
    two = deck("two", card("b", "16:00", front="当天发货的付款截止时间是几点？", kind="typed"))
    root = write(tmp_path / "lib", {"shop.yaml": "shop: s\nlang: zh", "1.yaml": one, "2.yaml": two})
    assert open_library(str(root), cache).findings == ()
    two["cards"][0]["back"] = "15:00"
    write(root, {"2.yaml": two}, when=1_000_000_100)
    (finding,) = open_library(str(root), cache).findings
    assert (finding.file, finding.code) == ("2.yaml", "contradiction")
    assert open_library(str(root), cache).findings == (finding,)
    assert [found.code for found in check_path(str(root))] == ["contradiction"]
    write(root, {"1.yaml": {**one, "title": "Other"}}, when=1_000_000_200)
    assert [found.code for found in open_library(str(root), cache).findings] == ["contradiction"]
    one["cards"][0]["back"] = "15:00"
    write(root, {"1.yaml": one}, when=1_000_000_300)
    assert open_library(str(root), cache).findings == ()


def test_thousands_of_questions_of_one_template_take_no_time() -> None:
    cards = "".join(
        f"  - {{id: c{n}, front: 编号 {n} 的商品几天内发货？, back: {n % 30} 天}}\n" for n in range(1, 3000)
    )
    same = "".join(f"  - {{id: d{n}, front: 几天内一定发货出门？, back: {n} 天}}\n" for n in range(1, 1500))
    claims = compiled(f"deck: d\nlang: zh-Hans\ncards:\n{cards}{same}").claims
    assert len(claims.numbers) > 4000
    start = time.perf_counter()
    findings = check_library((), [claims])
    assert time.perf_counter() - start < 2
    assert len(findings) == 100
