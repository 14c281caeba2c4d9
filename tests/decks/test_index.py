from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from kdeck.core.errors import Finding, LibraryError
from kdeck.core.message import Message
from kdeck.decks import build as building
from kdeck.decks import compiled
from kdeck.decks import index as caching
from kdeck.decks.expand import compile_deck
from kdeck.decks.library import Library, open_library
from kdeck.decks.part import packed, unpacked
from tests.builders import make_card, own
from tests.decks.folders import LONG_AGO, card, deck, product, shop, write


@pytest.fixture
def compiles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files compiled so far; to be cleared by the test."""
    seen: list[str] = []

    def counting(source: compiled.Source, *more: Any) -> compiled.Compiled:
        seen.append(source.file)
        return compile_deck(source, *more)

    monkeypatch.setattr(building, "compile_deck", counting)
    return seen


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files whose contents were looked at so far."""
    seen: list[str] = []
    digest_of = building.Build._read

    def counting(self: building.Build, file: Any) -> None:
        seen.append(file.name)
        digest_of(self, file)

    monkeypatch.setattr(building.Build, "_read", counting)
    return seen


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(
        tmp_path / "decks",
        {
            "shop.yaml": shop(terms={"cutoff": "16:00"}),
            "a.yaml": deck("a", card("one", "before $cutoff", tags=["late"]), card("two", "退货")),
            "b.yaml": deck(
                "b",
                products=[
                    product("cape", "coats", fit="wide"),
                    product("cloak", "coats", fit="loose"),
                    product("mac", "coats", fit="straight"),
                    product("hood", "hats", fit="slim"),
                ],
            ),
            "c.yaml": deck("c", products=[product("parka", "coats", fit="long")]),
            "d.yaml": deck("d", card("one"), odd="an unknown key"),
        },
    )


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def opened(root: Path, cache: Path) -> Callable[[], Library]:
    return lambda: open_library(str(root), str(cache))


def everything(library: Library) -> tuple[Any, ...]:
    """All that a library says, each part of the index used at least once."""
    cards = list(library.cards())
    assert [card.id for card in cards] == list(library.ids)
    assert [library.card(name) for name in library.ids] == cards
    assert [library.position(name) for name in library.ids] == list(range(len(library)))
    return (
        cards,
        library.decks,
        library.shop,
        library.digest,
        library.findings,
        dict(library.resting),
        library.tags(),
        library.find("late"),
        library.answer_keys(),
    )


def index_file(cache: Path) -> Path:
    (path,) = cache.iterdir()
    return path


def test_an_unchanged_library_is_neither_read_nor_compiled(
    opened: Callable[[], Library], compiles: list[str], reads: list[str]
) -> None:
    first = everything(opened())
    assert compiles == ["a.yaml", "b.yaml", "c.yaml", "d.yaml"]
    compiles.clear()
    reads.clear()
    assert everything(opened()) == first
    assert (compiles, reads) == ([], [])


def test_errors_are_known_from_the_index_too(opened: Callable[[], Library]) -> None:
    fresh, kept = opened().findings, opened().findings
    assert kept == fresh
    assert "d.yaml" in {finding.file for finding in fresh}
    assert [str(finding.message) for finding in kept] == [str(finding.message) for finding in fresh]


def test_a_finding_comes_back_with_its_nested_messages() -> None:
    inner = Message("{count} cards", count=3)
    finding = Finding("a.yaml", 2, 3, "error", "code", Message("{what} in {share}", what=inner, share=0.5), inner)
    assert unpacked(packed(finding)) == finding
    assert unpacked(packed(finding._replace(hint=None))) == finding._replace(hint=None)


def test_a_changed_file_is_compiled_alone(root: Path, opened: Callable[[], Library], compiles: list[str]) -> None:
    opened()
    compiles.clear()
    write(root, {"a.yaml": deck("a", card("one", "changed"), card("three"))}, when=LONG_AGO + 1)
    library = opened()
    assert compiles == ["a.yaml"]
    assert [name for name in library.ids if name.startswith("a/")] == ["a/one", "a/three"]
    assert library.card("a/one").answer == ("changed",)
    assert everything(library) == everything(open_library(str(root), None))


