from __future__ import annotations

import pytest

from tests.decks.importing import Desk, changes

HEAD = ["问题", "答案", "错误选项", "标签"]
TABLE = [HEAD, ["几点前付款当天发？", "16:00", "", "policy"], ["运费谁出？", "顾客", "我们；快递", ""]]


def imported() -> Desk:
    desk = Desk()
    desk.take(TABLE)
    return desk


def test_questions_become_cards_with_ids_that_are_written_down() -> None:
    desk = imported()
    first, second = desk.entries("cards")
    assert (first[:2], len(first)) == ("c-", 12)
    assert desk.text == (
        f"deck: goods\n\ncards:\n  - id: {first}\n    front: 几点前付款当天发？\n"
        '    back: "16:00"\n    tags: [policy]\n\n'
        f"  - id: {second}\n    kind: choice\n    front: 运费谁出？\n    back: 顾客\n    wrong: [我们, 快递]\n"
    )
    assert desk.think(TABLE).checked == ()
    assert desk.take(TABLE).unchanged == 2


def test_a_question_worded_anew_is_found_by_its_answer_and_keeps_its_id() -> None:
    desk = imported()
    ids = list(desk.entries("cards"))
    report = desk.take([HEAD, ["当天发货的付款截止时间？", "16:00", "", "policy"], TABLE[2]])
    assert list(desk.entries("cards")) == ids
    assert [(found.id, found.how) for found in report.guessed] == [(ids[0], "back")]
    assert changes(report.changed) == [(ids[0], ("front",), ("几点前付款当天发？",), ("当天发货的付款截止时间？",))]


def test_question_and_answer_both_new_make_a_new_card_and_the_old_one_is_told() -> None:
    desk = imported()
    old = list(desk.entries("cards"))
    report = desk.take([HEAD, ["几天内可以退？", "7 天", "", ""], TABLE[2]])
    assert (len(report.added), report.gone) == (1, (old[0],))
    assert len(desk.entries("cards")) == 3


def test_a_card_that_comes_back_has_the_id_that_it_had() -> None:
    desk = imported()
    ids = list(desk.entries("cards"))
    desk.take([HEAD, TABLE[2]], prune=True)
    assert list(desk.entries("cards")) == ids[1:]
    desk.take(TABLE)
    assert sorted(desk.entries("cards")) == sorted(ids)


def test_an_answer_that_several_cards_share_tells_nothing() -> None:
    desk = Desk()
    desk.take([["front", "back"], ["a?", "yes"], ["b?", "yes"]])
    assert len(desk.take([["front", "back"], ["c?", "yes"], ["b?", "yes"]]).guessed) == 1
    desk = Desk()
    desk.take([["front", "back"], ["a?", "yes"], ["b?", "yes"]])
    assert len(desk.take([["front", "back"], ["c?", "yes"], ["d?", "yes"]]).added) == 2


def test_the_same_answer_in_a_card_written_by_hand_is_no_match() -> None:
    desk = Desk("deck: goods\ncards:\n- id: own\n  front: mine?\n  back: yes\n")
    assert len(desk.take([["front", "back"], ["a?", "yes"]]).added) == 1


def test_a_card_written_by_hand_is_found_by_its_question() -> None:
    desk = Desk("deck: goods\ncards:\n- id: own\n  front: A?\n  back: no\n")
    report = desk.take([["front", "back", "why"], ["a？", "yes", "because"]])
    assert [change.path for change in report.conflicts] == [("front",), ("back",)]
    assert desk.text.endswith("  back: no\n  why: because\n")


def test_every_kind_that_fits_a_table_is_read() -> None:
    desk = Desk()
    outcome = desk.think(
        [
            ["id", "kind", "front", "text", "back", "wrong", "seconds"],
            ["a", "列举", "colours?", "", "red、blue; white", "", ""],
            ["b", "order", "steps?", "", "ask, then\nsend | pay", "", "20"],
            ["c", "填空", "", "within {{c1::7}} days", "", "", ""],
            ["d", "cloze", "{{c1::16:00}}", "", "", "", ""],
            ["e", "选择", "which?", "", "a；b | c", "d;e", ""],
            ["f", "", "which?!", "", "yes", "no", ""],
            ["g", "Typed", "x?", "", "a；b", "", ""],
        ]
    )
    assert outcome.findings == outcome.checked == ()
    desk.data = outcome.data
    held = desk.entries("cards")

    def values(identity: str, *keys: str) -> list[object]:
        return [desk_value(held[identity], key) for key in keys]

    assert values("a", "kind", "back") == [("set",), ("red", "blue", "white")]
    assert values("b", "back", "seconds") == [("ask, then", "send", "pay"), ("20",)]
    assert values("c", "kind", "text", "front") == [("cloze",), ("within {{c1::7}} days",), ()]
    assert values("d", "text") == [("{{c1::16:00}}",)]
    assert values("e", "back", "wrong") == [("a；b", "c"), ("d", "e")]
    assert values("f", "kind") == [("choice",)]
    assert values("g", "kind", "back") == [("typed",), ("a；b",)]


def desk_value(entry: object, key: str) -> object:
    from kdeck.decks.importing.columns import value_of
    from kdeck.decks.tree import Map

    assert isinstance(entry, Map)
    return value_of(entry, (key,))


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (["", "front?", "", "recall"], "2:3 empty-text"),
        (["", "", "back", ""], "2:2 empty-text"),
        (["", "f", "b", "chioce"], "2:4 unknown-kind"),
        (["", "f", "b", "spot"], "2:4 unknown-kind"),
        (["A b", "f", "b", ""], "2:1 bad-id"),
    ],
)
def test_a_bad_row_of_questions_is_told_with_its_place(row: list[str], error: str) -> None:
    assert Desk().refusals([["id", "front", "back", "kind"], row]) == [error]


def test_the_same_question_twice_needs_ids() -> None:
    assert Desk().refusals([["front", "back"], ["a?", "x"], ["A？", "y"]]) == ["3:1 row-twice"]
    Desk().take([["id", "front", "back"], ["a", "a?", "x"], ["b", "A？", "y"]])


def test_an_id_of_another_sort_of_entry_is_refused() -> None:
    desk = Desk("deck: goods\nproducts:\n- id: a\n  name: x\n")
    assert desk.refusals([["id", "front", "back"], ["a", "a?", "x"]]) == ["2:1 duplicate-id"]


def test_what_the_checker_finds_in_the_outcome_is_told() -> None:
    outcome = Desk().think([["front", "back", "kind", "unit"], ["a?", "x", "order", ""], ["b?", "y", "", "cm"]])
    assert {finding.code for finding in outcome.checked} == {"not-a-list", "key-of-another-kind"}


def test_cards_and_products_of_one_deck_are_remembered_apart() -> None:
    desk = imported()
    desk.take([["sku", "name", "color"], ["A-1", "Coat", "red"]])
    assert desk.take(TABLE).gone == ()
    assert desk.take([["sku", "name", "color"], ["A-1", "Coat", "red"]]).unchanged == 1
