"""Writes a new entry behind the last one of its list; every other byte of the file stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.decks.editing import Edit, FileText, free_id, reread
from kdeck.decks.parse import read
from kdeck.decks.tree import Map, Node, Seq, Text, place_of, place_of_key

COLLECTIONS: Final = ("cards", "products", "rules", "phrases", "chats")
_EMPTY_LIST: Final = re.compile(r"[ \t]*\[[ \t]*\]")
_IDENTITY: Final = re.compile(r"^(- id: )(\S+)$", re.MULTILINE)
_ID: Final = Text("id")
_LANG: Final = Text("lang")
_STEP: Final = 2


class Appended(NamedTuple):
    """data: the file with its new entry. line: where the entry begins, from 1. id: what it was given.

    refused: why nothing was done; ``data`` is the old file then.
    """

    data: bytes
    line: int = 0
    id: str = ""
    refused: tuple[Finding, ...] = ()


def language_of(data: bytes) -> str:
    """What a deck gives as its language; empty when it says none or cannot be read."""
    tree = read("", data).tree
    lang = tree.get(_LANG) if tree is not None else None
    return str(lang) if isinstance(lang, Text) else ""


def append_entry(data: bytes, collection: str, entry: str, file: str = "", identity: str | None = None) -> Appended:
    """Add ``entry`` to a deck file under ``collection``, one of ``COLLECTIONS``; its key is written if missing.

    entry: YAML of one list item that begins in the first column with ``- id: something``; remarks may stand above.
    identity: its id; by default the one in ``entry``, numbered where the deck has it already.
    A file with mistakes that reading finds is handed back as it is, with what was found.
    """
    result = read(file, data)
    errors = tuple(finding for finding in result.findings if finding.level == "error")
    if result.tree is None or errors:
        return Appended(data, refused=errors or result.findings)
    taken = dict(_taken(result.tree))
    if identity in taken:
        return _refused(data, file, taken[identity].line, _used(identity, taken[identity].line))
    template = _IDENTITY.search(entry)
    assert template is not None  # noqa: S101 - a template without an id is our own mistake
    name = identity or free_id(template[2], taken)
    named = _IDENTITY.sub(rf"\g<1>{name}", entry, count=1)
    text = FileText(data)
    for edit in _Placing(text, result.tree, collection).edits(named):
        new = text.edited([edit])
        if (line := _added(file, result.tree, new, collection, name)) is not None:
            return Appended(new, line, name)
    place = place_of_key(result.tree, collection)
    message = Message("No entry can be added under “{key}” without changing more.", key=collection)
    hint = Message("Write “{key}:” in a line of its own and each entry below it, beginning with “- ”.", key=collection)
    return _refused(data, file, place.line, (message, hint))


def _used(identity: str | None, line: int) -> tuple[Message, Message]:
    message = Message("The id “{id}” is used already, in line {line}.", id=identity, line=line)
    return message, Message("Choose another, or leave it out: then one is made.")


def _refused(data: bytes, file: str, line: int, words: tuple[Message, Message]) -> Appended:
    return Appended(data, refused=(Finding(file, line, 1, "error", "not-added", *words),))


def _taken(tree: Map) -> Iterator[tuple[str, Text]]:
    """The ids of the deck's entries."""
    for key in COLLECTIONS:
        entries = tree.get(Text(key))
        for entry in entries if isinstance(entries, Seq) else ():
            identity = entry.get(_ID) if isinstance(entry, Map) else None
            if isinstance(identity, Text):
                yield str(identity), identity


class _Placing:
    """Where an entry can go; several places are tried, as only reading the result shows which one is sound."""

    def __init__(self, text: FileText, tree: Map, collection: str) -> None:
        self.text, self.tree, self.collection = text, tree, collection

    def edits(self, entry: str) -> Iterator[Edit]:
        """Ways to write the entry, the best first."""
        held: Node | None = self.tree.get(Text(self.collection))
        margin = self.tree.column - 1
        if held is None:
            block = " " * margin + f"{self.collection}:\n" + _indented(entry, margin + _STEP)
            yield self._at(self.text.lines + 1, block, apart=True)
        elif isinstance(held, Seq) and held and not held.flow:
            block = _indented(entry, held.column - 1)
            yield self._at(self._behind_last(held), block, apart=True)
            yield self._at(self._next_key(), block, apart=False)  # a text that keeps its last line breaks
        elif not held:
            yield from self._first(held, _indented(entry, margin + _STEP))

    def _first(self, held: Node, block: str) -> Iterator[Edit]:
        """Into a list that is still empty: below its key, and below the remarks that are indented like entries."""
        key = place_of_key(self.tree, self.collection)
        line = key.line + 1
        while line <= self.text.lines and re.match(r"[ \t]+#", self.text.line(line)):
            line += 1
        edit = self._at(line, block, apart=line > key.line + 1)
        brackets = _EMPTY_LIST.match(self.text.raw, self.text.offset(place_of(held))) if isinstance(held, Seq) else None
        if brackets is None:
            yield edit
            return
        between = self.text.raw[brackets.end() : edit.start]
        yield Edit(brackets.start(), edit.end, between + edit.text)

    def _next_key(self) -> int:
        """The line in which the next key of the deck begins; one behind the last where there is none."""
        here = place_of_key(self.tree, self.collection).line
        return min((key.line for key in self.tree if key.line > here), default=self.text.lines + 1)

    def _behind_last(self, held: Seq) -> int:
        """The line behind the last one of the last entry; what stands there for the next key stays with that."""
        line = self._next_key()
        while line > place_of(held[-1]).line + 1 and self._is_between(self.text.line(line - 1), held.column - 1):
            line -= 1
        return line

    def _is_between(self, line: str, indentation: int) -> bool:
        """Whether a line belongs to no entry: blank, or a remark further left than the entries."""
        bare = line.lstrip(" \t")
        return not bare or (bare.startswith("#") and len(line) - len(bare) < max(1, indentation))

    def _at(self, line: int, block: str, *, apart: bool) -> Edit:
        """The block before a line, with an empty one between it and the text above where it is to stand ``apart``."""
        at = self.text.start_of(line)
        open_line = at > 0 and not self.text.raw[:at].endswith(("\n", "\r"))
        lead = "\n" if open_line else ""
        if apart and self.text.line(self.text.line_at(at) - (not open_line)).strip():
            lead += "\n"
        return Edit(at, at, (lead + block).replace("\n", self.text.newline))


def _indented(entry: str, margin: int) -> str:
    lines = entry.rstrip("\n").split("\n")
    return "".join(f"{' ' * margin}{line}\n" if line else "\n" for line in lines)


def _added(file: str, before: Map, after: bytes, collection: str, identity: str) -> int | None:
    """The line of the new entry, if the new file says what the old one said and one entry more, in the right place."""
    result = reread(file, after)
    new = None if result is None else result.tree
    entries = None if new is None else new.get(Text(collection))
    if new is None or not isinstance(entries, Seq) or not entries or not isinstance(entries[-1], Map):
        return None
    added, kept = entries.pop(), Map(before)
    if not kept.get(Text(collection)):
        kept.pop(Text(collection), None)
        if not entries:
            new.pop(Text(collection))
    if kept != new or added.get(_ID) != identity:  # type: ignore[union-attr]
        return None
    return place_of(added).line
