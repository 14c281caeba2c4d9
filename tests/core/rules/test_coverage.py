import itertools
import random
import time

import pytest

from kdeck.core.rules.coverage import MAX_INPUTS, MAX_ROWS, Coverage, Grid, coverage
from kdeck.core.rules.table import Case, HitPolicy, Input, Row, Span, Table
from kdeck.core.rules.table import Test as Unary

Spans = tuple[Span, ...]


def numbers(name: str, size: int) -> Input:
    return Input(name, "number", 0, 1, size)


def table(sizes: list[int], rows: list[list[Spans | None]], hit: HitPolicy = "first") -> Table:
    inputs = tuple(numbers(f"x{place}", size) for place, size in enumerate(sizes))
    made = [
        Row(f"r{number}", f"t{number}", "", tuple(None if spans is None else Unary("", spans) for spans in tests))
        for number, tests in enumerate(rows)
    ]
    return Table(inputs, tuple(made), hit)


def to(high: int) -> Spans:
    return ((0, high),)


def oracle(given: Table) -> tuple[set[Case], set[int], dict[tuple[int, int], set[Case]]]:
    """The cases without a row, the rows without a case, the pairs of rows with the cases they share."""
    gaps: set[Case] = set()
    reached: set[int] = set()
    shared: dict[tuple[int, int], set[Case]] = {}
    for case in itertools.product(*(range(given.size) for given in given.inputs)):
        holding = [number for number, row in enumerate(given.rows) if row.holds(case)]
        if not holding:
            gaps.add(case)
        reached.update(holding[:1] if given.hit == "first" else holding)
        for pair in itertools.combinations(holding, 2):
            shared.setdefault(pair, set()).add(case)
    return gaps, set(range(len(given.rows))) - reached, shared


def any_spans(rng: random.Random, size: int) -> Spans | None:
    if rng.random() < 0.35:
        return None
    kept = [place for place in range(size) if rng.random() < rng.choice((0.3, 0.6, 0.9))]
    if rng.random() < 0.6:
        low = rng.randrange(size)
        kept = list(range(low, rng.randint(low, size - 1) + 1))
    spans: list[Span] = []
    for place in kept:
        spans.append((spans.pop()[0], place) if spans and spans[-1][1] == place - 1 else (place, place))
    return tuple(spans)


def any_table(rng: random.Random) -> Table:
    sizes = [rng.randint(1, 6) for _ in range(rng.randint(1, 4))]
    rows = [[any_spans(rng, size) for size in sizes] for _ in range(rng.randint(1, 8))]
    return table(sizes, rows, rng.choice(("first", "unique")))


