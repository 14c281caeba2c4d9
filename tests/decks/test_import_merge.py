from __future__ import annotations

from textwrap import dedent

import pytest

from kdeck.core.errors import KdeckError
from kdeck.decks.importing.match import settle
from kdeck.decks.importing.record import read_record, record_path
from kdeck.decks.parse import parse, shop_of
from tests.decks.importing import Desk, changes

HEAD = ["货号", "商品名", "颜色", "材质"]
TABLE = [HEAD, ["A-1", "冲锋衣", "绿/灰", "尼龙"], ["A-2", "软壳衣", "黑", "涤纶"]]
DECK = """\
deck: goods

products:
  - id: a-1
    name: 冲锋衣
    sku: A-1
    facts:
      color: [绿, 灰]
      material: 尼龙

  - id: a-2
    name: 软壳衣
    sku: A-2
    facts:
      color: 黑
      material: 涤纶
"""


def with_cell(row: int, column: str, text: str) -> list[list[str]]:
    table = [list(line) for line in TABLE]
    table[row][HEAD.index(column)] = text
    return table


def imported() -> Desk:
    desk = Desk()
    desk.take(TABLE)
    return desk


def test_a_table_becomes_a_deck_that_passes_the_check() -> None:
    desk = Desk()
    outcome = desk.think(TABLE)
    assert outcome.data.decode() == DECK
    assert outcome.checked == ()
    assert outcome.report is not None
    assert [found.id for found in outcome.report.added] == ["a-1", "a-2"]


def test_the_same_table_again_changes_no_byte() -> None:
    desk = imported()
    before = desk.data, desk.record
    report = desk.take(TABLE)
    assert (desk.data, desk.record) == before
    assert (report.unchanged, report.added, report.changed, report.kept, report.conflicts) == (2, (), (), (), ())


def test_a_changed_cell_changes_its_value_and_nothing_else() -> None:
    desk = imported()
    report = desk.take(with_cell(1, "材质", "三层尼龙"))
    assert desk.text == DECK.replace("尼龙", "三层尼龙")
    assert changes(report.changed) == [("a-1", ("facts", "material"), ("尼龙",), ("三层尼龙",))]


def test_a_list_and_a_text_turn_into_one_another() -> None:
    desk = imported()
    desk.take(with_cell(2, "颜色", "黑、雾霾蓝"))
    assert "color: [黑, 雾霾蓝]\n" in desk.text
    desk.take(with_cell(2, "颜色", "雾霾蓝"))
    assert desk.text == DECK.replace("color: 黑", "color: 雾霾蓝")


def test_an_emptied_cell_takes_its_key_away_and_a_filled_one_brings_it_back() -> None:
    desk = imported()
    report = desk.take(with_cell(2, "颜色", ""))
    assert desk.text == DECK.replace("      color: 黑\n", "")
    assert changes(report.changed) == [("a-2", ("facts", "color"), ("黑",), ())]
    desk.take(TABLE)
    assert desk.value("a-2", "facts", "color") == ("黑",)


def test_the_last_fact_takes_the_group_with_it_and_the_first_brings_it_back() -> None:
    desk = imported()
    bare = [HEAD, TABLE[1], ["A-2", "软壳衣", "", ""]]
    desk.take(bare)
    assert desk.text == DECK[: DECK.index("    facts:\n      color: 黑")]
    desk.take(TABLE)
    assert desk.text == DECK


def test_new_rows_stand_behind_the_others_and_new_columns_behind_other_keys() -> None:
    desk = imported()
    desk.text = desk.text.replace("      material: 涤纶\n", "      material: 涤纶  # ask the mill\n# the end\n")
    desk.take(
        [[*HEAD, "类目", "产地"], [*TABLE[1], "外套", "南京"], [*TABLE[2], "", ""], ["A-3", "T 恤", "白", "棉", "", ""]]
    )
    assert desk.text == dedent("""\
        deck: goods

        products:
          - id: a-1
            name: 冲锋衣
            sku: A-1
            facts:
              color: [绿, 灰]
              material: 尼龙
              origin: 南京
            category: 外套

          - id: a-2
            name: 软壳衣
            sku: A-2
            facts:
              color: 黑
              material: 涤纶  # ask the mill

          - id: a-3
            name: T 恤
            sku: A-3
            facts:
              color: 白
              material: 棉
        # the end
        """)


