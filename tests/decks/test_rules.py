import itertools
import operator
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kdeck.core.cards.card import Card
from kdeck.core.cards.rule import Outcome
from kdeck.core.rules.table import Table
from kdeck.decks.compiled import Compiled
from tests.builders import own
from tests.decks.making import cards, compiled, parsed, places

DEMO = Path(__file__).parents[2] / "decks"
SHOP = "shop: s\nterms: {cutoff: 16:00, days: 7}\nfacts: {paid: {label: Paid at}}\n"
SHIP = """\
deck: d
lang: en
tags: [policy]
rules:
  - id: ship
    title: Shipping before $cutoff
    ask: Paid at {paid}, {stock}. When does it ship?
    given:
      paid: {time: 08:00..23:59}
      stock: {one of: [yes, no], say: {yes: in stock, no: sold out}}
    outcomes:
      - id: today
        when: {paid: < $cutoff, stock: yes}
        then: Today
        because: In time for ${cutoff}.
      - {id: tomorrow, when: {stock: yes}, then: Tomorrow}
      - {id: check, when: {stock: no}, then: Check first}
    because: Stock first, then ${cutoff}.
    tags: [time]
    seconds: 12
    source: page $days
    until: 2026-12-31
"""


def changed(old: str, new: str, shop: str = SHOP) -> Compiled:
    assert old in SHIP
    return compiled(SHIP.replace(old, new), shop)


def codes(result: Compiled) -> list[str]:
    return [finding.code for finding in result.findings]


def table(card: Card) -> Table:
    assert isinstance(card.content, Outcome)
    return card.content.table


def test_each_outcome_is_a_card_with_all_that_the_rule_says() -> None:
    made = cards(SHIP, SHOP)
    assert list(made) == ["ship/today", "ship/tomorrow", "ship/check"]
    today, tomorrow = made["ship/today"], made["ship/tomorrow"]
    assert (today.kind, today.answer, own(today).wrong) == ("rule", ("Today",), ("Tomorrow", "Check first"))
    assert today.front == "Paid at {paid}, {stock}. When does it ship?"
    assert (today.why, tomorrow.why) == ("In time for 16:00.", "Stock first, then 16:00.")
    assert (today.tags, today.seconds, today.source) == (("policy", "time"), 12, "page 7")
    assert (today.line, tomorrow.line, [own(card).row for card in made.values()]) == (12, 16, [0, 1, 2])
    assert own(today).fact == today.answer_key == "today\npaid < 16:00\nstock = yes"
    assert own(made["ship/tomorrow"]).fact == "tomorrow\npaid ≥ 16:00\nstock = yes"


def test_the_table_of_a_card_knows_domains_tests_and_wordings() -> None:
    card = cards(SHIP, SHOP)["ship/today"]
    paid, stock = table(card).inputs
    assert (paid.name, paid.label, paid.text(0), paid.text(paid.size - 1)) == ("paid", "Paid at", "08:00", "23:59")
    assert (stock.label, stock.words, stock.worded(1)) == ("stock", ("yes", "no"), "sold out")
    row = table(card).rows[0]
    assert [test and test.text for test in row.tests] == ["< 16:00", "yes"]
    assert row.because == "In time for 16:00."
    assert table(card).hits((479, 0)) == 0
    assert table(card).hits((480, 0)) == 1


GIVEN = (
    "deck: d\nrules:\n  - id: r\n    ask: '{x}?'\n    given:\n      x: %s\n    outcomes:\n      - {id: a, then: A}\n"
)


@pytest.mark.parametrize(
    ("given", "values"),
    [
        ("{number: 0..3}", "0 1 2 3"),
        ("{number: 0..10, step: 4}", "0 4 8"),
        ("{number: -1..1, step: 0.5}", "-1 -0.5 0 0.5 1"),
        ("{number: 0..0.2}", "0 0.1 0.2"),
        ("{number: $low..9, unit: days}", "7 8 9"),
        ("{number: 5..5}", "5"),
        ("{time: 08:00..09:00, step: 30m}", "08:00 08:30 09:00"),
        ("{time: 08:00..10:30, step: 1h}", "08:00 09:00 10:00"),
        ("{time: 23:58..24:00}", "23:58 23:59 24:00"),
        ("{date: 2026-02-27..2026-03-02}", "2026-02-27 2026-02-28 2026-03-01 2026-03-02"),
        ("{date: 2026-11-01..2026-11-11, step: 7}", "2026-11-01 2026-11-08"),
        ("{one of: [a, no, 08, 16:00]}", "a no 08 16:00"),
        ("{one of: [$low]}", "7"),
    ],
)
def test_a_domain_has_just_the_values_that_are_written(given: str, values: str) -> None:
    (card,) = compiled(GIVEN % given, "shop: s\nterms: {low: 7}").cards
    (read,) = table(card).inputs
    assert [read.text(position) for position in range(read.size)] == values.split(" ")


