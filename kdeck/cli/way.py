"""The path and the go-live date in lines for a person: what ``kdeck due`` and the line mode say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli.console import say
from kdeck.language import _

if TYPE_CHECKING:
    from kdeck.trainer.today import Today
    from kdeck.trainer.trainer import Trainer


def tell_path(trainer: Trainer, today: Today) -> None:
    """The day of the path for a person."""
    if today.rest:
        say(_("A day of rest: no new cards."))
    if not trainer.library.shop.stages:
        return
    from kdeck.trainer.path import place_of
    from kdeck.trainer.path_words import where

    place = place_of(trainer, today.day)
    if place is not None:
        say(" · ".join(filter(None, where(place))))


def tell_live(trainer: Trainer, today: Today) -> None:
    """The go-live date for a person."""
    if today.ahead is None:
        return
    from kdeck.trainer import path_words
    from kdeck.trainer.forecast import forecast_now

    found = forecast_now(trainer)
    if found is not None:
        say(" · ".join((path_words.outcome(found, today.day), path_words.effort(found))))
        short = path_words.below(found, {deck.id: deck.title for deck in trainer.library.decks})
        if short:
            say(short)
