from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any, get_args

import pytest

from kdeck.core.cards.card import CardKind, draw
from kdeck.core.errors import JournalFull, UsageError
from kdeck.core.events.event import Event
from kdeck.core.exam.record import fold
from kdeck.core.levels.need import DanAsked, ExamNeed, RecallNeed
from kdeck.core.memory import Rating
from kdeck.core.message import Message
from kdeck.core.moment import Moment
from kdeck.core.shop import Shop
from kdeck.decks.library import library_of
from kdeck.journal.base import Change
from kdeck.journal.codec import encode
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.exam import begin, close_expired, history, papers, passed, resume, running, standings, trial, usual
from kdeck.trainer.exam.results import print_of, records
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, answer_to, make_card, recall_card, trainer_of
from tests.core.rules.tables import CUTOFF, SIZES
from tests.trainer.exam.sat import CARDS, EXAM, SHOP, Watch, answer_all, learner, review, ruled, sat, typed


def steps(trainer: Trainer) -> list[str]:
    """The steps of all exams, in order; reviews in between."""
    return [str(event.body.get("step", event.kind)) for event in trainer.journal.events()]


def later(trainer: Trainer, watch: Watch) -> tuple[Trainer, Watch]:
    """Another process on the same journal, some time after the one before has died; its own clock begins anew."""
    again = Watch(watch.clock)
    again.seconds = 3.0
    entropy = random.Random(trainer.journal.count()).randbytes
    return Trainer(trainer.library, trainer.journal, watch.clock, device="test", entropy=entropy), again


def test_an_exam_from_beginning_to_end_is_a_result() -> None:
    trainer, watch = learner()
    sitting = sat(trainer, watch, lambda number: number <= 4)
    (result,) = history(trainer)
    assert result == sitting.result
    assert (result.name, result.title, result.dan, result.decks) == ("dan-3", "产品知识", 3, ("policy",))
    assert (result.wanted, result.items, result.right, result.needed, result.pass_mark) == (6, 6, 4, 3, 0.5)
    assert (result.share, result.passed, result.counts, result.reason) == (4 / 6, True, True, "done")
    assert result.milliseconds == 30_000
    assert result.at.at - result.begun.at == pytest.approx(30_000_000, abs=100)
    assert steps(trainer) == ["begun", *["shown", "answered"] * 6, "ended"]
    assert passed([result], papers(SHOP)[0]) == result


def test_one_answer_too_few_fails() -> None:
    trainer, watch = learner()
    sat(trainer, watch, lambda number: number <= 2)
    (result,) = history(trainer)
    assert (result.right, result.passed) == (2, False)
    assert passed([result], papers(SHOP)[0]) is None


def test_only_what_can_be_judged_is_asked() -> None:
    trainer, watch = learner([recall_card(1, "policy"), typed(2), recall_card(3, "policy")])
    sitting = begin(trainer, papers(SHOP)[0], watch)
    assert [asked.item.card for asked in sitting.record.asked] == ["policy/card-2"]
    trainer, watch = learner([recall_card(1, "policy")])
    with pytest.raises(UsageError, match="no card that can be asked"):
        begin(trainer, papers(SHOP)[0], watch)
    assert steps(trainer) == []


def test_other_decks_and_cards_past_their_date_are_not_asked_but_suspended_ones_are() -> None:
    clock = HandClock()
    cards = [typed(1), typed(2, "other"), typed(3, until=clock.moment.day - 1), typed(4, until=clock.moment.day)]
    trainer, watch = learner(cards, clock=clock)
    trainer.suspend("policy/card-1")
    sitting = begin(trainer, papers(SHOP)[0], watch)
    assert {asked.item.card for asked in sitting.record.asked} == {"policy/card-1", "policy/card-4"}


def test_every_question_is_on_the_disk_before_it_can_be_seen_and_every_answer_before_the_next() -> None:
    trainer, watch = learner()
    sitting = begin(trainer, papers(SHOP)[0], watch)
    for number in range(1, 7):
        assert sitting.prompt is not None
        newest = list(trainer.journal.events())[-1].body
        assert (newest["step"], newest["item"], newest["card"]) == ("shown", number - 1, sitting.prompt.card.id)
        assert newest["question"] == sitting.prompt.question
        sitting.submit(answer_to(sitting.prompt, right=True), 1_000)


