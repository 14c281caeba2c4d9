"""Drawing a question: seeded, complete, pinned."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.cards.card import Card, draw
from kdeck.core.cards.choice import MOST_WRONG
from kdeck.core.rules.table import Row, Table
from tests.builders import make_card, revised
from tests.core.rules.tables import CUTOFF, RETURNS, SIZES, number, spans

CHOICE = make_card("deck/pick", "choice", "?", ("a",), wrong=("b", "c", "d"))


@given(st.integers(0, 500))
def test_the_same_card_and_repetition_are_asked_alike(repetition: int) -> None:
    assert draw(CHOICE, repetition) == draw(CHOICE, repetition)
    assert sorted(draw(CHOICE, repetition).options) == ["a", "b", "c", "d"]


def test_the_right_option_moves_about() -> None:
    places = [draw(CHOICE, repetition).options.index("a") for repetition in range(400)]
    assert all(70 <= places.count(place) <= 130 for place in range(4))


def test_a_pinned_option_stays_last_wherever_it_comes_from() -> None:
    for last in ("a", "d", "none of these"):
        options = [draw(revised(CHOICE, last=last), repetition).options for repetition in range(30)]
        assert {shown[-1] for shown in options} == {last}
        assert all(shown.count(last) == 1 for shown in options)


@given(st.lists(st.text(min_size=1), min_size=2, max_size=6, unique=True), st.integers(0, 50))
def test_steps_are_never_shown_in_the_right_order(steps: list[str], repetition: int) -> None:
    prompt = draw(make_card("deck/steps", "order", "?", tuple(steps)), repetition)
    assert prompt.options != tuple(steps)
    assert sorted(prompt.options) == sorted(steps)


def test_a_spot_card_shows_every_field_in_its_place() -> None:
    card = make_card("deck/spot", "spot", "?", ("尺码",), fields=(("收货人", "学员"), ("尺码", "XXS")))
    prompt = draw(card, 3)
    assert prompt.options == ("收货人", "尺码")
    assert prompt.labels == ("收货人：学员", "尺码：XXS")
    assert prompt.mode == "pick-all"


def rule(table: Table, row: int, front: str, **details: object) -> Card:
    """The card of one outcome, as a library expands it."""
    back = table.rows[row].then
    wrong = tuple(dict.fromkeys(other.then for other in table.rows if other.then != back))
    card = make_card(f"deck/rule/{table.rows[row].id}", "rule", front, (back,), wrong=wrong, table=table, row=row)
    return revised(card, **details)


def test_a_case_stands_in_the_question_and_its_outcome_among_the_others() -> None:
    card = rule(RETURNS, 2, "签收 {days} 天，吊牌{ tag }，{at} 来问，{自己}怎么办？")
    prompt = draw(card, 0)
    days, tag, at = (asked.text(place) for asked, place in zip(RETURNS.inputs, prompt.case, strict=True))
    assert prompt.question == f"签收 {days} 天，吊牌{tag}，{at} 来问，{{自己}}怎么办？"
    assert prompt.mode == "pick"
    assert sorted(prompt.options) == sorted({row.then for row in RETURNS.rows})
    assert draw(card, 0) == prompt != draw(card, 1)
    assert draw(card, 0, seed=7).case != prompt.case


def test_values_are_worded_as_the_deck_says_them() -> None:
    inputs = (CUTOFF.inputs[0]._replace(say=(("15:59", "下午差一分四点"),)),)
    prompt = draw(rule(CUTOFF._replace(inputs=inputs), 0, "{paid}付款？"), 0)
    assert prompt.question == "下午差一分四点付款？"


def test_the_outcome_across_the_boundary_is_always_among_the_options() -> None:
    rows = tuple(Row(f"r{place}", f"第 {place} 种", "", (spans("<", (0, place * 10 + 9)),)) for place in range(12))
    table = Table((number("n", 0, 119),), rows)
    for repetition in range(60):
        prompt = draw(rule(table, 11, "{n}？"), repetition)
        assert len(prompt.options) == 1 + MOST_WRONG
        assert len(set(prompt.options)) == len(prompt.options)
        if prompt.case == (110,):
            assert "第 10 种" in prompt.options


def test_outcomes_that_count_as_the_same_are_one_option() -> None:
    rows = (
        Row("a", "Yes", "", (spans("<", (0, 9)),)),
        Row("b", "yes.", "", (spans("<", (0, 19)),)),
        Row("c", "No", "", (None,)),
    )
    card = rule(Table((number("n", 0, 29),), rows), 0, "{n}?")
    assert sorted(draw(card, 0).options) == ["No", "Yes"]


def test_sizes_stand_in_their_order_the_right_one_anywhere_among_them() -> None:
    names = ("XS", "S", "M", "L", "XL", "2XL", "3XL", "4XL")
    larger = [(10 * max(0, at - 1), 10 * at + 9) for at in range(8)]
    smaller = [(10 * at, min(79, 10 * at + 19)) for at in range(8)]
    for found in (larger, smaller):
        rows = [Row(name, name, "", (spans("", span),)) for name, span in zip(names, found, strict=True)]
        table = Table((number("height", 0, 79),), tuple(rows if found is larger else rows[::-1]))
        row = next(place for place, size in enumerate(table.rows) if size.id == "L")
        options = {draw(rule(table, row, "{height}?", kind="size"), repetition).options for repetition in range(80)}
        assert options == {names[start : start + 5] for start in range(4)}
    assert draw(rule(SIZES, 0, "{height}?", kind="size"), 0).options == ("S", "M", "L", "XL")


def test_of_many_wrong_options_the_first_are_always_shown_and_a_pinned_one_stays() -> None:
    many = revised(CHOICE, wrong=tuple("bcdefghij"), last="j")
    shown = [draw(many, repetition).options for repetition in range(60)]
    assert {len(options) for options in shown} == {1 + MOST_WRONG}
    assert all({"a", "b", "c", "d"} <= set(options) and options[-1] == "j" for options in shown)
    assert set().union(*shown) == set("abcdefghij")


def test_a_field_of_a_form_has_the_colon_of_its_script() -> None:
    spot = make_card("d/a", "spot", "?", ("Size",), fields=(("Size", "L"), ("尺码", "L")))
    assert draw(spot, 0).labels == ("Size: L", "尺码：L")
