"""The shapes in which decks are mostly written, read line by line: a third of what YAML's own events take.

Keys with a text, a list or a group of keys behind them, in one line or in blocks, plain or in quotes without escapes.
Whatever else a file holds (texts over several lines, comments behind texts, tabs, marks of YAML's own, mistakes), this
gives up on the whole file and leaves it to the events, so nothing here knows what an error is. For what it does take
it gives the very tree that they give; tests hold the two together.
"""

from __future__ import annotations

import re
from typing import Any, Final

from kdeck.decks.tree import Map, Node, Seq, Text

_LONGEST: Final = 1_000_000
"""Characters; far below what would hold too many values."""
_DEEPEST: Final = 10

_FIRST: Final = r"""[^\s\-?:,\[\]{}#&*!|>'"%@`]"""
_PLAIN: Final = rf"(?:{_FIRST}|-(?=[0-9]))(?:[^:# \n]++|:(?=[^ \n])|\#| ++(?=[^ #\n]))*+"
_QUOTED: Final = r""""[^"\\\n]*+"|'[^'\n]*+'"""
_INNER: Final = rf"(?:{_FIRST}|-(?=[0-9]))(?:[^:#?,\[\]{{}} \n]++|:(?=\w)| ++(?=[^:#?,\[\]{{}} \n]))*+"
"""A plain text within brackets or braces."""
_KEY: Final = r"\w[\w-]{0,99}+(?: \w[\w-]{0,99}+){0,5}+"
_LIST: Final = rf"\[(?: *+{_INNER} *+(?:, *+{_INNER} *+)*+)?+\]"
_VALUE: Final = f"{_PLAIN}|{_QUOTED}|{_LIST}"
_FLOW: Final = r"[\[{].*[\]}]"
_LINE: Final = re.compile(
    rf"^( *+)(?:(- ++)?+({_KEY}):(?:( ++)(?:({_VALUE})|({_FLOW})))?+ *+$"
    rf"|(- ++)(?:({_VALUE})|({_FLOW})) *+$|(?:\#.*+)?$|(.++)$)",
    re.MULTILINE,
)
"""Spaces; a dash, a key, spaces and its value; or a dash and a value; or nothing but a comment; or anything else.

Values are in two groups: those that are known to be simple, and brackets and braces to be looked into.
"""
_ATOM: Final = re.compile(rf"({_QUOTED}|{_INNER})(?= *+[,\]}}])")
_FLOW_KEY: Final = re.compile(rf"({_KEY}): ++")


def read_simple(text: str) -> Map | None:  # noqa: C901 - every call in its loop is paid ten times a card
    """The tree of a whole file; ``None`` where it holds anything that is not simple, or nothing."""
    if len(text) > _LONGEST or "\t" in text:
        return None
    blocks = _Blocks()
    for number, line in enumerate(_LINE.findall(text), 1):
        indent, dash, key, gap, value, flow, bullet, item, items, other = line
        at = len(indent)
        if key:
            if dash:
                if not blocks.to_item(number, at):
                    return None
                at += len(dash)
                blocks.open(Map(), number, at)
            elif (at != blocks.column or blocks.pending is not None or blocks.in_list) and not blocks.to_key(
                number, at
            ):
                return None
            word = Text(key)
            word.line = number
            word.column = at + 1
            holder = blocks.holder
            if word in holder:
                return None
            if gap:
                after = at + len(key) + len(gap) + 2
                if value and value[0] not in "[\"'":
                    holder[word] = plain = Text(value)
                    plain.line = number
                    plain.column = after
                elif (node := _node(value, number, after) if value else read_flow(flow, number, after)) is not None:
                    holder[word] = node
                else:
                    return None
            else:
                blocks.pending = word
        elif bullet:
            after = at + len(bullet) + 1
            node = _node(item, number, after) if item else read_flow(items, number, after)
            if node is None or not blocks.to_item(number, at):
                return None
            blocks.holder.append(node)
        elif other:
            return None
    return blocks.root()


