"""Entries are added behind the last of their list, and every other byte stays."""

from __future__ import annotations

import pytest

from kdeck.decks.append import append_entry, language_of
from kdeck.decks.parse import read
from kdeck.decks.tree import Text

ENTRY = "# how\n- id: new\n  front: q\n  back: a\n"
ADDED = "  # how\n  - id: new\n    front: q\n    back: a\n"


def added(text: str, collection: str = "cards", identity: str | None = None) -> str:
    """The file with its new entry, once it is proved that nothing but lines was added."""
    result = append_entry(text.encode(), collection, ENTRY, "d.yaml", identity)
    assert result.refused == ()
    new = result.data.decode()
    before = text.splitlines()
    kept = iter(new.splitlines())
    assert all(any(line == other for other in kept) for line in before)
    assert f"- id: {result.id}" in new.splitlines()[result.line - 1]
    tree = read("d.yaml", result.data).tree
    assert tree is not None
    entries = tree[Text(collection)]
    assert isinstance(entries, list)
    assert entries[-1] == {"id": result.id, "front": "q", "back": "a"}
    return new


def test_a_missing_list_is_written_at_the_end() -> None:
    assert added("deck: d\n") == f"deck: d\n\ncards:\n{ADDED}"
    assert added("deck: d") == f"deck: d\n\ncards:\n{ADDED}"
    assert added("deck: d\n\n# the end\n\n") == f"deck: d\n\n# the end\n\ncards:\n{ADDED}"


def test_an_entry_stands_behind_the_last_one_and_before_what_belongs_to_the_next_list() -> None:
    before = "deck: d\ncards:\n  - id: a\n    front: x\n    back: y\n    # a note on y\n"
    after = "\n\n# about rules\nrules:\n  - id: r\n"
    assert added(before + after) == f"{before}\n{ADDED}{after}"


def test_remarks_among_the_entries_stay_before_the_new_one() -> None:
    text = "deck: d\ncards:\n  - id: a\n  # - id: b\n  #   front: later\n"
    assert added(text) == f"{text}\n{ADDED}"


def test_entries_in_the_first_column_are_matched() -> None:
    flat = "# how\n- id: new\n  front: q\n  back: a\n"
    assert added("deck: d\ncards:\n- id: a\n  front: x\n# rules\nrules: []\n") == (
        f"deck: d\ncards:\n- id: a\n  front: x\n\n{flat}# rules\nrules: []\n"
    )


def test_deeper_entries_are_matched() -> None:
    deep = "".join(f"    {line}\n" for line in ENTRY.splitlines())
    assert added("deck: d\ncards:\n    - id: a\n      front: x\n") == (
        f"deck: d\ncards:\n    - id: a\n      front: x\n\n{deep}"
    )


@pytest.mark.parametrize("empty", ["cards:", "cards:  ", "cards: []", "cards: [ ]", "cards:   # all of them"])
def test_an_empty_list_gets_its_first_entry(empty: str) -> None:
    text = f"deck: d\n{empty}\ntags: [a]\n"
    result = append_entry(text.encode(), "cards", ENTRY)
    assert result.refused == ()
    first, key, *rest = result.data.decode().splitlines(keepends=True)
    assert (first, key.split("#")[0].rstrip()) == ("deck: d\n", "cards:")
    assert ("# all of them" in key) == ("#" in empty)
    assert "".join(rest) == f"{ADDED}tags: [a]\n"


def test_remarks_below_an_empty_list_stay_above_its_first_entry() -> None:
    assert added("deck: d\ncards:\n  # put them here\nrules:\n") == (
        f"deck: d\ncards:\n  # put them here\n\n{ADDED}rules:\n"
    )


def test_line_ends_and_byte_order_mark_stay() -> None:
    text = "deck: d\r\ncards:\r\n  - id: a\r\n"
    result = append_entry(b"\xef\xbb\xbf" + text.encode(), "cards", ENTRY)
    assert result.data == b"\xef\xbb\xbf" + (text + "\r\n" + ADDED.replace("\n", "\r\n")).encode()
    assert result.line == 6


def test_block_texts_keep_what_looks_like_a_remark_and_their_last_line_breaks() -> None:
    added("deck: d\ncards:\n  - id: a\n    front: x\n    back: |\n      one\n      # two\n\nrules:\n")
    text = "deck: d\ncards:\n  - id: a\n    back: |+\n      one\n\n\nrules:\n"
    result = append_entry(text.encode(), "cards", ENTRY)
    assert result.refused == ()
    before, after = read("", text.encode()).tree, read("", result.data).tree
    assert before is not None
    assert after is not None
    assert before[Text("cards")][0] == after[Text("cards")][0]  # type: ignore[index]


def test_ids_are_free_in_the_whole_deck() -> None:
    text = "deck: d\ncards:\n  - id: new\nproducts:\n  - id: new-2\n"
    assert "- id: new-3\n" in added(text)
    assert "- id: own\n" in added(text, identity="own")
    result = append_entry(text.encode(), "rules", ENTRY, "d.yaml", "new-2")
    assert [(finding.code, finding.line) for finding in result.refused] == [("not-added", 5)]
    assert result.data == text.encode()


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("deck: d\ncards:\n  - id: a\n\tfront: x\n", "tab", 4),
        ("deck: d\ncards:\n  - id: a\n    front: x: y\n", "colon-in-text", 4),
        ("deck: d\ndeck: e\n", "duplicate-key", 2),
        ("", "empty-file", 1),
        ("{deck: d, cards: []}\n", "not-added", 1),
        ("deck: d\ncards: [{id: a}]\n", "not-added", 2),
        ("deck: d\ncards: text\n", "not-added", 2),
        ("deck: d\n...\n", "not-added", 1),
    ],
)
def test_a_file_that_cannot_be_written_into_safely_is_left_alone(text: str, code: str, line: int) -> None:
    result = append_entry(text.encode(), "cards", ENTRY, "d.yaml")
    assert (result.refused[0].code, result.refused[0].line) == (code, line)
    assert result.data == text.encode()


def test_other_entries_that_the_schema_refuses_are_no_hindrance() -> None:
    added("deck: d\ncards:\n  - id: a\n    kind: riddle\n")


def test_the_language_is_what_the_deck_says() -> None:
    assert language_of(b"deck: d\nlang: zh-Hans\n") == "zh-Hans"
    assert language_of(b"deck: d\n") == ""
    assert language_of(b"deck: [") == ""
