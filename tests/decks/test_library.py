from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.cards.card import Card, CardKind, Content
from kdeck.core.cards.choice import Choice
from kdeck.core.cards.cloze import Cloze
from kdeck.core.cards.kinds import KINDS
from kdeck.core.cards.listed import Listed
from kdeck.core.cards.order import Order
from kdeck.core.cards.phrase import Phrase
from kdeck.core.cards.recall import Recall
from kdeck.core.cards.rule import Outcome
from kdeck.core.cards.spot import Spot
from kdeck.core.cards.typed import Typed
from kdeck.core.errors import LibraryError
from kdeck.core.shop import Deck, Shop
from kdeck.decks.checking import check_path
from kdeck.decks.discover import discover
from kdeck.decks.index import _MANY_LOOKUPS, Cache, compose
from kdeck.decks.library import library_of, open_library
from kdeck.decks.part import encode, search_text
from tests.builders import make_card, revised
from tests.core.rules.tables import CUTOFF, SIZES
from tests.decks.folders import card, deck, shop, write


def plain(name: str, back: str = "yes", **more: Any) -> Card:
    return revised(make_card(id=name, kind="typed", front=f"What of {name}?", back=(back,)), **more)


def test_cards_stand_in_the_order_of_their_decks() -> None:
    library = library_of([plain("b/one"), plain("a/one"), plain("b/two")])
    assert list(library.ids) == ["b/one", "b/two", "a/one"]
    assert [(deck.id, deck.start, deck.size) for deck in library.decks] == [("b", 0, 2), ("a", 2, 1)]
    assert library.ids[-1] == "a/one"
    assert library.ids[:2] == ["b/one", "b/two"]
    assert library.ids[::-1] == ["a/one", "b/two", "b/one"]
    with pytest.raises(IndexError):
        library.ids[3]


def test_decks_may_be_given_with_their_titles() -> None:
    decks = [Deck(name, name.upper(), "en", "", ("x",), f"{name}.yaml", 0, 0) for name in ("a", "empty", "b")]
    library = library_of([plain("b/one"), plain("a/one")], Shop(name="Spruce"), decks)
    assert library.shop.name == "Spruce"
    assert library.decks == (
        Deck("a", "A", "en", "", ("x",), "a.yaml", 0, 1),
        Deck("empty", "EMPTY", "en", "", ("x",), "empty.yaml", 1, 0),
        Deck("b", "B", "en", "", ("x",), "b.yaml", 1, 1),
    )


CONTENTS: list[Content] = [
    Recall("x"),
    Typed("x", ("y",), "exact", "cm"),
    Cloze(("x", "y")),
    Choice(("x",), ("y", "z"), "z"),
    Listed(("x", "y")),
    Order(("x", "y")),
    Spot(("k",), (("k", "v"), ("l", "w"))),
    Outcome(CUTOFF, 0, ("y",), "fact"),
    Outcome(SIZES, 1, ("y",), "fact", "size"),
    Phrase(("x",), ("y",), (("z", "w"),), "fact"),
]


def test_a_card_of_every_kind_comes_back_as_it_was() -> None:
    assert [content.kind for content in CONTENTS] == list(get_args(CardKind)) == list(KINDS)
    assert len(set(CONTENTS)) == len(CONTENTS), "the same texts of another kind are something else"
    for content in CONTENTS:
        full = Card("a/one/颜色", "a", "?", content, ("t",), "why", "hint", "§ 2", 6, 20_000, "a.yaml", 7, ("a/old",))
        library = library_of([full, plain("a/two")])
        back = library.card(full.id)
        assert (back, type(back), type(back.content)) == (full, Card, KINDS[content.kind])
        assert dict(library.resting) == {full.id: 20_000}


def test_an_unknown_card_is_a_key_error() -> None:
    library = library_of([plain("a/one")])
    assert "a/one" in library
    assert "a/two" not in library
    assert 3 not in library
    for ask in (library.card, library.position):
        with pytest.raises(KeyError, match="a/two"):
            ask("a/two")


def test_an_empty_library_answers_everything() -> None:
    library = library_of([])
    assert (len(library), list(library.ids), list(library.cards()), library.find("x"), library.find("")) == (
        0,
        [],
        [],
        [],
        [],
    )
    assert "a/one" not in library


def test_of_two_cards_with_one_id_the_first_counts() -> None:
    library = library_of([plain("a/one", "first"), plain("a/one", "second")])
    assert len(library) == 1
    assert library.card("a/one").answer == ("first",)


