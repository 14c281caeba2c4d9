"""Bursts of input on every screen: ``python -m tests.chaos.bursts --inputs 20000``.

The whole app in this process, on a journal file, fed through the terminal's own parser: writes of one to four keys,
pastes with and without brackets, clicks, drags and wheels, other sizes of the window, and nothing at all while time
goes by; the next write may come at once, in a moment, or when all has been painted. Keys are mostly those that act on
the screen of the moment, so that everything is reached. Whatever comes: nothing is raised, no question is answered or
rated by a key that was pressed before it had been painted, every exam can be gone on with and has lost no question but
those that were left, and the journal is sound.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple
from unittest.mock import patch

from rich.console import RenderableType
from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.screen import Screen

from kdeck.core.cards.card import Prompt
from kdeck.core.exam.record import fold
from kdeck.language import use
from kdeck.trainer.merge import stale_cards
from kdeck.trainer.study import Phase, Sitting
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.base import LEAST_WIDTH, KdeckScreen
from kdeck.tui.screens.sitting import SittingScreen
from tests.chaos.openings import SCREENS, STARTS, World, app_at, world
from tests.tui.builders import Watch, shown

_EACH = 160
"""Inputs of one app; then another one is opened on another screen."""
_PATIENCE = 60.0
"""Seconds in which a busy machine has done whatever was typed ahead."""
_SIZES = ((80, 24), (100, 30), (140, 40), (50, 15), (60, 18), (40, 10), (80, 24))
_BYTES = {
    "enter": "\r", "escape": "\x1b", "space": " ", "tab": "\t", "backspace": "\x7f", "up": "\x1b[A", "down": "\x1b[B",
    "right": "\x1b[C", "left": "\x1b[D", "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "home": "\x1b[H", "end": "\x1b[F",
    "shift+tab": "\x1b[Z", "delete": "\x1b[3~", "comma": ",", "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR",
    "f4": "\x1bOS", "f5": "\x1b[15~", "f8": "\x1b[19~", "ctrl+p": "\x10", "ctrl+u": "\x15", "ctrl+n": "\x0e",
    "ctrl+up": "\x1b[1;5A", "ctrl+down": "\x1b[1;5B", "ctrl+right": "\x1b[1;5C", "ctrl+left": "\x1b[1;5D",
    "shift+up": "\x1b[1;2A", "shift+down": "\x1b[1;2B", "ctrl+w": "\x17", "ctrl+a": "\x01", "ctrl+s": "\x13",
}  # fmt: skip
_ANY: tuple[str, ...] = (*_BYTES.values(), *"shabctpxwfgnrje12345!-?")
_TEXTS = (
    "亲",
    "在的哦",
    "答案3",
    "30",
    "，",
    "a",
    "s",
    "3",
    "1",
    " ",
    "w",
    "😀",
    "\u200d",
    "李",
    "q",
    "/",
    "[/]",
    "是",
)
_PASTES = ("亲，在的哦", "明天\n后天", "[b]x[/b]", "x" * 300, "", "16:00")


class Unseen(AssertionError):
    """A question was answered or rated before anybody could have seen it."""


class Counts(NamedTuple):
    """What was done: inputs by kind, inputs by the screen that lay on top, and what the journals hold at the end."""

    inputs: Counter[str]
    screens: Counter[str]
    found: Counter[str]


class Witness:
    """What has been painted when, found out from the terminal's cells; and whether answers came after it."""

    def __init__(self) -> None:
        self.painted: dict[object, float] = {}
        self.checked = 0
        self.app: KdeckApp | None = None

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look at every paint, and at everything that rates or spends."""
        display, rate, submit = KdeckApp._display, Sitting.rate, Sitting.submit

        def displayed(app: KdeckApp, screen: Screen[object], renderable: RenderableType | None) -> None:
            at = events.Event().time
            display(app, screen, renderable)
            if renderable is not None:
                self._note(app, at)

        def rated(sitting: Sitting, *given: Any) -> Any:
            self._check(sitting)
            return rate(sitting, *given)

        def submitted(sitting: Sitting, *given: Any) -> None:
            if sitting.phase is Phase.ASK:
                self._check(sitting)
            submit(sitting, *given)

        with (
            patch.object(KdeckApp, "_display", displayed),
            patch.object(Sitting, "rate", rated),
            patch.object(Sitting, "submit", submitted),
        ):
            yield

    def _note(self, app: KdeckApp, at: float) -> None:
        screen = app.screen
        if not isinstance(screen, SittingScreen):
            return
        key, prompt = _key(screen.sitting), screen.sitting.prompt
        if prompt is not None and key not in self.painted and _opening(prompt) in _squeezed(shown(app)):
            self.painted[key] = at

    def _check(self, sitting: Sitting) -> None:
        assert self.app is not None
        self.checked += 1
        seen, pressed = self.painted.get(_key(sitting)), self.app.turns.pressed
        if seen is None or pressed < seen:
            question = sitting.prompt.question if sitting.prompt is not None else ""
            raise Unseen(f"{question!r} ({sitting.phase}): painted {seen}, pressed {pressed}")


def _key(sitting: Sitting) -> object:
    return id(sitting), id(sitting.prompt), sitting.phase


def _opening(prompt: Prompt) -> str:
    return _squeezed(prompt.question)[:4]


def _squeezed(text: str) -> str:
    return "".join(text.split())


class Driver:
    """Sends input to an app, as a terminal does."""

    def __init__(self, app: KdeckApp, watch: Watch, rnd: random.Random, counts: Counts) -> None:
        self.app = app
        self.watch = watch
        self.rnd = rnd
        self.counts = counts
        self._parser = XTermParser()
        self._acting: list[str] = []
        self._kinds = {
            "keys": (60, self._keys), "text": (12, self._text), "paste": (4, self._paste),
            "unbracketed paste": (2, self._unbracketed), "click": (10, self._click), "drag": (2, self._drag),
            "wheel": (2, self._wheel), "resize": (3, self._resize), "time": (5, self._time),
        }  # fmt: skip

    async def input(self) -> None:
        """One input of a random kind, and a random wait after it."""
        (kind,) = self.rnd.choices(list(self._kinds), [weight for weight, _do in self._kinds.values()])
        if self.app.size.width < LEAST_WIDTH and self.rnd.random() < 0.3:
            kind = "resize"  # nothing acts where there is no room
        self.counts.inputs[kind] += 1
        self.counts.screens[type(self.app.screen).__name__ if self.app.screen_stack else ""] += 1
        self._kinds[kind][1]()
        for _turn in range(self.rnd.choice((0, 0, 1, 3, 10))):
            await asyncio.sleep(0)
        if self.rnd.random() < 0.5:
            await self.settled(0.3)

    async def settled(self, seconds: float = 5.0) -> None:
        """Wait until everything has been done and painted, at most so long."""
        end = time.monotonic() + seconds
        while self.app.is_running and time.monotonic() < end:
            if not self.app.turns.held and self.app.turns.quiet():
                screen = self.app.screen
                if not (isinstance(screen, KdeckScreen) and screen._dirty_widgets) and not screen._layout_required:
                    return
            await asyncio.sleep(0.001)

    def write(self, data: str) -> None:
        """What the terminal hands over in one read."""
        driver = self.app._driver
        if driver is not None and data:
            for message in [*self._parser.feed(data), *self._parser.tick()]:
                driver.process_message(message)

    def _key(self) -> str:
        screen, rnd = self.app.screen, self.rnd
        if isinstance(screen, KdeckScreen) and self.app.turns.quiet():  # else whoever types ahead goes by what was seen
            self._acting = [name for key in screen.keys_now() for name in key.names.split(",") if name]
        if rnd.random() < 0.7 and (names := [name for name in self._acting if key_allowed(name, rnd)]):
            name = rnd.choice(names)
            return _BYTES.get(name, name if len(name) == 1 else "\r")
        return rnd.choice(_ANY)

    def _keys(self) -> None:
        self.write("".join(self._key() for _key in range(self.rnd.randint(1, 4))))

    def _text(self) -> None:
        parts = [self.rnd.choice(_TEXTS) for _part in range(self.rnd.randint(1, 3))]
        parts.insert(self.rnd.randint(0, len(parts)), self.rnd.choice(("", "\x7f", "\x1b[D", "\r", "\x15")))
        self.write("".join(parts))

    def _paste(self) -> None:
        self.write(f"\x1b[200~{self.rnd.choice(_PASTES)}\x1b[201~" + self.rnd.choice(("", "\r", "a")))

    def _unbracketed(self) -> None:
        self.write(self.rnd.choice(_PASTES).replace("\n", "\r"))

    def _place(self) -> tuple[int, int]:
        size, rnd = self.app.size, self.rnd
        row = rnd.choice((rnd.randint(1, max(1, size.height)), max(1, size.height), 1))
        return rnd.randint(1, max(1, size.width)), row

    def _click(self) -> None:
        place = "0;{};{}".format(*self._place())
        self.write(f"\x1b[<{place}M\x1b[<{place}m" * self.rnd.randint(1, 2) + self.rnd.choice(("", "", self._key())))

    def _drag(self) -> None:
        start, middle, end = (self._place() for _place in range(3))
        self.write("\x1b[<0;{};{}M\x1b[<32;{};{}M\x1b[<0;{};{}m".format(*start, *middle, *end))

    def _wheel(self) -> None:
        self.write("\x1b[<{};{};{}M".format(self.rnd.choice((64, 65)), *self._place()) * self.rnd.randint(1, 4))

    def _resize(self) -> None:
        size = Size(*self.rnd.choice(_SIZES))
        if isinstance(self.app._driver, HeadlessDriver):
            self.app._driver._size = (size.width, size.height)
        self.app.post_message(events.Resize(size, size))

    def _time(self) -> None:
        self.watch.think(self.rnd.choice((0.5, 3.0, 10.0, 40.0, 200.0)))


def key_allowed(name: str, rnd: random.Random) -> bool:
    """Whether to press it: leaving and help are seldom enough that one gets somewhere."""
    return rnd.random() < 0.05 or name not in ("q", "?", "f1")


async def sit(start: str, inputs: int, rnd: random.Random, counts: Counts) -> None:
    """One app, opened somewhere and fed with so many inputs, or until it is left; then the journal is looked at."""
    with world() as here:
        witness, app = Witness(), app_at(start, here)
        witness.app = app
        with witness.watching():
            async with app.run_test(size=rnd.choice(_SIZES[:5]), notifications=True, tooltips=True):
                driver = Driver(app, here.watch, rnd, counts)
                if start in SCREENS:
                    await driver.settled()
                    app.push_screen(SCREENS[start](here))
                for _number in range(inputs):
                    if not app.is_running or app._exit:
                        break
                    await driver.input()
                await driver.settled(_PATIENCE)
                assert app._exit or not app.turns.held, f"keys wait for ever on {app.screen}"
        app.close_desk()
        use("en")
        if app.failure is not None:
            raise app.failure
        _sound(here, counts)
        counts.found["answers that came after their question was painted"] += witness.checked


def _sound(here: World, counts: Counts) -> None:
    """Whether the journal is whole, every memory is what its events say, and exams have lost nothing."""
    here.journal.check(full=True)
    stale = stale_cards(here.trainer)
    assert not stale, f"memories that are not what their events say: {stale}"
    for record in fold(here.journal.recent("exam", 1 << 40)):
        fates = Counter(asked.fate for asked in record.asked)
        counts.found.update({"exams": 1, **{f"questions {fate}": count for fate, count in fates.items()}})
    counts.found["reviews"] += len(here.journal.recent("review", 1 << 40))


def run(inputs: int, seed: int, *, starts: tuple[str, ...] = STARTS, each: int = _EACH) -> Counts:
    """So many inputs over all screens in turn; an error's note says which app failed."""
    counts = Counts(Counter(), Counter(), Counter())
    number = 0
    while counts.inputs.total() < inputs:
        start, rnd = starts[number % len(starts)], random.Random(f"{seed} {number}")
        try:
            asyncio.run(sit(start, min(each, inputs - counts.inputs.total()), rnd, counts))
        except BaseException as error:
            error.add_note(f"seed {seed}, app {number}, which began with {start!r}; inputs so far {counts.inputs}")
            raise
        number += 1
    counts.found["apps"] = number
    return counts


def main() -> int:
    """Send so many inputs, and say what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    counts = run(options.inputs, options.seed)
    say = partial(print, sep=": ")
    say("inputs", ", ".join(f"{kind} {count:,}" for kind, count in counts.inputs.most_common()))
    say(
        f"{len(counts.screens)} screens", ", ".join(f"{name} {count:,}" for name, count in counts.screens.most_common())
    )
    say("found", ", ".join(f"{what} {count:,}" for what, count in counts.found.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