def test_the_precision_of_a_test_counts_for_the_domain() -> None:
    deck = GIVEN % "{number: 0..10}" + "      - {id: b, when: {x: '>= 7.25'}, then: B}\n"
    deck = deck.replace("{id: a,", "{id: a, when: {x: < 7.25},")
    assert table(next(iter(cards(deck).values()))).inputs[0].text(725) == "7.25"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("{number: $high..5}", "6:19 not-a-range"),
        ("{number: 0..many}", "6:19 not-a-range"),
        ("{time: $high..09:00}", "6:17 not-a-range"),
        ("{number: 0..5, step: 1m}", "6:31 not-a-step"),
        ("{time: 08:00..09:00, step: 30}", "6:37 not-a-step"),
        ("{time: 08:00..09:00, step: 90s}", "6:37 not-a-step"),
        ("{date: 2026-11-01..2026-11-11, step: 0.5}", "6:47 not-a-step"),
        ("{one of: [a, b, 'A.']}", "6:26 value-twice"),
        ("{one of: [a, '-']}", "6:23 any-as-value"),
        ("{one of: [a, b], say: {c: see}}", "6:36 unknown-value"),
        ("{number: 0..9, say: {10: ten}}", "6:35 unknown-value"),
        ("{number: 0..$nine}", "6:19 unknown-term"),
        ("{one of: [a, b], say: {a: $nine}}", "6:36 unknown-term"),
    ],
)
def test_a_domain_that_makes_no_sense_is_an_error_at_its_place(given: str, expected: str) -> None:
    result = compiled(GIVEN % given, "shop: s\nterms: {high: 8}")
    assert expected in places(result.findings)
    assert len(result.findings) <= 2
    assert result.cards == ()


def test_values_worded_alike_cannot_be_told_apart() -> None:
    assert "said-alike" in codes(changed("no: sold out", "no: In stock"))


def test_a_wording_is_found_by_value() -> None:
    (card,) = compiled(GIVEN % "{time: 08:00..09:00, say: {8:00: early}}").cards
    assert table(card).inputs[0].worded(0) == "early"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{stock}. When", "{stok}. When", ["7:10 unknown-slot", "10:14 hidden-input"]),
        ("{stock: no}", "{stok: no}", ["17:34 unknown-input"]),
        ("paid: < $cutoff", "paid: before noon", ["13:22 not-a-test"]),
        ("paid: < $cutoff", "paid: < $cutof", ["13:22 unknown-term"]),
        ("paid: < $cutoff", "paid: '> 23:59'", ["13:22 never-holds"]),
        ("{stock: no}", "{stock: nope}", ["17:35 outside-domain"]),
        ("id: check", "id: today", ["17:14 duplicate-id"]),
        ("then: Check first", "then: Check $frist", ["17:46 unknown-term"]),
        ("because: Stock first, then ${cutoff}.", "because: $stock", ["18:14 unknown-term"]),
        ("title: Shipping before $cutoff", "title: $cut", ["6:12 unknown-term"]),
    ],
)
def test_what_cannot_be_read_is_told_once_at_its_place_and_makes_no_card(
    old: str, new: str, expected: list[str]
) -> None:
    result = changed(old, new)
    found = places(result.findings)
    assert found == expected
    assert result.cards == ()


def test_the_nearest_name_is_suggested() -> None:
    for old, new, word in (("{stock}.", "{stok}.", "stock"), ("{stock: no}", "{stok: no}", "stock")):
        assert word in str(changed(old, new).findings[0].hint)


def test_a_gap_is_told_with_a_case_that_has_no_answer() -> None:
    result = changed("      - {id: tomorrow, when: {stock: yes}, then: Tomorrow}\n", "")
    assert places(result.findings) == ["12:7 gap"]
    assert "paid = 16:00, stock = yes" in str(result.findings[0].message)
    assert result.cards == ()


def test_a_row_that_no_case_comes_to_is_told_with_the_rows_that_take_its_cases() -> None:
    result = changed("{id: check, when: {stock: no}", "{id: check, when: {paid: '>= 16:00', stock: yes}")
    assert "17:9 unreachable" in places(result.findings)
    (finding,) = (finding for finding in result.findings if finding.code == "unreachable")
    assert "tomorrow" in str(finding.message)
    assert "today" not in str(finding.message)


