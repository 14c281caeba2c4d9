import datetime as dt

import pytest

from kdeck.core.moment import day_of
from kdeck.core.strings import normalise
from kdeck.decks.nearness import distinct
from kdeck.decks.schema_base import fill
from kdeck.decks.scope import parse_cloze
from tests.builders import own
from tests.decks.making import cards, compiled, one_card, places

SHOP = "shop: s\nlang: en\nterms: {cutoff: 16:00, return_days: 7}\n"


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("before $cutoff", "before 16:00"),
        ("before ${cutoff}!", "before 16:00!"),
        ("在${cutoff}前付款，$cutoff前", "在16:00前付款，16:00前"),
        ("costs $5, $$cutoff and $", "costs $5, $cutoff and $"),
        ("$cutoff$return", "16:00$r"),
        ("${ cutoff }", "16:00"),
    ],
)
def test_terms_stand_for_what_the_shop_says(text: str, filled: str) -> None:
    assert fill(text, {"cutoff": "16:00", "return": "$r"}).text == filled


def test_an_unknown_term_is_an_error_with_the_nearest_one() -> None:
    result = compiled("deck: d\ncards:\n  - id: a\n    front: before $cutof\n    back: x\n", SHOP)
    assert places(result.findings) == ["4:12 unknown-term"]
    assert "cutoff" in str(result.findings[0].hint)
    assert result.cards == ()


def test_terms_that_swell_a_text_beyond_measure_are_refused() -> None:
    shop = "shop: s\nterms: {big: " + "x" * 200 + "}\n"
    result = compiled("deck: d\ncards:\n  - {id: a, front: " + "$big " * 100 + ", back: x}\n", shop)
    assert [finding.code for finding in result.findings] == ["too-long"]


def test_a_card_has_everything_that_its_entry_says() -> None:
    card = one_card(
        """
        kind: typed
        front: until when?
        back: ${cutoff}
        accept: [4 pm]
        match: exact
        unit: o'clock
        tags: [policy, time]
        why: because
        hint: afternoon
        seconds: 10s
        source: rule 2
        until: 2026-11-11
        """,
        SHOP,
    )
    assert (card.id, card.kind, card.front, card.answer, card.deck) == ("d/a", "typed", "until when?", ("16:00",), "d")
    assert (own(card).accept, own(card).match, own(card).unit, card.tags) == (
        ("4 pm",),
        "exact",
        "o'clock",
        ("policy", "time"),
    )
    assert (card.why, card.hint, card.seconds, card.source) == ("because", "afternoon", 10, "rule 2")
    assert card.until == day_of(dt.date(2026, 11, 11))
    assert (card.file, card.line) == ("deck.yaml", 3)


def test_a_deck_is_summed_up_and_its_tags_come_first_and_once() -> None:
    result = compiled(
        "deck: d\ntitle: T $cutoff\nlang: zh\ntags: [x, y]\ncards: [{id: a, front: q, back: b, tags: [y, z]}]", SHOP
    )
    assert result.deck is not None
    assert (result.deck.id, result.deck.title, result.deck.lang, result.deck.size) == ("d", "T 16:00", "zh", 1)
    assert result.cards[0].tags == ("x", "y", "z")


def test_a_reversed_card_asks_both_ways_and_keeps_its_hint_to_one() -> None:
    made = cards("deck: d\ncards: [{id: a, front: q, back: b, hint: h, reverse: yes}]")
    assert [(key, card.front, card.answer, card.hint) for key, card in made.items()] == [
        ("a", "q", ("b",), "h"),
        ("a/reverse", "b", ("q",), ""),
    ]


def test_a_number_card_needs_a_number() -> None:
    deck = "deck: d\ncards: [{id: a, kind: typed, front: q, back: %s, match: number, unit: 天}]"
    assert own(cards(deck % "7 天")["a"]).match == "number"
    assert cards(deck % "'1,200'")["a"].answer == ("1,200",)
    assert places(compiled(deck % "seven").findings) == ["2:46 not-a-number"]


def test_gaps_make_one_card_a_number() -> None:
    made = cards(
        'deck: d\ncards:\n  - {id: a, kind: cloze, text: "Paid by {{c1::16:00::a time}}, {{c2::sent}} {{c1::today}}."}'
    )
    assert [(key, card.front, card.answer) for key, card in made.items()] == [
        ("a/c1", "Paid by [a time], sent […].", ("16:00", "today")),
        ("a/c2", "Paid by 16:00, […] today.", ("sent",)),
    ]


