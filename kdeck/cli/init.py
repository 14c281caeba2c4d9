"""``kdeck init``: a small library with comments, to be changed into one's own."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from kdeck.cli.console import say
from kdeck.core.errors import KdeckError, UsageError, reason_of
from kdeck.core.message import Message
from kdeck.language import N_, _, current, listed

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context

DETAILS = N_("Writes shop.yaml and two decks, in the language of --lang. A folder that holds anything is left alone.")
_FILES = ("shop.yaml", "delivery.yaml", "products.yaml")


def configure(parser: ArgumentParser) -> None:
    """The folder."""
    folder = parser.add_argument(
        "folder", metavar=_("DIR"), nargs="?", default="decks", help=_("the new folder (default: decks)")
    )
    vars(folder)["complete"] = {"bash": "_shtab_compgen_dirs", "zsh": "_files -/", "tcsh": "d"}


def run(args: Namespace, context: Context) -> int:  # noqa: ARG001 - every command takes a context
    """Write the files and say what comes next."""
    folder = args.folder
    try:
        if os.path.lexists(folder) and not (os.path.isdir(folder) and _is_free(folder)):
            raise UsageError(
                Message("{folder} is not an empty folder and was left alone", folder=folder),
                Message("Name a new folder: kdeck init my-shop"),
            )
        _fill(folder)
    except OSError as error:
        raise KdeckError(
            Message("{folder} could not be written: {reason}", folder=folder, reason=reason_of(error))
        ) from error
    option = "" if os.path.normpath(folder) == "decks" else f" --decks {folder}"
    say(_("Written: {files}").format(files=listed(os.path.join(folder, name) for name in _FILES)))
    say(_("Next:"))
    say(f"  kdeck check {folder}")
    say(f"  kdeck cards {folder}")
    say(f"  kdeck{option}")
    return 0


def _is_free(folder: str) -> bool:
    """Whether a folder is empty, or holds but a part of what a killed ``init`` would have written."""
    names = [name for name in os.listdir(folder) if ".part-" not in name]
    return len(names) < len(_FILES) and all(name in _FILES and _is_template(folder, name) for name in names)


def _is_template(folder: str, name: str) -> bool:
    from kdeck.journal import files

    wanted = _template(name).encode()
    path = os.path.join(folder, name)
    return os.path.isfile(path) and os.path.getsize(path) == len(wanted) and files.read(path, len(wanted)) == wanted


def _fill(folder: str) -> None:
    """Write the files, or leave nothing: a half-filled folder would be refused the next time."""
    from kdeck.journal import files

    made = not os.path.isdir(folder)
    os.makedirs(folder, exist_ok=True)
    written: list[str] = []
    try:
        for name in set(_FILES).difference(os.listdir(folder)):
            files.write(os.path.join(folder, name), _template(name).encode(), new=True)
            written.append(name)
    except BaseException:
        with suppress(OSError):  # what went wrong first is what is told
            for name in written:
                os.remove(os.path.join(folder, name))
            if made:
                os.rmdir(folder)
        raise


def _template(name: str) -> str:
    path = os.path.join(os.path.dirname(__file__), "scaffold", current(), name)
    with open(path, encoding="utf-8") as file:
        return file.read()
