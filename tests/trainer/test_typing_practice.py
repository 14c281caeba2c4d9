"""What is weak is found in the newest runs, and is left out once it has reached the learner's target in a drill."""

from __future__ import annotations

from itertools import accumulate

import pytest

from kdeck.core.shop import Shop
from kdeck.core.strings import Writing
from kdeck.core.typing.run import Drill, Item, Run
from kdeck.core.typing.score import Stroke
from kdeck.trainer.merge import merge
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import Passage, keep_round, passage, practice, record, round_passage, target
from kdeck.trainer.typing.runs import confusions, phrases
from tests.builders import HandClock, recall_card, trainer_of

SENTENCES = (
    "亲，拍下以后今天就发货的哦。",
    "这件外套洗得干净，放心穿。",
    "您再看看别的颜色，都在架上。",
    "慢慢挑，排队的人不多。",
)
CARDS = tuple(recall_card(number, back=(text,)) for number, text in enumerate(SENTENCES))


def run_over(text: str, typed: str, *, each: int = 300) -> Run:
    run = Run(text, 60_000)
    for number, grapheme in enumerate(typed, 1):
        run.feed(Stroke(number * each, "commit", grapheme))
    run.finish(60_000)
    return run


def kept(trainer: Trainer, text: str, typed: str, lang: Writing = "zh", *, each: int = 300) -> None:
    record(trainer, Passage("timed-1", text, lang, 1, 60_000), run_over(text, typed, each=each))


def round_of(trainer: Trainer, drill: Drill, *, each: int = 600) -> Drill:
    """A round in which everything is right."""
    made = round_passage(drill)
    run = Run(made.text, None)
    for number, grapheme in enumerate(run.passage, 1):
        run.feed(Stroke(number * each, "commit", grapheme))
    after = drill.after(run)
    keep_round(trainer, made, run, after)
    return after


@pytest.mark.parametrize(
    ("asked", "typed", "found"),
    [
        ("洗得干净，", "洗的干净，", [("得", "的")]),
        ("您再看看，", "您在看看，", [("再", "在")]),
        ("请拍下它，", "请排下它，", [("拍", "排")]),
        ("这种形式，", "这种行驶，", [("形式", "行驶")]),
        ("170/88A", "17O/88A", [("0", "O")]),
        ("在的，", "在的,", []),  # another width
        ("在的。", "在的，", []),  # another sign
        ("在的哦，", "在哦，", []),  # left out
        ("今天就能发货", "啊啊啊啊啊货", []),  # nothing was confused: it is all wrong
    ],
)
def test_what_was_taken_for_what(asked: str, typed: str, found: list[tuple[str, str]]) -> None:
    text = f"亲，{asked}好的哦。"
    pairs = confusions(run_over(text, f"亲，{typed}好的哦。"))
    assert [(pair.asked, pair.typed) for pair in pairs] == found
    assert all(pair.asked in pair.phrase for pair in pairs)


def test_phrases_are_clauses_or_where_there_are_digits_words() -> None:
    def cut(text: str) -> list[str]:
        joined = text.replace("\n", "")
        return [joined[first:end] for first, end in phrases(text)]

    assert cut("亲，在的哦。\n16:00前付款") == ["亲，", "在的哦。", "16:00前付款"]
    assert cut("Leaves at 16:00, costs 1,200.50. Good") == ["Leaves at 16:00,", " costs 1,200.50.", " Good"]
    assert cut("2610 SF64 708.82 18:51\n2624 X") == ["2610 ", "SF64 ", "708.82 ", "18:51", "2624 ", "X"]
    assert max(map(len, cut("这双鞋偏窄换大半码会更舒服的哦谢谢您的耐心等待" * 3))) == 12


def test_a_learner_without_a_weak_run_has_nothing_to_practise() -> None:
    trainer = trainer_of(CARDS)
    assert practice(trainer) is None
    kept(trainer, SENTENCES[0], SENTENCES[0])
    assert practice(trainer) is None


