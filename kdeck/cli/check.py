"""``kdeck check``: every error and warning of a library with its place, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kdeck.cli.console import Painted, say, say_json
from kdeck.language import N_, _, labelled, render

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from kdeck.cli.context import Context
    from kdeck.core.finding import Finding

DETAILS = N_(
    "Exit code 1 when there are errors; warnings alone give 0. JSON: a list of {file, line, column, level, code, "
    "message, hint}. With --against: {against, added, dropped, changed, redrilled, renamed, answers, chats, "
    "findings}: lists of card ids, renamed by old id, old and new answers of the redrilled, and ids of chats."
)


def configure(parser: ArgumentParser) -> None:
    """The folder or file, and mending."""
    path = parser.add_argument(
        "path", metavar=_("PATH"), nargs="?", help=_("a library or one deck file (default: --decks)")
    )
    vars(path)["complete"] = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
    parser.add_argument(
        "--against",
        metavar=_("REVISION"),
        help=_("list which cards the edits since this git revision add, drop, change and ask anew"),
    )
    parser.add_argument("--fix", action="store_true", help=_("write the ids that are missing, and nothing else"))


def run(args: Namespace, context: Context) -> int:
    """Check, after mending where asked."""
    from kdeck.decks.library import check_path

    path = args.path or context.decks_folder()
    if args.fix:
        _fix(path, quiet=args.format == "json")
    findings = check_path(path, today=context.clock()().day)
    errors = sum(finding.level == "error" for finding in findings)
    plain = [as_json(finding) for finding in findings] if args.format == "json" else []
    if args.against is not None:
        _compare(args, path, plain)
    elif args.format == "json":
        say_json(plain)
    if args.format == "text":
        _tell(findings, errors)
    return 1 if errors else 0


def _compare(args: Namespace, path: str, findings: list[dict[str, Any]]) -> None:
    from kdeck.cli import against

    found = against.effect_of(path, args.against)
    if args.format == "json":
        say_json({**against.as_json(args.against, found), "findings": findings})
    else:
        against.tell(args.against, found)


def as_json(finding: Finding) -> dict[str, Any]:
    """The stable form, in the reader's language."""
    plain = finding._asdict()
    return plain | {
        "message": render(finding.message),
        "hint": None if finding.hint is None else render(finding.hint),
    }


def tell_finding(finding: Finding) -> None:
    """One finding: its place, what is wrong, and what to do."""
    error = finding.level == "error"
    level = Painted(_("error") if error else _("warning"), "wrong" if error else "warn")
    place = Painted(f"{finding.file}:{finding.line}:{finding.column}:", "strong")
    say(place, " ", level, labelled("", f"{render(finding.message)} [{finding.code}]"))
    if finding.hint is not None:
        say(f"  {render(finding.hint)}")


def _tell(findings: Sequence[Finding], errors: int) -> None:
    for finding in findings:
        tell_finding(finding)
    if findings:
        say(_("Errors: {errors}, warnings: {warnings}.").format(errors=errors, warnings=len(findings) - errors))
    else:
        say(_("No findings."))


def _fix(path: str, *, quiet: bool) -> None:
    from kdeck.cli.fixing import fix_path

    for mended in fix_path(path):
        for line, identity in mended.ids:
            if not quiet:
                say(_("{file}:{line}: wrote id {id}").format(file=mended.file, line=line, id=identity))
