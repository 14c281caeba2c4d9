import time

import pytest

from kdeck.core.rules.table import Comparison, Equals, Input, Interval, TestItem, united, without
from kdeck.decks.tree import day
from kdeck.decks.unary import is_any, read_test

NOVEMBER = day("2026-11-01") or 0
INPUTS = {
    "paid": Input("paid", "time", 480, 1, 960),  # 08:00..23:59
    "half": Input("half", "time", 480, 30, 32),  # 08:00, 08:30 .. 23:30
    "days": Input("days", "number", 0, 1, 31, unit="天"),
    "price": Input("price", "number", -5, 5, 41, scale=1),  # -0.5, 0, 0.5 .. 19.5
    "many": Input("many", "number", 0, 1, 2001),
    "day": Input("day", "date", NOVEMBER, 1, 30),
    "word": Input("word", "one of", 0, 1, 4, words=("有货", "A 1", "好，谢谢", "C (x, y)")),
}


def spans(name: str, text: str) -> tuple[tuple[int, int], ...]:
    reading = read_test(text, INPUTS[name])
    assert reading.remarks == (), reading.remarks
    return reading.spans


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("paid", "< 16:00", ((0, 479),)),
        ("paid", "<= 15:59", ((0, 479),)),
        ("paid", "＜１６：００", ((0, 479),)),
        ("paid", "≥ 16:00", ((480, 959),)),
        ("paid", "16:00", ((480, 480),)),
        ("paid", "[09:00..16:00)", ((60, 479),)),
        ("paid", "[22:00..24:00)", ((840, 959),)),
        ("paid", "not([12:00..13:00])", ((0, 239), (301, 959))),
        ("half", "< 16:15", ((0, 16),)),
        ("half", ">= 16:15", ((17, 31),)),
        ("half", "(16:00..17:00)", ((17, 17),)),
        ("half", "<= 23:59", ((0, 31),)),
        ("days", "<= 7", ((0, 7),)),
        ("days", "<= 7 天", ((0, 7),)),
        ("days", "> 7天", ((8, 30),)),
        ("days", ">= 2", ((2, 30),)),
        ("days", "[1..7]", ((1, 7),)),
        ("days", "(1..7]", ((2, 7),)),
        ("days", "[1..7)", ((1, 6),)),
        ("days", "(1..7)", ((2, 6),)),
        ("days", "（１..７］", ((2, 7),)),
        ("days", "]1..7[", ((2, 6),)),
        ("days", "1..7", ((1, 7),)),
        ("days", "[1 天..7 天]", ((1, 7),)),
        ("days", "<7.5", ((0, 7),)),
        ("days", "> 7.5", ((8, 30),)),
        ("days", "(-1..2)", ((0, 1),)),
        ("days", "7, 3", ((3, 3), (7, 7))),
        ("days", "7，8、9", ((7, 9),)),
        ("days", "7,14", ((7, 7), (14, 14))),
        ("days", "< 3, [5..6], > 28", ((0, 2), (5, 6), (29, 30))),
        ("days", "not(7)", ((0, 6), (8, 30))),
        ("days", "NOT (< 3, 30)", ((3, 29),)),
        ("days", "!= 3", ((0, 2), (4, 30))),
        ("days", "= 3", ((3, 3),)),
        ("days", ">= 0", ((0, 30),)),
        ("price", "< 0", ((0, 0),)),
        ("price", "[0.5..1.2]", ((2, 3),)),
        ("price", "-0.5", ((0, 0),)),
        ("many", "< 1,200", ((0, 1199),)),
        ("many", "[1,200..1,300)", ((1200, 1299),)),
        ("many", "1, 200", ((1, 1), (200, 200))),
        ("many", "1，200", ((1, 1), (200, 200))),
        ("many", "100,200,300", ((100, 100), (200, 200), (300, 300))),
        ("day", "< 2026-11-11", ((0, 9),)),
        ("day", "[2026-11-10..2026-11-11]", ((9, 10),)),
        ("word", "有货", ((0, 0),)),
        ("word", "a 1, 有货。", ((0, 1),)),
        ("word", "not(有货, A 1)", ((2, 3),)),
        ("word", "not（有货、A 1）", ((2, 3),)),
        ("word", "好，谢谢", ((2, 2),)),
        ("word", "有货，好，谢谢", ((0, 0), (2, 2))),
        ("word", "C (x, y), 有货", ((0, 0), (3, 3))),
        ("word", '"A 1", “有货”', ((0, 1),)),
        ("word", "!= 有货", ((1, 3),)),
    ],
)
def test_a_test_passes_just_the_values_that_it_says(
    name: str, text: str, expected: tuple[tuple[int, int], ...]
) -> None:
    assert spans(name, text) == expected


