"""``kdeck cards``: everything a library expands to."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any

from kdeck.cli.console import say, say_json
from kdeck.core.clean import clean_line
from kdeck.language import N_, _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.core.card import Card

DETAILS = N_(
    "JSON: a list of {id, kind, front, back, deck, tags, file, line, cases}. "
    "back is a text when there is one, else a list."
)


def configure(parser: ArgumentParser) -> None:
    """The folder or file, and the drawing of cases."""
    path = parser.add_argument(
        "path", metavar=_("PATH"), nargs="?", help=_("a library or one deck file (default: --decks)")
    )
    vars(path)["complete"] = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
    parser.add_argument("--cases", metavar="N", type=_count, default=0, help=_("draw so many cases of each rule card"))
    parser.add_argument("--seed", metavar="S", type=_count, default=0, help=_("the drawing's seed (default: 0)"))


def run(args: Namespace, context: Context) -> int:
    """List the cards."""
    cards = context.library(args.path).cards()
    if args.format == "json":
        say_json([as_json(card) for card in cards])
        return 0
    for card in cards:
        say(f"{card.id}  {card.kind}  {clean_line(card.front)}")
    return 0


def as_json(card: Card) -> dict[str, Any]:
    """The stable form."""
    return {
        "id": card.id,
        "kind": card.kind,
        "front": card.front,
        "back": card.back[0] if len(card.back) == 1 else card.back,
        "deck": card.deck,
        "tags": card.tags,
        "file": card.file,
        "line": card.line,
        "cases": [],
    }


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise ArgumentTypeError(_("{text} is not a number from 0").format(text=text))
    return int(text)
