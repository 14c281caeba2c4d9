"""A customer as a deck writes one: what they say, turn by turn, and what a good reply to each turn holds."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

PATIENCE: Final = 60.0
PAUSE: Final = 3.0


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
    pause: float = PAUSE


class Scenario(NamedTuple):
    """One customer. id: ``deck/chat``. patience: seconds that this customer waits for a reply before leaving."""

    id: str
    name: str
    turns: tuple[Turn, ...]
    patience: float = PATIENCE
    tags: tuple[str, ...] = ()
    about: str = ""
    file: str = ""
    line: int = 0

    @property
    def deck(self) -> str:
        """The id of the deck that it stands in."""
        return self.id.partition("/")[0]


def plain(scenario: Scenario) -> tuple[Any, ...]:
    """A scenario as plain tuples, to be stored."""
    return tuple(tuple(map(tuple, value)) if value is scenario.turns else value for value in scenario)


def scenario_of(stored: tuple[Any, ...]) -> Scenario:
    """The scenario that ``plain`` took apart."""
    scenario = Scenario(*stored)
    return scenario._replace(turns=tuple(Turn(*turn) for turn in scenario.turns))
