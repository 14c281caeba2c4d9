"""Drawing cases: each belongs to its row, half of them at a boundary, reproducible, never the same twice in a row."""

from __future__ import annotations

import time
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kdeck.core.rules.cases import draw_case
from kdeck.core.rules.table import Input, Row, Span, Table
from kdeck.core.rules.table import Test as Unary
from tests.core.rules.tables import (
    CUTOFF,
    RETURNS,
    ROWS,
    SIZES,
    TABLES,
    WORDS,
    clock,
    decides,
    everywhere,
    number,
    spans,
)
from tests.core.rules.tables import words as one_of

DRAWS = 1_000
SINGLE = {("returns", 1), ("words", 2), ("words", 3)}
"""Rows that have but one case."""
BOUNDLESS = {("returns", 0)}
"""Rows that only words lead out of."""


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_a_thousand_draws_belong_to_their_row_and_half_of_them_lie_at_a_boundary(name: str, row: int) -> None:
    table = TABLES[name]
    drawn = [draw_case(table, row, "deck/rule", repetition) for repetition in range(DRAWS)]
    assert {table.hits(case) for case in drawn} == {row}
    if (name, row) not in SINGLE:
        assert all(one != other for one, other in pairwise(drawn))
    if name != "words" and (name, row) not in BOUNDLESS:
        assert sum(decides(table, case) for case in drawn) >= DRAWS // 2


@pytest.mark.parametrize("seed", [0, 1, 12345])
def test_the_same_key_repetition_and_seed_draw_the_same_case(seed: int) -> None:
    first = [draw_case(RETURNS, 2, "a/b", repetition, seed) for repetition in range(50)]
    backwards = [draw_case(RETURNS, 2, "a/b", repetition, seed) for repetition in reversed(range(50))]
    assert first == backwards[::-1]


def test_other_cards_and_seeds_draw_other_cases() -> None:
    drawn = {
        tuple(draw_case(RETURNS, 2, key, repetition, seed) for repetition in range(20))
        for key in ("a/b", "a/c")
        for seed in (0, 1, 2)
    }
    assert len(drawn) == 6


def test_every_boundary_of_a_row_gets_its_turn() -> None:
    drawn = Counter(draw_case(SIZES, 1, "m", repetition) for repetition in range(DRAWS))
    heights, weights = {case[0] for case in drawn}, {case[1] for case in drawn}
    assert {11, 20} <= heights
    assert {11, 20} <= weights
    assert len(drawn) > DRAWS / 5, "not only the corners"


def test_both_sides_of_a_cutoff_are_asked_to_the_minute() -> None:
    before = Counter(CUTOFF.inputs[0].text(draw_case(CUTOFF, 0, "k", repetition)[0]) for repetition in range(DRAWS))
    after = Counter(CUTOFF.inputs[0].text(draw_case(CUTOFF, 1, "k", repetition)[0]) for repetition in range(DRAWS))
    assert before["15:59"] >= DRAWS / 2
    assert after["16:00"] >= DRAWS / 2
    assert after["16:01"] > 0
    assert len(before) > 100


def test_words_come_evenly_even_where_one_has_few_cases() -> None:
    drawn = Counter(draw_case(WORDS, 1, "w", repetition) for repetition in range(DRAWS))
    assert len(drawn) == 4
    assert min(drawn.values()) > DRAWS / 8
    rare = Table(
        (one_of("who", "new", "vip"), number("days", 0, 9_999)),
        (
            Row("most", "a", "", (spans("vip", (1, 1)), spans("> 0", (1, 9_999)))),
            Row("rest", "b", "", (None, None)),
        ),
    )
    whos = Counter(draw_case(rare, 1, "w", repetition)[0] for repetition in range(DRAWS))
    assert min(whos.values()) > DRAWS / 5


