"""The path and the calendar of shop.yaml."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kdeck.core.moment import day_of
from kdeck.core.plan.path import Calendar, Stage
from kdeck.decks.checking import check_path
from kdeck.decks.library import open_library

DECK = "deck: basics\ncards:\n  - {id: a, front: A, back: B}\n"


def day(text: str) -> int:
    return day_of(dt.date.fromisoformat(text))


def shop(folder: Path, text: str) -> Path:
    (folder / "basics.yaml").write_text(DECK, encoding="utf-8")
    (folder / "shop.yaml").write_text(f"shop: s\n{text}", encoding="utf-8")
    return folder


def calendar(folder: Path, text: str) -> Calendar:
    return Calendar(*open_library(str(shop(folder, text)), None).shop.calendar)


def test_without_a_calendar_every_day_is_one_of_study(tmp_path: Path) -> None:
    assert calendar(tmp_path, "") == Calendar("met", (), (), None, 25)


def test_a_calendar_says_when_nobody_studies_in_either_language(tmp_path: Path) -> None:
    text = (
        "calendar: {opens: date, rest: [周日, sat, 2026-10-01..2026-10-07, 2026-12-25], live: 2026-12-14, minutes: 40}"
    )
    national, christmas = (day("2026-10-01"), day("2026-10-07")), (day("2026-12-25"), day("2026-12-25"))
    assert calendar(tmp_path, text) == Calendar("date", (5, 6), (national, christmas), day("2026-12-14"), 40)


@pytest.mark.parametrize("name", ["星期六", "周六", "礼拜六", "sat", "Saturday", "SATUR"])
def test_a_day_of_the_week_goes_by_many_names(tmp_path: Path, name: str) -> None:
    assert calendar(tmp_path, f"calendar: {{rest: {name}}}").weekdays == (5,)


def test_the_days_of_the_path_stand_in_their_order_with_their_goals(tmp_path: Path) -> None:
    text = "path:\n- {day: 2, title: 二, decks: basics, goal: 75%}\n- {day: 1, title: 一}\n"
    found = open_library(str(shop(tmp_path, text)), None).shop
    assert found.stages == (Stage(1, "一", (), 0.9), Stage(2, "二", ("basics",), 0.75))
    assert found.order == ("basics",)


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("calendar: {rest: [sat, someday]}", "not-a-rest", 24),
        ("calendar: {rest: 2026-10-07..2026-10-01}", "not-a-rest", 18),
        ("calendar: {rest: 2026-01-01..2027-06-01}", "not-a-rest", 18),
        ("calendar: {rest: [mon, tue, wed, thu, fri, sat, sun]}", "no-study-day", 18),
        ("calendar: {live: tomorrow}", "not-a-date", 18),
        ("calendar: {minutes: 4}", "not-minutes", 21),
        ("calendar: {minutes: 601}", "not-minutes", 21),
        ("calendar: {opens: never}", "unknown-word", 19),
        ("calendar: {open: met}", "unknown-key", 12),
        ("path: [{day: 1, goal: 120%}]", "not-a-share", 23),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_place(tmp_path: Path, text: str, code: str, column: int) -> None:
    findings = [finding for finding in check_path(str(shop(tmp_path, text))) if finding.level == "error"]
    assert [(finding.code, finding.line, finding.column) for finding in findings] == [(code, 2, column)]
