from __future__ import annotations

import datetime as dt
import io
import time
import zipfile

import pytest

from kdeck.decks.importing import table_file
from kdeck.decks.importing.columns import FACTS, Head, head_of
from kdeck.decks.importing.run import read_table
from kdeck.decks.importing.table_file import Line, TableError, number_shown, read_csv, sniffed
from kdeck.decks.schema_cards import ITEMS
from tests.decks.importing import csv_of, xlsx_of

ROWS = [["货号", "商品名", "颜色"], ["A-1", "云岭冲锋衣", "松针绿、岩石灰"], ["A-2", "青岚软壳衣", "炭黑"]]
LINES = [Line(number, tuple(row)) for number, row in enumerate(ROWS, start=1)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_encoding_and_delimiter_gives_the_same_rows(encoding: str, delimiter: str) -> None:
    assert read_csv("t.csv", csv_of(ROWS, delimiter, encoding)) == LINES


def test_a_gb18030_table_with_rare_characters_is_read_too() -> None:
    text = "商品名,颜色\n䶮外套 30℃,红\n"
    assert read_csv("t.csv", text.encode("gb18030"))[1].cells == ("䶮外套 30℃", "红")


def refusal(data: bytes, sheet: str | None = None) -> str:
    with pytest.raises(TableError) as caught:
        read_table("t.csv", data, sheet)
    return str(caught.value)


def test_bytes_of_no_known_encoding_are_refused_with_their_line() -> None:
    data = "name,color\ncafé,red\nthé vert à la menthe,blue\n".encode("latin-1")
    assert refusal(data).startswith("t.csv:2: the byte 0xE9 ")
    assert refusal(b"name,color\n\x00\x01,x\n") == "t.csv:2: this is no text"
    assert refusal("name,color\n".encode("utf-16-le")) == "t.csv:1: this is no text"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xd0\xcf\x11\xe0rest", "old format"),
        (b"<html><table>", "web page"),
        (b'name,color\nx,"red\ny,blue\n', "t.csv:2: a quotation mark"),
        (b'name,color\nx,red\ny,"blue" sky\n', "t.csv:3: a quotation mark"),
        (b"name," + b"x" * 200_000, "t.csv:1: a cell is too long"),
        (b"," * 300, "more than 200 columns"),
        (b"a\n" * 100_002, "more than 100000 rows"),
        (b"x" * 20_000_001, "too large"),
    ],
)
def test_what_cannot_be_read_as_a_table_gets_one_clear_line(data: bytes, told: str) -> None:
    assert told in refusal(data)


def test_line_breaks_in_quotes_stay_and_lines_are_counted_on() -> None:
    data = b'name,care\r\n"Shirt","wash\r\nwarm"\r\n,\r\nHat,dry\r\n'
    assert read_csv("t.csv", data) == [
        Line(1, ("name", "care")),
        Line(2, ("Shirt", "wash\nwarm")),
        Line(5, ("Hat", "dry")),
    ]


def test_excels_own_first_line_names_the_delimiter() -> None:
    assert read_csv("t.csv", b"sep=;\nname;care\na,b;c\n") == [Line(2, ("name", "care")), Line(3, ("a,b", "c"))]


def test_a_delimiter_inside_quotes_is_not_counted() -> None:
    assert sniffed('"a,b,c,d";e\n') == ";"
    assert sniffed("name\n") == ","


def test_control_characters_do_not_get_through() -> None:
    assert read_csv("t.csv", "name,x\n\x1b]52;c;\u202e, \u3000y\u00a0\n".encode())[1].cells == (
        "\ufffd]52;c;\ufffd",
        "y",
    )


def test_a_workbook_shows_what_people_see() -> None:
    cells_in = [
        "款号",
        30.0,
        0.1 + 0.2,
        True,
        dt.datetime(2026, 11, 11),
        dt.datetime(2026, 11, 11, 16, 5),
        dt.time(16, 0),
    ]
    data = xlsx_of([["标题"], cells_in, [None, None], ["x", dt.timedelta(hours=30, minutes=5), "多\n行"]])
    assert read_table("t.xlsx", data).lines == [
        Line(1, ("标题",)),
        Line(2, ("款号", "30", "0.3", "TRUE", "2026-11-11", "2026-11-11 16:05", "16:00")),
        Line(4, ("x", "30:05", "多\n行")),
    ]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (30, "General", "30"),
        (30.0, "General", "30"),
        (1234, "000000", "001234"),
        (30.5, "0.00", "30.50"),
        (0.8, "0%", "80%"),
        (0.125, "0.0%", "12.5%"),
        (1234567, "#,##0", "1,234,567"),
        (-3.0, "0.0", "-3.0"),
        (1e20, "General", "100000000000000000000"),
        (5, '0"克"', "5"),
    ],
)
def test_numbers_are_shown_in_their_format(value: float, form: str, shown: str) -> None:
    assert number_shown(value, form) == shown


