"""Writing to people and to pipes: encodings, colour, errors. Commands write through this and nothing else."""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message
from kdeck.language import render

_COLOURS = {"right": "32", "wrong": "31", "warn": "33", "quiet": "2", "strong": "1"}
_CAPABLE = ("utf8", "gb18030")


def prepare_streams() -> None:
    """Let every stream carry Chinese: pipes become UTF-8 unless their encoding can, a terminal never raises."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:  # replaced by a test or closed
            continue
        capable = (stream.encoding or "").lower().replace("-", "").replace("_", "") in _CAPABLE
        if stream is sys.stdin:
            if not capable and not stream.isatty():
                reconfigure(encoding="utf-8")
        elif capable or stream.isatty():
            reconfigure(errors="backslashreplace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace")


class OutputFailed(KdeckError):
    """What was printed could not be written: the disk behind a redirection is full, say."""


def say(text: str = "") -> None:
    """Print one line."""
    show(text + "\n")


def show(text: str) -> None:
    """Print without ending the line."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _output_failed(error) from error


def flush() -> None:
    """Bring everything printed so far to its reader."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _output_failed(error) from error


def discard_output() -> None:
    """Write nothing more: Python flushes stdout once more at its end, and that must not fail aloud."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say_json(value: Any) -> None:
    """Print a value as indented JSON."""
    import json

    say(json.dumps(value, ensure_ascii=False, indent=2))


def coloured(text: str, role: str, stream: TextIO | None = None) -> str:
    """``text`` in the colour of its role, where the stream is a terminal that wants colour (no-color.org)."""
    target = stream or sys.stdout
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not target.isatty()
    return text if plain else f"\x1b[{_COLOURS[role]}m{text}\x1b[0m"


def note(message: Message) -> None:
    """Tell something beside the output, on stderr."""
    sys.stderr.write(f"kdeck: {render(message)}\n")


def complain(error: KdeckError) -> None:
    """One line that says what is wrong, and one that says what to do."""
    sys.stderr.write(coloured("kdeck: ", "wrong", sys.stderr) + _one_line(render(error.message)) + "\n")
    if error.hint is not None:
        sys.stderr.write("  " + _one_line(render(error.hint)) + "\n")


def _output_failed(error: OSError) -> OutputFailed:
    from kdeck.core.reason import reason_of

    return OutputFailed(Message("The output could not be written: {reason}", reason=reason_of(error)))


def _one_line(text: str) -> str:
    from kdeck.core.clean import clean_line

    return clean_line(text)
