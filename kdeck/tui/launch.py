"""Starting the app on a real terminal, and leaving it as it was found, whatever ends it."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING

from kdeck.core.errors import UsageError
from kdeck.core.message import Message
from kdeck.language import Language, current
from kdeck.tui.shell import Start, Welcome, load

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver

    from kdeck.trainer.trainer import Trainer
    from kdeck.tui.app import KdeckApp

_SIGNALLED = 128
_WATCH_SECONDS = 1.0
_GRACE_SECONDS = 3.0
_MOST_CELLS = 1_000
"""The largest width and height that is drawn; beyond it drawing takes minutes and gigabytes."""
_STARTED_SECONDS = 2.0
"""After so long the app and what it imports are there, on any machine that it is fit for."""


def run(
    trainer: Trainer,
    language: Language | None = None,
    *,
    start: Start = "home",
    deck: str | None = None,
    home_note: Message | None = None,
    journal_file: str = "",
    welcome: Welcome | None = None,
) -> int:
    """Run the app until the learner leaves it; the exit code.

    language: the one in use, unless given. home_note, journal_file, welcome: see ``KdeckApp``.
    start, deck: begin studying at once, one deck only where given; or open typing.
    Raises ``UsageError`` without a terminal. An unforeseen error of the app is raised here, after the terminal has
    been restored: whoever called decides what to say of it.
    """
    require_terminal()
    _forget_absurd_sizes()
    gc.disable()  # see ``_collect_again``
    app: KdeckApp = load("app")(
        trainer,
        language=language or current(),
        home_note=home_note,
        journal_file=journal_file,
        start=start,
        deck=deck,
        welcome=welcome,
    )
    return run_app(app)


def run_app(app: KdeckApp) -> int:
    """Run an app that has been made; everything else as ``run`` does.

    An exam goes on after an unforeseen error, with the question that was on the screen, unless that ends the app once
    more; the first error is raised at the end.
    """
    failure, asked = None, None
    while True:
        _run_once(app)
        failure, following = failure or app.failure, app.again()
        if following is None or following.asked is asked:
            break
        app, asked = following, following.asked
    if failure is not None:
        raise failure
    return app.return_code or 0


def _run_once(app: KdeckApp) -> None:
    if os.name == "posix":
        app.driver_class = _driver(on_stdout=not sys.stderr.isatty())
    try:
        asyncio.run(_live(app))
    finally:
        app.close_desk()


def require_terminal() -> None:
    """``UsageError`` without a terminal: the app would wait for keys that cannot come, at full load."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            Message("The app needs a terminal for both input and output"),
            Message("kdeck study --plain works line by line, over pipes too."),
        )


async def _live(app: KdeckApp) -> None:
    loop = asyncio.get_running_loop()
    loop.call_later(_STARTED_SECONDS, _collect_again)
    ended = threading.Event()
    if os.name == "posix":
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, partial(app.exit, return_code=_SIGNALLED + number))
        threading.Thread(target=_watch_terminal, args=(app, loop, ended), daemon=True).start()
    try:
        await app.run_async()
    finally:
        ended.set()


def _collect_again() -> None:
    """Look for garbage again, but never among what was loaded at the start.

    It stays for as long as the app does; going through it took a tenth of the start, and now and then the time of a
    whole frame between a key and its answer.
    """
    gc.freeze()
    gc.enable()


def _watch_terminal(app: KdeckApp, loop: asyncio.AbstractEventLoop, ended: threading.Event) -> None:
    """End the app when its terminal is gone: Textual would read its end of file for ever.

    Where Textual is stuck writing to what is no longer there, end the process; every answer is stored already.
    """
    import termios

    code = _SIGNALLED + signal.SIGHUP
    while not ended.wait(_WATCH_SECONDS):
        try:
            termios.tcgetattr(0)
        except (termios.error, OSError):
            loop.call_soon_threadsafe(partial(app.exit, return_code=code))
            if not ended.wait(_GRACE_SECONDS):
                app.close_desk()
                os._exit(code)
            return


def _forget_absurd_sizes() -> None:
    """Ask the terminal itself where the environment names a size that no screen has: it would be drawn cell by cell."""
    for name in ("COLUMNS", "LINES"):
        text = os.environ.get(name, "")
        if text.isdecimal() and not 0 < int(text[:9]) <= _MOST_CELLS:
            del os.environ[name]


def _driver(*, on_stdout: bool) -> type[Driver]:
    """Textual draws on standard error; where that is redirected, draw on standard output instead."""
    from textual.drivers.linux_driver import LinuxDriver

    class BoundedDriver(LinuxDriver):
        """The usual driver, on a terminal no larger than can be drawn; maybe on the other stream."""

        def __init__(
            self,
            app: App[object],
            *,
            debug: bool = False,
            mouse: bool = True,
            size: tuple[int, int] | None = None,
        ) -> None:
            super().__init__(app, debug=debug, mouse=mouse, size=size)
            if on_stdout:
                self._file = sys.__stdout__

        def _get_terminal_size(self) -> tuple[int, int]:
            width, height = super()._get_terminal_size()
            return min(width, _MOST_CELLS), min(height, _MOST_CELLS)

    return BoundedDriver
