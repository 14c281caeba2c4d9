"""``kdeck study``: today's cards, in the app, or line by line with ``--plain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli import console
from kdeck.cli.console import note, say
from kdeck.core.errors import UsageError
from kdeck.core.message import Message, series
from kdeck.language import _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.trainer.trainer import Trainer


def configure(parser: ArgumentParser) -> None:
    """The line mode and a deck."""
    parser.add_argument("--plain", action="store_true", help=_("line by line, for pipes and screen readers"))
    parser.add_argument("--deck", metavar=_("ID"), help=_("cards of this deck only"))


def run(args: Namespace, context: Context) -> int:
    """Study what is due."""
    if not args.plain:
        from kdeck.cli.app import open_app

        return open_app(context, start="study", deck=args.deck)
    known_deck(context, args.deck)
    with context.writing(create=True) as trainer:
        _plain(trainer, args.deck, context)
    return 0


def known_deck(context: Context, deck: str | None) -> None:
    """``UsageError`` with the nearest id when the library has no such deck; before any journal is made for it."""
    ids = [] if deck is None else [known.id for known in context.library().decks]
    if deck is None or deck in ids:
        return
    from difflib import get_close_matches

    near = get_close_matches(deck, ids, 1)
    hint = (
        Message("Did you mean {deck}?", deck=near[0]) if near else Message("The decks are: {decks}", decks=series(ids))
    )
    raise UsageError(Message("There is no deck named {deck}", deck=deck), hint)


def _plain(trainer: Trainer, deck: str | None, context: Context) -> None:
    from kdeck.cli import feedback
    from kdeck.cli.goal import tell_live, tell_path
    from kdeck.cli.lines import LineInput
    from kdeck.cli.plain import PlainSession
    from kdeck.trainer.session import study
    from kdeck.trainer.today import pace
    from kdeck.trainer.wording import misdated

    session, today = study(trainer, deck), trainer.today()
    if today.misdated:
        note(misdated(today.misdated, console.clock_time(today.at)))
    if session.current is None:
        say(_("Nothing is due."))
    else:
        some = max(1, round(session.plan.remaining * pace(trainer.journal) / 60))
        feedback.greeting(session.plan.remaining, today.minutes if deck is None else some)
    tell_path(trainer, today)
    tell_live(trainer, today)
    PlainSession(session, LineInput(), context.stopwatch).run()
