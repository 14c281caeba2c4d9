"""The author's guide tells the truth: its YAML passes the check, its table knows every code, its pictures are there."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from kdeck.core.cards.card import Card
from kdeck.decks.checking import check_path
from kdeck.decks.library import open_library
from tests.builders import own
from tests.guide import DECKS, GUIDES, SHOP, examples, pictures, told_codes
from tests.guide_codes import codes

LANGUAGES = tuple(GUIDES)
BLOCKS = [(lang, example.line) for lang in LANGUAGES for example in examples(lang)]
PICTURES = [(lang, picture.path.name) for lang in LANGUAGES for picture in pictures(lang)]
_TEST_ROW = re.compile(r'^\| `"?([^`"]+)"?` \| .+ \| (行|不行|yes|no) \|$', re.MULTILINE)
_CSV = re.compile(r"^```csv\n(.*?)^```", re.MULTILINE | re.DOTALL)


def library(folder: Path, lang: str, deck: str) -> Path:
    (folder / "shop.yaml").write_text(SHOP.format(lang), encoding="utf-8")
    file = folder / "deck.yaml"
    file.write_text(deck, encoding="utf-8")
    return file


def cards(folder: Path) -> list[Card]:
    return list(open_library(str(folder), None).cards())


@pytest.mark.parametrize(("lang", "line"), BLOCKS)
def test_every_example_of_the_guide_passes_the_check(tmp_path: Path, lang: str, line: int) -> None:
    example = next(example for example in examples(lang) if example.line == line)
    file = library(tmp_path, lang, "deck: other\n" if example.is_shop else example.text)
    if example.is_shop:
        (tmp_path / "shop.yaml").write_text(example.text, encoding="utf-8")
    findings = check_path(str(tmp_path if example.is_shop else file))
    beside = ("empty-deck", "unknown-deck", "short-exam") if example.is_shop else ("empty-deck",)
    assert [finding for finding in findings if finding.code not in beside] == []
    assert example.is_shop or cards(tmp_path) or open_library(str(tmp_path), None).chats()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_show_the_same_kinds_and_pictures(lang: str) -> None:
    assert len(examples(lang)) == len(examples("zh"))
    assert [picture.path.name[3:] for picture in pictures(lang)] == [
        picture.path.name[3:] for picture in pictures("zh")
    ]
    text = GUIDES[lang].read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.+)$", text, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_tells_every_code_of_the_checker_once_and_no_other(lang: str) -> None:
    told = told_codes(lang)
    assert len(told) == len(set(told))
    emitted = codes()
    assert {"tab", "missing-id", "unknown-term", "gap", "duplicate-deck", "hidden", "too-many-problems"} <= set(emitted)
    missing = {code: file for code, file in emitted.items() if code not in told}
    assert missing == {}
    assert set(told) - set(emitted) == set()


@pytest.mark.parametrize(("lang", "name"), PICTURES)
def test_a_picture_is_small_and_shows_its_example(lang: str, name: str) -> None:
    path = DECKS / "guide" / name
    svg = path.read_text(encoding="utf-8")
    assert len(svg.encode()) < 60_000
    assert "font-face" not in svg
    assert "url(http" not in svg
    picture = next(picture for picture in pictures(lang) if picture.path.name == name)
    if picture.example is not None and "-preview" not in name:
        words = re.findall(r"[\w]{2,}", re.sub(r"&#\d+;", " ", re.sub(r"<[^>]*>", " ", svg)))
        assert any(word in picture.example.text for word in words if not word.isascii() or len(word) > 4)


@pytest.mark.parametrize(("lang", "name"), PICTURES)
def test_the_texts_of_a_picture_are_as_wide_as_their_cells(lang: str, name: str) -> None:
    svg = (DECKS / "guide" / name).read_text(encoding="utf-8")
    texts = re.findall(r'textLength="([\d.]+)"[^>]*>([^<\n]+)<', svg)
    assert len(texts) > 10
    for width, text in texts:
        assert float(width) == pytest.approx(cell_len(html.unescape(text)) * 12.2, abs=0.1)


def test_there_is_no_picture_that_no_guide_shows() -> None:
    assert {path.name for path in (DECKS / "guide").iterdir()} == {name for _lang, name in PICTURES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_test_means_what_the_guide_says(tmp_path: Path, lang: str) -> None:
    rows = _TEST_ROW.findall(GUIDES[lang].read_text(encoding="utf-8"))
    assert len(rows) == 11
    for test, passes in rows:
        rest = "" if test == "-" else ", {id: b, then: y}"
        outcomes = f'[{{id: a, when: {{n: "{test}"}}, then: x}}{rest}]'
        library(
            tmp_path,
            lang,
            f"deck: d\nrules: [{{id: r, ask: '{{n}}?', given: {{n: {{number: 0..10}}}}, outcomes: {outcomes}}}]\n",
        )
        card = next(card for card in cards(tmp_path) if card.id == "d/r/a")
        asked = own(card).table.rows[own(card).row].tests[0]
        assert (asked is None or asked.holds(7)) == (passes in ("行", "yes")), test


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_size_chart_of_the_guide_can_be_read_from_its_csv_file(tmp_path: Path, lang: str) -> None:
    (chart,) = _CSV.findall(GUIDES[lang].read_text(encoding="utf-8"))
    (tmp_path / "breeze.csv").write_text(chart, encoding="utf-8")
    library(tmp_path, lang, f"deck: d\nlang: {lang}\nproducts: [{{id: p, name: N, size_chart: breeze.csv}}]\n")
    assert check_path(str(tmp_path)) == []
    inside = next(example.text for example in examples(lang) if "between: larger" in example.text)
    from_csv = [(card.kind, card.answer) for card in cards(tmp_path)]
    library(tmp_path, lang, inside)
    assert from_csv == [(card.kind, card.answer) for card in cards(tmp_path)]