def test_a_hand_edit_stays_when_the_table_says_what_it_said() -> None:
    desk = imported()
    desk.text = DECK.replace("material: 尼龙", "material: 三层尼龙压膜  # from the supplier")
    report = desk.take(with_cell(2, "材质", "氨纶"))
    assert desk.text == DECK.replace("material: 尼龙", "material: 三层尼龙压膜  # from the supplier").replace(
        "涤纶", "氨纶"
    )
    assert changes(report.kept) == [("a-1", ("facts", "material"), ("三层尼龙压膜",), ("尼龙",))]


def test_where_both_changed_the_hand_edit_stays_and_is_told_until_it_is_settled() -> None:
    desk = imported()
    desk.text = edited = DECK.replace("material: 尼龙", "material: 手改")
    table = with_cell(1, "材质", "表改")
    for _ in range(2):
        report = desk.take(table)
        assert changes(report.conflicts) == [("a-1", ("facts", "material"), ("手改",), ("表改",))]
        assert desk.text == edited
    ours = Desk()
    ours.data, ours.record = desk.data, desk.record
    report = desk.take(table, side="theirs")
    assert desk.value("a-1", "facts", "material") == ("表改",)
    assert desk.take(table).unchanged == 2
    report = ours.take(table, side="ours")
    assert (len(report.kept), report.conflicts) == (1, ())
    assert ours.text == edited
    report = ours.take(table)
    assert (len(report.kept), report.conflicts) == (1, ())


def test_both_making_the_same_change_is_no_conflict() -> None:
    desk = imported()
    desk.text = DECK.replace("尼龙", "锦纶")
    report = desk.take(with_cell(1, "材质", "锦纶"))
    assert (report.unchanged, report.kept, report.conflicts) == (2, (), ())
    assert desk.take(TABLE).changed[0].new == ("尼龙",)


def test_a_key_deleted_by_hand_stays_deleted() -> None:
    desk = imported()
    desk.text = edited = DECK.replace("      material: 尼龙\n", "")
    report = desk.take(TABLE)
    assert desk.text == edited
    assert changes(report.kept) == [("a-1", ("facts", "material"), (), ("尼龙",))]
    assert len(desk.take(with_cell(1, "材质", "x")).conflicts) == 1


def test_an_entry_deleted_by_hand_stays_deleted_until_theirs_is_asked_for() -> None:
    desk = imported()
    desk.text = edited = DECK[: DECK.index("\n  - id: a-2")]
    report = desk.take(TABLE)
    assert [found.id for found in report.deleted] == ["a-2"]
    assert desk.text == edited
    desk.take(TABLE, side="theirs")
    assert desk.text == DECK


def test_hand_added_keys_entries_and_order_are_kept() -> None:
    desk = imported()
    own = "  - id: own\n    name: 自己写的\n    facts: {color: 红}\n\n"
    desk.text = DECK.replace(
        "  - id: a-1\n    name: 冲锋衣\n", own + "  - name: 冲锋衣\n    skip: [which/color]\n    id: a-1\n"
    )
    edited = desk.text
    report = desk.take(with_cell(1, "材质", "新"))
    assert desk.text == edited.replace("尼龙", "新")
    assert report.gone == ()


def test_a_row_that_is_gone_is_told_and_its_entry_kept() -> None:
    desk = imported()
    report = desk.take(TABLE[:2])
    assert report.gone == ("a-2",)
    assert desk.text == DECK
    assert desk.take(TABLE).gone == ()


def test_pruning_takes_away_only_what_the_import_made_and_nobody_touched() -> None:
    desk = imported()
    assert desk.take(TABLE[:2], prune=True).pruned == ("a-2",)
    assert desk.text == DECK[: DECK.index("\n  - id: a-2")]
    for touched in ("material: 涤纶  # mine", "material: 氨纶", "material: 涤纶\n    skip: [fact]"):
        desk = imported()
        desk.text = DECK.replace("material: 涤纶", touched)
        report = desk.take(TABLE[:2], prune=True)
        assert (report.pruned, report.gone) == ((), ("a-2",))
    found = Desk(DECK)
    found.take(TABLE)
    assert found.take(TABLE[:2], prune=True).gone == ("a-2",)
    assert found.text == DECK