def test_after_a_crash_nothing_is_lost_and_what_was_seen_is_spent() -> None:
    trainer, watch = learner()
    sitting = begin(trainer, papers(SHOP)[0], watch)
    order = [asked.item.card for asked in sitting.record.asked]
    for _answer in range(2):
        assert sitting.prompt is not None
        watch.think(5)
        sitting.submit(answer_to(sitting.prompt, right=True), 5_000)
    watch.clock.move(seconds=60)
    trainer, watch = later(trainer, watch)
    again = resume(trainer, watch)
    assert again is not None
    assert again.prompt is not None
    assert again.prompt.card.id == order[3]
    assert [asked.fate for asked in again.record.asked] == ["answered"] * 2 + ["spent"] * 2 + ["waiting"] * 2
    assert again.left() == 180_000 - 70_000
    answer_all(again, watch)
    (result,) = history(trainer)
    assert (result.items, result.right, result.passed) == (6, 5, True)
    shown = [event.body["card"] for event in trainer.journal.events() if event.body.get("step") == "shown"]
    assert shown == order


def test_resumed_again_and_again_an_exam_runs_out_of_questions() -> None:
    trainer, watch = learner()
    begin(trainer, papers(SHOP)[0], watch)
    for _crash in range(5):
        trainer, watch = later(trainer, watch)
        assert resume(trainer, watch) is not None
    trainer, watch = later(trainer, watch)
    ended = resume(trainer, watch)
    assert ended is not None
    assert ended.prompt is None
    assert ended.result is not None
    assert (ended.result.right, ended.result.items, ended.result.reason) == (0, 6, "done")
    assert resume(trainer, watch) is None


def test_the_same_question_after_a_crash_is_the_one_that_was_drawn() -> None:
    trainer, watch = learner([ruled(row) for row in range(1, 4)])
    sitting = begin(trainer, papers(SHOP)[0], watch)
    drawn = [(asked.item.card, asked.item.case) for asked in sitting.record.asked]
    trainer, watch = later(trainer, watch)
    again = resume(trainer, watch)
    assert again is not None
    assert again.prompt is not None
    assert (again.prompt.card.id, again.prompt.case) == drawn[1]


def test_an_answer_after_the_time_does_not_count_and_ends_the_exam() -> None:
    trainer, watch = learner()
    sitting = begin(trainer, papers(SHOP)[0], watch)
    assert sitting.prompt is not None
    watch.think(179.9)
    assert not sitting.check_time()
    watch.think(0.1)
    assert sitting.left() == 0
    sitting.submit(answer_to(sitting.prompt, right=True), 180_000)
    assert sitting.result is not None
    assert (sitting.result.reason, sitting.result.right, sitting.result.milliseconds) == ("time", 0, 180_000)
    stored = trainer.journal.count()
    sitting.submit((), 1)
    assert trainer.journal.count() == stored


def test_time_that_runs_out_while_one_looks_ends_it() -> None:
    trainer, watch = learner()
    sitting = begin(trainer, papers(SHOP)[0], watch)
    watch.think(200)
    assert sitting.check_time()
    assert sitting.check_time()
    assert steps(trainer) == ["begun", "shown", "ended"]


def test_giving_up_ends_it_with_what_was_answered() -> None:
    trainer, watch = learner()
    sitting = begin(trainer, papers(SHOP)[0], watch)
    assert sitting.prompt is not None
    sitting.submit(answer_to(sitting.prompt, right=True), 900)
    sitting.give_up()
    sitting.give_up()
    (result,) = history(trainer)
    assert (result.reason, result.right, result.items, result.passed) == ("left", 1, 6, False)


def test_an_exam_whose_time_ran_out_unattended_is_over_for_everybody_who_looks() -> None:
    trainer, watch = learner()
    begin(trainer, papers(SHOP)[0], watch)
    watch.clock.move(minutes=2)
    assert history(trainer) == []
    watch.clock.move(minutes=58)
    (seen,) = history(trainer)
    assert (seen.reason, seen.milliseconds, seen.at.at - seen.begun.at) == ("time", 180_000, 180_000_000)
    assert running(trainer) is None
    assert resume(trainer, watch) is None
    assert steps(trainer) == ["begun", "shown", "ended"]
    close_expired(trainer)
    assert len(steps(trainer)) == 3


