"""The order of a session: a frozen queue and its pure transitions. Times are microseconds UTC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Plan(NamedTuple):
    """What is still to be asked. waiting: reviews and new cards in order. learning: (due, card), soonest first.

    met: the cards answered at least once, whether or not they come back within the day.
    """

    waiting: tuple[str, ...] = ()
    learning: tuple[tuple[int, str], ...] = ()
    met: frozenset[str] = frozenset()

    @property
    def remaining(self) -> int:
        """Cards not finished for today."""
        return len(self.waiting) + len(self.learning)

    @property
    def total(self) -> int:
        """Cards of the session, met or not."""
        return len(self.met.union(self.waiting, (card for _, card in self.learning)))


def interleave(reviews: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Reviews and new cards mixed evenly, each in its own order, a review first."""
    if not reviews or not new:
        return (*reviews, *new)
    placed = [((index + 0.5) / len(reviews), 0, card) for index, card in enumerate(reviews)]
    placed += [((index + 0.5) / len(new), 1, card) for index, card in enumerate(new)]
    return tuple(card for _, _, card in sorted(placed, key=lambda item: item[:2]))


def choose(plan: Plan, now: int) -> str | None:
    """The next card: a learning step that is due, else the next waiting card, else the soonest learning step.

    A step is taken ahead of its time when nothing else is left: nobody waits before an empty screen.
    """
    if plan.learning and (plan.learning[0][0] <= now or not plan.waiting):
        return plan.learning[0][1]
    return plan.waiting[0] if plan.waiting else None


def without(plan: Plan, card: str) -> Plan:
    """The plan with a card taken out and not counted as done (suspended, gone)."""
    return plan._replace(
        waiting=tuple(other for other in plan.waiting if other != card),
        learning=tuple(item for item in plan.learning if item[1] != card),
    )


def answered(plan: Plan, card: str, again_at: int | None) -> Plan:
    """The plan after an answer: the card comes back at ``again_at``, or is done for today when that is ``None``."""
    rest = without(plan, card)._replace(met=plan.met | {card})
    if again_at is None:
        return rest
    return rest._replace(learning=tuple(sorted((*rest.learning, (again_at, card)))))


def undone(plan: Plan, card: str, *, met: bool) -> Plan:
    """The plan after an undo: the card is asked again at once. met: whether an earlier answer to it stands."""
    rest = without(plan, card)
    return rest._replace(waiting=(card, *rest.waiting), met=rest.met if met else rest.met - {card})
