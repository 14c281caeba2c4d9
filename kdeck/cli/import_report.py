"""What ``kdeck import`` says: what came in, what changed from what to what, and what a person has to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import unified_diff
from typing import TYPE_CHECKING, Any, Final

from kdeck.cli.check import as_json as finding_as_json
from kdeck.cli.check import tell_finding
from kdeck.cli.console import Painted, Part, say
from kdeck.core.clean import clean
from kdeck.decks.importing.model import shown, spelled
from kdeck.language import _, labelled, listed

if TYPE_CHECKING:
    from kdeck.decks.importing.match import Match
    from kdeck.decks.importing.merge import Change
    from kdeck.decks.importing.run import Outcome, Report, Target

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
    say(Painted(labelled(heading, str(len(lines))), "strong"))
    for line in lines[:_MOST]:
        say(f"  {line}")
    if len(lines) > _MOST:
        say("  " + _("… and {count} more; --format json lists all.").format(count=len(lines) - _MOST))


def _title(found: Match) -> str:
    return found.row.text("name") or found.row.text("front") or found.row.text("text")


def _arrow(change: Change) -> str:
    nothing = _("(nothing)")
    values = f"{shown(change.old) or nothing} → {shown(change.new) or nothing}"
    return labelled(f"{change.id}  {spelled(change.path)}", values)


def _against(change: Change) -> str:
    nothing = _("(nothing)")
    text = _("{id}  {key}: the deck has {deck}, the table {table}")
    return text.format(
        id=change.id,
        key=spelled(change.path),
        deck=shown(change.old) or nothing,
        table=shown(change.new) or nothing,
    )


def _diff(outcome: Outcome, target: Target) -> list[str]:
    before = clean((target.data or b"").decode("utf-8-sig")).splitlines()
    after = clean(outcome.data.decode("utf-8-sig")).splitlines()
    return list(unified_diff(before, after, target.file, target.file, lineterm=""))


def _painted(line: str) -> Part:
    role = {"+": "right", "-": "wrong", "@": "quiet"}.get(line[:1])
    return Painted(line, role) if role else line


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
