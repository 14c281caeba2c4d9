"""What to say of an error that nobody foresaw, and where its details are kept."""

from __future__ import annotations

import os
import sys
import time

from kdeck import __version__
from kdeck.cli.learners import home_folder
from kdeck.core.clean import clean
from kdeck.core.errors import KdeckError
from kdeck.core.message import Message


def explained(error: Exception, home: str | None) -> KdeckError:
    """One clear line for any exception; its traceback, without local variables, goes into a file under ``home``."""
    if isinstance(error, FileNotFoundError):
        try:
            working_folder()
        except KdeckError as stranded:
            return stranded
    problem = Message("Something unexpected happened: {kind}: {reason}", kind=type(error).__name__, reason=str(error))
    file = _write(error, os.path.join(home_folder(home), "crashes"))
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


def _write(error: Exception, folder: str) -> str | None:
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
