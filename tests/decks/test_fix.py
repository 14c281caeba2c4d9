import time

import pytest

from kdeck.decks.editing import fix_ids
from kdeck.decks.nearness import distinct
from tests.decks.making import compiled

DECK = """\
# A deck   with odd spacing
deck: d   # trailing
cards:
  # the first
  - front:   What is the cutoff?   # why
    back: "16:00"

  - {front: 你好, back: x}   # flow
  -
    back: c
    front: 问
  - id:
    front: q one
    back: c
  - id: ""
    front: q two
    back: c
  - id: kept
    front: q three
    back: c
products: [{name: Trail Shoe}, {name: trail shoe}]
rules:
- ask: x?
  given: {a: {one of: [b, c]}}
  outcomes: [{then: first}, {id: o, then: 其次}]
# the end"""

EXPECTED = """\
# A deck   with odd spacing
deck: d   # trailing
cards:
  # the first
  - id: what-is-the-cutoff
    front:   What is the cutoff?   # why
    back: "16:00"

  - {id: card-2, front: 你好, back: x}   # flow
  -
    id: card-3
    back: c
    front: 问
  - id: q-one
    front: q one
    back: c
  - id: q-two
    front: q two
    back: c
  - id: kept
    front: q three
    back: c
products: [{id: trail-shoe, name: Trail Shoe}, {id: trail-shoe-2, name: trail shoe}]
rules:
- id: x
  ask: x?
  given: {a: {one of: [b, c]}}
  outcomes: [{id: first, then: first}, {id: o, then: 其次}]
# the end"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_missing_ids_are_written_and_nothing_else_is_touched(newline: str, mark: str, end: str) -> None:
    def file(text: str) -> bytes:
        return (mark + (text + end).replace("\n", newline)).encode()

    fixed = fix_ids(file(DECK))
    assert fixed.data == file(EXPECTED)
    assert fixed.refused == ()
    assert fixed.written[:3] == [(5, "what-is-the-cutoff"), (9, "card-2"), (11, "card-3")]
    for line, identity in fixed.written:
        assert identity in EXPECTED.split("\n")[line - 1]


def test_done_twice_it_changes_nothing_more() -> None:
    once = fix_ids(DECK.encode())
    again = fix_ids(once.data)
    assert again.data == once.data
    assert again.written == []


def test_a_mended_deck_has_no_missing_ids_left() -> None:
    assert "missing-id" in [finding.code for finding in compiled(DECK).findings]
    assert "missing-id" not in [finding.code for finding in compiled(fix_ids(DECK.encode()).data.decode()).findings]


def test_a_new_id_is_none_that_is_in_use() -> None:
    text = "deck: d\ncards:\n- {front: 甲, back: x}\n- {id: card-1, front: y, back: x}\n- {front: card 1, back: z}\n"
    assert [identity for _line, identity in fix_ids(text.encode()).written] == ["card-2", "card-1-2"]


@pytest.mark.parametrize("data", [b"cards: [", b"\xff\xfe", b"cards:\n- front: a\n\tback: b\n", b""])
def test_a_file_that_cannot_be_read_stays_and_the_reason_is_told(data: bytes) -> None:
    fixed = fix_ids(data)
    assert fixed.data == data
    assert fixed.written == []
    assert fixed.refused


def test_a_long_question_gives_a_short_id_and_marks_are_left_out() -> None:
    question = "Don't ship {{c1::before::when}} the payment has arrived at the shop's bank"
    text = f'deck: d\ncards:\n- {{kind: cloze, text: "{question}"}}\n'
    ((_line, identity),) = fix_ids(text.encode()).written
    assert identity == "dont-ship-before-the-payment-has-arrived"


def test_twenty_thousand_entries_of_one_wording_get_their_ids_at_once() -> None:
    entries = "".join(f"  - {{front: Which one?, back: {number}}}\n" for number in range(20_000))
    begun = time.perf_counter()
    fixed = fix_ids(f"deck: d\ntitle: D\nlang: en\ncards:\n{entries}".encode())
    assert time.perf_counter() - begun < 40, "two minutes and more where every number is tried for every entry"
    ids = [identity for _line, identity in fixed.written]
    assert ids[:3] == ["which-one", "which-one-2", "which-one-3"]
    assert len(set(ids)) == 20_000
    assert fix_ids(fixed.data).written == []


def test_a_set_of_twenty_thousand_items_is_told_apart_at_once() -> None:
    items = [f"item {number}" for number in range(20_000)]
    begun = time.perf_counter()
    assert distinct(items)
    assert not distinct([*items, "Item 7."])
    assert time.perf_counter() - begun < 4, "ten seconds where every item is counted among all"
