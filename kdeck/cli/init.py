"""``kdeck init``: a small library with comments, to be changed into one's own."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from kdeck.cli.console import say
from kdeck.core.errors import KdeckError, UsageError
from kdeck.core.message import Message
from kdeck.core.reason import reason_of
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
        if os.path.lexists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
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


def _fill(folder: str) -> None:
    """Write the files, or leave nothing: a half-filled folder would be refused the next time."""
    from kdeck.journal import files

    made = not os.path.isdir(folder)
    os.makedirs(folder, exist_ok=True)
    written: list[str] = []
    try:
        for name in _FILES:
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