@pytest.mark.parametrize("seed", range(10))
def test_the_checker_agrees_with_trying_every_case(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(250):
        given = any_table(rng)
        found = coverage(given)
        gaps, unreachable, shared = oracle(given)
        assert found.proven
        assert (found.gap in gaps) if gaps else found.gap is None, given
        assert {hidden.row for hidden in found.hidden} == unreachable, given
        if given.hit == "unique":
            assert {(overlap.first, overlap.second) for overlap in found.overlaps} == set(shared), given
            assert all(overlap.case in shared[overlap.first, overlap.second] for overlap in found.overlaps)
        else:
            assert found.overlaps == ()
            check_proofs(given, found)


def check_proofs(given: Table, found: Coverage) -> None:
    """The rows that are said to take the cases of a hidden row stand above it and really take them all."""
    cases = list(itertools.product(*(range(given.size) for given in given.inputs)))
    for hidden in found.hidden:
        assert all(by < hidden.row for by in hidden.by)
        own = [case for case in cases if given.rows[hidden.row].holds(case)]
        assert all(any(given.rows[by].holds(case) for by in hidden.by) for case in own)


def test_one_minute_without_an_answer_is_found() -> None:
    day = table([1440], [[to(959)], [((961, 1439),)]])
    assert coverage(day).gap == (960,)


def test_a_gap_is_shown_where_it_begins_beside_a_row() -> None:
    assert coverage(table([31], [[to(7)]])).gap == (8,)
    assert coverage(table([31], [[((8, 30),)]])).gap == (7,)
    assert coverage(table([31], [[((8, 30),)], [to(3)]])).gap == (4,)


def test_a_row_is_hidden_by_several_that_take_its_cases_together() -> None:
    given = table([10, 2], [[to(4), None], [((5, 9),), to(0)], [((5, 9),), ((1, 1),)], [None, ((1, 1),)]])
    assert coverage(given).hidden == ((3, (0, 2)),)


def test_a_row_that_lets_nothing_pass_is_hidden_by_none() -> None:
    assert coverage(table([5], [[()], [None]])).hidden == ((0, ()),)
    assert coverage(table([5], [[()], [None]], "unique")).hidden == ((0, ()),)


def test_a_table_without_cases_has_no_gap_and_no_row_that_is_reached() -> None:
    found = coverage(table([0, 3], [[None, None]]))
    assert (found.gap, found.hidden) == (None, ((0, ()),))


def test_rows_may_overlap_where_the_first_counts_and_not_where_only_one_may_hold() -> None:
    rows: list[list[Spans | None]] = [[to(5)], [((5, 9),)]]
    assert coverage(table([10], rows)) == Coverage(None, (), ())
    assert coverage(table([10], rows, "unique")).overlaps == ((0, 1, (5,)),)


def test_domains_of_millions_cost_no_more_than_their_tests() -> None:
    began = time.process_time()
    found = coverage(table([10**9, 10**12], [[to(10**8), None], [((10**8 + 2, 10**9 - 1),), None]]))
    assert found.gap == (10**8 + 1, 0)
    assert time.process_time() - began < 0.1


Block = list[Span]


def partition(rng: random.Random, count: int, axes: int, size: int) -> list[Block]:
    """Blocks that fill everything and nowhere overlap, in any order."""
    blocks: list[Block] = [[(0, size - 1)] * axes]
    while len(blocks) < count:
        block = blocks.pop(rng.randrange(len(blocks)))
        axis = rng.randrange(axes)
        low, high = block[axis]
        cut = rng.randint(low, high - 1) if low < high else high
        parts = ((low, cut), (cut + 1, high)) if low < high else ((low, high),)
        blocks += [[*block[:axis], part, *block[axis + 1 :]] for part in parts]
    rng.shuffle(blocks)
    return blocks


def as_table(blocks: list[Block], size: int, hit: HitPolicy = "first") -> Table:
    rows: list[list[Spans | None]] = [[None if s == (0, size - 1) else (s,) for s in block] for block in blocks]
    return table([size] * len(blocks[0]), rows, hit)


def some(rng: random.Random, size: int, free: float) -> Span:
    if rng.random() < free:
        return 0, size - 1
    low, high = sorted((rng.randrange(size), rng.randrange(size)))
    return low, high


def large_tables() -> dict[str, Table]:
    """Tables of 8 inputs and 200 rows: what people write, and what hurts."""
    rng = random.Random(1)
    size = 1440
    filled = partition(rng, 200, 8, size)
    minute = [list(block) for block in filled]
    widest = max(minute, key=lambda block: sum(high - low for low, high in block))
    axis = max(range(8), key=lambda place: widest[place][1] - widest[place][0])
    widest[axis] = (widest[axis][0], widest[axis][1] - 1)
    grown = [[(max(0, low - rng.randrange(50)), min(size - 1, high + rng.randrange(50))) for low, high in block]
             for block in filled]  # fmt: skip
    words = [[((word := rng.randrange(4)), word) if rng.random() < 0.3 else (0, 3) for _ in range(8)]
             for _ in range(199)]  # fmt: skip
    without = table([size] * 8, [[None if rng.random() < 0.7 else not_span(rng, size) for _ in range(8)]
                                 for _ in range(200)])  # fmt: skip
    return {
        "complete": as_table(filled, size),
        "complete, unique": as_table(filled, size, "unique"),
        "one minute missing": as_table(minute, size),
        "one minute missing, unique": as_table(minute, size, "unique"),
        "overlapping": as_table(grown, size),
        "words with an otherwise": as_table([*words, [(0, 3)] * 8], 4),
        "intervals": as_table([[some(rng, size, 0.5) for _ in range(8)] for _ in range(200)], size),
        "steps": as_table([[(0, 7 * number), *[(0, size - 1)] * 7] for number in range(200)], size),
        "exceptions": without,
    }


def not_span(rng: random.Random, size: int) -> Spans:
    low = rng.randint(1, size - 102)
    return (0, low - 1), (low + rng.randint(1, 100), size - 1)


@pytest.mark.parametrize(("name", "given"), large_tables().items(), ids=lambda value: str(value)[:26])
def test_eight_inputs_and_two_hundred_rows_are_proven_within_a_second_or_so(name: str, given: Table) -> None:
    assert (len(given.inputs), len(given.rows)) == (8, 200)
    began = time.process_time()
    found = coverage(given)
    assert time.process_time() - began < 3  # 0.01 to 0.5 s where nothing else runs
    assert found.proven
    if name.startswith("one minute"):
        assert found.gap is not None
        assert given.hits(found.gap) is None
    if name.startswith("complete"):
        assert found == Coverage(None, (), ())


def test_a_table_past_its_limits_is_refused_and_not_guessed_at() -> None:
    assert not coverage(table([2] * (MAX_INPUTS + 1), [[None] * (MAX_INPUTS + 1)])).proven
    assert not coverage(table([2], [[None]] * (MAX_ROWS + 1))).proven
    hard = large_tables()["overlapping"]
    refused = coverage(hard, budget=2_000)
    assert not refused.proven
    assert refused.gap is None or hard.hits(refused.gap) is None


def test_a_table_of_which_all_rows_overlap_is_gone_through_as_fast() -> None:
    rng = random.Random(3)
    odd: Spans = tuple((place, place) for place in range(1, 1440, 2))
    even: Spans = tuple((place, place) for place in range(0, 1440, 2))
    rows = [[None if rng.random() < 0.7 else rng.choice((odd, even)) for _ in range(8)] for _ in range(200)]
    given = table([1440] * 8, rows, "unique")
    began = time.process_time()
    found = coverage(given)
    assert time.process_time() - began < 3  # 0.3 s where nothing else runs; 19,900 pairs, each with a case
    assert len(found.overlaps) > 5_000
    for first, second, case in found.overlaps[::97]:
        assert given.rows[first].holds(case)
        assert given.rows[second].holds(case)


def test_the_first_span_of_a_mask_is_the_first_of_its_spans() -> None:
    rng = random.Random(4)
    grid = Grid(table([50], [[((place, place),)] for place in range(0, 50, rng.randint(1, 3))]))
    for _number in range(500):
        mask = rng.randint(1, grid.full[0])
        assert grid._first_span(0, mask) == grid.spans(0, mask)[0]
