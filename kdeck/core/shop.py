"""The shop and the decks that cards come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kdeck.core.plan.path import Calendar

if TYPE_CHECKING:
    from kdeck.core.levels.need import DanAsked
    from kdeck.core.plan.path import Stage


class Deck(NamedTuple):
    """One deck of a library. size: how many cards it has. start: place of its first card in the library's order."""

    id: str
    title: str
    lang: str
    about: str
    tags: tuple[str, ...]
    file: str
    start: int
    size: int


class GradeAsked(NamedTuple):
    """A typing grade of the shop's own.

    speed: net, in the unit of the shop's language. accuracy: the least, fixes: the greatest share taken back, 0..1;
    ``None`` where the shop leaves it to the usual grade of that name.
    """

    name: str
    speed: float
    accuracy: float | None = None
    fixes: float | None = None


class Targets(NamedTuple):
    """How soon customers are answered, in seconds: the first time, and on average."""

    first: float = 6.0
    average: float = 20.0


class Shop(NamedTuple):
    """What shop.yaml says, as far as studying needs it.

    retention: (tag, 0..1) pairs. order: deck ids in the order of the path, in which new cards are met.
    stages: the days of the path, in order. dans: the levels as they are written, one perhaps twice.
    """

    id: str = "shop"
    name: str = ""
    lang: str = ""
    forbidden: tuple[str, ...] = ()
    default_retention: float = 0.9
    retention: tuple[tuple[str, float], ...] = ()
    order: tuple[str, ...] = ()
    typing: tuple[GradeAsked, ...] = ()
    respond: Targets = Targets()
    stages: tuple[Stage, ...] = ()
    calendar: Calendar = Calendar()
    dans: tuple[DanAsked, ...] = ()

    def retention_of(self, tags: tuple[str, ...]) -> float:
        """Desired retention of a card: the highest that any of its tags asks for, else the default."""
        asked = [value for tag, value in self.retention if tag in tags]
        return max(asked, default=self.default_retention)