def test_a_changed_shop_compiles_everything(root: Path, opened: Callable[[], Library], compiles: list[str]) -> None:
    assert opened().card("a/one").answer == ("before 16:00",)
    for later, cutoff in enumerate(("17:00", "18:00"), start=1):
        compiles.clear()
        write(root, {"shop.yaml": shop(terms={"cutoff": cutoff})}, when=LONG_AGO + later)
        assert opened().card("a/one").answer == (f"before {cutoff}",)
        assert compiles == ["a.yaml", "b.yaml", "c.yaml", "d.yaml"]
    compiles.clear()
    (root / "shop.yaml").unlink()
    assert "no-shop" in {finding.code for finding in opened().findings}
    assert compiles == ["a.yaml", "b.yaml", "c.yaml", "d.yaml"]


def test_a_changed_product_compiles_the_files_with_siblings(
    root: Path, opened: Callable[[], Library], compiles: list[str]
) -> None:
    opened()
    compiles.clear()
    write(root, {"c.yaml": deck("c", products=[product("parka", "coats", fit="short")])})
    assert everything(opened()) == everything(open_library(str(root), None))
    assert sorted(compiles[:2]) == ["b.yaml", "c.yaml"]
    assert "short" in own(next(card for card in opened().cards() if card.id == "b/cape/fact/fit")).wrong
    compiles.clear()
    (root / "c.yaml").unlink()
    opened()
    assert compiles == ["b.yaml"]
    compiles.clear()
    write(root, {"e.yaml": deck("e", products=[product("cap", "caps", fit="small")])})
    opened()
    assert compiles == ["e.yaml"]


def test_of_two_cards_with_one_id_the_first_counts_whatever_changes(root: Path, opened: Callable[[], Library]) -> None:
    write(root, {"b2.yaml": deck("a", card("one", "second"), card("four", "only here"))})
    library = opened()
    assert library.card("a/one").file == "a.yaml"
    assert library.card("a/four").file == "b2.yaml"
    assert len(set(library.ids)) == len(library.ids) == len(library)
    assert [finding.file for finding in library.findings if "deck" in finding.code] == ["b2.yaml"]
    write(root, {"a.yaml": deck("a", card("two"))}, when=LONG_AGO + 1)
    assert opened().card("a/one").file == "b2.yaml"
    write(root, {"a.yaml": deck("a", card("one"))}, when=LONG_AGO + 2)
    assert opened().card("a/one").file == "a.yaml"
    (root / "a.yaml").unlink()
    assert everything(opened()) == everything(open_library(str(root), None))
    assert opened().card("a/one").answer == ("second",)


def test_a_file_touched_but_not_changed_is_read_once_and_not_compiled(
    root: Path, opened: Callable[[], Library], compiles: list[str], reads: list[str]
) -> None:
    first = everything(opened())
    compiles.clear()
    reads.clear()
    os.utime(root / "a.yaml", (LONG_AGO + 5, LONG_AGO + 5))
    assert everything(opened()) == first
    assert (compiles, reads) == ([], ["a.yaml"])
    assert everything(opened()) == first
    assert reads == ["a.yaml"]


def test_a_file_changed_in_the_moment_of_indexing_is_looked_at_again(
    root: Path, opened: Callable[[], Library], reads: list[str]
) -> None:
    now = time.time()
    write(root, {"a.yaml": deck("a", card("one", "mine"))}, when=now)
    assert opened().card("a/one").answer == ("mine",)
    before = (root / "a.yaml").stat()
    (root / "a.yaml").write_text((root / "a.yaml").read_text().replace("mine", "ours"))
    os.utime(root / "a.yaml", ns=(before.st_mtime_ns, before.st_mtime_ns))
    assert (root / "a.yaml").stat().st_size == before.st_size
    assert opened().card("a/one").answer == ("ours",)


def test_a_stamp_that_became_old_enough_is_trusted_again(
    root: Path, opened: Callable[[], Library], reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)
    os.utime(root / "a.yaml", ns=(now, now))
    opened()
    for later, expected in ((1, ["a.yaml"]), (3, ["a.yaml"]), (4, [])):
        reads.clear()
        monkeypatch.setattr(time, "time_ns", lambda later=later: now + later * 1_000_000_000)
        opened()
        assert reads == expected