def test_pruning_everything_leaves_a_deck_that_can_be_filled_again() -> None:
    desk = imported()
    desk.take([HEAD, ["B-1", "帽子", "", ""]], prune=True)
    assert desk.text == "deck: goods\n\nproducts:\n\n  - id: b-1\n    name: 帽子\n    sku: B-1\n"
    desk.take([HEAD], prune=True)
    assert list(desk.entries()) == []
    desk.take(TABLE)
    assert list(desk.entries()) == ["a-1", "a-2"]


def test_values_that_differ_at_a_first_import_into_a_deck_of_ones_own_are_conflicts() -> None:
    desk = Desk(DECK.replace("尼龙", "手写").replace("      color: 黑\n", ""))
    report = desk.take(TABLE)
    assert changes(report.conflicts) == [("a-1", ("facts", "material"), ("手写",), ("尼龙",))]
    assert changes(report.changed) == [("a-2", ("facts", "color"), (), ("黑",))]
    assert desk.value("a-1", "facts", "material") == ("手写",)


def test_an_entry_is_found_by_its_sku_whatever_its_id_is_and_by_its_name_where_it_has_no_sku() -> None:
    desk = Desk(
        DECK.replace("id: a-1", "id: hardshell").replace("id: a-2", "id: softshell").replace("    sku: A-2\n", "")
    )
    report = desk.take(TABLE)
    assert list(desk.entries()) == ["hardshell", "softshell"]
    assert [(found.id, found.how) for found in report.guessed] == [("softshell", "name")]
    assert desk.value("softshell", "sku") == ("A-2",)


def test_a_sku_corrected_by_hand_still_belongs_to_its_row() -> None:
    desk = imported()
    desk.text = DECK.replace("sku: A-1", "sku: A-100")
    report = desk.take(TABLE)
    assert (len(report.added), changes(report.kept)) == (0, [("a-1", ("sku",), ("A-100",), ("A-1",))])


def test_products_without_a_sku_keep_the_id_that_was_written() -> None:
    table = [["name", "color"], ["Trail Shoe", "red"], ["帽子", "blue"]]
    desk = Desk()
    desk.take(table)
    first, second = desk.entries()
    assert (first, second[:2], len(second)) == ("trail-shoe", "p-", 12)
    assert desk.take(table).unchanged == 2


def test_ids_of_other_entries_of_the_deck_are_not_used_again() -> None:
    desk = Desk("deck: goods\ncards:\n- id: a-1\n  front: x\n  back: y\n")
    desk.take(TABLE)
    assert list(desk.entries()) == ["a-1-2", "a-2"]
    assert desk.text.startswith("deck: goods\ncards:\n- id: a-1\n  front: x\n  back: y\nproducts:\n  - id: a-1-2\n")
    assert desk.take(TABLE).unchanged == 2


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ([["A-1", "x", "", ""], ["a-1 ", "y", "", ""]], ["3:1 row-twice"]),
        ([["A-1", "x", "", ""], ["A_1", "y", "", ""]], ["3:1 duplicate-id"]),
        ([["", "x", "", ""], ["", "X", "", ""]], ["3:1 row-twice"]),
        ([["A-1", "", "红", ""], ["A-2", "", "", ""]], ["2:2 empty-text", "3:2 empty-text"]),
        ([["A-1", "x", "", "", "extra"]], ["2:5 too-many-cells"]),
        ([["A-1", "x" * 10_001, "", ""]], ["2:2 too-long", "2:2 empty-text"]),
    ],
)
def test_every_bad_row_is_told_with_its_place_and_nothing_is_imported(rows: list[list[str]], errors: list[str]) -> None:
    assert Desk().refusals([HEAD, *rows]) == errors


def test_a_row_that_ends_early_is_told_and_imported() -> None:
    outcome = Desk().think("货号,商品名,颜色,材质\nA-1,x\n")
    assert [(finding.line, finding.code) for finding in outcome.findings] == [(2, "too-few-cells")]
    assert outcome.report is not None


