"""A run takes what a keyboard and an input method give, and knows what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdeck.core.typing.run import Run
from kdeck.core.typing.score import Stroke, score


def typed(run: Run, *texts: str, every: int = 500) -> Run:
    for number, text in enumerate(texts, len(run.strokes) + 1):
        run.feed(Stroke(number * every, "delete" if text == "<" else "commit", "" if text == "<" else text))
    return run


def test_commits_of_any_length_count_alike() -> None:
    run = typed(Run("您好，今天下单今天就能发货的哦亲", 60_000), "您", "好，今", "天下单今天就能发货的哦")
    run.finish(60_000)
    assert (run.score().correct, run.figures().net) == (15, 15)


def test_a_combining_mark_and_a_skin_tone_join_what_came_before() -> None:
    run = typed(Run("é👋🏽好", None), "e", "\u0301", "👋", "🏽", "好")
    assert run.typed == ["é", "👋🏽", "好"]
    assert run.score().correct == 3
    assert run.fixed == 0


@pytest.mark.parametrize("text", ["汉", "e\u0301", "👋🏽", "👨‍👩‍👧"])
def test_one_deletion_takes_one_grapheme_back(text: str) -> None:
    run = typed(Run("在的", None), "在", text, "<")
    assert run.typed == ["在"]
    assert run.fixed == 1


def test_deleting_from_nothing_counts_for_nothing() -> None:
    run = typed(Run("在的", None), "<", "<", "在")
    assert (run.fixed, run.typed) == (0, ["在"])


def test_a_run_over_the_whole_passage_ends_when_it_is_typed() -> None:
    run = typed(Run("在的哦", None), "在", "得", "<", "的", "哦", "多")
    assert run.ended == 5 * 500
    assert run.typed == list("在的哦")
    assert run.score() == score("在的哦", "在的哦", fixed=1, timed=False)


def test_the_end_of_the_passage_ends_a_timed_run_too() -> None:
    run = typed(Run("在的哦", 60_000), "在的", "哦", "多")
    assert run.ended == 1_000
    assert run.figures().net == 180


def test_a_sign_in_the_other_width_ends_a_passage_where_width_is_forgiven() -> None:
    assert typed(Run("在的。", None), "在的.").ended is None
    assert typed(Run("在的。", None, lenient=True), "在的.").ended == 500


def test_what_is_typed_in_ones_own_words_ends_nowhere_and_has_no_mistakes() -> None:
    run = typed(Run("亲，在的。", None, free=True), "您好", "<", "好。在的", "。哦")
    assert run.ended is None
    run.finish(6_000)
    alone = run.alone()
    assert (alone.text, alone.ended, alone.unit) == ("您好。在的。哦", 6_000, "字/分")
    assert alone.score() == score("您好。在的。哦", "您好。在的。哦", fixed=1, timed=False)
    assert alone.strokes == run.strokes


def test_a_commit_shares_its_time_among_what_it_holds() -> None:
    run = Run("今天发货的哦", None)
    for ms, text in ((900, "今"), (905, "天"), (910, "发"), (2_000, "货"), (2_500, "x"), (3_910, "的")):
        run.feed(Stroke(ms, "commit", text))
    assert [round(ms) for ms in run.durations()] == [303, 303, 303, 1090, 500, 1410]
    assert sum(run.durations()) == pytest.approx(3_910)


def test_a_run_that_is_given_up_counts_what_was_left_out() -> None:
    run = typed(Run("在的哦亲", None), "在的")
    run.finish(3_000)
    assert run.score().omitted == 2


def test_what_comes_after_the_time_counts_for_nothing() -> None:
    run = Run("在的哦", 1_000)
    run.feed(Stroke(999, "commit", "在"))
    run.feed(Stroke(1_000, "commit", "的"))
    assert run.typed == ["在"]
    run.finish(5_000)
    assert run.ended == 1_000


def test_times_never_go_back() -> None:
    run = Run("在的哦", None)
    run.feed(Stroke(900, "commit", "在"))
    run.feed(Stroke(300, "commit", "的"))
    assert [stroke.ms for stroke in run.strokes] == [900, 900]


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["在", "的", "e", "\u0301", "👋", "🏽", "ab", "<"]), max_size=30))
def test_the_run_scores_what_its_text_scores(texts: list[str]) -> None:
    run = typed(Run("在的é👋🏽ab在的", 60_000), *texts)
    assert run.score() == score("在的é👋🏽ab在的", "".join(run.typed), fixed=run.fixed)