def test_the_clock_turned_back_gains_nothing_neither_while_sitting_nor_between() -> None:
    trainer, watch = learner()
    sitting = begin(trainer, papers(SHOP)[0], watch)
    assert sitting.prompt is not None
    watch.think(50)
    watch.clock.move(hours=-3)
    assert sitting.left() == 130_000
    sitting.submit(answer_to(sitting.prompt, right=True), 50_000)
    watch.think(20)
    trainer, watch = later(trainer, watch)
    again = resume(trainer, watch)
    assert again is not None
    assert again.left() == 130_000
    watch.think(130)
    assert again.check_time()


def test_what_the_machine_has_recorded_since_tells_how_late_it_is() -> None:
    trainer, watch = learner()
    begin(trainer, papers(SHOP)[0], watch)
    watch.clock.move(seconds=100)
    review(trainer, CARDS[0])
    watch.clock.move(seconds=-99)
    trainer, watch = later(trainer, watch)
    again = resume(trainer, watch)
    assert again is not None
    assert again.left() == 80_000


def test_the_fast_clock_of_another_machine_takes_no_time_away() -> None:
    trainer, watch = learner()
    begin(trainer, papers(SHOP)[0], watch)
    other = Event(
        "a", "学员甲", trainer.now().at + 3600 * 10**6, 0, trainer.study_day(), "other", "flag", "policy/x", {}
    )
    trainer.journal.commit(Change((other,)))
    watch.clock.move(seconds=10)
    trainer, watch = later(trainer, watch)
    again = resume(trainer, watch)
    assert again is not None
    assert again.left() == 170_000
    answer_all(again, watch)
    (result,) = history(trainer)
    assert (result.right, result.reason) == (5, "done")


def test_a_journal_ahead_of_the_clock_does_not_stop_an_exam() -> None:
    clock = HandClock()
    trainer, watch = learner(clock=clock)
    review(trainer, CARDS[0])
    clock.move(hours=-5)
    sat(trainer, watch)
    (result,) = history(trainer)
    assert (result.right, result.milliseconds) == (6, 30_000)


def test_right_but_past_the_cards_own_limit_does_not_count() -> None:
    trainer, watch = learner([typed(1, seconds=10), typed(2, seconds=10)])
    sitting = begin(trainer, papers(SHOP)[0], watch)
    for milliseconds in (10_000, 10_001):
        assert sitting.prompt is not None
        sitting.submit(answer_to(sitting.prompt, right=True), milliseconds)
    assert [(asked.right, asked.late) for asked in sitting.record.asked] == [(True, False), (True, True)]
    assert sitting.record.right == 1


@pytest.mark.parametrize("given", [(), ("",), ("  ", "")])
def test_left_empty_is_answered_and_not_asked_again(given: tuple[str, ...]) -> None:
    trainer, watch = learner()
    sitting = begin(trainer, papers(SHOP)[0], watch)
    sitting.submit(given, 1_000)
    first = sitting.record.asked[0]
    assert (first.fate, first.given, first.right) == ("answered", (), False)
    assert sitting.progress == (2, 6)


class FullDisk(SqliteJournal):
    """A journal that refuses once."""

    refuse = False

    def commit(self, change: Change, then: Callable[[], Change] | None = None) -> None:
        if self.refuse:
            self.refuse = False
            raise JournalFull(Message("The disk is full"))
        super().commit(change, then)


def test_an_answer_that_could_not_be_stored_can_be_given_again() -> None:
    journal = FullDisk.blank("学员甲")
    trainer, watch = learner(journal=journal)
    sitting = begin(trainer, papers(SHOP)[0], watch)
    assert sitting.prompt is not None
    asked, before = sitting.prompt, sitting.record
    journal.refuse = True
    with pytest.raises(JournalFull):
        sitting.submit(answer_to(asked, right=True), 1_000)
    assert (sitting.prompt, sitting.record) == (asked, before)
    answer_all(sitting, watch)
    assert sitting.result is not None
    assert sitting.result.right == 6


