"""The app in a real pseudo-terminal, as a process of its own."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from fcntl import ioctl
from pathlib import Path
from struct import pack

ROOT = Path(__file__).resolve().parents[2]
LAUNCH = """
import signal, sys
{before}
from tests.tui.builders import trainer_of
from kdeck.tui.launch import run
trainer = trainer_of()
{between}
sys.exit(run(trainer, "en"))
"""


class Terminal:
    """A program on a terminal of 80 by 24."""

    def __init__(self, *, before: str = "", between: str = "", stderr: int | None = None) -> None:
        self.master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, pack("HHHH", 24, 80, 0, 0))
        self.attributes = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            [sys.executable, "-c", LAUNCH.format(before=before, between=between)],
            stdin=slave,
            stdout=slave,
            stderr=slave if stderr is None else stderr,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)},
            start_new_session=True,
            preexec_fn=lambda: ioctl(0, termios.TIOCSCTTY, 0),
        )
        self.slave = slave
        self.output = b""

    def read_until(self, wanted: bytes, seconds: float = 60) -> None:
        """Read until something is shown, and what is painted with it: no key answers what is half seen."""
        deadline = time.monotonic() + seconds
        while wanted not in self.output:
            assert time.monotonic() < deadline, self.output[-2000:]
            if select.select([self.master], [], [], 0.2)[0]:
                self.output += os.read(self.master, 65536)
        deadline = time.monotonic() + 1
        while time.monotonic() < deadline and select.select([self.master], [], [], 0.1)[0]:
            self.output += os.read(self.master, 65536)

    def send(self, data: bytes) -> None:
        """Type."""
        os.write(self.master, data)

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Take the terminal away."""
        os.close(self.slave)
        os.close(self.master)

    def ended(self, seconds: float = 30) -> int:
        """Read what is left and wait for the end; the exit code."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < deadline, "still running"
            self._drain()
        self._drain()
        return self.process.returncode

    def _drain(self) -> None:
        try:
            while select.select([self.master], [], [], 0.05)[0]:
                self.output += os.read(self.master, 65536)
        except (OSError, ValueError):
            time.sleep(0.05)  # hung up

    @property
    def restored(self) -> bool:
        """Whether line editing works again, the cursor is seen and the screen is the one from before."""
        after = termios.tcgetattr(self.slave)
        screens = self.output.rfind(b"\x1b[?1049l") > self.output.rfind(b"\x1b[?1049h")
        cursor = self.output.rfind(b"\x1b[?25h") > self.output.rfind(b"\x1b[?25l")
        return after == self.attributes and screens and cursor
