"""What a reply holds, found whatever its case, width and spaces, and marked where it was typed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.reply import find, first, marks
from kdeck.core.strings import normalise


@pytest.mark.parametrize(
    ("reply", "text", "typed"),
    [
        ("亲，肯定能到", "肯定", "肯定"),
        ("亲，肯 定能到", "肯定", "肯 定"),
        ("亲，肯\n定能到", "肯定", "肯\n定"),
        ("This is 100% ＧＵＡＲＡＮＴＥＥＤ.", "guaranteed", "ＧＵＡＲＡＮＴＥＥＤ"),
        ("It will definitely come.", "Definitely.", "definitely"),
        ("we promise  you", "promise you", "promise  you"),
        ("等７天吧", "7天", "７天"),
        ("等……吧", "…", "…"),
        ("Cafe\u0301s are open", "café", "Cafe\u0301"),
        ("STRASSE", "straße", "STRASSE"),
        ("亲～", "亲~~", "亲"),
    ],
)
def test_a_text_is_found_as_it_was_typed(reply: str, text: str, typed: str) -> None:
    assert first(reply, text) == typed


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("I know", "no"),
        ("now", "no"),
        ("17 days", "7 days"),
        ("7 days", "7 da"),
        ("75", "7"),
        ("unsure", "sure"),
        ("iphone14", "phone"),
        ("不肯，定了", "肯定"),
        ("", "肯定"),
        ("肯定", ""),
    ],
)
def test_a_text_is_not_found_in_pieces_of_words(reply: str, text: str) -> None:
    assert find(reply, text) == ()


def test_longer_words_are_found_in_their_inflections() -> None:
    assert first("Sorry, it was refunded", "refund") == "refund"
    assert first("We apologised", "apologise") == "apologise"
    assert first("refund2", "refund") == ""


def test_every_forbidden_run_is_marked_and_runs_that_touch_are_one() -> None:
    pieces = marks(("肯定", "定能", "保证"), "亲，肯定能到，保 证！保证")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "亲，"),
        ("extra", "肯定能"),
        ("same", "到，"),
        ("extra", "保 证"),
        ("same", "！"),
        ("extra", "保证"),
    ]
    assert marks(("肯定",), "") == ()
    assert [piece.kind for piece in marks((), "亲")] == ["same"]


@given(st.text(max_size=30), st.lists(st.text(max_size=3), max_size=3))
def test_the_marks_put_together_are_the_reply(reply: str, never: list[str]) -> None:
    pieces = marks(never, reply)
    assert "".join(piece.text for piece in pieces) == reply
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


@given(st.text(max_size=30))
def test_a_reply_holds_itself(reply: str) -> None:
    assert bool(find(reply, reply)) is bool(normalise(reply))


@pytest.mark.parametrize(("word", "reply"), [("sure", "surely not"), ("promise", "I promised it")])
def test_a_word_of_four_letters_may_go_on(word: str, reply: str) -> None:
    assert first(reply, word)


@pytest.mark.parametrize(("word", "reply"), [("not", "take a note"), ("air", "an airy room"), ("can", "I cannot")])
def test_a_word_of_three_letters_stands_alone(word: str, reply: str) -> None:
    assert not first(reply, word)
