"""Typed, cloze, choice, set, order and spot answers; what is forgiven and what is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.cards.card import Card, CardKind, confusions, draw, grade, rating_for
from kdeck.core.cards.listed import split_items
from kdeck.core.cards.typed import matches
from kdeck.core.memory import Rating
from kdeck.core.strings import align, differences, normalise
from tests.builders import make_card, revised


def card(kind: CardKind, *back: str, **details: Any) -> Card:
    return revised(make_card("deck/card", kind, "?", back), **details)


def right(asked: Card, *answer: str) -> bool | None:
    return grade(draw(asked, 0), answer).right


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Cotton", "cotton"),
        ("１６：００", "16:00"),
        ("30 度 以下", "30度以下"),
        ("阴干。", "阴干"),
        ("“买家”承担", '"买家"承担'),
        ("  machine   wash ", "Machine wash."),
        ("７天！", "7天"),
        ("30℃", "30°C"),
    ],
)
def test_case_width_spaces_and_end_punctuation_are_forgiven(given_text: str, expected: str) -> None:
    assert right(card("typed", expected), given_text)


@pytest.mark.parametrize(
    ("given_text", "expected"), [("", "棉"), ("712", "7 12"), ("16:01", "16:00"), ("暴晒", "阴干"), ("。", "?")]
)
def test_other_texts_are_wrong(given_text: str, expected: str) -> None:
    assert not right(card("typed", expected), given_text)


def test_any_accepted_wording_is_right() -> None:
    asked = card("typed", "买家", accept=("顾客", "客人"))
    assert right(asked, "客人")
    assert not right(asked, "卖家")


def test_exact_forgives_nothing_but_outer_spaces() -> None:
    asked = card("typed", "KD-01a", match="exact")
    assert right(asked, " KD-01a ")
    assert not right(asked, "kd-01a")


@pytest.mark.parametrize("text", ["96", "96.0", "９６", "96 cm", "96CM", " 96 cm. "])
def test_a_number_is_compared_as_a_number_with_or_without_its_unit(text: str) -> None:
    assert right(card("typed", "96", match="number", unit="cm"), text)


@pytest.mark.parametrize("text", ["95", "", "cm", "九十六", "96 kg", "nan", "inf"])
def test_what_is_no_such_number_is_wrong(text: str) -> None:
    assert not right(card("typed", "96", match="number", unit="cm"), text)


def test_a_unit_may_be_left_out_of_a_text() -> None:
    assert right(card("typed", "7天", unit="天"), "7")
    assert not right(card("typed", "7天", unit="天"), "天")


def test_every_gap_of_a_cloze_has_its_own_verdict() -> None:
    verdict = grade(draw(card("cloze", "16:00", "当天"), 0), ("16:00", "次日"))
    assert verdict.right is False
    assert [part.right for part in verdict.parts] == [True, False]


def test_all_right_options_and_no_wrong_one_must_be_picked() -> None:
    asked = card("choice", "吊牌完好", "包装完整", wrong=("穿过一周",))
    assert right(asked, "包装完整", "吊牌完好")
    assert not right(asked, "包装完整")
    assert not right(asked, "包装完整", "吊牌完好", "穿过一周")


def test_a_set_counts_in_any_order_and_says_what_is_missing_and_too_much() -> None:
    asked = card("set", "黑", "白", "灰")
    assert right(asked, "灰、黑，白")
    assert right(asked, "灰 黑 白")
    verdict = grade(draw(asked, 0), ("黑、红",))
    assert [(part.given, part.expected) for part in verdict.parts] == [("黑", "黑"), ("", "白"), ("", "灰"), ("红", "")]


def test_steps_must_stand_in_their_order() -> None:
    asked = card("order", "问候", "推荐", "下单")
    assert right(asked, "问候", "推荐", "下单")
    assert not right(asked, "推荐", "问候", "下单")
    assert not right(asked, "问候")


def test_a_recall_card_is_left_to_the_learner() -> None:
    verdict = grade(draw(card("recall", "7 天"), 0), ())
    assert verdict.right is None
    with pytest.raises(ValueError, match="learner"):
        rating_for(verdict, 1000, None)


def test_wrong_is_again_right_is_good_and_right_but_late_is_hard() -> None:
    asked = draw(card("typed", "棉"), 0)
    good, bad = grade(asked, ("棉",)), grade(asked, ("麻",))
    assert rating_for(bad, 1, 20) == Rating.AGAIN
    assert rating_for(good, 20_000, 20) == Rating.GOOD
    assert rating_for(good, 20_001, 20) == Rating.HARD
    assert rating_for(good, 999_999, None) == Rating.GOOD


@given(st.text(max_size=40), st.text(max_size=40))
def test_pieces_put_together_give_both_texts(given_text: str, expected: str) -> None:
    pieces = align(given_text, expected)
    theirs = "".join(piece.text for piece in pieces if piece.kind != "extra")
    assert theirs == expected
    ours = sum(len(piece.text) for piece in pieces if piece.kind != "missing")
    assert ours == len(given_text)


def test_one_dropped_character_is_one_difference() -> None:
    assert differences(align("亲在的，请问有什么可以帮您", "亲，在的，请问有什么可以帮您")) == 1


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_items_with_spaces_stay_whole_between_commas() -> None:
    assert split_items("dark grey, navy", ("navy", "black")) == ("dark grey", "navy")


@pytest.mark.parametrize(
    "typed",
    [
        "intact, unworn; tags on; a; b",
        "tags on，Intact，unworn，a；b",
        "a; b\ntags on\nintact,unworn",
        "intact, unworn, tags on, a; b.",
    ],
)
def test_an_item_that_holds_a_comma_itself_can_be_typed(typed: str) -> None:
    assert right(card("set", "Intact, unworn", "tags on", "a; b"), typed)


def test_items_of_several_words_can_be_typed_with_spaces_alone() -> None:
    asked = card("set", "tags on", "receipt", "original box")
    assert right(asked, "original box tags on receipt")
    assert grade(draw(asked, 0), ("tags on box",)).given == ("tags on", "box")


def test_a_piece_of_an_item_is_not_the_item() -> None:
    asked = card("set", "Intact, unworn", "tags on")
    assert not right(asked, "intact; tags on")
    assert not right(asked, "intact, unworn")
    assert split_items("", ("a", "b")) == ()
    assert split_items(",,;", ("a", "b")) == ()


REPLY = make_card(
    "deck/phrase",
    "phrase",
    "顾客问能不能今天到，你说「肯定能到」。",
    ("亲，今天会尽快为您安排发出哦",),
    never=("肯定", "保证"),
    must=(("尽快", "尽量"), ("亲", "您好")),
)


@pytest.mark.parametrize("text", ["亲，我们尽快发出哦", "您好，会 尽 量 今天发", "亲亲～尽快安排"])
def test_a_reply_without_forbidden_words_and_with_one_of_each_group_is_right(text: str) -> None:
    verdict = grade(draw(REPLY, 0), (text,))
    assert verdict.right is True
    assert [part.right for part in verdict.parts] == [True, True]
    assert rating_for(verdict, 1, None) == Rating.GOOD


def test_a_wrong_reply_names_what_it_must_not_hold_and_what_it_lacks() -> None:
    verdict = grade(draw(REPLY, 0), ("亲，肯 定能到，保证！",))
    assert verdict.right is False
    assert [(part.given, part.expected, part.right) for part in verdict.parts] == [
        ("肯 定", "", False),
        ("保证", "", False),
        ("", "尽快 / 尽量", False),
        ("亲", "亲 / 您好", True),
    ]


def test_an_empty_reply_is_wrong() -> None:
    for answer in ((), ("",), ("  \n",)):
        assert grade(draw(REPLY, 0), answer).right is False
        assert grade(draw(revised(REPLY, must=()), 0), answer).right is False


def test_a_phrase_with_nothing_to_check_is_left_to_the_learner() -> None:
    asked = revised(REPLY, never=(), must=())
    assert not asked.objective
    assert grade(draw(asked, 0), ("随便说",)).right is None
    assert REPLY.objective


def test_a_wrong_option_is_a_confusion() -> None:
    def confused(asked: Card, *answer: str) -> tuple[str, ...]:
        prompt = draw(asked, 0)
        return confusions(prompt, grade(prompt, answer))

    pick = card("choice", "羊毛", wrong=("羊绒", "棉"))
    assert confused(pick, "羊绒") == ("羊绒",)
    assert confused(pick, "羊毛") == ()
    assert confused(pick) == ()
    several = card("choice", "羊毛", "羊绒", wrong=("棉", "麻"))
    assert confused(several, "羊毛", "棉", "麻") == ("棉", "麻")
    assert confused(card("typed", "羊毛"), "棉") == ()
    spot = card("spot", "尺码", fields=(("收货人", "学员"), ("尺码", "XXS")))
    assert confused(spot, "收货人") == ()


@pytest.mark.parametrize("unit", ["", "天"])
def test_nothing_is_never_the_answer_even_where_the_expected_text_has_nothing_to_compare(unit: str) -> None:
    assert not matches("", " ", unit=unit)
    assert not matches("  ", " ", unit=unit)
    assert not matches("", "天", unit=unit)