def test_rows_that_overlap_are_told_where_only_one_may_hold() -> None:
    result = changed("    because: Stock", "    hit: unique\n    because: Stock")
    assert places(result.findings) == ["16:9 overlap"]
    assert "“today” and “tomorrow”" in str(result.findings[0].message)
    assert result.cards == ()


def test_many_overlaps_are_summed_up() -> None:
    rows = "".join(f"      - {{id: r{number}, then: T{number}}}\n" for number in range(12))
    result = compiled(GIVEN.replace("      - {id: a, then: A}\n", rows) % "{number: 0..3}" + "    hit: unique\n")
    assert codes(result) == ["overlap"] * 21
    assert any("46 more pairs" in str(finding.message) for finding in result.findings)


def test_answers_that_are_alike_are_a_warning_and_never_options_of_one_another() -> None:
    result = changed("then: Check first", "then: today.")
    assert places(result.findings) == ["17:46 same-outcome"]
    assert {card.id: own(card).wrong for card in result.cards} == {
        "d/ship/today": ("Tomorrow",),
        "d/ship/tomorrow": ("Today",),
        "d/ship/check": ("Tomorrow",),
    }


def test_a_rule_with_one_answer_is_a_warning() -> None:
    result = compiled(GIVEN % "{number: 0..3}")
    assert places(result.findings) == ["8:7 one-answer"]
    assert [own(card).wrong for card in result.cards] == [()]


def test_an_input_that_decides_is_shown_even_where_the_question_forgets_it() -> None:
    result = changed("Paid at {paid}, {stock}.", "At { paid }.")
    assert places(result.findings) == ["10:14 hidden-input"]
    assert result.cards[0].front == "At {paid}. When does it ship?\nstock: {stock}"
    result = compiled(SHIP.replace("{paid}, ", "").replace("lang: en", "lang: zh-Hans"), SHOP)
    assert result.cards[0].front.endswith("\nPaid at：{paid}")


def test_an_input_that_neither_shows_nor_decides_is_a_warning() -> None:
    result = changed("    outcomes:", "      idle: {number: 0..3}\n    outcomes:")
    assert places(result.findings) == ["11:13 unused-input"]
    assert len(result.cards) == 3


def test_a_table_that_cannot_be_proven_is_refused() -> None:
    rows = "".join(f"      - {{id: r{number}, when: {{x: {number}}}, then: T{number}}}\n" for number in range(501))
    result = compiled(GIVEN.replace("      - {id: a, then: A}\n", rows) % "{number: 0..500}")
    assert codes(result) == ["too-complex"]
    assert "501" in str(result.findings[0].message)


def facts(result: Compiled) -> dict[str, str]:
    assert [finding for finding in result.findings if finding.level == "error"] == []
    return {card.id.rpartition("/")[2]: card.answer_key for card in result.cards}


BEFORE = facts(compiled(SHIP, SHOP))


def test_one_number_changes_the_facts_that_depend_on_it_and_no_others() -> None:
    after = facts(compiled(SHIP, SHOP.replace("16:00", "17:00")))
    assert {name for name in BEFORE if BEFORE[name] != after[name]} == {"today", "tomorrow"}
    assert after["today"] == "today\npaid < 17:00\nstock = yes"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Paid at {paid}", "Payment came in at {paid}"),
        ("title: Shipping", "title: Dispatch"),
        ("because: In time", "because: Early enough"),
        ("because: Stock first", "because: Look at the stock"),
        ("yes: in stock", "yes: there is some"),
        ("tags: [time]", "tags: [hours]"),
        ("< $cutoff", "<= 15:59"),
        ("< $cutoff", "'[08:00..16:00)'"),
        ("08:00..23:59", "00:00..24:00"),
        ("[yes, no]", "[no, yes]"),
        ("{id: tomorrow, when: {stock: yes}", "{id: tomorrow, when: {paid: '>= 16:00', stock: yes}"),
        ("{id: tomorrow, when: {stock: yes}", "{id: tomorrow, when: {stock: not(no)}"),
        ("{id: check, when: {stock: no}", "{id: check"),
        ("then: Today", "then: today."),
        ("seconds: 12", "seconds: 20"),
    ],
)
def test_another_wording_of_the_same_rule_changes_no_fact(old: str, new: str) -> None:
    assert facts(changed(old, new)) == BEFORE


