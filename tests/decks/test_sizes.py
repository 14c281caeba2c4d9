"""Size charts: every body that is asked about has the size that the chart gives it, and no other body is."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdeck.core.cards.card import Card, draw
from kdeck.core.rules.table import Interval, Table
from kdeck.core.rules.table import Test as Unary
from kdeck.decks.library import open_library
from kdeck.decks.schema import json_schema
from kdeck.decks.sizes import Sizes, overlapping, size_table
from tests.builders import own
from tests.decks.making import cards, compiled, places

DEMO = Path(__file__).parents[2] / "decks"
CHART = """\
deck: d
lang: LANG
products:
  - id: a
    name: 风衣
    category: 外套
    size_chart:
      measure: {height: cm, weight: kg}
      sizes:
        S: {height: 155..162, weight: 45..53}
        M: {height: 163..170, weight: 54..62}
        L: {height: 171..176, weight: 63..70}
      garment: {S: {chest: 96, weight: 1.2}, M: {chest: 100}}
      between: larger
"""


def chart(*changes: tuple[str, str], shop: str = "", lang: str = "zh-Hans") -> dict[str, Card]:
    text = CHART.replace("LANG", lang)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return cards(text, shop)


def size_of(card: Card, *values: str) -> str | None:
    """The size that the card's table gives a body, ``None`` for one that is not asked about."""
    table = own(card).table
    case = [
        next(place for place in range(asked.size) if asked.text(place) == value)
        for asked, value in zip(table.inputs, values, strict=True)
    ]
    row = table.hits(case)
    return None if row is None else table.rows[row].then


def test_each_size_is_a_card_that_asks_for_a_body() -> None:
    made = chart()
    card = made["a/size/M"]
    assert [name for name in made if name.startswith("a/size")] == ["a/size/S", "a/size/M", "a/size/L"]
    assert card.front == "风衣：身高 {height} cm、体重 {weight} kg，选哪个码？"
    assert (card.kind, card.answer, own(card).wrong) == ("size", ("M",), ("S", "L"))
    assert own(card).table.rows[own(card).row].then == "M"
    assert (card.file, card.line) == ("deck.yaml", 11)
    assert card.why == "M 码：身高 163-170 cm、体重 54-62 kg。落在 S 和 M 两个码之间，选大的 M。"
    assert own(card).fact == "身高 163-170 cm\n体重 54-62 kg\n两个码之间选大的"


def test_between_two_sizes_the_larger_or_the_smaller_counts() -> None:
    larger, smaller = chart()["a/size/M"], chart(("between: larger", "between: smaller"))["a/size/M"]
    for card, mixed in ((larger, "M"), (smaller, "S")):
        assert size_of(card, "163", "53") == mixed
        assert size_of(card, "162", "54") == mixed
        assert size_of(card, "162", "53") == "S"
        assert size_of(card, "163", "54") == "M"


def test_a_body_two_sizes_apart_is_never_asked_about() -> None:
    card = chart()["a/size/M"]
    assert size_of(card, "155", "70") is None
    assert size_of(card, "176", "45") is None


def test_a_value_in_a_gap_is_never_asked_about() -> None:
    result = compiled(CHART.replace("163..170", "165..170"))
    assert places(result.findings) == ["11:21 size-gap"]
    card = next(card for card in result.cards if card.id == "d/a/size/M")
    assert size_of(card, "163", "54") is None
    assert size_of(card, "165", "54") == "M"


def test_where_ranges_overlap_the_size_between_counts() -> None:
    for between, by_height, with_weight in (("larger", "M", "M"), ("smaller", "S", "S")):
        result = compiled(CHART.replace("163..170", "160..170").replace("between: larger", f"between: {between}"))
        assert places(result.findings) == ["11:21 size-overlap"]
        card = next(card for card in result.cards if card.id == "d/a/size/M")
        assert size_of(card, "161", "50") == by_height
        assert size_of(card, "161", "54") == with_weight
        assert size_of(card, "163", "54") == "M"


def test_a_size_that_no_body_gets_is_a_warning_and_no_card() -> None:
    text = CHART.replace("height: 155..162, weight: 45..53", "height: 164..166, weight: 55..57")
    result = compiled(text)
    assert "size-never" in [finding.code for finding in result.findings]
    assert [card.id for card in result.cards if "/size/" in card.id] == ["d/a/size/M", "d/a/size/L"]


