"""Every rule and size chart of the demo library, drawn from many times: each case belongs to its card."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from kdeck.core.cases import table_at
from kdeck.core.explain import explain
from kdeck.core.grading import grade
from kdeck.core.prompt import draw
from kdeck.decks.library import open_library
from tests.core.tables import decides

DEMO = Path(__file__).parents[2] / "decks"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_thousand_draws_of_every_row_belong_to_it_and_half_of_them_lie_at_a_boundary(language: str) -> None:
    drawn_cards = [card for card in open_library(str(DEMO), None, language).cards() if card.table]
    for card in drawn_cards:
        table = table_at(card.table)
        draws = 1_000 if card.kind == "rule" and language == "zh" else 100
        prompts = [draw(card, repetition) for repetition in range(draws)]
        cases = [prompt.case for prompt in prompts]
        assert {table.hits(case) for case in cases} == {card.row}, card.id
        assert len(set(cases)) == 1 or all(one != other for one, other in pairwise(cases)), card.id
        at_boundary = sum(decides(table, case) for case in cases[:100])
        assert at_boundary == 0 or at_boundary >= 50, card.id
        assert len(set(cases)) > 1 or draw(card, draws, seed=1).case == cases[0], card.id
        for prompt in prompts[:20]:
            assert grade(prompt, card.back).right, card.id
            assert len(prompt.options) > 1, card.id
            assert "{" not in prompt.question, card.id
            for given in prompt.options:
                explained = explain(prompt, (given,))
                assert explained is not None
                assert (explained.chosen is None) is (given in card.back), card.id
                assert explained.chosen is None or explained.telling, card.id
