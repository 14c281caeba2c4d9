"""``kdeck check``: every error and warning of a library with its place, all at once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from kdeck.cli.console import say, say_json
from kdeck.core.errors import KdeckError, reason_of
from kdeck.core.message import Message
from kdeck.language import N_, _, labelled, render, together
from kdeck.text import Line, Role

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from kdeck.cli.context import Context
    from kdeck.core.errors import Finding
    from kdeck.decks.checking import Effect


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
    from kdeck.decks.checking import check_path

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

    found = effect_of(path, args.against)
    if args.format == "json":
        say_json({**differences_as_json(args.against, found), "findings": findings})
    else:
        tell(args.against, found)


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
    level = Line(_("error") if error else _("warning"), "bad" if error else "warn")
    place = Line(f"{finding.file}:{finding.line}:{finding.column}:", "title")
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

    for mended in fix_path(path):
        for line, identity in mended.ids:
            if not quiet:
                say(_("{file}:{line}: wrote id {id}").format(file=mended.file, line=line, id=identity))


def effect_of(path: str, revision: str) -> Effect:
    """What the edits since ``revision`` do to the cards of the library at ``path``."""
    from kdeck.cli.git import snapshot
    from kdeck.decks.checking import effect

    with tempfile.TemporaryDirectory(prefix="kdeck-") as folder:
        return effect(snapshot(path, revision, folder), path)


def differences_as_json(revision: str, found: Effect) -> dict[str, Any]:
    """The stable form: lists of card ids; ``answers`` holds old and new lines of each card that is asked anew."""
    return {
        "against": revision,
        "added": found.added,
        "dropped": found.dropped,
        "changed": found.changed,
        "redrilled": list(found.redrilled),
        "renamed": {old: new for new, old in found.renamed.items()},
        "answers": {card: {"old": old, "new": new} for card, (old, new) in found.redrilled.items()},
        "chats": found.chats._asdict(),
    }


def tell(revision: str, found: Effect) -> None:
    """One line a card, what is asked anew last, then the counts."""
    _list("+", "good", found.added)
    _list("-", "bad", found.dropped)
    _list("=", "quiet", (_("{old} is now {new}").format(old=old, new=new) for new, old in found.renamed.items()))
    _list("~", "quiet", found.changed)
    roles: tuple[Role, ...] = "good", "bad", "quiet"
    for sign, role, chats in zip("+-~", roles, found.chats, strict=True):
        _list(sign, role, (_("{chat} (chat)").format(chat=chat) for chat in chats))
    for card, (old, new) in found.redrilled.items():
        was = _("{card}: {old} is now {new}")
        _list("!", "warn", [was.format(card=card, old=together(old), new=together(new))])
    say(_("Compared with {revision}:").format(revision=revision))
    say(_("+ added: {count}").format(count=len(found.added)))
    say(_("- dropped: {count}").format(count=len(found.dropped)))
    say(_("= with another id: {count}").format(count=len(found.renamed)))
    say(_("~ reading otherwise, answer unchanged: {count}").format(count=len(found.changed)))
    say(_("! with another answer, asked at once of all who know them: {count}").format(count=len(found.redrilled)))
    if any(found.chats):
        text = _("chats: {added} added, {dropped} dropped, {changed} reading otherwise")
        say(text.format(**{name: len(ids) for name, ids in found.chats._asdict().items()}))


def _list(sign: str, role: Role, lines: Iterable[str]) -> None:
    for line in lines:
        say(Line(sign, role), f" {line}")


class Mended(NamedTuple):
    """One file with new ids. ids: line and id of each."""

    file: str
    ids: Sequence[tuple[int, str]]


def fix_path(path: str) -> Iterator[Mended]:
    """Write the missing ids of every deck file at ``path``, of all its editions; ``KdeckError`` where that fails.

    What keeps a file from being mended is told by the check that follows.
    """
    from kdeck.decks.discover import discover, editions
    from kdeck.decks.editing import fix_ids
    from kdeck.decks.tree import MAX_BYTES
    from kdeck.journal import files

    for folder in editions(path) or [path]:
        for file in discover(folder).files:
            try:
                fixed = fix_ids(files.read(file.path, MAX_BYTES), file.name)
                if fixed.written:
                    files.write(file.path, fixed.data)
            except files.Unfit:
                continue
            except OSError as error:
                raise KdeckError(
                    Message("{file} could not be mended: {reason}", file=file.path, reason=reason_of(error))
                ) from error
            if fixed.written:
                yield Mended(file.name, fixed.written)
