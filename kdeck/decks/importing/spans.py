"""Where each value of a deck begins and ends in the text of its file, as offsets, for editing it in place."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from kdeck.decks.events import FAST, PLAIN
from kdeck.decks.pause import no_collection

BREAK: Final = re.compile(r"\r\n|\r|\n")


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


def spans_of(raw: str, text: str, loader: Any = None) -> Span | None:
    """The tree of a deck that can be read. raw: the file's text. text: the same as the reader takes it."""
    starts = [0, *(found.end() for found in BREAK.finditer(raw))]
    source = (loader or FAST or PLAIN)(text)
    try:
        with no_collection():
            return _Walk(raw, starts).run(source)
    finally:
        source.dispose()


class _Walk:
    def __init__(self, raw: str, starts: list[int]) -> None:
        self.raw, self.starts = raw, starts

    def run(self, source: Any) -> Span | None:
        stack: list[tuple[Span, Span | None]] = []
        root: Span | None = None
        holder: Span | None = None
        key: Span | None = None
        while (event := source.get_event()) is not None and type(event) is not yaml.StreamEndEvent:
            kind = type(event)
            if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                if holder is not None:
                    holder.end = self._end_of(holder, event)
                holder, key = stack.pop()
                continue
            span = self._span(event)
            if span is None:
                continue
            pending = None
            if holder is None:
                root = span
            elif holder.keys is None:
                holder.items.append(span)
            elif key is None:
                pending = span
            else:
                holder.keys[key.text or ""] = key, span
            if span.text is None:
                stack.append((holder, pending))  # type: ignore[arg-type]
                holder, pending = span, None
            key = pending
        return root

    def _span(self, event: Any) -> Span | None:
        """The node that an event begins, if it begins one."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            start, end = self._offset(event.start_mark), self._offset(event.end_mark)
            if event.style in ("|", ">"):
                end = start + len(self.raw[start:end].rstrip())
            span = Span(start, end, False)
            span.text = event.value
            return span
        if kind is yaml.MappingStartEvent:
            span = Span(self._offset(event.start_mark), 0, bool(event.flow_style))
            span.keys = {}
            return span
        if kind is yaml.SequenceStartEvent:
            return Span(self._offset(event.start_mark), 0, bool(event.flow_style))
        return None

    def _end_of(self, span: Span, event: Any) -> int:
        if span.flow or not span.children:
            return self._offset(event.end_mark)
        return span.children[-1].end if span.keys is None else next(reversed(span.keys.values()))[1].end

    def _offset(self, mark: Any) -> int:
        return self.starts[mark.line] + mark.column  # type: ignore[no-any-return]
