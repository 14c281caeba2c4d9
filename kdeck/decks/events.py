"""A walk over YAML's events: no value is guessed, no alias expanded, nothing nested without end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import yaml

from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.core.strings import clean
from kdeck.decks.nearness import shown
from kdeck.decks.syntax import remark_lines, swallowed_text
from kdeck.decks.tree import Map, Node, Seq, Text, control_findings, no_collection, text_at

MAX_DEPTH: Final = 20
MAX_EVENTS: Final = 1_000_000
MAX_FINDINGS: Final = 1000
"""Problems of one file that are kept: beyond that it is no deck, and looking for their places takes too long."""

FAST: Final[Any] = getattr(yaml, "CSafeLoader", None)
PLAIN: Final[Any] = yaml.SafeLoader
COMPOSER: Final[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Makes nodes whose values are texts, of what was read before."""

BadSyntax: Final = yaml.YAMLError

_QUOTE: Final = Message("If it is text, put it in quotation marks.")
_ENDS: Final = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_DROP: Final = Text("(dropped)")
"""Stands for a key that cannot be used, by identity; its value is read and let go."""


class Stopped(Exception):
    """Reading on would be dangerous or senseless."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class Walk:
    """One walk over the events of a file."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self.escapes = "\\" in text
        self.remarks = remark_lines(text)
        self.documents = 0

    def run(self, loader: Any) -> None:
        """Build the tree. ``yaml.YAMLError`` for bad syntax."""
        source = loader(self.text)
        try:
            with no_collection():
                self._build(source.get_event)
        finally:
            source.dispose()

    def _build(self, get_event: Callable[[], Any]) -> None:  # noqa: C901 - see its first line
        # Every call in this loop is paid 20 times a card: what is rare goes elsewhere, what is common stays here.
        scalar_event, stream_end = yaml.ScalarEvent, yaml.StreamEndEvent
        careful = self.escapes or bool(self.remarks) or "&" in self.text or "!" in self.text
        holder: Any = None
        key: Text | None = None
        stack: list[tuple[Any, Text | None]] = []
        event: Any = None
        for _count in range(MAX_EVENTS):
            event = get_event()
            kind = type(event)
            if kind is scalar_event:
                node: Any = Text(event.value)
                mark: Any = event.start_mark
                node.line = mark.line + 1
                node.column = mark.column + 1
                if careful:
                    node = self._looked_at(event, node)
            elif kind in _ENDS:
                holder, key = stack.pop()
                continue
            elif kind is stream_end or event is None:
                return
            elif (node := self._other(event, len(stack))) is None:
                continue
            pending = None
            if type(holder) is Map:
                if key is None:
                    pending = self._key(holder, node)
                elif key is not _DROP:
                    holder[key] = node
            elif holder is not None:
                holder.append(node)
            else:
                self.root = node
            if type(node) is not Text:
                stack.append((holder, pending))
                holder, pending = node, None
            key = pending
        message = Message("This file holds too much: more than {most} values.", most=MAX_EVENTS)
        hint = Message("Split it into several decks.")
        raise Stopped(self._finding(event, "too-many-values", message, hint))

    def _other(self, event: Any, depth: int) -> Node | None:
        """The node that an event other than a scalar begins, if it begins one."""
        kind = type(event)
        if kind is yaml.MappingStartEvent:
            return self._container(event, Map(), depth)
        if kind is yaml.SequenceStartEvent:
            return self._container(event, Seq(), depth)
        if kind is yaml.AliasEvent:
            return self._alias(event)
        self._document(event)
        return None

    def _looked_at(self, event: Any, node: Text) -> Text:
        """What only few scalars need: decorations refused, escapes cleaned, lost text noticed."""
        if len(self.findings) >= MAX_FINDINGS:
            return text_at(clean(node), node.line, node.column)
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        if self.escapes and event.style == '"':
            node = self._cleaned(node)
        if self.remarks and event.end_mark.line in self.remarks and not event.style:
            self.findings += swallowed_text(self.file, self.text, event.end_mark)
        return node

    def _cleaned(self, node: Text) -> Text:
        """What an escape in double quotes smuggles in is the same as a control character in the file."""
        sanitised = clean(node)
        if sanitised == node:
            return node
        for finding in control_findings(self.file, str(node)):
            self.findings.append(finding._replace(line=node.line, column=node.column))
        return text_at(sanitised, node.line, node.column)

    def _container(self, event: Any, node: Map | Seq, depth: int) -> Map | Seq:
        mark = event.start_mark
        node.line, node.column, node.flow = mark.line + 1, mark.column + 1, bool(event.flow_style)
        if depth >= MAX_DEPTH:
            message = Message("More than {most} levels of nesting.", most=MAX_DEPTH)
            raise Stopped(self._finding(event, "too-deep", message))
        if event.anchor is not None or (event.tag is not None):
            self._decorated(event)
        return node

    def _key(self, holder: Map, node: Node) -> Text:
        if type(node) is Text and node not in holder and node != "<<":
            return node
        if len(self.findings) >= MAX_FINDINGS:
            return _DROP
        if not isinstance(node, Text):
            message = Message("A key must be a word, not a list or a group of keys.")
            hint = Message("Put text that begins with a brace or a bracket in quotation marks.")
            self.findings.append(Finding(self.file, node.line, node.column, "error", "bad-key", message, hint))
            return _DROP
        if node == "<<":
            message = Message("“<<” (a merge key) is not used in decks.")
            hint = Message("Write the keys out, or put a number used twice under “terms” in shop.yaml.")
            self.findings.append(Finding(self.file, node.line, node.column, "error", "merge-key", message, hint))
            return _DROP
        first = next(key.line for key in holder if key == node)
        message = Message("“{key}” is given twice; the first is in line {first}.", key=shown(node), first=first)
        hint = Message("Keep one of the two. If a new entry should begin here, start it with “- ”.")
        self.findings.append(Finding(self.file, node.line, node.column, "error", "duplicate-key", message, hint))
        return _DROP

    def _alias(self, event: Any) -> Text:
        if len(self.findings) < MAX_FINDINGS:
            message = Message(
                "“*{name}” would refer to another place; decks do not use that.", name=shown(event.anchor)
            )
            self.findings.append(self._finding(event, "alias", message, _QUOTE))
        return text_at("", event.start_mark.line + 1, event.start_mark.column + 1)

    def _decorated(self, event: Any) -> None:
        if event.anchor is not None:
            message = Message("“&{name}” would mark this place; decks do not use that.", name=shown(event.anchor))
            self.findings.append(self._finding(event, "anchor", message, _QUOTE))
        if event.tag is not None:
            message = Message("A value cannot begin with “!”: YAML takes it for a tag, and decks do not use tags.")
            self.findings.append(self._finding(event, "tag", message, _QUOTE))

    def _document(self, event: Any) -> None:
        if type(event) is not yaml.DocumentStartEvent:
            return
        self.documents += 1
        if self.documents > 1:
            message = Message("A second document begins here, after “---”; a file holds one deck.")
            hint = Message("Delete the line “---”, or move what follows into a file of its own.")
            raise Stopped(self._finding(event, "second-document", message, hint))

    def _finding(self, event: Any, code: str, message: Message, hint: Message | None = None) -> Finding:
        mark = event.start_mark
        return Finding(self.file, mark.line + 1, mark.column + 1, "error", code, message, hint)
