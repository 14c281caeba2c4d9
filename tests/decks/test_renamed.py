"""``was``: the old ids of the cards of every sort of entry, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kdeck.decks.checking import check_path
from kdeck.decks.library import open_library
from tests.decks.folders import card, deck, product, shop, write
from tests.decks.making import cards, compiled, places


def was(text: str) -> dict[str, tuple[str, ...]]:
    return {name: card.was for name, card in cards(text).items()}


def test_every_card_of_an_entry_has_the_old_entrys_id_with_its_own_facet() -> None:
    found = was(
        """
        deck: d
        cards:
          - {id: plain, was: older, front: a, back: b}
          - {id: both, was: [one, other/two], front: c, back: d, reverse: yes}
          - {id: gaps, kind: cloze, was: holes, text: "{{c1::x}} and {{c2::y}}"}
          - {id: new, front: e, back: f}
        """
    )
    assert found == {
        "plain": ("d/older",),
        "both": ("d/one", "other/two"),
        "both/reverse": ("d/one/reverse", "other/two/reverse"),
        "gaps/c1": ("d/holes/c1",),
        "gaps/c2": ("d/holes/c2",),
        "new": (),
    }


def test_the_facets_of_a_product_keep_their_names() -> None:
    found = was(
        """
        deck: d
        products:
          - {id: shirt, was: tee, name: Shirt, category: c, facts: {fabric: cotton, size: [S, M]}}
          - {id: sock, name: Sock, category: c, facts: {fabric: wool}}
        """
    )
    assert found["shirt/fact/fabric"] == ("d/tee/fact/fabric",)
    assert found["shirt/which/fabric"] == ("d/tee/which/fabric",)
    assert found["shirt/fact/size"] == ("d/tee/fact/size",)
    assert found["sock/fact/fabric"] == ()


def test_a_rule_and_its_outcomes_may_both_have_had_other_ids() -> None:
    found = was(
        """
        deck: d
        rules:
          - id: dispatch
            was: [ship, old/ship]
            ask: "Paid at {paid}?"
            given: {paid: {time: 08:00..20:00, step: 1m}}
            outcomes:
              - {id: today, was: [now, at-once], when: {paid: < 16:00}, then: today}
              - {id: later, then: tomorrow}
        """
    )
    assert found["dispatch/later"] == ("d/ship/later", "old/ship/later")
    assert found["dispatch/today"] == (
        "d/dispatch/now",
        "d/dispatch/at-once",
        "d/ship/today",
        "old/ship/today",
        "d/ship/now",
        "old/ship/now",
        "d/ship/at-once",
        "old/ship/at-once",
    )


def test_a_phrase_may_have_had_another_id() -> None:
    text = "deck: d\nphrases:\n  - {id: calm, was: angry, when: Somebody shouts, say: I am sorry to hear that}\n"
    assert was(text) == {"calm": ("d/angry",)}


@pytest.mark.parametrize("text", ["Older", "a/b/c", "a b", "/x", "x/", "[a, B]"])
def test_what_cannot_be_an_id_is_refused_at_its_place(text: str) -> None:
    result = compiled(f"deck: d\ncards:\n  - id: a\n    front: a\n    back: b\n    was: {text}\n")
    assert [place.partition(":")[0] for place in places(result.findings)] == ["6"]
    assert places(result.findings)[0].endswith(" bad-was")


def test_an_empty_was_is_none() -> None:
    assert was("deck: d\ncards:\n  - {id: a, was: , front: a, back: b}\n") == {"a": ()}


def findings(root: Path) -> list[tuple[str, int, str]]:
    """What a check says, which is what an opened library says, too."""
    found = [(finding.file, finding.line, finding.code) for finding in check_path(str(root))]
    cache = str(root.parent / "cache")
    for _ in range(2):
        library = open_library(str(root), cache)
        assert sorted((finding.file, finding.line, finding.code) for finding in library.findings) == sorted(found)
    return found


def entry(name: str, **more: Any) -> dict[str, Any]:
    return card(name, back=name, **more)


def test_an_old_id_that_is_still_there_is_an_error(tmp_path: Path) -> None:
    root = write(
        tmp_path / "library",
        {
            "shop.yaml": shop(),
            "a.yaml": deck("a", entry("x"), entry("y", was="x"), entry("z", was=["gone", "b/there"])),
            "b.yaml": deck("b", entry("there", reverse="yes")),
        },
    )
    assert [code for *_place, code in findings(root)] == ["still-there", "still-there"]
    first, second = check_path(str(root))
    assert "a/x" in str(first.message)
    assert "b/there" in str(second.message)
    assert first.line < second.line


def test_two_entries_that_claim_one_id_are_an_error(tmp_path: Path) -> None:
    root = write(
        tmp_path / "library",
        {
            "shop.yaml": shop(),
            "a.yaml": deck("a", entry("x", was="old"), entry("y", was="old")),
            "b.yaml": deck("b", entry("z", was=["a/old", "fine"], reverse="yes")),
        },
    )
    assert [(file, code) for file, _line, code in findings(root)] == [
        ("a.yaml", "claimed-twice"),
        ("b.yaml", "claimed-twice"),
    ]


def test_a_product_is_told_once_however_many_cards_it_has(tmp_path: Path) -> None:
    products = [product("hat", "c", colour="red", price="9"), product("cap", "c", colour="blue", price="8")]
    products[0]["was"] = "cap"
    root = write(tmp_path / "library", {"shop.yaml": shop(), "a.yaml": deck("a", products=products)})
    assert [code for *_place, code in findings(root)] == ["still-there"]


def test_renaming_in_turns_is_no_error(tmp_path: Path) -> None:
    root = write(
        tmp_path / "library",
        {"shop.yaml": shop(), "a.yaml": deck("a", entry("x", was=["y-1", "y-0"]), entry("y", was="x-0"))},
    )
    assert findings(root) == []


def test_the_old_ids_outlast_the_index(tmp_path: Path) -> None:
    root = write(
        tmp_path / "library",
        {
            "shop.yaml": shop(),
            "a.yaml": deck("a", entry("x", was="old"), entry("y")),
            "b.yaml": deck("b", entry("z", was="a/gone")),
        },
    )
    for _ in range(2):
        library = open_library(str(root), str(tmp_path / "cache"))
        assert library.was == (("a/x", ("a/old",)), ("b/z", ("a/gone",)))
        assert library.card("a/x").was == ("a/old",)


def test_the_print_of_a_file_tells_of_ids_and_answers_and_of_nothing_else(tmp_path: Path) -> None:
    root, cache = tmp_path / "library", str(tmp_path / "cache")
    files = {"shop.yaml": shop(), "a.yaml": deck("a", entry("x"), entry("y")), "b.yaml": deck("b", entry("z"))}

    def prints(**changed: Any) -> tuple[str, ...]:
        write(root, files | {f"{name}.yaml": content for name, content in changed.items()})
        return open_library(str(root), cache).prints

    before = prints()
    assert prints(a=deck("a", entry("x", why="so"), entry("y", tags=["t"]), title="Other")) == before
    answer = prints(a=deck("a", entry("x"), card("y", back="z")))
    assert (answer[0], answer[1] != before[1], answer[2]) == (before[0], True, before[2])
    assert prints(a=deck("a", entry("x"), card("another", back="y")))[1] not in (before[1], answer[1])
    library = open_library(str(root), cache)
    assert [list(library.ids_in(file)) for file in range(3)] == [[], ["a/x", "a/another"], ["b/z"]]
    assert {name: library.answer_key(name) for name in library.ids} == library.answer_keys()
