"""Exams that ask more than the decks of the shop hold."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from kdeck.core.moment import day_of
from kdeck.decks.checking import check_path
from kdeck.decks.library import open_library
from kdeck.trainer.exam.results import papers, pool
from tests.decks.folders import card, deck, write

TODAY = day_of(dt.date(2026, 11, 22))


def typed(count: int, prefix: str = "t", **more: str) -> list[dict[str, object]]:
    return [card(f"{prefix}{number}", str(number), kind="typed", **more) for number in range(count)]


def shop(*needs: str, dan: int = 3) -> str:
    lines = "".join(f"      - exam: {need}\n" for need in needs)
    return f"shop: s\nlang: en\ndans:\n  - dan: {dan}\n    needs:\n{lines}"


def found(root: Path, today: int | None = TODAY) -> list[str]:
    return [f"{f.file}:{f.line}:{f.column} {f.level} {f.code}" for f in check_path(str(root), today=today)]


def test_an_exam_that_asks_more_than_its_decks_hold_is_a_warning_at_its_number(tmp_path: Path) -> None:
    recalled = [card(f"r{number}") for number in range(20)]
    write(tmp_path, {"a.yaml": deck("a", *typed(5), *recalled), "b.yaml": deck("b", *typed(30))})
    write(
        tmp_path, {"shop.yaml": shop("{decks: [a], cards: 6}", "{decks: [a], cards: 5}", "{decks: [b, a], cards: 36}")}
    )
    assert found(tmp_path) == ["shop.yaml:6:35 warning short-exam", "shop.yaml:8:38 warning short-exam"]
    first, second = check_path(str(tmp_path), today=TODAY)
    assert str(first.message) == ("The exam of dan 3 asks 6 questions, but its decks hold only 5 that an exam can ask.")
    assert "cards: 35" in str(second.hint)


def test_no_decks_or_all_means_all_of_them_and_the_usual_number_counts_where_none_is_written(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": deck("a", *typed(20)), "b.yaml": deck("b", *typed(19)), "shop.yaml": shop("{}")})
    assert found(tmp_path) == ["shop.yaml:6:15 warning short-exam"]
    write(tmp_path, {"shop.yaml": shop("{decks: all, cards: 39}", "{decks: [all], cards: 40}")})
    assert found(tmp_path) == ["shop.yaml:7:37 warning short-exam"]
    write(tmp_path, {"b.yaml": deck("b", *typed(20)), "shop.yaml": shop("{}")})
    assert found(tmp_path) == []


def test_the_check_counts_what_the_exam_draws_from(tmp_path: Path) -> None:
    past, future = typed(3, "p", until="2026-11-21"), typed(4, "f", until="2026-11-22")
    phrases = [{"id": "free", "when": "x", "say": "y"}, {"id": "judged", "when": "z", "never": "no", "say": "y"}]
    write(tmp_path, {"a.yaml": deck("a", card("r"), *past, *future, phrases=phrases)})
    write(tmp_path, {"shop.yaml": shop("{cards: 9}")})
    library = open_library(str(tmp_path), None)
    (paper,) = papers(library.shop)
    held = len(pool(library, paper.decks, TODAY))
    assert held == 5
    write(tmp_path, {"shop.yaml": shop(f"{{cards: {held}}}")})
    assert [line for line in found(tmp_path) if "short-exam" in line] == []
    write(tmp_path, {"shop.yaml": shop(f"{{cards: {held + 1}}}")})
    assert [line for line in found(tmp_path) if "short-exam" in line] == ["shop.yaml:6:23 warning short-exam"]
    assert [line for line in found(tmp_path, None) if "short-exam" in line] == []


def test_decks_without_any_card_that_can_be_judged_are_told_so(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": deck("a", card("one"), card("two")), "shop.yaml": shop("{cards: 1}")})
    (finding,) = check_path(str(tmp_path), today=TODAY)
    assert "recall cards cannot be judged" in str(finding.hint)


def test_where_a_deck_is_unknown_or_broken_nothing_more_is_said_of_the_exam(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": deck("a", *typed(2)), "shop.yaml": shop("{decks: [a, b]}")})
    assert [line.split()[-1] for line in found(tmp_path)] == ["unknown-deck"]
    write(tmp_path, {"b.yaml": "deck: b\ncards:\n  - {id: X, front: a}\n"})
    assert {line.split()[-1] for line in found(tmp_path)}.isdisjoint({"short-exam", "unknown-deck"})
    write(tmp_path, {"b.yaml": "deck: [\n", "shop.yaml": shop("{decks: [a]}")})
    assert "short-exam" not in str(found(tmp_path))


def test_a_single_deck_file_is_not_held_against_any_exam(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": deck("a", *typed(2)), "shop.yaml": shop("{decks: [a]}")})
    assert found(tmp_path / "a.yaml") == []