@pytest.mark.parametrize("text", ["-", " - ", "－"])
def test_a_dash_is_any_value(text: str) -> None:
    assert is_any(text)
    assert not is_any("-1")


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("paid", "< 25:00", "not-a-test"),
        ("paid", "before 16:00", "not-a-test"),
        ("paid", "07:00", "outside-domain"),
        ("paid", ">= 24:00", "outside-domain"),
        ("paid", "< 08:00", "never-holds"),
        ("paid", "[16:00..15:00]", "empty-interval"),
        ("half", "16:15", "outside-domain"),
        ("half", "(16:00..16:30)", "never-holds"),
        ("days", "seven", "not-a-test"),
        ("days", "", "not-a-test"),
        ("days", "1,,2", "not-a-test"),
        ("days", "1,", "not-a-test"),
        ("days", "[1..7", "not-a-test"),
        ("days", "1..7]", "not-a-test"),
        ("days", "not 7", "not-a-test"),
        ("days", "not(not(7))", "not-a-test"),
        ("days", "__import__('os')", "not-a-test"),
        ("days", "> 40", "outside-domain"),
        ("days", "7, 45", "outside-domain"),
        ("days", "7.5", "outside-domain"),
        ("days", "(7..8)", "never-holds"),
        ("days", "not(>= 0)", "never-holds"),
        ("many", "1,200", "ambiguous-comma"),
        ("many", "2,001", "outside-domain"),
        ("day", "2026-02-30", "not-a-test"),
        ("word", "缺货", "outside-domain"),
        ("word", "有货, A 2", "outside-domain"),
        ("word", "< 有货", "not-a-test"),
        ("word", "not(有货, A 1, 好，谢谢, C (x, y))", "never-holds"),
    ],
)
def test_a_test_that_makes_no_sense_is_an_error_and_passes_nothing(name: str, text: str, code: str) -> None:
    reading = read_test(text, INPUTS[name])
    assert [(remark.level, remark.code) for remark in reading.remarks] == [("error", code)]
    assert reading.spans == ()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("days", "<= 40", ((0, 30),)),
        ("days", "[20..40]", ((20, 30),)),
        ("days", "> -5", ((0, 30),)),
        ("paid", "[07:00..09:00]", ((0, 60),)),
        ("day", "< 2027-01-01", ((0, 29),)),
    ],
)
def test_a_bound_outside_the_domain_is_a_warning_as_long_as_something_passes(
    name: str, text: str, expected: tuple[tuple[int, int], ...]
) -> None:
    reading = read_test(text, INPUTS[name])
    assert [(remark.level, remark.code) for remark in reading.remarks] == [("warning", "outside-domain")]
    assert reading.spans == expected


def test_an_unknown_word_comes_with_the_nearest_and_an_unknown_value_with_the_domain() -> None:
    assert "A 1" in str(read_test("A1", INPUTS["word"]).remarks[0].hint)
    assert "23:59" in str(read_test("07:00", INPUTS["paid"]).remarks[0].hint)


def test_spans_are_joined_where_they_touch_and_turned_round_exactly() -> None:
    assert united([(5, 6), (0, 2), (3, 3), (6, 9)]) == ((0, 3), (5, 9))
    assert without(((0, 11),), [(0, 3), (5, 9)]) == ((4, 4), (10, 11))
    assert without(((0, 2),), []) == ((0, 2),)
    assert without(((0, 2),), [(0, 2)]) == ()


@pytest.mark.parametrize(
    "text", ["[" * 9_000, "1," * 5_000, "not(" * 2_000, "," * 9_999, "[1.." * 2_500, "1,000," * 1_500, "<" * 9_000]
)
@pytest.mark.parametrize("name", ["days", "many", "word", "paid"])
def test_a_monstrous_test_is_read_or_refused_at_once(name: str, text: str) -> None:
    began = time.process_time()
    read_test(text, INPUTS[name])
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("name", "text", "items", "negated"),
    [
        ("paid", "< 16:00", (Comparison("<", "16:00"),), False),
        ("paid", "≥ 09：30", (Comparison(">=", "09:30"),), False),
        ("paid", "[09:00..16:00)", (Interval("09:00", "16:00", high_excluded=True),), False),
        ("paid", "not(]09:00..16:00])", (Interval("09:00", "16:00", low_excluded=True),), True),
        ("days", "<= 7 天", (Comparison("<=", "7"),), False),
        ("days", "3, 7", (Equals("3"), Equals("7")), False),
        ("days", "!= 7", (Equals("7", unequal=True),), False),
        ("days", "7, > 10", (Equals("7"), Comparison(">", "10")), False),
        ("word", "not(a 1, 有货)", (Equals("A 1"), Equals("有货")), True),
    ],
)
def test_the_syntax_of_a_test_is_kept(name: str, text: str, items: tuple[TestItem, ...], negated: bool) -> None:
    reading = read_test(text, INPUTS[name])
    assert (reading.items, reading.negated, reading.remarks) == (items, negated, ())