def test_a_term_may_stand_in_a_gap() -> None:
    made = cards('deck: d\ncards:\n  - {id: a, kind: cloze, text: "by {{c1::${cutoff}}}!"}', SHOP)
    assert made["a/c1"].answer == ("16:00",)


@pytest.mark.parametrize(
    "text", ["no gap", "{{c1::}}", "{{c1:x}}", "{{c1::x}", "{{c0::x}}", "{{c1::{{c2::x}}}}", "{{c1:: ::h}}"]
)
def test_a_broken_gap_is_an_error(text: str) -> None:
    assert parse_cloze(text).problems
    result = compiled(f'deck: d\ncards:\n  - {{id: a, kind: cloze, text: "{text}"}}')
    assert [finding.code for finding in result.findings] == ["bad-gap"]


def test_a_choice_keeps_its_options_apart() -> None:
    result = compiled(
        "deck: d\ncards: [{id: a, kind: choice, front: q, back: Yes., wrong: [no, ' yes', 'NO!', maybe]}]"
    )
    assert own(result.cards[0]).wrong == ("no", "maybe")
    assert places(result.findings) == ["2:65 option-twice", "2:73 option-twice"]
    nothing_left = compiled("deck: d\ncards: [{id: a, kind: choice, front: q, back: Yes, wrong: [yes]}]")
    assert "no-wrong-option" in [finding.code for finding in nothing_left.findings]
    assert nothing_left.cards == ()


def test_several_right_options_are_all_to_be_picked() -> None:
    assert one_card("kind: choice\nfront: q\nback: [a, b]\nwrong: c").answer == ("a", "b")


def test_the_last_option_is_pinned_and_may_be_one_more() -> None:
    assert own(one_card("kind: choice\nfront: q\nback: a\nwrong: [b, c]\nlast: b")).last == "b"
    more = one_card("kind: choice\nfront: q\nback: a\nwrong: [b, c]\nlast: none of these")
    assert (own(more).last, own(more).wrong) == ("none of these", ("b", "c", "none of these"))
    slip = compiled("deck: d\ncards: [{id: a, kind: choice, front: q, back: left, wrong: [right], last: rihgt}]")
    assert [finding.code for finding in slip.findings] == ["last-not-an-option"]


def test_a_set_names_each_item_once() -> None:
    result = compiled("deck: d\ncards: [{id: a, kind: set, front: q, back: [red, green, Red]}]")
    assert result.cards[0].answer == ("red", "green")
    assert [finding.code for finding in result.findings] == ["item-twice"]


def test_steps_keep_their_order() -> None:
    assert one_card("kind: order\nfront: q\nback: [b, a, c]").answer == ("b", "a", "c")


def test_the_wrong_fields_are_among_the_fields() -> None:
    card = one_card("kind: spot\nfront: q\nfields: {size: M, 'no': '08'}\nback: [size]")
    assert (own(card).fields, card.answer) == ((("size", "M"), ("no", "08")), ("size",))
    result = compiled("deck: d\ncards: [{id: a, kind: spot, front: q, fields: {size: M}, back: [sise]}]")
    assert places(result.findings) == ["2:65 unknown-field"]
    assert "size" in str(result.findings[0].hint)


def test_a_card_that_asks_the_same_as_another_is_a_warning() -> None:
    result = compiled("deck: d\ncards:\n  - {id: a, front: q, back: b}\n  - {id: b, front: q, back: b}")
    assert places(result.findings) == ["4:1 duplicate-card"]
    assert len(result.cards) == 2


def product(number: int, **facts: str) -> str:
    inside = ", ".join(f"{fact}: {value}" for fact, value in facts.items())
    return f"  - {{id: p{number}, name: Product {number}, category: shoes, facts: {{{inside}}}}}\n"


def shelf(*products: str, lang: str = "en") -> str:
    return f"deck: d\nlang: {lang}\nproducts:\n" + "".join(products)


def test_a_fact_is_chosen_among_the_values_of_siblings_the_nearest_first() -> None:
    made = cards(shelf(*(product(number, sole=f"sole {number}") for number in range(9))))
    card = made["p4/fact/sole"]
    assert (card.kind, card.answer) == ("choice", ("sole 4",))
    assert own(card).wrong == ("sole 3", "sole 5", "sole 2", "sole 6", "sole 1")
    assert card.line == 8


