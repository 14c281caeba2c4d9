"""``kdeck verify``: a certificate held against a journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kdeck.cli.console import say, say_json
from kdeck.core.errors import KdeckError, UsageError, reason_of
from kdeck.core.message import Message
from kdeck.language import N_, _, render
from kdeck.text import Line, Role

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.core.events.event import Event
    from kdeck.trainer.certificate_check import Check

DETAILS = N_(
    "Recomputes the evidence and the chain of hashes from the journal's events: h(i) is the SHA-256 of h(i-1) and the "
    "i-th line of kdeck log --format json, in the order of time and id, h(0) being 32 zero bytes. With --decks it also "
    "compares the shop's requirements and says which deck files are as they were. Exit code 0 only when everything "
    "that a journal can tell was compared and holds, else 1. JSON: a list of {check, holds, text, compared}; holds is "
    "null where it cannot be told, compared is false where another version of kdeck could tell it."
)


_SIGNS: Final[dict[bool | None, tuple[str, Role]]] = {True: ("✓", "good"), False: ("✗", "bad"), None: ("·", "quiet")}


def configure(parser: ArgumentParser) -> None:
    """The certificate, and the journal."""
    files = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
    certificate = parser.add_argument("certificate", metavar=_("FILE"), help=_("the page, or its data as JSON"))
    journal = parser.add_argument(
        "journal",
        metavar=_("JOURNAL"),
        nargs="?",
        help=_("a journal's .db file, or JSON lines as kdeck log prints them (default: the learner's own)"),
    )
    vars(certificate)["complete"] = vars(journal)["complete"] = files


def run(args: Namespace, context: Context) -> int:
    """Say what holds and what does not."""
    from kdeck.text.certificate import page
    from kdeck.trainer.certificate import read
    from kdeck.trainer.certificate_check import check

    text = _text(args.certificate)
    certificate = read(text)
    library = None if context.options.decks is None else context.library(edition=certificate.lang)
    checks = check(certificate, text, _events(args, context), library, page=page)
    if args.format == "json":
        say_json([_plain(each) for each in checks])
    else:
        _tell(checks)
    return 0 if all(each.holds is not False and each.compared for each in checks) else 1


def _plain(each: Check) -> dict[str, object]:
    return {"check": each.name, "holds": each.holds, "text": render(each.text), "compared": each.compared}


def _tell(checks: tuple[Check, ...]) -> None:
    for each in checks:
        sign, role = _SIGNS[each.holds] if each.compared else ("!", "warn")
        say(Line(sign, role), f" {render(each.text)}")
    if any(each.holds is False for each in checks):
        say(Line(_("This certificate does not hold."), "bad"))
    elif not all(each.compared for each in checks):
        say(Line(_("Not everything was compared, so kdeck cannot say that this certificate holds."), "warn"))
    else:
        say(
            _(
                "This certificate matches the journal. No journal can prove who was at the keyboard, or that it was "
                "not written anew as a whole."
            )
        )


def _events(args: Namespace, context: Context) -> list[Event]:
    if args.journal is None:
        return list(context.reader().written())
    import os

    from kdeck.journal.lines import events_of

    if not os.path.exists(args.journal):
        raise UsageError(Message("There is no file {file}", file=args.journal))
    return list(events_of(args.journal))


def _text(path: str) -> str:
    """The file's text; ``UsageError`` where it cannot be read, ``KdeckError`` where it is no text."""
    from kdeck.journal import files
    from kdeck.trainer.certificate import MOST_BYTES

    try:
        return files.read(path, MOST_BYTES).decode("utf-8")
    except OSError as error:
        raise UsageError(Message("{file} cannot be read: {reason}", file=path, reason=reason_of(error))) from error
    except UnicodeDecodeError as error:
        raise KdeckError(Message("There is no certificate in this file that kdeck can read.")) from error
