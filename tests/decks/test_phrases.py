"""Phrases become cards, and a model answer keeps to its own rules."""

from __future__ import annotations

import pytest

from kdeck.core.cards.card import Card
from tests.builders import own
from tests.decks.making import cards, compiled, places

SHOP = "shop: s\nlang: zh-Hans\nforbidden: [肯定, 绝对]\n"
PHRASE = """\
deck: d
tags: [service]
phrases:
  - id: none-left
    when: 买家问灰色帽子，灰色没有，蓝色还有。
    never: [没货, 卖光]
    say:
      - 亲，灰色补货中，蓝色有现货，您看看喜欢吗？
      - 您可以看看同款蓝色，现货呢。
    must:
      - [蓝色]
      - [看看, 推荐]
    because: 给出替代。
    tags: [polite]
    source: 接待 第 1 条
    until: 2026-12-31
"""


def phrase(*changes: tuple[str, str], shop: str = SHOP) -> Card:
    text = PHRASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (card,) = cards(text, shop).values()
    return card


def test_a_phrase_is_one_card_that_is_replied_to() -> None:
    card = phrase()
    assert (card.id, card.kind, card.front) == ("d/none-left", "phrase", "买家问灰色帽子，灰色没有，蓝色还有。")
    assert card.answer == ("亲，灰色补货中，蓝色有现货，您看看喜欢吗？", "您可以看看同款蓝色，现货呢。")
    assert own(card).must == (("蓝色",), ("看看", "推荐"))
    assert own(card).never == ("没货", "卖光", "肯定", "绝对")
    assert (card.why, card.source, card.tags) == ("给出替代。", "接待 第 1 条", ("service", "polite"))
    assert (card.until is not None, card.line) == (True, 4)


def test_a_phrase_has_a_minute_unless_it_says_otherwise() -> None:
    assert phrase().seconds == 60
    assert phrase(("    because", "    seconds: 25\n    because")).seconds == 25


def test_what_the_shop_forbids_and_the_phrase_too_stands_once() -> None:
    assert own(phrase(("卖光]", "肯定。]"))).never == ("没货", "肯定。", "绝对")


def test_rewording_changes_nothing_of_what_a_phrase_is_judged_by() -> None:
    key = phrase().answer_key
    assert phrase(("您可以看看同款蓝色，现货呢。", "推荐您看看同款的蓝色。")).answer_key == key
    assert phrase(("买家问", "顾客问")).answer_key == key
    assert phrase(("[看看, 推荐]", "[推荐, 看看]")).answer_key == key
    assert phrase(shop=SHOP.replace("绝对", "百分之百")).answer_key == key
    assert phrase(("没货, 卖光", "没货, 卖光, 没有")).answer_key != key
    assert phrase(("[看看, 推荐]", "[看看, 推荐, 试试]")).answer_key != key
    assert key == "要有：推荐 / 看看\n要有：蓝色\n不能有：卖光\n不能有：没货"


def test_where_nothing_judges_the_model_answers_are_what_is_learnt() -> None:
    bare = "deck: d\nphrases: [{id: a, when: 有人问好, say: 您好}]"
    (card,) = cards(bare).values()
    (other,) = cards(bare.replace("您好", "您好呀")).values()
    assert (own(card).fact, card.answer_key) == ("", "您好")
    assert card.answer_key != other.answer_key


def test_an_english_phrase_notes_its_facts_in_english() -> None:
    (card,) = cards(
        "deck: d\nlang: en\nphrases: [{id: a, when: hi, never: no, say: hello you, must: [hello]}]"
    ).values()
    assert own(card).fact == "In it: hello\nNot in it: no"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("亲，灰色补货中", "亲，灰色没货", ["8:9 say-breaks-rule"]),
        ("现货呢。", "肯 定有现货。", ["9:9 say-breaks-rule"]),
        ("您可以看看", "您可以选", ["9:9 say-breaks-rule"]),
        ("[蓝色]", "[蓝色, 绝对蓝色]", ["11:14 must-is-never"]),
        ("[蓝色]", "[]", ["11:9 too-few"]),
        ("[蓝色]", "[$blue]", ["11:10 unknown-term"]),
        ("when: 买家", "when: $who", ["5:11 unknown-term"]),
    ],
)
def test_a_phrase_that_breaks_its_own_rules_is_told_where(old: str, new: str, expected: list[str]) -> None:
    result = compiled(PHRASE.replace(old, new), SHOP)
    assert places(result.findings) == expected
    kept = {"say-breaks-rule", "must-is-never"} >= {finding.code for finding in result.findings}
    assert len(result.cards) == (1 if kept else 0)


def test_the_finding_names_the_word() -> None:
    (finding,) = compiled(PHRASE.replace("现货呢。", "肯定有现货。"), SHOP).findings
    assert "肯定" in str(finding.message)
    (finding,) = compiled(PHRASE.replace("您可以看看", "您可以选"), SHOP).findings
    assert "看看 / 推荐" in str(finding.message)


def test_terms_are_filled_in_everywhere() -> None:
    shop = SHOP + "terms: {color: 蓝色, bad: 没货}\n"
    assert phrase(("[蓝色]", "[$color]"), ("[没货,", "[$bad,"), shop=shop) == phrase()
