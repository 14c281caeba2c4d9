"""A real pseudo-terminal with a screen behind it, for whole sessions of ``kdeck``."""

from __future__ import annotations

import os
import select
import subprocess
import termios
import time
from pathlib import Path
from typing import Any

import pyte
from wcwidth import wcwidth

PATIENCE = 30.0
"""Seconds for a busy machine; a test that works never waits that long."""

_SIZE = (100, 30)
_PAINTED, _WHOLE_SCREEN = 0.1, 1.0
"""Seconds without output after which a screen counts as painted, and the most that are waited for it."""


def shown(screen: pyte.Screen) -> str:
    """What stands on a screen, a line a row; half of a wide character whose other half was painted over is blank.

    ``Screen.display`` fails on such a half, and leaves out what was painted over the other.
    """
    return "\n".join(_row([screen.buffer[y][x].data for x in range(screen.columns)]) for y in range(screen.lines))


def _row(cells: list[str]) -> str:
    """A row's text. cells: a wide character's second half is empty, or holds the marks that combine with it."""
    parts: list[str] = []
    open_half = False
    for place, cell in enumerate(cells):
        if not cell or not wcwidth(cell[0]):
            parts.append(cell if open_half else " ")
            open_half = False
            continue
        at_edge = place + 1 == len(cells)
        open_half = wcwidth(cell[0]) == 2 and not at_edge and (not cells[place + 1] or not wcwidth(cells[place + 1][0]))
        parts.append(cell if open_half or at_edge or wcwidth(cell[0]) == 1 else " ")
    return "".join(parts)


class Terminal:
    """One process on a terminal of its own. size: columns and rows. ``output``: every byte that it wrote."""

    def __init__(
        self, command: list[str], environment: dict[str, str], folder: Path, size: tuple[int, int] = _SIZE
    ) -> None:
        self._master, slave = os.openpty()
        columns, rows = size
        termios.tcsetwinsize(slave, (rows, columns))
        self.modes_before = termios.tcgetattr(slave)
        self._slave = slave  # kept open, so that its modes can be read after the process has ended
        self.output = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, cwd=folder, start_new_session=True
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)
        os.close(self._slave)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return shown(self._screen)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor, from 0: where an input method opens its window."""
        return self._screen.cursor.x, self._screen.cursor.y

    @property
    def modes(self) -> list[Any]:
        """The terminal's modes (echo, line by line…) as they are now."""
        return termios.tcgetattr(self._slave)

    def type(self, text: str) -> None:
        """Send text as an input method commits it: all at once."""
        os.write(self._master, text.encode())

    def wait_for(self, wanted: str) -> None:
        """Read until ``wanted`` stands on the screen, and what is painted with it: no key answers what is half seen."""
        end = time.monotonic() + PATIENCE
        while wanted not in self.text:
            if not self._read(end) or self.process.poll() is not None:
                raise AssertionError(f"{wanted!r} never came; the screen shows:\n{self.text}")
        end = time.monotonic() + _WHOLE_SCREEN
        while self._read(min(end, time.monotonic() + _PAINTED)):
            pass

    def wait_for_output(self, wanted: bytes) -> None:
        """Read until ``wanted`` has been written."""
        end = time.monotonic() + PATIENCE
        while wanted not in self.output:
            if not self._read(end):
                raise AssertionError(f"{wanted!r} was never written")

    def wait_until_quiet(self, seconds: float) -> None:
        """Read until nothing has been written for so long."""
        while self._read(time.monotonic() + seconds):
            pass

    def pass_welcome(self, language: str = "en") -> None:
        """Skip the first run of somebody who has done nothing yet; Home is next."""
        self.wait_for("直接学习" if language == "zh" else "study at once")
        self.type("\x1b")

    def wait_for_exit(self) -> int:
        """Read until the process has ended; its exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            self._read(min(end, time.monotonic() + 0.1))
            if time.monotonic() > end:
                raise AssertionError(f"it does not end; the screen shows:\n{self.text}")
        while self._read(time.monotonic() + 0.1):
            pass
        return self.process.wait()

    def _read(self, end: float) -> bool:
        """Take in what was written; ``False`` when nothing came until ``end``."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            return False
        data = os.read(self._master, 65_536)
        self.output += data
        self._stream.feed(data)
        return True
