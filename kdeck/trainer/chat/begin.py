"""A drill, ready to begin: its customers drawn from the library's chats."""

from __future__ import annotations

from kdeck.core.chat.drill import Drill
from kdeck.core.chat.kept import Kind
from kdeck.core.chat.plan import RESPOND_TURNS, draw, turns_of_run
from kdeck.core.chat.scenario import Scenario
from kdeck.core.errors import UsageError
from kdeck.core.message import Message
from kdeck.trainer.trainer import Trainer


def scenarios(trainer: Trainer) -> tuple[Scenario, ...]:
    """The customers that the library knows; ``UsageError`` where it knows none."""
    found = trainer.library.chats()
    if not found:
        raise UsageError(
            Message("There are no chats in this library yet."),
            Message("Add one to a deck: kdeck new chat --deck FILE"),
        )
    return found


def begin(trainer: Trainer, kind: Kind, chats: int = 1, seed: int | None = None) -> Drill:
    """A drill with so many chats at once. seed: drawn where none is given; the same seed, the same customers.

    ``UsageError`` where the library has no chats.
    """
    drawn = int.from_bytes(trainer.random(4), "big") if seed is None else seed
    turns = RESPOND_TURNS if kind == "respond" else turns_of_run(chats)
    plan = draw(scenarios(trainer), 1 if kind == "respond" else chats, turns, drawn)
    return Drill(plan, round(trainer.library.shop.respond[1] * 1000))
