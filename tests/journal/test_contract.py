"""What every journal does: one test body, run on the one in a file and on its twin in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import pytest

from kdeck.core.errors import JournalConflict, JournalError
from kdeck.core.events.event import EventKind
from kdeck.core.events.kinds import REGISTRY
from kdeck.core.memory import Mark
from kdeck.core.message import Message
from kdeck.journal.base import Change, DayTotals, Journal
from kdeck.journal.sqlite import SqliteJournal, open_journal
from tests.journal.made import AT, DAY, LEARNER, body_of, event, memory, redate, void


def ram(folder: Path) -> Journal:
    return SqliteJournal.blank(LEARNER)


def sqlite(folder: Path) -> Journal:
    return open_journal(str(folder / "journal.db"), LEARNER, create=True)


def sqlite_on_a_network(folder: Path) -> Journal:
    return open_journal(str(folder / "journal.db"), LEARNER, create=True, network=True)


@pytest.fixture(params=[ram, sqlite, sqlite_on_a_network], ids=lambda made: made.__name__)
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    make: Callable[[Path], Journal] = request.param
    made = make(tmp_path)
    yield made
    made.close()


def test_a_new_journal_is_empty(journal: Journal) -> None:
    assert journal.learner == LEARNER
    assert not journal.read_only
    assert journal.count() == 0
    assert journal.last(1 << 62) == 0
    assert journal.newest_id() == ""
    assert journal.after(0) == journal.ahead() == {}
    assert list(journal.events()) == []
    assert list(journal.memories()) == []
    assert journal.known() == frozenset()
    assert journal.due(DAY) == []
    assert journal.totals(DAY) == DayTotals()
    assert journal.last_undoable(AT) is None
    assert journal.marks() == {}


def test_what_a_change_leads_to_is_stored_with_it_and_sees_it(journal: Journal) -> None:
    first, second = event(1), event(2)
    seen: list[int] = []

    def then() -> Change:
        seen.append(journal.count())
        assert [each.id for each in journal.events()] == [first.id]
        return Change((second,))

    journal.commit(Change((first,)), then)
    assert seen == [1]
    assert [each.id for each in journal.events()] == [first.id, second.id]


def test_where_what_it_leads_to_fails_nothing_is_stored(journal: Journal) -> None:
    def then() -> Change:
        raise JournalError(Message("no"))

    with pytest.raises(JournalError, match="no"):
        journal.commit(Change((event(1),), (memory("a/1"),)), then)
    assert journal.count() == 0
    assert journal.memory("a/1") is None
    journal.commit(Change((event(1),)))
    assert journal.count() == 1


def test_a_mark_that_time_was_set_by_hand_is_there_for_ever(journal: Journal) -> None:
    mark = event(1, "simulated", "journal/simulated", body={})
    told = [journal.simulated]
    for change in (Change((event(3),)), Change((mark,)), Change((void(2, mark),))):
        journal.commit(change)
        told.append(journal.simulated)
    assert told == [False, False, True, True]
    assert journal.last_undoable(DAY) == event(3)
    assert journal.in_memory().simulated


def test_an_event_comes_back_as_it_went_in(journal: Journal) -> None:
    body = {
        "rating": 1,
        "ms": 0,
        "answer": ["", "“引号”\n\t\\ 😀"],
        "right": False,
        "case": {"paid": "16:00"},
        "retention": 0.9,
        "newer": {"n": 1.5},
    }
    stored = event(1, body=body, offset=-12_600)
    journal.commit(Change((stored,)))
    assert list(journal.events()) == [stored]
    assert journal.count() == 1


def test_what_is_no_valid_event_is_not_stored(journal: Journal) -> None:
    for body in ({"answer": ("a", "b")}, {"rating": 9}, {"ms": 10**400}, {"newer": float("inf")}):
        with pytest.raises(JournalError, match="e0001"):
            journal.commit(Change((event(1, body={**body_of("review"), **body}),)))
    assert journal.count() == 0


def test_events_are_ordered_by_time_then_id_however_they_arrive(journal: Journal) -> None:
    events = [event(n, at=AT + n // 3) for n in range(12)]
    journal.commit(Change(tuple(events[6:])))
    journal.commit(Change(tuple(reversed(events[:6]))))
    assert list(journal.events()) == events


def test_events_are_told_apart_by_card_and_by_time(journal: Journal) -> None:
    events = [event(n, card=f"deck/{n % 2}") for n in range(6)]
    journal.commit(Change(tuple(reversed(events))))
    assert list(journal.events(card="deck/1")) == [events[1], events[3], events[5]]
    assert list(journal.events(since=events[3].at)) == events[3:]
    assert list(journal.events(since=events[1].at, until=events[4].at)) == events[1:5]
    assert list(journal.events(card="deck/1", since=events[2].at, until=events[4].at)) == [events[3]]
    assert list(journal.events(card="deck/2")) == []


def test_thousands_of_events_at_one_instant_come_back_once_each(journal: Journal) -> None:
    events = [event(n, at=AT) for n in range(5_000)]
    journal.commit(Change(tuple(events)))
    assert list(journal.events()) == events


def test_events_may_be_added_while_they_are_read(journal: Journal) -> None:
    journal.commit(Change(tuple(event(n) for n in range(10))))
    read = journal.events()
    first = next(read)
    journal.commit(Change((event(10),)))
    assert [first, *read][:10] == [event(n) for n in range(10)]


def test_storing_an_event_again_changes_nothing(journal: Journal) -> None:
    journal.commit(Change((event(1),)))
    journal.commit(Change((event(1), event(2), event(2))))
    assert list(journal.events()) == [event(1), event(2)]
    assert journal.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"at": AT},
        {"offset": 0},
        {"day": DAY + 1},
        {"device": "phone"},
        {"kind": "practice"},
        {"card": "deck/other"},
        {"body": {**body_of("review"), "rating": 4}},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_an_event_with_other_contents_is_refused_and_nothing_of_its_change_is_stored(
    journal: Journal, changes: dict[str, object]
) -> None:
    journal.commit(Change((event(2),), (memory(reps=4),)))
    clash = event(2)._replace(**changes)  # type: ignore[arg-type]  # any field of an event
    with pytest.raises(JournalConflict, match="e0002"):
        journal.commit(Change((event(1), clash, event(3)), (memory(reps=5),), (Mark("deck/entry", True),)))
    assert list(journal.events()) == [event(2)]
    assert journal.memory("deck/entry") == memory(reps=4)
    assert journal.marks() == {}


def test_a_truth_value_is_not_the_number_one(journal: Journal) -> None:
    journal.commit(Change((event(1, body={**body_of("review"), "newer": 1}),)))
    with pytest.raises(JournalConflict):
        journal.commit(Change((event(1, body={**body_of("review"), "newer": True}),)))


def test_two_contents_of_one_id_in_one_change_are_refused(journal: Journal) -> None:
    with pytest.raises(JournalConflict):
        journal.commit(Change((event(1), event(1, device="phone"))))
    assert journal.count() == 0


def test_another_learners_event_is_refused(journal: Journal) -> None:
    with pytest.raises(JournalConflict, match="学员乙"):
        journal.commit(Change((event(1), event(2, learner="学员乙"))))
    assert journal.count() == 0


@pytest.mark.parametrize("value", [float("nan"), object(), "\ud800", {1, 2}], ids=["nan", "object", "surrogate", "set"])
def test_a_body_that_is_no_json_is_refused(journal: Journal, value: object) -> None:
    with pytest.raises(JournalError, match="e0002"):
        journal.commit(Change((event(1), event(2, body={**body_of("review"), "odd": value}))))
    assert journal.count() == 0


def test_an_undo_that_names_nothing_is_refused(journal: Journal) -> None:
    with pytest.raises(JournalError, match="e0002"):
        journal.commit(Change((event(1), event(2, "void", body={}))))
    assert journal.count() == 0


def test_undo_can_go_on_until_nothing_is_left(journal: Journal) -> None:
    events = [event(n) for n in range(1, 4)]
    journal.commit(Change(tuple(events)))
    for number, expected in enumerate(reversed(events)):
        newest = journal.last_undoable(AT)
        assert newest is not None
        assert newest == expected
        journal.commit(Change((void(10 + number, newest),)))
    assert journal.last_undoable(AT) is None
    assert journal.count() == 6


def test_only_events_from_a_time_on_can_be_undone(journal: Journal) -> None:
    journal.commit(Change((event(1), event(2))))
    assert journal.last_undoable(event(2).at) == event(2)
    journal.commit(Change((void(3, event(2)),)))
    assert journal.last_undoable(event(2).at) is None
    assert journal.last_undoable(event(1).at) == event(1)


def test_every_kind_of_event_can_be_undone(journal: Journal) -> None:
    for number, kind in enumerate(("review", "practice", "suspend", "resume", "flag", "unflag")):
        stored = event(number, kind)  # type: ignore[arg-type]  # the loop's text is one of the kinds
        journal.commit(Change((stored,)))
        assert journal.last_undoable(AT) == stored


def test_a_renaming_is_not_undone_as_the_learner_did_not_do_it(journal: Journal) -> None:
    journal.commit(Change((event(1), event(2, "rename"))))
    assert journal.last_undoable(AT) == event(1)
    assert journal.recent("rename", 9) == [event(2, "rename")]


def test_what_an_exam_has_found_is_not_undone(journal: Journal) -> None:
    body = {**body_of("review"), "case": {"exam": "x"}}
    journal.commit(Change((event(1, body=body), event(2, body={**body, "exam": "e0009"}))))
    assert journal.last_undoable(AT) == event(1, body=body)


@pytest.mark.parametrize("kind", [kind for kind, about in REGISTRY.items() if not about.about_card])
def test_a_run_is_not_undone_and_counts_as_no_review(journal: Journal, kind: EventKind) -> None:
    journal.commit(Change((event(1), event(2, kind, f"{kind}/timed-1"))))
    assert journal.last_undoable(AT) == event(1)
    assert journal.last(AT + 9_000_000) == AT + 2_000_000
    assert journal.totals(DAY).cards == {"deck/entry"}
    assert [each.id for each in journal.recent(kind, 9)] == ["e0002"]
    assert journal.known() == frozenset()


def test_the_cards_touched_since_a_count_are_those_of_what_was_stored_since_whatever_its_time(journal: Journal) -> None:
    journal.commit(Change((event(5, card="a/1"), event(6, card="a/2"))))
    count = journal.count()
    assert journal.touched(count) == frozenset()
    journal.commit(Change((event(1, card="b/1"), event(6, card="a/2"), event(7, "flag", card="a/1"))))
    assert journal.touched(count) == {"b/1", "a/1"}
    assert journal.touched(0) == {"a/1", "a/2", "b/1"}


def test_an_undo_may_arrive_before_what_it_undoes(journal: Journal) -> None:
    journal.commit(Change((void(2, event(1)),)))
    journal.commit(Change((event(1),)))
    assert journal.last_undoable(AT) is None
    assert journal.recent("review", 5) == []
    assert journal.count() == 2


WRONG = AT + 3650 * 86_400_000_000


@pytest.mark.parametrize("order", permutations(range(3)), ids=str)
def test_a_redated_event_counts_at_its_new_time_however_its_redates_arrive(
    journal: Journal, order: tuple[int, ...]
) -> None:
    wrong = event(4, at=WRONG, day=DAY + 3650)
    first, second = redate(6, wrong, AT + 99_000_000), redate(7, wrong, AT + 2_500_000)
    journal.commit(Change((event(2), event(3))))
    for place in order:
        journal.commit(Change(((wrong, first, second)[place],)))
    right = wrong._replace(at=AT + 2_500_000, day=DAY)
    assert list(journal.events()) == [event(2), right, event(3), first, second]
    assert list(journal.events(since=AT, until=WRONG - 1)) == [event(2), right, event(3), first, second]
    assert journal.recent("review", 3) == [event(3), right, event(2)]
    assert journal.after(AT + 3_000_000) == {}
    assert list(journal.written()) == [event(2), event(3), first, second, wrong]
    journal.commit(Change((wrong, first)))
    assert journal.count() == 5
    with pytest.raises(JournalConflict):
        journal.commit(Change((right,)))


@pytest.mark.parametrize("body", [{}, {"event": 5, "at": 5}, {"event": "e0001", "at": "soon"}])
def test_a_redate_that_says_nothing_is_refused(journal: Journal, body: dict[str, object]) -> None:
    with pytest.raises(JournalError, match="e0002"):
        journal.commit(Change((event(1), event(2, "redate", body=body))))
    assert journal.count() == 0


def test_a_redate_moves_no_undo_and_no_renaming(journal: Journal) -> None:
    undo = void(2, event(1))
    changes = (event(1), undo, event(3, "rename"), redate(4, undo, AT), redate(5, event(3), AT))
    journal.commit(Change(changes))
    assert list(journal.events()) == list(changes)


def test_events_in_the_future_are_kept_and_counted_nowhere(journal: Journal) -> None:
    wrong, flag = event(4, at=WRONG, day=DAY + 3650), event(5, "flag", at=WRONG, day=DAY + 3650)
    journal.commit(Change((event(1), wrong, flag), (memory(),), ahead=frozenset((wrong.id, flag.id))))
    assert journal.ahead() == {wrong.id: wrong.card, flag.id: flag.card} == journal.after(AT + 1_000_000)
    assert list(journal.events()) == list(journal.written()) == [event(1), wrong, flag]
    assert journal.recent("review", 9) == [event(1)]
    assert journal.recent("flag", 9) == []
    assert [review.milliseconds for review in journal.reviews()] == [4_200]
    assert journal.totals(DAY + 3650) == DayTotals()
    assert [day.day for day in journal.days()] == [DAY]
    assert journal.last_undoable(AT + 2_000_000) is None
    journal.commit(Change(ahead=frozenset((flag.id,))))
    assert [day.day for day in journal.days()] == [DAY, DAY + 3650]
    journal.commit(Change((redate(6, wrong, AT + 1_500_000),)))
    assert [(day.day, day.tally.reviews) for day in journal.days()] == [(DAY, 2)]


def test_recent_events_are_of_one_kind_newest_first_without_the_undone(journal: Journal) -> None:
    journal.commit(
        Change((event(1), event(2, "flag"), event(3), event(4, "flag"), event(5), void(6, event(5)), event(7)))
    )
    assert journal.recent("review", 2) == [event(7), event(3)]
    assert journal.recent("review", 9) == [event(7), event(3), event(1)]
    assert journal.recent("flag", 9) == [event(4, "flag"), event(2, "flag")]
    assert journal.recent("void", 9) == [void(6, event(5))]
    assert journal.recent("practice", 9) == []


def test_reviews_are_those_that_count_newest_first(journal: Journal) -> None:
    untimed = event(4)._replace(body={"rating": 3, "retention": 0.9})
    timed = [
        event(number)._replace(body={**body_of("review"), "ms": number * 100, "case": {"ms": "7"}})
        for number in (1, 5, 6)
    ]
    journal.commit(Change((*timed, event(2, "practice"), untimed, void(7, event(5)))))
    assert [review.milliseconds for review in journal.reviews()] == [600, None, 100]
    assert [review.milliseconds for review in journal.reviews(limit=1)] == [600]
    assert [review.introduced for review in journal.reviews(day=DAY)] == [False, False, True]
    assert journal.reviews(day=DAY + 1) == []


def test_the_last_time_is_that_of_an_event_that_stands_and_is_not_later_than_asked(journal: Journal) -> None:
    journal.commit(Change((event(1), event(3), event(5), event(8), void(9, event(5)))))
    times = [journal.last(AT + seconds * 1_000_000) - AT for seconds in (9, 7, 3, 2)]
    assert times == [8_000_000, 3_000_000, 3_000_000, 1_000_000]
    assert journal.last(AT) == 0
    assert journal.after(AT + 3_000_000) == {"e0008": "deck/entry"}
    assert journal.newest_id() == ""
    journal.commit(Change((event(2)._replace(id="0190"), event(1)._replace(id="0191"))))
    assert journal.newest_id() == "0191"


def test_a_memory_comes_back_as_it_went_in_and_is_replaced_whole(journal: Journal) -> None:
    journal.commit(Change(memories=(memory(),)))
    assert journal.memory("deck/entry") == memory()
    assert journal.memory("deck/other") is None
    later = memory(phase="relearning", step=1, stability=0.1, due_at=AT + 1, first_day=DAY, lapses=2, answer="明天")
    journal.commit(Change(memories=(later,)))
    assert journal.memory("deck/entry") == later
    assert list(journal.memories()) == [later]


def test_a_forgotten_card_has_no_memory(journal: Journal) -> None:
    journal.commit(Change(memories=(memory("a/1"), memory("a/2"))))
    journal.commit(Change(forgotten=("a/1", "a/3")))
    assert journal.known() == {"a/2"}
    assert journal.memory("a/1") is None


def test_unknown_cards_are_those_without_a_memory_in_the_order_asked(journal: Journal) -> None:
    journal.commit(Change(memories=tuple(memory(card) for card in ("d/甲", "d/a", "d/c"))))
    assert journal.unknown([]) == []
    assert journal.unknown(["d/c", "d/a", "d/甲"]) == []
    assert journal.unknown(["d/z", "d/c", "d/b", "d/a"]) == ["d/z", "d/b"]
    assert journal.unknown(["e/a"]) == ["e/a"]


def test_known_cards_are_those_with_a_memory(journal: Journal) -> None:
    cards = {f"deck-{n}/条目,{n}/fact/颜色 a" for n in range(5_000)}
    journal.commit(Change(memories=tuple(memory(card) for card in cards)))
    assert journal.known() == cards
    assert {each.card for each in journal.memories()} == cards
    assert sorted(journal.answers()) == sorted((each.card, each.answer) for each in journal.memories())


def test_due_are_cards_in_steps_whenever_due_and_review_cards_up_to_the_day(journal: Journal) -> None:
    journal.commit(
        Change(
            memories=(
                memory("a/past", due_day=DAY - 3),
                memory("a/today", due_day=DAY),
                memory("a/tomorrow", due_day=DAY + 1),
                memory("a/step", phase="learning", due_day=DAY),
                memory("a/late-step", phase="relearning", due_day=DAY + 1),
            )
        )
    )
    assert {each.card for each in journal.due(DAY)} == {"a/past", "a/today", "a/step", "a/late-step"}
    assert {each.card for each in journal.due(DAY - 2)} == {"a/past", "a/step", "a/late-step"}


def test_totals_tell_new_cards_from_reviews_and_name_the_entries(journal: Journal) -> None:
    reviews = [("a/1/size/M", DAY), ("a/1/size/L", DAY), ("a/2", DAY), ("a/2", DAY), ("a/2", DAY - 1), ("a/3", DAY - 1)]
    reviews.append(("a/3", DAY - 9))
    journal.commit(
        Change(
            (
                *(event(number, card=card, day=day) for number, (card, day) in enumerate(reviews)),
                event(90, "practice", "a/8"),
                event(91, "flag", "a/9"),
            ),
        )
    )
    assert journal.totals(DAY) == DayTotals(frozenset({"a/1/size/M", "a/1/size/L"}), frozenset({"a/2"}))
    assert journal.totals(DAY - 1) == DayTotals(frozenset({"a/2"}), frozenset({"a/3"}))
    assert journal.totals(DAY + 1) == DayTotals()


def test_totals_follow_an_undo(journal: Journal) -> None:
    journal.commit(Change((event(1, day=DAY - 1), event(2), event(3, card="a/1")), (memory(), memory("a/1"))))
    journal.commit(Change((void(4, event(3)),), forgotten=("a/1",)))
    assert journal.totals(DAY) == DayTotals(seen=frozenset({"deck/entry"}))
    journal.commit(Change((void(5, event(2)),), (memory(last_day=DAY - 1),)))
    assert journal.totals(DAY) == DayTotals()


def test_marks_are_replaced_and_vanish_when_there_is_nothing_to_say(journal: Journal) -> None:
    journal.commit(Change(marks=(Mark("a/1", True), Mark("a/2", False, ""), Mark("a/3", True, "不对"))))
    assert journal.mark("a/1") == Mark("a/1", True, None)
    assert journal.mark("a/2") == Mark("a/2", False, "")
    assert journal.mark("a/9") == Mark("a/9")
    journal.commit(Change(marks=(Mark("a/1"), Mark("a/3", False, "不对"))))
    assert journal.marks() == {"a/2": Mark("a/2", False, ""), "a/3": Mark("a/3", False, "不对")}


def test_settings_are_kept_and_replaced(journal: Journal) -> None:
    assert journal.setting("language") is None
    journal.set_setting("language", "zh")
    journal.set_setting("language", "en")
    journal.set_setting("空", "")
    assert journal.setting("language") == "en"
    assert journal.setting("空") == ""


def test_an_empty_change_is_no_change(journal: Journal) -> None:
    journal.commit(Change())
    assert journal.count() == 0


def test_a_backup_is_the_whole_journal_in_one_file(journal: Journal, tmp_path: Path) -> None:
    change = Change((event(1), event(2, "flag")), (memory(),), (Mark("deck/entry", True, "n"),))
    journal.commit(change)
    journal.set_setting("language", "zh")
    target = tmp_path / "copies" / "今天 100%.db"
    target.parent.mkdir()
    journal.backup(target)
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    copy = open_journal(str(target), LEARNER, read_only=True)
    assert tuple(copy.events()) == change.events
    assert tuple(copy.memories()) == change.memories
    assert copy.marks() == {"deck/entry": Mark("deck/entry", True, "n")}
    assert copy.setting("language") == "zh"
    copy.close()


def test_housekeeping_loses_nothing(journal: Journal) -> None:
    journal.commit(Change((event(1),)))
    journal.checkpoint()
    journal.commit(Change((event(2),)))
    journal.checkpoint()
    assert journal.count() == 2


def test_closing_twice_is_closing_once(journal: Journal) -> None:
    journal.close()
    journal.close()


@pytest.fixture(params=[ram, sqlite], ids=lambda made: made.__name__)
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    if request.param is ram:
        yield SqliteJournal.blank(LEARNER, read_only=True)
        return
    sqlite(tmp_path).close()
    made = open_journal(str(tmp_path / "journal.db"), LEARNER, read_only=True)
    yield made
    made.close()


def test_a_reader_refuses_to_write(reader: Journal) -> None:
    assert reader.read_only
    with pytest.raises(JournalError, match="reading only"):
        reader.commit(Change((event(1),)))
    with pytest.raises(JournalError, match="reading only"):
        reader.set_setting("language", "zh")
    reader.checkpoint()
    assert reader.count() == 0
    assert reader.setting("language") is None


def test_the_days_studied_are_those_with_a_review_that_stands(journal: Journal) -> None:
    def studied(before: int, limit: int = 9) -> tuple[int, ...]:
        return tuple(day.day for day in journal.days(before, limit))

    assert studied(DAY) == ()
    days = [(1, DAY - 5), (2, DAY - 5), (3, DAY - 3), (4, DAY - 1), (5, DAY)]
    journal.commit(Change(tuple(event(number, day=day) for number, day in days)))
    journal.commit(Change((event(6, "typing", "typing/timed-1", day=DAY - 2), void(7, event(3, day=DAY - 3)))))
    assert studied(DAY) == (DAY - 5, DAY - 1)
    assert studied(DAY + 1) == (DAY - 5, DAY - 1, DAY)
    assert studied(DAY + 1, 1) == (DAY - 5,)
