"""Which customers come in a drill, and how soon after one another: drawn from a seed, the same for everybody."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final, NamedTuple

from kdeck.core.chat.scenario import Scenario

MOST_CHATS: Final = 5
RESPOND_TURNS: Final = 10
"""Customers' messages in a response drill: about three minutes."""
_TURNS, _TURNS_MORE = 18, 6
_GAP_MS: Final = (1_000, 6_000)


class Plan(NamedTuple):
    """customers: in the order in which they come. gaps: milliseconds from when a window is free until the next comes.

    The first ``chats`` customers come one after the other, each its gap after the one before.
    """

    chats: int
    seed: int
    customers: tuple[Scenario, ...]
    gaps: tuple[int, ...]

    @property
    def turns(self) -> int:
        """How many messages the customers have to write."""
        return sum(len(customer.turns) for customer in self.customers)


def turns_of_run(chats: int) -> int:
    """Customers' messages in a run of so many chats at once: 18 for one, 6 more for each further one.

    So that one slip among all facts (about two a message) is less than three per cent, the tenth part that may be late
    is more than one reply, and a run lasts about six minutes however many chats are open.
    """
    return _TURNS + _TURNS_MORE * (chats - 1)


def draw(scenarios: Sequence[Scenario], chats: int, turns: int, seed: int) -> Plan:
    """Customers until their messages are at least ``turns``, and one a window at least.

    Nobody comes twice before everybody has come. ``ValueError`` without a scenario or for an impossible ``chats``.
    """
    if not scenarios or not 1 <= chats <= MOST_CHATS:
        raise ValueError("a drill needs a customer and one to five windows")
    chance = random.Random(seed)  # noqa: S311 - a drill is no secret
    known = sorted(scenarios, key=lambda scenario: scenario.id)  # files may be renamed: the seed still means the same
    customers: list[Scenario] = []
    written = 0
    while written < turns or len(customers) < chats:
        for customer in chance.sample(known, len(known)):
            if written >= turns and len(customers) >= chats:
                break
            customers.append(customer)
            written += len(customer.turns)
    gaps = tuple(chance.randrange(*_GAP_MS) for _customer in customers)
    return Plan(chats, seed, tuple(customers), gaps)
