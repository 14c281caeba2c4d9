"""Writes what a table says into the text of a deck; what cannot be done without touching more is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message
from kdeck.decks.editing import BREAK, Edit, FileText, Overlap, Span, reread
from kdeck.decks.importing.columns import ID, Path, Value, node_of
from kdeck.decks.importing.rows import Plain, entry_lines, in_flow, key_lines, scalar, value_text
from kdeck.decks.importing.table_file import SPLIT
from kdeck.decks.parse import Read
from kdeck.decks.tree import MAX_BYTES, Node


class Edits(NamedTuple):
    """What is to become of the entries of one sort. changed: id to new values, an empty one to take the key away."""

    collection: str
    changed: Mapping[str, Mapping[Path, Value]]
    added: Sequence[Mapping[str, Plain]]
    removed: frozenset[str] = frozenset()


def edited(file: str, data: bytes, before: Read, edits: Edits) -> tuple[bytes, Read]:
    """The file with the edits, and what it reads as. before: what ``data`` reads as, without an error.

    Raises ``KdeckError`` when the edits cannot be made without changing more.
    """
    text = FileText(data)
    root = text.spans()
    intended: dict[str, Any] = _plain(before.tree)
    _apply(intended, edits)
    if root is None or root.keys is None:
        raise _refused(file, 1)
    outcome = _Editor(file, text, intended).edited(root, edits)
    _check_size(file, outcome)
    after = reread(file, outcome)
    if after is None or not _alike(_plain(after.tree), intended):
        raise _refused(file, _first_difference(data, outcome))
    return outcome, after


def written(file: str, text: str) -> tuple[bytes, Read]:
    """A new file, read again as proof that it can be."""
    data = text.encode("utf-8")
    _check_size(file, data)
    after = reread(file, data)
    if after is None:
        raise _refused(file, 1)
    return data, after


def _check_size(file: str, data: bytes) -> None:
    if len(data) > MAX_BYTES:
        most = MAX_BYTES // 1_000_000
        message = Message("{file} would be larger than {most} MB, which is the most that is read", file=file, most=most)
        raise KdeckError(message, SPLIT)


def _refused(file: str, line: int) -> KdeckError:
    message = Message(
        "{file}:{line}: the import cannot be written here without changing more; nothing was changed",
        file=file,
        line=line,
    )
    return KdeckError(message, Message("Write this part with one key a line, or make the change by hand."))


def _first_difference(before: bytes, after: bytes) -> int:
    same = next((at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), 0)
    return before.count(b"\n", 0, same) + 1


def _plain(node: Node | Plain | None) -> Any:
    """A tree of plain values; a key with nothing behind it is no key."""
    if isinstance(node, str):
        return str(node)
    if isinstance(node, dict):
        return {str(key): plain for key, value in node.items() if (plain := _plain(value))}
    return [_plain(item) for item in node or ()]


def _alike(one: Any, other: Any) -> bool:
    """Whether two trees say the same."""
    return bool(one == other) or _same_shape(one) == _same_shape(other)


def _same_shape(plain: Any) -> Any:
    """A tree in which a list of one text is that text, as it is to the schema."""
    if isinstance(plain, dict):
        return {key: shaped for key, value in plain.items() if (shaped := _same_shape(value))}
    if isinstance(plain, list):
        items = [_same_shape(item) for item in plain]
        return items[0] if len(items) == 1 and isinstance(items[0], str) else items
    return plain


def _apply(tree: dict[str, Any], edits: Edits) -> None:
    """The edits on the tree, as they are meant."""
    entries = [entry for entry in tree.get(edits.collection, []) if _id_of(entry) not in edits.removed]
    for entry in entries:
        for path, value in edits.changed.get(_id_of(entry), {}).items():
            holder = entry
            for step in path[:-1]:
                if not isinstance(holder.get(step), dict):
                    holder[step] = {}
                holder = holder[step]
            if value:
                holder[path[-1]] = node_of(path, value)
            else:
                holder.pop(path[-1], None)
                if not holder:
                    entry.pop(path[0])
    tree[edits.collection] = [*entries, *(_plain(entry) for entry in edits.added)]


def _id_of(entry: Any) -> str:
    identity = entry.get(ID) if isinstance(entry, dict) else None
    return identity if isinstance(identity, str) else ""


class _Editor:
    """Collects the edits of one text."""

    def __init__(self, file: str, text: FileText, intended: Mapping[str, Any]) -> None:
        self.file, self.text, self.intended = file, text, intended
        self.raw = text.raw
        self.edits: list[Edit] = []

    def edited(self, root: Span, edits: Edits) -> bytes:
        """The file with the edits."""
        entries = (root.keys or {}).get(edits.collection)
        if root.flow:
            self._reflow(root, self.intended)
        elif entries is not None and entries[1].flow and entries[1].items and (edits.added or edits.removed):
            self._reflow(entries[1], self.intended[edits.collection])
        else:
            if entries is not None:
                self._entries(entries[1], edits)
            if edits.added:
                self._append(root, entries, edits)
        try:
            return self.text.edited(self.edits)
        except Overlap as overlap:
            raise self._stuck(overlap.place) from overlap

    def _entries(self, entries: Span, edits: Edits) -> None:
        intended = {_id_of(entry): entry for entry in self.intended[edits.collection]}
        for item in entries.items:
            identity = (item.keys or {}).get(ID)
            name = "" if identity is None else (identity[1].text or "")
            if name in edits.removed:
                self._drop_entry(item)
            elif name in edits.changed:
                changes: dict[str, Any] = {}
                for path, value in edits.changed[name].items():
                    node = node_of(path, value) if value else None
                    if len(path) == 1:
                        changes[path[0]] = node
                    else:
                        changes.setdefault(path[0], {})[path[1]] = node
                if item.flow:
                    self._reflow(item, intended[name])
                else:
                    self._group(item, changes, intended[name])

    def _group(self, group: Span, changes: Mapping[str, Any], intended: Mapping[str, Any]) -> None:
        """Change, take away and add keys of a block mapping."""
        assert group.keys is not None  # noqa: S101 - callers look first
        column = self.text.column_at(group.start)
        added: list[str] = []
        for name, node in changes.items():
            pair = group.keys.get(name)
            if pair is None:
                if (wanted := intended.get(name)) not in (None, ""):
                    added += key_lines(name, wanted, column)
            elif name not in intended:
                self._refuse_comments(pair[1])
                self._drop(pair[0].start, pair[1].end)
            elif isinstance(node, dict) and pair[1].is_group and not pair[1].flow:
                self._group(pair[1], node, intended[name])
            else:
                self._replace(pair, intended[name], column)
        if added:
            self._insert(group.end, added)

    def _replace(self, pair: tuple[Span, Span], node: Plain, column: int) -> None:
        """Put a value in the place of another."""
        key, value = pair
        in_lines = value.is_list and not value.flow and all(item.text is not None for item in value.items)
        if in_lines and (isinstance(node, list) or (key.text != "back" and self.text.has_comment(value))):
            self._items(value, node if isinstance(node, list) else [node])
            return
        self._refuse_comments(value)
        colon = self.raw.index(":", key.end) + 1
        if isinstance(node, dict) and not value.flow:
            self.edits.append(Edit(colon, max(value.end, colon), ""))
            lines = [line for name, inner in node.items() for line in key_lines(name, inner, column + 2)]
            self._insert(max(value.end, colon), lines)
        elif value.text is None and not value.flow and not self.raw[colon : value.start].strip():
            self.edits.append(Edit(colon, value.end, " " + value_text(node)))  # from the lines below to beside the key
        else:
            space = " " if value.start == value.end and self.raw[value.start - 1] == ":" else ""
            self.edits.append(Edit(value.start, value.end, space + value_text(node)))

    def _items(self, value: Span, wanted: list[Any]) -> None:
        """Turn the lines of a block list into those wanted; items that stay keep their comments."""
        have = [item.text or "" for item in value.items]
        dashes = [self.text.dash(item) for item in value.items]
        indent = " " * self.text.column_at(dashes[0])
        for _tag, i1, i2, j1, j2 in SequenceMatcher(None, have, wanted, autojunk=False).get_opcodes():
            if have[i1:i2] == wanted[j1:j2]:
                continue
            paired = min(i2 - i1, j2 - j1)
            for item, text in zip(value.items[i1:i2], wanted[j1 : j1 + paired], strict=False):
                self._refuse_comments(item)
                self.edits.append(Edit(item.start, item.end, scalar(text)))
            for place in range(i1 + paired, i2):
                self._drop(dashes[place], value.items[place].end)
            lines = [f"- {scalar(text)}" for text in wanted[j1 + paired : j2]]
            if lines and i2:
                self._insert(value.items[i2 - 1].end, [indent + line for line in lines])
            elif lines:
                before = "".join(line + self.text.newline + indent for line in lines)
                self.edits.append(Edit(dashes[0], dashes[0], before))

    def _append(self, root: Span, pair: tuple[Span, Span] | None, edits: Edits) -> None:
        """New entries behind those that there are."""
        if pair is not None and pair[1].items:
            items = pair[1].items
            dash = self.text.column_at(self.text.dash(items[0]))
            spaced = len(items) < 2 or self._blank_between(items[-2].end, items[-1].start)
            lines = [line for entry in edits.added for line in (*([""] if spaced else []), *entry_lines(entry, dash))]
            self._insert(items[-1].end, lines)
            return
        lines = listed(edits.added)
        if pair is None:
            self._insert(root.end, [f"{edits.collection}:", *lines])
        else:
            self._refuse_comments(pair[1])
            colon = self.raw.index(":", pair[0].end) + 1
            self.edits.append(Edit(colon, max(pair[1].end, colon), ""))
            self._insert(max(pair[1].end, colon), lines)

    def _drop(self, start: int, end: int) -> None:
        """Take away what stands from ``start`` to ``end``, and its lines; a comment behind it stays."""
        line, after = start - self.text.column_at(start), self.text.end_at(end)
        if self.raw[line:start].strip():  # the first key of an entry, beside its dash
            colon = self.raw.index(":", start) + 1
            self.edits.append(Edit(colon, end, ' ""'))
            return
        rest = self.raw[end:after]
        if rest.strip():
            self.edits.append(Edit(start, end + len(rest) - len(rest.lstrip()), ""))
        else:
            self.edits.append(Edit(self._before_break(line), after, ""))

    def _drop_entry(self, item: Span) -> None:
        """Take away a whole entry and the blank lines before it."""
        start = self.text.dash(item)
        while start and self.raw[start - 1].isspace():
            start -= 1
        self.edits.append(Edit(start, self.text.end_at(item.end), ""))

    def _insert(self, end: int, lines: Sequence[str]) -> None:
        """Add lines below the line in which ``end`` stands."""
        at = self.text.end_at(end)
        self.edits.append(Edit(at, at, "".join(self.text.newline + line for line in lines)))

    def _reflow(self, span: Span, node: Plain) -> None:
        """Write what stands in brackets or braces anew."""
        self._refuse_comments(span)
        self.edits.append(Edit(span.start, span.end, in_flow(node)))

    def _refuse_comments(self, span: Span) -> None:
        if self.text.has_comment(span):
            raise self._stuck(span.start)

    def _stuck(self, place: int) -> KdeckError:
        return _refused(self.file, self.text.line_at(place))

    def _blank_between(self, start: int, end: int) -> bool:
        return any(not line.strip() for line in BREAK.split(self.raw[start:end])[1:-1])

    def _before_break(self, line_start: int) -> int:
        return line_start - (2 if self.raw.startswith("\r\n", line_start - 2) else 1)


def listed(entries: Sequence[Mapping[str, Plain]]) -> list[str]:
    """The lines of a new list, a blank line between entries."""
    return [line for place, entry in enumerate(entries) for line in (*([""] if place else []), *entry_lines(entry, 2))]
