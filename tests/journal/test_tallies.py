"""Rows of reviews and their sums: those of a plain recount and of a rebuild, whatever arrives when."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdeck.core.events.event import Event
from kdeck.core.moment import FIRST_DAY
from kdeck.core.statistics import Bucket, Day, Tally
from kdeck.journal.base import Change, Journal
from kdeck.journal.sqlite import SqliteJournal, open_journal
from tests.journal import recounted
from tests.journal.made import AT, DAY, LEARNER, event, memory, rewrite, void


def ram(folder: Path) -> Journal:
    return SqliteJournal.blank(LEARNER)


def sqlite(folder: Path) -> Journal:
    return open_journal(str(folder / "journal.db"), LEARNER, create=True)


@pytest.fixture(params=[ram, sqlite], ids=lambda made: made.__name__)
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    make: Callable[[Path], Journal] = request.param
    made = make(tmp_path)
    yield made
    made.close()


def answer(number: int, day: int, card: str = "deck/entry", rating: int = 3, recall: float | None = None) -> Event:
    body: dict[str, Any] = {"rating": rating, "retention": 0.9, "ms": 1000 * number, "right": rating > 1}
    return event(number, card=card, day=day, body=body if recall is None else body | {"recall": recall})


def same(journal: Journal) -> None:
    """What the journal says is what a plain recount says, and its rows are those that a rebuild makes."""
    ahead = journal.ahead()
    events = [event for event in journal.events() if event.id not in ahead]
    assert _rounded(journal.days()) == _rounded(recounted.days(events))
    for since in (FIRST_DAY, DAY - 2, DAY):
        found, wanted = journal.decks(since), recounted.decks(events, since)
        assert {deck: _round(tally) for deck, tally in found.items()} == {
            deck: _round(tally) for deck, tally in wanted.items()
        }
        buckets, expected = journal.calibration(since), recounted.calibration(events, since)
        assert [_round(bucket) for bucket in buckets] == [_round(bucket) for bucket in expected]
    rows = [list(map(journal._ask, TABLES)) for journal in (cast("SqliteJournal", journal), _rebuilt(journal))]
    assert rows[0] == rows[1]


TABLES = ("SELECT * FROM review ORDER BY day, at, seq", "SELECT * FROM day_sum ORDER BY day, bucket")


def _rebuilt(journal: Journal) -> SqliteJournal:
    copy = journal.in_memory()
    copy.mend()
    return cast("SqliteJournal", copy)


def _rounded(days: list[Day]) -> list[Any]:
    return [(day, _round(tally)) for day, tally in days]


def _round(sums: Tally | Bucket) -> tuple[float, ...]:
    return tuple(round(value, 12) for value in sums)


def test_a_journal_without_reviews_has_no_days(journal: Journal) -> None:
    journal.commit(Change((event(1, "flag"), event(2, "practice"), event(3, "typing", "typing/timed-1"))))
    assert journal.days() == []
    assert journal.decks() == {}
    assert journal.calibration() == []


def test_a_card_is_introduced_once_and_tried_once_on_each_later_day(journal: Journal) -> None:
    journal.commit(
        Change(
            (
                answer(1, DAY - 2),
                answer(2, DAY - 2, rating=1),
                answer(3, DAY, rating=1, recall=0.87),
                answer(4, DAY, rating=3, recall=0.99),
            )
        )
    )
    first, second = journal.days()
    assert first == Day(DAY - 2, Tally(2, 1, 1, 0, 1, 0, 3000, introduced=1))
    assert second == Day(DAY, Tally(2, 1, 1, 0, 1, 0, 7000, tried=1, recalled=0, foretold=1, predicted=0.87))
    assert journal.calibration() == [Bucket(17, 1, 0, 0.87)]


def test_decks_are_told_apart_and_can_be_asked_from_a_day_on(journal: Journal) -> None:
    journal.commit(Change((answer(1, DAY - 9, "a/1"), answer(2, DAY - 1, "a/1"), answer(3, DAY, "b/1"))))
    assert {deck: tally.reviews for deck, tally in journal.decks().items()} == {"a": 2, "b": 1}
    assert {deck: tally.reviews for deck, tally in journal.decks(DAY - 1).items()} == {"a": 1, "b": 1}
    assert journal.decks(DAY + 1) == {}


@pytest.mark.parametrize(("recall", "number"), [(0.0, 0), (0.05, 1), (0.8999, 17), (0.9, 18), (0.95, 19), (1.0, 19)])
def test_a_bucket_holds_its_lower_edge_and_the_last_one_certainty_too(recall: float, number: int) -> None:
    journal = SqliteJournal.blank(LEARNER)
    journal.commit(Change((answer(1, DAY - 1), answer(2, DAY, recall=recall))))
    assert [bucket.number for bucket in journal.calibration()] == [number]


def test_an_older_journal_without_predictions_still_tells_retention(journal: Journal) -> None:
    journal.commit(Change((answer(1, DAY - 1), answer(2, DAY))))
    assert journal.days()[-1].tally.tried == 1
    assert journal.calibration() == []


def test_a_day_that_was_added_up_follows_a_late_undo_a_late_answer_and_a_renaming(journal: Journal) -> None:
    journal.commit(Change((answer(1, DAY - 3), answer(2, DAY - 2, recall=0.9), answer(3, DAY - 1, "deck/new"))))
    same(journal)
    journal.commit(Change((answer(4, DAY),)))
    same(journal)
    journal.commit(Change((void(5, answer(1, DAY - 3), day=DAY),)))
    same(journal)
    assert [day.tally.introduced for day in journal.days()] == [1, 1, 0]
    journal.commit(Change((answer(6, DAY - 5), answer(7, DAY - 4, "other/1"))))
    same(journal)
    rename = event(8, "rename", "deck/new", day=DAY, body={"from": "deck/entry"})
    journal.commit(Change((rename,)))
    same(journal)
    assert journal.days()[-2].tally.introduced == 0
    journal.commit(Change((void(9, rename, day=DAY),)))
    same(journal)
    assert journal.days()[-2].tally.introduced == 1


def test_an_undo_that_arrives_before_what_it_undoes_counts_nothing(journal: Journal) -> None:
    undone = answer(1, DAY - 3)
    journal.commit(Change((void(2, undone, day=DAY - 3), answer(3, DAY - 2))))
    same(journal)
    journal.commit(Change((undone,)))
    same(journal)
    assert [day.day for day in journal.days()] == [DAY - 2]


def test_rows_that_somebody_has_rewritten_count_as_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "journal.db")
    with closing(open_journal(path, LEARNER, create=True)) as made:
        made.commit(Change((answer(1, DAY - 1), answer(2, DAY), answer(3, DAY, "a/2"))))
    rewrite(path, "UPDATE event SET body = '{\"rating\": 9}' WHERE id = 'e0002'", "UPDATE day_sum SET good = 'x'")
    with closing(open_journal(path, LEARNER)) as journal:
        assert [line.origin for line in journal.unfit()] == ["event:2"]
        journal.mend()
        assert [(day.day, day.tally.reviews) for day in journal.days()] == [(DAY - 1, 1), (DAY, 1)]
        assert journal.calibration() == []
        same(journal)


@pytest.mark.parametrize("value", ["'x'", "-1", "9e18", "NULL", "1.5"])
def test_sums_that_nothing_can_add_up_to_are_passed_over(tmp_path: Path, value: str) -> None:
    path = str(tmp_path / "journal.db")
    with closing(open_journal(path, LEARNER, create=True)) as made:
        made.commit(Change((answer(1, DAY - 1), answer(2, DAY))))
    rewrite(path, f"UPDATE OR IGNORE day_sum SET reviews = {value}, day = {value} WHERE day = {DAY}")
    with closing(open_journal(path, LEARNER, read_only=True)) as journal:
        assert {day.day for day in journal.days()} <= {DAY - 1, DAY}


def test_strengths_are_those_of_the_memories(journal: Journal) -> None:
    memories = [memory("a/1"), memory("a/2", phase="learning", due_day=DAY), memory("b/1", phase="relearning")]
    journal.commit(Change(memories=tuple(memories)))
    wanted = [(m.card, m.learning, m.stability, m.last_at, m.due_day, m.retention) for m in memories]
    assert sorted(journal.strengths()) == wanted


CARDS = ("a/1", "a/2/size/M", "b/1", "b/2")
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("answer"),
            st.integers(-5, 5),
            st.integers(0, 10),
            st.sampled_from(CARDS),
            st.integers(1, 4),
            st.one_of(st.none(), st.floats(0, 1).map(lambda value: round(value, 4))),
        ),
        st.tuples(st.just("void"), st.integers(0, 40)),
        st.tuples(st.just("rename"), st.sampled_from(CARDS), st.sampled_from(CARDS)),
        st.tuples(st.just("look"), st.integers(-3, 6)),
        st.tuples(st.just("reopen")),
    ),
    max_size=30,
)


@settings(max_examples=120)
@given(steps=STEPS, shuffled=st.randoms(use_true_random=False))
def test_sums_are_a_plain_recount_whatever_came_in_which_order(
    steps: list[tuple[Any, ...]], shuffled: random.Random
) -> None:
    events: list[Event] = []
    with TemporaryDirectory() as folder:
        path = f"{folder}/journal.db"
        journal = open_journal(path, LEARNER, create=True)
        for number, (what, *details) in enumerate(steps):
            made = _made(number, what, details, events)
            if made is not None:
                events.append(made)
                journal.commit(Change((made,)))
            elif what == "look":
                same(journal)
            else:
                journal.close()
                journal = open_journal(path, LEARNER)
        same(journal)
        journal.close()
    merged = SqliteJournal.blank(LEARNER)
    shuffled.shuffle(events)
    for each in events:
        merged.commit(Change((each,)))
    same(merged)


def _made(number: int, what: str, details: list[Any], events: list[Event]) -> Event | None:
    if what == "answer":
        day, place, card, rating, recall = details
        made = answer(number, DAY + day, card, rating, recall)
        return made._replace(at=AT + place)  # clocks differ: the order in time is not that of the days
    if what == "void" and events:
        return void(number, events[details[0] % len(events)])
    if what == "rename":
        return event(number, "rename", details[0], body={"from": details[1]})
    return None


@pytest.fixture
def studied(tmp_path: Path) -> Iterator[tuple[Journal, Path]]:
    path = tmp_path / "journal.db"
    journal = open_journal(str(path), LEARNER, create=True)
    journal.commit(Change(tuple(answer(number, DAY - 4 + number) for number in range(5))))
    yield journal, path
    journal.close()


def test_a_change_that_fails_leaves_rows_and_sums_as_they_were(studied: tuple[Journal, Path]) -> None:
    journal, _path = studied
    before = journal.days(), journal.reviews()
    with pytest.raises(Exception, match="other contents"):
        journal.commit(Change((answer(12, DAY - 2), answer(1, DAY - 1))))
    assert (journal.days(), journal.reviews()) == before
    same(journal)


def test_a_reader_sees_what_another_process_has_added(studied: tuple[Journal, Path]) -> None:
    journal, path = studied
    reader = open_journal(str(path), LEARNER, read_only=True)
    same(reader)
    journal.commit(Change((answer(9, DAY - 3, "a/1"),)))
    same(reader)
    assert reader.days()[1].tally.reviews == 2
    reader.close()


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM review",
        "DELETE FROM day_sum",
        "DROP TRIGGER review_counts",
        "UPDATE day_sum SET reviews = reviews + 1",
        "UPDATE review SET tried = 0",
    ],
)
def test_lost_or_damaged_rows_and_sums_are_made_anew(studied: tuple[Journal, Path], damage: str) -> None:
    journal, path = studied
    journal.close()
    rewrite(str(path), damage)
    with closing(open_journal(str(path), LEARNER)) as again:
        again.mend()
        same(again)
        again.commit(Change((answer(9, DAY - 3, "a/1"),)))
        same(again)
