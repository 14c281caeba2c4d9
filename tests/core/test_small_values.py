"""Ids, events, messages, cleaning, the plan, queries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.events.event import Event, EventKind, mark_of, standing
from kdeck.core.ident import deck_of, entry_of, facet_of, kin_of, succeeding, uuid7
from kdeck.core.memory import leech_warning
from kdeck.core.message import Message, counted, series
from kdeck.core.plan.day import Queue, answered, choose, interleave, undone
from kdeck.core.query import QueryError, Term, parse
from kdeck.core.shop import Shop
from kdeck.core.strings import clean, clean_line
from tests.builders import make_card, revised


def event(ident: str, kind: EventKind, at: int, **body: object) -> Event:
    return Event(ident, "me", at, 0, 0, "pc", kind, "deck/card", body)


def test_a_card_id_names_deck_entry_and_facet() -> None:
    assert (deck_of("a/b/fact/color"), entry_of("a/b/fact/color"), facet_of("a/b/fact/color")) == (
        "a",
        "a/b",
        "fact/color",
    )
    assert (entry_of("a/b"), facet_of("a/b")) == ("a/b", "")


def test_kin_are_cards_that_help_with_each_other() -> None:
    assert kin_of("a/coat/fact/color") == kin_of("a/coat/which/color") != kin_of("a/coat/fact/care")
    assert kin_of("a/coat/size/M") == kin_of("a/coat/size/L")
    assert kin_of("a/coat/measure/M/chest") != kin_of("a/coat/measure/L/chest")
    assert kin_of("a/rule/today") == kin_of("a/rule/tomorrow") == "a/rule"
    assert kin_of("a/text/c1") == kin_of("a/text/c2") == kin_of("a/text") == kin_of("a/text/reverse")


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_event_ids_are_uuids_of_version_7_that_sort_by_time(milliseconds: int, noise: bytes) -> None:
    ident = uuid7(milliseconds, noise)
    assert ident[14] == "7"
    assert ident[19] in "89ab"
    assert int(ident[:8] + ident[9:13], 16) == milliseconds


@given(st.lists(st.tuples(st.integers(0, 2**40), st.binary(min_size=10, max_size=10)), max_size=20))
def test_ids_rise_even_where_the_clock_is_turned_back_and_stay_ids(times: list[tuple[int, bytes]]) -> None:
    made = [""]
    for milliseconds, noise in times:
        fresh = uuid7(milliseconds, noise)
        made.append(succeeding(fresh, made[-1]))
        assert made[-1] == fresh or milliseconds <= int(made[-1][:8] + made[-1][9:13], 16)
        assert (made[-1][14], made[-1][20:]) == ("7", fresh[20:]), "what is random at the end stays"
    assert made == sorted(set(made))


def test_two_machines_that_go_on_from_one_later_id_make_different_ones() -> None:
    later = uuid7(9_000, b"\xff" * 10)
    one, two = (succeeding(uuid7(5_000, noise), later) for noise in (b"\1" * 10, b"\2" * 10))
    assert later < one < two
    assert succeeding(uuid7(5_000, bytes(10)), "no id") == uuid7(5_000, bytes(10))


def test_an_undone_event_does_not_stand_even_when_its_void_has_an_earlier_time() -> None:
    events = [event("b", "review", 5), event("c", "void", 3, event="b"), event("a", "review", 4)]
    assert [one.id for one in standing(events)] == ["a"]


def test_marks_follow_the_last_word() -> None:
    events = [event("1", "suspend", 1), event("2", "flag", 2, note="错字"), event("3", "resume", 3)]
    mark = mark_of("deck/card", events)
    assert (mark.suspended, mark.flag) == (False, "错字")
    assert mark_of("deck/card", [*events, event("4", "unflag", 4)]).flag is None
    assert mark_of("deck/card", [*events, event("5", "void", 5, event="3")]).suspended


@pytest.mark.parametrize("char", ["\x1b", "\x9b", "\x00", "\x7f", "\u202e", "\u2066", "\u2028", "\ud800", "\x07"])
def test_no_control_character_survives(char: str) -> None:
    assert clean(f"a{char}b") == "a\ufffdb"


def test_joined_emoji_tabs_and_line_ends_survive() -> None:
    assert clean("👩\u200d💻\tx\r\ny") == "👩\u200d💻\tx\ny"
    assert clean_line("a\nb\tc") == "a b c"


def test_a_message_keeps_its_values_until_the_language_is_known() -> None:
    inner = Message("cards")
    message = Message("{count} {what}", count=3, what=inner)
    assert str(message) == "3 cards"
    assert message.render({"cards": "张卡", "{count} {what}": "{count} {what}"}.__getitem__) == "3 张卡"


def test_a_counted_message_has_the_plural_of_its_reader_within_another_too() -> None:
    found = [Message("{deck}: {cards}", deck="a", cards=counted("{count} card", "{count} cards", n)) for n in (0, 1, 2)]
    assert list(map(str, found)) == ["a: 0 cards", "a: 1 card", "a: 2 cards"]
    polish = found[2].render(lambda text: text, lambda one, many, count: f"{count % 10}×{one}×{many}")
    assert polish == "a: 2×2 card×2 cards"
    assert counted("{count} card", "{count} cards", 1) != Message("{count} card", count=1)


def test_a_card_asks_for_the_highest_retention_of_its_tags() -> None:
    shop = Shop(retention=(("policy", 0.95), ("red-line", 0.97)))
    assert shop.retention_of(("policy", "red-line")) == 0.97
    assert shop.retention_of(("other",)) == 0.9


def test_the_answer_key_forgives_what_grading_forgives() -> None:
    card = make_card("d/c", "set", "?", ("黑 ", "白"))
    assert card.answer_key == revised(card, back=("白", "黑。")).answer_key
    assert card.answer_key != revised(card, back=("白", "灰")).answer_key


def test_leech_warnings_come_at_eight_and_then_every_fourth_lapse() -> None:
    assert [lapses for lapses in range(20) if leech_warning(lapses)] == [8, 12, 16]


def test_new_cards_are_spread_among_reviews() -> None:
    mixed = interleave(["r1", "r2", "r3", "r4"], ["n1", "n2"])
    assert mixed == ("r1", "n1", "r2", "r3", "n2", "r4") or mixed == ("r1", "r2", "n1", "r3", "r4", "n2")
    assert interleave([], ["n"]) == ("n",)


def test_a_due_step_comes_first_and_an_early_one_only_when_nothing_else_is_left() -> None:
    queue = Queue(("a",), ((100, "step"),))
    assert choose(queue, 100) == "step"
    assert choose(queue, 99) == "a"
    assert choose(answered(queue, "a", None), 0) == "step"
    assert choose(Queue(), 0) is None


def test_progress_counts_a_card_once_however_often_it_is_seen() -> None:
    queue = Queue(("a", "b"))
    queue = answered(queue, "a", 60)
    assert (len(queue.met), queue.total) == (1, 2)
    queue = answered(answered(queue, "a", None), "b", None)
    assert (len(queue.met), queue.total) == (2, 2)
    assert undone(queue, "b", met=False) == Queue(("b",), (), frozenset("a"))
    assert undone(queue, "b", met=True) == Queue(("b",), (), frozenset("ab"))


def test_a_query_is_a_list_of_terms() -> None:
    assert parse('运费 deck:returns -tag:old r<0.8 "two words" s>=20 R<80%') == (
        Term("text", "运费"),
        Term("deck", "returns"),
        Term("tag", "old", negated=True),
        Term("r", "0.8", operator="<", number=0.8),
        Term("text", "two words"),
        Term("s", "20", operator=">=", number=20),
        Term("r", "80", operator="<", number=0.8),
    )


@pytest.mark.parametrize("query", ["is:dew", "dek:x", '"open'])
def test_a_query_that_means_nothing_says_so(query: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.hint is not None


@given(st.text(max_size=60))
def test_no_query_breaks_the_parser(query: str) -> None:
    try:
        parse(query)
    except QueryError as error:
        said = str(error.message)
    else:
        said = "understood"
    assert said


def test_a_series_has_the_separator_of_the_reader_and_nests_no_deeper_than_need_be() -> None:
    zh = {"{one}, {next}": "{one}、{next}"}
    assert series([]) == ""
    assert series(["甲"]) == "甲"
    several = series([Message("one"), "b", "c"])
    assert isinstance(several, Message)
    assert str(several) == "one, b, c"
    assert several.render(lambda text: zh.get(text, text)) == "one、b、c"
    assert len(str(series(map(str, range(20_000)))).split(", ")) == 20_000


@pytest.mark.parametrize(("lapses", "warns"), [(7, False), (8, True), (9, False), (10, False), (11, False), (12, True)])
def test_a_leech_is_not_warned_of_at_every_lapse(lapses: int, warns: bool) -> None:
    assert leech_warning(lapses) is warns