def test_cards_are_found_in_many_files_and_after_many_lookups() -> None:
    library = library_of(plain(f"{deck}/c{number}") for deck in "abcdefghijklmnopqrstuvwxyz" for number in range(20))
    for _ in range(_MANY_LOOKUPS // len(library) + 1):
        assert [library.position(name) for name in library.ids] == list(range(len(library)))
        assert "a/none" not in library
    assert [library.card(name).id for name in library.ids] == list(library.ids)
    assert [library.card_at(place).id for place in range(len(library))] == list(library.ids)
    assert [name for deck in library.decks for name in library.ids_of(deck)] == list(library.ids)
    assert [card.id for deck in library.decks for card in library.cards_of(deck)] == list(library.ids)
    assert [card.id for card in library.cards()] == list(library.ids)


def test_words_are_found_in_any_case_and_width_and_all_must_be_there() -> None:
    library = library_of(
        [
            plain("a/one", "不早于 16：00", tags=("policy",)),
            plain("a/two", "Ｔシャツ L size"),
            plain("b/three", "size l", tags=("发货",)),
        ]
    )
    assert library.find("16:00") == [0]
    assert library.find("POLICY") == [0]
    assert library.find("ｔシャツ") == [1]
    assert library.find("L SIZE") == [1, 2]
    assert library.find("发货 size") == [2]
    assert library.find("发货 policy") == []
    assert library.find("a/t") == [1]
    assert library.find("  ") == [0, 1, 2]


TEXT = st.text(alphabet="abß 退货é\n\x1f１", max_size=6)


@given(st.lists(TEXT, max_size=12), TEXT)
def test_finding_is_looking_for_every_word_in_every_card(backs: list[str], query: str) -> None:
    cards = [make_card(f"d/{number}", "recall", "q", (back,)) for number, back in enumerate(backs)]
    from kdeck.decks.part import search_fold

    words = [search_fold(word) for word in query.split()]
    expected = [number for number, card in enumerate(cards) if all(word in search_text(card) for word in words)]
    assert library_of(cards).find(query) == expected


def test_tags_are_counted_and_looked_up() -> None:
    library = library_of(
        [
            plain("a/one", tags=("Late", "x")),
            plain("b/one", tags=("late",)),
            plain("b/two", tags=("x",)),
            plain("c/one"),
        ]
    )
    assert library.tags() == {"Late": 1, "late": 1, "x": 2}
    assert list(library.tags()) == ["Late", "late", "x"]
    assert library.tagged("LATE") == [0, 1]
    assert library.tagged("x") == [0, 2]
    assert library.tagged("none") == []


def test_only_an_answer_that_is_another_has_changed() -> None:
    library = library_of([plain("a/same", "Sixteen。"), plain("a/new", "17:00"), plain("a/unknown", "x")])
    known = [("a/new", "16:00"), ("a/same", "sixteen"), ("a/unknown", ""), ("a/gone", "old")]
    assert library.changed(known) == ["a/new"]
    assert library.answer_keys() == {card.id: card.answer_key for card in library.cards()}


def test_libraries_are_equal_when_their_digests_are(tmp_path: Path) -> None:
    assert library_of([plain("a/one")]).digest == library_of([plain("a/one")]).digest
    assert library_of([plain("a/one")]).digest != library_of([plain("a/one", "no")]).digest
    root = write(tmp_path, {"shop.yaml": shop(), "a.yaml": deck("a", card("one"))})
    digest = open_library(str(root), None).digest
    assert open_library(str(root), None).digest == digest
    write(root, {"a.yaml": deck("a", card("one", "other"))})
    assert open_library(str(root), None).digest != digest


def test_the_edition_in_ones_language_is_opened(tmp_path: Path) -> None:
    for lang in ("en", "zh"):
        write(tmp_path / lang, {"shop.yaml": shop(lang=lang), "a.yaml": deck(f"in-{lang}", card("one"))})
    assert list(open_library(str(tmp_path), None, "zh").ids) == ["in-zh/one"]
    assert open_library(str(tmp_path), None).shop.lang == "en"


def test_a_library_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for ask in (lambda path: open_library(path, None), check_path):
        with pytest.raises(LibraryError) as caught:
            ask(str(tmp_path / "missing"))
        assert caught.value.hint is not None


def test_checking_reports_every_file_by_file_and_line(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "shop.yaml": shop(),
            "b.yaml": "deck: b\ntitle: B\nodd: 1\ncards:\n- id: one\n  front: f\n  back: b\n",
            "a.yaml": deck("a", card("one")),
            "c.yaml": deck("a", card("one")),
            ".d.yaml": "",
        },
    )
    findings = check_path(str(tmp_path))
    assert [(finding.file, finding.level) for finding in findings if finding.file != "c.yaml"] == [
        (".d.yaml", "warning"),
        ("b.yaml", "error"),
    ]
    assert "c.yaml" in {finding.file for finding in findings}
    assert findings == sorted(findings, key=lambda finding: (finding.file, finding.line, finding.column))


