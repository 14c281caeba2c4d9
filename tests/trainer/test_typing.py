from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.cards.card import Card
from kdeck.core.errors import JournalFull, UsageError
from kdeck.core.message import Message
from kdeck.core.shop import GradeAsked, Shop
from kdeck.core.typing.run import Run
from kdeck.core.typing.score import Figures, Stroke, unit_of
from kdeck.journal.base import Change
from kdeck.journal.codec import encode
from kdeck.journal.sqlite import SqliteJournal
from kdeck.trainer.merge import merge, rebuild
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import (
    MODES,
    Grade,
    Passage,
    RunResult,
    best_two_of_three,
    dan_grade,
    grades,
    history,
    next_grade,
    packed,
    passage,
    reaches,
    record,
    review,
    unpacked,
    weakest,
)
from tests.builders import HandClock, make_card, recall_card, trainer_of

REPLIES = (
    "亲，这双鞋偏窄，换大半码会更舒服哦。",
    "亲，四点以前付款的订单当天发货。",
    "您好，外套建议三十度以下手洗，阴干就可以。",
)


def test_a_certified_run_takes_as_long_as_the_checker_says() -> None:
    from kdeck.decks.shopfile import CERTIFIED_MINUTES

    assert [mode.seconds for mode in MODES if mode.certified] == [CERTIFIED_MINUTES * 60]


def phrase(number: int, text: str) -> Card:
    return make_card(f"care/say-{number}", "phrase", f"顾客第 {number} 问", (text,), must=((text[:2],),))


CARDS = tuple(phrase(number, text) for number, text in enumerate(REPLIES))


def typed(made: Passage, text: str | None = None, *, each: int = 300, paste: bool = False) -> Run:
    """A run over a passage, a grapheme at a time; all of it unless ``text`` is given."""
    run = Run(made.text, made.milliseconds)
    for number, grapheme in enumerate(text if text is not None else run.passage, 1):
        run.feed(Stroke(number * each, "commit", grapheme))
    if paste:
        run.feed(Stroke(len(run.strokes) * each, "paste", "x"))
    run.finish(made.milliseconds or len(run.strokes) * each)
    return run


def figures(net: float, accuracy: float = 0.98, fix_share: float = 0.0) -> Figures:
    return Figures("字/分", net, net, net, accuracy, accuracy, fix_share, None, None)


def test_the_usual_grades_are_those_of_customer_service() -> None:
    assert [(grade.name, grade.speed, grade.accuracy, grade.fixes) for grade in grades(Shop(), "字/分")] == [
        ("pass", 40, 0.95, None),
        ("first-dan", 50, 0.97, 0.15),
        ("good", 60, 0.97, None),
        ("excellent", 80, 0.98, None),
    ]
    assert [grade.speed for grade in grades(Shop(), "WPM")] == [30, 40, 50, 65]


def test_a_shop_sets_its_own_grades_in_the_unit_of_its_language() -> None:
    shop = Shop(lang="zh-Hans", typing=(GradeAsked("first-dan", 55.0), GradeAsked("王者", 120.0, 0.99)))
    assert [(grade.name, grade.speed) for grade in grades(shop, "字/分")] == [
        ("pass", 40),
        ("first-dan", 55),
        ("good", 60),
        ("excellent", 80),
        ("王者", 120),
    ]
    assert dan_grade(grades(shop, "字/分")) == Grade("first-dan", 55, 0.97, 0.15)
    assert dan_grade(grades(shop, "WPM")).speed == 40


@pytest.mark.parametrize(
    ("found", "name"),
    [
        (figures(39), "pass"),
        (figures(49), "first-dan"),
        (figures(55, 0.96), "first-dan"),
        (figures(55, 0.98, 0.16), "first-dan"),
        (figures(50, 0.97, 0.15), "good"),
        (figures(80, 0.98), None),
    ],
)
def test_the_next_grade_is_the_first_that_is_not_reached(found: Figures, name: str | None) -> None:
    following = next_grade(found, grades(Shop(), "字/分"))
    assert (following.name if following else None) == name


@pytest.mark.parametrize("mode", [mode.id for mode in MODES if mode.id != "weak"])
def test_the_same_seed_gives_the_same_passage_and_another_one_another(mode: str) -> None:
    trainer = trainer_of(CARDS)
    made = [passage(trainer, mode, seed) for seed in (1, 1, *range(2, 12))]  # type: ignore[arg-type]
    assert made[0] == made[1]
    assert len({(each.text, each.hidden) for each in made}) > 1
    assert all(each.text and each.mode == mode for each in made)


