"""Facts that change, cards that go and come back, and ids that are renamed: what is asked, and what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kdeck.core.cards.card import Card
from kdeck.core.errors import JournalFull
from kdeck.core.memory import Rating
from kdeck.core.message import Message
from kdeck.decks.library import Library, library_of
from kdeck.journal.base import Journal
from kdeck.journal.sqlite import SqliteJournal, open_journal
from kdeck.trainer import changes
from kdeck.trainer.browse import search
from kdeck.trainer.merge import merge, rebuild, stale_cards
from kdeck.trainer.news import change_of
from kdeck.trainer.study import study
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.upkeep import catch_up, view, wrap_up
from kdeck.trainer.why import explain
from tests.builders import HandClock, make_card, rated, recall_card, recall_cards, revised, trainer_of
from tests.simulation.learner import next_morning


def studied(cards: Sequence[Card], clock: HandClock, journal: Journal | None = None, **more: Any) -> Trainer:
    """A trainer whose learner has just met all these cards."""
    trainer = trainer_of(cards, clock, journal, new_per_day=500, **more)
    work_through(trainer)
    return trainer


def work_through(trainer: Trainer, rating: Rating = Rating.EASY) -> list[str]:
    session, asked = study(trainer), []
    while session.prompt is not None:
        asked.append(session.prompt.card.id)
        rated(session, rating, 3000, session.prompt.card.answer)
        session.go_on()
    return asked


def after_edit(trainer: Trainer, cards: Sequence[Card] | Library, clock: HandClock, seed: int = 50) -> Trainer:
    """The same learner before an edited library, when the next session begins."""
    edited = trainer_of(cards, clock, trainer.journal, seed=seed)
    catch_up(edited)
    return edited


def reviews(trainer: Trainer) -> list[str]:
    return [memory.card for memory in trainer.today().reviews]


# --- changed answers


def test_a_changed_fact_is_due_at_once_and_its_memory_is_kept() -> None:
    clock = HandClock()
    trainer = studied(recall_cards(3), clock)
    before = {memory.card: memory for memory in trainer.journal.memories()}
    next_morning(clock)
    assert reviews(trainer) == []
    edited = after_edit(trainer, [recall_card(0), recall_card(1, back=("17:00",)), recall_card(2)], clock)
    today = edited.today()
    assert today.changed == ("deck/card-1",)
    assert today.reviews == (before["deck/card-1"],)
    assert change_of(edited, "deck/card-1") == ("答案1", "17:00")
    assert change_of(edited, "deck/card-0") is None
    session = study(edited)
    rated(session, Rating.GOOD, 3000)
    after = edited.journal.memory("deck/card-1")
    assert after is not None
    assert (after.reps, after.answer) == (before["deck/card-1"].reps + 1, "17:00")
    assert after.due_day > clock().day
    assert edited.today().changed == ()
    assert change_of(edited, "deck/card-1") is None
    assert [edited.journal.memory(card) for card in ("deck/card-0", "deck/card-2")] == [
        before["deck/card-0"],
        before["deck/card-2"],
    ]


def test_a_wrong_answer_to_the_new_fact_ends_the_change_too() -> None:
    clock = HandClock()
    edited = after_edit(studied([recall_card(1)], clock), [recall_card(1, back=("x",))], clock)
    session = study(edited)
    rated(session, Rating.AGAIN, 3000)
    assert edited.today().changed == ()
    assert [memory.card for memory in edited.today().learning] == ["deck/card-1"]


def test_taking_back_the_answer_to_a_changed_fact_makes_it_changed_again() -> None:
    clock = HandClock()
    edited = after_edit(studied([recall_card(1)], clock), [recall_card(1, back=("x",))], clock)
    session = study(edited)
    rated(session, Rating.GOOD, 3000)
    assert session.undo() == "deck/card-1"
    assert edited.today().changed == ("deck/card-1",)


@pytest.mark.parametrize(
    "edit",
    [
        {"front": "别的问题？"},
        {"why": "因为"},
        {"hint": "想一想"},
        {"source": "第 9 条"},
        {"tags": ("新",)},
        {"seconds": 5},
        {"file": "other.yaml", "line": 99},
        {"back": (" 答案　1。",)},
        {"kind": "typed", "accept": ("甲",)},
    ],
    ids=lambda edit: next(iter(edit)),
)
def test_an_edit_that_leaves_the_answer_alone_changes_nothing(edit: dict[str, Any]) -> None:
    clock = HandClock()
    trainer = studied(recall_cards(2), clock)
    before = sorted(trainer.journal.memories())
    edited = after_edit(trainer, [recall_card(0), revised(recall_card(1), **edit)], clock)
    assert (edited.today().changed, edited.today().reviews) == ((), ())
    assert sorted(edited.journal.memories()) == before


def test_changed_cards_come_first_and_neither_limits_nor_siblings_hold_them_back() -> None:
    clock = HandClock()
    cards = [*recall_cards(14), recall_card(20), recall_card(20)._replace(id="deck/card-20/reverse")]
    trainer = studied(cards, clock, reviews_per_day=10)
    next_morning(clock)
    work_through(trainer)  # the sibling that had to wait
    next_morning(clock, days=60)
    edited_cards = [revised(card, back=("neu",)) if card.id >= "deck/card-2" else card for card in cards]
    changed = {card.id for card in edited_cards if card.answer == ("neu",)}
    assert {"deck/card-20", "deck/card-20/reverse"} < changed
    edited = trainer_of([*edited_cards, recall_card(99)], clock, trainer.journal, reviews_per_day=10)
    today = edited.today()
    first = [memory.card for memory in today.reviews][: len(changed)]
    assert set(first) == set(today.changed) == changed
    assert len(today.reviews) == max(10, len(changed))
    assert today.backlog == len(cards) - len(today.reviews)
    assert today.new == (), "new cards wait while reviews exceed the day's cap"
    asked = work_through(edited)
    assert set(asked[: len(changed)]) == changed


def test_a_suspended_card_rests_though_its_fact_has_changed() -> None:
    clock = HandClock()
    trainer = studied(recall_cards(2), clock)
    trainer.suspend("deck/card-1")
    edited = after_edit(trainer, [recall_card(0), recall_card(1, back=("x",))], clock)
    assert (edited.today().changed, edited.today().reviews) == ((), ())
    assert search(edited, "is:due") == ()
    edited.resume("deck/card-1")
    assert edited.today().changed == ("deck/card-1",)
    assert search(edited, "is:due") == ("deck/card-1",)
    assert search(edited, "-is:due") == ("deck/card-0",)


def test_a_card_past_its_date_rests_though_its_fact_has_changed() -> None:
    clock = HandClock()
    trainer = studied([recall_card(1)], clock)
    edited = after_edit(trainer, [recall_card(1, back=("x",), until=clock().day - 1)], clock)
    assert edited.today().changed == ()


def test_a_card_in_its_steps_is_told_as_changed_and_asked_once() -> None:
    clock = HandClock()
    trainer = trainer_of([recall_card(1)], clock)
    session = study(trainer)
    rated(session, Rating.AGAIN, 3000)
    today = after_edit(trainer, [recall_card(1, back=("x",))], clock).today()
    assert (today.changed, len(today.learning), today.reviews) == (("deck/card-1",), 1, ())


def test_a_card_answered_today_whose_fact_changes_at_noon_counts_once() -> None:
    clock = HandClock()
    trainer = studied(recall_cards(2), clock)
    assert trainer.today().whole == 2
    edited = after_edit(trainer, [recall_card(0), recall_card(1, back=("x",))], clock)
    assert edited.today().changed == ("deck/card-1",)
    assert (edited.today().met, edited.today().whole) == (2, 2)


def test_an_answer_without_a_key_says_nothing_of_a_change() -> None:
    clock = HandClock()
    trainer = trainer_of([recall_card(1)], clock)
    trainer.review("deck/card-1", key="", retention=0.9, body={"rating": 4, "ms": 1, "answer": [], "right": True})
    assert trainer.today().changed == ()


def test_of_a_rule_only_the_lines_that_differ_are_shown() -> None:
    clock = HandClock()
    rule_card = make_card("d/r/a", "rule", "{t}?", ("今天发",), fact="付款时间 < 16:00\n有货\n→ 今天发")
    trainer = trainer_of([rule_card], clock)
    body = {"rating": 4, "ms": 1, "answer": [], "right": True}
    trainer.review("d/r/a", key=rule_card.answer_key, retention=0.9, body=body)
    for fact, shown in (
        ("付款时间 < 17:00\n有货\n→ 今天发", ("付款时间 < 16:00", "付款时间 < 17:00")),
        ("付款时间 < 16:00\n有货\n周末\n→ 今天发", ("—", "周末")),
        ("有货\n付款时间 < 16:00\n→ 今天发", ("付款时间 < 16:00; 有货; → 今天发", "有货; 付款时间 < 16:00; → 今天发")),
    ):
        edited = after_edit(trainer, [revised(rule_card, fact=fact)], clock)
        assert change_of(edited, "d/r/a") == shown


# --- looking quickly


def test_looking_costs_no_comparison_of_everything_once_it_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HandClock()
    decks = [*recall_cards(200, "a"), *recall_cards(200, "b")]
    trainer = studied(decks, clock)
    trainer.today()
    compared: list[str] = []
    real = changes.has_changed

    def counted(library: Library, journal: Journal, card: str) -> bool:
        compared.append(card)
        return real(library, journal, card)

    monkeypatch.setattr(changes, "has_changed", counted)
    monkeypatch.setattr(Library, "changed", lambda *_: pytest.fail("everything was compared"))
    assert trainer.today().changed == ()
    assert compared == []
    wrap_up(trainer)
    edited = after_edit(trainer, [*decks[:-1], revised(decks[-1], back=("x",))], clock)
    assert edited.today().changed == ("b/card-199",)
    assert {card[0] for card in compared} == {"b"}, "only the file that differs"
    compared.clear()
    assert edited.today().changed == ("b/card-199",)
    assert compared == ["b/card-199"]


def test_a_reader_sees_changes_and_notes_nothing(tmp_path: Path) -> None:
    clock, path = HandClock(), str(tmp_path / "j.db")
    with_file = open_journal(path, "学员甲", create=True)
    studied(recall_cards(3), clock, with_file)
    with_file.close()
    reader = open_journal(path, "学员甲", read_only=True)
    noted = reader.setting("changes")
    trainer = trainer_of([recall_card(0), recall_card(1, back=("x",))], clock, reader)
    assert trainer.today().changed == ("deck/card-1",)
    assert reader.setting("changes") == noted
    reader.close()


def test_a_full_disk_does_not_hide_todays_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HandClock()
    trainer = studied(recall_cards(2), clock)

    def full(self: SqliteJournal, name: str, value: str) -> None:
        raise JournalFull(Message("full"))

    monkeypatch.setattr(SqliteJournal, "set_setting", full)
    edited = Trainer(library_of([recall_card(1, back=("x",))]), trainer.journal, clock, device="d", entropy=bytes)
    assert edited.today().changed == ("deck/card-1",)


@pytest.mark.parametrize("note", ["", "x", "5", "-1\nabc", "99999\nabc\ndeck/card-1", "0\n\ndeck/gone\n", "1\nzz\n\n"])
def test_a_spoilt_note_costs_nothing_but_time(note: str) -> None:
    clock = HandClock()
    trainer = studied(recall_cards(2), clock)
    trainer.journal.set_setting("changes", note)
    assert after_edit(trainer, [recall_card(0), recall_card(1, back=("x",))], clock).today().changed == ("deck/card-1",)


def test_decks_that_are_all_met_are_not_gone_through_for_new_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HandClock()
    old, fresh = recall_cards(100, "a"), recall_cards(3, "b")
    met = studied(old, clock)
    next_morning(clock)
    trainer = after_edit(met, [*old, *fresh], clock)
    assert trainer.today().new == tuple(card.id for card in fresh)  # notes what it came to
    asked: list[str] = []
    real = SqliteJournal.unknown

    def counted(self: SqliteJournal, cards: Sequence[str]) -> list[str]:
        asked.extend(cards)
        return real(self, cards)

    monkeypatch.setattr(SqliteJournal, "unknown", counted)
    today = trainer.today()
    assert today.new == tuple(card.id for card in fresh)
    assert [row.seen for row in trainer.decks(today)] == [100, 0]
    assert asked == [card.id for card in fresh]


def test_an_answer_and_its_undo_are_counted_at_once() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(3), clock)
    trainer.today()
    session = study(trainer)
    rated(session, Rating.GOOD, 3000)
    assert [row.seen for row in trainer.decks(trainer.today())] == [1]
    session.undo()
    assert [row.seen for row in trainer.decks(trainer.today())] == [0]
    assert len(trainer.today().new) == 3


# --- cards that go and come back


def test_a_deleted_card_rests_and_returns_with_its_memory() -> None:
    clock = HandClock()
    trainer = studied(recall_cards(3), clock)
    kept = trainer.journal.memory("deck/card-1")
    next_morning(clock, days=90)
    without = after_edit(trainer, [recall_card(0), recall_card(2)], clock)
    assert sorted(reviews(without)) == ["deck/card-0", "deck/card-2"]
    assert (without.today().total, without.today().changed) == (2, ())
    assert "deck/card-1" not in search(without, "is:due")
    assert without.tomorrow()[1] == 2
    assert [row.seen for row in without.decks(without.today())] == [2]
    assert explain(without, "deck/card-1").memory == kept
    back = after_edit(trainer, recall_cards(3), clock, seed=51)
    assert "deck/card-1" in reviews(back)
    assert search(back, "is:due id:card-1") == ("deck/card-1",)
    assert back.journal.memory("deck/card-1") == kept


def test_a_card_that_returns_with_another_answer_has_changed() -> None:
    clock = HandClock()
    trainer = studied(recall_cards(2), clock)
    without = after_edit(trainer, [recall_card(0)], clock)
    assert without.today().changed == ()
    back = after_edit(without, [recall_card(0), recall_card(1, back=("x",))], clock, seed=52)
    assert back.today().changed == ("deck/card-1",)


# --- renamed ids


def renamed_card(number: int, old: int, **more: Any) -> Card:
    """Card ``old`` as it stands in the library under the id of ``number``."""
    return recall_card(old, **more)._replace(id=f"deck/card-{number}", was=(f"deck/card-{old}",))


def test_a_renamed_card_keeps_its_memory() -> None:
    clock = HandClock()
    trainer = studied(recall_cards(2), clock)
    kept = trainer.journal.memory("deck/card-1")
    assert kept is not None
    edited = after_edit(trainer, [recall_card(0), renamed_card(7, 1)], clock)
    assert (edited.today().new, edited.today().changed) == ((), ())
    assert edited.journal.memory("deck/card-7") == kept._replace(card="deck/card-7")
    assert stale_cards(edited) == ()
    count = edited.journal.count()
    after_edit(edited, edited.library, clock, seed=51).today()
    assert edited.journal.count() == count, "it is told once"
    next_morning(clock, days=90)
    work_through(edited)
    memory = edited.journal.memory("deck/card-7")
    assert memory is not None
    assert memory.reps > kept.reps
    assert stale_cards(edited) == ()
    told = explain(edited, "deck/card-7")
    assert [row.event.kind for row in told.history] == ["review", "rename", "review"]
    assert told.memory == memory


def test_undo_goes_past_a_renaming_and_never_undoes_it() -> None:
    clock = HandClock()
    trainer = studied([recall_card(1)], clock)
    edited = after_edit(trainer, [renamed_card(7, 1)], clock)
    session = study(edited)
    assert not session.plan.remaining
    assert session.undo() == "deck/card-7"
    assert edited.journal.memory("deck/card-7") is None
    assert session.undo() is None
    assert stale_cards(edited) == ()
    rated(session, Rating.GOOD, 3000)
    assert edited.journal.memory("deck/card-7") is not None
    assert stale_cards(edited) == ()


def test_a_suspended_or_flagged_card_stays_so_under_its_new_id() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(2), clock)
    trainer.suspend("deck/card-0")
    trainer.flag("deck/card-1", "falsch")
    edited = after_edit(trainer, [renamed_card(7, 0), renamed_card(8, 1)], clock)
    assert edited.today().new == ("deck/card-8",)
    assert edited.journal.mark("deck/card-7").suspended
    assert edited.journal.mark("deck/card-8").flag == "falsch"
    edited.resume("deck/card-7")
    assert edited.today().new == ("deck/card-7", "deck/card-8")
    assert stale_cards(edited) == ()


def test_memory_of_the_new_id_is_never_replaced_by_that_of_the_old() -> None:
    clock = HandClock()
    trainer = studied([recall_card(1), recall_card(7)], clock)
    own = trainer.journal.memory("deck/card-7")
    edited = after_edit(trainer, [renamed_card(7, 1)], clock)
    edited.today()
    assert edited.journal.memory("deck/card-7") == own
    assert list(edited.journal.recent("rename", 9)) == []


def test_an_old_id_that_is_still_there_keeps_its_memory() -> None:
    clock = HandClock()
    trainer = studied([recall_card(1)], clock)
    edited = after_edit(trainer, [recall_card(1), renamed_card(7, 1, back=("x",))], clock)
    assert edited.today().new == ("deck/card-7",)
    assert edited.journal.memory("deck/card-7") is None


def test_of_two_cards_that_claim_one_id_the_first_gets_it() -> None:
    clock = HandClock()
    trainer = studied([recall_card(1)], clock)
    edited = after_edit(trainer, [renamed_card(7, 1), renamed_card(8, 1, front="?")], clock)
    edited.today()
    assert edited.journal.memory("deck/card-7") is not None
    assert edited.journal.memory("deck/card-8") is None


@pytest.mark.parametrize("was", [("deck/card-2",), ("deck/card-2", "deck/card-1")], ids=["last", "all"])
def test_a_chain_of_renamings_leads_to_one_memory(was: tuple[str, ...]) -> None:
    clock = HandClock()
    trainer = studied([recall_card(1)], clock)
    second = after_edit(trainer, [renamed_card(2, 1)], clock)
    second.today()
    next_morning(clock, days=60)
    work_through(second)
    third = after_edit(second, [recall_card(1)._replace(id="deck/card-3", was=was)], clock, seed=51)
    assert third.today().new == ()
    memory = third.journal.memory("deck/card-3")
    assert memory is not None
    assert memory.reps == 2
    assert len(explain(third, "deck/card-3").history) == 4
    assert stale_cards(third) == ()


def test_an_edit_that_is_taken_back_finds_its_memory_again() -> None:
    clock = HandClock()
    trainer = studied([recall_card(1)], clock)
    edited = after_edit(trainer, [renamed_card(2, 1)], clock)
    edited.today()
    next_morning(clock, days=60)
    work_through(edited)
    reverted = after_edit(edited, [recall_card(1)], clock, seed=51)
    assert reverted.today().new == ()
    memory = reverted.journal.memory("deck/card-1")
    assert memory is not None
    assert memory.reps == 2


def test_a_renamed_card_may_have_changed_as_well() -> None:
    clock = HandClock()
    trainer = studied([recall_card(1)], clock)
    edited = after_edit(trainer, [renamed_card(7, 1, back=("17:00",))], clock)
    assert edited.today().changed == ("deck/card-7",)
    assert change_of(edited, "deck/card-7") == ("答案1", "17:00")


def test_a_reader_sees_the_renamed_card_with_its_memory_and_stores_nothing(tmp_path: Path) -> None:
    clock, path = HandClock(), str(tmp_path / "j.db")
    writer = open_journal(path, "学员甲", create=True)
    studied([recall_card(1)], clock, writer)
    count = writer.count()
    writer.close()
    next_morning(clock, days=60)
    reader = open_journal(path, "学员甲", read_only=True)
    trainer = view(trainer_of([renamed_card(7, 1)], clock, reader, seed=61))
    assert reviews(trainer) == ["deck/card-7"]
    assert len(explain(trainer, "deck/card-7").history) == 2
    assert reader.count() == count
    reader.close()


def test_two_machines_of_which_one_still_has_the_old_id_come_to_one_memory() -> None:
    clock = HandClock()
    first = studied([recall_card(1)], clock)
    old = trainer_of([recall_card(1)], clock, SqliteJournal.blank("学员甲"), seed=60)
    merge(old, first.journal.events())
    new = after_edit(first, [renamed_card(7, 1)], clock)
    new.today()
    for turn in range(3):
        next_morning(clock, days=60)
        work_through(old, Rating.GOOD)
        clock.move(minutes=5)
        work_through(new, Rating.HARD if turn else Rating.EASY)
    for trainer, other in ((old, new), (new, old), (old, new)):
        merge(trainer, other.journal.events())
    assert sorted(old.journal.memories()) == sorted(new.journal.memories())
    ours, theirs = new.journal.memory("deck/card-7"), old.journal.memory("deck/card-1")
    assert ours is not None
    assert theirs is not None
    done = [event.device for event in new.journal.events() if event.kind == "review"]
    assert ours.reps == len(done) > 3
    assert theirs == ours._replace(card="deck/card-1")
    assert stale_cards(old) == stale_cards(new) == ()
    assert rebuild(new) == 0


def test_a_change_that_comes_by_merge_is_seen() -> None:
    clock = HandClock()
    cards = [recall_card(1, back=("17:00",)), recall_card(2)]
    mine = studied([recall_card(2)], clock)
    mine = after_edit(mine, cards, clock)
    mine.today()
    theirs = studied([recall_card(1)], clock, seed=70)
    merge(mine, theirs.journal.events())
    assert mine.today().changed == ("deck/card-1",)


# --- any order of all of it

VERSIONS: dict[str, list[Card]] = {
    "first": recall_cards(4),
    "edited": [recall_card(0, back=("neu",)), *recall_cards(4)[1:]],
    "shorter": recall_cards(3),
    "renamed": [*recall_cards(2), renamed_card(7, 2), recall_card(3)],
    "renamed on": [recall_card(0), recall_card(2)._replace(id="deck/card-9", was=("deck/card-7", "deck/card-2"))],
    "both": [renamed_card(5, 0, back=("neu",)), recall_card(1), renamed_card(7, 2), recall_card(4)],
}
SIDE = st.integers(0, 1)


class TwoMachines(RuleBasedStateMachine):
    """One learner at two machines whose libraries are edited, each at its own time."""

    @initialize()
    def start(self) -> None:
        self.clock, self.seed = HandClock(), 0
        self.trainers = [self.trainer(side, "first", SqliteJournal.blank("学员甲")) for side in (0, 1)]

    def trainer(self, side: int, version: str, journal: Journal) -> Trainer:
        self.seed += 1
        made = trainer_of(VERSIONS[version], self.clock, journal, seed=1000 * side + self.seed)
        catch_up(made)
        return made

    @rule(side=SIDE, version=st.sampled_from(sorted(VERSIONS)))
    def edits(self, side: int, version: str) -> None:
        self.trainers[side] = self.trainer(side, version, self.trainers[side].journal)

    @rule(side=SIDE, rating=st.sampled_from([Rating.AGAIN, Rating.GOOD, Rating.EASY]), more=st.integers(1, 5))
    def answers(self, side: int, rating: Rating, more: int) -> None:
        session = study(self.trainers[side])
        for _ in range(more):
            if session.prompt is None:
                break
            self.clock.move(seconds=9)
            rated(session, rating, 9000)
            session.go_on()

    @rule(side=SIDE)
    def takes_back(self, side: int) -> None:
        self.trainers[side].undo()

    @rule(side=SIDE, number=st.integers(0, 3))
    def marks(self, side: int, number: int) -> None:
        trainer = self.trainers[side]
        card = trainer.library.ids[number % len(trainer.library)]
        (trainer.resume if trainer.journal.mark(card).suspended else trainer.suspend)(card)

    @rule(days=st.sampled_from([0.1, 1.0, 30.0]))
    def lets_time_pass(self, days: float) -> None:
        self.clock.move(days=days)

    @rule(side=SIDE)
    def merges_from_the_other(self, side: int) -> None:
        merge(self.trainers[side], self.trainers[1 - side].journal.events())

    @rule()
    def merges_both_ways(self) -> None:
        for side in (0, 1, 0):
            merge(self.trainers[side], self.trainers[1 - side].journal.events())
        left, right = (trainer.journal for trainer in self.trainers)
        assert sorted(left.memories()) == sorted(right.memories())
        assert left.marks() == right.marks()

    @rule(side=SIDE)
    def looks(self, side: int) -> None:
        """The quick look says what comparing everything says, the plan holds it, and nothing is stored."""
        before = self.trainers[side].journal.count()
        trainer = view(self.trainers[side])
        today = trainer.today()
        changed = trainer.library.changed(trainer.journal.answers())
        marks = trainer.journal.marks()
        assert set(trainer.changed()) == set(changed)
        assert set(today.changed) == {card for card in changed if card not in marks or not marks[card].suspended}
        assert set(today.changed) <= set(today.cards)
        assert len(set(today.cards)) == len(today.cards)
        assert self.trainers[side].journal.count() == before

    @rule(side=SIDE)
    def ends_a_session(self, side: int) -> None:
        wrap_up(self.trainers[side])

    @invariant()
    def memory_is_what_the_events_fold_to(self) -> None:
        for trainer in self.trainers:
            assert stale_cards(trainer) == ()

    @invariant()
    def what_is_known_of_cards_met_without_counting_is_what_counting_gives(self) -> None:
        for trainer in self.trainers:
            library, journal = trainer.library, trainer.journal
            found = changes.look(library, journal, trainer.noted(changes.NOTE), trainer.renames)
            for deck in library.decks:
                if deck.file in found.met:
                    assert found.met[deck.file] == changes.cards_met(journal, library.ids_of(deck))


TwoMachines.TestCase.settings = settings(max_examples=80, stateful_step_count=25)
TestTwoMachines = TwoMachines.TestCase
