"""Which ids are one card: the journal remembers every renaming that a deck declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kdeck.core.event import Event, standing


class Renames:
    """Groups of ids that are one card. The order in which they were renamed does not matter.

    So the journals of two machines, one of which still answers under an old id, come to the same memory in whatever
    order they are merged; and an id that comes back has the memory that its card has meanwhile.
    """

    def __init__(self, events: Iterable[Event] = ()) -> None:
        """events: any that hold all standing ``rename`` events and the voids of the others."""
        self._groups: dict[str, frozenset[str]] = {}
        for event in standing(events):
            if event.kind == "rename":
                group = self.names(event.card) | self.names(event.body["from"])
                self._groups.update(dict.fromkeys(group, group))

    def names(self, card: str) -> frozenset[str]:
        """Every id of a card, the one it is asked by included."""
        return self._groups.get(card) or frozenset((card,))

    def __iter__(self) -> Iterator[str]:
        """Every id that shares its card with another."""
        return iter(self._groups)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Renames) and self._groups == other._groups

    __hash__ = None  # type: ignore[assignment]  # a value that is compared, never a key
