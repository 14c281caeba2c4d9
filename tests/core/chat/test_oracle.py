"""Whatever is done when: time in steps equals time at once, and the figures equal a plain count."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from kdeck.core.chat.drill import Drill, draw
from kdeck.core.chat.record import figures, percentile, share_within, sustained
from kdeck.core.chat.scenario import Exchange
from tests.core.chat.making import PARCEL, REST, SIZE, THANKS, TODAY, customer

KNOWN = [
    customer(PARCEL, TODAY, THANKS, name="a", patience=30.0),
    customer(SIZE, TODAY, name="b", patience=12.0),
    customer(PARCEL, name="c"),
    customer(THANKS, SIZE, name="e", patience=90.0),
]
TEXTS = ("抱歉，马上催", "抱歉", "亲，您好", "M 码", "今天", "肯定今天", "再等等", " ", "不客气", "催")


class Act(NamedTuple):
    """Something the learner does, so many milliseconds after what was done before."""

    after: int
    what: str
    value: int


ACTS = st.lists(
    st.builds(
        Act,
        st.integers(0, 25_000),
        st.sampled_from(["send", "send", "send", "switch", "write", "expand"]),
        st.integers(0, 9),
    ),
    max_size=40,
)


def done(chats: int, seed: int, acts: list[Act], step: int | None) -> Drill:
    """A drill to its end; with ``step``, the clock is looked at every so many milliseconds besides."""
    run, at = Drill(draw(KNOWN, chats, 12, seed), REST), 0
    for act in acts:
        for looked in range(at, at + act.after, step) if step else ():
            run.tick(looked)
        at += act.after
        if act.what == "switch":
            run.switch(at, act.value % chats)
        elif act.what == "write":
            run.write(at, TEXTS[act.value])
        elif act.what == "expand":
            run.insert(at, TEXTS[act.value], quick=act.value % 2 == 0)
        else:
            run.send(at, TEXTS[act.value])
    for looked in range(at, at + 2_000_000, step) if step else ():
        run.tick(looked)
    run.tick(at + 2_000_000)
    return run


@settings(max_examples=80)
@given(st.integers(1, 5), st.integers(0, 1000), ACTS)
def test_how_often_the_clock_is_looked_at_changes_nothing(chats: int, seed: int, acts: list[Act]) -> None:
    once, often = done(chats, seed, acts, None), done(chats, seed, acts, 1_700)
    assert once.over
    assert once.ended == often.ended
    assert once.windows == often.windows
    assert once.drafts == often.drafts


@settings(max_examples=80)
@given(st.integers(1, 5), st.integers(0, 1000), ACTS)
def test_every_customer_says_everything_once_or_leaves(chats: int, seed: int, acts: list[Act]) -> None:
    run = done(chats, seed, acts, None)
    told: dict[tuple[int, int, str], list[Exchange]] = {}
    for window in range(chats):
        chat = 0
        for exchange in (one for one in run.ended if one.window == window):
            chat += exchange.place == 0
            told.setdefault((window, chat, exchange.scenario.id), []).append(exchange)
    assert sorted(name for _window, _chat, name in told) == sorted(one.id for one in run.plan.customers)
    for turns in told.values():
        assert [turn.place for turn in turns] == list(range(len(turns)))
        assert all(not turn.lost for turn in turns[:-1])
        assert turns[-1].lost or len(turns) == len(turns[0].scenario.turns)
        for turn in turns:
            assert turn.ended is not None
            if turn.lost:
                assert (turn.sent, turn.ended - turn.since) == ((), round(turn.scenario.patience * 1000))
            else:
                assert turn.sent
                assert turn.sent[0].at - turn.since <= turn.scenario.patience * 1000
            assert all(turn.since <= sent.at <= turn.ended for sent in turn.sent)
        for before, after in pairwise(turns):
            assert before.ended == after.since


def plain_p90(waits: list[tuple[int, bool]]) -> int:
    """The least wait within which at least nine tenths have a reply; the longest where there is none."""
    for wait, _answered in sorted(waits):
        inside = sum(answered and other <= wait for other, answered in waits)
        if Fraction(inside, len(waits)) >= Fraction(9, 10):
            return wait
    return -1


@settings(max_examples=80)
@given(st.integers(1, 5), st.integers(0, 1000), ACTS)
def test_the_figures_equal_a_plain_count(chats: int, seed: int, acts: list[Act]) -> None:
    run = done(chats, seed, acts, None)
    found = figures(run.ended)
    waits: list[tuple[int, bool]] = []
    facts = said = forbidden = sent = 0
    for turn in sorted(run.ended, key=lambda one: (one.since, one.window)):
        words = [message.text for message in turn.sent]
        met = [[any(word in text for word in group) for group in turn.turn.must] for text in words]
        facts += len(turn.turn.must)
        said += sum(any(row[place] for row in met) for place in range(len(turn.turn.must)))
        forbidden += sum(word in text for text in words for word in turn.turn.never)
        sent += len(words)
        at = next((one.at for one, row in zip(turn.sent, met, strict=True) if any(row) or not turn.turn.must), None)
        waits.append(((turn.ended or 0) - turn.since, False) if at is None else (at - turn.since, True))
    assert list(found.waits) == [wait for wait, _answered in waits]
    assert list(found.unanswered) == [place for place, (_wait, answered) in enumerate(waits) if not answered]
    assert (found.facts, found.said, found.forbidden, found.sent) == (facts, said, forbidden, sent)
    assert found.longest == max(wait for wait, _answered in waits)
    assert found.average == sum(wait for wait, _answered in waits) / len(waits)
    assert found.lost == sum(not turn.sent for turn in run.ended)
    assert 0 <= found.right <= 1
    answered = sum(answered for _wait, answered in waits)
    if Fraction(answered, len(waits)) >= Fraction(9, 10):
        assert found.p90 == plain_p90(waits)


@given(st.lists(st.tuples(st.integers(0, 60_000), st.booleans()), min_size=1, max_size=60), st.integers(0, 60_000))
def test_the_90th_percentile_is_in_time_when_nine_tenths_are(waits: list[tuple[int, bool]], target: int) -> None:
    times = [wait for wait, _answered in waits]
    vain = [place for place, (_wait, answered) in enumerate(waits) if not answered]
    share = share_within(times, vain, target)
    in_time = sum(answered and wait <= target for wait, answered in waits)
    assert Fraction(in_time, len(waits)) == Fraction(share).limit_denominator(60)
    if not vain:
        assert sustained(share, 1.0) == (percentile(times, vain) <= target)
    assert sustained(share, 0.97) == (Fraction(in_time, len(waits)) >= Fraction(9, 10))
    assert not sustained(share, 0.9699)


def test_without_any_turn_all_figures_are_nought() -> None:
    found = figures([])
    assert (found.average, found.longest, found.p90, found.speed) == (0.0, 0, 0, None)
    assert found.share_within(10_000) == 0.0
