"""One import, from the bytes of a table to the bytes of a deck; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from kdeck.core.errors import Finding, KdeckError
from kdeck.core.message import Message
from kdeck.decks.compiled import ProductRow, Source
from kdeck.decks.editing import FileText
from kdeck.decks.expand import compile_deck
from kdeck.decks.importing.columns import (
    FACTS,
    ID,
    ORDER,
    Column,
    Kind,
    Path,
    Row,
    Value,
    head_of,
    node_of,
    spelled,
    value_of,
)
from kdeck.decks.importing.edit import Edits, edited, listed, written
from kdeck.decks.importing.match import Change, Known, Match, Side, match, settle
from kdeck.decks.importing.record import Kept, Record, read_record, record_bytes
from kdeck.decks.importing.rows import Plain, Rows, key_lines
from kdeck.decks.importing.table_file import MAX_BYTES, SPLIT, Table, TableError, read_csv, read_workbook
from kdeck.decks.parse import Read, parse_read, read
from kdeck.decks.schema import COLLECTIONS
from kdeck.decks.shopfile import ShopFile
from kdeck.decks.tree import Map, Seq, Text, no_collection

MOST_EXPANDED: Final = 1_000
"""Entries up to which the outcome is checked card by card; beyond that it takes longer than the import."""
_WORKBOOK: Final = b"PK\x03\x04"
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0"


class Wish(NamedTuple):
    """How to import. kind: guessed when ``None``. skip: headings left out. prune: delete entries whose row is gone."""

    kind: Kind | None = None
    sheet: str | None = None
    skip: Sequence[str] = ()
    side: Side = ""
    prune: bool = False


class Target(NamedTuple):
    """The deck to import into. file: its name, for messages. deck: its id, when it is to be made or must be this one.

    data, record: the bytes of deck and record, ``None`` where there is none. heading: the comment of a new deck.
    """

    file: str
    deck: str | None
    title: str
    data: bytes | None
    record_file: str
    record: bytes | None
    shop: ShopFile
    heading: str


class Report(NamedTuple):
    """What an import did. gone: entries whose row is gone. deleted: rows whose entry was deleted by hand.

    paths_gone: values of earlier imports that no column speaks of any more.
    """

    added: tuple[Match, ...]
    changed: tuple[Change, ...]
    unchanged: int
    kept: tuple[Change, ...]
    conflicts: tuple[Change, ...]
    deleted: tuple[Match, ...]
    gone: tuple[str, ...]
    pruned: tuple[str, ...]
    guessed: tuple[Match, ...]
    paths_gone: tuple[str, ...]


class Outcome(NamedTuple):
    """An import thought through. report: ``None`` when something in the table or deck forbids it; findings say what.

    data, record: what deck and record are to hold. checked: what the checker says of that. expanded: card by card.
    """

    kind: Kind
    columns: tuple[Column, ...]
    ignored: tuple[str, ...]
    findings: tuple[Finding, ...]
    report: Report | None = None
    data: bytes = b""
    record: bytes = b""
    checked: tuple[Finding, ...] = ()
    expanded: bool = True


def plan_import(name: str, table: bytes, target: Target, wish: Wish) -> Outcome:
    """Think an import through. Raises ``KdeckError`` where there is nothing to think through."""
    with no_collection():
        lines = read_table(name, table, wish.sheet)
        labels = {words.label: fact for fact, words in reversed(target.shop.facts.items()) if words.label}
        labels |= {fact: fact for fact in target.shop.facts}
        head = head_of(name, lines.lines, wish.kind, labels, wish.skip)
        rows = Rows(name, lines, head)
        refused = Outcome(head.kind, head.columns, head.ignored, tuple(rows.findings))
        if any(finding.level == "error" for finding in rows.findings):
            return refused
        return _Import(target, wish, refused, rows).run()


def read_table(name: str, data: bytes, sheet: str | None = None) -> Table:
    """Read CSV in an encoding that shops' tools write, or an Excel workbook, told apart by what the file holds.

    sheet: of a workbook, by default the first. ``TableError`` for what cannot be read at all.
    """
    if len(data) > MAX_BYTES:
        most = MAX_BYTES // 1_000_000
        raise TableError(Message("{file} is too large: at most {most} MB are read", file=name, most=most), SPLIT)
    if data.startswith(_OLD_WORKBOOK):
        message = Message("{file} is a workbook in Excel's old format", file=name)
        raise TableError(message, Message("Save it as .xlsx or as .csv."))
    if data.startswith(_WORKBOOK):
        return Table(read_workbook(name, data, sheet), ragged=False)
    if sheet is not None:
        raise TableError(Message("{file} is no workbook, so it has no sheets", file=name), None)
    return Table(read_csv(name, data), ragged=True)


class _Import:
    def __init__(self, target: Target, wish: Wish, start: Outcome, rows: Rows) -> None:
        self.target, self.wish, self.start, self.rows = target, wish, start, rows
        self.kind = start.kind
        self.blank = target.data is None or not target.data.strip()
        self.before = Read(None, ()) if self.blank else read(target.file, target.data or b"")
        self.record = Record() if self.blank else read_record(target.record_file, target.record)

    def run(self) -> Outcome:
        broken = tuple(finding for finding in self.before.findings if finding.level == "error")
        if broken:
            return self.start._replace(findings=(*self.start.findings, *broken))
        self._check_deck()
        held = self._held()
        matches, wrong = match(self.rows.file, self.kind, self.rows.rows, self._known(held))
        if wrong:
            return self.start._replace(findings=(*self.start.findings, *wrong))
        return self._settled(matches, held)

    def _check_deck(self) -> None:
        tree, deck = self.before.tree, self.target.deck
        if tree is not None and deck is not None and (now := tree.get(Text("deck"))) != deck:
            message = Message(
                "{file} is the deck “{now}”, not “{deck}”", file=self.target.file, now=str(now), deck=deck
            )
            raise KdeckError(message, Message("Leave out --deck, or name another file with --into."))

    def _held(self) -> dict[str, Map]:
        """The entries of the deck by id; ``KdeckError`` where ids are missing or given twice."""
        entries = (self.before.tree or Map()).get(Text(self.kind), Text(""))
        held: dict[str, Map] = {}
        if entries == "":
            return held
        for entry in entries if isinstance(entries, Seq) else (entries,):
            identity = entry.get(Text(ID)) if isinstance(entry, Map) else None
            if not isinstance(entry, Map) or not isinstance(identity, Text) or not identity or identity in held:
                message = Message(
                    "{file}:{line}: an entry has no id of its own", file=self.target.file, line=entry.line
                )
                raise KdeckError(message, Message("kdeck check --fix writes missing ids; then import again."))
            held[str(identity)] = entry
        return held

    def _known(self, held: Mapping[str, Map]) -> Known:
        keys: tuple[Path, ...] = (("sku",), ("name",), ("front",), ("text",), ("back",))
        values = {
            identity: {path: value for path in keys if (value := value_of(entry, path))}
            for identity, entry in held.items()
        }
        base = {identity: kept.values for identity, kept in self.record.of(self.kind).items()}
        tree = self.before.tree or Map()
        lists = [entries for name in COLLECTIONS if isinstance(entries := tree.get(Text(name)), Seq)]
        ids = [entry.get(Text(ID)) for entries in lists for entry in entries if isinstance(entry, Map)]
        taken = {str(identity) for identity in ids if isinstance(identity, Text)}
        return Known(values, base, frozenset(taken | base.keys()))

    def _settled(self, matches: Sequence[Match], held: Mapping[str, Map]) -> Outcome:
        base = dict(self.record.of(self.kind))
        added, deleted, guessed = list[Match](), list[Match](), list[Match]()
        taken, kept, conflicts = list[Change](), list[Change](), list[Change]()
        changed: dict[str, dict[Path, Value]] = {}
        unchanged = 0
        for found in matches:
            known = base.get(found.id)
            if found.id not in held:
                if known is not None and self.wish.side != "theirs":
                    deleted.append(found)
                    continue
                added.append(found)
                base[found.id] = Kept(True, {path: value for path, value in found.row.values.items() if value})
                continue
            now = {path: value_of(held[found.id], path) for path in self.rows.paths}
            before = known.values if known else {}
            settled = settle(found.row.line, found.id, self.rows.paths, found.row.values, now, before, self.wish.side)
            base[found.id] = Kept(known is not None and known.made, settled.base)
            taken += settled.taken
            kept += settled.kept
            conflicts += settled.conflicts
            if settled.taken:
                changed[found.id] = {change.path: change.new for change in settled.taken}
            else:
                unchanged += 1
            if found.how in ("name", "back"):
                guessed.append(found)
        gone, pruned = self._gone({found.id for found in matches}, held, base)
        edits = Edits(self.kind, changed, [_entry(self.kind, m.id, m.row) for m in added], frozenset(pruned))
        data, after = self._edited(edits)
        report = Report(
            tuple(added), tuple(taken), unchanged, tuple(kept), tuple(conflicts), tuple(deleted), tuple(gone),
            tuple(pruned), tuple(guessed), tuple(self._paths_gone(base)),
        )  # fmt: skip
        record = record_bytes(self.record.with_entries(self.kind, base))
        checked, expanded = _checked(self.target, after)
        return self.start._replace(report=report, data=data, record=record, checked=checked, expanded=expanded)

    def _gone(self, met: set[str], held: Mapping[str, Map], base: dict[str, Kept]) -> tuple[list[str], list[str]]:
        """Imported entries whose row is gone, and those of them to take away; what both sides deleted is forgotten."""
        gone, pruned = list[str](), list[str]()
        commented = self._commented() if self.wish.prune else None
        for identity in [identity for identity in base if identity not in met]:
            if identity not in held:
                del base[identity]
            elif commented is not None and identity not in commented and _untouched(held[identity], base[identity]):
                pruned.append(identity)
                del base[identity]
            else:
                gone.append(identity)
        return gone, pruned

    def _commented(self) -> set[str]:
        """The entries that hold a comment."""
        text = FileText(self.target.data or b"")
        root = text.spans()
        entries = (root.keys or {}).get(self.kind) if root else None
        items = [item for item in entries[1].items if item.keys] if entries else []
        return {item.keys[ID][1].text or "" for item in items if item.keys and text.entry_has_comment(item)}

    def _edited(self, edits: Edits) -> tuple[bytes, Read]:
        if self.blank:
            return written(self.target.file, self._new_deck(edits.added))
        data = self.target.data or b""
        if not (edits.changed or edits.added or edits.removed):
            return data, self.before
        return edited(self.target.file, data, self.before, edits)

    def _new_deck(self, entries: Sequence[Mapping[str, Plain]]) -> str:
        head = [f"# {line}" for line in self.target.heading.splitlines()]
        head += key_lines("deck", self.target.deck or "", 0)
        if self.target.title:
            head += key_lines("title", self.target.title, 0)
        return "\n".join([*head, "", f"{self.kind}:", *listed(entries), ""])

    def _paths_gone(self, base: Mapping[str, Kept]) -> Iterator[str]:
        known = set(self.rows.paths)
        yield from sorted({spelled(path) for kept in base.values() for path in kept.values if path not in known})


def _untouched(entry: Map, kept: Kept) -> bool:
    """Whether an entry is what the import made of it."""
    paths = {(FACTS, str(fact)) if key == FACTS else (str(key),) for key in entry for fact in _keys_in(entry[key])}
    own = {path: value_of(entry, path) for path in paths if path != (ID,)}
    return kept.made and {path: value for path, value in own.items() if value != ()} == dict(kept.values)


def _keys_in(node: object) -> Iterator[str]:
    yield from node if isinstance(node, Map) else ("",)


def _entry(kind: Kind, identity: str, row: Row) -> dict[str, Any]:
    """A new entry, its keys in the usual order."""
    entry: dict[str, Any] = {ID: identity}
    for key in ORDER[kind]:
        if key == FACTS:
            facts = {path[1]: node_of(path, value) for path, value in row.values.items() if path[0] == FACTS and value}
            if facts:
                entry[FACTS] = facts
        elif value := row.values.get((key,), ()):
            entry[key] = node_of((key,), value)
    return entry


def _checked(target: Target, after: Read) -> tuple[tuple[Finding, ...], bool]:
    """What the checker says of a deck, and whether it looked at every card."""
    source = parse_read(target.file, after)
    entries = sum(len(entries) for name in COLLECTIONS if isinstance(entries := _listed(source, name), Seq))
    if entries > MOST_EXPANDED:
        return source.findings, False
    catalogue: dict[str, list[ProductRow]] = {}
    for row in source.products:
        catalogue.setdefault(row.category, []).append(row)
    result = compile_deck(source, target.shop, catalogue)
    return tuple(sorted((*source.findings, *result.findings), key=lambda f: (f.line, f.column))), True


def _listed(source: Source, name: str) -> object:
    tree = getattr(source.model, "tree", None)
    return tree.get(Text(name)) if isinstance(tree, Map) else None
