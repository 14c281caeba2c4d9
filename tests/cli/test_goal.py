"""``kdeck goal``, and what ``kdeck due`` says of path and date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import SHOP, Kdeck

AT = ("--at", "2026-11-23T09:00:00+08:00")
PATH = """\
calendar: {rest: [sat, sun], minutes: 20}
path:
- {day: 1, title: 招呼, decks: [basics]}
- {day: 3, title: 退货, decks: []}
"""


@pytest.fixture
def shop(decks: Path, kdeck: Kdeck) -> Kdeck:
    (decks / "shop.yaml").write_text(SHOP + PATH, encoding="utf-8")
    return kdeck


def plain(kdeck: Kdeck, *words: str) -> dict[str, object]:
    ran = kdeck(*words, *AT, "--format", "json")
    assert ran.code == 0, ran.err
    found: dict[str, object] = json.loads(ran.out)
    return found


def test_without_a_date_goal_says_how_to_set_one(kdeck: Kdeck) -> None:
    assert kdeck("goal", *AT).out == "No go-live date is set. kdeck goal DATE sets one.\n"
    found = plain(kdeck, "goal")
    assert (found["live"], found["feasible"], found["decks"]) == (None, None, [])


def test_a_date_is_set_and_its_forecast_shown(shop: Kdeck) -> None:
    ran = shop("goal", "2026-12-14", "--minutes", "30", "--learner", "amy", *AT)
    lines = ran.out.splitlines()
    assert lines[0].startswith("Live in 21 days · 9")
    assert lines[0].endswith(" · 2026-12-14")
    assert lines[1] == "✓ 5 min a day will do"
    assert lines[2].startswith("✓  9")
    assert lines[2].endswith(", target 90%  基础")
    found = plain(shop, "goal")
    assert list(found) == ["live", "own", "minutes", "days", "feasible", "minutes_needed", "recall", "decks"]
    assert (found["live"], found["own"], found["minutes"], found["days"]) == ("2026-12-14", True, 30, 15)
    assert (found["feasible"], found["minutes_needed"]) == (True, 5)


def test_none_takes_the_date_back_and_the_minutes_stay(shop: Kdeck) -> None:
    shop("goal", "2026-12-14", "--minutes", "30", "--learner", "amy", *AT)
    assert shop("goal", "none", *AT).code == 0
    found = plain(shop, "goal")
    assert (found["live"], found["minutes"]) == (None, 30)


@pytest.mark.parametrize("words", [("2026-11-23",), ("soon",), ("2029-01-01",), ("2026-12-14", "--minutes", "2")])
def test_what_is_no_goal_is_refused_and_nothing_is_made(shop: Kdeck, words: tuple[str, ...], tmp_path: Path) -> None:
    ran = shop("goal", *words, "--learner", "amy", *AT)
    assert ran.code == 2
    assert ran.out == ""
    assert not list(tmp_path.rglob("*.db"))


def test_due_says_the_day_of_the_path(shop: Kdeck) -> None:
    assert shop("due", *AT).out.splitlines()[-1] == "Day 1 of 3 · 招呼 · learnt 0 of 8"
    path = {"day": 1, "of": 3, "title": "招呼", "cards": 8, "learnt": 0, "met": False, "rest": False}
    found = plain(shop, "due")
    assert found["path"] == path
    assert (found["live"], found["feasible"], found["minutes_needed"], found["below"]) == (None, None, None, [])


def test_due_says_a_day_of_rest(shop: Kdeck) -> None:
    out = shop("due", "--at", "2026-11-28T09:00:00+08:00").out.splitlines()
    assert "A day of rest: no new cards." in out


def test_due_says_plainly_whether_the_date_holds(shop: Kdeck) -> None:
    shop("goal", "2026-12-14", "--learner", "amy", *AT)
    out = shop("due", *AT).out.splitlines()
    assert out[-1].startswith("Live in 21 days · 9")
    assert out[-1].endswith(" · ✓ 5 min a day will do")
    found = plain(shop, "due")
    assert (found["live"], found["feasible"], found["below"]) == ("2026-12-14", True, [])


def test_due_says_what_gives_way_where_it_does_not(shop: Kdeck) -> None:
    shop("goal", "2026-11-24", "--minutes", "5", "--learner", "amy", *AT)
    out = shop("due", *AT).out.splitlines()
    assert out[-2].endswith(" · ! too soon for all")
    assert out[-1].startswith("! Below target then: 基础 ")
    found = plain(shop, "due")
    assert (found["feasible"], found["minutes_needed"], found["below"]) == (False, None, ["basics"])


def test_the_words_are_chinese_where_the_reader_is(shop: Kdeck) -> None:
    shop("goal", "2026-12-14", "--learner", "amy", *AT)
    out = shop("due", "--lang", "zh", *AT).out.splitlines()
    assert out[-2] == "第 1 / 3 天 · 招呼 · 学会 0 / 8"
    assert out[-1].startswith("还有 21 天上线 · 记得 9")
