"""Editing a deck in place: whatever its layout, only the values change, or nothing does."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from kdeck.core.errors import KdeckError
from kdeck.decks.importing.columns import Value
from kdeck.decks.parse import read
from tests.decks.importing import Desk

HEAD = ["sku", "name", "color", "material"]
OLD = [HEAD, ["A-1", "Coat", "green/grey", "nylon"]]


def edited(before: str, new: list[str], old: list[list[str]] = OLD) -> str:
    """A deck written by hand that says what ``old`` says, after an import of another row."""
    desk = Desk(dedent(before))
    desk.take(old)
    assert desk.text == dedent(before), "the first import has nothing to change"
    desk.take([HEAD, new])
    return desk.text


BLOCK = """\
deck: goods   # ours
products:
- sku:   A-1
  # the id stays
  id: a-1
  name: "Coat"  # a name
  facts:
      color:   # which
      - green  # as grass
      # between
      - 'grey'

      material: >-
        nylon

      own: mine
# the end"""


def test_a_block_list_keeps_the_comments_of_the_items_that_stay() -> None:
    assert edited(BLOCK, ["A-1", "Coat", "black/green/white/grey/red", "nylon"]) == BLOCK.replace(
        "- green  # as grass", "- black\n      - green  # as grass\n      - white"
    ).replace("- 'grey'", "- 'grey'\n      - red")
    assert edited(BLOCK, ["A-1", "Coat", "grey", "nylon"]) == BLOCK.replace("- green  # as grass", "# as grass")
    assert edited(BLOCK, ["A-1", "Coat", "blue/grey", "nylon"]) == BLOCK.replace("- green", "- blue")


def test_blocks_of_text_quotes_and_remarks_are_replaced_exactly() -> None:
    text = edited(BLOCK, ["A-1", "Coat: long", "green/grey", "16:00"])
    assert text == BLOCK.replace('"Coat"', '"Coat: long"').replace(">-\n        nylon", '"16:00"')


def test_keys_that_are_new_stand_behind_the_last() -> None:
    desk = Desk(BLOCK)
    desk.take(OLD)
    desk.take([[*HEAD, "fit", "category"], [*OLD[1], "slim", "coats"], ["A-2", "Hat", "", "", "", "hats"]])
    assert desk.text == BLOCK.replace(
        "      own: mine\n",
        "      own: mine\n      fit: slim\n  category: coats\n\n- id: a-2\n  name: Hat\n  sku: A-2\n  category: hats\n",
    )


def test_line_ends_and_a_byte_order_mark_stay_as_they_are() -> None:
    for mark in ("", "\ufeff"):
        for newline in ("\r\n", "\n"):
            desk = Desk(mark + BLOCK.replace("\n", newline))
            desk.take(OLD)
            desk.take([[*HEAD, "fit"], ["A-1", "Coat", "grey", "silk", "slim"], ["A-2", "Hat", "red", "", ""]])
            assert desk.text.startswith(mark + "deck")
            assert desk.text.count("\n") == desk.text.count(newline)
            assert desk.value("a-1", "facts", "fit") == ("slim",)
            assert desk.value("a-2", "facts", "color") == ("red",)


def test_brackets_and_braces_are_written_anew_where_they_change() -> None:
    entry = "{id: a-1, sku: A-1,  name: Coat, facts: {color: [green, grey], material: nylon}, skip: [fact]}"
    assert edited(f"deck: goods\nproducts:\n  - {entry}  # x\n", ["A-1", "Coat", "green", "silk"]) == (
        "deck: goods\nproducts:\n"
        "  - {id: a-1, sku: A-1, name: Coat, facts: {color: green, material: silk}, skip: [fact]}  # x\n"
    )
    desk = Desk(
        "deck: goods\nproducts: [{id: a-1, sku: A-1, name: Coat, facts: {color: [green, grey], material: nylon}}]\n"
    )
    desk.take([*OLD, ["A-2", "Hat", "red", ""]])
    assert desk.text.endswith("nylon}}, {id: a-2, name: Hat, sku: A-2, facts: {color: red}}]\n")
    desk = Desk("{deck: goods, title: x}")
    desk.take(OLD)
    assert desk.value("a-1", "facts", "color") == ("green", "grey")


