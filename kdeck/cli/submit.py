"""``kdeck submit``: a deck of the learner's own as evidence for a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli.console import say, say_json, tell_reached
from kdeck.core.message import counted
from kdeck.language import N_, _, render

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context

DETAILS = N_(
    "The deck is checked as kdeck check does; cards that the shop's decks hold already do not count. Its counts and "
    "the SHA-256 of the file are kept in the journal, not the file itself. JSON: {deck, title, cards, copied, kinds, "
    "digest}."
)


def configure(parser: ArgumentParser) -> None:
    """The file."""
    path = parser.add_argument("path", metavar=_("FILE"), help=_("the deck file, outside of the shop's folder"))
    vars(path)["complete"] = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def run(args: Namespace, context: Context) -> int:
    """Check the deck and keep it as evidence."""
    from kdeck.trainer.levels import fit, submit

    fit(context.trying(), args.path)  # refuse before anything is opened for writing
    with context.writing(create=True) as trainer:
        looked, _event = submit(trainer, args.path)
        if args.format == "json":
            say_json({name: value for name, value in looked._asdict().items() if name != "errors"})
            return 0
        text = counted(
            "Kept: “{title}”, {count} card of its own, kinds: {kinds}.",
            "Kept: “{title}”, {count} cards of its own, kinds: {kinds}.",
            looked.cards,
            title=looked.title,
            kinds=looked.kinds,
        )
        say(render(text))
        if looked.copied:
            say(_("Cards that the shop has already or that stand twice: {count}").format(count=looked.copied))
        tell_reached(trainer)
    return 0
