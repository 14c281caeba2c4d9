"""Tests and ranges in everyday signs and words: refused, with what was likely meant, which then reads."""

from __future__ import annotations

import time

import pytest

from kdeck.core.rules.table import InputKind
from kdeck.decks.reworded import range_hint
from kdeck.decks.unary import read_test
from tests.decks.making import compiled, places
from tests.decks.test_unary import INPUTS


def hint(name: str, text: str) -> str:
    (remark,) = read_test(text, INPUTS[name]).remarks
    assert remark.level == "error"
    return str(remark.hint)


@pytest.mark.parametrize(
    ("name", "text", "meant"),
    [
        ("days", "7～14", "[7..14]"),
        ("days", "7—14", "[7..14]"),
        ("days", "7-14 天", "[7..14]"),
        ("days", "［7~14）", "[7..14)"),
        ("days", "7天到14天", "[7..14]"),
        ("days", "between 3 and 7", "[3..7]"),
        ("days", "小于7", "< 7"),
        ("days", "超过 7 天", "> 7"),
        ("days", "不超过7天", "<= 7"),
        ("days", "at least 3 days", ">= 3"),
        ("days", "7天以内", "<= 7"),
        ("days", "14天以上", ">= 14"),
        ("days", "3或7", "3, 7"),
        ("days", "除了3", "not(3)"),
        ("days", "not 7", "not(7)"),
        ("paid", "16点之前", "< 16:00"),
        ("paid", "下午4点半以后", ">= 16:30"),
        ("paid", "before 4pm", "< 16:00"),
        ("paid", "<16点", "< 16:00"),
        ("paid", "9:00-16:00", "[09:00..16:00]"),
        ("day", "2026/11/3", "2026-11-03"),
        ("day", "2026年11月3日之前", "< 2026-11-03"),
        ("day", "2026-11-01～2026-11-11", "[2026-11-01..2026-11-11]"),
        ("word", "有货或A 1", "有货, A 1"),
        ("word", "除了有货", "not(有货)"),
        ("word", "有货/a 1", "有货, a 1"),
    ],
)
def test_a_test_in_other_signs_or_words_comes_with_the_test_that_was_meant(name: str, text: str, meant: str) -> None:
    assert hint(name, text) == f'If that is meant, write: "{meant}"'
    assert read_test(meant, INPUTS[name]).remarks == ()
    assert read_test(meant, INPUTS[name]).spans


@pytest.mark.parametrize(
    ("name", "text"),
    [("days", "7天左右"), ("days", "99～120"), ("days", "about a week"), ("paid", "noon"), ("day", "11月3日")],
)
def test_what_might_mean_anything_comes_with_examples(name: str, text: str) -> None:
    assert hint(name, text).startswith("Write a test such as: ")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [("day", "<= 2026-02-29", "no day 2026-02-29"), ("paid", "< 24：30", "no time 24:30"), ("paid", "25:00", "25:00")],
)
def test_a_day_or_time_that_there_is_not_is_told_so(name: str, text: str, told: str) -> None:
    assert told in hint(name, text)


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("number", "0-30", "“0..30”"),
        ("number", "0～30 天", "“0..30”"),
        ("number", "30..0", "“0..30”"),
        ("time", "8点到22点", "“08:00..22:00”"),
        ("time", "08:00..25:00", "no time 25:00"),
        ("date", "2026/11/1-2026/11/11", "“2026-11-01..2026-11-11”"),
        ("date", "2026-11-01..2026-11-31", "no day 2026-11-31"),
    ],
)
def test_a_range_in_other_signs_comes_with_the_range_that_was_meant(kind: InputKind, text: str, told: str) -> None:
    assert told in str(range_hint(text, kind))


def test_a_range_of_nothing_like_numbers_has_no_hint() -> None:
    assert range_hint("many", "number") is None
    assert range_hint("9" * 5_000 + "-", "number") is None


def test_the_hint_reaches_the_trainer_wherever_a_range_is_written() -> None:
    deck = """\
    deck: d
    rules:
      - {id: r, ask: "{x}?", given: {x: {number: 0-30}}, outcomes: [{id: a, then: A}]}
      - {id: s, ask: "{x}?", given: {x: {time: 8点-22点}}, outcomes: [{id: a, then: A}]}
    products:
      - {id: p, name: P, size_chart: {measure: {height: cm}, sizes: {S: {height: 155～162}}}}
    """
    found = compiled(deck).findings
    assert [place.split()[1] for place in places(found)] == ["not-a-range"] * 3
    assert {str(finding.hint) for finding in found} == {
        "Did you mean “0..30”?",
        "Did you mean “08:00..22:00”?",
        "Did you mean “155..162”?",
    }


@pytest.mark.parametrize("text", ["7 " * 40, "1~" * 40, "除了" * 40, "16点" * 26, "-" * 80, "a或" * 40, "不" * 80])
@pytest.mark.parametrize("name", ["days", "word", "paid", "day"])
def test_a_monstrous_text_is_thought_about_for_no_longer_than_a_moment(name: str, text: str) -> None:
    began = time.process_time()
    read_test(text, INPUTS[name])
    assert time.process_time() - began < 0.5
