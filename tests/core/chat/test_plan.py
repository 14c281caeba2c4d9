"""Who comes, and when, follows from the seed alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.chat.drill import draw, turns_of_run
from tests.core.chat.making import PARCEL, THANKS, TODAY, customer

KNOWN = [customer(*(PARCEL, TODAY, THANKS)[: 1 + place % 3], name=f"c{place}") for place in range(12)]


@given(st.integers(1, 5), st.integers(0, 60), st.integers(0, 2**32))
def test_a_seed_names_the_same_customers_in_whatever_order_the_files_are(chats: int, turns: int, seed: int) -> None:
    plan = draw(KNOWN, chats, turns, seed)
    assert plan == draw(KNOWN[::-1], chats, turns, seed)
    assert plan.turns >= turns
    assert len(plan.customers) == len(plan.gaps) >= chats
    last = sum(len(customer.turns) for customer in plan.customers[:-1])
    assert last < turns or len(plan.customers) == chats
    assert all(1_000 <= gap < 6_000 for gap in plan.gaps)


@given(st.integers(0, 2**32))
def test_nobody_comes_again_before_everybody_has_come(seed: int) -> None:
    names = [customer.id for customer in draw(KNOWN, 1, 60, seed).customers]
    assert len(set(names[:12])) == 12
    assert len(set(names[12:24])) == len(names[12:24])


def test_other_seeds_bring_other_customers() -> None:
    assert len({tuple(one.id for one in draw(KNOWN, 3, 30, seed).customers) for seed in range(20)}) > 15


def test_a_run_grows_with_the_chats() -> None:
    assert [turns_of_run(chats) for chats in range(1, 6)] == [18, 24, 30, 36, 42]


@pytest.mark.parametrize("chats", [0, 6])
def test_a_drill_has_one_to_five_windows(chats: int) -> None:
    with pytest.raises(ValueError, match="windows"):
        draw(KNOWN, chats, 10, 1)
    with pytest.raises(ValueError, match="customer"):
        draw([], 1, 10, 1)