@pytest.mark.parametrize("empty", ["products:", "products: []", "products:   # none yet", "products: ''", "about: x"])
def test_a_list_that_is_empty_or_missing_is_begun(empty: str) -> None:
    desk = Desk(f"deck: goods\n{empty}\nlang: en\n# end")
    desk.take(OLD)
    assert list(desk.entries()) == ["a-1"]
    assert desk.text.startswith("deck: goods\n")
    assert "lang: en\n" in desk.text
    assert desk.text.endswith("# end")


@pytest.mark.parametrize("facts", ["facts:", "facts: {}", "facts: ''", "facts:  # to come", "tags: [x]"])
def test_facts_that_are_empty_or_missing_are_begun(facts: str) -> None:
    desk = Desk(f"deck: goods\nproducts:\n- id: a-1\n  {facts}\n  name: Coat\n  sku: A-1\n")
    desk.take(OLD)
    assert desk.value("a-1", "facts", "color") == ("green", "grey")
    assert desk.value("a-1", "name") == ("Coat",)


def test_the_first_key_of_an_entry_is_emptied_where_it_cannot_be_taken_away() -> None:
    desk = Desk("deck: goods\nproducts:\n- category: coats  # c\n  id: a-1\n  sku: A-1\n  name: Coat\n")
    desk.take([["sku", "name", "category"], ["A-1", "Coat", "coats"]])
    desk.take([["sku", "name", "category"], ["A-1", "Coat", ""]])
    assert desk.text == 'deck: goods\nproducts:\n- category: ""  # c\n  id: a-1\n  sku: A-1\n  name: Coat\n'
    assert desk.take([["sku", "name", "category"], ["A-1", "Coat", ""]]).unchanged == 1


def test_a_remark_behind_a_value_that_goes_stays() -> None:
    facts = "    color: [green, grey]\n    material: nylon  # sure?\n"
    deck = f"deck: goods\nproducts:\n- id: a-1\n  sku: A-1\n  name: Coat\n  facts:\n{facts}"
    assert edited(deck, ["A-1", "Coat", "green/grey", ""]) == deck.replace("material: nylon  ", "")


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ("color: [green,  # grass\n      grey]\n    material: nylon", 6),
        ("color:\n    - green  # grass\n    - grey\n    material: nylon", 7),
    ],
)
def test_what_would_lose_a_comment_is_refused_with_its_line(facts: str, line: int) -> None:
    desk = Desk(f"deck: goods\nproducts:\n- id: a-1\n  sku: A-1\n  name: Coat\n  facts:\n    {facts}\n")
    desk.take(OLD)
    before = desk.text
    with pytest.raises(KdeckError, match=r"deck.yaml:\d+: the import cannot be written here") as caught:
        desk.take([HEAD, ["A-1", "Coat", "", "nylon"]])
    assert int(str(caught.value).split(":")[1]) in (line, line + 1)
    assert desk.text == before


# --- whatever a person does to the file between two imports -------------------------------------------------------

FACTS = ("color", "material", "care")
WORDS = st.sampled_from(
    ["red", "blue", "白", "黑、灰", "16:00", "a: b", "x #y", "[z]", "30 度", "$5", "$a", "", "a\nb"]
)
TABLES = st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4)
EDIT = st.tuples(
    st.sampled_from(
        ["comment above", "comment behind", "change", "delete", "block list", "add fact", "blank", "quote"]
    ),
    st.integers(0, 60),
)


def grid(rows: list[tuple[str, str, str]]) -> list[list[str]]:
    return [["sku", "name", *FACTS], *([f"S-{place}", f"N{place}", *row] for place, row in enumerate(rows))]


def by_hand(text: str, edits: list[tuple[str, int]]) -> str:
    """The deck after edits such as people make, each in some line."""
    lines = text.split("\n")
    first = next(place for place, line in enumerate(lines) if line == "products:") + 1
    for number, (what, where) in enumerate(edits):
        place = first + where % max(1, len(lines) - first)
        line = lines[place] if place < len(lines) else ""
        indent = line[: len(line) - len(line.lstrip())]
        fact = re.fullmatch(r"(\s{6}\w+: )(.+)", line)
        items = re.fullmatch(r"(\s{6}\w+:) \[([^\[\]\"]+)\]", line)
        if what == "comment above":
            lines.insert(place, f"{indent}# note {number}")
        elif what == "comment behind" and line.strip() and not line.lstrip().startswith("#"):
            lines[place] = f"{line}  # note {number}"
        elif what == "blank":
            lines.insert(place, "")
        elif what == "add fact" and line.strip() == "facts:":
            lines.insert(place + 1, f"      own{number}: mine")
        elif what == "change" and fact:
            lines[place] = f"{fact[1]}hand {number}"
        elif what == "delete" and fact:
            lines[place] = ""
        elif what == "block list" and items:
            lines[place] = items[1] + "".join(f"\n      - {item}  # note {number}" for item in items[2].split(", "))
        elif what == "quote" and fact and '"' not in line and "[" not in line and "#" not in line:
            lines[place] = f"{fact[1]}'{fact[2]}'"
    return "\n".join(lines)


