"""``kdeck certificate``: a level that was reached, in the terminal or as a page to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli.console import say, say_json
from kdeck.cli.witness import dan_number
from kdeck.core.errors import KdeckError, reason_of
from kdeck.core.message import Message
from kdeck.language import N_, _
from kdeck.text import Line

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.core.levels.record import Certificate

DETAILS = N_(
    "The page is one file without anything from elsewhere, prints to one sheet of A4, and holds its own data, which "
    "kdeck verify checks against the journal. JSON: these data."
)


def configure(parser: ArgumentParser) -> None:
    """Which level, and where to write the page."""
    parser.add_argument(
        "--dan", metavar="N", type=dan_number, help=_("the level, 1 to 9 (default: the highest reached)")
    )
    page = parser.add_argument("--html", metavar=_("FILE"), help=_("write the page to this file"))
    vars(page)["complete"] = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def run(args: Namespace, context: Context) -> int:
    """Show the certificate, or write its page."""
    from kdeck.core.levels.record import plain_of
    from kdeck.trainer.certificate import make

    trainer = context.trainer(context.reader(), context.library())
    made = make(trainer, args.dan)
    if args.html is not None:
        from kdeck.text.certificate import page

        _write(args.html, page(made))
    if args.format == "json":
        say_json(plain_of(made))
    elif args.html is not None:
        say(_("Written: {file}").format(file=args.html))
    else:
        _tell(made)
    return 0


def _write(path: str, text: str) -> None:
    from kdeck.journal import files

    try:
        files.write(path, text.encode())
    except OSError as error:
        raise KdeckError(Message("{file} cannot be written: {reason}", file=path, reason=reason_of(error))) from error


def _tell(made: Certificate) -> None:
    from kdeck.text.certificate import contents, lines

    texts = contents(made)
    say(Line(f"{texts.title} · {texts.shop}", "title"))
    for said in lines(texts):
        say(*((Line("✓ ", "good"), said.text) if said.role == "good" else (said,)))