def test_a_fact_is_typed_where_siblings_offer_too_few_other_values() -> None:
    made = cards(shelf(product(1, sole="a"), product(2, sole="b"), product(3, sole="c"), product(4, sole="c")))
    assert made["p1/fact/sole"].kind == "typed"


def test_a_list_of_values_is_to_be_named() -> None:
    card = cards(shelf(product(1, color="[red, blue]")))["p1/fact/color"]
    assert (card.kind, card.answer) == ("set", ("red", "blue"))


def test_which_product_is_asked_only_where_the_value_tells_it_apart() -> None:
    made = cards(shelf(product(1, sole="a", color="[x, y]"), product(2, sole="A.", color="[x]"), product(3, sole="b")))
    assert "p1/which/sole" not in made
    assert "p2/which/color" not in made
    assert made["p3/which/sole"].answer == ("Product 3",)
    assert own(made["p3/which/sole"]).wrong == ("Product 2", "Product 1")
    assert own(made["p1/which/color"]).wrong == ("Product 2", "Product 3")


def test_a_product_alone_is_not_asked_for() -> None:
    assert list(cards(shelf(product(1, sole="a")))) == ["p1/fact/sole"]


def test_siblings_stand_in_any_file_of_the_library() -> None:
    others = [f"deck: o{n}\nproducts:\n" + product(n, sole=f"sole {n}") for n in range(2, 6)]
    card = cards(shelf(product(1, sole="sole 1")), "", *others)["p1/fact/sole"]
    assert own(card).wrong == ("sole 2", "sole 3", "sole 4", "sole 5")


def test_wrong_options_are_never_alike() -> None:
    values = ["red", "Red", "ＲＥＤ", "red.", "blue", "green ", "green", "black"]
    made = cards(shelf(*(product(number, tone=f"'{value}'") for number, value in enumerate(values))))
    for card in made.values():
        keys = [normalise(text) for text in (*card.answer, *own(card).wrong)]
        assert len(set(keys)) == len(keys)
        assert len(own(card).wrong) <= 5


def test_facets_are_skipped_one_by_one_or_by_family() -> None:
    text = shelf(product(1, sole="a", upper="b"), product(2, sole="c"))
    some = cards(text.replace("name: Product 1", "skip: [which/sole, fact/upper], name: Product 1"))
    assert {key for key in some if key.startswith("p1")} == {"p1/fact/sole", "p1/which/upper"}
    family = cards(text.replace("name: Product 1", "skip: [which], name: Product 1"))
    assert {key for key in family if key.startswith("p1")} == {"p1/fact/sole", "p1/fact/upper"}
    slip = compiled(text.replace("name: Product 1", "skip: [whic/sole], name: Product 1"))
    assert [finding.code for finding in slip.findings] == ["unknown-facet"]


def test_the_shop_words_the_questions() -> None:
    words = "{label: Sole, ask: '{name} in $size: {label}?', which: 'Who has {value}?'}"
    shop = f"shop: s\nterms: {{size: M}}\nfacts: {{sole: {words}}}"
    made = cards(shelf(product(1, sole="rubber"), product(2, sole="cork")), shop)
    assert made["p1/fact/sole"].front == "Product 1 in M: Sole?"
    assert made["p1/which/sole"].front == "Who has rubber?"


@pytest.mark.parametrize(
    ("lang", "fact", "which"),
    [
        ("en", "Product 1: color?", "Which product has this color: red?"),
        ("zh-Hans", "Product 1的颜色是什么？", "哪一款的颜色是“red”？"),
    ],
)
def test_there_are_questions_where_the_shop_gives_none(lang: str, fact: str, which: str) -> None:
    made = cards(shelf(product(1, color="red"), product(2, color="blue"), lang=lang))
    assert made["p1/fact/color"].front == fact
    assert made["p1/which/color"].front == which


@pytest.mark.parametrize(
    "texts",
    [
        ["左", "右"],
        ["a", "A"],
        ["一张图", "一幅图"],
        ["一张图", "一张图"],
        ["5℃", "5°C"],
        ["3×4", "3x4"],
        ["好。", "好"],
        ["ab", "a b"],
        ["é", "e\u0301"],
    ],
)
def test_the_short_way_to_tell_texts_apart_agrees_with_the_long_one(texts: list[str]) -> None:
    assert distinct(texts) == (len({normalise(text) for text in texts}) == len(texts))