def test_the_order_of_rows_and_inputs_that_decides_nothing_changes_no_fact() -> None:
    check = "      - {id: check, when: {stock: no}, then: Check first}\n"
    moved = SHIP.replace(check, "").replace("    outcomes:\n", "    outcomes:\n" + check)
    paid = "      paid: {time: 08:00..23:59}\n"
    moved = moved.replace(paid, "").replace("    outcomes:\n", paid + "    outcomes:\n")
    assert facts(compiled(moved, SHOP)) == BEFORE


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("then: Tomorrow", "then: In two days", {"tomorrow"}),
        ("< $cutoff", "<= $cutoff", {"today", "tomorrow"}),
        ("08:00..23:59", "08:00..23:59, step: 1h", set()),
        ("< $cutoff, stock: yes", "'< 10:00, [12:00..16:00)', stock: yes", {"today", "tomorrow"}),
    ],
)
def test_another_rule_changes_the_facts_concerned(old: str, new: str, names: set[str]) -> None:
    after = facts(changed(old, new))
    assert {name for name in BEFORE if BEFORE[name] != after[name]} == names


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_rules_of_the_demo_library_are_complete(lang: str) -> None:
    shop = (DEMO / lang / "shop.yaml").read_text(encoding="utf-8")
    count = 0
    for path in sorted((DEMO / lang).rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        if "\nrules:" not in text:
            continue
        result = compiled(text, shop)
        made = [card for card in result.cards if card.kind == "rule"]
        lines = {card.line for card in made}
        assert not [finding for finding in result.findings if finding.line >= min(lines)], path
        assert all(own(card).fact and own(card).wrong for card in made)
        count += len({own(card).table for card in made})
    assert count >= 5


class Domain(NamedTuple):
    """One input as a deck writes it; values: what it may be, with what a test compares."""

    written: str
    values: list[tuple[str, Any]]


def any_domain(rng: random.Random) -> Domain:
    kind = rng.choice(("time", "number", "date", "words"))
    size = rng.randint(1, 6)
    if kind == "words":
        words = rng.sample(["有货", "缺货", "预售", "A 1", "no", "08"], size)
        return Domain(f"{{one of: [{', '.join(words)}]}}", [(word, word) for word in words])
    if kind == "time":
        step = rng.choice((1, 15, 60))
        minutes = [9 * 60 + step * place for place in range(size)]
        texts = [f"{value // 60:02}:{value % 60:02}" for value in minutes]
        return Domain(f"{{time: {texts[0]}..{texts[-1]}, step: {step}m}}", list(zip(texts, minutes, strict=True)))
    if kind == "date":
        texts = [f"2026-11-{1 + 2 * place:02}" for place in range(size)]
        return Domain(f"{{date: {texts[0]}..{texts[-1]}, step: 2}}", [(text, int(text[-2:])) for text in texts])
    scaled = [5 * place - 5 for place in range(size)]
    return Domain(
        f"{{number: -0.5..{scaled[-1] / 10}, step: 0.5}}", [(f"{value / 10:g}", value / 10) for value in scaled]
    )


class Written(NamedTuple):
    """A test as a deck writes it, and the places of the values that pass."""

    text: str
    places: frozenset[int]


def any_test(rng: random.Random, domain: Domain) -> Written | None:
    """A test that some value passes."""
    while True:
        written = _written(rng, domain)
        if written is None or written.places:
            return written


def _written(rng: random.Random, domain: Domain) -> Written | None:
    everything = range(len(domain.values))
    if rng.random() < 0.3:
        return None
    chosen = sorted(rng.sample(everything, rng.randint(1, min(3, len(everything)))))
    listed = ", ".join(domain.values[place][0] for place in chosen)
    if rng.random() < 0.4 or isinstance(domain.values[0][1], str):
        if rng.random() < 0.4:
            return Written(f"not({listed})", frozenset(everything) - set(chosen))
        return Written(listed, frozenset(chosen))
    (low_text, low), (high_text, high) = domain.values[chosen[0]], domain.values[chosen[-1]]
    if rng.random() < 0.5:
        sign = rng.choice(("<", "<=", ">", ">="))
        passing = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}[sign]
        holds = frozenset(place for place in everything if passing(domain.values[place][1], low))
        return Written(f"{sign} {low_text}", holds)
    opening, closing = rng.choice("[("), rng.choice("])")
    inside = frozenset(
        place
        for place in everything
        if (low < domain.values[place][1] or (opening == "[" and low == domain.values[place][1]))
        and (domain.values[place][1] < high or (closing == "]" and high == domain.values[place][1]))
    )
    text = f"{opening}{low_text}..{high_text}{closing}"
    if rng.random() < 0.3:
        return Written(f"not({text})", frozenset(everything) - inside)
    return Written(text, inside)