def test_a_timed_passage_lasts_longer_than_anyone_types() -> None:
    trainer = trainer_of(CARDS)
    assert len(passage(trainer, "timed-5", 1).text) >= 1200
    assert passage(trainer, "timed-5", 1).milliseconds == 300_000


def test_passages_are_made_of_the_shops_own_sentences() -> None:
    made = passage(trainer_of(CARDS), "passage", 1)
    assert set(made.text.split("\n")) <= set(REPLIES)
    assert set(made.cards) == {card.id for card in CARDS}
    assert unit_of(made.text) == "字/分"


def test_due_cards_are_preferred_but_in_certified_runs() -> None:
    clock = HandClock()
    filler = [phrase(number, f"第{number}句：这是一句很普通的回复，没有别的意思。") for number in range(10, 700)]
    trainer = trainer_of([*filler, CARDS[0]], clock)
    trainer.review(CARDS[0].id, key="k", retention=0.9, body={"rating": 1, "ms": 1, "answer": [], "right": False})
    clock.move(days=2)
    assert all(CARDS[0].id in passage(trainer, "passage", seed).cards for seed in range(3))
    assert not all(CARDS[0].id in passage(trainer, "certified", seed).cards for seed in range(3))


def test_cards_that_were_forgotten_of_late_are_preferred_though_they_are_not_due() -> None:
    filler = [phrase(number, f"第{number}句：这是一句很普通的回复，没有别的意思。") for number in range(10, 700)]
    trainer = trainer_of([*filler, CARDS[0]])
    for rating in (1, 3, 3, 3):  # in learning, then learnt
        body: dict[str, Any] = {"rating": rating, "ms": 1, "answer": [], "right": rating > 1}
        trainer.review(CARDS[0].id, key="k", retention=0.9, body=body)
    assert CARDS[0].id not in passage(trainer, "passage", 1).cards
    trainer.review(CARDS[0].id, key="k", retention=0.9, body={"rating": 1, "ms": 1, "answer": [], "right": False})
    assert all(CARDS[0].id in passage(trainer, "passage", seed).cards for seed in range(3))


def test_what_a_policy_says_is_typed_and_every_other_sentence_is_a_reply() -> None:
    said = [
        recall_card(number, kind="rule", back=(f"第{number}种情况，先查过库存再答复",), why="") for number in range(40)
    ]
    replies = [phrase(number, f"亲，第{number}件今天就能给您发货的哦。") for number in range(20)]
    lines = passage(trainer_of([*said, *replies]), "timed-1", 1).text.split("\n")
    assert [line.startswith("亲") for line in lines[:10]] == [True, False] * 5
    assert lines[1].endswith("种情况，先查过库存再答复。")


def test_a_certified_passage_is_one_that_was_not_typed_before() -> None:
    trainer = trainer_of([*CARDS, *(phrase(number, f"亲，第{number}件今天发货的哦。") for number in range(10, 300))])
    first = passage(trainer, "certified", 1)
    assert passage(trainer, "certified", 1) == first
    record(trainer, first, typed(first, "亲"))
    second = passage(trainer, "certified", 1)
    assert second.text != first.text
    assert not set(first.cards) & set(second.cards)


def test_a_small_shop_gives_the_same_sentences_in_another_order() -> None:
    trainer = trainer_of(CARDS)
    first = passage(trainer, "certified", 1)
    record(trainer, first, typed(first, "亲"))
    assert passage(trainer, "certified", 1).text != first.text


def test_long_english_replies_are_typed_too() -> None:
    reply = "I understand how you feel. " * 6
    assert len(reply) > 120
    made = passage(trainer_of([phrase(1, reply.strip())], shop=Shop(lang="en")), "passage", 1)
    assert reply.strip() in made.text


def test_nothing_that_no_keyboard_has_is_asked() -> None:
    odd = [recall_card(1, back=("收到啦👋🏽谢谢您的耐心等待",)), recall_card(2, back=("价格 → 优惠券 ① 再付款",))]
    with pytest.raises(UsageError, match="no sentences"):
        passage(trainer_of(odd), "timed-1", 1)


