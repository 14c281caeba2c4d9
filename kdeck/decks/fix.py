"""Writes missing ids into a deck file and touches nothing else: comments, layout, line ends and BOM stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kdeck.core.finding import Finding
from kdeck.core.message import Message
from kdeck.decks.editing import Edit, FileText, reread
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
_EMPTY: Final = re.compile(r"[ \t]*(?:\"\"|'')")
_ID: Final = Text("id")
_LONGEST = 40


class Fixed(NamedTuple):
    """data: the file with its ids. written: line (in the new file) and id of each. refused: why nothing was done."""

    data: bytes
    written: list[tuple[int, str]]
    refused: tuple[Finding, ...] = ()


def fix_ids(data: bytes, file: str = "") -> Fixed:
    """Write an id into every entry and every outcome that has none. Done twice it changes nothing more.

    A file that cannot be read is handed back as it is, with the findings that say why.
    """
    result = read(file, data)
    if result.tree is None or result.guessed:
        return Fixed(data, [], result.findings)
    text, wanted = FileText(data), list(_wanted(result.tree))
    if not wanted:
        return Fixed(data, [])
    edits = sorted((_edit(text, entry, identity), identity) for entry, identity in wanted)
    for entry, identity in wanted:
        entry[_ID] = Text(identity)
    fixed = text.edited(edit for edit, _identity in edits)
    after = reread(file, fixed)
    if after is None or after.tree != result.tree:
        place = place_of(result.tree)
        message = Message("The ids could not be written into this file without changing more; nothing was changed.")
        hint = Message("Write them by hand, as the first key of each entry: “id: …”.")
        return Fixed(data, [], (Finding(file, place.line, place.column, "error", "not-fixed", message, hint),))
    return Fixed(fixed, list(_lines(FileText(fixed), edits)))


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
    reached: dict[str, int] = {}
    for stem, entries in lists:
        for number, entry in enumerate(entries, start=1):
            if isinstance(entry, Map) and entry.get(_ID, "") == "":
                identity = _free(_slug(entry), taken, reached) or _numbered(stem, number, taken, reached)
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


def _free(slug: str, taken: set[str], reached: dict[str, int]) -> str:
    if not slug or slug not in taken:
        return slug
    return _numbered(slug, 2, taken, reached)


def _numbered(stem: str, number: int, taken: set[str], reached: dict[str, int]) -> str:
    """The stem with the next number that is free. reached: where a stem's numbers have come to, lest all are tried."""
    number = max(number, reached.get(stem, 0))
    while f"{stem}-{number}" in taken:
        number += 1
    reached[stem] = number + 1
    return f"{stem}-{number}"


def _edit(text: FileText, entry: Map, identity: str) -> Edit:
    """What to write where, so that the entry has the id."""
    if _ID in entry:  # the key is there, with nothing behind it
        colon = text.raw.index(":", text.offset(place_of_key(entry, _ID))) + 1
        quotes = _EMPTY.match(text.raw, colon)
        return Edit(colon, quotes.end() if quotes else colon, f" {identity}")
    at = text.offset(place_of(entry))
    if entry.flow:
        return Edit(at + 1, at + 1, f"id: {identity}, " if entry else f"id: {identity}")
    return Edit(at, at, f"id: {identity}{text.newline}{' ' * (entry.column - 1)}")


def _lines(text: FileText, edits: Sequence[tuple[Edit, str]]) -> Iterator[tuple[int, str]]:
    """Where the ids stand in the new file."""
    added = 0
    for edit, identity in edits:
        yield text.line_at(edit.start + added), identity
        added += len(edit.text) - (edit.end - edit.start)
