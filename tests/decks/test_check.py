import datetime as dt
from pathlib import Path

import pytest

from kdeck.core.moment import day_of
from kdeck.decks.check import check_library
from kdeck.decks.compiled import dated_findings
from kdeck.decks.nearness import nearest
from kdeck.decks.parse import parse
from tests.decks.making import compiled, parsed, places

CORPUS = Path(__file__).parent / "corpus"
SHOP = """\
shop: s
path: [{day: 1, decks: [shoes, shoos]}]
dans: [{dan: 1, needs: [{recall: {decks: shirts}}, {exam: {}}]}]
"""


def test_two_decks_of_one_id_are_an_error_at_the_second() -> None:
    first, second = parsed("deck: a\ncards: []", "a.yaml"), parsed("# b\ndeck: a\ncards: []", "b.yaml")
    (finding,) = check_library([first, second])
    assert (finding.file, finding.line, finding.column, finding.code) == ("b.yaml", 2, 7, "duplicate-deck")
    assert "a.yaml" in str(finding.message)


def test_the_path_and_the_dans_name_decks_that_are_there() -> None:
    findings = check_library([parsed(SHOP, "shop.yaml"), parsed("deck: shoes", "shoes.yaml")])
    assert places(findings) == ["2:32 unknown-deck", "3:42 unknown-deck"]
    assert "shoes" in str(findings[0].hint)


def test_a_deck_that_cannot_be_read_is_not_called_unknown() -> None:
    sources = [parsed("shop: s\npath: [{day: 1, decks: [shirts]}]", "shop.yaml"), parsed("deck: [", "shirts.yaml")]
    assert check_library(sources) == ()


def test_an_entry_past_its_date_is_a_warning_on_the_day_after() -> None:
    made = compiled("deck: d\ncards: [{id: a, front: q, back: b, until: 2026-11-11, reverse: yes}]").cards
    last = day_of(dt.date(2026, 11, 11))
    assert dated_findings(made, last) == ()
    (finding,) = dated_findings(made, last + 1)
    assert (finding.level, finding.code, finding.line) == ("warning", "until-passed", 2)


CHART = """\
deck: d
products:
  - id: a
    name: A
    size_chart:
      measure: {height: cm}
      sizes:
        S: {height: 155..162}
        M: {height: 163..170}
        L: {height: 171..176}
      garment: {S: {chest: 96}}
    skip: [size/S, measure/S/chest]
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("163..", "165..", ["9:21 size-gap"]),
        ("163..", "160..", ["9:21 size-overlap"]),
        ("163..170", "150..154", ["9:21 size-order", "10:21 size-gap"]),
        ("155..162", "150..175", ["9:21 size-overlap"]),
        ("155..162", "155..162.5", ["9:21 size-gap", "10:21 size-gap"]),
        ("{height: 163..170}", "{hieght: 163..170}", ["9:12 unknown-measure", "9:12 missing-measure"]),
        ("garment: {S:", "garment: {XS:", ["11:21 unknown-size"]),
        ("155..162", "162..155", ["8:21 not-a-range"]),
        ("155..162", "155-162", ["8:21 not-a-range"]),
        ("chest: 96", "chest: wide", ["11:28 not-a-number"]),
        ("size_chart:", "size_chart:\n      between: bigger", ["6:16 unknown-word"]),
    ],
)
def test_a_size_chart_is_looked_over(old: str, new: str, expected: list[str]) -> None:
    result = compiled(CHART.replace(old, new) if old else CHART)
    found = [place for place in places(result.findings) if "unknown-facet" not in place]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("162..170", "By “height”, S and M both fit 162."),
        ("161..170", "By “height”, S and M overlap from 161 to 162."),
        ("164..170", "By “height”, 163 is neither S nor M."),
        ("165..170", "By “height”, nothing fits between S and M: 163 to 164."),
    ],
)
def test_gaps_and_overlaps_are_told_by_their_values(new: str, message: str) -> None:
    found = [finding for finding in compiled(CHART.replace("163..170", new)).findings if "size-" in finding.code]
    assert [str(finding.message) for finding in found] == [message]


def test_what_a_third_size_fits_is_no_gap_between_two_others() -> None:
    chart = CHART.replace("155..162", "150..166").replace("163..170", "155..160")
    (overlap, gap) = compiled(chart).findings
    assert (overlap.code, str(gap.message)) == (
        "size-overlap",
        "By “height”, nothing fits between M and L: 167 to 170.",
    )


@pytest.mark.parametrize("path", sorted((CORPUS / "good").glob("*.yaml")), ids=lambda path: path.name)
def test_a_good_deck_is_left_in_peace(path: Path) -> None:
    source = parse(path.name, path.read_bytes())
    assert source.findings == ()
    assert source.model is not None


@pytest.mark.parametrize("path", sorted((CORPUS / "hostile").glob("*.yaml")), ids=lambda path: path.name)
def test_a_hostile_deck_gets_the_findings_written_in_its_name(path: Path) -> None:
    codes = {finding.code for finding in parse(path.name, path.read_bytes()).findings}
    assert path.stem.partition(".")[0] in codes


@pytest.mark.parametrize(
    ("word", "found"), [("titel", "title"), ("Kind", "kind"), ("zzz", None), ("x" * 10_000, None), ("", None)]
)
def test_the_nearest_known_word_is_found(word: str, found: str | None) -> None:
    assert nearest(word, ["title", "kind", "front"]) == found