def test_a_date_in_the_future_does_not_write_the_index_each_time(
    root: Path, cache: Path, opened: Callable[[], Library], reads: list[str]
) -> None:
    os.utime(root / "a.yaml", (time.time() + 9_999_999, time.time() + 9_999_999))
    opened()
    written = index_file(cache).stat().st_ino
    reads.clear()
    opened()
    assert reads == ["a.yaml"]
    assert index_file(cache).stat().st_ino == written


def test_a_file_that_cannot_be_opened_is_an_error_and_is_tried_again(
    root: Path, opened: Callable[[], Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, mode: str = "r") -> Any:
        if path.endswith("a.yaml"):
            raise PermissionError(13, "Permission denied")
        return open(path, mode)  # noqa: PTH123

    with monkeypatch.context() as patch:
        patch.setattr(building, "open", refuse, raising=False)
        library = opened()
    assert [(f.file, f.level) for f in library.findings if f.code == "unreadable"] == [("a.yaml", "error")]
    assert "a/one" not in library
    assert "b/cape/fact/fit" in library
    assert "a/one" in opened()


def _damaged(data: bytes) -> Iterator[bytes]:
    step = max(1, len(data) // 150)
    for offset in (*range(120), *range(120, len(data), step), len(data) - 1):
        yield data[:offset] + bytes([data[offset] ^ 0x10]) + data[offset + 1 :]
    for length in (*range(0, 120, 7), *range(120, len(data), len(data) // 20)):
        yield data[:length]
    yield b"\0" * len(data)
    yield data[::-1]


def test_a_damaged_index_is_built_again_unseen(cache: Path, opened: Callable[[], Library]) -> None:
    expected = everything(opened())
    path = index_file(cache)
    sound = path.read_bytes()
    for number, damaged in enumerate(_damaged(sound)):
        path.write_bytes(damaged)
        assert everything(opened()) == expected, number
        assert everything(opened()) == expected, number
    path.write_bytes(sound + b"more")
    assert everything(opened()) == expected


def test_damage_after_opening_is_mended_where_it_is_met(cache: Path, opened: Callable[[], Library]) -> None:
    expected = everything(opened())
    path = index_file(cache)
    sound = path.read_bytes()
    for use in (
        lambda library: list(library.cards()),
        lambda library: library.card("a/two"),
        lambda library: library.find("退货"),
        lambda library: list(library.ids),
        lambda library: library.tags(),
        lambda library: library.findings,
    ):
        path.write_bytes(sound)
        library = opened()
        with path.open("r+b") as file:
            file.write(b"\0" * len(sound))
        use(library)
        assert everything(library) == expected


def test_damage_met_halfway_through_the_cards_repeats_none(cache: Path, tmp_path: Path) -> None:
    root = write(tmp_path / "many", {"a.yaml": deck("a", *(card(f"c{number}") for number in range(600)))})
    library = open_library(str(root), str(cache))
    cards = library.cards()
    seen = [next(cards).id for _ in range(300)]
    path = index_file(cache)
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
    seen += [card.id for card in cards]
    assert seen == [f"a/c{number}" for number in range(600)]


def test_damage_met_after_the_decks_have_changed_is_said(
    root: Path, cache: Path, opened: Callable[[], Library]
) -> None:
    library = opened()
    library = opened()
    path = index_file(cache)
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
    write(root, {"a.yaml": deck("a", card("other"))})
    with pytest.raises(LibraryError, match="have changed"):
        library.card("a/one")


def test_an_index_of_other_code_or_of_another_library_is_not_used(
    root: Path, cache: Path, tmp_path: Path, compiles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_library(str(root), str(cache))
    other = write(tmp_path / "other", {"a.yaml": deck("a", card("else"))})
    index_file(cache).rename(str(caching.Cache(str(cache), str(other)).path))
    assert list(open_library(str(other), str(cache)).ids) == ["a/else"]
    open_library(str(root), str(cache))
    compiles.clear()
    monkeypatch.setattr(caching, "_compiler_stamp", lambda: "newer")
    open_library(str(root), str(cache))
    assert compiles == ["a.yaml", "b.yaml", "c.yaml", "d.yaml"]


COMPILED_BY = """
import sys
from kdeck.decks.library import open_library
library = open_library(sys.argv[1], None)
assert len(library) and library.chats()
print("\\n".join(module.__file__ for name, module in sys.modules.items() if name.startswith("kdeck.")))
"""


def test_every_module_that_has_a_part_in_compiling_is_in_the_stamp() -> None:
    root = Path(caching.__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", COMPILED_BY, str(root / "decks" / "en")], capture_output=True, text=True, cwd=root
    )
    assert ran.stderr == ""
    layers = [root / "kdeck" / layer for layer in caching.COMPILERS]
    stamped = {Path(module.path) for layer in layers for module in caching.modules_in(str(layer))}
    taking_part = {Path(line) for line in ran.stdout.splitlines()}
    assert len(taking_part) > 40
    assert taking_part <= stamped
    assert root / "kdeck" / "core" / "chat" / "scenario.py" in taking_part


def test_the_stamp_is_another_when_a_module_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"decks/cache.py": "", "core/chat/scenario.py": "a = 1\n"})
    monkeypatch.setattr(caching, "__file__", str(tmp_path / "decks" / "cache.py"))
    before = caching._compiler_stamp()
    assert caching._compiler_stamp() == before != "packed"
    write(tmp_path, {"core/chat/scenario.py": "a = 12\n"})
    assert caching._compiler_stamp() not in (before, "packed")
    write(tmp_path, {"core/chat/scenario.py": "a = 1\n", "core/chat/new.py": ""})
    assert caching._compiler_stamp() not in (before, "packed")


def test_without_a_cache_nothing_is_written(root: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert len(open_library(str(root), None)) > 0
    assert sorted(tmp_path.rglob("*")) == before


def test_a_cache_that_cannot_be_written_does_no_harm(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = everything(open_library(str(root), None))
    (tmp_path / "file").write_text("in the way")
    assert everything(open_library(str(root), str(tmp_path / "file"))) == expected

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert everything(open_library(str(root), str(tmp_path / "cache"))) == expected
    assert list((tmp_path / "cache").iterdir()) == []


def test_what_a_killed_process_left_is_cleared_away(cache: Path, opened: Callable[[], Library]) -> None:
    expected = everything(opened())
    path = index_file(cache)
    path.rename(f"{path}.new")
    assert everything(opened()) == expected
    assert index_file(cache).suffix == ".new"
    os.utime(index_file(cache), (LONG_AGO, LONG_AGO))
    assert everything(opened()) == expected
    assert everything(opened()) == expected
    assert index_file(cache) == path


def test_several_may_open_and_index_at_once(root: Path, cache: Path, opened: Callable[[], Library]) -> None:
    expected, results = everything(open_library(str(root), None)), []
    threads = [Thread(target=lambda: results.append(everything(opened()))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 6


def test_a_library_keeps_its_cards_while_another_index_takes_the_place(
    root: Path, opened: Callable[[], Library]
) -> None:
    opened()
    old = opened()
    write(root, {"a.yaml": deck("a", card("one", "newer"))})
    assert opened().card("a/one").answer == ("newer",)
    assert old.card("a/one").answer == ("before 16:00",)


def test_a_card_id_is_one_line() -> None:
    from kdeck.decks.library import library_of

    with pytest.raises(ValueError, match="one line"):
        library_of([make_card("a/b\nc", "recall", "", ("",))])


def test_after_any_edit_the_index_and_a_fresh_compile_agree(root: Path, opened: Callable[[], Library]) -> None:
    draw = random.Random(7)
    names = ["a.yaml", "b.yaml", "c.yaml", "d.yaml", "e/f.yaml", "shop.yaml"]
    for step in range(60):
        path = root / draw.choice(names)
        if path.exists() and path.name != "shop.yaml" and draw.random() < 0.2 and len(list(root.rglob("*.yaml"))) > 3:
            path.unlink()
        else:
            products = [
                product(name, draw.choice(("coats", "hats")), fit=draw.choice("wxyz"))
                for name in draw.sample(("p", "q", "r", "s"), draw.randrange(4))
            ]
            cards = [
                card(name, draw.choice(("$cutoff", "no", "yes"))) for name in draw.sample("ghij", draw.randrange(4))
            ]
            text = json.dumps(deck(draw.choice("abcd"), *cards, products=products))
            if path.name == "shop.yaml":
                text = json.dumps(shop(terms={"cutoff": draw.choice(("16:00", "17:00"))}))
            damage = draw.randrange(len(text)) if draw.random() < 0.2 else len(text)
            write(root, {str(path.relative_to(root)): text[:damage]}, when=LONG_AGO + step + 10)
        assert everything(opened()) == everything(open_library(str(root), None)), step
