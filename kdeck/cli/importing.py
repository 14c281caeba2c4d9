"""``kdeck import``: a product or question table becomes a deck, and a second import updates it in place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from difflib import unified_diff
from typing import TYPE_CHECKING, Any, Final

from kdeck.cli.check import as_json as finding_as_json
from kdeck.cli.check import tell_finding
from kdeck.cli.console import Part, say, say_json
from kdeck.core.errors import KdeckError, LibraryError, UsageError, reason_of
from kdeck.core.message import Message
from kdeck.core.strings import clean
from kdeck.decks.importing.columns import spelled, value_shown
from kdeck.language import N_, _, labelled, listed
from kdeck.text import Line, Role

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.decks.importing.match import Change, Match
    from kdeck.decks.importing.run import Outcome, Report, Target


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
    from kdeck.decks.importing.record import file_of_deck, is_deck_name

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
    from kdeck.decks.importing.record import file_of_deck

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
    from kdeck.decks.importing.record import MAX_RECORD, record_path, shop_for
    from kdeck.decks.importing.run import Target
    from kdeck.decks.tree import MAX_BYTES

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
    from kdeck.decks.importing.record import record_path
    from kdeck.decks.tree import MAX_BYTES

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


_MOST: Final = 20
"""Lines of one sort that are shown; JSON has them all."""


def tell(outcome: Outcome, target: Target, *, dry_run: bool) -> None:
    """Print everything that a person wants to know, the findings of the checker last."""
    for finding in outcome.findings:
        tell_finding(finding)
    report = outcome.report
    if report is None:
        say(_("Nothing was imported."))
        return
    say(labelled(_("Columns"), listed(f"{column.heading} → {spelled(column.path)}" for column in outcome.columns)))
    if outcome.ignored:
        say(labelled(_("Columns left out"), listed(outcome.ignored)))
    _details(report)
    counts = _(
        "{added} added, {changed} changed, {unchanged} unchanged, {kept} hand edits kept, {conflicts} conflicts."
    )
    say(
        counts.format(
            added=len(report.added),
            changed=len({change.id for change in report.changed}),
            unchanged=report.unchanged,
            kept=len(report.kept) + len(report.deleted),
            conflicts=len(report.conflicts),
        )
    )
    if report.conflicts:
        say(_("Only these are left as the deck has them. --theirs takes the table's values, --ours keeps the deck's."))
    if dry_run:
        for line in _diff(outcome, target):
            say(_painted(line))
        say(_("This was a dry run: nothing was written."))
    for finding in outcome.checked:
        tell_finding(finding)
    if not outcome.expanded and (report.added or report.changed):
        text = _("So many entries are not checked card by card here; kdeck check {file} does that.")
        say(text.format(file=target.file))


def as_json(outcome: Outcome, target: Target, *, written: bool, dry_run: bool) -> dict[str, Any]:
    """The stable form. Values are lists of texts: none, one or several."""
    report = outcome.report
    plain: dict[str, Any] = {
        "deck": target.file,
        "kind": outcome.kind,
        "written": written,
        "columns": {column.heading: spelled(column.path) for column in outcome.columns},
        "ignored": list(outcome.ignored),
        "findings": [finding_as_json(finding) for finding in outcome.findings],
    }
    if report is None:
        return plain
    plain |= {
        "added": _rows(report.added),
        "changed": _changes(report.changed),
        "unchanged": report.unchanged,
        "kept": _changes(report.kept),
        "conflicts": _changes(report.conflicts),
        "deleted": _rows(report.deleted),
        "gone": list(report.gone),
        "pruned": list(report.pruned),
        "matched": _rows(report.guessed),
        "columns_gone": list(report.paths_gone),
        "check": [finding_as_json(finding) for finding in outcome.checked],
        "checked_cards": outcome.expanded,
    }
    return plain | ({"diff": "\n".join(_diff(outcome, target))} if dry_run else {})


def _details(report: Report) -> None:
    _some(_("Added"), [f"{found.id}  {_title(found)}" for found in report.added])
    _some(_("Changed"), [_arrow(change) for change in report.changed])
    by = {"name": _("by its name"), "back": _("by its answer")}
    _some(_("Recognised"), [f"{found.id}  {_title(found)}  ({by[found.how]})" for found in report.guessed])
    _some(_("Hand edits kept"), [_against(change) for change in report.kept])
    _some(_("Deleted by hand, and left out"), [f"{found.id}  {_title(found)}" for found in report.deleted])
    _some(_("Conflicts: deck and table both changed"), [_against(change) for change in report.conflicts])
    _some(_("No longer in the table, and kept"), report.gone)
    _some(_("No longer in the table, and deleted"), report.pruned)
    if report.paths_gone:
        say(labelled(_("No column for these any more; their values stay"), listed(report.paths_gone)))


def _some(heading: str, lines: Sequence[str]) -> None:
    """The first lines under a heading, and how many more there are."""
    if not lines:
        return
    say(Line(labelled(heading, str(len(lines))), "title"))
    for line in lines[:_MOST]:
        say(f"  {line}")
    if len(lines) > _MOST:
        say("  " + _("… and {count} more; --format json lists all.").format(count=len(lines) - _MOST))


def _title(found: Match) -> str:
    return found.row.text("name") or found.row.text("front") or found.row.text("text")


def _arrow(change: Change) -> str:
    nothing = _("(nothing)")
    values = f"{value_shown(change.old) or nothing} → {value_shown(change.new) or nothing}"
    return labelled(f"{change.id}  {spelled(change.path)}", values)


def _against(change: Change) -> str:
    nothing = _("(nothing)")
    text = _("{id}  {key}: the deck has {deck}, the table {table}")
    return text.format(
        id=change.id,
        key=spelled(change.path),
        deck=value_shown(change.old) or nothing,
        table=value_shown(change.new) or nothing,
    )


def _diff(outcome: Outcome, target: Target) -> list[str]:
    before = clean((target.data or b"").decode("utf-8-sig")).splitlines()
    after = clean(outcome.data.decode("utf-8-sig")).splitlines()
    return list(unified_diff(before, after, target.file, target.file, lineterm=""))


_HUNK: Final[dict[str, Role]] = {"+": "good", "-": "bad", "@": "quiet"}


def _painted(line: str) -> Part:
    role = _HUNK.get(line[:1])
    return Line(line, role) if role else line


def _rows(found: Iterable[Match]) -> list[dict[str, Any]]:
    return [{"id": match.id, "line": match.row.line, "matched": match.how} for match in found]


def _changes(changes: Iterable[Change]) -> list[dict[str, Any]]:
    return [
        {
            "id": change.id,
            "line": change.line,
            "key": spelled(change.path),
            "old": None if change.old is None else list(change.old),
            "new": list(change.new),
        }
        for change in changes
    ]
