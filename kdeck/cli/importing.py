"""``kdeck import``: a product or question table becomes a deck, and a second import updates it in place."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kdeck.cli.console import say_json
from kdeck.core.errors import KdeckError, LibraryError, UsageError
from kdeck.core.message import Message
from kdeck.core.reason import reason_of
from kdeck.language import N_, _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.decks.importing.run import Outcome, Target

DETAILS = N_(
    "The table is a .csv or .xlsx file with one row a product (商品名, 货号, 类目, 颜色 …) "
    "or a question (问题, 答案 …). "
    "A second import changes only what the table changed: comments and hand edits stay. "
    "Exit code 1 when the table or the deck has errors, or when table and hand edits conflict."
)


def configure(parser: ArgumentParser) -> None:
    """The table, the deck, and how to settle what both changed."""
    files = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
    table = parser.add_argument("file", metavar=_("FILE"), help=_("the table: .csv or .xlsx"))
    parser.add_argument("--deck", metavar=_("ID"), help=_("the deck's id (default: from the name of the table)"))
    into = parser.add_argument(
        "--into",
        metavar=_("PATH"),
        help=_("the deck file (default: the deck of that id in the library, else a new one)"),
    )
    vars(table)["complete"] = vars(into)["complete"] = files
    parser.add_argument(
        "--kind", choices=("products", "cards"), help=_("what the table holds (default: by its headings)")
    )
    parser.add_argument("--sheet", metavar=_("NAME"), help=_("the sheet of a workbook (default: the first)"))
    parser.add_argument(
        "--skip",
        metavar=_("HEADING"),
        action="append",
        default=[],
        help=_("leave a column out; may be given repeatedly"),
    )
    side = parser.add_mutually_exclusive_group()
    side.add_argument(
        "--ours",
        dest="side",
        action="store_const",
        const="ours",
        default="",
        help=_("settle conflicts: keep the deck's"),
    )
    side.add_argument(
        "--theirs",
        dest="side",
        action="store_const",
        const="theirs",
        help=_("settle conflicts: take the table's, and bring back entries deleted by hand"),
    )
    parser.add_argument(
        "--prune", action="store_true", help=_("delete imported entries that nobody touched and whose row is gone")
    )
    parser.add_argument("--dry-run", action="store_true", help=_("only show what would change"))


def run(args: Namespace, context: Context) -> int:
    """Import, say what changed, and check the outcome."""
    from kdeck.cli.import_report import as_json, tell
    from kdeck.decks.importing.run import Wish, plan_import
    from kdeck.decks.importing.table_file import MAX_BYTES

    name = os.path.basename(args.file)
    path = _deck_path(args, context)
    target = _target(args, path)
    wish = Wish(args.kind, args.sheet, args.skip, args.side, args.prune)
    outcome = plan_import(name, _read(args.file, MAX_BYTES), target, wish)
    written = outcome.report is not None and not args.dry_run and _write(path, target, outcome)
    if args.format == "json":
        say_json(as_json(outcome, target, written=written, dry_run=args.dry_run))
    else:
        tell(outcome, target, dry_run=args.dry_run)
    if outcome.report is None:
        return 1
    errors = any(finding.level == "error" for finding in outcome.checked)
    return 1 if errors or outcome.report.conflicts else 0


def _deck_path(args: Namespace, context: Context) -> str:
    """The deck file to import into, which may not exist yet."""
    from kdeck.decks.importing.target import file_of_deck, is_deck_name

    library = _library(context)
    if args.into is not None:
        path = _named_path(args.into, library)
        if not is_deck_name(path):
            raise UsageError(
                Message("{path} is no name of a deck", path=path), Message("A deck is a file that ends in .yaml.")
            )
        if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
            raise UsageError(Message("There is no folder for {path}", path=path))
        if not os.path.exists(path):
            _check_free(_deck_id(args), path, library)
        return os.path.realpath(path)
    if library is None:
        raise LibraryError(
            Message("There is no library to import into"),
            Message("kdeck init makes one in ./decks; --decks names another folder, --into one deck file."),
        )
    deck = _deck_id(args)
    return os.path.realpath(file_of_deck(library, deck) or os.path.join(library, f"{deck}.yaml"))


def _named_path(path: str, library: str | None) -> str:
    """A file that is there, as it was named or below the library; else a new one, in the library where that fits."""
    below = path if library is None else os.path.join(library, path)
    there = next((name for name in (path, below) if os.path.isfile(name)), None)
    if there is not None or library is None or _is_inside(path, library):
        return there or path
    return below if os.path.isdir(os.path.dirname(below)) else path


def _check_free(deck: str, path: str, library: str | None) -> None:
    """Refuse to make a second deck of one id in a library."""
    from kdeck.decks.importing.target import file_of_deck

    other = file_of_deck(library, deck) if library is not None and _is_inside(path, library) else None
    if other is not None:
        message = Message("The deck id “{id}” is also used by {file}.", id=deck, file=os.path.basename(other))
        raise UsageError(message, Message("Give this deck an id of its own."))


def _is_inside(path: str, library: str) -> bool:
    return os.path.realpath(path).startswith(os.path.join(os.path.realpath(library), ""))


def _library(context: Context) -> str | None:
    """The folder of the library, of several editions the one in the reader's language; never the demo shop."""
    from kdeck.decks.discover import choose
    from kdeck.language import current

    folder = context.options.decks or "decks"
    return choose(folder, current()) if os.path.isdir(folder) else None


