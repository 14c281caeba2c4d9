import json
from typing import Any

import pytest

from kdeck.core.levels.need import DeckNeed, ExamNeed, RecallNeed, RespondNeed, TypingNeed, WitnessNeed, asked_of
from kdeck.decks.parse import parse, shop_of
from kdeck.decks.schema import json_schema
from kdeck.decks.shopfile import ShopFile
from tests.decks.making import compiled, parsed, places

DECK = """\
deck: d
cards:
  - id: a
    front: q
    back: b
"""


def hints(text: str, file: str = "deck.yaml") -> list[str]:
    return [str(finding.hint) for finding in parsed(text, file).findings]


@pytest.mark.parametrize(
    ("line", "expected", "hint"),
    [
        ("titel: x", "6:1 unknown-key", "“title”"),
        ("tags: {a: b}", "6:7 not-a-list", "“- ”"),
        ("title: [a, b]", "6:8 not-text", "quotation marks"),
        ("products: shoes", "6:11 not-a-list", "None"),
        ("rules:\n  - ask: x", "7:5 missing-id", "--fix"),
        ("products:\n  - {id: A 1, name: x}", "7:10 bad-id", "“a-1”"),
        ("products:\n  - {id: a, name: x}", "7:10 duplicate-id", "None"),
    ],
)
def test_a_wrong_key_is_an_error_with_its_place_and_a_hint(line: str, expected: str, hint: str) -> None:
    source = parsed(DECK + line + "\n")
    assert expected in places(source.findings)
    assert source.model is not None
    assert any(hint in found for found in hints(DECK + line + "\n"))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("{id: a, fornt: q, back: b}", ["3:5 missing-key", "3:13 unknown-key"]),
        ("{id: a, kind: choise, front: q, back: b}", ["3:19 unknown-kind"]),
        ("{id: a, front: q, back: b, wrong: [c]}", ["3:32 key-of-another-kind"]),
        ("{id: a, front: q, back: [b, c]}", ["3:29 not-text"]),
        ("{id: a, front: '', back: b}", ["3:20 empty-text"]),
        ("{id: a, front: q, back: b, seconds: soon}", ["3:41 not-a-time-limit"]),
        ("{id: a, front: q, back: b, seconds: 0}", ["3:41 not-a-time-limit"]),
        ("{id: a, front: q, back: b, seconds: " + "9" * 5000 + "}", ["3:41 not-a-time-limit"]),
        ("{id: a, front: q, back: b, until: 2024-13-45}", ["3:39 not-a-date"]),
        ("{id: a, front: q, back: b, reverse: maybe}", ["3:41 not-yes-or-no"]),
        ("{id: a, kind: typed, front: q, back: b, match: numbr}", ["3:52 unknown-word"]),
        ("{id: a, kind: choice, front: q, back: b, wrong: []}", ["3:53 too-few"]),
        ("{id: a, kind: order, front: q, back: [b]}", ["3:42 too-few"]),
        ("{front: q, back: b}", ["3:5 missing-id"]),
        ("{id: '', front: q, back: b}", ["3:10 missing-id"]),
        ("{id: Äpfel, front: q, back: b}", ["3:10 bad-id"]),
        ("just text", None),
        ("[a, b]", None),
    ],
)
def test_a_bad_entry_is_told_and_left_out_and_the_good_ones_stay(entry: str, expected: list[str] | None) -> None:
    result = compiled(f"deck: d\ncards:\n  - {entry}\n  - {{id: good, front: q, back: b}}\n")
    found = places(result.findings)
    assert found
    assert expected is None or found == expected
    assert [card.id for card in result.cards] == ["d/good"]


def test_all_errors_of_a_file_come_at_once_in_the_order_of_the_file() -> None:
    text = DECK + "  - {id: b, front: q}\n  - {id: c, back: x, front: [y]}\ntitel: t\n"
    assert places(parsed(text).findings) == ["6:5 missing-key", "7:29 not-text", "8:1 unknown-key"]


def test_a_deck_without_an_id_cannot_be_used() -> None:
    source = parsed("title: x\ncards: []\n")
    assert source.model is None
    assert places(source.findings) == ["1:1 missing-deck"]


def test_an_id_used_twice_keeps_its_first_entry() -> None:
    result = compiled("deck: d\ncards:\n  - {id: a, front: q, back: b}\n  - {id: a, front: r, back: c}\n")
    assert places(result.findings) == ["4:10 duplicate-id"]
    assert [card.front for card in result.cards] == ["q"]


