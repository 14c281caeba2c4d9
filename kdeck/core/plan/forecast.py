"""What is foretold of the go-live date: how well each deck will be remembered, and whether the date holds.

Kept apart from the reckoning, which whoever only shows a forecast need not load.
"""

from __future__ import annotations

from typing import Final, NamedTuple

WIDE: Final = 1.796
"""Standard deviations around a mean of twelve that hold nine of ten (Student's t with eleven degrees of freedom)."""
SURE: Final = 0.524
"""Standard deviations below the mean above which seven of ten are."""


class Readiness(NamedTuple):
    """A deck on the date. recall: mean predicted chance of recall of all its cards, those not met counted as 0.

    low, high: within these nine of ten courses end. target: desired retention, mean over the cards. cards: how many.
    met: how many of them will have been met, on average. All shares are 0..1.
    """

    deck: str
    recall: float
    low: float
    high: float
    target: float
    cards: int
    met: float

    @property
    def reached(self) -> bool:
        """Whether the plan holds for this deck: seven of ten courses reach the target."""
        return self.recall - (self.recall - self.low) * SURE / WIDE >= self.target


class Forecast(NamedTuple):
    """The way to a date. decks: in the order of the path. minutes: of study a day, as they were given.

    needed: the fewest minutes a day with which every deck reaches its target; ``None`` where no effort does.
    load: minutes of the days of study that are left, on average over the courses, first day first. low, high: within
    these nine of ten courses end, over all cards.
    """

    live: int
    decks: tuple[Readiness, ...]
    minutes: int
    needed: int | None
    load: tuple[float, ...]
    low: float
    high: float

    @property
    def feasible(self) -> bool:
        """Whether every deck reaches its target."""
        return all(deck.reached for deck in self.decks)

    @property
    def below(self) -> tuple[Readiness, ...]:
        """The decks that stay below their target, the furthest below first."""
        short = [deck for deck in self.decks if not deck.reached]
        return tuple(sorted(short, key=lambda deck: deck.recall - deck.target))

    @property
    def recall(self) -> float:
        """Mean predicted recall of all cards."""
        cards = sum(deck.cards for deck in self.decks)
        return sum(deck.recall * deck.cards for deck in self.decks) / cards if cards else 0.0
