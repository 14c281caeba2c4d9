"""The doctor's look at Python, the terminal, its encoding and the input method."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from typing import Final

from kdeck.cli.checkup import Result
from kdeck.cli.console import control, flush, say
from kdeck.core.keyboard.echo import SAMPLE, listen
from kdeck.language import _, listed, render

_PACKAGES: Final = ("textual", "fsrs", "pyyaml", "pydantic", "platformdirs", "shtab")
_COLUMNS, _LINES = 80, 24
_REPLY: Final = re.compile(rb"\x1b\[(\d+);(\d+)R")
_PATIENCE = 1.0


def results(*, ask: bool) -> Iterator[Result]:
    """Every check of machine and terminal. ask: whether terminal and person may be asked, which shows on the screen."""
    yield _python()
    yield _encoding()
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    if not interactive:
        reason = _("input or output is not a terminal")
        for name in (_("Terminal"), _("Width of Chinese characters"), _("Input method")):
            yield Result("skip", name, reason)
        return
    yield _terminal()
    if ask:
        yield _widths()
        yield _input_method()


def _python() -> Result:
    from importlib.metadata import PackageNotFoundError, version

    from kdeck import __version__

    found, missing = [f"kdeck {__version__}", f"Python {sys.version.split()[0]}"], []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    if missing:
        advice = _("Install kdeck again, with everything that it needs.")
        return Result("fail", _("Versions"), _("missing: {packages}").format(packages=listed(missing)), advice)
    return Result("ok", _("Versions"), listed(found))


def _encoding() -> Result:
    stream = (sys.stdout.encoding or "utf-8").lower()
    named = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "")
    message = _("output {encoding}, locale {locale}").format(encoding=stream, locale=named or _("not set"))
    try:
        SAMPLE.encode(stream)
    except (UnicodeEncodeError, LookupError):
        return Result("fail", _("Encoding"), message, _("Set LANG to a UTF-8 locale, such as zh_CN.UTF-8 or C.UTF-8."))
    return Result("ok", _("Encoding"), message)


def _terminal() -> Result:
    size, kind = shutil.get_terminal_size(), os.environ.get("TERM", "")
    message = f"{size.columns}x{size.lines}, TERM={kind or '-'}"
    if os.name != "nt" and kind in ("", "dumb"):
        return Result(
            "fail", _("Terminal"), message, _("Set TERM, for example to xterm-256color; or use kdeck study --plain.")
        )
    if size.columns < _COLUMNS or size.lines < _LINES:
        return Result("warn", _("Terminal"), message, _("Make the window at least 80 wide and 24 high."))
    return Result("ok", _("Terminal"), message)


def _widths() -> Result:
    """Ask the terminal where its cursor is after two hanzi: it must have moved by four columns."""
    name = _("Width of Chinese characters")
    column = _cursor_after_two_hanzi()
    if column is None:
        return Result("skip", name, _("the terminal does not say where its cursor is"))
    if column != 5:
        message = _("two characters took {cells} columns instead of 4").format(cells=column - 1)
        return Result("fail", name, message, _("Choose a font with Chinese characters, or another terminal."))
    return Result("ok", name, _("2 columns each"))


def _cursor_after_two_hanzi() -> int | None:
    """The cursor's column (from 1) after two hanzi, by the terminal's own report; ``None`` when it does not answer."""
    try:
        import termios
        import tty
    except ImportError:  # Windows
        return None
    import select

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    reply = b""
    try:
        tty.setcbreak(descriptor)
        control("\r你好\x1b[6n")
        flush()
        end = time.monotonic() + _PATIENCE
        while not _REPLY.search(reply) and (left := end - time.monotonic()) > 0:
            if select.select([descriptor], [], [], left)[0]:
                reply += os.read(descriptor, 64)
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
        control("\r\x1b[K")
        flush()
    found = _REPLY.search(reply)
    return int(found[2]) if found else None


def _input_method() -> Result:
    name = _("Input method")
    say(
        _("Type “{sample}” with your input method and press Enter (Enter alone passes over this):").format(
            sample=SAMPLE
        )
    )
    flush()
    typed = sys.stdin.buffer.readline().decode(sys.stdin.encoding or "utf-8", "replace").strip()
    if not typed:
        return Result("skip", name, _("nothing was typed"))
    echo = listen(typed)
    if echo is None:
        return Result("ok", name, _("{text} arrived as typed").format(text=typed))
    if echo.fault == "half-width":
        message = _("the comma came half-width")
    else:
        message = _("{text} ({points}) arrived instead of {sample}").format(
            text=repr(typed), points=echo.points, sample=SAMPLE
        )
    return Result("warn", name, message, render(echo.advice))
