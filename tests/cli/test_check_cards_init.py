"""``check``, ``cards``, ``schema`` and ``init``: what trainers use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import DECK, Kdeck, one_clear_error

FINDING = ["file", "line", "column", "level", "code", "message", "hint"]
CARD = ["id", "kind", "front", "back", "deck", "tags", "file", "line", "cases"]


def test_a_sound_library_has_no_findings(kdeck: Kdeck, decks: Path) -> None:
    for words in (("check",), ("check", str(decks)), ("check", str(decks / "basics.yaml"))):
        ran = kdeck(*words)
        assert (ran.code, ran.out, ran.err) == (0, "No findings.\n", "")
    assert kdeck("check", "--format", "json").out == "[]\n"


def test_every_error_comes_with_its_place_and_the_nearest_word(kdeck: Kdeck, decks: Path) -> None:
    deck = decks / "basics.yaml"
    deck.write_text(DECK.replace("    hint: ", "    hintt: "), encoding="utf-8")
    line = next(
        number for number, text in enumerate(deck.read_text(encoding="utf-8").split("\n"), 1) if "hintt" in text
    )
    ran = kdeck("check")
    assert ran.code == 1
    first, *_, last = ran.out.splitlines()
    assert first.startswith(f"basics.yaml:{line}:5: error: ")
    assert last == "Errors: 1, warnings: 0."
    assert "hint" in ran.out
    (plain,) = json.loads(kdeck("check", "--format", "json").out)
    assert list(plain) == FINDING
    assert (plain["file"], plain["line"], plain["column"], plain["level"]) == ("basics.yaml", line, 5, "error")


def test_warnings_alone_are_no_failure(kdeck: Kdeck, decks: Path) -> None:
    deck = decks / "basics.yaml"
    deck.write_text(DECK.replace("    why: 先回应\n", "    until: 2026-01-01\n"), encoding="utf-8")
    ran = kdeck("check", "--at", "2026-06-01")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "Errors: 0, warnings: 1."
    assert kdeck("check", "--at", "2025-06-01").out == "No findings.\n"


def test_fix_writes_missing_ids_and_nothing_else(kdeck: Kdeck, decks: Path) -> None:
    deck = decks / "basics.yaml"
    broken = DECK.replace("  - id: greet\n    front", "  - front")
    deck.write_text(broken, encoding="utf-8")
    deck.chmod(0o640)
    assert kdeck("check").code == 1
    ran = kdeck("check", "--fix")
    assert ran.code == 0
    assert "basics.yaml" in ran.out
    mended = deck.read_text(encoding="utf-8").splitlines()
    assert [line for line in mended if line not in broken.splitlines()] != []
    assert len(mended) - len(broken.splitlines()) <= 1
    assert deck.stat().st_mode & 0o777 == 0o640
    assert kdeck("check", "--fix").out == "No findings.\n"


def test_cards_lists_everything_that_the_library_expands_to(kdeck: Kdeck) -> None:
    plain = json.loads(kdeck("cards", "--format", "json").out)
    assert all(list(card) == CARD for card in plain)
    by_id = {card["id"]: card for card in plain}
    assert len(by_id) == 8
    assert by_id["basics/cutoff"]["back"] == "16:00"
    assert by_id["basics/colours"]["back"] == ["白", "黑"]
    assert by_id["basics/greet"]["line"] == 5
    assert by_id["basics/greet"]["file"] == "basics.yaml"
    assert kdeck("cards").out.splitlines()[1] == "basics/cutoff  typed  几点前付款当天发货？"


def test_cards_of_one_file_can_be_listed(kdeck: Kdeck, decks: Path) -> None:
    ran = kdeck("cards", str(decks / "basics.yaml"), "--cases", "3", "--seed", "1", "--format", "json")
    assert len(json.loads(ran.out)) == 8


def test_the_schema_is_json_schema_of_decks_and_shop(kdeck: Kdeck) -> None:
    schema = json.loads(kdeck("schema").out)
    assert schema["$schema"].endswith("2020-12/schema")
    assert {"DeckFile", "ShopFile"} <= schema["$defs"].keys()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_init_makes_a_library_without_findings_and_says_what_comes_next(
    kdeck: Kdeck, tmp_path: Path, lang: str
) -> None:
    folder = tmp_path / "my-shop"
    ran = kdeck("--lang", lang, "init", str(folder))
    assert ran.code == 0
    assert sorted(file.name for file in folder.iterdir()) == ["delivery.yaml", "products.yaml", "shop.yaml"]
    assert [line for line in ran.out.splitlines() if line.startswith("  ")] == [
        f"  kdeck check {folder}",
        f"  kdeck cards {folder}",
        f"  kdeck --decks {folder}",
    ]
    assert json.loads(kdeck("check", str(folder), "--format", "json").out) == []
    kinds = {card["kind"] for card in json.loads(kdeck("cards", str(folder), "--format", "json").out)}
    assert {"recall", "typed", "cloze", "choice", "order", "set"} <= kinds


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_plan_that_init_leaves_in_comments_holds_when_it_is_uncovered(
    kdeck: Kdeck, tmp_path: Path, lang: str
) -> None:
    assert kdeck("--lang", lang, "init", str(tmp_path / "shop"), where=False).code == 0
    shop = tmp_path / "shop" / "shop.yaml"
    head, plan = shop.read_text(encoding="utf-8").rsplit("\n\n", 1)
    uncovered = [line.removeprefix("# ") for line in plan.splitlines()[1:]]
    shop.write_text("\n".join([head, *uncovered, ""]), encoding="utf-8")
    assert len(uncovered) == 4
    assert "path" in uncovered[1]
    assert kdeck("check", str(tmp_path / "shop"), where=False).code == 0


def test_init_without_a_folder_makes_decks_here_which_is_then_the_default(kdeck: Kdeck, tmp_path: Path) -> None:
    assert kdeck("init", where=False).code == 0
    assert (tmp_path / "decks" / "shop.yaml").is_file()
    assert kdeck("check", where=False).out == "No findings.\n"


def test_init_goes_on_where_it_was_killed_and_only_there(kdeck: Kdeck, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    assert kdeck("init", str(shop), where=False).code == 0
    whole = {file.name: file.read_bytes() for file in shop.iterdir()}
    (shop / "products.yaml").unlink()
    (shop / "delivery.yaml.part-0a1b2c3d").write_bytes(b"deck: de")
    assert kdeck("init", str(shop), where=False).code == 0
    assert {name: (shop / name).read_bytes() for name in whole} == whole
    (shop / "products.yaml").unlink()
    (shop / "shop.yaml").write_text("shop: mine\n", encoding="utf-8")
    assert kdeck("init", str(shop), where=False).code == 2, "somebody has begun to write here"
    assert (shop / "shop.yaml").read_text(encoding="utf-8") == "shop: mine\n"


def test_init_leaves_a_folder_that_holds_anything_alone(kdeck: Kdeck, decks: Path) -> None:
    before = sorted(decks.iterdir())
    ran = kdeck("init", str(decks))
    assert ran.code == 2
    assert "was left alone" in one_clear_error(ran)
    assert sorted(decks.iterdir()) == before
