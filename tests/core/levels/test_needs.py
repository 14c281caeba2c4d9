"""Every need of a dan is met by what it asks for, and missed by a hair less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.levels.evidence import CardState, Evidence, RecallFound
from kdeck.core.levels.judge import Judged, adds_up, cards_short, fixes_allowed, judge
from kdeck.core.levels.need import (
    DeckNeed,
    ExamNeed,
    Need,
    RecallNeed,
    RespondNeed,
    TypingNeed,
    WitnessNeed,
    is_as_hard,
    need_named,
)
from kdeck.core.levels.words import asks
from tests.core.levels.builders import cards, chats, exam, own_deck, own_words, run, witness

RECALL = RecallNeed(("freight",), 0.9, 0.95)
TYPING = TypingNeed(50, 0.97, 5, (2, 3))
RESPOND = RespondNeed(3, 20.0, 0.9)
DECK = DeckNeed(20, 3)
EXAM = ExamNeed((), 40, 20, 0.9)
GRADES = ((50.0, 0.15), (80.0, 0.10))


def missing(judged: Judged) -> str:
    """What is said to be missing."""
    assert not judged.met
    assert judged.done < 1
    assert judged.missing is not None
    return str(judged.missing)


def held(need: Need, dan: int = 3, **evidence: object) -> Judged:
    """The need of a dan against this evidence."""
    base = Evidence(titles={"freight": "Freight", "sizes": "Sizes"}, fixes=GRADES)
    return judge(need, base._replace(**evidence), dan)  # type: ignore[arg-type]


def test_recall_is_met_when_just_enough_cards_are_just_at_the_bar() -> None:
    judged = held(RECALL, cards=cards(38, 0.9) + cards(2, 0.0))
    assert judged.met
    assert judged.missing is None
    assert judged.done == 1.0


def test_recall_is_missed_by_one_card() -> None:
    assert missing(held(RECALL, cards=cards(37, 0.9) + cards(3, 0.0))) == "one card of Freight below 90%"


def test_recall_is_missed_by_a_card_a_hair_below_the_bar() -> None:
    assert missing(held(RECALL, cards=cards(37, 0.9) + cards(1, 0.8999) + cards(2, 0.0))).startswith("one card")


def test_a_card_that_was_never_answered_stands_in_the_way() -> None:
    assert missing(held(RECALL, cards=cards(36, 0.99) + cards(4, None))) == "2 cards of Freight below 90%"
    assert held(RECALL, cards=cards(38, 0.99) + cards(2, None)).met


def test_other_decks_do_not_count_and_no_deck_means_all() -> None:
    both = cards(40, 0.99) + cards(40, 0.1, "sizes")
    assert held(RECALL, cards=both).met
    assert missing(held(RECALL._replace(decks=()), cards=both)) == "36 cards of Sizes below 90%"


def test_what_is_missing_in_several_decks_names_the_worst() -> None:
    few = cards(10, 0.5) + cards(20, 0.5, "sizes")
    assert missing(held(RECALL._replace(decks=()), cards=few)) == "29 cards below 90%, most in Sizes"


def test_a_card_with_a_judged_answer_counts_only_once_its_newest_answer_was_judged() -> None:
    unproven = cards(40, 0.99, proven=False)
    assert missing(held(RECALL, cards=unproven)) == "38 cards of Freight below 90%"
    assert held(RECALL, cards=unproven[:2] + cards(38, 0.99)).met


def test_self_graded_cards_hold_a_level_back_but_never_lift_it() -> None:
    enough = cards(38, 0.9) + cards(2, 0.1)
    assert held(RECALL, cards=enough + own_words(20, 0.95)).met
    assert missing(held(RECALL, cards=enough + own_words(20, 0.5))).startswith("19 cards")
    lifted = cards(37, 0.9) + cards(3, 0.1) + own_words(30, 0.99)
    assert missing(held(RECALL, cards=lifted)) == "one card of Freight below 90%"


def test_self_graded_answers_alone_prove_nothing_however_well_they_are_remembered() -> None:
    for deck in (own_words(40, 1.0), cards(19, 1.0) + own_words(20, 1.0), ()):
        judged = held(RECALL._replace(of_cards=0.1), cards=deck)
        assert missing(judged) == "these decks prove too little"
        assert judged.done == 0.0
    assert held(RECALL, cards=cards(20, 1.0) + own_words(20, 1.0)).met


def test_suspended_cards_rest_up_to_one_in_ten_and_count_as_missing_beyond() -> None:
    assert held(RECALL._replace(of_cards=1.0), cards=cards(36, 0.9) + cards(4, 0.1, asleep=True)).met
    judged = held(RECALL._replace(of_cards=1.0), cards=cards(35, 0.9) + cards(5, 0.1, asleep=True))
    assert missing(judged) == "one card of Freight below 90%"


STATES = st.builds(
    CardState,
    card=st.uuids().map(lambda name: f"freight/{name}"),
    deck=st.just("freight"),
    recall=st.sampled_from((None, 0.2, 0.8999, 0.9, 1.0)),
    objective=st.booleans(),
    proven=st.booleans(),
    asleep=st.integers(0, 9).map(lambda number: number == 0),
)


@given(st.lists(STATES, max_size=40), st.sampled_from((0.0, 0.01, 0.5, 0.95, 1.0)))
def test_no_set_of_self_graded_cards_ever_lifts_a_recall_that_the_judged_ones_alone_do_not_reach(
    states: list[CardState], share: float
) -> None:
    need = RECALL._replace(of_cards=share)
    judged = held(need, cards=tuple(states))
    alone = held(need, cards=tuple(card for card in states if card.objective))
    assert alone.met or not judged.met
    assert judged.met == (judged.missing is None) == (judged.done == 1.0)
    if judged.met:
        assert sum(card.objective and card.proven and (card.recall or 0) >= 0.9 for card in states) >= 1


def test_a_share_of_nothing_still_asks_for_one_card() -> None:
    assert missing(held(RECALL._replace(of_cards=0.0), cards=cards(5, 0.1))) == "one card of Freight below 90%"


def test_a_refresh_takes_the_cards_below_the_bar_that_are_known_the_least_first() -> None:
    deck = cards(30, 0.95) + cards(5, 0.85) + cards(4, 0.4) + cards(1, None)
    refresh = held(RECALL, cards=deck).refresh
    assert len(refresh) == 9
    assert refresh[0].startswith("freight/0.4")
    assert refresh[-1].startswith("freight/0.85")


def test_an_exam_is_met_by_the_share_it_asks_for_and_missed_by_one_answer() -> None:
    assert held(EXAM, exams=(exam(36),)).met
    assert missing(held(EXAM, exams=(exam(35),))) == "exam +1 right of 40"


def test_an_exam_over_decks_that_hold_fewer_questions_counts_with_those_that_there_are() -> None:
    few = exam(9, 10)._replace(wanted=40)
    assert held(EXAM, exams=(few,)).met
    assert missing(held(EXAM, exams=(few._replace(right=8),))) == "exam +1 right of 10"


def test_an_older_exam_that_was_passed_counts_though_a_newer_one_was_not() -> None:
    assert held(EXAM, exams=(exam(10), exam(36))).met


@pytest.mark.parametrize(
    "other",
    [
        exam(39, 39),
        exam(40, dan=2),
        exam(40, dan=None),
        exam(40, counts=False),
        exam(40, minutes=20.1),
        exam(40)._replace(decks=("freight",)),
    ],
    ids=["a question short", "another dan's", "practice", "void", "too long", "other decks"],
)
def test_another_exam_does_not_count(other: object) -> None:
    assert missing(held(EXAM, exams=(other,))) == "exam not passed yet"


def test_typing_is_met_by_two_of_the_newest_three_runs() -> None:
    judged = held(TYPING, typed=(run(50.0, number=3), run(20.0, number=2), run(50.0, number=1)))
    assert judged.met
    assert {proof.id for proof in judged.proofs} == {"event-3", "event-1"}


def test_typing_is_missed_by_a_hair_of_speed() -> None:
    assert missing(held(TYPING, typed=(run(60.0), run(49.9), run(20.0)))) == "typing +1 字/分"
    assert missing(held(TYPING, typed=(run(60.0), run(46.0), run(20.0)))) == "typing +4 字/分"


def test_typing_is_missed_by_a_hair_of_accuracy() -> None:
    assert missing(held(TYPING, typed=(run(60.0), run(60.0, 0.9699)))) == "typing: accuracy 96.9%, not 97%"


def test_typing_is_missed_by_what_was_taken_back() -> None:
    assert held(TYPING, typed=(run(60.0, fixes=0.15),) * 2).met
    assert missing(held(TYPING, typed=(run(60.0, fixes=0.1501),) * 2)) == "typing: 15.1% taken back, at most 15%"


def test_typing_is_missed_when_the_good_runs_are_no_longer_among_the_newest() -> None:
    assert missing(held(TYPING, typed=(run(40.0), run(40.0), run(60.0), run(60.0)))) == "typing +10 字/分"


def test_typing_says_how_many_runs_are_missing() -> None:
    assert missing(held(TYPING)) == "certified typing runs: 2"
    assert missing(held(TYPING, typed=(run(60.0),))) == "certified typing runs: 1"


def test_runs_that_are_too_short_or_in_another_unit_do_not_count() -> None:
    assert missing(held(TYPING, typed=(run(60.0, minutes=4.99),) * 3)) == "certified typing runs: 2"
    assert missing(held(TYPING, typed=(run(60.0, unit="WPM"),) * 3)) == "certified typing runs: 2"
    assert held(TYPING, unit="WPM", typed=(run(60.0, unit="WPM"),) * 2).met


@pytest.mark.parametrize(("speed", "allowed"), [(40, 0.15), (50, 0.15), (79, 0.15), (80, 0.10), (120, 0.10)])
def test_what_may_be_taken_back_is_what_the_grade_at_that_speed_allows(speed: int, allowed: float) -> None:
    assert fixes_allowed(TYPING._replace(speed=speed), GRADES) == allowed


def test_without_a_grade_that_bounds_it_anything_may_be_taken_back() -> None:
    assert held(TYPING, fixes=(), typed=(run(60.0, fixes=0.9),) * 2).met


def test_chats_are_met_by_just_enough_replies_just_in_time() -> None:
    assert held(RESPOND, chats=(chats(3, *[20_000] * 9, 20_001),)).met


def test_chats_are_missed_by_one_reply_a_millisecond_late() -> None:
    late = held(RESPOND, chats=(chats(3, *[20_000] * 8, 20_001, 20_001),))
    assert missing(late) == "chats: +1 of 10 replies in time"


def test_a_customer_who_never_got_a_reply_waited_too_long() -> None:
    late = held(RESPOND, chats=(chats(3, *[1] * 8, None, None),))
    assert missing(late) == "chats: +1 of 10 replies in time"


def test_quick_replies_without_the_facts_or_with_forbidden_words_are_no_service() -> None:
    assert held(RESPOND, chats=(chats(3, *[1] * 10, right=0.97),)).met
    assert (
        missing(held(RESPOND, chats=(chats(3, *[1] * 10, right=0.9699),))) == "chats: 96.9% of the facts said, not 97%"
    )
    assert missing(held(RESPOND, chats=(chats(3, *[1] * 10, forbidden=1),))) == "chats: forbidden words said: 1"


def test_chats_that_were_good_before_still_count() -> None:
    assert held(RESPOND, chats=(chats(3, *[90_000] * 10), chats(3, *[1] * 10))).met


@pytest.mark.parametrize(
    "other", [chats(2, *[1] * 10), chats(3, 1, 1), chats(3, *[1] * 10, counts=False)], ids=["fewer", "silent", "void"]
)
def test_other_chats_do_not_count(other: object) -> None:
    assert missing(held(RESPOND, chats=(other,))) == "3 chats at once, answered in time"


def test_a_deck_of_ones_own_is_met_by_just_enough_cards_and_kinds() -> None:
    assert held(DECK, decks=(own_deck(20, 3),)).met


def test_a_deck_of_ones_own_is_missed_by_a_card_and_by_a_kind() -> None:
    assert missing(held(DECK)) == "a deck of your own"
    assert missing(held(DECK, decks=(own_deck(19, 3),))) == "your deck: 19 of 20 cards"
    assert missing(held(DECK, decks=(own_deck(20, 2),))) == "your deck: 2 of 3 kinds of cards"


def test_two_small_decks_are_not_one_and_the_newest_of_each_counts() -> None:
    assert not held(DECK, decks=(own_deck(19, deck="a"), own_deck(19, deck="b"))).met
    assert not held(DECK, decks=(own_deck(5, deck="a", number=2), own_deck(30, deck="a", number=1))).met


def test_a_witness_is_met_by_a_name_for_this_level_only() -> None:
    assert held(WitnessNeed(), witnesses=(witness(3),)).met
    assert missing(held(WitnessNeed(), witnesses=(witness(2), witness(4)))) == "a trainer's word"


def test_what_a_need_asks_names_its_decks_a_few_of_them() -> None:
    judged = held(RECALL)
    assert str(asks(RECALL, judged.found)) == "95% of the cards at a predicted recall of 90% (freight)"
    titles = {"freight": "Freight", "sizes": "Sizes"}
    two, five = RECALL._replace(decks=("freight", "sizes")), RECALL._replace(decks=("freight", *"abcd"))
    assert str(asks(two, judged.found, titles)).endswith("of 90% (Freight, Sizes)")
    assert str(asks(five, judged.found, titles)).endswith("of 90% (Freight and 4 more decks)")
    assert str(asks(RECALL._replace(decks=()), judged.found)).endswith("of 90%")
    assert str(asks(TYPING, held(TYPING).found)).startswith("50 字/分 at 97%, at most 15% taken back, for 5 min")


@given(
    st.lists(
        st.builds(
            CardState,
            card=st.integers().map(str),
            deck=st.just("freight"),
            recall=st.none() | st.sampled_from((0.5, 0.9, 0.99)),
            objective=st.booleans(),
            proven=st.booleans(),
            asleep=st.booleans(),
        ),
        max_size=40,
    ),
    st.sampled_from((0.3, 0.5, 0.95, 1.0)),
)
def test_the_figures_of_recall_say_by_themselves_whether_it_is_met(found: list[CardState], share: float) -> None:
    need = RecallNeed(("freight",), 0.9, share)
    judged = held(need, cards=tuple(found))
    assert isinstance(judged.found, RecallFound)
    objective = sum(card.objective for card in found)
    enough = objective > 0 and objective * 2 >= len(found)
    assert judged.met == (enough and cards_short(need, judged.found) <= 0)
    assert adds_up(judged.found) or not enough


NEEDS: tuple[Need, ...] = (RECALL, EXAM, TYPING, RESPOND, DECK, WitnessNeed())


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.kind)
def test_a_need_is_as_hard_as_itself_and_as_no_other_kind(need: Need) -> None:
    assert [is_as_hard(need, other) for other in NEEDS] == [other is need for other in NEEDS]


@pytest.mark.parametrize(
    ("need", "easier"),
    [
        (RECALL, RECALL._replace(at_least=0.89)),
        (RECALL, RECALL._replace(of_cards=0.94)),
        (EXAM, EXAM._replace(cards=39)),
        (EXAM, EXAM._replace(minutes=21)),
        (EXAM, EXAM._replace(passing=0.89)),
        (TYPING, TYPING._replace(speed=49)),
        (TYPING, TYPING._replace(accuracy=0.96)),
        (TYPING, TYPING._replace(minutes=4)),
        (TYPING, TYPING._replace(runs=(1, 2))),
        (TYPING, TYPING._replace(runs=(2, 4))),
        (RESPOND, RESPOND._replace(chats=2)),
        (RESPOND, RESPOND._replace(within=21.0)),
        (RESPOND, RESPOND._replace(share=0.8)),
        (DECK, DECK._replace(cards=19)),
        (DECK, DECK._replace(kinds=2)),
    ],
    ids=str,
)
def test_what_asks_a_little_less_is_easier(need: Need, easier: Need) -> None:
    assert is_as_hard(need, easier)
    assert not is_as_hard(easier, need)


def test_needs_of_other_decks_are_no_measure_of_each_other() -> None:
    for need, other in (
        (RECALL, RECALL._replace(decks=())),
        (RECALL, RECALL._replace(decks=("freight", "sizes"))),
        (EXAM, EXAM._replace(decks=("freight",))),
    ):
        assert not is_as_hard(need, other)
        assert not is_as_hard(other, need)
    assert is_as_hard(RECALL._replace(decks=("a", "b")), RECALL._replace(decks=("b", "a")))


@given(
    st.tuples(st.integers(1, 4), st.integers(1, 4)).filter(lambda runs: runs[0] <= runs[1]),
    st.tuples(st.integers(1, 4), st.integers(1, 4)).filter(lambda runs: runs[0] <= runs[1]),
)
def test_runs_are_as_hard_where_every_row_of_runs_that_has_them_has_the_others(
    runs: tuple[int, int], other: tuple[int, int]
) -> None:
    rows = [[bool(number >> place & 1) for place in range(4)] for number in range(16)]
    implied = all(sum(row[: other[1]]) >= other[0] for row in rows if sum(row[: runs[1]]) >= runs[0])
    assert is_as_hard(TYPING._replace(runs=runs), TYPING._replace(runs=other)) == implied


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.kind)
def test_a_need_by_name_is_read_back_and_nothing_out_of_bounds_is(need: Need) -> None:
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in need._asdict().items()}
    assert need_named(need.kind, plain) == need
    for name, value in plain.items():
        wrong: tuple[object, ...] = (None, True, "1", 0, -1, 10**300, float("nan"), [0, 3], [3, 2], [1])
        for bad in wrong:
            with pytest.raises(ValueError, match="no need of a level"):
                need_named(need.kind, {**plain, name: bad})
        assert value == plain[name]