def test_one_measure_alone_needs_no_word_about_sizes_between() -> None:
    made = chart(
        ("measure: {height: cm, weight: kg}", "measure: {height: cm}"),
        *((f", weight: {low}..{high}}}", "}") for low, high in ((45, 53), (54, 62), (63, 70))),
    )
    card = made["a/size/M"]
    assert (card.why, own(card).fact) == ("M 码：身高 163-170 cm。", "身高 163-170 cm")
    assert own(card).table.rows[own(card).row].tests[0] == Unary("[163..170]", ((8, 15),), (Interval("163", "170"),))


def test_the_fact_changes_with_a_size_s_own_numbers_only() -> None:
    before, after = chart(), chart(("155..162", "154..162"))
    assert before["a/size/S"].answer_key != after["a/size/S"].answer_key
    assert before["a/size/M"].answer_key == after["a/size/M"].answer_key
    other = chart(("name: 风衣", "name: 长风衣"))
    assert before["a/size/S"].answer_key == other["a/size/S"].answer_key
    smaller = chart(("between: larger", "between: smaller"))
    assert before["a/size/S"].answer_key != smaller["a/size/S"].answer_key


def test_a_measure_of_the_garment_is_typed_as_a_number_with_its_unit() -> None:
    made = chart()
    chest, weight = made["a/measure/S/chest"], made["a/measure/S/weight"]
    assert (chest.kind, chest.front, chest.answer) == ("typed", "风衣 S 码的胸围是多少？", ("96",))
    assert (own(chest).match, own(chest).unit, own(weight).unit, chest.line) == ("number", "cm", "kg", 13)


def test_facets_of_a_chart_are_skipped_one_by_one_or_by_family() -> None:
    def left(skip: str) -> list[str]:
        return list(chart(("    category: 外套\n", f"    category: 外套\n    skip: [{skip}]\n")))

    everything = ["a/size/S", "a/size/M", "a/size/L", "a/measure/S/chest", "a/measure/S/weight", "a/measure/M/chest"]
    assert left("") == everything
    assert left("size") == everything[3:]
    assert left("size/S") == everything[1:]
    assert left("measure") == everything[:3]
    assert left("measure/S/chest") == [*everything[:3], *everything[4:]]


def test_the_shop_names_the_measures_and_may_word_the_question() -> None:
    shop = "shop: s\nfacts:\n  height: {label: Height of body}\n  size: {ask: 'Which {name} for {value}?'}\n"
    card = chart(shop=shop, lang="en")["a/size/S"]
    assert card.front == "Which 风衣 for Height of body {height} cm, weight {weight} kg?"
    plain = chart(lang="en", shop="shop: s\nfacts: {size: {ask: 'Sizes of {name}?'}}")["a/size/S"]
    assert plain.front == "风衣: height {height} cm, weight {weight} kg. Which size?"
    assert plain.why == "S: height 155-162 cm, weight 45-53 kg."


def test_terms_stand_in_charts_too() -> None:
    shop = "shop: s\nterms: {tall: 176, unit: cm, bust: 96}\n"
    changes = [("171..176", "171..$tall"), ("height: cm", "height: $unit"), ("chest: 96", "chest: $bust")]
    made = chart(*changes, shop=shop)
    assert own(made["a/size/L"]).fact.startswith("身高 171-176 cm")
    assert made["a/measure/S/chest"].answer == ("96",)
    slip = compiled(CHART.replace("chest: 96", "chest: $bust"), "shop: s\nterms: {bust: wide}\n")
    assert places(slip.findings) == ["13:28 not-a-number"]


def test_an_error_in_the_chart_takes_no_fact_away() -> None:
    text = CHART.replace("45..53", "53..45").replace("    size_chart", "    facts: {color: red}\n    size_chart")
    result = compiled(text)
    assert [finding.code for finding in result.findings] == ["not-a-range"]
    text = text.replace("53..45", "45..53").replace("M: {height: 163..170", "M: {hieght: 163..170")
    result = compiled(text.replace("category: 外套", "skip: [size/S]"))
    assert [card.id for card in result.cards] == ["d/a/fact/color"]
    assert "unknown-facet" not in [finding.code for finding in result.findings]


def test_a_chart_of_one_size_asks_for_no_size() -> None:
    lines = CHART.splitlines(keepends=True)
    made = cards("".join(line for line in lines if "M: {" not in line and "L: {" not in line))
    assert list(made) == []
    garment = "      garment: {S: {chest: 96}}\n"
    kept = [line for line in lines if not line.strip().startswith(("M: {", "L: {", "garment"))]
    assert list(cards("".join([*kept, garment]))) == ["a/measure/S/chest"]