def test_a_sound_library_has_no_findings(tmp_path: Path) -> None:
    assert check_path(str(write(tmp_path, {"shop.yaml": shop(), "a.yaml": deck("a", card("one"))}))) == []


def test_all_editions_are_checked_unless_one_is_named(tmp_path: Path) -> None:
    for lang in ("en", "zh"):
        write(tmp_path / lang, {"shop.yaml": shop(lang=lang), "x/a.yaml": deck("a", card("one"), odd="1")})
    write(tmp_path, {"stray.yaml": deck("b"), "void/shop.yaml": shop(), "notes/b.yaml": deck("b")})
    assert [(finding.file, finding.code) for finding in check_path(str(tmp_path)) if finding.level == "warning"] == [
        ("notes/b.yaml", "outside-editions"),
        ("stray.yaml", "outside-editions"),
    ]
    assert [finding.file for finding in check_path(str(tmp_path)) if finding.level == "error"] == [
        "en/x/a.yaml",
        "void",
        "zh/x/a.yaml",
    ]
    assert [finding.file for finding in check_path(str(tmp_path), "zh")] == ["x/a.yaml"]


def test_one_file_is_checked_alone_but_with_its_shop(tmp_path: Path) -> None:
    path = [{"day": 1, "title": "One", "decks": ["a", "elsewhere"]}]
    write(tmp_path, {"shop.yaml": shop(terms={"cutoff": "16:00"}, path=path), "b.yaml": deck("b", odd="1")})
    write(tmp_path, {"a.yaml": deck("a", card("one", "$cutoff"))})
    assert check_path(str(tmp_path / "a.yaml")) == []
    assert open_library(str(tmp_path / "a.yaml"), None).card("a/one").answer == ("16:00",)
    assert {finding.file for finding in check_path(str(tmp_path))} >= {"b.yaml", "shop.yaml"}


def test_dates_are_held_against_the_day_that_is_given(tmp_path: Path) -> None:
    write(tmp_path, {"shop.yaml": shop(), "a.yaml": deck("a", card("one", until="2026-11-11"))})
    assert check_path(str(tmp_path)) == []
    assert check_path(str(tmp_path), today=20_000) == []
    assert [finding.level for finding in check_path(str(tmp_path), today=30_000)] == ["warning"]
    assert list(open_library(str(tmp_path), None).resting) == ["a/one"]


OPENING = """
import sys
from kdeck.decks.library import open_library
library = open_library(sys.argv[1], sys.argv[2])
card = library.card(library.ids[0])
assert "none" not in library
heavy = {"yaml", "pydantic", "dataclasses", "inspect", "hashlib", "pathlib", "json", "kdeck.decks.build"}
print(len(library), *sorted(heavy & sys.modules.keys()))
"""


def test_opening_an_unchanged_library_imports_nothing_heavy(tmp_path: Path) -> None:
    write(tmp_path / "decks", {"shop.yaml": shop(), "a.yaml": deck("a", card("one"))})
    paths = str(tmp_path / "decks"), str(tmp_path / "cache")
    open_library(*paths)
    ran = subprocess.run(
        [sys.executable, "-S", "-c", OPENING, *paths], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert (ran.stdout, ran.stderr) == ("1\n", "")


def test_a_hundred_thousand_cards_open_at_once(tmp_path: Path) -> None:
    root = write(
        tmp_path / "decks", {f"d{number:03}.yaml": json.dumps({"deck": f"d{number}"}) for number in range(100)}
    )
    found = discover(str(root))
    cache = Cache(str(tmp_path / "cache"), found.root)
    files = [
        encode(
            file.name,
            file.stamp,
            "digest",
            Deck(f"d{place}", "", "", "", (), file.name, 0, 0),
            [
                make_card(f"d{place}/c{number}", "recall", "顾客问退货运费由谁承担？", ("顾客",))
                for number in range(1000)
            ],
        )
        for place, file in enumerate(found.files)
    ]
    cache.keep(compose(found.root, time.time_ns(), "digest", Shop(), files, cache.version))
    start = time.perf_counter()
    library = open_library(str(root), str(tmp_path / "cache"))
    assert (len(library), len(library.decks), "d99/c999" in library, "d99/x" in library) == (100_000, 100, True, False)
    assert library.card("d50/c500").front == "顾客问退货运费由谁承担？"
    assert time.perf_counter() - start < 0.25
