from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.exam.paper import Candidate, apart, apportion, choose, needed
from kdeck.core.ident import deck_of, entry_of

SEEDS = st.integers(1, 2**32)


@st.composite
def pools(draw: st.DrawFn) -> list[Candidate]:
    """Some decks with entries of one to four cards under one of three sets of tags."""
    pool = []
    for deck in range(draw(st.integers(1, 4))):
        for entry in range(draw(st.integers(0, 8))):
            tags = (f"tag-{draw(st.integers(0, 2))}",)
            facets = draw(st.integers(1, 4))
            pool += [Candidate(f"d{deck}/e{entry}/f{facet}", tags) for facet in range(facets)]
    return pool


@given(pools(), st.integers(0, 60), SEEDS)
def test_an_exam_asks_as_many_different_cards_as_it_can(pool: list[Candidate], count: int, seed: int) -> None:
    cards = choose(pool, count, seed)
    assert len(cards) == len(set(cards)) == min(count, len(pool))
    assert set(cards) <= {candidate.card for candidate in pool}
    assert cards == choose(pool, count, seed)


@given(pools(), st.integers(1, 60), SEEDS)
def test_each_deck_and_each_topic_has_its_share_up_to_one_question(
    pool: list[Candidate], count: int, seed: int
) -> None:
    cards = choose(pool, count, seed)
    asked, held = Counter(map(deck_of, cards)), Counter(deck_of(candidate.card) for candidate in pool)
    for deck, size in held.items():
        assert abs(asked[deck] - len(cards) * size / len(pool)) < 1
        topics = Counter(candidate.tags for candidate in pool if deck_of(candidate.card) == deck)
        tags_of = {candidate.card: candidate.tags for candidate in pool}
        got = Counter(tags_of[card] for card in cards if deck_of(card) == deck)
        assert all(abs(got[tags] - asked[deck] * part / size) < 1 for tags, part in topics.items())


@given(pools(), st.integers(1, 60), SEEDS)
def test_of_one_entry_a_second_card_comes_only_when_its_topic_has_no_other_entry(
    pool: list[Candidate], count: int, seed: int
) -> None:
    asked = Counter(map(entry_of, choose(pool, count, seed)))
    held = Counter(entry_of(candidate.card) for candidate in pool)
    topic = {entry_of(candidate.card): (deck_of(candidate.card), candidate.tags) for candidate in pool}
    for entry, times in asked.items():
        others = [other for other in held if topic[other] == topic[entry] and other != entry]
        assert all(asked[other] >= times - 1 or asked[other] == held[other] for other in others)


@pytest.mark.parametrize("seed", range(1, 51))
def test_no_sibling_pair_where_there_are_entries_enough(seed: int) -> None:
    pool = [Candidate(f"d{number % 3}/e{number}/f{facet}") for number in range(45) for facet in range(4)]
    assert set(Counter(map(entry_of, choose(pool, 36, seed))).values()) == {1}


@given(pools(), st.integers(1, 60), SEEDS)
def test_siblings_are_never_neighbours_where_that_can_be_helped(pool: list[Candidate], count: int, seed: int) -> None:
    cards = choose(pool, count, seed)
    most = max(Counter(map(entry_of, cards)).values(), default=0)
    if most <= (len(cards) + 1) // 2:
        assert all(entry_of(one) != entry_of(other) for one, other in pairwise(cards))


@given(pools(), st.integers(1, 60), SEEDS, SEEDS)
def test_a_second_exam_repeats_a_card_only_when_there_are_no_others(
    pool: list[Candidate], count: int, seed: int, second: int
) -> None:
    first = set(choose(pool, count, seed))
    again = choose(pool, count, second, first)
    assert len(again) == min(count, len(pool))
    assert len(first.intersection(again)) == max(0, len(again) - (len(pool) - len(first)))


def test_other_seeds_give_other_exams_and_small_topics_their_turn() -> None:
    pool = [Candidate(f"big/e{number}") for number in range(97)] + [
        Candidate(f"small/e{number}") for number in range(3)
    ]
    draws = [choose(pool, 10, seed) for seed in range(1, 401)]
    assert len(set(draws)) == 400
    small = sum(deck_of(card) == "small" for cards in draws for card in cards)
    assert 80 <= small <= 160  # 3 of 100 cards, 400 exams of 10 questions: 120 are to be expected
    assert len(Counter(card for cards in draws for card in cards)) == 100


def test_the_order_is_a_shuffle() -> None:
    pool = [Candidate(f"d{number // 10}/e{number}") for number in range(40)]
    first = Counter(choose(pool, 40, seed)[0] for seed in range(1, 401))
    assert len(first) == 40
    assert max(first.values()) < 30


@pytest.mark.parametrize("seed", range(20))
def test_an_entry_that_is_half_of_all_takes_every_second_place(seed: int) -> None:
    order = apart([*(f"d/big/{number}" for number in range(4)), "d/a", "d/b", "d/c"], random.Random(seed))
    assert [entry_of(card) == "d/big" for card in order] == [True, False] * 3 + [True]


@given(st.dictionaries(st.integers(), st.integers(0, 50), max_size=8), st.data())
def test_places_are_shared_out_whole(sizes: dict[int, int], data: st.DataObject) -> None:
    total = sum(sizes.values())
    count = data.draw(st.integers(0, total))
    shares = apportion(sizes, count, random.Random(data.draw(st.integers())))
    assert sum(shares.values()) == count
    for key, size in sizes.items():
        exact = size * count / total if total else 0
        assert exact - 1 < shares[key] < exact + 1
        assert shares[key] <= size


@pytest.mark.parametrize(
    ("items", "share", "right"), [(40, 0.9, 36), (3, 0.9, 3), (10, 0.7, 7), (30, 0.7, 21), (1, 0.0, 1), (7, 1.0, 7)]
)
def test_a_pass_mark_in_answers(items: int, share: float, right: int) -> None:
    assert needed(items, share) == right
