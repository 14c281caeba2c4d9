"""Every rule and size chart of the demo library, drawn from many times: each case belongs to its card."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from kdeck.core.cards.card import Card, draw, grade
from kdeck.core.cards.rule import Outcome
from kdeck.core.rules.cases import draw_case
from kdeck.decks.library import open_library
from tests.builders import own
from tests.core.rules.tables import decides

DEMO = Path(__file__).parents[2] / "decks"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_draws_of_every_row_belong_to_it_and_half_of_them_lie_at_a_boundary(language: str) -> None:
    for number, card in enumerate(drawn_cards(language)):
        table = own(card).table
        draws = 1_000 if number % 20 == 0 else 50
        cases = [draw_case(table, own(card).row, card.id, repetition) for repetition in range(draws)]
        assert {table.hits(case) for case in cases} == {own(card).row}, card.id
        assert len(set(cases)) == 1 or all(one != other for one, other in pairwise(cases)), card.id
        if any(decides(table, case) for case in cases[:20]):
            assert sum(decides(table, case) for case in cases) >= draws / 2, card.id
        assert cases[:5] == [draw(card, repetition).case for repetition in range(5)], card.id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_question_is_whole_and_every_answer_to_it_is_explained(language: str) -> None:
    for card in drawn_cards(language):
        for prompt in (draw(card, repetition) for repetition in range(3)):
            assert "{" not in prompt.question, card.id
            assert len(prompt.options) > 1, card.id
            assert grade(prompt, card.answer).right, card.id
            for given in prompt.options:
                explained = card.content.explain(prompt.case, (given,))
                assert explained is not None
                assert (explained.chosen is None) is (given in card.answer), card.id
                assert explained.chosen is None or explained.telling, card.id


def drawn_cards(language: str) -> list[Card]:
    """The cards of the demo library whose questions are drawn."""
    cards = [card for card in open_library(str(DEMO), None, language).cards() if isinstance(card.content, Outcome)]
    assert {card.kind for card in cards} == {"rule", "size"}
    return cards