def test_english_sentences_stand_in_one_line_with_plain_quotes() -> None:
    replies = [recall_card(n, back=(f"We’ll send parcel number {n} out today",)) for n in range(9)]
    made = passage(trainer_of(replies), "passage", 1)
    assert made.text.startswith("We'll send parcel number ")
    assert "\n" not in made.text
    assert ". We'll" in made.text
    assert made.lang == "en"


def test_the_three_fades_show_less_and_less_of_one_reply() -> None:
    trainer = trainer_of(CARDS)
    copy, masked, question = (passage(trainer, mode, 3) for mode in ("copy", "masked", "question"))
    assert copy.hidden == question.hidden == ()
    assert len(masked.hidden) == len(masked.text) // 2
    assert question.question.startswith("顾客第")
    assert (copy.reviewed, masked.reviewed, question.reviewed) == ("", "", question.cards[0])


def test_digits_are_digits() -> None:
    made = passage(trainer_of(CARDS), "digits", 1)
    assert len(made.text.splitlines()) == 6
    assert made.unit == "字/分"
    assert passage(trainer_of(CARDS, shop=Shop(lang="en")), "digits", 1).unit == "WPM"


def test_a_run_is_kept_and_read_again_as_it_was() -> None:
    trainer = trainer_of(CARDS)
    made = passage(trainer, "timed-1", 1)
    run = typed(made, "".join(Run(made.text, None).passage[:100]))
    kept = record(trainer, made, run, monotonic_ms=60_000, wall_ms=60_010)
    assert history(trainer) == [kept]
    assert (kept.figures, kept.score, kept.milliseconds) == (run.figures(), run.score(), 60_000)
    assert kept.figures.net == 100
    (event,) = trainer.journal.recent("typing", 9)
    assert event.card == "typing/timed-1"
    assert unpacked(event.body["log"]) == run.strokes
    assert event.body["passage"] == made.text


def test_a_certified_run_of_five_minutes_fits_into_the_log() -> None:
    rng = random.Random(1)
    strokes, ms = [], 0
    for _number in range(2_000):
        ms += rng.randrange(20, 280)
        strokes.append(Stroke(ms, "commit", chr(rng.randrange(0x4E00, 0x9FA5))))
    log, cut = packed(strokes)
    assert len(log) <= 20_000
    assert not cut
    assert unpacked(log) == strokes


def test_a_log_that_does_not_fit_says_so_and_keeps_its_beginning() -> None:
    strokes = [
        Stroke(number * 1009 % 7919 + number, "commit", chr(0x4E00 + number * 37 % 20_000)) for number in range(40)
    ]
    strokes.sort()
    log, cut = packed(strokes, 100)
    assert cut
    assert len(log) <= 100
    kept = unpacked(log)
    assert kept == strokes[: len(kept)]


@pytest.mark.parametrize("log", ["", "!", "AAAA", "eJyrVspUslIyVNJRykxRsjLRUcpMUbIy0lHKTFGyMtZRykxRsjIBAH7MCUc="])
def test_what_is_no_log_is_refused(log: str) -> None:
    with pytest.raises(ValueError, match="no log"):
        unpacked(log)


@given(st.lists(st.tuples(st.integers(0, 9_000), st.sampled_from("cdpbf"), st.text(max_size=5))))
def test_every_log_is_read_back(rows: list[tuple[int, str, str]]) -> None:
    names = {"c": "commit", "d": "delete", "p": "paste", "b": "blur", "f": "focus"}
    strokes, ms = [], 0
    for wait, letter, text in rows:
        ms += wait
        strokes.append(Stroke(ms, names[letter], text.encode("utf-8", "replace").decode()))  # type: ignore[arg-type]
    assert unpacked(packed(strokes)[0]) == strokes


def test_a_void_run_is_kept_with_its_reason_and_counts_for_nothing() -> None:
    trainer = trainer_of(CARDS)
    made = passage(trainer, "certified", 1)
    kept = record(trainer, made, typed(made, "亲" * 10, paste=True), witness=" 带教 甲\x1b")
    assert (kept.void, kept.counts, kept.witness) == (Message("Text was pasted."), False, "带教 甲\ufffd")
    assert history(trainer) == [kept]
    loose = passage(trainer, "timed-1", 1)
    assert record(trainer, loose, typed(loose, "亲" * 10, paste=True)).void is None


