"""A deck's text and what stands where in it, for changing it in place: every byte that no edit names stays.

Comments, order, layout, line breaks and the byte order mark are kept because nothing of them is written anew. Whoever
edits reads the outcome again (``reread``) and holds it against what was meant before anyone sees it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import yaml

from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.decks.events import COMPOSER
from kdeck.decks.parse import Read, read
from kdeck.decks.tree import Map, Place, Seq, Text, decode, no_collection, place_of, place_of_key

BREAK: Final = re.compile(r"\r\n|\r|\n")
_MARK: Final = b"\xef\xbb\xbf"


class Edit(NamedTuple):
    """Put ``text`` in the place of what stands from ``start`` to ``end``, offsets into ``FileText.raw``."""

    start: int
    end: int
    text: str


class Overlap(Exception):
    """Two edits concern the same text. place: the offset of the second."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


class FileText:
    """The text of a file in UTF-8. raw: as it stands, without its byte order mark. newline: its first line break."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._mark = _MARK if data.startswith(_MARK) else b""
        self.raw = data[len(self._mark) :].decode("utf-8")
        breaks = list(BREAK.finditer(self.raw))
        self.newline = breaks[0][0] if breaks else "\n"
        self._starts = [0, *(found.end() for found in breaks)]

    @property
    def lines(self) -> int:
        """How many lines there are; behind a break at the end begins one more, which is empty."""
        return len(self._starts)

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The file with the edits; ``Overlap`` where two concern the same text."""
        kept, last = list[str](), 0
        for edit in sorted(edits, key=lambda edit: edit[:2]):
            if edit.start < last:
                raise Overlap(edit.start)
            kept += [self.raw[last : edit.start], edit.text]
            last = edit.end
        return self._mark + "".join((*kept, self.raw[last:])).encode("utf-8")

    def offset(self, place: Place) -> int:
        """Where a place of the reader's tree is."""
        return self._starts[place.line - 1] + place.column - 1

    def line_at(self, offset: int) -> int:
        """The number of the line, from 1, in which an offset stands."""
        return bisect_right(self._starts, offset)

    def column_at(self, offset: int) -> int:
        """How many characters stand before an offset in its line."""
        return offset - self._starts[self.line_at(offset) - 1]

    def start_of(self, line: int) -> int:
        """The offset at which a line begins, from 1; of one behind the last, the end of the text."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.raw)

    def end_at(self, offset: int) -> int:
        """Where the line ends in which an offset stands, before its break."""
        found = BREAK.search(self.raw, offset)
        return found.start() if found else len(self.raw)

    def line(self, number: int) -> str:
        """A line, from 1, without its break."""
        return self.raw[self.start_of(number) : self.start_of(number + 1)].rstrip("\r\n")

    def spans(self) -> Span | None:
        """Where the values begin and end in a file that can be read."""
        text = decode("", self._data).text
        if text is None:
            return None
        with no_collection():
            root = yaml.compose(text, Loader=COMPOSER)
            return None if root is None else self._span(root)

    def _span(self, node: yaml.Node) -> Span:
        """A node of PyYAML's by its offsets; of a block it says only where the next token begins."""
        start, end = (self.start_of(mark.line + 1) + mark.column for mark in (node.start_mark, node.end_mark))
        span = Span(start, end, bool(getattr(node, "flow_style", False)))
        if isinstance(node, yaml.ScalarNode):
            span.text = node.value
            if node.style in ("|", ">"):
                span.end = start + len(self.raw[start:end].rstrip())
        elif isinstance(node, yaml.SequenceNode):
            span.items = [self._span(item) for item in node.value]
        else:
            span.keys = {key.value: (self._span(key), self._span(value)) for key, value in node.value}
        if span.children and not span.flow:
            span.end = span.children[-1].end
        return span

    def has_comment(self, span: Span) -> bool:
        """Whether a comment stands in a node: a # that is part of no scalar."""
        if span.text is not None:  # behind the sign that begins a block of text
            head = BREAK.split(self.raw[span.start : span.end], maxsplit=1)[0]
            return head[:1] in ("|", ">") and "#" in head
        last = span.start
        for child in span.children:
            if "#" in self.raw[last : child.start] or self.has_comment(child):
                return True
            last = max(last, child.end)
        return "#" in self.raw[last : span.end]

    def entry_has_comment(self, item: Span) -> bool:
        """Whether a comment stands anywhere in the lines of an entry of a list."""
        around = self.raw[self.dash(item) : item.start] + self.raw[item.end : self.end_at(item.end)]
        return "#" in around or self.has_comment(item)

    def dash(self, item: Span) -> int:
        """Where the dash of an entry of a block list stands."""
        return self.raw.rindex("-", 0, max(item.start, 1))


def reread(file: str, data: bytes) -> Read | None:
    """What a file reads as, as proof of an edit; ``None`` where it cannot be read without a guess."""
    after = read(file, data)
    return None if after.tree is None or after.guessed else after


class Span:
    """A node. start, end: offsets; of a block list or group, from its first item to the end of its last.

    text: of a scalar. items: of a list. keys: of a mapping. flow: written with brackets or braces.
    """

    __slots__ = ("end", "flow", "items", "keys", "start", "text")

    def __init__(self, start: int, end: int, flow: bool) -> None:
        self.start, self.end, self.flow = start, end, flow
        self.text: str | None = None
        self.items: list[Span] = []
        self.keys: dict[str, tuple[Span, Span]] | None = None

    @property
    def is_group(self) -> bool:
        """Whether it is a mapping."""
        return self.keys is not None

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return self.text is None and self.keys is None

    @property
    def children(self) -> list[Span]:
        """What stands in it, in order."""
        return self.items if self.keys is None else [span for pair in self.keys.values() for span in pair]


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
                slug = _slug(entry)
                identity = free_id(slug, taken, reached) if slug else _numbered(stem, number, taken, reached)
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


def free_id(stem: str, taken: Container[str], reached: dict[str, int] | None = None) -> str:
    """The stem, with the next number that is free where there is one of that name already."""
    return _numbered(stem, 2, taken, reached) if stem in taken else stem


def _numbered(stem: str, number: int, taken: Container[str], reached: dict[str, int] | None) -> str:
    """The stem with the next number that is free. reached: where a stem's numbers have come to, lest all are tried."""
    reached = {} if reached is None else reached
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
