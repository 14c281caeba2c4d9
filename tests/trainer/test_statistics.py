"""What the charts are made of, against a learner whose memory is known."""

from __future__ import annotations

import random

import pytest

from kdeck.core.fsrs import retrievability
from kdeck.core.memory import Rating
from kdeck.core.moment import MICROSECONDS
from kdeck.core.shop import Shop
from kdeck.core.statistics import miss
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.statistics import MONTH, past, present
from kdeck.trainer.statistics_tables import TABLES, gathered, table, written
from kdeck.trainer.study import study
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, make_card, rated, recall_card, recall_cards, trainer_of


def answer_all(trainer: Trainer, clock: HandClock, rating: Rating = Rating.EASY) -> None:
    session = study(trainer)
    while session.prompt is not None:
        clock.move(seconds=6)
        rated(session, rating, 6000)
        session.go_on()


def test_the_forecast_puts_every_card_on_its_due_day_and_what_is_late_on_today() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(12), clock)
    answer_all(trainer, clock)
    due = {memory.card: memory.due_day for memory in trainer.journal.memories()}
    for days in (0, 5, 20):
        clock.moment = HandClock().moment.plus(days * 86_400)
        found = present(trainer, {})
        for away, count in enumerate(found.due):
            day = trainer.study_day() + away
            assert count == sum(due_day == day or (away == 0 and due_day < day) for due_day in due.values())
    assert len(found.due) == MONTH


def test_recall_now_is_that_of_the_forgetting_curve_and_cards_that_rest_or_are_gone_stay_out() -> None:
    clock, journal = HandClock(), SqliteJournal.blank("学员甲")
    cards = [*recall_cards(4), recall_card(9, "gone")._replace(until=None)]
    trainer = trainer_of(cards, clock, journal)
    answer_all(trainer, clock)
    trainer.suspend("deck/card-1")
    clock.move(days=11)
    again = trainer_of(
        [card._replace(until=1) if card.id == "deck/card-2" else card for card in cards[:4]], clock, journal
    )
    found = present(again, {})
    assert found.met == 2
    recalls = []
    for number in (0, 3):
        memory = journal.memory(f"deck/card-{number}")
        assert memory is not None
        days = (again.now().at - memory.last_at) / (86_400 * MICROSECONDS)
        recalls.append(retrievability(memory.stability, days))
    assert found.recall == pytest.approx(sum(recalls) / 2)
    assert found.topics[0].met == 2
    assert found.topics[0].cards == 4


def test_topics_are_decks_then_tags_the_furthest_below_what_is_wanted_first() -> None:
    clock = HandClock()
    cards = [
        *(recall_card(number, "easy", tags=("both",)) for number in range(2)),
        *(recall_card(number, "hard", tags=("both", "policy")) for number in range(2)),
        recall_card(0, "unmet", tags=("later",)),
    ]
    trainer = trainer_of(cards, clock, shop=Shop(retention=(("policy", 0.97),)))
    session = study(trainer)
    while session.prompt is not None and session.prompt.card.deck != "unmet":
        rated(session, Rating.EASY, 6000)
        session.go_on()
    clock.move(days=5)
    topics = present(trainer, {}).topics
    assert [(topic.kind, topic.id) for topic in topics] == [
        ("deck", "hard"),
        ("deck", "easy"),
        ("deck", "unmet"),
        ("tag", "policy"),
        ("tag", "both"),
        ("tag", "later"),
    ]
    assert topics[0].target == pytest.approx(0.97)
    assert topics[2].recall is None
    assert topics[4].met == 4


class Learner:
    """Someone who forgets as she likes, whatever FSRS thinks: recall of a card met before is a coin of this weight."""

    def __init__(self, truth: float, seed: int) -> None:
        self.clock, self._rng, self._truth = HandClock(), random.Random(seed), truth
        self.trainer = trainer_of(recall_cards(150), self.clock, new_per_day=30, reviews_per_day=2000)
        self.said: list[tuple[float, bool]] = []

    def live(self, days: int) -> None:
        for day in range(days):
            self.clock.moment = HandClock().moment.plus(day * 86_400)
            self._study()

    def _study(self) -> None:
        session = study(self.trainer)
        seen: set[str] = set()
        while session.prompt is not None:
            card = session.prompt.card.id
            memory = self.trainer.journal.memory(card)
            knows = self._rng.random() < (self._truth if memory is not None else 1.0)
            if memory is not None and card not in seen and memory.last_day < self.trainer.study_day():
                days = (self.clock.moment.at - memory.last_at) / (86_400 * MICROSECONDS)
                self.said.append((retrievability(memory.stability, days), knows))
            seen.add(card)
            rated(session, Rating.GOOD if knows else Rating.AGAIN, 5000)
            session.go_on()
            self.clock.move(seconds=20)


@pytest.mark.parametrize("truth", [0.95, 0.8])
def test_calibration_is_what_was_predicted_at_each_answer_against_what_came(truth: float) -> None:
    learner = Learner(truth, seed=5)
    learner.live(40)
    found = past(learner.trainer)
    assert sum(bucket.tries for bucket in found.buckets) == len(learner.said) > 300
    assert sum(bucket.recalled for bucket in found.buckets) == sum(knows for _recall, knows in learner.said)
    assert sum(bucket.predicted for bucket in found.buckets) == pytest.approx(
        sum(recall for recall, _knows in learner.said), abs=1e-4 * len(learner.said)
    )
    recalled = sum(bucket.recalled for bucket in found.buckets) / len(learner.said)
    assert recalled == pytest.approx(truth, abs=0.03)
    off = miss(found.buckets)
    assert off is not None
    said = sum(recall for recall, _knows in learner.said) / len(learner.said)
    assert off >= abs(said - recalled) - 1e-3


def test_every_table_has_a_value_for_every_column_and_writes_it() -> None:
    clock = HandClock()
    trainer = trainer_of(recall_cards(6), clock, new_per_day=3)
    for _day in range(4):
        answer_all(trainer, clock, Rating.GOOD)
        clock.move(days=2)
    progress = gathered(trainer)
    for which in TABLES:
        found = table(which, progress)
        assert found.rows or which == "typing", which
        for row in found.rows:
            assert len(row) == len(found.columns)
            assert all(written(value, column.form) for value, column in zip(row, found.columns, strict=True))


def test_tables_of_nobody_are_empty_but_for_the_days_ahead() -> None:
    progress = gathered(trainer_of([make_card("a/1", "recall", "q", ("b",))]))
    empty = {which for which in TABLES if not table(which, progress).rows}
    assert empty == {"days", "retention", "minutes", "typing", "time"}
    assert not any(row[1] for row in table("due", progress).rows)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0%"), (0.0001, "0.1%"), (0.5, "50.0%"), (0.99999, "99.9%"), (1, "100%")]
)
def test_a_share_is_whole_only_when_nothing_is_missing(value: float, text: str) -> None:
    assert written(value, "share") == text