def test_a_wrong_answer_to_a_known_card_is_forgotten_and_success_lifts_nothing() -> None:
    clock = HandClock()
    trainer, watch = learner([typed(1), typed(2), typed(3), typed(4)], clock=clock)
    for card in (typed(1), typed(2), typed(3)):
        review(trainer, card, Rating.EASY)
    clock.move(days=3)
    known = {card.card: card for card in trainer.journal.memories()}
    sitting = begin(trainer, papers(SHOP)[0], watch)
    while sitting.prompt is not None:
        number = int(sitting.prompt.card.id[-1])
        sitting.submit(() if number == 2 else answer_to(sitting.prompt, right=number == 3), 2_000)
    after = {card.card: card for card in trainer.journal.memories()}
    assert after["policy/card-3"] == known["policy/card-3"]
    assert "policy/card-4" not in after
    for name in ("policy/card-1", "policy/card-2"):
        assert (after[name].phase, after[name].lapses) == ("relearning", 1)
        assert trainer.schedule.fold(trainer.events_of(name)) == after[name]
    due = [memory.card for memory in trainer.today().learning]
    assert sorted(due) == ["policy/card-1", "policy/card-2"]
    (event,) = [event for event in trainer.events_of("policy/card-1") if event.body.get("exam")]
    assert {name: value for name, value in event.body.items() if name != "clock"} == {
        "rating": 1,
        "ms": 2_000,
        "answer": ["完全不对"],
        "right": False,
        "key": typed(1).answer_key,
        "retention": 0.9,
        "exam": sitting.record.id,
    }


def test_what_an_exam_found_forgotten_cannot_be_taken_back() -> None:
    clock = HandClock()
    trainer, watch = learner([typed(1), typed(2)], clock=clock)
    review(trainer, typed(1), Rating.EASY)
    clock.move(days=2)
    review(trainer, typed(2))
    sat(trainer, watch, lambda _number: False)
    undone = trainer.undo()
    assert undone is not None
    assert (undone.card, undone.body["rating"]) == ("policy/card-2", 3)
    assert trainer.undo() is None
    memory = trainer.journal.memory("policy/card-1")
    assert memory is not None
    assert memory.lapses == 1


def test_questions_that_nobody_answered_or_that_came_late_change_nothing() -> None:
    clock = HandClock()
    trainer, watch = learner([typed(1, seconds=5), typed(2), typed(3)], clock=clock)
    for number in (1, 2, 3):
        review(trainer, trainer.library.card(f"policy/card-{number}"), Rating.EASY)
    clock.move(days=3)
    before = sorted(trainer.journal.memories())
    sitting = begin(trainer, papers(SHOP)[0], watch)
    while sitting.prompt is not None and sitting.prompt.card.id != "policy/card-1":
        sitting.submit(answer_to(sitting.prompt, right=True), 1_000)
    assert sitting.prompt is not None
    sitting.submit(answer_to(sitting.prompt, right=True), 9_000)
    watch.think(500)
    sitting.check_time()
    assert sorted(trainer.journal.memories()) == before


def test_an_exam_for_practice_counts_for_nothing_and_moves_nothing() -> None:
    clock = HandClock()
    trainer, watch = learner([typed(1), typed(2)], clock=clock)
    review(trainer, typed(1), Rating.EASY)
    clock.move(days=2)
    before = list(trainer.journal.memories())
    for _time in range(2):
        answer_all(begin(trainer, trial(("policy",)), watch), watch, lambda _number: False)
    assert list(trainer.journal.memories()) == before
    newest, oldest = history(trainer)
    assert not newest.counts
    assert newest.trial
    assert newest.name == "trial"
    assert oldest.id != newest.id
    assert passed([newest], papers(SHOP)[0]) is None


def test_the_next_attempt_is_on_another_study_day_and_asks_other_cards() -> None:
    clock = HandClock()
    trainer, watch = learner(clock=clock)
    first = sat(trainer, watch, lambda _number: False)
    with pytest.raises(UsageError, match=r"again from 2026-11-24 04:00"):
        begin(trainer, papers(SHOP)[0], watch)
    (standing,) = standings(trainer)
    assert standing.retake == Moment(standing.retake.at, 8 * 3600) if standing.retake else None
    assert standing.retake is not None
    assert standing.retake.isoformat() == "2026-11-24T04:00:00+08:00"
    clock.move(hours=18.9)
    assert standings(trainer)[0].retake is not None
    clock.move(hours=0.2)
    assert standings(trainer)[0].retake is None
    second = begin(trainer, papers(SHOP)[0], watch)
    cards = [{asked.item.card for asked in sitting.record.asked} for sitting in (first, second)]
    assert not cards[0] & cards[1]


