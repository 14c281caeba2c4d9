"""``check --against``: what an edit does to the cards, in a real git repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import DECK, ROOT, SHOP, Kdeck, one_clear_error

GIT = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *words: str, given: bytes = b"") -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *words], input=given, capture_output=True, check=True, env={**os.environ, **GIT}
    )
    return done.stdout.decode().strip()


def commit(folder: Path, message: str = "x") -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(decks: Path) -> Path:
    """The library of the test, in a repository of its own, committed."""
    git(decks.parent, "init", "-q", "-b", "main")
    commit(decks.parent)
    return decks.parent


@pytest.fixture
def edited(repository: Path, decks: Path) -> Path:
    """One card of every fate since the last commit."""
    text = DECK.replace('back: "16:00"', 'back: "17:00"').replace("wrong: [我们, 快递]", "wrong: [我们, 快递公司]")
    text = text.replace("  - id: colours\n", "  - id: all-colours\n    was: colours\n")
    text = text[: text.index("  - id: note")] + "  - id: fresh\n    front: 新？\n    back: 对\n"
    text = text.replace("{{c1::7::几}}", "{{c1::7::多少}}")
    (decks / "basics.yaml").write_text(text, encoding="utf-8")
    return decks


def against(kdeck: Kdeck, *words: str) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(kdeck("check", *words, "--format", "json").out)
    return plain


def test_an_edit_is_told_by_what_it_does_to_each_card(kdeck: Kdeck, edited: Path) -> None:
    assert against(kdeck, "--against", "HEAD") == {
        "against": "HEAD",
        "added": ["basics/fresh"],
        "dropped": ["basics/note"],
        "changed": ["basics/days/c1", "basics/freight"],
        "redrilled": ["basics/cutoff"],
        "renamed": {"basics/colours": "basics/all-colours"},
        "answers": {"basics/cutoff": {"old": ["16:00"], "new": ["17:00"]}},
        "chats": {"added": [], "dropped": [], "changed": []},
        "findings": [],
    }


def test_the_text_names_every_card_and_counts_them(kdeck: Kdeck, edited: Path) -> None:
    ran = kdeck("check", "--against", "main")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "+ basics/fresh",
        "- basics/note",
        "= basics/colours is now basics/all-colours",
        "~ basics/days/c1",
        "~ basics/freight",
        "! basics/cutoff: 16:00 is now 17:00",
        "Compared with main:",
        "+ added: 1",
        "- dropped: 1",
        "= with another id: 1",
        "~ reading otherwise, answer unchanged: 2",
        "! with another answer, asked at once of all who know them: 1",
        "No findings.",
    ]


def test_a_comment_an_order_or_a_move_does_nothing_to_a_card(kdeck: Kdeck, repository: Path, decks: Path) -> None:
    (decks / "sub").mkdir()
    (decks / "basics.yaml").rename(decks / "sub" / "moved.yaml")
    (decks / "sub" / "moved.yaml").write_text(f"# Rules\n\n{DECK}", encoding="utf-8")
    found = against(kdeck, "--against", "HEAD")
    assert [found[key] for key in ("added", "dropped", "changed", "redrilled")] == [[], [], [], []]


def test_one_number_in_the_shop_asks_its_cards_anew_and_no_others(kdeck: Kdeck, repository: Path, decks: Path) -> None:
    shop, deck = decks / "shop.yaml", decks / "basics.yaml"
    shop.write_text(SHOP + "terms: {cutoff: 16:00}\n", encoding="utf-8")
    deck.write_text(DECK.replace('back: "16:00"', "back: $cutoff"), encoding="utf-8")
    commit(repository)
    shop.write_text(SHOP + "terms: {cutoff: 17:30}\n", encoding="utf-8")
    found = against(kdeck, "--against", "HEAD")
    assert found["redrilled"] == ["basics/cutoff"]
    assert found["changed"] == []


def test_one_deck_file_is_compared_with_its_shop(kdeck: Kdeck, repository: Path, decks: Path) -> None:
    (decks / "sub").mkdir()
    (decks / "sub" / "other.yaml").write_text("deck: other\ncards:\n  - {id: a, front: a, back: $cutoff}\n")
    (decks / "shop.yaml").write_text(SHOP + "terms: {cutoff: 16:00}\n", encoding="utf-8")
    first = commit(repository)
    (decks / "shop.yaml").write_text(SHOP + "terms: {cutoff: 17:00}\n", encoding="utf-8")
    (decks / "basics.yaml").unlink()
    found = against(kdeck, str(decks / "sub" / "other.yaml"), "--against", first)
    assert (found["redrilled"], found["added"], found["dropped"]) == (["other/a"], [], [])
    assert against(kdeck, str(decks / "sub" / "other.yaml"), "--against", f"{first}~1")["added"] == ["other/a"]


def test_every_edition_is_compared(kdeck: Kdeck, tmp_path: Path) -> None:
    root = tmp_path / "both"
    for name in ("en", "zh"):
        (root / name).mkdir(parents=True)
        (root / name / "shop.yaml").write_text(f"shop: s\nlang: {name}\n")
        (root / name / "d.yaml").write_text("deck: d\ncards:\n  - {id: a, front: a, back: b}\n")
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    (root / "en" / "d.yaml").write_text("deck: d\ncards:\n  - {id: a, front: a, back: c}\n")
    (root / "zh" / "d.yaml").write_text(
        "deck: d\ncards:\n  - {id: a, front: a2, back: b}\n  - {id: z, front: z, back: z}\n"
    )
    found = against(kdeck, str(root), "--against", "HEAD")
    assert (found["redrilled"], found["changed"], found["added"]) == (["d/a"], ["d/a"], ["d/z"])


def test_a_library_that_was_not_there_is_all_new(kdeck: Kdeck, repository: Path, decks: Path) -> None:
    (decks / "basics.yaml").rename(repository / "basics.yaml")
    before = commit(repository)
    (repository / "basics.yaml").rename(decks / "basics.yaml")
    assert len(against(kdeck, "--against", before)["added"]) == 8


def test_findings_decide_the_exit_code_and_stand_below(kdeck: Kdeck, edited: Path) -> None:
    deck = edited / "basics.yaml"
    deck.write_text(deck.read_text(encoding="utf-8").replace("    hint:", "    hintt:"), encoding="utf-8")
    ran = kdeck("check", "--against", "HEAD")
    assert ran.code == 1
    assert ran.out.splitlines()[-1] == "Errors: 1, warnings: 0."
    found = against(kdeck, "--against", "HEAD")
    assert [finding["code"] for finding in found["findings"]] == ["unknown-key"]
    assert "basics/cutoff" in found["dropped"]


@pytest.mark.parametrize(
    "revision", ["--output=x", "-h", "no-such-branch", "HEAD~99", "", "HEAD:library", "a b", "^HEAD"]
)
def test_a_revision_that_is_none_is_refused_in_one_line(kdeck: Kdeck, repository: Path, revision: str) -> None:
    ran = kdeck("check", f"--against={revision}")
    assert (ran.code, ran.out) == (2, "")
    one_clear_error(ran)
    assert not (repository / "x").exists()
    assert not (repository / "library" / "x").exists()


def test_a_folder_outside_git_is_refused_in_one_line(
    kdeck: Kdeck, decks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    ran = kdeck("check", "--against", "HEAD")
    assert (ran.code, ran.out) == (2, "")
    assert "is in no git repository" in one_clear_error(ran)


def test_without_git_that_is_said(kdeck: Kdeck, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository / "nowhere"))
    ran = kdeck("check", "--against", "HEAD")
    assert (ran.code, ran.out) == (2, "")
    assert "git was not found" in one_clear_error(ran)


def test_it_works_inside_a_hook_of_git(repository: Path, edited: Path, home: Path) -> None:
    hook = repository / ".git" / "hooks" / "pre-commit"
    code = "import sys; from kdeck.cli.main import program; sys.exit(program())"
    hook.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" "{sys.executable}" -c "{code}" check library --home "{home}" --against HEAD '
        "--format json > seen.json\n"
    )
    hook.chmod(0o755)
    commit(repository)
    assert json.loads((repository / "seen.json").read_text(encoding="utf-8"))["redrilled"] == ["basics/cutoff"]


def test_a_tree_that_leads_out_of_its_folder_writes_nothing_there(
    kdeck: Kdeck, repository: Path, decks: Path, tmp_path: Path
) -> None:
    blob = git(repository, "hash-object", "-w", "--stdin", given=b"deck: evil\n")
    bad = git(repository, "mktree", "--missing", given=f"100644 blob {blob}\tevil.yaml\n".encode())
    raw = b"40000 ..\0" + bytes.fromhex(bad)
    tree = git(repository, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", given=raw)
    outer = git(repository, "mktree", given=f"040000 tree {tree}\tlibrary\n".encode())
    made = git(repository, "commit-tree", outer, "-m", "x")
    ran = kdeck("check", "--against", made, "--format", "json")
    assert ran.code == 0
    assert len(json.loads(ran.out)["added"]) == 8


CHATS = """\
deck: chats
chats:
  - {id: late, name: 小鹿, turns: [{text: 到哪了？, must: [[查]], say: 马上查}]}
  - {id: size, name: 豆豆, turns: [{text: 穿什么码？, say: M 码}]}
"""


def test_chats_that_come_go_and_read_otherwise_are_told_apart_from_cards(
    kdeck: Kdeck, repository: Path, decks: Path
) -> None:
    file = decks / "chats.yaml"
    file.write_text(CHATS, encoding="utf-8")
    assert against(kdeck, "--against", "HEAD")["chats"]["added"] == ["chats/late", "chats/size"]
    commit(repository)
    file.write_text("# moved down\n" + CHATS, encoding="utf-8")
    assert not any(against(kdeck, "--against", "HEAD")["chats"].values())
    text = CHATS.replace("马上查", "这就查").replace("id: size", "id: fit")
    file.write_text(text, encoding="utf-8")
    found = against(kdeck, "--against", "HEAD")
    assert found["chats"] == {"added": ["chats/fit"], "dropped": ["chats/size"], "changed": ["chats/late"]}
    assert (found["added"], found["dropped"], found["changed"], found["redrilled"]) == ([], [], [], [])
    ran = kdeck("check", "--against", "HEAD")
    assert "+ chats/fit (chat)\n- chats/size (chat)\n~ chats/late (chat)\n" in ran.out
    assert ran.out.count("chats: 1 added, 1 dropped, 1 reading otherwise\n") == 1