def test_a_sheet_is_chosen_by_its_name() -> None:
    data = xlsx_of([["a"]], [["b"]])
    assert read_table("t.xlsx", data).lines == [Line(1, ("a",))]
    assert read_table("t.xlsx", data, "表2").lines == [Line(1, ("b",))]
    assert "no sheet “x”" in refusal(data, "x")
    assert "no workbook" in refusal(b"name,x\n", "x")


def test_a_formula_without_a_result_is_an_error_and_not_an_empty_cell() -> None:
    assert refusal(xlsx_of([["name", "x"], ["a", "=1+1"]])) == "t.csv:2: a formula here has no result stored"


def test_the_stored_result_of_a_formula_counts_and_an_error_value_is_refused() -> None:
    def with_result(result: str, kind: str) -> bytes:
        before = zipfile.ZipFile(io.BytesIO(xlsx_of([["name", "x"], ["a", "=1+1"]])))
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as after:
            for part in before.infolist():
                data = before.read(part).replace(b"<v></v>", b"<v />")
                after.writestr(part, data.replace(b"<v />", result.encode()).replace(b'r="B2"', kind.encode()))
        return stream.getvalue()

    assert read_table("t.xlsx", with_result("<v>2</v>", 'r="B2"')).lines[1].cells == ("a", "2")
    assert "holds the error #N/A" in refusal(with_result("<v>#N/A</v>", 'r="B2" t="e"'))


def test_a_damaged_workbook_and_one_that_unpacks_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kdeck.decks.importing.table_file.MAX_UNPACKED", 1_000_000)
    whole = xlsx_of([["a"]])
    for damaged in (whole[:-40], whole[:1800] + b"?????" + whole[1805:], whole.replace(b"workbook", b"workb00k")):
        assert "cannot be read as a workbook" in refusal(damaged)
    assert "cannot be read as a workbook" in refusal(_zip("nothing.txt", b"x"))
    assert "unpacks to more than" in refusal(_zip("xl/worksheets/sheet1.xml", b" " * 1_000_001))


def _zip(name: str, data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def test_without_openpyxl_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    data = xlsx_of([["a"]])
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(TableError) as caught:
        read_table("t.xlsx", data)
    assert "kdeck[xlsx]" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("text", "separators", "values"),
    [
        ("红/黑/白", table_file.SHORT, ("红", "黑", "白")),
        ("红、黑", ITEMS, ("红", "黑")),
        ("red; blue", ITEMS, ("red", "blue")),
        ("red,  dark blue", table_file.SHORT, ("red", "dark blue")),
        ("涤纶 80% / 棉 20%", ITEMS, ("涤纶 80% / 棉 20%",)),
        ("一\n二\n\n一", ITEMS, ("一", "二")),
        ("聚酯（再生、环保）、棉", ITEMS, ("聚酯（再生、环保）", "棉")),
        ("a (b; c", ITEMS, ("a (b", "c")),
        ("；、", ITEMS, ()),
        ("a\n、b", table_file.SENTENCES, ("a", "、b")),
    ],
)
def test_cells_with_several_values_are_taken_apart(text: str, separators: str, values: tuple[str, ...]) -> None:
    assert table_file.split(text, separators) == values


@pytest.mark.parametrize(
    ("sku", "identity"),
    [("YS-J101", "ys-j101"), (" ＡＢ_12.3 ", "ab-12-3"), ("---", None), ("冲锋衣-1", None), ("x" * 61, None)],
)
def test_a_sku_gives_an_id_and_always_the_same(sku: str, identity: str | None) -> None:
    made = table_file.identity_from(sku, "p")
    assert made == identity if identity else made.startswith("p-") and len(made) == 12
    assert table_file.identity_from(sku, "p") == made


def test_dollar_signs_are_doubled_only_where_they_would_read_as_terms() -> None:
    assert table_file.literal("$5") == "$5"
    assert table_file.literal("$cutoff and $5") == "$$cutoff and $$5"
    assert table_file.literal("$$") == "$$$$"
    assert table_file.literal("${x}") == "$${x}"


def head(*headings: str, kind: object = None, labels: dict[str, str] | None = None, skip: tuple[str, ...] = ()) -> Head:
    return head_of("t.csv", [Line(1, headings)], kind, labels or {}, skip)  # type: ignore[arg-type]


