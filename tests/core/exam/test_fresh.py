from __future__ import annotations

import itertools
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.cards.card import Card, draw
from kdeck.core.exam.paper import fresh_case, position
from kdeck.core.rules.cases import draw_case
from kdeck.core.rules.table import Case, Input
from tests.builders import make_card
from tests.core.rules.tables import ROWS, TABLES, decides, everywhere


def card_of(name: str, row: int) -> Card:
    table = TABLES[name]
    return make_card(f"{name}/{row}", "rule", "?", (table.rows[row].then,), table=table, row=row)


def values(name: str, case: Case) -> dict[str, str]:
    return {asked.name: asked.text(at) for asked, at in zip(TABLES[name].inputs, case, strict=True)}


@cache
def cases_of(name: str, row: int) -> int:
    return sum(TABLES[name].hits(case) == row for case in everywhere(TABLES[name]))


@given(st.sampled_from(ROWS), st.integers(1, 2**32), st.integers(0, 20))
def test_no_case_that_was_seen_is_asked_where_there_is_another(place: tuple[str, int], seed: int, reps: int) -> None:
    name, row = place
    card = card_of(name, row)
    seen = [values(name, draw_case(TABLES[name], row, card.id, number)) for number in range(reps)]
    case = fresh_case(card, seed, seen)
    assert TABLES[name].hits(case) == row
    assert case == fresh_case(card, seed, seen)
    assert (values(name, case) in seen) == (len({str(each) for each in seen}) == cases_of(name, row))


@pytest.mark.parametrize(("name", "row"), [place for place in ROWS if place[0] in ("words", "cutoff")])
def test_the_last_case_that_is_left_is_found(name: str, row: int) -> None:
    table = TABLES[name]
    cases = [case for case in everywhere(table) if table.hits(case) == row]
    for spared in (cases[0], cases[-1]):
        seen = [values(name, case) for case in cases if case != spared]
        assert fresh_case(card_of(name, row), 7, seen) == spared
    assert fresh_case(card_of(name, row), 7, [values(name, case) for case in cases]) in cases


def test_cases_of_exams_lie_near_boundaries_as_those_of_reviews_do() -> None:
    cases = [fresh_case(card_of("cutoff", 0), seed, ()) for seed in range(1, 201)]
    assert sum(decides(TABLES["cutoff"], case) for case in cases) >= 100


def test_what_a_table_no_longer_knows_was_seen_of_another_question() -> None:
    card = card_of("words", 0)
    assert fresh_case(card, 1, [{"stage": "没听说过", "wish": "取消"}, {}]) == fresh_case(card, 1, ())
    assert fresh_case(make_card("a/b", "typed", "?", ("b",)), 1, ()) == ()


@pytest.mark.parametrize(
    "asked",
    [
        Input("t", "time", 8 * 60, 15, 40),
        Input("n", "number", -3, 2, 9),
        Input("d", "number", 5, 25, 30, scale=2),
        Input("day", "date", 20_000, 1, 400),
        Input("w", "one of", 0, 1, 3, words=("有货", "无货", "预售")),
    ],
)
def test_every_value_is_found_again_by_its_text(asked: Input) -> None:
    assert [position(asked, asked.text(at)) for at in range(asked.size)] == list(range(asked.size))
    assert {position(asked, text) for text in ("", "?", "1:2:3", "NaN", "Infinity", "99999", "2026-13-45")} == {None}


def test_a_question_is_asked_in_the_case_that_was_drawn_for_it() -> None:
    card = card_of("returns", 2)
    cases = itertools.islice((c for c in everywhere(TABLES["returns"]) if TABLES["returns"].hits(c) == 2), 9)
    assert all(draw(card, 0, 5, case).case == case for case in cases)
    for none in ((), (0,), (999, 0, 0), (-1, 0, 0), (20, 0, 0)):
        assert draw(card, 0, 5, none) == draw(card, 0, 5)
