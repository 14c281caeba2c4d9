"""Several mistakes of syntax in one file, all told in one run, and no card made from a guess."""

from __future__ import annotations

from kdeck.decks.parse import parse

BROKEN = """\
deck: returns
title: Returns
cards:
  - id: a
    kind: typd
    front：Who pays?
    back: the buyer
  - id: b
    front: When: now
    back: {{c1::x}} y
  - id: c
    frnt: Why?
    back: 'so' there
"""


def found(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in parse("returns.yaml", text.encode()).findings]


def test_every_broken_line_and_every_wrong_key_is_told_at_once() -> None:
    assert sorted(set(found(BROKEN))) == [
        (5, "unknown-kind"),
        (6, "full-width-colon"),
        (9, "colon-in-text"),
        (10, "quote-needed"),
        (11, "missing-key"),
        (12, "unknown-key"),
        (13, "text-after-quote"),
    ]


def test_no_card_is_made_from_a_guess() -> None:
    assert parse("returns.yaml", BROKEN.encode()).model is None


def test_what_cannot_be_guessed_ends_the_search_with_what_was_found() -> None:
    assert found("deck: a\ncards:\n  - id: x\n    front：q\n   back: y\n") == [
        (4, "full-width-colon"),
        (5, "indentation"),
    ]


def test_a_large_broken_file_is_not_read_again_and_again() -> None:
    entry = "  - id: x{0}\n    front：q\n    back: y\n"
    large = "deck: a\ntitle: a\ncards:\n" + "".join(entry.format(number) for number in range(40_000))
    assert 1 <= len(found(large)) <= 1000
