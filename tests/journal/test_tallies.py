"""Sums by study day: the same from both journals as from a plain recount, whatever arrives when."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdeck.core.errors import JournalFull
from kdeck.core.events.event import Event
from kdeck.core.message import Message
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


def same(journal: Journal, today: int) -> None:
    """What the journal says is what a plain recount says, be the days that are over added up or not yet."""
    _same(journal, today)
    if not journal.read_only:
        journal.sum_up(today)
        _same(journal, today)


def _same(journal: Journal, today: int) -> None:
    """Sums of chances to twelve digits, all else exactly."""
    events = list(journal.events())
    assert _rounded(journal.days(today)) == _rounded(recounted.days(events))
    for since in (0, DAY - 2, DAY + 1):
        found, wanted = journal.decks(today, since), recounted.decks(events, since)
        assert {deck: _round(tally) for deck, tally in found.items()} == {
            deck: _round(tally) for deck, tally in wanted.items()
        }
        buckets, expected = journal.calibration(today, since), recounted.calibration(events, since)
        assert [_round(bucket) for bucket in buckets] == [_round(bucket) for bucket in expected]


def _rounded(days: list[Day]) -> list[Any]:
    return [(day, _round(tally)) for day, tally in days]


def _round(sums: Tally | Bucket) -> tuple[float, ...]:
    return tuple(round(value, 12) for value in sums)


def test_a_journal_without_reviews_has_no_days(journal: Journal) -> None:
    journal.commit(Change((event(1, "flag"), event(2, "practice"), event(3, "typing", "typing/timed-1"))))
    assert journal.days(DAY) == []
    assert journal.decks(DAY) == {}
    assert journal.calibration(DAY) == []


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
    first, second = journal.days(DAY)
    assert first == Day(DAY - 2, Tally(2, 1, 1, 0, 1, 0, 3000, introduced=1))
    assert second == Day(DAY, Tally(2, 1, 1, 0, 1, 0, 7000, tried=1, recalled=0, foretold=1, predicted=0.87))
    assert journal.calibration(DAY) == [Bucket(17, 1, 0, 0.87)]


def test_decks_are_told_apart_and_can_be_asked_from_a_day_on(journal: Journal) -> None:
    journal.commit(Change((answer(1, DAY - 9, "a/1"), answer(2, DAY - 1, "a/1"), answer(3, DAY, "b/1"))))
    assert {deck: tally.reviews for deck, tally in journal.decks(DAY).items()} == {"a": 2, "b": 1}
    assert {deck: tally.reviews for deck, tally in journal.decks(DAY, DAY - 1).items()} == {"a": 1, "b": 1}
    assert journal.decks(DAY, DAY + 1) == {}


@pytest.mark.parametrize(("recall", "number"), [(0.0, 0), (0.05, 1), (0.8999, 17), (0.9, 18), (0.95, 19), (1.0, 19)])
def test_a_bucket_holds_its_lower_edge_and_the_last_one_certainty_too(recall: float, number: int) -> None:
    journal = SqliteJournal.blank(LEARNER)
    journal.commit(Change((answer(1, DAY - 1), answer(2, DAY, recall=recall))))
    assert [bucket.number for bucket in journal.calibration(DAY)] == [number]


def test_an_older_journal_without_predictions_still_tells_retention(journal: Journal) -> None:
    journal.commit(Change((answer(1, DAY - 1), answer(2, DAY))))
    assert journal.days(DAY)[-1].tally.tried == 1
    assert journal.calibration(DAY) == []


def test_a_day_that_was_added_up_follows_a_late_undo_a_late_answer_and_a_renaming(journal: Journal) -> None:
    journal.commit(Change((answer(1, DAY - 3), answer(2, DAY - 2, recall=0.9), answer(3, DAY - 1, "deck/new"))))
    same(journal, DAY)
    journal.commit(Change((answer(4, DAY),)))
    same(journal, DAY)
    journal.commit(Change((void(5, answer(1, DAY - 3), day=DAY),)))
    same(journal, DAY)
    assert [day.tally.introduced for day in journal.days(DAY)] == [1, 1, 0]
    journal.commit(Change((answer(6, DAY - 5), answer(7, DAY - 4, "other/1"))))
    same(journal, DAY)
    rename = event(8, "rename", "deck/new", day=DAY, body={"from": "deck/entry"})
    journal.commit(Change((rename,)))
    same(journal, DAY)
    assert journal.days(DAY)[-2].tally.introduced == 0
    journal.commit(Change((void(9, rename, day=DAY),)))
    same(journal, DAY)
    assert journal.days(DAY)[-2].tally.introduced == 1


def test_an_undo_that_arrives_before_what_it_undoes_counts_nothing(journal: Journal) -> None:
    undone = answer(1, DAY - 3)
    journal.commit(Change((void(2, undone, day=DAY - 3), answer(3, DAY - 2))))
    same(journal, DAY)
    journal.commit(Change((undone,)))
    same(journal, DAY)
    assert [day.day for day in journal.days(DAY)] == [DAY - 2]


def test_rows_that_somebody_has_rewritten_count_as_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "journal.db")
    with closing(open_journal(path, LEARNER, create=True)) as made:
        made.commit(Change((answer(1, DAY - 1), answer(2, DAY), answer(3, DAY, "a/2"))))
        made.sum_up(DAY)
    rewrite(path, "UPDATE event SET body = '{\"rating\": 9}' WHERE id = 'e0002'", "UPDATE day_tally SET good = 'x'")
    with closing(open_journal(path, LEARNER, read_only=True)) as journal:
        assert journal.days(DAY) == [Day(DAY, journal.days(DAY)[0].tally)]
        assert journal.days(DAY)[0].tally.reviews == 1
        assert journal.calibration(DAY) == []
        assert [line.origin for line in journal.unfit()] == ["event:2"]


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
                same(journal, DAY + details[0])
            else:
                journal.close()
                journal = open_journal(path, LEARNER)
        same(journal, DAY + 6)
        journal.close()
    merged = SqliteJournal.blank(LEARNER)
    shuffled.shuffle(events)
    for each in events:
        merged.commit(Change((each,)))
    same(merged, DAY + 6)


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


def kept(path: Path) -> tuple[list[Any], list[Any]]:
    """The days that are stored, and the first that is not."""
    with sqlite3.connect(path) as connection:
        days = connection.execute("SELECT DISTINCT day FROM day_tally ORDER BY day").fetchall()
        closed = connection.execute("SELECT value FROM meta WHERE name = 'summed'").fetchall()
    connection.close()
    return [day for (day,) in days], closed


@pytest.fixture
def studied(tmp_path: Path) -> Iterator[tuple[Journal, Path]]:
    path = tmp_path / "journal.db"
    journal = open_journal(str(path), LEARNER, create=True)
    journal.commit(Change(tuple(answer(number, DAY - 4 + number) for number in range(5))))
    yield journal, path
    journal.close()


def test_only_days_that_are_over_are_stored_and_never_by_a_look(studied: tuple[Journal, Path]) -> None:
    journal, path = studied
    assert journal.days(DAY)
    assert kept(path) == ([], [])
    journal.sum_up(DAY)
    assert kept(path) == ([DAY - 4, DAY - 3, DAY - 2, DAY - 1], [(str(DAY),)])
    journal.sum_up(DAY + 1)
    assert kept(path) == ([DAY - 4, DAY - 3, DAY - 2, DAY - 1, DAY], [(str(DAY + 1),)])


def test_an_answer_of_today_leaves_the_stored_days_alone_and_a_late_one_only_those_before_it(
    studied: tuple[Journal, Path],
) -> None:
    journal, path = studied
    journal.sum_up(DAY)
    journal.commit(Change((answer(10, DAY), event(11, "typing", "typing/timed-1", day=DAY - 4))))
    assert kept(path)[1] == [(str(DAY),)]
    journal.commit(Change((answer(12, DAY - 2),)))
    assert kept(path) == ([DAY - 4, DAY - 3], [(str(DAY - 2),)])
    same(journal, DAY)


def test_a_change_that_fails_keeps_the_stored_days(studied: tuple[Journal, Path]) -> None:
    journal, path = studied
    journal.sum_up(DAY)
    before = kept(path)
    with pytest.raises(Exception, match="other contents"):
        journal.commit(Change((answer(12, DAY - 2), answer(1, DAY - 1))))
    assert kept(path) == before
    same(journal, DAY)


def test_what_cannot_be_stored_is_counted_all_the_same(
    studied: tuple[Journal, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, path = studied

    def full(_put: object) -> None:
        raise JournalFull(Message("The disk is full"))

    with monkeypatch.context() as disk:
        disk.setattr(journal, "_store", full)
        with pytest.raises(JournalFull):
            journal.sum_up(DAY)
        _same(journal, DAY)
    assert kept(path) == ([], [])
    same(journal, DAY)
    assert kept(path)[1] == [(str(DAY),)]


def test_a_reader_counts_without_storing(studied: tuple[Journal, Path]) -> None:
    journal, path = studied
    journal.sum_up(DAY - 2)
    reader = open_journal(str(path), LEARNER, read_only=True)
    same(reader, DAY)
    journal.commit(Change((answer(9, DAY - 3, "a/1"),)))
    same(reader, DAY)
    reader.close()
    assert kept(path)[1] == [(str(DAY - 3),)]


@pytest.mark.parametrize("value", ["", "soon", "0"])
def test_lost_or_damaged_sums_are_added_up_again(studied: tuple[Journal, Path], value: str) -> None:
    journal, path = studied
    journal.sum_up(DAY)
    journal.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE day_tally SET reviews = reviews + 1")
        connection.execute("INSERT INTO day_tally SELECT day - 9, deck, 1,1,1,1,1,1,1,1,1,1,1,1 FROM day_tally LIMIT 1")
        connection.execute("UPDATE meta SET value = ? WHERE name = 'summed'", (value,))
    connection.close()
    again = open_journal(str(path), LEARNER)
    same(again, DAY)
    same(again, DAY)
    again.close()
