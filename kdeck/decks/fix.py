"""Writes missing ids into a deck file and touches nothing else: comments, layout, line ends and BOM stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from kdeck.core.finding import Finding
from kdeck.core.message import Message
from kdeck.decks.reader import read
from kdeck.decks.tree import Map, Seq, Text, place_of, place_of_key

_STEMS: Final = {
    "cards": "card",
    "products": "product",
    "rules": "rule",
    "phrases": "phrase",
    "chats": "chat",
    "outcomes": "outcome",
}
_NAMED_BY: Final = ("name", "title", "front", "text", "ask", "when", "then")
_GAP: Final = re.compile(r"\{\{c\d+::(.*?)(?:::.*?)?\}\}")
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_ID: Final = Text("id")
_LONGEST = 40


class Fixed(NamedTuple):
    """data: the file with its ids. written: line (in the new file) and id of each. refused: why nothing was done."""

    data: bytes
    written: list[tuple[int, str]]
    refused: tuple[Finding, ...] = ()


class _Edit(NamedTuple):
    start: int
    end: int
    text: str
    id: str


def fix_ids(data: bytes, file: str = "") -> Fixed:
    """Write an id into every entry and every outcome that has none. Done twice it changes nothing more.

    A file that cannot be read is handed back as it is, with the findings that say why.
    """
    result = read(file, data)
    if result.tree is None or result.guessed:
        return Fixed(data, [], result.findings)
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data[len(mark) :].decode("utf-8")
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]
    edits = sorted(_edit(text, starts, entry, identity) for entry, identity in _wanted(result.tree))
    if not edits:
        return Fixed(data, [])
    fixed = mark + _applied(text, edits).encode("utf-8")
    if not _same_but_ids(file, data, fixed):
        place = place_of(result.tree)
        message = Message("The ids could not be written into this file without changing more; nothing was changed.")
        hint = Message("Write them by hand, as the first key of each entry: “id: …”.")
        return Fixed(data, [], (Finding(file, place.line, place.column, "error", "not-fixed", message, hint),))
    return Fixed(fixed, list(_lines(text, edits)))


def _wanted(tree: Map) -> Iterator[tuple[Map, str]]:
    """Every entry without an id, and the id that it is to have; entries share their ids, outcomes those of a rule."""
    lists = [(stem, entries) for key, stem in _STEMS.items() if isinstance(entries := tree.get(Text(key)), Seq)]
    yield from _named(lists)
    rules = tree.get(Text("rules"))
    for rule in rules if isinstance(rules, Seq) else ():
        if isinstance(rule, Map) and isinstance(outcomes := rule.get(Text("outcomes")), Seq):
            yield from _named([("outcome", outcomes)])


def _named(lists: list[tuple[str, Seq]]) -> Iterator[tuple[Map, str]]:
    taken = {str(entry.get(_ID)) for _stem, entries in lists for entry in entries if isinstance(entry, Map)}
    for stem, entries in lists:
        for number, entry in enumerate(entries, start=1):
            if isinstance(entry, Map) and entry.get(_ID, "") == "":
                identity = _free(_slug(entry), taken) or _numbered(stem, number, taken)
                taken.add(identity)
                yield entry, identity


def _slug(entry: Map) -> str:
    """An id from the entry's own words; empty when these are not written in plain Latin letters."""
    words = next((value for key in _NAMED_BY if isinstance(value := entry.get(Text(key)), Text) and value), "")
    plain = _GAP.sub(r"\1", words)
    if any(character.isalpha() and not character.isascii() for character in plain):
        return ""
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.casefold().replace("'", "")))
    if len(slug) > _LONGEST:
        slug = slug[: _LONGEST + 1].rpartition("-")[0] or slug[:_LONGEST]
    return slug


def _free(slug: str, taken: set[str]) -> str:
    if not slug or slug not in taken:
        return slug
    return _numbered(slug, 2, taken)


def _numbered(stem: str, number: int, taken: set[str]) -> str:
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _edit(text: str, starts: list[int], entry: Map, identity: str) -> _Edit:
    """What to write where, so that the entry has the id."""
    if _ID in entry:  # the key is there, with nothing behind it
        line, column = place_of_key(entry, _ID)
        key = starts[line - 1] + column - 1
        colon = text.index(":", key) + 1
        quotes = re.compile(r"[ \t]*(?:\"\"|'')").match(text, colon)
        return _Edit(colon, quotes.end() if quotes else colon, f" {identity}", identity)
    at = starts[entry.line - 1] + entry.column - 1
    if entry.flow:
        return _Edit(at + 1, at + 1, f"id: {identity}, " if entry else f"id: {identity}", identity)
    end = _BREAK.search(text, at)
    newline = end[0] if end else "\n"
    return _Edit(at, at, f"id: {identity}{newline}{' ' * (entry.column - 1)}", identity)


def _applied(text: str, edits: list[_Edit]) -> str:
    pieces, last = [], 0
    for edit in edits:
        pieces += [text[last : edit.start], edit.text]
        last = edit.end
    return "".join((*pieces, text[last:]))


def _lines(text: str, edits: list[_Edit]) -> Iterator[tuple[int, str]]:
    """Where the ids stand in the new file."""
    added, line, last = 0, 1, 0
    for edit in edits:
        line += len(_BREAK.findall(text, last, edit.start))
        last = edit.start
        yield line + added, edit.id
        added += len(_BREAK.findall(edit.text))


def _same_but_ids(file: str, before: bytes, after: bytes) -> bool:
    """Whether the new file says what the old one said, and an id in every entry besides."""
    old, new = read(file, before).tree, read(file, after).tree
    if old is None or new is None:
        return False
    for entry, identity in list(_wanted(old)):
        entry[_ID] = Text(identity)
    return old == new