def test_the_wait_goes_by_the_trainers_clock_and_by_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HandClock()
    trainer, watch = learner(clock=clock)
    sat(trainer, watch, lambda _number: False)
    late = clock.moment.at // 1_000_000 + 10 * 86_400
    monkeypatch.setattr("time.time", lambda: float(late))
    monkeypatch.setattr("time.time_ns", lambda: late * 1_000_000_000)
    monkeypatch.setattr("time.monotonic", lambda: float(late))
    again = standings(trainer)[0].retake
    assert again is not None
    clock.moment = again.plus(-0.000_001)
    with pytest.raises(UsageError, match="sat again from"):
        begin(trainer, papers(SHOP)[0], watch)
    clock.moment = again
    assert standings(trainer)[0].retake is None
    assert begin(trainer, papers(SHOP)[0], watch).prompt is not None


def test_a_simulated_clock_waits_in_its_own_time() -> None:
    clock = HandClock(Moment(HandClock().moment.at + 400 * 86_400_000_000, 28_800))
    trainer, watch = learner(clock=clock)
    sat(trainer, watch, lambda _number: False)
    assert standings(trainer)[0].retake is not None
    clock.move(days=1)
    assert standings(trainer)[0].retake is None


def test_other_decks_and_other_editions_spare_nobody_the_wait() -> None:
    trainer, watch = learner()
    sat(trainer, watch, lambda _number: False)
    for decks in (("other",), ("policy", "other"), ()):
        shop = SHOP._replace(dans=(DanAsked(3, "Products", (ExamNeed(decks, 6, 3, 0.5),)),))
        library = library_of([*CARDS, typed(1, "other")], shop)
        elsewhere = trainer_of(library, trainer._clock, trainer.journal, seed=4)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="sat again from"):
            begin(elsewhere, papers(shop)[0], watch)


def test_going_on_before_other_decks_does_not_undo_an_attempt() -> None:
    trainer, watch = learner()
    sitting = begin(trainer, papers(SHOP)[0], watch)
    assert sitting.prompt is not None
    sitting.submit(answer_to(sitting.prompt, right=False), 1_000)
    trainer = changed(trainer, [typed(99)])
    again = resume(trainer, watch)
    assert again is not None
    answer_all(again, watch)
    (result,) = history(trainer)
    assert not result.counts
    with pytest.raises(UsageError, match="sat again from"):
        begin(trainer, papers(SHOP)[0], watch)


def test_an_exam_that_was_given_up_is_an_attempt_all_the_same() -> None:
    trainer, watch = learner()
    begin(trainer, papers(SHOP)[0], watch).give_up()
    assert standings(trainer)[0].retake is not None


def test_one_exam_at_a_time() -> None:
    trainer, watch = learner()
    begin(trainer, papers(SHOP)[0], watch)
    with pytest.raises(UsageError, match="running"):
        begin(trainer, trial(()), watch)


def test_cases_are_none_that_were_seen_in_study_practice_or_another_exam() -> None:
    clock = HandClock()
    cards = [ruled(row, name="words") for row in range(4)]
    trainer, watch = learner(cards, clock=clock)
    seen: dict[str, list[Mapping[str, str]]] = {card.id: [] for card in cards}
    for card in cards[:2]:
        prompt = draw(card, 0)
        review(trainer, card, case=prompt.values)
        trainer.keep_run(
            "practice", card.id, {"rating": 3, "ms": 1, "answer": [], "right": True, "case": draw(card, 1).values}
        )
        seen[card.id] += [prompt.values, draw(card, 1).values]
    for _exam in range(3):
        sitting = begin(trainer, papers(SHOP)[0], watch)
        while sitting.prompt is not None:
            card_id, values = sitting.prompt.card.id, sitting.prompt.values
            rows = {"words/0": 2, "words/1": 4, "words/2": 1, "words/3": 1}
            if len({str(each) for each in seen[card_id]}) < rows[card_id.partition("/")[2]]:
                assert values not in seen[card_id]
            seen[card_id].append(values)
            sitting.submit(answer_to(sitting.prompt, right=True), 100)
        clock.move(days=1)


def changed(trainer: Trainer, cards: list[object]) -> Trainer:
    """The same learner before other decks."""
    library = library_of(cards, SHOP)  # type: ignore[arg-type]
    return trainer_of(library, trainer._clock, trainer.journal, seed=9)  # type: ignore[arg-type]


