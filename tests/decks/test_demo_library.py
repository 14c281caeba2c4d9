"""The demo library covers the trade, in two languages that are one shop."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from statistics import mean
from typing import get_args

import pytest
from rich.cells import cell_len

from kdeck.core.cards.card import Card, CardKind, draw, grade
from kdeck.core.levels.need import DanAsked, DeckNeed, ExamNeed, Need, RecallNeed, RespondNeed, TypingNeed, asked_of
from kdeck.core.reply import find
from kdeck.decks.checking import check_path
from kdeck.decks.library import open_library
from tests.builders import own

DEMO = Path(__file__).parents[2] / "decks"
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


@cache
def cards(language: str) -> tuple[Card, ...]:
    return tuple(open_library(str(DEMO / language), None).cards())


def of_kind(language: str, kind: str) -> list[Card]:
    return [card for card in cards(language) if card.kind == kind]


def rules(language: str) -> dict[str, list[Card]]:
    found: dict[str, list[Card]] = {}
    for card in of_kind(language, "rule"):
        found.setdefault(card.id.rpartition("/")[0], []).append(card)
    return found


def neutral(card: Card) -> tuple[str, str]:
    """The id of a card but for the language at the end of its deck's."""
    deck, _, rest = card.id.partition("/")
    return deck.removesuffix("-en"), rest


def shape(card: Card) -> tuple[object, ...]:
    """What a card has in common with its translation."""
    fields = card.content._asdict()
    counted = {name: fields[name] for name in ("row", "wrong", "fields") if name in fields}
    return (
        neutral(card),
        card.kind,
        card.seconds,
        len(card.answer),
        [value if isinstance(value, int) else len(value) for value in counted.values()],
    )


@LANGUAGES
def test_nothing_is_found_fault_with(language: str) -> None:
    assert check_path(str(DEMO / language)) == []


@LANGUAGES
def test_the_library_is_as_large_as_the_trade(language: str) -> None:
    counts = Counter(card.kind for card in cards(language))
    assert counts.total() >= 1100
    assert len(rules(language)) >= 60
    assert counts["phrase"] >= 70
    assert counts["spot"] >= 40
    assert counts["order"] >= 50
    assert set(counts) == set(get_args(CardKind))


def test_both_languages_hold_the_same_cards() -> None:
    chinese, english = (Counter(map(neutral, cards(language))) for language in ("zh", "en"))
    assert chinese == english
    for one, other in zip(cards("zh"), cards("en"), strict=True):
        assert shape(one) == shape(other)


def test_both_languages_decide_the_same_cases_alike() -> None:
    for one, other in zip(of_kind("zh", "rule"), of_kind("en", "rule"), strict=True):
        ours, theirs = own(one).table, own(other).table
        assert [given.size for given in ours.inputs] == [given.size for given in theirs.inputs], one.id
        spans = [[[test and test.spans for test in row.tests] for row in table.rows] for table in (ours, theirs)]
        assert (ours.hit, spans[0]) == (theirs.hit, spans[1]), one.id


@LANGUAGES
def test_every_rule_has_outcomes_that_differ_and_say_why(language: str) -> None:
    for name, outcomes in rules(language).items():
        table = own(outcomes[0]).table
        assert 2 <= len(table.rows) <= 6, name
        assert len(outcomes) == len(table.rows), name
        assert len({row.then for row in table.rows}) == len(table.rows), name
        assert all(row.because for row in table.rows), name


@LANGUAGES
def test_every_model_answer_is_a_right_reply(language: str) -> None:
    for card in of_kind(language, "phrase"):
        assert len(card.answer) in (1, 2), card.id
        assert own(card).never, card.id
        assert own(card).must, card.id
        assert card.why, card.id
        for answer in card.answer:
            assert grade(draw(card, 0), (answer,)).right, (card.id, answer)


@LANGUAGES
def test_the_seven_days_hold_what_the_first_three_dan_ask_for(language: str) -> None:
    shop = open_library(str(DEMO / language), None).shop
    assert [stage[0] for stage in shop.stages] == [1, 2, 3, 4, 5, 6, 7]
    planned = [deck for stage in shop.stages for deck in stage[2]]
    assert len(planned) == len(set(planned)), "a deck has one day"
    for level in levels(language)[:3]:
        assert decks_of(level) <= set(planned), level.title


@LANGUAGES
def test_every_deck_with_cards_is_asked_for_by_a_day_or_a_dan(language: str) -> None:
    planned = set(open_library(str(DEMO / language), None).shop.order)
    asked = set().union(*map(decks_of, levels(language)))
    assert {card.id.partition("/")[0] for card in cards(language)} <= planned | asked


