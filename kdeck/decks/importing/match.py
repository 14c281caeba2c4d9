"""Which entry a row is about: by its id, by its SKU or question, by its name or answer; else it is a new one.

Memory hangs on ids, so an entry keeps the id that it has; what a new one gets is written into the deck.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.core.strings import normalise
from kdeck.decks.editing import free_id
from kdeck.decks.importing.columns import Kind, Path, Row, Value, Values
from kdeck.decks.importing.table_file import hashed, identity_from

How = Literal["id", "sku", "name", "front", "back", "new"]


class Match(NamedTuple):
    """A row and the id of its entry."""

    row: Row
    id: str
    how: How


class Known(NamedTuple):
    """What is known of entries that a row may be about. held: as they stand in the deck. base: as last imported.

    taken: every id of the deck, those of other sorts of entries too.
    """

    held: Mapping[str, Values]
    base: Mapping[str, Values]
    taken: frozenset[str]


def match(file: str, kind: Kind, rows: Sequence[Row], known: Known) -> tuple[list[Match], list[Finding]]:
    """Every row with the id of its entry, in the order of the table, and an error for each row that has none."""
    return _Matching(file, kind, rows, known).run()


class _Matching:
    def __init__(self, file: str, kind: Kind, rows: Sequence[Row], known: Known) -> None:
        self.file, self.kind, self.rows, self.known = file, kind, rows, known
        self.found: dict[int, Match] = {}  # by line
        self.owners: dict[str, Row] = {}
        self.findings: list[Finding] = []

    def run(self) -> tuple[list[Match], list[Finding]]:
        self._refuse_repeats()
        if self.findings:
            return [], self.findings
        for row in self.rows:
            if row.id:
                self._by_id(row)
        held, base = self.known.held, self.known.base
        if self.kind == "products":
            self._by("sku", held)
            self._by("sku", base)
            self._by_derived_id()
            self._by_name(held)
            self._by_name(base)
        else:
            self._by("front", held)
            self._by("front", base)
            self._by_answer()
        self._give_ids()
        return [self.found[row.line] for row in self.rows if row.line in self.found], self.findings

    def _by_id(self, row: Row) -> None:
        if row.id in self.known.taken and row.id not in self.known.held:
            message = Message("The id “{id}” is that of an entry of another sort in this deck.", id=row.id)
            self.findings.append(Finding(self.file, row.line, 1, "error", "duplicate-id", message))
        else:
            self._own(row, row.id, "id" if row.id in self.known.held or row.id in self.known.base else "new")

    def _open(self) -> list[Row]:
        return [row for row in self.rows if row.line not in self.found]

    def _own(self, row: Row, identity: str, how: How) -> None:
        first = self.owners.setdefault(identity, row)
        if first is row:
            self.found[row.line] = Match(row, identity, how)
            return
        message = Message("This row has the same id “{id}” as the one in line {first}.", id=identity, first=first.line)
        hint = Message("Give the two rows ids of their own, in a column “id”.")
        self.findings.append(Finding(self.file, row.line, 1, "error", "duplicate-id", message, hint))

    def _refuse_repeats(self) -> None:
        """Two rows that mean one entry: nobody can tell which of the two holds."""
        seen: dict[tuple[str, str], Row] = {}
        for row in self.rows:
            key = self._key_of_row(row)
            first = seen.setdefault(key, row)
            if first is not row:
                message = Message(
                    "This row has the same {key} “{text}” as the one in line {first}.",
                    key=key[0],
                    text=_text(row.values, key[0]),
                    first=first.line,
                )
                hint = Message("Keep one row each; several values of one column go into one cell, such as 红、黑.")
                self.findings.append(Finding(self.file, row.line, 1, "error", "row-twice", message, hint))

    def _key_of_row(self, row: Row) -> tuple[str, str]:
        if self.kind == "products" and row.text("sku"):
            return "sku", normalise(row.text("sku"))
        if row.id:
            return "id", row.id
        key = "name" if self.kind == "products" else "front"
        return key, normalise(_text(row.values, key))

    def _by(self, key: How, entries: Mapping[str, Values], rows: Iterable[Row] | None = None) -> None:
        """Rows that have a key in common with one entry, which no other row has claimed."""
        places: dict[str, list[str]] = {}
        for identity, values in entries.items():
            if identity not in self.owners:
                places.setdefault(normalise(_text(values, key)), []).append(identity)
        for row in self._open() if rows is None else rows:
            text = normalise(_text(row.values, key))
            own = places.get(text, []) if text else []
            if len(own) == 1 and own[0] not in self.owners:
                self._own(row, own[0], key)

    def _by_name(self, entries: Mapping[str, Values]) -> None:
        """Names count where an entry or a row has no SKU to go by."""
        self._by("name", {identity: values for identity, values in entries.items() if not values.get(("sku",))})
        self._by("name", entries, [row for row in self._open() if not row.text("sku")])

    def _by_derived_id(self) -> None:
        """An entry with the id that the SKU gives, and no SKU that says otherwise."""
        for row in self._open():
            sku = row.text("sku")
            derived = identity_from(sku, "p") if sku else ""
            held = self.known.held.get(derived)
            if held is not None and not held.get(("sku",)) and derived not in self.owners:
                self._own(row, derived, "id")

    def _by_answer(self) -> None:
        """A question that was worded anew: among what was imported before, one has just this answer, and one row."""
        rows = Counter(_answer(row.values) for row in self._open())
        entries: dict[str, list[str]] = {}
        for identity, values in self.known.base.items():
            if identity in self.known.held and identity not in self.owners:
                entries.setdefault(_answer(values), []).append(identity)
        for row in self._open():
            answer = _answer(row.values)
            own = entries.get(answer, []) if answer else []
            if len(own) == 1 and rows[answer] == 1:
                self._own(row, own[0], "back")

    def _give_ids(self) -> None:
        taken = set(self.known.taken) | set(self.owners)
        for row in self._open():
            identity = self._new_id(row)
            if self.kind == "products" and row.text("sku") and identity in self.owners:
                self._own(row, identity, "new")  # two SKUs that give one id: an error that names both rows
            else:
                identity = free_id(identity, taken)
                self._own(row, identity, "new")
                taken.add(identity)

    def _new_id(self, row: Row) -> str:
        if self.kind == "products":
            return identity_from(row.text("sku") or _text(row.values, "name"), "p")
        return hashed(normalise(_text(row.values, "front")), "c")


def _text(values: Values, key: str) -> str:
    """The text that an entry is known by; a cloze is known by its text."""
    paths: Iterable[Path] = (("front",), ("text",)) if key == "front" else ((key,),)
    return next((values[path][0] for path in paths if values.get(path)), "")


def _answer(values: Values) -> str:
    return "\n".join(normalise(text) for text in values.get(("back",), ()))


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
