"""Whatever ends the app, the terminal is left as it was found and nothing private is printed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are a POSIX thing")

if os.name == "posix":
    from tests.tui.terminal import LAUNCH, ROOT, Terminal

CRASH = """
from kdeck.tui.screens.home import HomeScreen
def action_open(self, route):
    password = "hunter2"
    raise RuntimeError("broken on purpose")
HomeScreen.action_open = action_open
"""

CRASH_IN_EXAM = """
import atexit
from kdeck.trainer.exam.results import records
from kdeck.tui.screens.exam_sitting import ExamSittingScreen
def action_page(self, direction):
    raise RuntimeError("broken on purpose")
ExamSittingScreen.action_page = action_page
atexit.register(lambda: print("FATES", [asked.fate for asked in records(trainer)[0].asked][:3]))
"""
PAGE_DOWN = b"\x1b[6~"


def test_q_leaves_with_a_restored_terminal() -> None:
    terminal = Terminal()
    terminal.read_until("云杉户外".encode())
    assert b"\x1b[>" not in terminal.output.replace(b"\x1b[>0q", b""), "the kitty protocol stays off"
    terminal.send(b"q")
    assert terminal.ended() == 0
    assert terminal.restored


@pytest.mark.parametrize("key", [b"\x03", b"\x11"], ids=["ctrl+c", "ctrl+q"])
def test_control_keys_leave_too(key: bytes) -> None:
    terminal = Terminal()
    terminal.read_until(b"Decks")
    terminal.send(key)
    assert terminal.ended() == 0
    assert terminal.restored


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_signals_end_it_with_a_restored_terminal(number: signal.Signals) -> None:
    terminal = Terminal()
    terminal.read_until(b"Decks")
    terminal.signal(number)
    assert terminal.ended() == 128 + number
    assert terminal.restored


def test_an_error_of_the_app_restores_the_terminal_and_shows_no_variables() -> None:
    terminal = Terminal(between=CRASH)
    terminal.read_until(b"Decks")
    terminal.send(b"b")
    assert terminal.ended() == 1
    assert terminal.restored
    after = terminal.output[terminal.output.rfind(b"\x1b[?1049l") :]
    assert b"RuntimeError: broken on purpose" in after, "the error reaches whoever started the app"
    assert b"hunter2" not in terminal.output.replace(b'password = "hunter2"', b"")
    assert "╭".encode() not in after, "no picture of frames with their variables"


def test_an_error_of_the_app_spends_no_question_of_an_exam() -> None:
    terminal = Terminal(between=CRASH_IN_EXAM)
    terminal.read_until(b"Decks")
    for key, shown in ((b"x", b"Practice exam"), (b"\r", b"Over which"), (b"\r", b"begin"), (b"\r", b"1 / 7")):
        terminal.output = b""
        terminal.send(key)
        terminal.read_until(shown)
    for number in (b"1 / 7", b"2 / 7"):
        terminal.output = b""
        terminal.send(PAGE_DOWN)
        terminal.read_until(b"The exam goes on with the same question")
        terminal.read_until(number)
        if number == b"1 / 7":
            terminal.output = b""
            terminal.send(b"\r")
            terminal.read_until(b"no answer yet")
            terminal.send(b"\r")
            terminal.read_until(b"2 / 7")
    terminal.send(PAGE_DOWN)
    assert terminal.ended() == 1, "an error that comes again at once ends the app"
    assert terminal.restored
    assert b"FATES ['answered', 'spent', 'waiting']" in terminal.output
    assert b"RuntimeError: broken on purpose" in terminal.output


def test_a_lost_terminal_ends_it_even_when_hang_ups_are_ignored() -> None:
    ignoring = "import asyncio\nasyncio.unix_events._UnixSelectorEventLoop.add_signal_handler = lambda *a: None"
    terminal = Terminal(before=f"signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{ignoring}")
    terminal.read_until(b"Decks")
    terminal.hang_up()
    assert terminal.ended(20) != 0


def test_with_standard_error_redirected_the_screen_is_still_drawn() -> None:
    with Path(os.devnull).open("wb") as nowhere:
        terminal = Terminal(stderr=nowhere.fileno())
        terminal.read_until(b"Decks")
        terminal.send(b"q")
        assert terminal.ended() == 0


def test_without_a_terminal_one_clear_line_says_so() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LAUNCH.format(before="", between="")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.decode().splitlines()[-1].endswith("The app needs a terminal for both input and output")
    assert done.stdout == b""


@pytest.mark.parametrize("name", ["COLUMNS", "LINES"])
def test_a_size_that_no_screen_has_is_not_drawn(name: str) -> None:
    terminal = Terminal(before=f"import os; os.environ['{name}'] = '100000'")
    terminal.read_until(b"Decks", seconds=30)
    assert len(terminal.output) < 100_000, "a line of it would be longer"
    terminal.send(b"q")
    assert terminal.ended() == 0


def test_a_terminal_that_claims_such_a_size_is_drawn_as_far_as_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    from kdeck.tui.launch import _driver

    driver = _driver(on_stdout=False)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((65_535, 24)))
    assert driver._get_terminal_size(object.__new__(driver)) == (1_000, 24)  # type: ignore[attr-defined]
