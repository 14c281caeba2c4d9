"""Table against hand edits, three ways: what the deck says, what the last import wrote, what the table says now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from kdeck.decks.importing.model import Path, Value, Values

Side = Literal["", "ours", "theirs"]
"""Whose value holds where both changed: nobody's yet, the deck's, the table's."""


class Change(NamedTuple):
    """One value: what the deck had, and what the table says. line: of the row. old: ``None`` for an odd value."""

    line: int
    id: str
    path: Path
    old: Value | None
    new: Value


class Settled(NamedTuple):
    """One entry after the merge. base: what is to be remembered as imported."""

    taken: tuple[Change, ...]
    kept: tuple[Change, ...]
    conflicts: tuple[Change, ...]
    base: dict[Path, Value]


def settle(
    line: int,
    identity: str,
    paths: Iterable[Path],
    new: Values,
    held: Mapping[Path, Value | None],
    base: Values,
    side: Side = "",
) -> Settled:
    """Merge one row into its entry.

    A value that nobody touched since the last import becomes the table's; one that only a person changed stays; where
    both changed, or where nothing is known of the last import, it stays too and is a conflict, unless ``side`` says.
    What the last import wrote is remembered until a conflict is settled, so that it is told again.
    """
    taken, kept, conflicts = list[Change](), list[Change](), list[Change]()
    after = dict(base)
    for path in paths:
        now, wanted, before = held.get(path, ()), new.get(path, ()), base.get(path, ())
        if now == wanted:
            _remember(after, path, wanted)
            continue
        change = Change(line, identity, path, now, wanted)
        if now == before or (side == "theirs" and wanted != before):
            taken.append(change)
            _remember(after, path, wanted)
        elif wanted == before:
            if before:  # an empty cell that never said anything has nothing to say of what stands there
                kept.append(change)
        else:
            conflicts.append(change)
            if side == "ours":
                _remember(after, path, wanted)
    if side == "ours":
        kept, conflicts = [*kept, *conflicts], []
    return Settled(tuple(taken), tuple(kept), tuple(conflicts), after)


def _remember(base: dict[Path, Value], path: Path, value: Value) -> None:
    """An empty value is remembered as nothing at all: to the merge the two are the same."""
    if value:
        base[path] = value
    else:
        base.pop(path, None)