@LANGUAGES
def test_a_day_brings_no_more_new_cards_than_a_sitting_or_two_can_hold(language: str) -> None:
    sizes = Counter(card.id.partition("/")[0] for card in cards(language))
    stages = open_library(str(DEMO / language), None).shop.stages
    a_day = [sum(sizes[deck] for deck in stage[2]) for stage in stages]
    assert max(a_day) <= 80
    note = (DEMO / language / "shop.yaml").read_text(encoding="utf-8")
    told = next(line for line in note.splitlines() if str(sum(a_day)) in line and line.startswith("#"))
    assert [int(number) for number in re.findall(r"\d+", told)][-8:] == [*a_day, sum(a_day)]


@LANGUAGES
def test_the_nine_dan_ask_for_what_can_be_shown(language: str) -> None:
    judged = Counter(card.id.partition("/")[0] for card in cards(language) if card.objective)
    dans = levels(language)
    assert [level.dan for level in dans] == list(range(1, 10))
    for level in dans:
        kinds = {need.kind for need in level.needs}
        assert kinds >= {"recall", "exam"}, level.title
        for need in level.needs:
            if isinstance(need, ExamNeed):
                enough = sum(judged[deck] for deck in need.decks)
                assert enough >= 2 * need.cards, (level.dan, enough, "sat once more, an exam has new questions")
                assert need.minutes * 60 / need.cards >= 20, (level.dan, "time to read and to answer")
    chats = [need.chats for level in dans for need in level.needs if isinstance(need, RespondNeed)]
    assert chats == sorted(chats)
    assert {1, 2, 3, 4, 5} == set(chats)
    assert any(isinstance(need, DeckNeed) for need in dans[8].needs)


def test_both_languages_climb_the_same_ladder() -> None:
    for one, other in zip(levels("zh"), levels("en"), strict=True):
        assert list(map(without_language, one.needs)) == list(map(without_language, other.needs)), one.dan


def levels(language: str) -> tuple[DanAsked, ...]:
    return asked_of(open_library(str(DEMO / language), None).shop.dans)


def decks_of(level: DanAsked) -> set[str]:
    return {deck for need in level.needs if isinstance(need, (RecallNeed, ExamNeed)) for deck in need.decks}


def without_language(need: Need) -> Need:
    """The need but for the language of its decks and the speeds, which are counted in another unit."""
    if isinstance(need, (RecallNeed, ExamNeed)):
        return need._replace(decks=tuple(deck.removesuffix("-en") for deck in need.decks))
    return need._replace(speed=0) if isinstance(need, TypingNeed) else need


@LANGUAGES
def test_a_whole_shop_full_of_customers_writes(language: str) -> None:
    scenarios = open_library(str(DEMO / language), None).chats()
    assert len(scenarios) >= 20
    assert len({chat.name for chat in scenarios}) == len(scenarios)
    for chat in scenarios:
        assert 2 <= len(chat.turns) <= 5, chat.id
        assert 30 <= chat.patience <= 90, chat.id
        assert chat.about, chat.id
        for turn in chat.turns:
            assert turn.must, chat.id
            assert turn.because, chat.id
            assert 3 <= turn.pause <= 30, chat.id
            echoed = all(any(find(turn.text, word) for word in group) for group in turn.must)
            assert not echoed, (chat.id, "whoever sends the customer's own words back has answered nothing")


def test_both_languages_are_written_to_by_the_same_customers() -> None:
    ours, theirs = (open_library(str(DEMO / language), None).chats() for language in ("zh", "en"))
    for one, other in zip(ours, theirs, strict=True):
        assert one.id.replace("/", "-en/") == other.id
        assert (one.patience, one.tags) == (other.patience, other.tags)
        assert [len(turn.must) for turn in one.turns] == [len(turn.must) for turn in other.turns], one.id
        assert [turn.pause for turn in one.turns] == [turn.pause for turn in other.turns], one.id


@LANGUAGES
def test_every_input_of_a_rule_has_a_name_for_people(language: str) -> None:
    tables = [own(card).table for card in of_kind(language, "rule")]
    assert {given.name for table in tables for given in table.inputs if not given.label} == set()


@LANGUAGES
def test_a_right_option_is_not_told_by_its_length(language: str) -> None:
    questions = [card for card in of_kind(language, "choice") if len(card.answer) == 1]
    for made in (True, False):  # by hand, and from the facts of products
        widths = [widths_of(card) for card in questions if (card.id.count("/") == 1) is made]
        assert len(widths) >= 150
        for pick in (max, min):
            assert mean(share(right, wrong, pick) for right, wrong in widths) <= 0.33, (made, pick)
        assert 0.9 <= mean(right / mean(wrong) for right, wrong in widths) <= 1.1, made


def widths_of(card: Card) -> tuple[int, list[int]]:
    """The cells of the right option, and of the wrong ones as they are drawn."""
    options = draw(card, 0).options
    return cell_len(card.answer[0]), [cell_len(option) for option in options if option not in card.answer]


def share(right: int, wrong: list[int], pick: Callable[[Iterable[int]], int]) -> float:
    """How often the right option is hit by whoever always takes the longest (``max``) or the shortest (``min``)."""
    return 1 / (1 + wrong.count(right)) if right == pick([right, *wrong]) else 0.0
