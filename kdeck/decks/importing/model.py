"""What an import speaks of: values at paths of an entry, and the rows that ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from kdeck.decks.tree import Map, Seq, Text

Kind = Literal["products", "cards"]
Path = tuple[str, ...]
"""A key of an entry: ``("name",)``, or ``("facts", "color")``."""
Value = tuple[str, ...]
"""What stands there: nothing, one text, or several as a list."""
Values = Mapping[Path, Value]

ID: Final = "id"
FACTS: Final = "facts"
LIST_KEYS: Final = frozenset({"tags", "wrong", "accept"})
"""Keys that are written as lists even when they hold one text."""

ORDER: Final[dict[Kind, tuple[str, ...]]] = {
    "products": ("name", "sku", "category", "tags", FACTS),
    "cards": (
        *("kind", "front", "text", "back", "wrong", "last", "accept", "match", "unit", "reverse", "seconds"),
        *("tags", "why", "hint", "source", "until"),
    ),
}
"""The keys that a table may fill, in the order in which a new entry has them."""


class Row(NamedTuple):
    """One row of a table. line: from 1 in its file. id: of the id column, may be empty.

    values: one for every path that the table has a column for; an empty cell is an empty value.
    """

    line: int
    id: str
    values: Values

    def text(self, key: str) -> str:
        """The first text at a key, empty when there is none."""
        return next(iter(self.values.get((key,), ())), "")


def value_of(entry: Map, path: Path) -> Value | None:
    """What an entry of a deck holds at a path; ``None`` for something that no table could have put there."""
    node: object = entry
    for step in path:
        if not isinstance(node, Map):
            return () if node == "" else None
        node = node.get(Text(step), Text(""))
    if path == ("kind",) and node == "recall":
        return ()  # what a card is when nobody says
    if isinstance(node, Text):
        return (node.strip(),) if node.strip() else ()
    if isinstance(node, Seq) and all(isinstance(item, Text) for item in node):
        return tuple(str(item).strip() for item in node)
    return None


def node_of(path: Path, value: Value) -> str | list[str]:
    """How a value is written: a list where the key asks for one or there are several."""
    return list(value) if path[0] in LIST_KEYS or len(value) > 1 else "".join(value)


def shown(value: Value | None) -> str:
    """A value in one line."""
    return "…" if value is None else " | ".join(value).replace("\n", " ⏎ ")


def spelled(path: Path) -> str:
    """A path as people and the record write it."""
    return "/".join(path)
