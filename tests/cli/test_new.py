"""``kdeck new``: every template works as it stands, in both languages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kdeck.cli.new import KINDS, WHAT
from tests.chaos.faults import files_stop_at
from tests.cli.conftest import DECK, Kdeck, one_clear_error

TEMPLATES = [*(("card", kind) for kind in KINDS), *((what, "") for what in WHAT if what != "card")]


def words(what: str, kind: str) -> list[str]:
    return [what, *(["--kind", kind] if kind else [])]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("what", "kind"), TEMPLATES)
def test_every_template_makes_a_new_deck_that_passes_the_check(
    kdeck: Kdeck, tmp_path: Path, what: str, kind: str, lang: str
) -> None:
    deck = tmp_path / "returns.yaml"
    ran = kdeck("new", *words(what, kind), "--deck", str(deck), "--lang", lang)
    assert ran.code == 0
    assert ran.out.startswith(f"{deck}:")
    line = int(ran.out.removeprefix(f"{deck}:").split(":")[0])
    assert "- id: new-" in deck.read_text(encoding="utf-8").splitlines()[line - 1]
    assert "deck: returns\n" in deck.read_text(encoding="utf-8")
    checked = kdeck("check", str(deck), "--lang", "en")
    assert (checked.code, checked.out) == (0, "No findings.\n")
    chinese = any("\u4e00" <= char <= "\u9fff" for char in deck.read_text(encoding="utf-8"))
    assert chinese == (lang == "zh")


def test_all_templates_together_pass_the_check(kdeck: Kdeck, decks: Path) -> None:
    deck = decks / "basics.yaml"
    for what, kind in (*TEMPLATES, *TEMPLATES):
        assert kdeck("new", *words(what, kind), "--deck", str(deck)).code == 0
    checked = kdeck("check", str(deck))
    assert checked.code == 0
    assert "Errors: 0" in checked.out
    text = deck.read_text(encoding="utf-8")
    assert text.startswith(DECK)
    assert text.count("\nrules:\n") == 1


def test_the_only_deck_of_a_library_needs_no_name(kdeck: Kdeck, decks: Path) -> None:
    ran = kdeck("new", "card", "--kind", "typed", "--id", "own-id")
    assert ran.code == 0
    assert "own-id" in ran.out
    assert "- id: own-id\n" in (decks / "basics.yaml").read_text(encoding="utf-8")


def test_several_decks_are_listed_and_none_is_touched(kdeck: Kdeck, decks: Path) -> None:
    (decks / "more.yaml").write_text("deck: more\n", encoding="utf-8")
    ran = kdeck("new", "card")
    assert ran.code == 2
    told = one_clear_error(ran)
    assert "basics.yaml" in told
    assert "more.yaml" in told
    assert (decks / "basics.yaml").read_text(encoding="utf-8") == DECK


def test_without_a_library_nothing_is_added_to_the_demo_shop(kdeck: Kdeck, home: Path) -> None:
    ran = kdeck("new", "card", "--home", str(home), where=False)
    assert ran.code == 2
    assert "decks" in one_clear_error(ran)


def test_a_deck_without_a_language_gets_the_one_of_its_shop(kdeck: Kdeck, decks: Path) -> None:
    deck = decks / "plain.yaml"
    deck.write_text("deck: plain\n", encoding="utf-8")
    assert kdeck("new", "rule", "--deck", str(deck), "--lang", "en").code == 0
    assert "顾客" in deck.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ("is for cards only", ["new", "rule", "--kind", "typed"]),
        ("cannot be an id", ["new", "card", "--id", "Größe"]),
        ("used already, in line 5", ["new", "card", "--id", "greet"]),
        ("its name must end in .yaml", ["new", "card", "--deck", "deck.txt"]),
        ("There is no folder", ["new", "card", "--deck", "nowhere/deck.yaml"]),
        ("is a folder", ["new", "card", "--deck", "."]),
        ("describes the shop", ["new", "card", "--deck", "shop.yaml"]),
        ("invalid choice", ["new", "riddle"]),
    ],
)
def test_wrong_usage_is_one_clear_line_and_changes_nothing(
    kdeck: Kdeck, decks: Path, tmp_path: Path, told: str, wrong: list[str]
) -> None:
    before = sorted(tmp_path.rglob("*"))
    ran = kdeck(*wrong)
    assert ran.code == 2
    assert told in one_clear_error(ran)
    assert (decks / "basics.yaml").read_text(encoding="utf-8") == DECK
    assert [path for path in sorted(tmp_path.rglob("*")) if path.suffix == ".yaml"] == [
        path for path in before if path.suffix == ".yaml"
    ]


def test_a_deck_with_a_mistake_in_its_yaml_is_left_alone_with_the_place(kdeck: Kdeck, decks: Path) -> None:
    deck = decks / "basics.yaml"
    broken = DECK.replace("    back: 顾客", "    back: a: b")
    deck.write_text(broken, encoding="utf-8")
    ran = kdeck("new", "card")
    assert ran.code == 1
    assert f"basics.yaml:{broken.splitlines().index('    back: a: b') + 1}: " in one_clear_error(ran)
    assert deck.read_text(encoding="utf-8") == broken


def test_a_read_only_mode_and_links_stay(kdeck: Kdeck, decks: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_text("deck: real\n", encoding="utf-8")
    real.chmod(0o640)
    link = decks / "link.yaml"
    link.symlink_to(real)
    assert kdeck("new", "card", "--deck", str(link)).code == 0
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert "new-recall" in real.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on the size of files")
@pytest.mark.parametrize("there", [False, True])
def test_on_a_full_disk_no_file_is_begun_and_none_is_cut_short(kdeck: Kdeck, decks: Path, there: bool) -> None:
    deck = decks / ("basics.yaml" if there else "returns.yaml")
    kdeck("check")  # its index is written by now
    before = {each: each.read_bytes() for each in decks.iterdir()}
    with files_stop_at(50):
        ran = kdeck("new", "card", "--deck", str(deck))
    assert ran.code == 1
    assert "could not be written" in one_clear_error(ran)
    assert {each: each.read_bytes() for each in decks.iterdir()} == before
    assert kdeck("new", "card", "--deck", str(deck)).code == 0


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on the size of files")
@pytest.mark.parametrize("there", [False, True])
def test_a_full_disk_leaves_nothing_of_init_that_the_next_one_would_refuse(
    kdeck: Kdeck, tmp_path: Path, there: bool
) -> None:
    shop = tmp_path / "shop"
    if there:
        shop.mkdir()
    with files_stop_at(900):
        assert "could not be written" in one_clear_error(kdeck("init", str(shop), where=False))
    assert shop.exists() == there
    assert not there or list(shop.iterdir()) == []
    assert kdeck("init", str(shop), where=False).code == 0