@pytest.mark.parametrize("value", ["", "tag", "[tag]", "\n  - tag"])
def test_one_text_where_a_list_may_stand_is_a_list_of_one(value: str) -> None:
    result = compiled(DECK + f"tags: {value}\n")
    assert result.findings == ()
    assert result.cards[0].tags == (("tag",) if value else ())


RULE = """\
deck: d
rules:
  - id: r
    ask: paid at {paid}, {days} ago, asked on {when}, {stock} in stock?
    given:
      paid: {time: 08:00..23:59, step: 1m}
      days: {number: 0..$limit, unit: days, say: {1: one day}}
      when: {date: 2026-11-01..2026-11-11}
      stock: {one of: [yes, no]}
    outcomes:
      - {id: today, when: {paid: < $cutoff, days: [1..7], stock: [yes, no]}, then: ships}
      - {id: later, when: {paid: ">= $cutoff"}, then: waits, because: too late}
      - {id: never, when: {paid: < $cutoff, days: "not([1..7])"}, then: is lost}
    hit: unique
    because: so it is
    seconds: 10
    source: policy
    until: 2026-12-31
phrases:
  - id: p
    when: someone asks
    never: no
    say: [a and c, b and c]
    must: [[a, b], c]
    because: why
"""


def test_rules_and_phrases_are_understood() -> None:
    result = compiled(RULE, "shop: s\nterms: {limit: 30, cutoff: 16:00}\n")
    assert result.findings == ()
    assert [card.id for card in result.cards] == ["d/r/today", "d/r/later", "d/r/never", "d/p"]
    deck: Any = parsed(RULE).model
    assert deck.rules[0].outcomes[0].when == {"paid": "< $cutoff", "days": "[1..7]", "stock": "yes, no"}
    assert deck.rules[0].given["stock"].one_of == ("yes", "no")
    assert deck.phrases[0].must == [("a", "b"), ("c",)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("08:00..23:59", "8..9", "not-a-range"),
        ("08:00..23:59", "23:00..08:00", "not-a-range"),
        ("0..$limit", "1..x", "not-a-range"),
        ("2026-11-01..2026-11-11", "2026-02-30..2026-11-11", "not-a-range"),
        ("one of: [yes, no]", "one of: [yes, no], number: 1..2", "not-one-domain"),
        ("{one of: [yes, no]}", "{unit: x}", "not-one-domain"),
        ("step: 1m", "step: 0", "not-a-step"),
        ("stock: [yes, no]}, then", "stock: not(yes, no)}, then", "quote-needed"),
        ("hit: unique", "hit: uniqe", "unknown-word"),
        ("one of:", "oneof:", "unknown-key"),
        ("$limit", "$limmit", "unknown-term"),
    ],
)
def test_the_shape_of_a_rule_is_checked(old: str, new: str, code: str) -> None:
    result = compiled(RULE.replace(old, new), "shop: s\nterms: {limit: 30, cutoff: 16:00}\n")
    assert code in [finding.code for finding in result.findings]


SHOP = """\
shop: spruce
name: Spruce
lang: en
terms: {cutoff: 16:00, return_days: 7}
facts: {color: {label: Colour, ask: "{name}?", which: "{value}?"}}
forbidden: [never]
respond: {first: 6s, average: 20s}
typing: {junior: 60, senior: {speed: 100, accuracy: 97%}}
retention: {default: 85%, policy: 0.95}
path: [{day: 1, title: x, decks: [d]}]
dans:
  - dan: 1
    title: hands
    needs:
      - recall: {decks: [d], at_least: 90%, of_cards: 95%}
      - exam: {decks: [d], cards: 40, minutes: 20, pass: 90%}
      - typing: {speed: 50, accuracy: 97%, minutes: 5, runs: 2 of 3}
      - respond: {chats: 3, within: 20s, share: 90%}
      - deck: {cards: 20}
      - witness: yes
"""


def test_the_shop_file_is_understood_as_a_whole() -> None:
    source = parsed(SHOP, "shop.yaml")
    assert source.findings == ()
    assert isinstance(source.model, ShopFile)
    shop = source.model.shop
    assert (shop.id, shop.default_retention, shop.retention) == ("spruce", 0.85, (("policy", 0.95),))
    assert source.model.terms["cutoff"] == "16:00"
    assert source.model.respond.first == 6
    assert source.model.typing["junior"].speed == 60
    needs = source.model.dans[0].needs
    assert needs[0].recall is not None
    assert needs[0].recall.of_cards == 0.95
    assert needs[1].exam is not None
    assert needs[1].exam.passing == 0.9
    assert needs[5].witness is True