def test_the_first_dan_takes_two_of_the_newest_three_runs_that_count() -> None:
    grade = Grade("first-dan", 50, 0.97, 0.15)

    def result(net: float, mode: str = "certified", void: Message | None = None) -> RunResult:
        base = record(
            trainer_of(CARDS), Passage("copy", "一二", "zh", 1, None), typed(Passage("copy", "一二", "zh", 1, None))
        )
        return base._replace(mode=mode, figures=figures(net), void=void)

    assert best_two_of_three([result(55), result(40), result(52), result(60)], grade) == (2, 3)
    assert best_two_of_three([result(55), result(40), result(40), result(60)], grade) == (1, 3)
    assert best_two_of_three([result(55, void=Message("x")), result(55, "timed-5"), result(51)], grade) == (1, 1)


def test_only_a_run_from_the_question_answers_its_card() -> None:
    trainer = trainer_of(CARDS)
    for mode, expected in (("copy", None), ("masked", None), ("question", True)):
        made = passage(trainer, mode, 3)  # type: ignore[arg-type]
        run = typed(made)
        record(trainer, made, run)
        judged = review(trainer, made, run)
        assert (judged[1].right if judged else None) is expected
    (event,) = trainer.journal.recent("review", 9)
    assert event.card == made.reviewed
    assert event.body["rating"] == 3
    wrong = typed(made, "不知道")
    judged = review(trainer, made, wrong)
    assert judged is not None
    assert judged[1].right is False


def test_runs_never_touch_the_schedule() -> None:
    trainer = trainer_of(CARDS)
    before = trainer.today()
    for mode in (mode for mode in MODES if mode.id != "weak"):
        made = passage(trainer, mode.id, 1)
        record(trainer, made, typed(made))
    assert trainer.today() == before
    assert not list(trainer.journal.memories())
    assert trainer.undo() is None


def test_runs_of_two_journals_merge_in_any_order() -> None:
    clock = HandClock()
    one, two = (trainer_of(CARDS, clock, seed=seed) for seed in (1, 2))
    for trainer in (one, two):
        clock.move(minutes=5)
        made = passage(trainer, "timed-1", 1)
        record(trainer, made, typed(made, "亲"))
    told = merge(one, list(two.journal.events()))
    merge(two, list(one.journal.events()))
    assert (told.added, told.cards) == (1, 0)
    assert history(one) == history(two)
    assert len(history(one)) == 2
    assert rebuild(one) == 0


def test_the_body_is_plain_json() -> None:
    trainer = trainer_of(CARDS)
    made = passage(trainer, "certified", 1)
    record(trainer, made, typed(made, "亲" * 70, each=20))
    (event,) = trainer.journal.recent("typing", 1)
    assert json.loads(encode(event)) == event.body
    assert event.body["void"]["values"] == {"count": 70, "seconds": 0}


def test_nothing_is_kept_on_a_full_disk_and_it_can_be_tried_again() -> None:
    class Full(SqliteJournal):
        full = True

        def commit(self, change: Change, then: Callable[[], Change] | None = None) -> None:
            if self.full:
                raise JournalFull(Message("The disk is full"))
            super().commit(change, then)

    journal = Full.blank("甲")
    trainer: Trainer = trainer_of(CARDS, journal=journal)
    made = passage(trainer, "timed-1", 1)
    run = typed(made, "亲")
    with pytest.raises(JournalFull):
        record(trainer, made, run)
    journal.full = False
    assert history(trainer) == []
    assert [kept.milliseconds for kept in (record(trainer, made, run), *history(trainer))] == [60_000, 60_000]


def test_slow_and_wrong_phrases_are_the_weak_ones() -> None:
    run = Run("亲，在的哦，今天发货，慢慢慢慢，排下订单。", 60_000)
    ms = 0
    for grapheme in "亲，在的哦，今天发货，慢慢慢慢，拍下订单。":
        ms += 900 if grapheme == "慢" else 200
        run.feed(Stroke(ms, "commit", grapheme))
    run.finish(60_000)
    assert [weak.phrase for weak in weakest(run)] == ["慢慢慢慢，", "排下订单。"]
    assert weakest(Run("一二三", 60_000)) == ()


def test_reaching_a_grade_takes_all_of_it() -> None:
    grade = Grade("first-dan", 50, 0.97, 0.15)
    assert reaches(figures(50, 0.97, 0.15), grade)
    assert not any(reaches(each, grade) for each in (figures(49.9), figures(50, 0.96), figures(50, 0.98, 0.151)))
