"""A size chart may stand in a CSV file beside the deck: judged like one in a deck, and noticed when it changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kdeck.core.errors import Finding
from kdeck.decks.build import Build
from kdeck.decks.charts import chart_name, read_chart
from kdeck.decks.checking import check_path
from kdeck.decks.discover import discover
from kdeck.decks.library import Library, open_library
from kdeck.decks.sizes import MOST_SIZES
from tests.builders import own
from tests.decks.folders import LONG_AGO, write

CSV = """\
size,height (cm),weight (kg),garment: chest (cm),garment: weight (kg)
S,155-162,45..53,96,0.5
M,163~170,54–62,100,
"""
DECK = """\
deck: d
lang: zh-Hans
products:
  - id: a
    name: 风衣
    size_chart: CHART
"""
SHOP = "shop: s\n"


def library(root: Path, csv: str | bytes = CSV, chart: str = "sizes.csv", **files: str) -> Path:
    write(root, {"shop.yaml": SHOP, "products/d.yaml": DECK.replace("CHART", chart), **files})
    table(root / "products" / "sizes.csv", csv)
    return root


def table(path: Path, csv: str | bytes, when: float = LONG_AGO) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(csv if isinstance(csv, bytes) else csv.encode())
    os.utime(path, (when, when))


def told(root: Path) -> list[str]:
    return [f"{f.file}:{f.line}:{f.column} {f.code}" for f in check_path(str(root))]


def card_ids(found: Library) -> list[str]:
    return [card.partition("/")[2] for card in found.ids]


def test_a_chart_in_a_csv_file_makes_the_cards_that_one_in_the_deck_would(tmp_path: Path) -> None:
    found = open_library(str(library(tmp_path)), None)
    assert found.findings == ()
    assert card_ids(found) == ["a/size/S", "a/size/M", "a/measure/S/chest", "a/measure/S/weight", "a/measure/M/chest"]
    card = found.card("d/a/size/M")
    assert own(card).fact == "身高 163-170 cm\n体重 54-62 kg\n两个码之间选大的"
    assert (card.file, card.line) == ("products/d.yaml", 6)
    assert [test and test.text for test in own(card).table.rows[own(card).row].tests] == ["[155..170]", "[45..62]"]
    assert own(found.card("d/a/measure/S/weight")).unit == "kg"


def test_a_chart_file_may_say_which_size_counts_between_two(tmp_path: Path) -> None:
    found = open_library(str(library(tmp_path, chart="{file: sizes.csv, between: smaller}")), None)
    assert own(found.card("d/a/size/S")).fact.endswith("两个码之间选小的")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_spreadsheet_s_encodings_and_separators_are_told_apart(tmp_path: Path, encoding: str, separator: str) -> None:
    lines = (
        ["尺码", "身高（厘米）", "成衣：胸围 cm"],
        ["小码", "155至162", "96"],
        ["大码", '"163 - 170"', "100"],
        ["", "", ""],
    )
    csv = "\r\n".join(separator.join(line) for line in lines) + "\r\n\r\n"
    found = open_library(str(library(tmp_path, csv.encode(encoding))), None)
    assert found.findings == ()
    assert found.card("d/a/size/小码").front == "风衣：身高 {身高} 厘米，选哪个码？"
    assert found.card("d/a/measure/大码/胸围").answer == ("100",)


@pytest.mark.parametrize(
    ("csv", "expected"),
    [
        ("", ["1:1 no-size-column"]),
        ("height,weight\n1,2\n", ["1:1 no-size-column"]),
        ("size,garment: chest\nS,96\n", ["1:1 no-measure"]),
        ("size,height (cm)\n", ["1:1 no-size"]),
        ("size,height (cm)\nS,162-155\nM,163-170\n", ["2:3 not-a-range"]),
        ("size,height (cm)\nS,tall\nM,163-170\n", ["2:3 not-a-range"]),
        ("size,height (cm),garment: chest\nS,155-162,96\nM,163-170,wide\n", ["3:11 not-a-number"]),
        ("size,height (cm),weight\nS,155-162,1-2\nM,163-170\n", ["3:1 missing-measure"]),
        ("size,height (cm)\nS,155-162\nM,165-170\n", ["3:3 size-gap"]),
        ("size,height (cm)\nS,155-162\nS,163-170\n", ["3:1 size-twice"]),
        ("size,height (cm),height (m)\nS,155-162,1-2\n", ["1:18 column-twice"]),
        ("size,height (cm)\nS,155-162,1\nM,163-170\n", ["2:11 no-heading"]),
        ("size,height (cm)\n,155-162\nM,163-170\n", ["2:1 no-size"]),
        ('size,height (cm)\n"S,\nlong",155-162\nM,16x-170\n', ["2:1 bad-name", "4:3 not-a-range"]),
        ("size,a/b (cm)\nS,155-162\nM,163-170\n", ["1:6 bad-name"]),
        ("size,height ($unit)\nS,155-162\nM,163-170\n", ["1:6 unknown-term"]),
        ("size,h\n" + "".join(f"s{n},{n}-{n}\n" for n in range(MOST_SIZES + 1)), ["1:1 too-many-sizes"]),
        ("size,height (cm)\nS,155-162\nM,163-170\n".encode("utf-16"), ["1:1 not-a-table"]),
        (b"size,height\n" + b"x" * 1_100_000, ["1:1 not-a-table"]),
    ],
)
def test_what_is_wrong_in_a_chart_is_found_in_its_file(tmp_path: Path, csv: str | bytes, expected: list[str]) -> None:
    assert told(library(tmp_path, csv)) == [f"products/sizes.csv:{place}" for place in expected]


def test_products_that_share_a_chart_are_told_once(tmp_path: Path) -> None:
    two = DECK.replace("CHART", "sizes.csv") + "  - {id: b, name: 大衣, size_chart: sizes.csv}\n"
    root = library(tmp_path, "size,height (cm)\nS,155-162\nM,165-170\n")
    write(root, {"products/d.yaml": two, "products/e.yaml": two.replace("deck: d", "deck: e").replace("衣", "裤")})
    assert told(root) == ["products/sizes.csv:3:3 size-gap"]
    assert len(open_library(str(root), None).ids) == 8


@pytest.mark.parametrize(
    ("chart", "code"),
    [
        ("other.csv", "no-chart"),
        ("../../secret.csv", "outside-library"),
        ("/etc/passwd", "outside-library"),
        ("'C:\\sizes.csv'", "outside-library"),
        ("d.yaml", "no-chart"),
        ("hidden/.sizes.csv", "no-chart"),
    ],
)
def test_a_chart_is_a_csv_file_of_the_library(tmp_path: Path, chart: str, code: str) -> None:
    root = library(tmp_path / "lib", chart=chart)
    table(tmp_path / "secret.csv", CSV)
    table(root / "products/hidden/.sizes.csv", CSV)
    (finding,) = check_path(str(root))
    assert (finding.file, finding.line, finding.level, finding.code) == ("products/d.yaml", 6, "error", code)
    if chart == "other.csv":
        assert "products/sizes.csv" in str(finding.hint)


def test_a_link_is_not_followed_out_of_the_library(tmp_path: Path) -> None:
    root = library(tmp_path / "lib", chart="link.csv")
    table(tmp_path / "secret.csv", CSV)
    (root / "products/link.csv").symlink_to(tmp_path / "secret.csv")
    assert told(root) == ["products/d.yaml:6:17 no-chart", "products/link.csv:1:1 link-outside"]
    (root / "products/link.csv").unlink()
    (root / "products/link.csv").symlink_to("sizes.csv")
    assert told(root) == []


def test_paths_are_those_of_the_library() -> None:
    assert chart_name("products/d.yaml", "sizes.csv") == "products/sizes.csv"
    assert chart_name("products/d.yaml", "../charts/./a.csv") == "charts/a.csv"
    assert chart_name("products/d.yaml", "charts\\a.csv") == "products/charts/a.csv"
    assert chart_name("d.yaml", "../a.csv") is None


def test_a_single_deck_finds_the_chart_beside_it_and_those_of_its_shop(tmp_path: Path) -> None:
    root = library(tmp_path)
    assert told(root / "products/d.yaml") == []
    (root / "shop.yaml").unlink()
    assert told(root / "products/d.yaml") == []
    write(root, {"shop.yaml": SHOP, "products/d.yaml": DECK.replace("CHART", "../charts/a.csv")})
    table(root / "charts/a.csv", CSV)
    assert told(root / "products/d.yaml") == []


def compiled_again(root: Path, cache: Path) -> list[str]:
    """Which decks an opening would compile."""
    (index,) = (file for file in cache.iterdir() if file.suffix == ".kdeck-index")
    from kdeck.decks.index import Cache

    keeper = Cache(str(cache), str(root))
    assert keeper.path == str(index)
    return sorted(Build(discover(str(root)), keeper.read()).results)


def test_a_changed_chart_compiles_the_decks_that_name_it_and_no_others(tmp_path: Path) -> None:
    root, cache = library(tmp_path / "lib"), tmp_path / "cache"
    write(root, {"other.yaml": "deck: o\ncards: [{id: a, front: q, back: b}]\n"})
    table(root / "unused.csv", "a,b\n")
    first = open_library(str(root), str(cache))
    assert compiled_again(root, cache) == []
    assert own(first.card("d/a/size/S")).fact.startswith("身高 155-162")
    table(root / "unused.csv", "a,c\n", LONG_AGO + 50)
    assert compiled_again(root, cache) == []
    table(root / "products/sizes.csv", CSV.replace("155-162", "154-162"), LONG_AGO + 100)
    assert compiled_again(root, cache) == ["products/d.yaml"]
    second = open_library(str(root), str(cache))
    assert own(second.card("d/a/size/S")).fact.startswith("身高 154-162")
    assert second.digest != first.digest


def test_a_chart_that_goes_and_comes_back_is_noticed(tmp_path: Path) -> None:
    root, cache = library(tmp_path / "lib"), str(tmp_path / "cache")
    assert len(open_library(str(root), cache).ids) == 5
    path = root / "products/sizes.csv"
    path.rename(root / "products/old.txt")
    gone = open_library(str(root), cache)
    assert [finding.code for finding in gone.findings] == ["no-chart"]
    assert len(gone.ids) == 0
    (root / "products/old.txt").rename(path)
    assert len(open_library(str(root), cache).ids) == 5


@pytest.mark.permissions
def test_a_chart_that_cannot_be_read_is_missed_by_its_deck_alone(tmp_path: Path) -> None:
    root = library(tmp_path)
    (root / "products/sizes.csv").chmod(0)
    assert told(root) == ["products/d.yaml:6:17 no-chart"]


def test_a_new_chart_beside_an_unchanged_deck_changes_the_answer_at_once(tmp_path: Path) -> None:
    root, cache = library(tmp_path / "lib"), str(tmp_path / "cache")
    keys = open_library(str(root), cache)
    before = {name: keys.card(name).answer_key for name in keys.ids}
    table(root / "products/sizes.csv", CSV.replace("100,", "101,"), LONG_AGO + 100)
    after = open_library(str(root), cache)
    changed = [name for name in after.ids if after.card(name).answer_key != before[name]]
    assert changed == ["d/a/measure/M/chest"]


def test_any_bytes_are_read_without_an_exception() -> None:
    for data in (
        b"\xff\xfe\x00",
        b'size,"',
        b'size,h\n"""',
        b"\n\n\n",
        b"size,h\r\rS,1-2",
        b"\xef\xbb\xbfsize,h\nS,1-2\n",
    ):
        findings: tuple[Finding, ...] = read_chart("a.csv", data, "larger").findings
        assert all(finding.file == "a.csv" for finding in findings)
