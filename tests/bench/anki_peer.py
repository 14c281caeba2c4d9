"""The peer: Anki's own backend, headless, on the same cards. Measured where it is installed.

Two processes cannot take turns within microseconds, so answers and searches alternate in blocks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.anki_inside import QUERIES as THEIRS
from tests.bench.bench import LARGE, MIDDLE, Bench, due_of
from tests.bench.inside import QUERIES as OURS
from tests.bench.inside import Times
from tests.bench.measure import Row, against, alternate, compared, sample
from tests.bench.processes import run

PACKAGE = "anki==26.9"
_FIRST = (
    "import sys\n"
    "from anki.collection import Collection\n"
    "collection = Collection(sys.argv[1])\n"
    "print(collection.sched.get_queued_cards().cards[0].card.id)\n"
)


def rows(bench: Bench) -> Iterator[Row]:
    """Every figure that Anki has a counterpart of."""
    if not bench.venv.probe("anki_inside:installed"):
        sys.stderr.write("anki: not installed, so nothing is compared with it; --anki installs it.\n")
        return
    root = bench.folder / "anki"
    if not (root / "complete").exists():
        root.mkdir(exist_ok=True)
        bench.venv.probe("anki_inside:prepare", str(root), LARGE, due_of(LARGE))
        (root / "complete").touch()
    yield from _first_card(bench, root)
    yield from _answers(bench, root)
    yield from _searches(bench, root)
    yield _reading(bench)


def _first_card(bench: Bench, root: Path) -> Iterator[Row]:
    held: list[list[float]] = [[], []]

    def starting(side: int, command: list[str]) -> Callable[[], float]:
        def once() -> float:
            done = run(command)
            held[side].append(done.peak)
            return done.seconds

        return once

    ours = starting(0, bench.kdeck(bench.material(LARGE), "due", "--format", "json"))
    theirs = starting(1, [bench.venv.python, "-c", _FIRST, str(root / "collection.anki2")])
    first, peer = alternate([ours, theirs], bench.times(15, 5))
    yield against(f"process → first due card, {LARGE:,} cards", first, peer, 0.20, floor_name="Anki")
    ours_held, peer_held = (sample(values[1:]) for values in held)
    yield against("its peak memory", ours_held, peer_held, 0.30, unit="MB", floor_name="Anki")


def _answers(bench: Bench, root: Path) -> Iterator[Row]:
    count = bench.times(500, 100)
    ours, theirs = _blocks(
        bench,
        lambda: bench.venv.probe("inside:answers", str(bench.material(LARGE)), count),
        lambda: bench.venv.probe("anki_inside:answers", str(root), count),
    )
    for name, what in (("answer", "an answer durable"), ("undo", "undo durable")):
        yield compared(f"{what}, {LARGE:,} cards", sample(ours[name]), sample(theirs[name]), 1.0, floor_name="Anki")


def _searches(bench: Bench, root: Path) -> Iterator[Row]:
    repeats = bench.times(9, 5)
    ours, theirs = _blocks(
        bench,
        lambda: bench.venv.probe("inside:searches", str(bench.material(LARGE)), repeats),
        lambda: bench.venv.probe("anki_inside:searches", str(root), repeats),
    )
    for mine, other in zip(OURS, THEIRS, strict=True):
        what = f"search `{mine}`, {LARGE:,} cards"
        yield against(what, sample(ours[mine]), sample(theirs[other]), 0.5, floor_name="Anki")


def _reading(bench: Bench) -> Row:
    scratch = bench.folder / "import"
    scratch.mkdir(exist_ok=True)
    library = str(bench.material(MIDDLE) / "library")
    sides: list[Callable[[], float]] = [
        lambda: float(bench.venv.probe("inside:checking", library)),
        lambda: float(bench.venv.probe("anki_inside:imports", str(scratch), MIDDLE)),
    ]
    ours, theirs = alternate(sides, bench.times(7, 3))
    return against(f"read and check {MIDDLE:,} cards of YAML", ours, theirs, 1.0, floor_name="Anki's CSV import")


def _blocks(bench: Bench, ours: Callable[[], Times], theirs: Callable[[], Times]) -> tuple[Times, Times]:
    """Both sides in turns, block by block, the values of all blocks together."""
    gathered: tuple[Times, Times] = {}, {}
    for _turn in range(bench.times(5, 2)):
        for side, times in zip((ours, theirs), gathered, strict=True):
            for name, values in side().items():
                times.setdefault(name, []).extend(values)
    return gathered