def test_too_many_sizes_are_refused_before_they_cost_anything() -> None:
    rows = "".join(f"        s{n}: {{height: {n}..{n}}}\n" for n in range(1000))
    text = "deck: d\nproducts:\n  - id: a\n    name: a\n    size_chart:\n      measure: {height: cm}\n      sizes:\n"
    assert [finding.code for finding in compiled(text + rows).findings] == ["too-many-sizes"]


@pytest.mark.parametrize(
    ("chart_text", "code"),
    [
        ("{sizes: {S: {height: 1..2}}}", "missing-key"),
        ("{measure: {height: cm}}", "missing-key"),
        ("{measure: {}, sizes: {S: {height: 1..2}}}", "too-few"),
        ("{file: a.csv, measure: {height: cm}}", "two-charts"),
        ("[a]", "not-a-group"),
        ("''", "not-a-group"),
    ],
)
def test_half_a_chart_is_an_error(chart_text: str, code: str) -> None:
    result = compiled(f"deck: d\nproducts:\n  - {{id: a, name: A, size_chart: {chart_text}}}\n")
    assert [(finding.line, finding.code) for finding in result.findings] == [(3, code)]


# An oracle that knows nothing of spans: each measure's sizes are looked up value by value.


def judged(sizes: Sizes, body: tuple[Decimal, ...]) -> str | None:
    names = list(sizes.ranges)
    by_measure = []
    for measure, value in zip(sizes.measures, body, strict=True):
        fitting = [
            place
            for place, name in enumerate(names)
            if sizes.ranges[name][measure][0] <= value <= sizes.ranges[name][measure][1]
        ]
        if not fitting:
            return None
        by_measure.append(max(fitting) if sizes.larger else min(fitting))
    if max(by_measure) - min(by_measure) > 1:
        return None
    return names[max(by_measure) if sizes.larger else min(by_measure)]


@st.composite
def charts(drawn: Any) -> Sizes:
    measures = {f"m{number}": "cm" for number in range(drawn(st.integers(1, 3)))}
    bound = st.integers(0, 7)
    ranges = {
        f"s{number}": {measure: tuple(sorted((Decimal(drawn(bound)), Decimal(drawn(bound))))) for measure in measures}
        for number in range(drawn(st.integers(2, 4)))
    }
    return Sizes(measures, ranges, {}, drawn(st.booleans()))  # type: ignore[arg-type]


@settings(max_examples=100)
@given(charts())
def test_any_chart_gives_every_body_the_size_that_its_ranges_say(sizes: Sizes) -> None:
    table: Table = size_table(sizes, dict.fromkeys(sizes.measures, ""), dict.fromkeys(sizes.ranges, ""))
    met = set()
    for case in itertools.product(*(range(asked.size) for asked in table.inputs)):
        body = tuple(Decimal(asked.text(place)) for asked, place in zip(table.inputs, case, strict=True))
        row = table.hits(case)
        assert (None if row is None else table.rows[row].then) == judged(sizes, body)
        met.add(row)
    assert met - {None} == set(range(len(table.rows)))  # every row can be asked about
    if not overlapping(sizes):
        assert len(table.rows) == len(sizes.ranges) or len(sizes.measures) > 1


def test_tenths_are_drawn_where_the_chart_is_written_in_tenths() -> None:
    text = """\
    deck: d
    products:
      - id: a
        name: A
        size_chart:
          measure: {foot: cm}
          sizes:
            36: {foot: 22.1..22.5}
            37: {foot: 22.6..23.0}
    """
    card = cards(dedent(text))["a/size/37"]
    (asked,) = own(card).table.inputs
    assert (asked.low, asked.scale, asked.size, asked.text(9)) == (221, 1, 10, "23")
    assert size_of(card, "22.6") == "37"


@pytest.mark.parametrize(("language", "label"), [("zh", "身高"), ("en", "Height")])
def test_every_size_of_the_demonstration_shop_is_drawn_as_itself(language: str, label: str) -> None:
    library = open_library(str(DEMO / language), None)
    drawn = [card for card in library.cards() if card.kind == "size"]
    assert len(drawn) >= 60
    for card in drawn:
        for repetition in range(8):
            prompt = draw(card, repetition)
            assert own(card).table.hits(prompt.case) == own(card).row
            assert "{" not in prompt.question
            assert card.answer[0] in prompt.options
    assert any(label in card.front for card in drawn)


def test_editors_are_told_that_a_chart_may_be_a_file() -> None:
    product = json_schema()["$defs"]["ProductEntry"]["properties"]["size_chart"]
    assert {"type": "string"} in product["anyOf"]
    assert {"$ref": "#/$defs/SizeChart"} in product["anyOf"]
