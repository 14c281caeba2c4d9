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


class Shop(NamedTuple):
    """What shop.yaml says, as far as studying needs it.

    retention: (tag, 0..1) pairs. order: deck ids in the order of the path, in which new cards are met.
    typing: grades: name, net speed, least accuracy and greatest share taken back (both 0..1, ``None`` where not said).
    respond: seconds within which a first reply, and on average any reply, should come.
    stages: the days of the path, in order. dans: the levels as they are written, one perhaps twice.
    """

    id: str = "shop"
    name: str = ""
    lang: str = ""
    forbidden: tuple[str, ...] = ()
    default_retention: float = 0.9
    retention: tuple[tuple[str, float], ...] = ()
    order: tuple[str, ...] = ()
    typing: tuple[tuple[str, float, float | None, float | None], ...] = ()
    respond: tuple[float, float] = (6.0, 20.0)
    stages: tuple[Stage, ...] = ()
    calendar: Calendar = Calendar()
    dans: tuple[DanAsked, ...] = ()

    def retention_of(self, tags: tuple[str, ...]) -> float:
        """Desired retention of a card: the highest that any of its tags asks for, else the default."""
        asked = [value for tag, value in self.retention if tag in tags]
        return max(asked, default=self.default_retention)