def _deck_id(args: Namespace) -> str:
    import re

    from kdeck.decks.schema_base import ID_PATTERN

    if args.deck is not None:
        if re.match(ID_PATTERN, args.deck) is None:
            message = Message("“{id}” cannot be an id: lower-case letters a–z, digits and hyphens only.", id=args.deck)
            raise UsageError(message)
        return str(args.deck)
    stem = os.path.splitext(os.path.basename(args.file))[0]
    words = re.findall(r"[a-z0-9]+", stem.casefold())
    if not words or any(character.isalpha() and not character.isascii() for character in stem):
        message = Message("The name of {file} gives no id for the deck", file=os.path.basename(args.file))
        raise UsageError(message, Message("Name the deck: --deck products."))
    return "-".join(words)


def _target(args: Namespace, path: str) -> Target:
    from kdeck.decks.encoding import MAX_BYTES
    from kdeck.decks.importing.record import MAX_RECORD, record_path
    from kdeck.decks.importing.run import Target
    from kdeck.decks.importing.target import shop_for

    record = record_path(path)
    data = _read(path, MAX_BYTES) if os.path.lexists(path) else None
    new = data is None or not data.strip()
    return Target(
        file=os.path.relpath(path) if not os.path.relpath(path).startswith("..") else path,
        deck=_deck_id(args) if new or args.into is None else args.deck,
        title=os.path.splitext(os.path.basename(args.file))[0],
        data=data,
        record_file=os.path.basename(record),
        record=_read(record, MAX_RECORD) if os.path.lexists(record) else None,
        shop=shop_for(path),
        heading=_("Written by kdeck import. Edit it as you like: the next import keeps what you changed."),
    )


def _read(path: str, most: int) -> bytes:
    from kdeck.journal import files

    try:
        return files.read(path, most)
    except (OSError, ValueError) as error:
        raise KdeckError(Message("{file} could not be read: {reason}", file=path, reason=reason_of(error))) from error


def _write(path: str, target: Target, outcome: Outcome) -> bool:
    """Write deck and record where they changed; the deck first: a record ahead of it would make values look edited."""
    from kdeck.decks.encoding import MAX_BYTES
    from kdeck.decks.importing.record import record_path

    now = _read(path, MAX_BYTES) if os.path.lexists(path) else None
    if now != target.data:
        raise KdeckError(
            Message("{file} was changed while the import was running; nothing was written", file=target.file),
            Message("Run the import again."),
        )
    changed = False
    for name, before, after in ((path, target.data, outcome.data), (record_path(path), target.record, outcome.record)):
        if before != after:
            _put(name, after)
            changed = True
    return changed


def _put(path: str, data: bytes) -> None:
    from kdeck.journal import files

    try:
        files.write(path, data)
    except OSError as error:
        raise KdeckError(
            Message("{file} could not be written: {reason}", file=path, reason=reason_of(error))
        ) from error
