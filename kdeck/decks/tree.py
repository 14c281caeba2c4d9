"""A deck file as a tree in which every scalar is a text that knows its place.

The nodes are texts, lists and dicts themselves, so that the schema checks them as they are and hands back, with every
error, the node that it concerns. Lines and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """A place in a file, both numbers from 1."""

    line: int
    column: int


class Text(str):
    """A scalar: always text, whatever it looks like."""

    __slots__ = ("column", "line")
    line: int
    column: int


class Seq(list["Node"]):
    """A list. flow: written with brackets."""

    __slots__ = ("column", "flow", "line")
    line: int
    column: int
    flow: bool


class Map(dict[Text, "Node"]):
    """A mapping in the order of the file; its keys are ``Text``. flow: written with braces."""

    __slots__ = ("column", "flow", "line")
    line: int
    column: int
    flow: bool


Node = Text | Seq | Map


def place_of(node: object) -> Place:
    """Where a node begins; the head of the file when it is not one of ours."""
    if isinstance(node, (Text, Seq, Map)):
        return Place(node.line, node.column)
    return Place(1, 1)


def place_of_key(node: object, key: object) -> Place:
    """Where a key of a mapping stands; where the mapping begins when it has no such key."""
    if isinstance(node, Map):
        for candidate in node:
            if candidate == key:
                return Place(candidate.line, candidate.column)
    return place_of(node)


def descend(node: object, path: Iterable[str | int]) -> object:
    """The node at a path; the deepest one that exists. Steps that name nothing are passed over."""
    for step in path:
        if isinstance(node, Map) and step in node:
            node = node[step]  # type: ignore[index]
        elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
            node = node[step]
    return node