class Drawn(NamedTuple):
    """A random rule, as text and as sets of places."""

    text: str
    domains: list[Domain]
    rows: list[list[Written | None]]
    hit: str

    def cases(self) -> Iterator[tuple[int, ...]]:
        return itertools.product(*(range(len(domain.values)) for domain in self.domains))

    def holding(self, case: tuple[int, ...]) -> list[int]:
        return [
            number
            for number, row in enumerate(self.rows)
            if all(test is None or place in test.places for test, place in zip(row, case, strict=True))
        ]


def any_rule(rng: random.Random, number: int) -> Drawn:
    domains = [any_domain(rng) for _ in range(rng.randint(1, 3))]
    rows = [[any_test(rng, domain) for domain in domains] for _ in range(rng.randint(1, 6))]
    hit = rng.choice(("first", "unique"))
    lines = [f"  - id: r{number}", f"    ask: '{' '.join(f'{{x{place}}}' for place in range(len(domains)))}'"]
    lines += [f"    hit: {hit}", "    given:"]
    lines += [f"      x{place}: {domain.written}" for place, domain in enumerate(domains)]
    lines.append("    outcomes:")
    for place, row in enumerate(rows):
        tests = ", ".join(f'x{axis}: "{test.text}"' for axis, test in enumerate(row) if test is not None)
        lines.append(f"      - {{id: o{place}, when: {{{tests}}}, then: T{place}}}")
    return Drawn("\n".join(lines) + "\n", domains, rows, hit)


@pytest.mark.parametrize("seed", range(20))
def test_the_findings_of_a_random_rule_are_those_of_trying_every_case(seed: int) -> None:
    rng = random.Random(seed)
    for number in range(100):
        drawn = any_rule(rng, number)
        check_against_every_case(drawn, compiled("deck: d\nrules:\n" + drawn.text))


def check_against_every_case(drawn: Drawn, result: Compiled) -> None:
    gaps: set[str] = set()
    reached: set[int] = set()
    pairs: dict[tuple[int, int], set[str]] = {}
    for case in drawn.cases():
        holding = drawn.holding(case)
        text = ", ".join(f"x{axis} = {drawn.domains[axis].values[place][0]}" for axis, place in enumerate(case))
        reached.update(holding[:1] if drawn.hit == "first" else holding)
        if not holding:
            gaps.add(text)
        for pair in itertools.combinations(holding, 2):
            pairs.setdefault(pair, set()).add(text)
    told: dict[str, list[dict[str, Any]]] = {}
    for finding in result.findings:
        told.setdefault(finding.code, []).append(finding.message.values)
    told.pop("one-answer", None)
    assert set(told) <= {"gap", "unreachable", "overlap"}, (drawn.text, told)
    assert len(told.get("gap", [])) == bool(gaps), drawn.text
    assert all(str(values["case"]) in gaps for values in told.get("gap", [])), drawn.text
    hidden = {f"o{row}" for row in range(len(drawn.rows))} - {f"o{row}" for row in reached}
    assert {values["id"] for values in told.get("unreachable", [])} == hidden, drawn.text
    if drawn.hit == "unique":
        overlaps = {(values["first"], values["second"]): str(values["case"]) for values in told.get("overlap", [])}
        assert set(overlaps) == {(f"o{first}", f"o{second}") for first, second in pairs}, drawn.text
        assert all(case in pairs[int(one[1:]), int(two[1:])] for (one, two), case in overlaps.items()), drawn.text
    assert bool(result.cards) == (not told)
    check_cards(drawn, result)


def check_cards(drawn: Drawn, result: Compiled) -> None:
    """Every card's table sends every case to the row that comes first."""
    for card in result.cards[:1]:
        made = table(card)
        assert all(made.hits(case) == drawn.holding(case)[0] for case in drawn.cases()), drawn.text


def test_rules_without_any_fault_are_not_held_up_by_those_with_one() -> None:
    deck = SHIP + SHIP.partition("rules:\n")[2].replace("id: ship", "id: again").replace("{stock: no}", "{stok: no}")
    result = compiled(deck, SHOP)
    assert {card.id.split("/")[1] for card in result.cards} == {"ship"}
    assert parsed(deck).findings == ()
