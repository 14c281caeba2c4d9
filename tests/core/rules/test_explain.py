"""The sentences that follow an answer: why the row holds, why the one chosen does not, what tells them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.rules.explain import Explanation, Reason, explain, sentence
from kdeck.core.rules.table import Case, Equals, Input, Row, Span, Table
from kdeck.core.rules.table import Test as Unary
from tests.builders import make_card
from tests.core.rules.tables import CUTOFF, RETURNS, SIZES, clock, number, spans, words

DAYS = number("days", 0, 30, "天")
HEIGHT = number("height", 150, 190, "cm")
PAID = clock("paid", label="payment")
STAGE = words("stage", "new", "packed", "sent")
DATE = Input("day", "date", 20_000, 1, 30)


def asked(table: Table, case: Case, *given: str) -> Explanation:
    explained = explain(table, case, given)
    assert explained is not None
    return explained


def told(reasons: tuple[Reason, ...]) -> list[str]:
    return [str(reason.words) for reason in reasons]


@pytest.mark.parametrize(
    ("given_input", "text", "passing", "position", "said"),
    [
        (PAID, "< 16:00", (0, 959), 960, "payment: 16:00 is not before 16:00"),
        (PAID, "< 16：00", (0, 959), 959, "payment: 15:59 is before 16:00"),
        (PAID, "> 16:00", (961, 1439), 960, "payment: 16:00 is not after 16:00"),
        (PAID, "<= 16:00", (0, 960), 961, "payment: 16:01 is after 16:00"),
        (PAID, ">= 16:00", (960, 1439), 960, "payment: 16:00 is not before 16:00"),
        (PAID, "[08:00..16:00)", (480, 959), 960, "payment: 16:00 is not before 16:00"),
        (PAID, "[08:00..16:00)", (480, 959), 480, "payment: 08:00 lies from 08:00 to 16:00, 16:00 not included"),
        (PAID, "12:00", (720, 720), 721, "payment: 12:01 is not 12:00"),
        (PAID, "not([08:00..16:00])", (961, 1439), 480, "payment: 08:00 lies from 08:00 to 16:00"),
        (DATE, "> 2024-10-10", (7, 29), 6, "day: 2024-10-10 is not after 2024-10-10"),
        (DAYS, "<= 7", (0, 7), 8, "days: 8天 is more than 7天"),
        (DAYS, "< 7", (0, 6), 7, "days: 7天 is not less than 7天"),
        (DAYS, "> 7天", (8, 30), 7, "days: 7天 is not more than 7天"),
        (DAYS, ">= 7", (7, 30), 6, "days: 6天 is less than 7天"),
        (DAYS, "(1..7]", (2, 7), 1, "days: 1天 is not more than 1天"),
        (DAYS, "(1..7]", (2, 7), 8, "days: 8天 is more than 7天"),
        (DAYS, "(1..7]", (2, 7), 2, "days: 2天 lies from 1天 to 7天, 1天 not included"),
        (DAYS, "]1..7[", (2, 6), 7, "days: 7天 is not less than 7天"),
        (DAYS, "]1..7[", (2, 6), 6, "days: 6天 lies between 1天 and 7天"),
        (DAYS, "1..7", (1, 7), 3, "days: 3天 lies from 1天 to 7天"),
        (DAYS, "1, 3", (1, 1), 2, "days: 2天 is none of 1天, 3天"),
        (DAYS, "not(< 3)", (3, 30), 3, "days: 3天 is not less than 3天"),
        (DAYS, "< 3, > 7", (0, 2), 5, "days: 5天 does not fit “< 3, > 7”"),
        (DAYS, "< 3, > 7", (0, 2), 1, "days: 1天 fits “< 3, > 7”"),
        (HEIGHT, "[155..162]", (5, 12), 13, "height: 163 cm is more than 162 cm"),
        (STAGE, "sent", (2, 2), 0, "stage: new is not sent"),
        (STAGE, "sent", (2, 2), 2, "stage is sent"),
        (STAGE, "packed, sent", (1, 2), 0, "stage: new is none of packed, sent"),
        (STAGE, "packed, sent", (1, 2), 1, "stage: packed is one of packed, sent"),
        (STAGE, "not(sent)", (0, 1), 0, "stage: new is not sent"),
        (STAGE, "not(sent)", (0, 1), 2, "stage is sent"),
    ],
)
def test_a_test_is_said_as_a_sentence_that_is_true_of_the_value(
    given_input: Input, text: str, passing: Span, position: int, said: str
) -> None:
    assert str(sentence(given_input, spans(text, passing), position)) == said


def test_outside_of_a_negated_range_the_side_is_known() -> None:
    test = spans("not([5..9])", (0, 4), (10, 30))
    assert str(sentence(DAYS, test, 4)) == "days: 4天 is less than 5天"
    assert str(sentence(DAYS, test, 10)) == "days: 10天 is more than 9天"
    assert str(sentence(DAYS, spans("not([0..9])", (10, 30)), 10)) == "days: 10天 is more than 9天"
    assert str(sentence(DAYS, spans("not([5..30])", (0, 4)), 4)) == "days: 4天 is less than 5天"


def test_any_value_but_one_is_said_as_such() -> None:
    test = Unary("!= 7", ((0, 6), (8, 30)), (Equals("7", unequal=True),))
    assert str(sentence(DAYS, test, 8)) == "days: 8天 is not 7天"
    assert str(sentence(DAYS, test, 7)) == "days is 7天"


def test_values_are_said_as_the_question_says_them() -> None:
    stage = STAGE._replace(label="order", say=(("sent", "on its way"), ("new", "not printed")))
    test = spans("sent", (2, 2))
    assert str(sentence(stage, test, 0)) == "order: not printed is not on its way"


def test_a_right_answer_at_the_cutoff_says_why_the_row_above_does_not_hold() -> None:
    explained = asked(CUTOFF, (480,), "次日发货")
    assert explained.holds.id == "tomorrow"
    assert explained.holds.because == "16 点截单"
    assert told(explained.passed) == ["付款时间: 16:00 is not before 16:00"]
    assert explained.chosen is None
    assert explained.telling == ()


def test_a_wrong_answer_shows_both_rows_and_the_test_that_the_chosen_one_fails() -> None:
    explained = asked(RETURNS, (8, 0, 600), "可以退")
    assert (explained.holds.then, explained.chosen and explained.chosen.then) == ("只能换", "可以退")
    assert told(explained.holds.reasons) == ["days: 8天 lies from 7天 to 15天, 7天 not included"]
    assert told(explained.telling) == ["days: 8天 is more than 7天"]
    assert explained.chosen is not None
    assert [reason.holds for reason in explained.chosen.reasons] == [False, True]
    assert not explained.chosen.fits
    assert explained.chosen.because == "吊牌完好七天可退"


def test_a_later_row_that_fits_too_is_told_apart_by_what_the_first_one_asks() -> None:
    explained = asked(RETURNS, (3, 0, 600), "不能退")
    assert explained.chosen is not None
    assert explained.chosen.id == "late", "the row that says so and comes nearest to fitting"
    assert explained.chosen.fits
    assert told(explained.telling) == ["days: 3天 is not more than 7天", "tag is 完好"]


def test_only_the_inputs_in_which_two_fitting_rows_differ_tell_them_apart() -> None:
    table = Table(
        (DAYS, STAGE),
        (
            Row("a", "yes", "", (spans("<= 7", (0, 7)), spans("sent", (2, 2)))),
            Row("b", "no", "", (spans("<= 7", (0, 7)), None)),
            Row("c", "maybe", "", (None, None)),
        ),
    )
    assert told(asked(table, (7, 2), "no").telling) == ["stage is sent"]


def test_the_nearest_rows_above_are_told_once_and_no_more_than_three() -> None:
    rows = [Row(f"r{low}", f"t{low}", "", (spans(f"[{low}..{low}]", (low, low)),)) for low in range(0, 20, 2)]
    table = Table((DAYS,), (*rows, Row("rest", "rest", "", (None,))))
    assert told(asked(table, (9,)).passed) == ["days: 9天 is more than 8天", "days: 9天 is less than 10天"]
    assert told(asked(SIZES, (11, 11)).passed) == ["height: 161 cm is more than 160 cm"]


def test_without_a_table_or_with_an_unknown_answer_nothing_is_made_up() -> None:
    assert make_card("d/c", "choice", "?", ("a",), wrong=("b",)).content.explain((), ("b",)) is None
    assert make_card("d/r/o", "rule", "?", ("a",)).content.explain((), ("b",)) is None
    explained = asked(CUTOFF, (480,), "免运费")
    assert explained.chosen is None
    assert asked(CUTOFF, (480,)).chosen is None


@given(st.text(max_size=12), st.integers(0, 30))
def test_no_test_however_odd_is_without_a_sentence(text: str, position: int) -> None:
    for passing in ((), ((0, 30),), ((3, 4), (7, 9))):
        for given_input in (DAYS, PAID, words("w", *"abcdefghijklmnopqrstuvwxyzäöüß!")):
            assert str(sentence(given_input, Unary(text, passing), position))