def paths(found: Head) -> list[str]:
    return ["/".join(column.path) for column in found.columns]


def test_headings_are_known_in_chinese_and_english() -> None:
    assert paths(head("*商品名称", "货号（必填）", "类目", "标签", "颜色", "面料", "适用场景")) == [
        *("name", "sku", "category", "tags", "facts/color", "facts/material", "facts/适用场景")
    ]
    assert paths(head("Product Name", "SKU", "Colour", "Wash Care", "Machine wash")) == [
        *("name", "sku", "facts/color", "facts/care", "facts/machine-wash")
    ]
    cards = head("编号", "题型", "问题", "答案", "错误选项", "解析", "出处", "天气")
    assert cards.kind == "cards"
    assert paths(cards) == ["id", "kind", "front", "back", "wrong", "why", "source"]
    assert cards.ignored == ("天气",)


def test_the_shops_own_labels_come_first() -> None:
    assert paths(head("商品名", "颜色", "重量", labels={"颜色": "hue", "重量": "grams"})) == [
        *("name", "facts/hue", "facts/grams")
    ]


def test_a_second_column_for_a_known_fact_keeps_its_own_name() -> None:
    assert paths(head("name", "材质", "面料", "内/外")) == ["name", "facts/material", "facts/面料", "facts/内-外"]


def test_a_title_above_the_headings_is_passed_over() -> None:
    lines = [Line(1, ("2026 秋季商品表", "")), Line(3, ("商品名", "颜色")), Line(4, ("衣", "红"))]
    found = head_of("t.csv", lines, None, {})
    assert (found.row, paths(found)) == (1, ["name", "facts/color"])


def test_only_colours_and_sizes_are_split_at_slashes() -> None:
    found = {column.path: column.separators for column in head("商品名", "颜色", "尺码", "材质", "标签").columns}
    assert "/" in found[FACTS, "color"]
    assert "/" in found[FACTS, "size"]
    assert "/" not in found[FACTS, "material"]
    assert found[("name",)] == ""


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        (("甲", "乙"), "no row of headings"),
        (("name", "颜色", "颜色"), "“颜色” and “颜色” mean the same"),
        (("name", "商品名"), "mean the same"),
        (("sku", "颜色"), "a column “name” is missing"),
        (("name", "x" * 81), "cannot be the name of a fact"),
        (("name", "/"), ""),
    ],
)
def test_headings_that_say_too_little_or_the_same_twice_are_refused(headings: tuple[str, ...], told: str) -> None:
    if not told:
        assert paths(head(*headings)) == ["name", "facts/-"]
        return
    with pytest.raises(TableError, match=told):
        head(*headings)


def test_a_column_can_be_left_out_and_one_that_is_not_there_is_noticed() -> None:
    found = head("name", "图片链接", "颜色", skip=("图片链接",))
    assert (paths(found), found.ignored) == (["name", "facts/color"], ("图片链接",))
    with pytest.raises(Exception, match="no column “价”"):
        head("name", "颜色", skip=("价",))


def packed(**parts: bytes) -> bytes:
    """A workbook with these rows in its sheet, texts to share, or relationships of nobody."""
    rows, texts, relations = (parts.get(name, b"") for name in ("rows", "texts", "relations"))
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of(ROWS))) as book,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for name in book.namelist():
            data = book.read(name).replace(b"</sheetData>", rows + b"</sheetData>")
            changed.writestr(name, data.replace(b"</Relationships>", relations + b"</Relationships>"))
        changed.writestr("xl/sharedStrings.xml", b"<sst>" + texts + b"</sst>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"rows": b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'}, "too many empty cells"),
        ({"rows": b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (n, n) for n in range(4, 3_000))}, "too many empty"),
        ({"rows": b'<row r="4"><c r="ZZZ4"><v>1</v></c></row>'}, "more than 200 columns"),
        ({"rows": b"<row/>" * 4_000_000}, "more than 3000000 XML elements"),
        ({"rows": b"<row>" + b"<c/>" * 400_000 + b"</row>"}, "more than 300000 XML elements"),
        ({"texts": b"<si><t/></si>" * 8_000_000}, "more than 1500000 XML elements"),
        ({"relations": b"<Relationship/>" * 600_000}, "more than 500000 XML elements"),
    ],
    ids=["row", "columns", "column", "rows", "cells", "texts", "relations"],
)
def test_a_workbook_that_claims_or_repeats_without_end_is_refused_soon(parts: dict[str, bytes], said: str) -> None:
    data = packed(**parts)
    begun = time.perf_counter()
    assert said in refusal(data)
    assert time.perf_counter() - begun < 20
