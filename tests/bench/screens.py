"""The lines about the app on a real terminal: how soon it is there, how soon a key is answered, what it weighs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.bench import LARGE, SMALL, Bench, due_of
from tests.bench.five_chats import NAMES
from tests.bench.five_chats import READY as FIVE_READY
from tests.bench.material import LEARNER, RULE, SHOP
from tests.bench.measure import Row, against, alternate, compared, sample
from tests.bench.terminal import Terminal
from tests.bench.typing_passage import READY

_SERIAL = re.compile(r"\d{6} 号")
_READY, _COUNT = "minimal ready", "count "
_FLOOR = "minimal app's key → paint"
_PASSAGE = 2_000
_SLOWEST = 0.033
"""Two frames of a 60 Hz terminal: what the slowest hundredth of all keys may take."""


def home(bench: Bench) -> Iterator[Row]:
    """From a process's start to Home with its counts, against the least that Textual can show."""
    root = bench.material(LARGE)
    peaks: list[list[float]] = [[], []]

    def starting(side: int, command: list[str], *texts: str) -> Callable[[], float]:
        def once() -> float:
            with Terminal(command) as terminal:
                painted = terminal.wait_for(*texts)
                terminal.settle()
            peaks[side].append(terminal.peak)
            return painted - terminal.begun

        return once

    ours = starting(0, bench.kdeck(root), SHOP, LEARNER, str(due_of(LARGE)))
    floor = starting(1, _minimal(bench), _READY)
    first, least = alternate([ours, floor], bench.times(15, 5))
    name = "minimal Textual app"
    yield against(f"`kdeck`: start → Home painted, {LARGE:,} cards", first, least, 1.3, floor_name=name)
    held, least = (sample(values[1:]) for values in peaks)
    yield against(f"peak memory of the app at Home, {LARGE:,} cards", held, least, unit="MB", floor_name=name)


def keys(bench: Bench) -> Iterator[Row]:
    """A rating key until the next question is painted, against a key in the minimal app, key by key in turns."""
    for cards in (SMALL, LARGE):
        taken: dict[str, list[float]] = {}
        sittings = bench.times(2, 1) * (due_of(LARGE) // due_of(cards))
        for _turn in range(sittings):
            for name, value in _sitting(bench, cards):
                taken.setdefault(name, []).append(value)
        rated, floor = sample(taken["rate"]), sample(taken["floor"])
        what = f"{cards:,} cards, {len(rated.values)} keys"
        row = compared(f"rating key → next question painted, answer durable, {what}", rated, floor, floor_name=_FLOOR)
        yield row._replace(goal=f"p99 ≤ {_SLOWEST * 1000:g} ms", met=rated.percentile(0.99) <= _SLOWEST)
        yield compared(f"space → answer painted, {what}", sample(taken["reveal"]), floor, floor_name=_FLOOR)


def typing(bench: Bench) -> Iterator[Row]:
    """A hanzi until it is painted where it was typed, late in a long passage, against a key in the minimal app."""
    passage = "".join(chr(0x4E00 + place) for place in range(_PASSAGE))
    held, keys = 1_000, bench.times(500, 60)
    taken: dict[str, list[float]] = {"typed": [], "floor": []}
    argv = [bench.venv.python, str(Path(__file__).with_name("typing_passage.py")), passage]
    with Terminal(argv) as app, Terminal(_minimal(bench)) as minimal:
        app.wait_for(READY)
        minimal.wait_for(_READY)
        for start in range(0, held, 100):
            app.send(passage[start : start + 100])
            app.wait_for(passage[start + 99])
            app.settle()
        minimal.settle()
        for number, character in enumerate(passage[held : held + keys], 1):
            taken["typed"].append(-app.send(character) + app.wait_for(character))
            app.settle()
            taken["floor"].append(-minimal.send("x") + minimal.wait_for(f"{_COUNT}{number}."))
            minimal.settle()
    typed, floor = sample(taken["typed"]), sample(taken["floor"])
    what = f"key → paint in a {_PASSAGE:,}-character passage, {keys} keys"
    row = compared(what, typed, floor, floor_name=_FLOOR)
    yield row._replace(goal=f"p99 ≤ {_SLOWEST * 1000:g} ms", met=typed.percentile(0.99) <= _SLOWEST)


def chats(bench: Bench) -> Iterator[Row]:
    """A hanzi in one of five open chats, and the key that turns to the next one, until they are painted."""
    turns, each = bench.times(25, 4), 20
    taken: dict[str, list[float]] = {"typed": [], "turned": [], "floor": []}
    argv = [bench.venv.python, str(Path(__file__).with_name("five_chats.py"))]
    with Terminal(argv) as app, Terminal(_minimal(bench)) as minimal:
        app.wait_for(FIVE_READY)
        minimal.wait_for(_READY)
        app.settle()
        minimal.settle()
        for turn in range(turns):
            for number in range(turn * each, (turn + 1) * each):
                character = chr(0x4E00 + number)
                taken["typed"].append(-app.send(character) + app.wait_for(character))
                app.settle()
                taken["floor"].append(-minimal.send("x") + minimal.wait_for(f"{_COUNT}{number + 1}."))
                minimal.settle()
            place = (turn + 1) % len(NAMES)
            taken["turned"].append(-app.send("\x1b[1;5C") + app.wait_for(f"▸{place + 1} {NAMES[place]}"))
            app.settle()
    floor = sample(taken["floor"])
    for name, what in (
        ("typed", "key → paint with five chats open"),
        ("turned", "turn to another of five chats → painted"),
    ):
        ours = sample(taken[name])
        row = compared(f"{what}, {len(ours.values)} keys", ours, floor, floor_name=_FLOOR)
        yield row._replace(goal=f"p99 ≤ {_SLOWEST * 1000:g} ms", met=ours.percentile(0.99) <= _SLOWEST)


def _minimal(bench: Bench) -> list[str]:
    return [bench.venv.python, str(Path(__file__).with_name("minimal.py")), _READY, _COUNT]


def _sitting(bench: Bench, cards: int) -> Iterator[tuple[str, float]]:
    """All due cards answered on a copy of the learner's home; what was pressed, and seconds until it was painted."""
    root, scratch = bench.material(cards), bench.folder / "sitting"
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(root / "home", scratch)
    bench.venv.probe("inside:without_new_cards", str(scratch))
    with Terminal(bench.kdeck(root, home=scratch)) as app, Terminal(_minimal(bench)) as minimal:
        app.wait_for(SHOP, str(due_of(cards)))
        minimal.wait_for(_READY)
        app.settle()
        minimal.settle()
        app.send("s")
        _painted, asked = app.wait_other(_SERIAL, "")
        for turn in range(1, due_of(cards)):
            app.settle()
            yield "reveal", -app.send(" ") + app.wait_for(RULE)
            app.settle()
            sent = app.send("3")
            painted, asked = app.wait_other(_SERIAL, asked)
            yield "rate", painted - sent
            minimal.settle()
            yield "floor", -minimal.send("x") + minimal.wait_for(f"{_COUNT}{turn}.")
