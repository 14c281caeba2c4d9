"""Starting the app on a real terminal, and leaving it as it was found, whatever ends it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING, Literal

from kdeck.core.errors import UsageError
from kdeck.core.message import Message
from kdeck.language import Language, current

if TYPE_CHECKING:
    from textual.driver import Driver

    from kdeck.trainer.trainer import Trainer
    from kdeck.tui.app import KdeckApp

_SIGNALLED = 128
_WATCH_SECONDS = 1.0


def run(
    trainer: Trainer,
    language: Language | None = None,
    *,
    start: Literal["home", "study"] = "home",
    deck: str | None = None,
    home_note: Message | None = None,
) -> int:
    """Run the app until the learner leaves it; the exit code.

    language: the one in use, unless given. start, deck: begin studying at once, one deck only where given.
    Raises ``UsageError`` without a terminal. An unforeseen error of the app is raised here, after the terminal has
    been restored: whoever called decides what to say of it.
    """
    _require_terminal()
    from kdeck.tui.app import KdeckApp

    app = KdeckApp(trainer, language=language or current(), home_note=home_note, start=start, deck=deck)
    if not sys.stderr.isatty() and os.name == "posix":
        app.driver_class = _driver_on_stdout()
    try:
        asyncio.run(_live(app))
    finally:
        app.close_desk()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0


def _require_terminal() -> None:
    """Without a terminal the app would wait for keys that cannot come, at full load."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            Message("The app needs a terminal for both input and output"),
            Message("kdeck study --plain works line by line, over pipes too."),
        )


async def _live(app: KdeckApp) -> None:
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and os.name == "posix":
            loop.add_signal_handler(number, lambda code=_SIGNALLED + number: app.exit(return_code=code))
    watch = asyncio.create_task(_watch_terminal(app)) if os.name == "posix" else None
    try:
        await app.run_async()
    finally:
        if watch is not None:
            watch.cancel()


async def _watch_terminal(app: KdeckApp) -> None:
    """End the app when its terminal is gone: Textual would read its end of file for ever."""
    import termios

    while True:
        await asyncio.sleep(_WATCH_SECONDS)
        try:
            termios.tcgetattr(0)
        except (termios.error, OSError):
            app.exit(return_code=_SIGNALLED + signal.SIGHUP)
            return


def _driver_on_stdout() -> type[Driver]:
    """Textual draws on standard error; where that is redirected, draw on standard output instead."""
    from textual.app import App
    from textual.drivers.linux_driver import LinuxDriver

    class StdoutDriver(LinuxDriver):
        """The usual driver on the other stream."""

        def __init__(
            self,
            app: App[object],
            *,
            debug: bool = False,
            mouse: bool = True,
            size: tuple[int, int] | None = None,
        ) -> None:
            super().__init__(app, debug=debug, mouse=mouse, size=size)
            self._file = sys.__stdout__

    return StdoutDriver
