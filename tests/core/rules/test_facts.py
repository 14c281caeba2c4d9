import itertools
import random
import time

import pytest

from kdeck.core.rules.coverage import MAX_FACT, Facts, Grid, _reduced, common, term
from kdeck.core.rules.table import HitPolicy, Input, Row, Span, Table
from kdeck.core.rules.table import Test as Unary

PAID = Input("paid", "time", 480, 1, 960)
HOUR = Input("paid", "time", 480, 60, 16)
DAYS = Input("days", "number", 1, 1, 30, unit="天")
PRICE = Input("price", "number", 0, 5, 41, scale=1)
STOCK = Input("stock", "one of", 0, 1, 4, words=("yes", "no", "soon", "08"))
DAY = Input("day", "date", 20_000, 1, 30)


@pytest.mark.parametrize(
    ("given", "spans", "text"),
    [
        (PAID, [(0, 479)], "paid < 16:00"),
        (PAID, [(480, 959)], "paid ≥ 16:00"),
        (PAID, [(0, 480)], "paid ≤ 16:00"),
        (PAID, [(481, 959)], "paid > 16:00"),
        (PAID, [(240, 479)], "12:00 ≤ paid < 16:00"),
        (PAID, [(480, 480)], "paid = 16:00"),
        (PAID, [(0, 479), (481, 959)], "paid ≠ 16:00"),
        (HOUR, [(0, 7)], "paid < 16:00"),
        (DAYS, [(0, 6)], "days ≤ 7 天"),
        (DAYS, [(7, 29)], "days > 7 天"),
        (DAYS, [(0, 8)], "days < 10 天"),
        (DAYS, [(7, 13)], "7 天 < days ≤ 14 天"),
        (DAYS, [(0, 2), (6, 6), (10, 29)], "days ≤ 3 天 | days = 7 天 | days > 10 天"),
        (PRICE, [(0, 19)], "price < 10"),
        (PRICE, [(0, 19), (21, 40)], "price ≠ 10"),
        (DAY, [(0, 3)], "day ≤ 2024-10-07"),
        (STOCK, [(0, 0)], "stock = yes"),
        (STOCK, [(0, 1)], "stock = no / yes"),
        (STOCK, [(1, 3)], "stock ≠ yes"),
    ],
)
def test_a_condition_is_said_with_the_rounder_value_and_without_the_ends_of_the_domain(
    given: Input, spans: list[Span], text: str
) -> None:
    assert term(given, spans) == text


def row(name: str, *tests: list[Span] | None) -> Row:
    return Row(name, name.upper(), "", tuple(None if spans is None else Unary("", tuple(spans)) for spans in tests))


def facts(*rows: Row, inputs: tuple[Input, ...] = (PAID, STOCK), hit: HitPolicy = "first") -> list[str]:
    found = Facts(Table(inputs, rows, hit))
    return [found.of(place) for place in range(len(rows))]


TODAY = row("today", [(0, 479)], [(0, 0)])
LATER = row("later", None, [(0, 0)])
CHECK = row("check", None, None)


def test_a_row_holds_in_its_own_tests_less_the_rows_above() -> None:
    today, later, check = facts(TODAY, LATER, CHECK)
    assert today == "today\npaid < 16:00\nstock = yes"
    assert later == "later\npaid ≥ 16:00\nstock = yes"
    assert check == "check\nstock ≠ yes"


def test_what_is_no_condition_on_one_input_is_an_exception() -> None:
    assert facts(TODAY, CHECK)[1] == "check\nnot(paid < 16:00 & stock = yes)"


def test_rows_above_count_only_as_far_as_they_reach_into_a_row() -> None:
    early = row("early", [(0, 100)], None)
    noon = row("noon", [(200, 300)], None)
    late = row("late", [(480, 959)], [(0, 0)])
    assert facts(early, noon, TODAY, late)[3] == facts(late)[0]
    assert facts(row("some", [(0, 700)], [(0, 1)]), late, inputs=(PAID, STOCK))[1] == "late\npaid > 19:40\nstock = yes"


def test_a_row_above_that_adds_nothing_is_not_mentioned() -> None:
    inner = row("inner", [(0, 100)], [(0, 0)])
    assert facts(inner, TODAY, CHECK)[2] == facts(TODAY, CHECK)[1]


def test_where_only_one_row_may_hold_others_do_not_matter() -> None:
    assert facts(TODAY, LATER, hit="unique")[1] == "later\nstock = yes"


def test_the_answer_counts_as_it_is_compared() -> None:
    changed = TODAY._replace(then="Today。")
    assert facts(changed)[0] == facts(TODAY)[0]


def any_table(rng: random.Random) -> Table:
    sizes = [rng.randint(1, 5) for _ in range(rng.randint(1, 3))]
    rows = []
    for number in range(rng.randint(1, 5)):
        tests: list[list[Span] | None] = []
        for size in sizes:
            low = rng.randrange(size)
            high = rng.randint(low, size - 1)
            tests.append(None if rng.random() < 0.3 else [(low, high)])
        rows.append(row(f"r{number}", *tests))
    return Table(tuple(Input(f"x{place}", "number", 0, 1, size) for place, size in enumerate(sizes)), tuple(rows))


def test_a_region_holds_just_the_cases_that_come_to_its_row() -> None:
    rng = random.Random(7)
    for _ in range(600):
        table = any_table(rng)
        grid = Grid(table)
        number = rng.randrange(len(table.rows))
        own = grid.boxes[number]
        box, excepted = _reduced(own, [part for other in grid.boxes[:number] if (part := common(own, other))])
        for case in itertools.product(*(range(given.size) for given in table.inputs)):
            at = tuple(
                1 << next(bit for bit, (low, high) in enumerate(atoms) if low <= position <= high)
                for atoms, position in zip(grid.atoms, case, strict=True)
            )
            within = common(at, box) is not None and not any(common(at, part) for part in excepted)
            assert within == (table.hits(case) == number), table


def test_the_same_region_has_the_same_fact_in_whatever_order_the_rows_above_stand() -> None:
    rng = random.Random(8)
    for _ in range(300):
        table = any_table(rng)
        *above, last = table.rows
        shuffled = rng.sample(above, len(above))
        told = Facts(table).of(len(above))
        assert Facts(table._replace(rows=(*shuffled, last))).of(len(above)) == told


def test_a_fact_of_many_exceptions_is_cut_short_and_still_tells_them_all_apart() -> None:
    inputs = tuple(Input(f"x{place}", "number", 0, 1, 1440) for place in range(4))
    rng = random.Random(9)
    above = [
        row(f"r{number}", *([(low := rng.randrange(1300), low + rng.randrange(100))] for _ in inputs))
        for number in range(199)
    ]
    rest = row("rest", None, None, None, None)
    began = time.process_time()
    told = facts(*above, rest, inputs=inputs)
    assert time.process_time() - began < 3
    assert len(told[-1]) <= MAX_FACT
    assert told[-1].startswith("rest\nnot(")
    other = [*above[:-1], row("r198", [(5, 6)], None, None, None)]
    assert facts(*other, rest, inputs=inputs)[-1] != told[-1]