def test_a_card_that_has_gone_is_left_out_and_the_exam_proves_nothing_but_is_an_attempt() -> None:
    trainer, watch = learner([typed(number) for number in range(4)])
    sitting = begin(trainer, papers(SHOP)[0], watch)
    gone = sitting.record.asked[2].item.card
    trainer = changed(trainer, [typed(number) for number in range(4) if typed(number).id != gone])
    again = resume(trainer, watch)
    assert again is not None
    answer_all(again, watch)
    (result,) = history(trainer)
    assert (result.items, result.right, result.counts, result.passed) == (3, 2, False, True)
    assert passed([result], papers(SHOP)[0]) is None
    assert standings(trainer)[0].retake is not None


def test_an_answer_that_another_machine_gave_after_the_card_was_withdrawn_does_not_count() -> None:
    trainer, watch = learner([typed(number) for number in range(4)])
    sitting = begin(trainer, papers(SHOP)[0], watch)
    gone = sitting.record.asked[2].item.card
    smaller = changed(trainer, [typed(number) for number in range(4) if typed(number).id != gone])
    again = resume(smaller, watch)
    assert again is not None
    while "withdrawn" not in steps(trainer):
        assert again.prompt is not None
        again.submit(answer_to(again.prompt, right=True), 100)
    withdrawn = [event for event in trainer.journal.events() if event.body.get("step") == "withdrawn"][-1]
    body = {"step": "answered", "exam": sitting.record.id, "item": 2, "elapsed": 1, "answer": ["x"]}
    body |= {"right": True, "late": False, "ms": 1, "expected": ["x"]}
    late = withdrawn._replace(id="0" * 8 + withdrawn.id[8:], at=withdrawn.at + 1, body=body)
    (before,), (after,) = fold(trainer.journal.events()), fold([*trainer.journal.events(), late])
    assert before.asked[2].fate == after.asked[2].fate == "withdrawn"
    assert (after.items, after.right) == (before.items, before.right)


def test_a_card_that_has_changed_is_asked_and_judged_as_it_is_now() -> None:
    trainer, watch = learner([typed(0), typed(1)])
    sitting = begin(trainer, papers(SHOP)[0], watch)
    next_up = int(sitting.record.asked[1].item.card[-1])
    cards = [typed(number, back=("新答案",)) if number == next_up else typed(number) for number in range(2)]
    trainer = changed(trainer, cards)  # type: ignore[arg-type]
    again = resume(trainer, watch)
    assert again is not None
    again.submit(("新答案",), 100)
    assert again.record.asked[1].right
    assert again.record.asked[1].expected == ("新答案",)


def test_a_card_that_is_called_otherwise_now_is_the_same_question() -> None:
    trainer, watch = learner([typed(0), typed(1)])
    sitting = begin(trainer, papers(SHOP)[0], watch)
    old = sitting.record.asked[1].item.card
    review(trainer, trainer.library.card(old))
    renamed = trainer.library.card(old)._replace(id="policy/other", was=(old,))
    trainer = changed(trainer, [renamed, trainer.library.card(sitting.record.asked[0].item.card)])
    again = resume(trainer, watch)
    assert again is not None
    assert again.prompt is not None
    assert again.prompt.card.id == "policy/other"


def test_a_shop_without_levels_has_the_usual_exam_over_any_decks() -> None:
    trainer, watch = learner([typed(1), typed(2, "other")], Shop())
    (paper,) = papers(Shop())
    assert (paper.cards, paper.minutes, paper.pass_mark, paper.dan) == (40, 20, 0.9, None)
    sat(trainer, watch)
    (result,) = history(trainer)
    assert (result.items, result.counts, result.passed, result.wanted) == (2, True, True, 40)
    assert standings(trainer)[0].retake is not None
    sitting = begin(trainer, usual(("other",)), watch)
    assert [asked.item.card for asked in sitting.record.asked] == ["other/card-2"]


def test_a_shop_that_asks_for_more_than_it_did_wants_to_see_the_exam_again() -> None:
    trainer, watch = learner()
    sat(trainer, watch, lambda number: number <= 5)
    results = history(trainer)
    (paper,) = papers(SHOP)
    assert passed(results, paper) is not None
    harder = (
        paper._replace(cards=7),
        paper._replace(minutes=0),
        paper._replace(pass_mark=0.9),
        paper._replace(decks=("policy", "x")),
        paper._replace(name="dan-4"),
    )
    assert [passed(results, other) for other in harder] == [None] * 5
    assert passed(results, paper._replace(cards=3, minutes=20, pass_mark=0.8)) is not None


