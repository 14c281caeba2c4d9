"""The lines about commands and about what happens within them: what is measured, against what, with which goal."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.bench import LARGE, MIDDLE, Bench
from tests.bench.inside import QUERIES
from tests.bench.measure import Row, against, alternate, compared, sample, within
from tests.bench.processes import run

_YAML_ALONE = (
    "import sys, yaml\n"
    "for name in sys.argv[1:]:\n"
    "    with open(name, encoding='utf-8') as file:\n"
    "        yaml.load(file, Loader=yaml.CSafeLoader)\n"
)
_EVENTS = 100_000


def check(bench: Bench) -> Iterator[Row]:
    """Checking everything from nothing, against PyYAML's C loader alone on the same files; both whole processes."""
    root = bench.material(MIDDLE)
    command = bench.kdeck(root, "check", str(root / "library"), "--format", "json")
    floor = [bench.venv.python, "-c", _YAML_ALONE, *sorted(str(file) for file in root.glob("library/**/*.yaml"))]
    ours, loader = alternate([lambda: run(command).seconds, lambda: run(floor).seconds], bench.times(7, 3))
    yield against(f"`kdeck check`, {MIDDLE:,} cards", ours, loader, 1.2, floor_name="CSafeLoader alone")


def due(bench: Bench) -> Iterator[Row]:
    """From a process's start to its end, against an interpreter that does nothing."""
    peaks: dict[int, list[float]] = {MIDDLE: [], LARGE: []}
    commands = {cards: bench.kdeck(bench.material(cards), "due", "--format", "json") for cards in peaks}

    def once(cards: int) -> float:
        done = run(commands[cards])
        peaks[cards].append(done.peak)
        return done.seconds

    nothing = [bench.venv.python, "-c", "pass"]
    sides = [lambda: once(MIDDLE), lambda: run(nothing).seconds, lambda: once(LARGE)]
    middle, floor, large = alternate(sides, bench.times(25, 7))
    for cards, ours in ((MIDDLE, middle), (LARGE, large)):
        limit = 6.0 if cards == MIDDLE else None
        yield against(f"`kdeck due`, {cards:,} cards", ours, floor, limit, floor_name="`python -c pass`")
    yield against(f"the same, {LARGE:,} cards against {MIDDLE:,}", large, middle, floor_name=f"{MIDDLE:,} cards")
    for cards, held in peaks.items():
        yield within(f"peak memory of `kdeck due`, {cards:,} cards", sample(held[1:]), unit="MB")


def answer(bench: Bench) -> Iterator[Row]:
    """One answer on disk, against a bare one-row commit there."""
    count = bench.times(2000, 300)
    taken = bench.venv.probe("inside:answers", str(bench.material(LARGE)), count)
    commit = sample(taken["commit"])
    for name, what, limit in (("answer", "an answer durable (event, memory)", 2.0), ("undo", "undo durable", None)):
        ours = sample(taken[name])
        label = f"{what}, {LARGE:,} cards, {len(ours.values):,} times"
        yield compared(label, ours, commit, limit, floor_name="bare commit")


def reopen(bench: Bench) -> Iterator[Row]:
    """Opening a library whose index is there, within a fresh process, imports included."""
    root, repeats = bench.material(LARGE), bench.times(15, 5)
    places = [f"part-{place:03}.yaml" for place in range(repeats)]
    same = [bench.venv.probe("inside:reopen", str(root)) for _ in range(repeats + 1)][1:]
    yield within(f"unchanged library opened, {LARGE:,} cards", sample(same), 0.050)
    changed = [bench.venv.probe("inside:reopen_changed", str(root), place) for place in places[: repeats // 2 + 1]]
    yield within(f"the same after a change in 1 of {LARGE // 1000} files", sample(changed))
    bench.venv.probe("inside:reopen", str(root))  # the index is that of the unchanged files again


def search(bench: Bench) -> Iterator[Row]:
    """Each kind of search over the whole library."""
    taken = bench.venv.probe("inside:searches", str(bench.material(LARGE)), bench.times(25, 7))
    for query in QUERIES:
        yield within(f"search `{query}`, {LARGE:,} cards", sample(taken[query]))


def merge(bench: Bench) -> Iterator[Row]:
    """Another journal's events taken in, and all memory folded anew."""
    taken = bench.venv.probe("inside:merging", str(bench.material(LARGE)), _EVENTS, bench.times(5, 1))
    yield within(f"merge of {_EVENTS:,} events from another journal", sample(taken["merge"]), 3.0, "s")
    yield within(f"memory rebuilt from {_EVENTS:,} events", sample(taken["rebuild"]), unit="s")