def test_a_confused_pair_comes_where_it_was_and_where_each_of_both_is_right() -> None:
    trainer = trainer_of(CARDS, shop=Shop(lang="zh"))
    kept(trainer, "亲，洗得很干净，放心。", "亲，洗的很干净，放心。")
    drill = practice(trainer)
    assert drill is not None
    pairs = [item.text for item in drill.items if item.pair == ("得", "的")]
    assert pairs[0] == "洗得很干净，"
    assert "这件外套洗得干净，" in pairs  # the shop's own
    assert any("的" in text and "得" not in text for text in pairs)


def test_a_digit_and_a_letter_are_told_apart_without_any_sentence() -> None:
    trainer = trainer_of(CARDS, shop=Shop(lang="zh"))
    made = passage(trainer, "digits", 1)
    run = Run(made.text, None, unit=made.unit)
    for number, grapheme in enumerate("".join(run.passage[:60]).replace("0", "O"), 1):
        run.feed(Stroke(number * 300, "commit", grapheme))
    run.finish(60_000)
    record(trainer, made, run)
    drill = practice(trainer)
    assert drill is not None
    assert Item("0O0 O0O", ("0", "O")) in drill.items
    assert (drill.unit, drill.separator) == ("字/分", "\n")


def test_the_target_is_the_learners_own_or_the_next_grade() -> None:
    trainer = trainer_of(CARDS, shop=Shop(lang="zh"))
    assert target(trainer, "字/分") == 40
    kept(trainer, SENTENCES[0] * 9, SENTENCES[0] * 3 + "亲，拍下以后今")  # 49 of them in a minute
    assert target(trainer, "字/分") == 50
    trainer.change_setting("target_characters", 72)
    assert (target(trainer, "字/分"), target(trainer, "WPM")) == (72, 30)


def test_what_has_reached_the_target_is_left_out_until_it_is_weak_again() -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock, shop=Shop(lang="zh"))
    kept(trainer, "亲，洗得很干净，放心。", "亲，洗的很干净，放心。")
    drill = practice(trainer)
    assert drill is not None
    clock.move(minutes=1)
    slow = round_of(trainer, drill, each=3_000)
    assert not slow.over
    assert practice(trainer) == drill
    clock.move(minutes=1)
    assert round_of(trainer, slow).over
    assert practice(trainer) is None
    clock.move(minutes=1)
    kept(trainer, "亲，洗得很干净，放心。", "亲，洗的很干净，放心。")
    again = practice(trainer)
    assert again is not None
    assert ("得", "的") in [item.pair for item in again.items]


def test_a_pair_is_done_once_all_its_texts_are() -> None:
    trainer = trainer_of(CARDS, shop=Shop(lang="zh"))
    pair = ("得", "的")
    drill = Drill((Item("洗得干净", pair), Item("看的是", pair), Item("慢慢挑")), 50, "字/分")
    run = Run(drill.passage, None)
    for text, ms in zip(drill.passage.split("\n"), accumulate((4_000, 20_000, 3_000) * 2), strict=True):
        run.feed(Stroke(ms, "commit", text))
    after = drill.after(run)
    keep_round(trainer, round_passage(drill), run, after)
    body = trainer.journal.recent("typing", 1)[0].body
    assert (body["reached"], body["settled"], body["target"]) == (["洗得干净", "慢慢挑"], [], 50)


def test_chinese_and_english_are_practised_apart_the_newest_first() -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock, shop=Shop(lang="zh"))
    kept(trainer, "亲，洗得很干净，放心。", "亲，洗的很干净，放心。")
    clock.move(minutes=1)
    kept(trainer, "It leaves today, we promise, so no worries.", "It leabes today, we promise, so no worries.", "en")
    drill = practice(trainer)
    assert drill is not None
    assert drill.unit == "WPM"
    assert all(item.text.isascii() for item in drill.items)


def test_drills_merge_in_any_order() -> None:
    clock = HandClock()
    one, two = (trainer_of(CARDS, clock, shop=Shop(lang="zh"), seed=seed) for seed in (1, 2))
    kept(one, "亲，洗得很干净，放心。", "亲，洗的很干净，放心。")
    merge(two, list(one.journal.events()))
    drill = practice(two)
    assert drill is not None
    clock.move(minutes=1)
    assert round_of(two, drill).over
    merge(one, list(two.journal.events()))
    assert practice(one) is practice(two) is None
