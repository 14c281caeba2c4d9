"""``kdeck progress``: the tables behind the charts, as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kdeck.core.memory import Rating
from kdeck.journal.codec import to_line
from kdeck.trainer.statistics_tables import TABLES
from kdeck.trainer.study import study
from tests.builders import HandClock, rated, recall_cards, trainer_of
from tests.cli.conftest import Kdeck, one_clear_error


@pytest.fixture
def studied(kdeck: Kdeck, tmp_path: Path) -> Kdeck:
    """``kdeck`` after three days of study."""
    clock = HandClock()
    trainer = trainer_of(recall_cards(3), clock)
    for days in (1, 30, 0):
        session = study(trainer)
        while session.prompt is not None:
            rated(session, Rating.EASY, 6000)
            session.go_on()
        clock.move(days=days)
    lines = "\n".join(to_line(event) for event in trainer.journal.events())
    (tmp_path / "past.jsonl").write_text(lines + "\n", encoding="utf-8")
    assert kdeck("--learner", "学员甲", "log", "--merge", str(tmp_path / "past.jsonl")).code == 0
    return kdeck


def test_nobody_has_no_figures_and_no_error(kdeck: Kdeck) -> None:
    ran = kdeck("progress", "days", "typing")
    assert (ran.code, ran.out) == (0, "Days studied\nNothing yet.\n\nTyping\nNothing yet.\n")
    assert json.loads(kdeck("progress", "days", "--format", "json").out) == {"days": []}


def test_tables_as_json_hold_raw_values_by_name(studied: Kdeck) -> None:
    found = json.loads(studied("progress", "--format", "json", "--at", "2026-12-24T09:00+08:00").out)
    assert tuple(found) == TABLES
    assert [row["date"] for row in found["days"]] == ["2026-12-24", "2026-11-23"]
    assert found["days"][1] == {
        "date": "2026-11-23",
        "reviews": 3,
        "right": 3,
        "introduced": 3,
        "again": 0,
        "hard": 0,
        "good": 0,
        "easy": 3,
    }
    (bucket,) = found["retention"]
    assert (bucket["tries"], bucket["recalled"]) == (3, 1.0)
    assert bucket["from"] <= bucket["predicted"] < bucket["to"]
    assert len(found["due"]) == 30
    assert found["minutes"][0]["minutes"] == 0.3


def test_tables_as_text_stand_in_columns(studied: Kdeck) -> None:
    ran = studied("progress", "days", "--lang", "zh", "--at", "2026-12-24T09:00+08:00")
    assert ran.out.splitlines() == [
        "学习日历",
        "日期        答题  答对  新卡  忘了  吃力  记得  轻松",
        "2026-12-24     3     3     0     0     0     0     3",
        "2026-11-23     3     3     3     0     0     0     3",
    ]


def test_an_unknown_table_is_an_error_that_names_the_known_ones(kdeck: Kdeck) -> None:
    ran = kdeck("progress", "radar")
    assert ran.code == 2
    assert "days, due, retention" in one_clear_error(ran)
