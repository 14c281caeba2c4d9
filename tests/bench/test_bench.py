"""The harness at toy sizes, so that it cannot rot: what is measured within a process, and how rows are made of it."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from tests.bench import inside, sums
from tests.bench.material import card_of, write_library
from tests.bench.measure import Row, against, alternate, compared, number, sample, within
from tests.bench.table import MARKER, about, markdown, put

CARDS = 200


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("bench")
    assert inside.prepare(str(folder), CARDS, due=12) > CARDS * 0.6
    return str(folder)


def test_the_material_is_a_library_of_that_many_cards_and_nothing_is_wrong_with_it(prepared: str) -> None:
    library = inside.opened(Path(prepared))

    assert list(library.ids) == [card_of(place) for place in range(CARDS)]
    assert not library.findings
    assert {card.kind for card in library.cards()} == {"recall", "typed", "choice", "cloze", "set", "order"}


def test_the_learner_has_exactly_so_many_cards_due_and_none_done_today(prepared: str) -> None:
    with inside.studying(Path(prepared)) as trainer:
        today = trainer.today()

        assert len(today.reviews) == 12
        assert not today.learning
        assert today.met == 0
        assert not trainer.changed()


def test_answers_and_commits_are_timed_in_turns_and_undo_now_and_then(prepared: str) -> None:
    times = inside.answers(prepared, 5)

    assert {name: len(values) for name, values in times.items()} == {"answer": 5, "undo": 1, "commit": 5}


def test_every_search_finds_something(prepared: str) -> None:
    assert list(inside.searches(prepared, 2)) == list(inside.QUERIES)


def test_a_library_is_reopened_and_its_files_stay_as_they_were(prepared: str) -> None:
    file = Path(prepared) / "library" / "decks" / "part-000.yaml"
    before = file.read_bytes()

    assert inside.reopen(prepared) > 0
    assert inside.reopen_changed(prepared, file.name) > 0
    assert inside.checking(str(file.parents[1])) > 0
    assert file.read_bytes() == before


def test_another_journal_is_merged_and_the_memory_rebuilt(prepared: str) -> None:
    times = inside.merging(prepared, 100, 1)

    assert [len(values) for values in times.values()] == [1, 1]


def test_statistics_are_opened_over_so_many_reviews_and_over_all_cards_met(prepared: str) -> None:
    times = sums.opening(prepared, 3_000, 2)

    assert {name: len(values) for name, values in times.items()} == {"first": 1, "open": 2}
    assert len(sums.standing(prepared, 1)) == 1


def test_a_library_of_two_files_has_both(tmp_path: Path) -> None:
    write_library(tmp_path / "library", 1001)

    assert [file.name for file in sorted(tmp_path.glob("library/decks/*"))] == ["part-000.yaml", "part-001.yaml"]


def test_sides_take_turns_after_one_turn_that_does_not_count() -> None:
    turns: list[str] = []

    def side(name: str) -> float:
        turns.append(name)
        return float(len(turns))

    ours, floor = alternate([lambda: side("a"), lambda: side("b")], 2)

    assert "".join(turns) == "ababab"
    assert (ours.values, floor.values) == ((3.0, 5.0), (4.0, 6.0))


def test_a_row_says_whether_its_goal_is_reached() -> None:
    slow, fast = sample([0.2, 0.3, 0.25]), sample([0.1])

    assert against("a", slow, fast, 2.0).met is False
    assert against("a", slow, fast, 2.5).met is True
    assert against("a", slow, fast).met is None
    assert compared("a", fast, slow, 1.0) == Row(
        "a", "100 ms, p99 100", "250 ms, p99 300", "0.40 ×, p99 0.33 ×", "≤ 1 ×", True
    )
    assert within("a", slow, 0.05) == Row("a", "250 ms (200–300)", goal="≤ 50 ms", met=False)


def test_figures_have_three_digits() -> None:
    assert [number(value) for value in (0.012345, 1.0, 38.06, 999.6, 123456.0, 0)] == [
        "0.0123",
        "1.00",
        "38.1",
        "1,000",
        "123,000",
        "0",
    ]


def test_the_table_takes_its_place_in_the_readme_again_and_again(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"# a\n\n{MARKER}\nold\n\n## b\n\nrest\n", encoding="utf-8")
    text = markdown([Row("what", "1 ms", met=False)])

    put(readme, text)
    put(readme, text)

    written = readme.read_text(encoding="utf-8")
    assert written == f"# a\n\n{MARKER}\n{text}\n## b\n\nrest\n"
    assert "| what | 1 ms | – | – | – **missed** |" in written


def test_a_readme_without_the_marker_is_left_alone(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# a\n", encoding="utf-8")

    with pytest.raises(ValueError, match="no line"):
        put(readme, "table")


def test_the_machine_is_described_without_its_name() -> None:
    text = about({"Python": "3.11"})

    assert "cores" in text
    assert "Python 3.11" in text
    assert platform.node() not in text
