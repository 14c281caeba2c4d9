"""A customer as a deck writes one: what they say, turn by turn, and what a good reply to each turn holds."""

from __future__ import annotations

from typing import NamedTuple


class Turn(NamedTuple):
    """One message of a customer and what the reply must hold.

    must: groups of words, a reply holds at least one of each. never: texts that it must not hold, the shop's forbidden
    words among them. say: model replies. because: shown afterwards. pause: seconds until the customer goes on after
    the reply.
    """

    text: str
    must: tuple[tuple[str, ...], ...] = ()
    never: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    because: str = ""
    pause: float = 3.0


class Scenario(NamedTuple):
    """One customer. id: ``deck/chat``. patience: seconds that this customer waits for a reply before leaving."""

    id: str
    name: str
    turns: tuple[Turn, ...]
    patience: float = 60.0
    tags: tuple[str, ...] = ()
    about: str = ""
    file: str = ""
    line: int = 0