def test_the_exams_of_a_level_have_names_of_their_own() -> None:
    shop = Shop(dans=(DanAsked(2, "", (EXAM, RecallNeed((), 0.9, 1.0), EXAM)), DanAsked(3, "", (EXAM,))))
    assert [paper.name for paper in papers(shop)] == ["dan-2", "dan-2-2", "dan-3"]


def test_all_decks_are_meant_by_their_word_or_by_none() -> None:
    exams = (ExamNeed((), 5, 5, 0.5), ExamNeed((), 5, 5, 0.5))
    assert [paper.decks for paper in papers(Shop(dans=(DanAsked(1, "", exams),)))] == [(), ()]


def test_events_of_an_exam_in_any_order_come_to_the_same_and_those_that_do_not_fit_change_nothing() -> None:
    trainer, watch = learner()
    sat(trainer, watch, lambda number: number % 2 == 0)
    events = [event for event in trainer.journal.events() if event.kind == "exam"]
    (record,) = fold(events)
    assert fold(reversed(events)) == [record]
    misplaced = [
        events[1]._replace(id="x2", at=events[-1].at - 1, body={**events[1].body, "item": 99}),
        events[2]._replace(id="x6", at=events[-1].at + 1, body={**events[2].body, "right": True}),
    ]
    assert fold([*misplaced, *events]) == [record]
    assert all(len(encode(event)) < 8_000 for event in events)


def test_of_two_answers_to_one_question_the_first_counts() -> None:
    trainer, watch = learner()
    sitting = begin(trainer, papers(SHOP)[0], watch)
    assert sitting.prompt is not None
    sitting.submit(answer_to(sitting.prompt, right=False), 100)
    answered = next(event for event in trainer.journal.events() if event.body.get("step") == "answered")
    second = answered._replace(id="z", at=answered.at + 1, body={**answered.body, "right": True})
    trainer.journal.commit(Change((second,)))
    assert records(trainer)[0].right == 0


def test_the_digest_of_a_card_never_becomes_another_while_its_contents_stay() -> None:
    assert (print_of(typed(1)), print_of(ruled(2))) == ("13cc935ec232066e", "f3ba6e8198fd32b4")
    assert print_of(ruled(2)._replace(file="moved.yaml", line=9, was=("policy/old",))) == print_of(ruled(2))
    assert len({print_of(card) for card in (typed(1), typed(1, why="so"), ruled(2), ruled(3))}) == 4


@pytest.mark.parametrize(
    ("digest", "kind", "back", "own"),
    [
        ("1451c956bd5199d5", "recall", ("x",), {}),
        ("c843f40e76a4d12e", "typed", ("x",), {"accept": ("y",), "match": "exact", "unit": "cm"}),
        ("c15932514c35e778", "cloze", ("x", "y"), {}),
        ("013c15b017c81dda", "choice", ("x",), {"wrong": ("y", "z"), "last": "z"}),
        ("f9a67aaf150c7992", "set", ("x", "y"), {}),
        ("6e0b22ec70c914a0", "order", ("x", "y"), {}),
        ("bdf97bb8653c88c4", "spot", ("k",), {"fields": (("k", "v"), ("l", "w"))}),
        ("6c4f570a7e5bceb5", "rule", ("当天发货",), {"table": CUTOFF, "row": 0, "wrong": ("y",), "fact": "fact"}),
        ("474d0b2681c0992e", "size", ("M",), {"table": SIZES, "row": 1, "wrong": ("y",), "fact": "fact"}),
        ("e0a60c7352aee066", "phrase", ("x",), {"never": ("y",), "must": (("z", "w"),), "fact": "fact"}),
    ],
    ids=lambda value: str(value) if value in get_args(CardKind) else "",
)
def test_the_digest_of_every_kind_is_what_journals_hold(
    digest: str, kind: CardKind, back: tuple[str, ...], own: dict[str, Any]
) -> None:
    shared = {"why": "why", "hint": "hint", "source": "s", "seconds": 6, "until": 20_000}
    assert print_of(make_card("d/c", kind, "?", back, ("t",), **shared, **own)) == digest