def facts_of(desk: Desk) -> dict[tuple[str, str], Value | None]:
    return {(identity, fact): desk.value(identity, "facts", fact) for identity in desk.entries() for fact in FACTS}


@settings(max_examples=80, suppress_health_check=[HealthCheck.filter_too_much])
@given(TABLES, TABLES, st.lists(EDIT, max_size=5), st.booleans())
def test_hand_edits_and_comments_are_never_lost(
    first: list[Any], second: list[Any], edits: list[tuple[str, int]], crlf: bool
) -> None:
    desk = Desk()
    desk.take(grid(first))
    imported = facts_of(desk)
    plain = Desk()
    plain.take(grid(second))
    wanted = facts_of(plain)
    desk.text = by_hand(desk.text, edits)
    if crlf:
        desk.text = desk.text.replace("\n", "\r\n")
    result = read("deck.yaml", desk.data or b"")
    assume(result.tree is not None and not any(finding.level == "error" for finding in result.findings))
    before, notes = facts_of(desk), re.findall(r"# note \d+|own\d+: mine", desk.text)
    try:
        report = desk.take(grid(second))
    except KdeckError:  # nothing was changed: a comment stands where it could not have been kept
        assert "note" in desk.text
        return
    after = facts_of(desk)
    for key, value in after.items():
        if key not in imported:
            assert value == wanted[key]
        elif before[key] != imported[key]:
            assert value == before[key], "a hand edit"
            assert value == wanted.get(key, value) or any(
                (change.id, change.path[-1]) == key for change in (*report.kept, *report.conflicts)
            )
        else:
            assert value == wanted.get(key, value)
    assert sorted(re.findall(r"# note \d+|own\d+: mine", desk.text)) == sorted(notes)
    assert not crlf or desk.text.count("\n") == desk.text.count("\r\n")
    again = desk.data, desk.record
    desk.take(grid(second))
    assert (desk.data, desk.record) == again


CELLS = st.one_of(st.text(max_size=12), st.text("ab零，、；：:#[]{}-\"' \n\t$%", max_size=12))


@settings(max_examples=80)
@example([("", "/")])
@example([("，", "明天，后天")])
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_whatever_a_table_holds_the_deck_says_the_same_and_passes_the_check(rows: list[tuple[str, str]]) -> None:
    from kdeck.decks.importing.table_file import cleaned, is_nothing, one_line, split
    from kdeck.decks.schema_base import fill
    from kdeck.decks.schema_cards import ITEMS

    table = [["id", "name", "note"], *([f"p{place}", f"N {name}", note] for place, (name, note) in enumerate(rows))]
    assume(not any("\x00" in cell or '"' in cell[:1] for row in rows for cell in row))
    desk = Desk()
    outcome = desk.think(table)
    assert not [finding for finding in outcome.checked if finding.level == "error"]
    desk.take(table)
    assert not read("deck.yaml", desk.data or b"").findings
    for place, (name, note) in enumerate(rows):
        held = desk.value(f"p{place}", "name") or ()
        assert [fill(text, {}).text for text in held] == [one_line(cleaned(f"N {name}"))]
        facts = desk.value(f"p{place}", "facts", "note") or ()
        wanted = () if is_nothing(cleaned(note)) else split(cleaned(note), ITEMS)
        assert tuple(fill(text, {}).text for text in facts) == wanted
    again = desk.data, desk.record
    desk.take(table)
    assert (desk.data, desk.record) == again


@pytest.mark.parametrize("dash", ["-", "—", "——", "/", "–"])
def test_a_dash_in_a_cell_is_no_fact_and_minus_five_is_one(dash: str) -> None:
    desk = Desk()
    desk.take([["name", "sku", "care", "warmth"], ["Ridge", "a1", dash, "-5"]])
    assert "care" not in desk.text
    assert '"-5"' in desk.text