def test_ids_in_the_table_are_taken_and_bad_ones_are_errors() -> None:
    desk = Desk()
    desk.take([["id", "name"], ["one", "甲"], ["", "Two"]])
    assert list(desk.entries()) == ["one", "two"]
    desk.take([["id", "name"], ["one", "乙"], ["", "Two"]])
    assert desk.value("one", "name") == ("乙",)
    assert desk.refusals([["id", "name"], ["One", "x"], ["one", "y"], ["one", "z"]]) == ["2:1 bad-id"]
    assert desk.refusals([["id", "name"], ["one", "y"], ["one", "z"]]) == ["3:1 row-twice"]


def test_dollar_signs_and_braces_of_a_table_are_text() -> None:
    desk = Desk()
    outcome = desk.think([["name", "note"], ["a $cutoff {x}", "$5 ${y}"]])
    assert outcome.checked == ()
    desk.take([["name", "note"], ["a $cutoff {x}", "$5 ${y}"]])
    assert desk.value("a-cutoff-x", "name") == ("a $$cutoff {x}",)


def test_the_shops_labels_name_the_facts() -> None:
    shop = shop_of(parse("shop.yaml", "shop: s\nfacts:\n  hue: {label: 颜色}\n".encode()))
    desk = Desk(shop=shop)
    desk.take(TABLE)
    assert desk.value("a-1", "facts", "hue") == ("绿", "灰")


def test_a_column_that_is_gone_leaves_its_values() -> None:
    desk = imported()
    report = desk.take([line[:3] for line in TABLE])
    assert report.paths_gone == ("facts/material",)
    assert desk.text == DECK


def test_a_deck_that_cannot_be_read_is_left_alone_with_the_reasons() -> None:
    desk = Desk("deck: goods\nproducts:\n  - id: a-1\n   name: x\n")
    assert desk.refusals(TABLE) == ["4:4 indentation"]


@pytest.mark.parametrize("entry", ["- name: x\n", "- {id: a, name: x}\n- {id: a, name: y}\n", "- text\n"])
def test_entries_without_an_id_of_their_own_have_to_be_mended_first(entry: str) -> None:
    with pytest.raises(KdeckError, match=r"deck.yaml:\d+: an entry has no id of its own"):
        Desk(f"deck: goods\nproducts:\n{entry}").think(TABLE)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"version": 2}', b'{"version": 1, "products": {"a": 1}, "cards": {}}']
)
def test_a_damaged_record_is_refused_with_a_way_out(data: bytes) -> None:
    with pytest.raises(KdeckError, match="does not say what the last import wrote"):
        read_record("record", data)


def test_the_record_is_a_hidden_file_beside_the_deck() -> None:
    assert record_path("shop/decks/goods.yaml").replace("\\", "/") == "shop/decks/.goods.import.json"


def test_settling_follows_the_three_way_table() -> None:
    path = ("name",)

    def settled(held: str, base: str, new: str, side: str = "") -> tuple[int, int, int, str]:
        values = [{path: (text,)} if text else {} for text in (new, held, base)]
        result = settle(2, "a", [path], values[0], values[1], values[2], side)  # type: ignore[arg-type]
        remembered = "".join(result.base.get(path, ()))
        return len(result.taken), len(result.kept), len(result.conflicts), remembered

    assert settled("a", "a", "a") == (0, 0, 0, "a")
    assert settled("a", "a", "b") == (1, 0, 0, "b")
    assert settled("a", "a", "") == (1, 0, 0, "")
    assert settled("h", "a", "a") == (0, 1, 0, "a")
    assert settled("h", "a", "b") == (0, 0, 1, "a")
    assert settled("h", "a", "b", "theirs") == (1, 0, 0, "b")
    assert settled("h", "a", "b", "ours") == (0, 1, 0, "b")
    assert settled("b", "a", "b") == (0, 0, 0, "b")
    assert settled("", "", "b") == (1, 0, 0, "b")
    assert settled("h", "", "b") == (0, 0, 1, "")
    assert settled("h", "", "") == (0, 0, 0, "")
    assert settled("", "a", "") == (0, 0, 0, "")
    assert settled("h", "a", "a", "theirs") == (0, 1, 0, "a")