def test_every_value_of_a_need_arrives_under_its_own_name() -> None:
    source = parsed(
        "shop: s\ndans:\n  - dan: 1\n    needs:\n"
        "      - recall: {decks: [d], at_least: 91%, of_cards: 92%}\n"
        "      - exam: {decks: [e], cards: 31, minutes: 32, pass: 93%}\n"
        "      - typing: {speed: 51, accuracy: 94%, minutes: 4, runs: 2 of 3}\n"
        "      - respond: {chats: 3, within: 21s, share: 95%}\n"
        "      - deck: {cards: 22, kinds: 5}\n"
        "      - witness: true\n      - witness: false\n"
        "      - recall: {decks: [d, all]}\n      - typing: {speed: 40, runs: 2}\n",
        "shop.yaml",
    )
    assert isinstance(source.model, ShopFile)
    (level,) = asked_of(source.model.shop.dans)
    assert level.needs == (
        RecallNeed(decks=("d",), at_least=0.91, of_cards=0.92),
        ExamNeed(decks=("e",), cards=31, minutes=32, passing=0.93),
        TypingNeed(speed=51, accuracy=0.94, minutes=4, runs=(2, 3)),
        RespondNeed(chats=3, within=21, share=0.95),
        DeckNeed(cards=22, kinds=5),
        WitnessNeed(),
        RecallNeed(decks=()),
        TypingNeed(speed=40, runs=(2, 2)),
    )


def test_what_a_need_leaves_out_is_the_same_in_a_shop_file_and_in_the_core() -> None:
    source = parsed(
        "shop: s\ndans:\n  - dan: 1\n    needs:\n      - recall: {}\n      - exam: {}\n      - typing: {speed: 40}\n"
        "      - respond: {chats: 2, within: 20s}\n      - deck: {}\n",
        "shop.yaml",
    )
    assert isinstance(source.model, ShopFile)
    (level,) = source.model.shop.dans
    assert level.needs == (RecallNeed(), ExamNeed(), TypingNeed(40), RespondNeed(2, 20), DeckNeed())


@pytest.mark.parametrize("written", ["0%", "0", "0.0", "-1%", "101%", "1.01"])
def test_a_share_is_more_than_nothing_and_at_most_all(written: str) -> None:
    source = parsed(SHOP.replace("of_cards: 95%", f"of_cards: {written}"), "shop.yaml")
    assert "15:55 not-a-share" in places(source.findings)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("default: 85%", "default: 85", "9:22 not-a-retention"),
        ("default: 85%", "default: 100%", "9:22 not-a-retention"),
        ("first: 6s", "first: soon", "7:18 not-a-duration"),
        ("dan: 1", "dan: 10", "12:10 not-a-dan"),
        ("minutes: 5", "minutes: 6", "17:53 longer-than-a-run"),
        ("runs: 2 of 3", "runs: 3 of 2", "17:62 not-runs"),
        ("witness: yes", "witnes: yes", "20:9 unknown-key"),
        ("{name}?", "{nmae}?", "5:37 unknown-slot"),
        ("cutoff: 16", "cut off: 16", "4:9 bad-name"),
    ],
)
def test_a_slip_in_the_shop_file_costs_only_that_part(old: str, new: str, expected: str) -> None:
    source = parsed(SHOP.replace(old, new), "shop.yaml")
    assert expected in places(source.findings)
    assert shop_of(source).shop.id == "spruce"
    assert shop_of(source).terms.get("return_days") == "7"


def test_without_a_shop_file_there_are_defaults() -> None:
    assert shop_of(None).shop.default_retention == 0.9
    assert shop_of(parse("shop.yaml", b"[")).terms == {}


def test_editors_get_a_schema_with_every_key_described() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(schema)) == schema
    definitions = schema["$defs"]
    assert {"DeckFile", "ShopFile", "RecallEntry", "ChoiceEntry", "ProductEntry", "RuleEntry"} <= set(definitions)
    assert all(
        "description" in field for field in definitions["ChoiceEntry"]["properties"].values() if "const" not in field
    )
    assert "boolean" in definitions["RecallEntry"]["properties"]["back"]["type"]
    assert definitions["Input"]["properties"].keys() >= {"one of", "time"}
    assert definitions["ChoiceEntry"]["additionalProperties"] is False


def test_every_reference_of_the_schema_leads_somewhere() -> None:
    schema = json_schema()

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [found for value in node.values() for found in references(value)]
        return [found for value in node for found in references(value)] if isinstance(node, list) else []

    found = references(schema)
    assert found
    assert all(reference.removeprefix("#/$defs/") in schema["$defs"] for reference in found)
