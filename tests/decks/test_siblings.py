"""Wrong options come from siblings that are easily taken for the right one, and never count as it."""

from __future__ import annotations

import time

from kdeck.core.cards.card import Card
from kdeck.decks.compiled import ProductRow
from kdeck.decks.nearness import Nearest
from kdeck.decks.questions import value_key
from kdeck.decks.siblings import Siblings
from tests.builders import own
from tests.decks.making import cards


def shelf(**values: str) -> dict[str, Card]:
    """The cards of products with one fact each; the name of a product is its keyword."""
    entries = "".join(
        f"  - {{id: {name}, name: {name.title()}, category: c, facts: {{fact: '{value}'}}}}\n"
        for name, value in values.items()
    )
    return cards(f"deck: d\nlang: en\nproducts:\n{entries}")


def test_numbers_are_confused_with_the_numbers_next_to_them() -> None:
    made = shelf(a="1180 克", b="520 克", c="很轻", d="440 克", e="780 克", f="540 克", g="460 克", h="2000 克")
    assert own(made["b/fact/fact"]).wrong == ("540 克", "460 克", "440 克", "780 克", "1180 克")
    assert own(made["h/fact/fact"]).wrong[0] == "1180 克"


def test_a_number_in_words_is_held_against_texts_of_the_same_form() -> None:
    made = shelf(a="UPF50+", b="30 度机洗", c="UPF 40+", d="40 度机洗", e="UPF30+", f="手洗", g="干洗")
    assert own(made["a/fact/fact"]).wrong[:2] == ("UPF 40+", "UPF30+")
    assert own(made["b/fact/fact"]).wrong[0] == "40 度机洗"


def test_texts_are_confused_with_those_that_share_words() -> None:
    made = shelf(a="三层尼龙压膜", b="纯棉", c="再生涤纶", d="两层尼龙压膜", e="网眼涤纶", f="尼龙加氨纶", g="羊毛")
    assert own(made["a/fact/fact"]).wrong[:2] == ("两层尼龙压膜", "尼龙加氨纶")
    assert own(made["c/fact/fact"]).wrong[0] == "网眼涤纶"
    english = shelf(a="rubber sole", b="cork", c="soft rubber sole", d="leather", e="felt", f="rubber")
    assert own(english["a/fact/fact"]).wrong[:2] == ("soft rubber sole", "rubber")


def test_products_of_like_names_are_confused() -> None:
    names = ("Alpine Shell Men", "River Shoe", "Alpine Shell Women", "Forest Hat", "Alpine Hat")
    rows = "".join(
        f"  - {{id: p{n}, name: {name}, category: c, facts: {{x: v{n}a}}}}\n" for n, name in enumerate(names)
    )
    made = cards(f"deck: d\nlang: en\nproducts:\n{rows}")
    assert own(made["p0/which/x"]).wrong == ("Alpine Shell Women", "Alpine Hat", "River Shoe", "Forest Hat")


def test_no_option_counts_as_another() -> None:
    made = shelf(a="520 克", b="520克", c="５２０ g", d="1,000 克", e="1000克", f="7 cm", g="7cm", h="8 cm", i="9 cm")
    for card in made.values():
        keys = [value_key(text) for text in (*card.answer, *own(card).wrong)]
        assert len(set(keys)) == len(keys)
    assert "a/which/fact" not in made  # b and c weigh the same
    assert "h/which/fact" in made


def test_values_that_are_the_same_to_a_person_have_one_key() -> None:
    for one, other in (
        ("520 克", "520g"),
        ("1,000 mm", "1000毫米"),
        ("UPF 50+", "upf50+"),
        ("30 天", "30 days"),
        ("16:00", "下午 4 点"),
        ("7.50 元", "7.5元"),
        ("Ｒed.", "red"),
    ):
        assert value_key(one) == value_key(other), (one, other)
    for one, other in (
        ("7 12", "712"),
        ("52 克", "52 kg"),
        ("3-5 天", "3 天"),
        ("16:00", "4:00"),
        ("7 天", "7 个工作日"),
    ):
        assert value_key(one) != value_key(other), (one, other)


def test_the_same_library_always_gives_the_same_options() -> None:
    values = {f"p{number}": f"{number * 7919 % 500} 克" for number in range(120)}
    once, again = shelf(**values).values(), shelf(**values).values()
    assert [own(card).wrong for card in once] == [own(card).wrong for card in again]


def test_in_many_values_the_nearest_numbers_are_still_found() -> None:
    nearest = Nearest([f"{number * 7919 % 10007} 克" for number in range(10007)])
    place = nearest.texts.index("5000 克")
    assert [nearest.texts[other] for other in nearest.to(place, 4)] in (
        [f"{number} 克" for number in order]
        for order in (
            (4999, 5001, 4998, 5002),
            (5001, 4999, 5002, 4998),
            (4999, 5001, 5002, 4998),
            (5001, 4999, 4998, 5002),
        )
    )


def test_a_category_of_ten_thousand_products_takes_seconds_not_minutes() -> None:
    kinds = ("冲锋衣", "抓绒衣", "速干裤", "徒步鞋")
    rows = [
        ProductRow(
            f"d/p{n}", "c", f"{kinds[n % 4]} {n}", (("grams", (f"{n * 31 % 9973} 克",)), ("care", (f"洗法 {n}",)))
        )
        for n in range(10_000)
    ]
    start = time.process_time()
    siblings = Siblings({"c": rows}, {})
    for row in rows:
        for fact, values in row.facts:
            assert len(siblings.other_values("c", fact, values[0])) == 5
            siblings.others_without("c", row.id, fact, values, row.name)
    assert time.process_time() - start < 15
