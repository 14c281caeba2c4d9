"""A program on a real pseudo-terminal: when something is painted, and how long a key takes to be answered."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Sequence
from types import TracebackType

from tests.bench.processes import environment, peak_of

COLUMNS, LINES = 100, 30
_PATIENCE = 30.0
_QUIET = 0.04
"""Seconds without output after which a program counts as done: several frames."""
_CONTROL = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[ -/]*[0-~])")


class NotPainted(Exception):
    """What was waited for did not appear; the argument holds what did."""


class Terminal:
    """One running program. begun: when it was started (``time.perf_counter``). peak: bytes, once it is closed."""

    def __init__(self, argv: Sequence[str]) -> None:
        self.peak = 0
        self._output = b""
        self._read_at = self.begun = time.perf_counter()
        self._child, self._descriptor = pty.fork()
        if self._child == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            os.execve(argv[0], list(argv), environment())

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def shown(self) -> str:
        """All text painted since the last key."""
        return _CONTROL.sub(b"", self._output).decode(errors="replace")

    def send(self, keys: str) -> float:
        """Press keys, forgetting all output before them; when they were sent."""
        self._output = b""
        sent = time.perf_counter()
        os.write(self._descriptor, keys.encode())
        return sent

    def wait_for(self, *texts: str) -> float:
        """When all of ``texts`` had been painted since the last key; ``NotPainted`` after half a minute."""
        return self._wait(lambda shown: all(text in shown for text in texts), " + ".join(texts))

    def wait_other(self, pattern: re.Pattern[str], than: str) -> tuple[float, str]:
        """When something that ``pattern`` finds, other ``than`` this, had been painted since the last key; and it."""

        def new(shown: str) -> str:
            return next((found for found in pattern.findall(shown) if found != than), "")

        return self._wait(lambda shown: bool(new(shown)), pattern.pattern), new(self.shown)

    def settle(self) -> None:
        """Read on until nothing is painted any more."""
        while self._read(_QUIET):
            continue

    def close(self) -> None:
        """End the program, and keep the most memory that it held."""
        if self._child:
            os.kill(self._child, signal.SIGTERM)  # it has not been waited for, so the number is still its own
            while self._read(_PATIENCE):
                continue
            _pid, _status, usage = os.wait4(self._child, 0)
            self._child, self.peak = 0, peak_of(usage.ru_maxrss)
            os.close(self._descriptor)

    def _wait(self, seen: Callable[[str], bool], wanted: str) -> float:
        last = time.perf_counter() + _PATIENCE
        while not seen(self.shown):
            if not self._read(last - time.perf_counter()):
                raise NotPainted(f"{wanted!r} in {self.shown[-1500:]!r}")
        return self._read_at

    def _read(self, seconds: float) -> bool:
        """Take what is painted within so many seconds; whether there was anything."""
        if not select.select([self._descriptor], [], [], max(0.0, seconds))[0]:
            return False
        try:
            piece = os.read(self._descriptor, 65_536)
        except OSError:  # how Linux says that the other end is closed
            return False
        self._read_at = time.perf_counter()
        self._output += piece
        return bool(piece)
