"""A drill: short texts typed in rounds until each of them is right at the speed that the learner has set.

In a round each text that is left comes twice, not in a row; both times have to reach the target.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from kdeck.core.typing.run import Run, costs
from kdeck.core.typing.score import Unit, per_minute, units

TIMES: Final = 2
"""How often a text comes in a round."""


class Item(NamedTuple):
    """A text to drill. pair: what was asked and what was typed for it, where the text is here because of that."""

    text: str
    pair: tuple[str, str] | None = None


class Try(NamedTuple):
    """How a text went in a round, the worse of its times. speed: of its right graphemes. errors: in all times."""

    speed: float
    errors: int


class Drill(NamedTuple):
    """How far a drill has come. target: net speed, in ``unit``. rounds: done. tries: the newest one of each item."""

    items: tuple[Item, ...]
    target: float
    unit: Unit
    rounds: int = 0
    tries: tuple[Try | None, ...] = ()

    @property
    def reached(self) -> tuple[bool, ...]:
        """For each item, whether its newest try reached the target."""
        tries = self.tries or (None,) * len(self.items)
        return tuple(each is not None and not each.errors and each.speed >= self.target for each in tries)

    @property
    def left(self) -> tuple[int, ...]:
        """The places of the items that have yet to reach the target."""
        return tuple(place for place, done in enumerate(self.reached) if not done)

    @property
    def over(self) -> bool:
        """Whether all of them have."""
        return not self.left

    @property
    def separator(self) -> str:
        """What stands between two texts: a line end, which is not typed, or a space between words."""
        return " " if all(text.isascii() for text, _pair in self.items) and self.unit == "WPM" else "\n"

    @property
    def passage(self) -> str:
        """What is typed in the next round."""
        return self.separator.join(self.items[place].text for place in self.left * TIMES)

    def after(self, run: Run) -> Drill:
        """The drill after a round over ``passage``; what was not typed of it counts as wrong."""
        tries = list(self.tries or (None,) * len(self.items))
        found = _tries(run, [self.items[place].text for place in self.left * TIMES], self.separator)
        for number, place in enumerate(self.left):
            times = found[number :: len(self.left)]
            tries[place] = Try(min(each.speed for each in times), sum(each.errors for each in times))
        return self._replace(rounds=self.rounds + 1, tries=tuple(tries))


def _tries(run: Run, texts: Sequence[str], separator: str) -> list[Try]:
    """How each text of a passage went, in order; a separator that is typed belongs to the text before it."""
    each_cost, gap = costs(run, whole=True), len(units(separator))
    found, start = [], 0
    for number, text in enumerate(texts, 1):
        length = len(units(text))
        spent = each_cost[start : start + length + (gap if number < len(texts) else 0)]
        ms, errors = sum(cost.ms for cost in spent), sum(cost.errors for cost in spent)
        right = max(0, len(spent) - errors)
        found.append(Try(per_minute(right, ms, run.unit) if ms else 0.0, errors))
        start += len(spent)
    return found
