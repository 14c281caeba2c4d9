"""Where a learner stands, from real journals; and that no self-grade ever lifts anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdeck.core.errors import JournalError
from kdeck.core.levels.ladder import Ladder
from kdeck.core.levels.need import RecallNeed, WitnessNeed
from kdeck.core.levels.record import of_plain
from kdeck.core.memory import Rating
from kdeck.decks.library import library_of, open_library
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.levels import confirm, in_hand, look, refresh
from kdeck.trainer.merge import merge
from kdeck.trainer.study import study
from tests.builders import HandClock, make_card, rated, recall_cards, revised, trainer_of
from tests.trainer.levels.builders import RECALL_ONE, TYPING_ONE, answer, judged_cards, level, shop, type_run

CARDS = judged_cards(20)


def missing(found: Ladder, dan: int = 1) -> list[str]:
    """What is missing of a level."""
    return [str(need.missing) for need in found.rungs[dan - 1].needs if need.missing is not None]


def test_a_level_is_reached_when_all_needs_hold_and_the_journal_keeps_it_with_its_figures() -> None:
    trainer = trainer_of(CARDS, shop=shop(level(1, RECALL_ONE, TYPING_ONE)))
    for card in CARDS[:19]:
        answer(trainer, card)
    assert missing(look(trainer)) == ["certified typing runs: 2"]
    type_run(trainer, 55, 0.98, 0.1)
    type_run(trainer, 51.25)
    assert trainer.awards.made == [1]
    assert look(trainer).reached == 1
    (event,) = trainer.journal.recent("dan", 10)
    record = of_plain(event.body)
    assert (event.card, record.title, record.shop, record.shop_name) == ("dan/1", "第 1 段的本事", "spruce", "云杉户外")
    recall, typing = record.shown
    assert recall.found._asdict() == {"cards": 20, "reached": 19, "judged": 20, "judged_reached": 19, "asleep": 0}
    assert typing.found._asdict()["net"] == 51.25
    assert event.at == trainer.journal.last(1 << 62)
    assert [proof.id for proof in typing.proofs] == [run.id for run in reversed(trainer.journal.recent("typing", 9))]
    assert [(deck.deck, deck.title) for deck in record.decks] == [("freight", "freight")]
    assert len(record.decks[0].digest) == 64


def test_a_level_is_kept_once() -> None:
    trainer = trainer_of(CARDS, shop=shop(level(1, WitnessNeed())))
    confirm(trainer, 1, "王老师")
    confirm(trainer, 1, "李老师")
    assert trainer.awards.made == [1]
    assert len(trainer.journal.recent("dan", 10)) == 1


def test_several_levels_may_be_reached_at_once_and_a_gap_in_the_shop_is_passed_over() -> None:
    trainer = trainer_of(
        CARDS, shop=shop(level(1, WitnessNeed()), level(2), level(3, WitnessNeed()), level(4, TYPING_ONE))
    )
    confirm(trainer, 3, "王老师")
    assert not trainer.awards.made
    confirm(trainer, 1, "王老师")
    current = in_hand(trainer).current
    assert current is not None
    assert current.dan == 4
    assert [event.body["dan"] for event in reversed(trainer.journal.recent("dan", 10))] == [1, 3]


def test_recall_lapses_while_the_level_stays_and_a_refresh_brings_it_back() -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock, shop=shop(level(1, RECALL_ONE)))
    for card in CARDS:
        answer(trainer, card)
    clock.move(days=60)
    found = look(trainer)
    assert found.reached == 1
    lapsed = found.rungs[0].refresh
    assert len(lapsed) == 20
    session = refresh(trainer, lapsed)
    while session.prompt is not None:
        rated(session, Rating.GOOD, 2000, session.prompt.card.answer)
        session.go_on()
    assert not look(trainer).rungs[0].refresh
    assert len(trainer.journal.recent("dan", 10)) == 1, "the level keeps its first date"


def test_self_graded_answers_alone_never_reach_a_level_through_real_sessions() -> None:
    clock = HandClock()
    cards = recall_cards(30, "freight")
    trainer = trainer_of(cards, clock, shop=shop(level(1, RecallNeed((), 0.7, 0.01))), new_per_day=500)
    for _day in range(5):
        session = study(trainer)
        while session.prompt is not None:
            rated(session, Rating.EASY, 1000)
            session.go_on()
        clock.move(days=1)
    assert all(trainer.journal.memory(card.id) for card in cards)
    assert missing(look(trainer)) == ["these decks prove too little"]
    assert not trainer.journal.recent("dan", 1)


def test_a_self_grade_from_before_a_card_was_made_judgeable_proves_nothing() -> None:
    clock, journal = HandClock(), SqliteJournal.blank("学员甲")
    before = tuple(revised(card, kind="recall") for card in CARDS)
    trainer = trainer_of(before, clock, journal, shop=shop(level(1, RECALL_ONE)))
    for card in before:
        answer(trainer, card)
    now = trainer_of(CARDS, clock, journal, shop=shop(level(1, RECALL_ONE)), seed=2)
    assert missing(look(now)) == ["19 cards of freight below 90%"]
    for card in CARDS[:19]:
        answer(now, card, Rating.GOOD)
    assert look(now).reached == 1


def test_an_undone_answer_proves_nothing() -> None:
    trainer = trainer_of(CARDS[:1], shop=shop(level(1, RecallNeed((), 0.9, 1.0))))
    answer(trainer, CARDS[0])
    trainer.undo()
    assert missing(look(trainer)) == ["one card of freight below 90%"]


def test_a_card_in_its_learning_steps_or_with_a_changed_fact_does_not_count_yet() -> None:
    one = RecallNeed((), 0.9, 1.0)
    trainer = trainer_of(CARDS[:1], shop=shop(level(1, one)))
    answer(trainer, CARDS[0], Rating.GOOD)
    assert missing(look(trainer)) == ["one card of freight below 90%"]
    answer(trainer, CARDS[0], Rating.GOOD)
    assert not missing(look(trainer))
    changed = (revised(CARDS[0], back=("另一个答案",)),)
    assert missing(look(trainer_of(changed, journal=trainer.journal, shop=shop(level(1, one))))) != []


def test_a_card_past_its_date_is_not_asked_for() -> None:
    today = HandClock()().day
    cards = (CARDS[0], CARDS[1]._replace(until=today - 1), CARDS[2]._replace(until=today))
    trainer = trainer_of(cards, shop=shop(level(1, RecallNeed((), 0.9, 1.0))))
    found = look(trainer).rungs[0].needs[0].found
    assert found._asdict()["cards"] == 2


def test_suspending_the_hard_cards_is_no_way_up() -> None:
    trainer = trainer_of(CARDS, shop=shop(level(1, RECALL_ONE)))
    for card in CARDS[:10]:
        answer(trainer, card)
    for card in CARDS[10:]:
        trainer.suspend(card.id)
    assert missing(look(trainer)) == ["8 cards of freight below 90%"]


def test_runs_that_are_not_certified_do_not_count() -> None:
    trainer = trainer_of(CARDS, shop=shop(level(1, TYPING_ONE)))
    for _run in range(3):
        type_run(trainer, 80, mode="timed-5")
    assert missing(look(trainer)) == ["certified typing runs: 2"]


def test_a_renamed_card_keeps_what_was_proven_under_its_old_id() -> None:
    clock, journal = HandClock(), SqliteJournal.blank("学员甲")
    levels = shop(level(1, RecallNeed((), 0.9, 1.0)))
    answer(trainer_of(CARDS[:1], clock, journal, shop=levels), CARDS[0])
    renamed = CARDS[0]._replace(id="freight/new", was=(CARDS[0].id,))
    trainer = trainer_of((renamed,), clock, journal, shop=levels, seed=2)
    trainer.settle()
    assert not missing(look(trainer))


def test_a_look_keeps_no_level_and_says_that_one_is_there() -> None:
    trainer = trainer_of(CARDS)
    confirm(trainer, 1, "王老师")
    reader = SqliteJournal.blank("学员甲")
    merge(trainer_of(CARDS, journal=reader), trainer.journal.events())
    reader._database.read_only = True
    found = look(trainer_of(CARDS, journal=reader, shop=shop(level(1, WitnessNeed()))))
    assert found.reached == 0
    assert found.earned is not None
    assert str(found.earned.pending) == "Dan 1: all that it asks for is there. Your next answer keeps it."


def test_levels_survive_a_merge_in_either_direction() -> None:
    here = trainer_of(CARDS, shop=shop(level(1, WitnessNeed())))
    confirm(here, 1, "王老师")
    there = trainer_of(CARDS, journal=SqliteJournal.blank("学员甲"), shop=shop(level(1, WitnessNeed())), seed=2)
    merge(there, here.journal.events())
    assert look(there).reached == 1
    confirm(there, 1, "李老师")
    assert not there.awards.made


@pytest.mark.parametrize(("dan", "name"), [(1, ""), (1, " \t"), (1, "学员甲"), (1, "学员甲 "), (0, "王"), (10, "王")])
def test_a_witness_needs_a_name_of_their_own_and_a_level(dan: int, name: str) -> None:
    from kdeck.core.errors import UsageError

    trainer = trainer_of(CARDS)
    with pytest.raises(UsageError):
        confirm(trainer, dan, name)
    assert trainer.journal.count() == 0


def test_the_versions_of_the_decks_are_those_of_their_files(tmp_path: Path) -> None:
    from hashlib import sha256

    (tmp_path / "shop.yaml").write_text(
        "shop: s\nname: 店\ndans: [{dan: 1, needs: [{recall: {decks: [a], of_cards: 50%}}, {witness: yes}]}]\n", "utf-8"
    )
    for deck in "ab":
        text = f"deck: {deck}\ntitle: 甲\ncards:\n  - {{id: x, kind: typed, front: 问{deck}, back: 答}}\n"
        (tmp_path / f"{deck}.yaml").write_text(text, "utf-8")
    trainer = trainer_of(open_library(str(tmp_path), None))
    answer(trainer, trainer.library.card("a/x"))
    confirm(trainer, 1, "王老师")
    record = of_plain(trainer.journal.recent("dan", 1)[0].body)
    assert [deck.file for deck in record.decks] == ["shop.yaml", "a.yaml"]
    for version in record.decks:
        assert version.digest == sha256((tmp_path / version.file).read_bytes()).hexdigest()


def test_a_level_that_could_not_be_stored_is_not_reached() -> None:
    from tests.tui.builders import BrokenDisk

    disk = BrokenDisk.blank("学员甲")
    trainer = trainer_of(library_of(CARDS, shop(level(1, WitnessNeed()))), journal=disk)
    disk.failures = 1
    with pytest.raises(JournalError):
        confirm(trainer, 1, "王老师")
    assert look(trainer).reached == 0
    confirm(trainer, 1, "王老师")
    assert look(trainer).reached == 1


def test_a_card_of_ones_own_words_is_no_proof() -> None:
    own = make_card("freight/say", "phrase", "顾客说贵。", ("亲，一分钱一分货哦。",))
    trainer = trainer_of((own,), shop=shop(level(1, RecallNeed((), 0.5, 0.5))))
    answer(trainer, own, given=("随便说",))
    assert missing(look(trainer)) == ["these decks prove too little"]


def test_every_new_answer_and_every_undo_is_looked_at_anew() -> None:
    trainer = trainer_of(CARDS[:1], shop=shop(level(1, RecallNeed((), 0.9, 1.0))))
    answer(trainer, CARDS[0])
    assert not missing(look(trainer))
    answer(trainer, CARDS[0], given=())
    assert missing(look(trainer)) == ["one card of freight below 90%"]
    trainer.undo()
    assert not missing(look(trainer))
    trainer.undo()
    assert missing(look(trainer)) == ["one card of freight below 90%"]