def test_a_single_minute_in_a_large_domain_is_found_at_once() -> None:
    inputs = (clock("at"), number("days", 0, 30), one_of("tag", "a", "b", "c"), number("price", 0, 9_999))
    minute = (spans("12:00", (720, 720)), spans("7", (7, 7)), spans("b", (1, 1)), spans("500", (500, 500)))
    above = [
        Row(f"{place}-{low}", "no", "", tuple(test if at == place else None for at in range(4)))
        for place, (size, hole) in enumerate([(1440, 720), (31, 7), (3, 1), (10_000, 500)])
        for low, test in ((0, Unary("<", ((0, hole - 1),))), (1, Unary(">", ((hole + 1, size - 1),))))
    ]
    table = Table(inputs, (*above, Row("one", "yes", "", (None, None, None, None))))
    assert {draw_case(table, len(above), "k", repetition) for repetition in range(20)} == {(720, 7, 1, 500)}
    assert {draw_case(Table(inputs, (Row("one", "yes", "", minute),)), 0, "k", 3)} == {(720, 7, 1, 500)}


def test_two_cases_take_turns() -> None:
    table = Table(
        (number("days", 0, 9),), (Row("few", "a", "", (spans("<= 1", (0, 1)),)), Row("rest", "b", "", (None,)))
    )
    drawn = [draw_case(table, 0, "k", repetition) for repetition in range(10)]
    assert drawn[:2] * 5 == drawn
    assert len(set(drawn)) == 2


def test_a_row_that_no_case_comes_to_is_refused() -> None:
    table = Table((number("days", 0, 9),), (Row("all", "a", "", (None,)), Row("none", "b", "", (None,))))
    with pytest.raises(ValueError, match="none"):
        draw_case(table, 1, "k", 0)


def test_steps_between_rows_that_say_the_same_are_no_boundary_while_there_is_another() -> None:
    table = Table(
        (number("days", 0, 30),),
        (
            Row("a", "yes", "", (spans("<= 10", (0, 10)),)),
            Row("b", "Yes.", "", (spans("<= 20", (11, 20)),)),
            Row("c", "no", "", (None,)),
        ),
    )
    drawn = Counter(draw_case(table, 1, "k", repetition)[0] for repetition in range(DRAWS))
    assert drawn[20] >= DRAWS / 2
    assert drawn[11] < DRAWS / 10
    assert Counter(draw_case(table, 0, "k", repetition)[0] for repetition in range(DRAWS))[10] >= DRAWS / 2


_SPAN = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda ends: (min(ends), max(ends)))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Small tables in which anything may happen."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=1, max_size=3))
    kinds = [draw(st.booleans()) for _ in sizes]
    inputs = tuple(
        one_of(f"i{place}", *"abcdef"[:size]) if word else number(f"i{place}", 0, size - 1)
        for place, (size, word) in enumerate(zip(sizes, kinds, strict=True))
    )
    rows = []
    for place in range(draw(st.integers(1, 6))):
        tests = tuple(draw(st.none() | _SPAN.map(lambda span: _test(span, asked))) for asked in inputs)  # noqa: B023
        rows.append(Row(f"r{place}", draw(st.sampled_from("xyz")), "", tests))
    return Table(inputs, tuple(rows))


def _test(span: Span, asked: Input) -> Unary:
    low, high = min(span[0], asked.size - 1), min(span[1], asked.size - 1)
    return Unary(f"{low}..{high}", ((low, high),))


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
@given(tables(), st.integers(0, 5))
def test_in_small_tables_draws_agree_with_looking_at_every_case(table: Table, row: int) -> None:
    region = {case for case in everywhere(table) if table.hits(case) == row}
    assume(region)
    drawn = [draw_case(table, row, "k", repetition) for repetition in range(40)]
    assert set(drawn) <= region
    assert len(region) == 1 or all(one != other for one, other in pairwise(drawn))
    if any(decides(table, case) for case in region):
        assert sum(decides(table, case) for case in drawn) >= 20


def test_drawing_is_quick_for_ordinary_tables_and_bounded_for_large_ones() -> None:
    inputs = tuple(number(f"i{place}", 0, 999) for place in range(8))
    rows = tuple(
        Row(f"r{place}", f"t{place}", "", tuple(spans("<", (place, place + 300)) for _ in inputs))
        for place in range(199)
    )
    large = Table(inputs, (*rows, Row("rest", "rest", "", (None,) * 8)))
    begun = time.perf_counter()
    for row in (0, 100, 199):
        assert large.hits(draw_case(large, row, "k", 1)) == row
    assert time.perf_counter() - begun < 10
    begun = time.perf_counter()
    for repetition in range(DRAWS):
        draw_case(RETURNS, 2, "quick", repetition)
    assert time.perf_counter() - begun < 5
