"""``kdeck dan``, ``witness`` and ``submit``: the ladder from the shell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import AT, Kdeck, one_clear_error
from tests.cli.test_plain import only

DANS = """
dans:
  - dan: 1
    title: 基础功
    needs: [{recall: {decks: [basics], of_cards: 1%}}, {witness: yes}]
  - dan: 2
    title: 话术
    needs: [{deck: {cards: 1, kinds: 1}}, {witness: no}]
"""
MINE = "deck: mine\ntitle: 我的\ncards: [{id: a, kind: typed, front: 几天？, back: 七天}]\n"


@pytest.fixture(autouse=True)
def _levels(decks: Path) -> None:
    shop = decks / "shop.yaml"
    shop.write_text(shop.read_text(encoding="utf-8") + DANS, encoding="utf-8")


@pytest.fixture
def learner(kdeck: Kdeck) -> Kdeck:
    """A learner who has a journal."""
    assert kdeck("study", "--plain", "--learner", "amy", "--at", AT).code == 0
    return kdeck


def ladder(kdeck: Kdeck, *words: str) -> dict[str, Any]:
    """The ladder as scripts see it."""
    ran = kdeck("dan", "--format", "json", "--at", AT, *words)
    assert ran.code == 0
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_the_ladder_is_there_before_anybody_has_studied(kdeck: Kdeck) -> None:
    found = ladder(kdeck)
    assert [level["state"] for level in found["dans"]] == ["now", "to come", *["unset"] * 7]
    assert found["reached"] == 0
    assert found["career"] is None
    assert found["next"] == {"dan": 1, "kind": "recall", "missing": "one card of 基础 below 90%"}


def test_the_text_says_what_each_level_asks_and_the_next_thing(kdeck: Kdeck) -> None:
    lines = kdeck("dan", "--lang", "zh").out.splitlines()
    assert lines[0] == "› 1  基础功  ▱▱"
    assert lines[1] == "    ✗ 记忆率：1% 的卡预测记住率不低于 90%（基础）"
    assert "      目前：8 张卡里记住 0 张" in lines[2]
    assert lines[-1] == "下一步：1 段 · 基础 1 张卡低于 90%"
    assert "还没定要求" in kdeck("dan", "--lang", "zh").out


def test_a_level_that_is_reached_is_kept_with_its_time(learner: Kdeck, home: Path, decks: Path) -> None:
    only(home, decks, "cutoff")
    learner("study", "--plain", "--at", AT, stdin="16:00\n16:00\n")
    assert ladder(learner)["next"]["kind"] == "witness"
    assert learner("witness", "王老师", "--at", "2026-11-11T11:00+08:00").out.splitlines() == [
        "Kept: 王老师 confirms dan 1.",
        "Dan 1 is reached.",
    ]
    found = ladder(learner, "--at", "2026-11-11T12:00+08:00")
    assert found["reached"] == 1
    assert found["career"] == "Junior"
    assert found["dans"][0]["reached"] == "2026-11-11T11:00:00+08:00"
    assert found["next"]["kind"] == "deck"


def test_a_level_that_the_shop_makes_easier_is_kept_by_the_next_command_and_by_no_look(
    learner: Kdeck, decks: Path, tmp_path: Path
) -> None:
    shop = decks / "shop.yaml"
    text = shop.read_text(encoding="utf-8")
    shop.write_text(text.replace("dan: 2", "dan: 3"), encoding="utf-8")
    mine = tmp_path / "mine.yaml"
    mine.write_text(MINE, encoding="utf-8")
    assert "Dan" not in learner("submit", str(mine), "--at", AT).out
    shop.write_text(text.replace("dan: 1", "dan: 5").replace("dan: 2", "dan: 1"), encoding="utf-8")
    found = ladder(learner)
    assert (found["reached"], found["dans"][0]["state"]) == (1, "reached")
    assert '"kind": "dan"' not in learner("log", "--format", "json").out
    learner("study", "--plain", "--at", AT)
    assert ladder(learner)["reached"] == 1


def test_a_submitted_deck_says_what_counted(learner: Kdeck, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(MINE + "# und\n", encoding="utf-8")
    ran = learner("submit", str(mine), "--at", AT)
    assert ran.out == "Kept: “我的”, 1 card of its own, kinds: 1.\n"
    told = json.loads(learner("submit", str(mine), "--format", "json", "--at", AT).out)
    assert {**told, "digest": ""} == {
        "deck": "mine",
        "title": "我的",
        "cards": 1,
        "copied": 0,
        "kinds": 1,
        "digest": "",
    }


def test_a_deck_with_an_error_is_refused_in_one_line(learner: Kdeck, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(MINE.replace("typed", "typo"), encoding="utf-8")
    ran = learner("submit", str(mine), "--at", AT)
    assert ran.code == 2
    assert "mine.yaml:3" in one_clear_error(ran)


def test_a_witness_for_a_level_that_waits_for_none_has_to_name_it(learner: Kdeck) -> None:
    assert learner("witness", "王老师", "--at", AT).code == 0
    ran = learner("witness", "王老师", "--at", AT)
    assert ran.code == 2
    assert "No level waits for a witness" in one_clear_error(ran)
    assert learner("witness", "王老师", "--dan", "4", "--note", "看过", "--at", AT).code == 0
    assert "not a number from 1 to 9" in one_clear_error(learner("witness", "王老师", "--dan", "10"))
    assert "their own witness" in one_clear_error(learner("witness", "amy", "--dan", "1"))


def test_levels_are_told_in_the_log_and_in_no_cards_history(learner: Kdeck) -> None:
    learner("witness", "王老师", "--at", AT)
    assert "witness  witness/1" in learner("log").out
