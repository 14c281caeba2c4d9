"""The text of a deck is edited in place: what no edit names stays, byte by byte."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.decks.editing import Edit, FileText, Overlap, Span, reread
from kdeck.decks.tree import Place

MARK = b"\xef\xbb\xbf"
TEXTS = st.text(alphabet="ab 题\r\n#:-\ufeff", max_size=40)


@given(TEXTS, st.booleans(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), TEXTS), max_size=4))
def test_what_no_edit_names_stays(text: str, mark: bool, wishes: list[tuple[int, int, str]]) -> None:
    data = (MARK if mark else b"") + text.encode()
    here = FileText(data)
    assert here.edited([]) == data
    edits = [Edit(start, start + length, new) for start, length, new in wishes if start + length <= len(here.raw)]
    ordered = sorted(edits, key=lambda edit: edit[:2])
    if any(one.end > other.start for one, other in pairwise(ordered)):
        with pytest.raises(Overlap):
            here.edited(edits)
        return
    expected = here.raw
    for edit in reversed(ordered):
        expected = expected[: edit.start] + edit.text + expected[edit.end :]
    bare = data.removeprefix(MARK)
    assert here.edited(edits) == data[: len(data) - len(bare)] + expected.encode()


@given(TEXTS)
def test_lines_columns_and_offsets_say_the_same_place(text: str) -> None:
    here = FileText(text.encode())
    lines = here.raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [here.line(number) for number in range(1, here.lines + 1)] == lines
    for offset in range(len(here.raw) + 1):
        line, column = here.line_at(offset), here.column_at(offset)
        assert here.offset(Place(line, column + 1)) == offset
        assert here.start_of(line) == offset - column
        assert here.end_at(offset) in (here.start_of(line) + len(here.line(line)), offset)
    assert here.start_of(here.lines + 1) == len(here.raw)


@pytest.mark.parametrize(("text", "newline"), [("a\r\nb\n", "\r\n"), ("a\rb\n", "\r"), ("a\nb\r\n", "\n"), ("a", "\n")])
def test_new_lines_end_as_the_first_one_does(text: str, newline: str) -> None:
    assert FileText(text.encode()).newline == newline


DECK = """\
# the deck\r
deck: d\r
cards:  # all\r
  - id: a  # first\r
    back: [x, "y # z"]\r
  - id: b\r
    back: |  # kept\r
      # text\r
      more\r
\r
  - {id: c, back: '#'}\r
"""


def test_values_are_found_where_they_stand_and_so_are_comments() -> None:
    here = FileText(MARK + DECK.encode())
    root = here.spans()
    assert root is not None
    assert root.keys is not None
    key, cards = root.keys["cards"]
    assert here.raw[key.start : key.end] == "cards"

    def back_of(item: Span) -> Span:
        assert item.keys is not None
        return item.keys["back"][1]

    texts = [here.raw[back_of(item).start : back_of(item).end] for item in cards.items]
    assert texts == ['[x, "y # z"]', "|  # kept\r\n      # text\r\n      more", "'#'"]
    assert [here.has_comment(back_of(item)) for item in cards.items] == [False, True, False]
    assert [here.entry_has_comment(item) for item in cards.items] == [True, True, False]
    assert [here.line_at(here.dash(item)) for item in cards.items] == [4, 6, 11]


def test_an_outcome_that_can_only_be_guessed_at_proves_nothing() -> None:
    assert reread("d.yaml", b"deck: d\n") is not None
    assert reread("d.yaml", b"deck: a: b\n") is None
    assert reread("d.yaml", b"deck: [\n") is None
