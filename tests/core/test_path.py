"""Which day of the path it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.plan.path import Count, Stage, needed, place

STAGES = (Stage(1, "一", ("a",)), Stage(2, "二", ("b",), 1.0), Stage(4, "四", ("c",), 0.5))


def where(opens: str, earlier: dict[str, int], now: dict[str, int], days_before: int = 0) -> tuple[int, bool, bool]:
    def count(stage: Stage) -> Count:
        deck = stage.decks[0]
        return Count(20, now.get(deck, earlier.get(deck, 0)), earlier.get(deck, 0))

    found = place(STAGES, "date" if opens == "date" else "met", count, days_before)
    assert found is not None
    return found.stage.day, found.met, found.over


def test_nine_tenths_of_the_cards_meet_a_day_unless_the_shop_says_otherwise() -> None:
    assert [needed(STAGES[0], cards) for cards in (0, 1, 10, 20, 97)] == [0, 1, 9, 18, 88]
    assert needed(STAGES[1], 97) == 97
    assert needed(Stage(1, "", (), 0.1 + 0.2), 10) == 3, "rounding errors ask for no card more"


def test_the_first_day_that_was_not_met_before_today_is_todays() -> None:
    assert where("met", {}, {}) == (1, False, False)
    assert where("met", {"a": 17}, {}) == (1, False, False)
    assert where("met", {"a": 18}, {}) == (2, False, False)
    assert where("met", {"a": 18, "b": 19}, {}) == (2, False, False)


def test_a_day_met_today_stays_until_tomorrow() -> None:
    assert where("met", {"a": 10}, {"a": 18}) == (1, True, False)


def test_whoever_goes_ahead_skips_what_is_met() -> None:
    assert where("met", {"a": 18, "b": 20}, {}) == (4, False, False)
    assert where("met", {"a": 18, "b": 20, "c": 10}, {}) == (4, True, True)


def test_by_date_every_day_studied_opens_the_next_and_absence_opens_none() -> None:
    assert [where("date", {}, {}, days)[0] for days in range(5)] == [1, 2, 4, 4, 4]
    assert [where("date", {}, {}, days)[2] for days in range(5)] == [False, False, False, True, True]


def test_a_stage_without_cards_is_passed() -> None:
    empty = (Stage(1, "", ()), Stage(2, "", ("a",)))
    found = place(empty, "met", lambda stage: Count(9 if stage.decks else 0, 0, 0), 0)
    assert found is not None
    assert found.stage.day == 2


def test_without_a_path_there_is_no_place() -> None:
    assert place((), "met", lambda _stage: Count(0, 0, 0), 3) is None


@given(st.lists(st.integers(0, 20), min_size=3, max_size=3), st.lists(st.integers(0, 20), min_size=3, max_size=3))
def test_the_day_never_goes_back_while_cards_are_learnt(before: list[int], more: list[int]) -> None:
    decks = "abc"
    now = {deck: min(20, old + new) for deck, old, new in zip(decks, before, more, strict=True)}
    assert where("met", now, {})[0] >= where("met", dict(zip(decks, before, strict=True)), {})[0]
