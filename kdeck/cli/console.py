"""Writing to people and to pipes: encodings, colour, errors. Commands write through this and nothing else.

Whatever is written has been cleaned: decks, journals, certificates, names and paths are other people's texts.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

from kdeck import __version__
from kdeck.cli.learners import home_folder
from kdeck.core.errors import KdeckError
from kdeck.core.message import Message
from kdeck.core.strings import clean, clean_line, escaped
from kdeck.language import render
from kdeck.text import Line, Role

if TYPE_CHECKING:
    from kdeck.journal.base import Journal
    from kdeck.trainer.trainer import Trainer


_COLOURS: dict[Role, str] = {"good": "32", "bad": "31", "warn": "33", "quiet": "2", "title": "1"}
_CAPABLE = ("utf8", "gb18030")


def prepare_streams() -> None:
    """Let every stream carry Chinese: pipes become UTF-8 unless their encoding can, a terminal never raises."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        _open_closed()
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


def _open_closed() -> None:
    """In the place of a stream that was closed (``>&-``): no input, an output that fails, nobody to complain to.

    Their numbers must not be left to the next files that are opened: what is printed would be written into those.
    """
    for number, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # takes the lowest number that is free
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)


class OutputFailed(KdeckError):
    """What was printed could not be written: the disk behind a redirection is full, say."""


Part = str | Line
"""A piece of what is printed. Its text is cleaned when it is written; only its role can colour it."""


def say(*parts: Part) -> None:
    """Print one line; what would break it is a space."""
    _write(sys.stdout, *(_on_one_line(part) for part in parts), "\n")


def say_text(text: str) -> None:
    """Print a text that may have several lines."""
    _write(sys.stdout, text, "\n")


def show(text: str) -> None:
    """Print without ending the line."""
    _write(sys.stdout, text)


def control(sequence: str) -> None:
    """Send the terminal what acts on it: a sequence that is written in the code, and never any text."""
    _put(sys.stdout, sequence)


def flush() -> None:
    """Bring everything printed so far to its reader."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _output_failed(error) from error


def discard_output(stream: TextIO | None = None) -> None:
    """Write nothing more: Python flushes stdout once more at its end, and that must not fail aloud."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), (stream or sys.stdout).fileno())


def say_json(value: Any) -> None:
    """Print a value as indented JSON."""
    import json

    _put(sys.stdout, escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def note(message: Message) -> None:
    """Tell something beside the output, on stderr."""
    _write(sys.stderr, "kdeck: ", clean_line(render(message)), "\n")


def complain(error: KdeckError) -> None:
    """One line that says what is wrong, and one that says what to do."""
    _write(sys.stderr, Line("kdeck: ", "bad"), clean_line(render(error.message)), "\n")
    if error.hint is not None:
        _write(sys.stderr, "  ", clean_line(render(error.hint)), "\n")


def trace(error: BaseException) -> None:
    """The traceback of an error, for whoever asked to see it."""
    from traceback import format_exception

    _write(sys.stderr, "".join(format_exception(error)))


def _on_one_line(part: Part) -> Part:
    return clean_line(part) if isinstance(part, str) else part._replace(text=clean_line(part.text))


def _write(stream: TextIO, *parts: Part) -> None:
    """Write texts so that nothing in them can act on the terminal."""
    _put(stream, "".join(clean(part) if isinstance(part, str) else _coloured(part, stream) for part in parts))


def _coloured(part: Line, stream: TextIO) -> str:
    text, colour = clean(part.text), _COLOURS.get(part.role)
    return text if colour is None or _plain(stream) else f"\x1b[{colour}m{text}\x1b[0m"


def _plain(stream: TextIO) -> bool:
    """Whether a stream takes no colour (no-color.org)."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb" or not stream.isatty()


def _put(stream: TextIO, text: str) -> None:
    """The one place that writes to standard output and error."""
    try:
        stream.write(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        if stream is not sys.stderr:
            raise _output_failed(error) from error
        discard_output(stream)  # there is nobody left to tell; the exit code still says it


def _output_failed(error: OSError) -> OutputFailed:
    from kdeck.core.errors import reason_of

    return OutputFailed(Message("The output could not be written: {reason}", reason=reason_of(error)))


def explained(error: Exception, home: str | None) -> KdeckError:
    """One clear line for any exception; its traceback, without local variables, goes into a file under ``home``."""
    if isinstance(error, FileNotFoundError):
        try:
            working_folder()
        except KdeckError as stranded:
            return stranded
    problem = Message("Something unexpected happened: {kind}: {reason}", kind=type(error).__name__, reason=str(error))
    file = _keep(error, os.path.join(home_folder(home), "crashes"))
    if file is None:
        return KdeckError(problem, Message("KDECK_DEBUG=1 shows the details."))
    return KdeckError(problem, Message("The details are in {file}; please add them to a report.", file=file))


def working_folder() -> str:
    """The folder that relative paths begin at; ``KdeckError`` where it has been deleted meanwhile."""
    try:
        return os.getcwd()
    except FileNotFoundError as error:
        raise KdeckError(
            Message("The folder in which kdeck was started is no longer there."),
            Message("Change to another folder, then try again."),
        ) from error


def _keep(error: Exception, folder: str) -> str | None:
    """The crash log's path, ``None`` where none can be written."""
    from traceback import format_exception

    path = os.path.join(folder, time.strftime(f"crash-%Y%m%d-%H%M%S-{os.getpid()}.log"))
    about = f"kdeck {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(clean(about + "".join(format_exception(error))))
    except OSError:
        return None  # the line on the screen says how to see the details instead
    return path


def tell_reached(trainer: Trainer) -> None:
    """Every level that this command has awarded."""
    from kdeck.text.levels import reached

    for dan in trainer.awards.made:
        say(reached(dan))


def tell_simulated(journal: Journal) -> None:
    """That a report proves nothing, where its time was set by hand."""
    if journal.simulated:
        from kdeck.trainer.upkeep import SIMULATED

        say(Line(render(SIMULATED), "warn"))
