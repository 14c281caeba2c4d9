"""Answers, undos, marks, restarts, merges and clock faults in any order: two machines, one learner, one truth."""

from __future__ import annotations

from collections.abc import Iterable
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kdeck.core.memory import Rating
from kdeck.journal.base import Journal
from kdeck.journal.sqlite import SqliteJournal, open_journal
from kdeck.trainer.merge import merge, redate, stale_cards, sums_hold
from kdeck.trainer.study import study
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, rated, recall_cards, trainer_of
from tests.journal import recounted

CARDS = recall_cards(6)
SIDE = st.integers(0, 1)


def _rounded(sums: Iterable[float]) -> list[float]:
    return [round(value, 9) for value in sums]


class TwoMachines(RuleBasedStateMachine):
    """One learner at two machines whose clocks differ and whose journals are merged now and then."""

    @initialize()
    def start(self) -> None:
        self.clocks = [HandClock(), HandClock()]
        self.clocks[1].move(minutes=7)
        self.trainers: list[Trainer] = []
        self.acknowledged: list[set[str]] = [set(), set()]
        self.restarts = 0
        for side in (0, 1):
            self.trainers.append(self.trainer(side, self.journal(side)))

    def journal(self, side: int) -> Journal:
        """A machine's journal, empty at first."""
        return SqliteJournal.blank("学员甲")

    def reopened(self, side: int) -> Journal:
        """The same journal as a new process finds it."""
        return self.trainers[side].journal

    def trainer(self, side: int, journal: Journal) -> Trainer:
        self.restarts += 1
        return trainer_of(CARDS, self.clocks[side], journal, seed=1000 * side + self.restarts, new_per_day=4)

    def note(self, side: int) -> None:
        """Remember every event that this machine has acknowledged."""
        self.acknowledged[side] |= {event.id for event in self.trainers[side].journal.events()}

    @rule(side=SIDE, rating=st.sampled_from(list(Rating)), more=st.integers(1, 4))
    def answers(self, side: int, rating: Rating, more: int) -> None:
        session = study(self.trainers[side])
        for _ in range(more):
            if session.prompt is None:
                break
            self.clocks[side].move(seconds=9)
            rated(session, rating, 9000)
            session.go_on()
        self.note(side)

    @rule(side=SIDE)
    def takes_back(self, side: int) -> None:
        self.trainers[side].undo()
        self.note(side)

    @rule(side=SIDE, number=st.integers(0, 5))
    def suspends_or_resumes(self, side: int, number: int) -> None:
        trainer, card = self.trainers[side], f"deck/card-{number}"
        (trainer.resume if trainer.journal.mark(card).suspended else trainer.suspend)(card)
        self.note(side)

    @rule(side=SIDE, days=st.sampled_from([-40.0, -1.0, -0.1, 0.2, 1.0, 3.0, 30.0]))
    def lets_time_pass(self, side: int, days: float) -> None:
        self.clocks[side].move(days=days)

    @rule(side=SIDE)
    def redates(self, side: int) -> None:
        redate(self.trainers[side])
        self.note(side)

    @rule(side=SIDE)
    def restarts_the_program(self, side: int) -> None:
        self.trainers[side] = self.trainer(side, self.reopened(side))

    @rule(side=SIDE)
    def merges_from_the_other(self, side: int) -> None:
        merge(self.trainers[side], self.trainers[1 - side].journal.written())
        self.note(side)

    @rule()
    def merges_both_ways_and_twice(self) -> None:
        for side in (0, 1, 0):
            merge(self.trainers[side], self.trainers[1 - side].journal.written())
        # What counts depends on the clock: both are looked at by the first one's.
        left, right = (self.trainer(0, trainer.journal.in_memory()).journal for trainer in self.trainers)
        assert list(left.events()) == list(right.events())
        assert list(left.written()) == list(right.written())
        assert left.ahead() == right.ahead()
        assert sorted(left.memories()) == sorted(right.memories())
        assert left.marks() == right.marks()

    @invariant()
    def memory_is_what_the_events_fold_to(self) -> None:
        for trainer in self.trainers:
            assert stale_cards(trainer) == ()

    @invariant()
    def sums_are_a_plain_recount(self) -> None:
        for trainer in self.trainers:
            journal = trainer.journal
            ahead = journal.ahead()
            events = [event for event in journal.events() if event.id not in ahead]
            assert [_rounded(each.tally) for each in journal.days()] == [
                _rounded(each.tally) for each in recounted.days(events)
            ]
            found, wanted = journal.calibration(), recounted.calibration(events)
            assert [_rounded(each) for each in found] == [_rounded(each) for each in wanted]
            assert sums_hold(trainer)

    @invariant()
    def no_acknowledged_event_is_lost_or_doubled(self) -> None:
        for side, trainer in enumerate(self.trainers):
            ids = [event.id for event in trainer.journal.events()]
            assert len(ids) == len(set(ids))
            assert self.acknowledged[side] <= set(ids)


class TwoFiles(TwoMachines):
    """The same on disk: a restart closes the file and opens it again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()

    def journal(self, side: int) -> Journal:
        return open_journal(f"{self.folder.name}/{side}.db", "学员甲", create=True)

    def reopened(self, side: int) -> Journal:
        self.trainers[side].journal.close()
        return open_journal(f"{self.folder.name}/{side}.db", "学员甲")

    def teardown(self) -> None:
        for trainer in getattr(self, "trainers", []):
            trainer.journal.close()
        self.folder.cleanup()


TwoMachines.TestCase.settings = settings(max_examples=150, stateful_step_count=25)
TestTwoMachines = TwoMachines.TestCase
TwoFiles.TestCase.settings = settings(max_examples=40, stateful_step_count=20)
TestTwoFiles = TwoFiles.TestCase