class _Blocks:
    """The blocks that are open: lists and groups of keys, each with the column (from 0) in which its parts begin.

    holder, column, in_list: the innermost one. pending: its last key, as long as nothing has been seen behind it.
    """

    __slots__ = ("_outer", "column", "holder", "in_list", "pending")

    def __init__(self) -> None:
        self.holder: Any = None
        self.column = -1
        self.in_list = False
        self.pending: Text | None = None
        self._outer: list[tuple[Any, int]] = []

    def open(self, node: Map | Seq, line: int, column: int) -> None:
        """Begin a block: the value of the pending key, or the next item of a list."""
        node.line, node.column, node.flow = line, column + 1, False
        if self.pending is not None:
            self.holder[self.pending] = node
            self.pending = None
        elif self.holder is not None:
            self.holder.append(node)
        self._outer.append((self.holder, self.column))
        self._enter(node, column)

    def to_key(self, line: int, column: int) -> bool:
        """Get ready for a key in this column; whether one may stand there."""
        if column > self.column:
            if self.pending is None and (self.holder is not None or column):
                return False
            self.open(Map(), line, column)
            return len(self._outer) <= _DEEPEST
        self._close(column)
        if self.in_list:  # one that stands in the column of its key
            self._leave()
        return self.column == column and not self.in_list

    def to_item(self, line: int, column: int) -> bool:
        """Get ready for an item whose dash stands in this column; whether one may stand there."""
        if self.pending is not None and column >= self.column:
            self.open(Seq(), line, column)
            return len(self._outer) <= _DEEPEST
        self._close(column)
        return self.in_list and self.column == column

    def root(self) -> Map | None:
        """The whole, at the end of the text."""
        self._close(0)
        root: Map | None = self._outer[1][0] if len(self._outer) > 1 else self.holder
        return root

    def _close(self, column: int) -> None:
        """End the blocks that begin behind this column, and what is pending."""
        if self.pending is not None:
            nothing = Text("")
            nothing.line, nothing.column = self.pending.line, self.pending.column + len(self.pending) + 1
            self.holder[self.pending] = nothing
            self.pending = None
        while self.column > column:
            self._leave()

    def _leave(self) -> None:
        self._enter(*self._outer.pop())

    def _enter(self, node: Any, column: int) -> None:
        self.holder, self.column, self.in_list = node, column, type(node) is Seq


def _node(value: str, line: int, column: int) -> Node:
    """A text, or a list of plain texts, that is known to be simple."""
    first = value[0]
    if first != "[":
        return _text(value[1:-1] if first in "\"'" else value, line, column)
    items = Seq()
    items.line, items.column, items.flow = line, column, True
    for piece in value[1:-1].split(","):
        column += 1
        if bare := piece.strip(" "):
            items.append(_text(bare, line, column + len(piece) - len(piece.lstrip(" "))))
        column += len(piece)
    return items


def read_flow(text: str, line: int, column: int) -> Node | None:
    """What brackets or braces hold; ``None`` where that is not simple. line, column: their place, from 1."""
    flow = _Flow(text, line, column)
    node = flow.node(0)
    return node if flow.at == len(text) else None


class _Flow:
    """A walk through brackets and braces in one line. at: how far it has come."""

    def __init__(self, text: str, line: int, column: int) -> None:
        self.text = text
        self.line = line
        self.column = column
        self.at = 0

    def node(self, depth: int) -> Node | None:
        """The node that begins here."""
        atom = _ATOM.match(self.text, self.at)
        if atom is not None:
            self.at, word = atom.end(), atom[1]
            column = self.column + atom.start()
            return _text(word[1:-1] if word[0] in "\"'" else word, self.line, column)
        begin = self.text[self.at : self.at + 1]
        if begin not in ("[", "{") or depth == _DEEPEST:
            return None
        holder: Seq | Map = Seq() if begin == "[" else Map()
        holder.line, holder.column, holder.flow = self.line, self.column + self.at, True
        end = "]" if begin == "[" else "}"
        self._skip()
        if self.text[self.at : self.at + 1] == end:
            self.at += 1
            return holder
        while self._part(holder, depth):
            sign = self.text[self.at : self.at + 1]
            if sign == end:
                self.at += 1
                return holder
            if sign != ",":
                return None
            self._skip()
        return None

    def _part(self, holder: Seq | Map, depth: int) -> bool:
        """One item, or one key with its value; whether it is simple."""
        word = None
        if isinstance(holder, Map):
            key = _FLOW_KEY.match(self.text, self.at)
            if key is None:
                return False
            word = _text(key[1], self.line, self.column + key.start())
            self.at = key.end()
        node = self.node(depth + 1)
        if node is None or (word is not None and word in holder):
            return False
        if isinstance(holder, Seq):
            holder.append(node)
        elif word is not None:
            holder[word] = node
        self.at -= 1
        self._skip()
        return True

    def _skip(self) -> None:
        """Past this character and the spaces behind it."""
        self.at += 1
        while self.text[self.at : self.at + 1] == " ":
            self.at += 1


def _text(text: str, line: int, column: int) -> Text:
    node = Text(text)
    node.line = line
    node.column = column
    return node
