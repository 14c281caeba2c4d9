"""Drawing a question: seeded, complete, pinned."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.card import Card
from kdeck.core.prompt import draw

CHOICE = Card("deck/pick", "choice", "?", ("a",), "deck", wrong=("b", "c", "d"))


@given(st.integers(0, 500))
def test_the_same_card_and_repetition_are_asked_alike(repetition: int) -> None:
    assert draw(CHOICE, repetition) == draw(CHOICE, repetition)
    assert sorted(draw(CHOICE, repetition).options) == ["a", "b", "c", "d"]


def test_the_right_option_moves_about() -> None:
    places = [draw(CHOICE, repetition).options.index("a") for repetition in range(400)]
    assert all(70 <= places.count(place) <= 130 for place in range(4))


def test_a_pinned_option_stays_last_wherever_it_comes_from() -> None:
    for last in ("a", "d", "none of these"):
        options = [draw(CHOICE._replace(last=last), repetition).options for repetition in range(30)]
        assert {shown[-1] for shown in options} == {last}
        assert all(shown.count(last) == 1 for shown in options)


@given(st.lists(st.text(min_size=1), min_size=2, max_size=6, unique=True), st.integers(0, 50))
def test_steps_are_never_shown_in_the_right_order(steps: list[str], repetition: int) -> None:
    prompt = draw(Card("deck/steps", "order", "?", tuple(steps), "deck"), repetition)
    assert prompt.options != tuple(steps)
    assert sorted(prompt.options) == sorted(steps)


def test_a_spot_card_shows_every_field_in_its_place() -> None:
    card = Card("deck/spot", "spot", "?", ("尺码",), "deck", fields=(("收货人", "学员"), ("尺码", "XXS")))
    prompt = draw(card, 3)
    assert prompt.options == ("收货人", "尺码")
    assert prompt.labels == ("收货人：学员", "尺码：XXS")
    assert prompt.mode == "pick-all"
