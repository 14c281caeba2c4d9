"""Name all, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar, Final, NamedTuple

from kdeck.core.cards.card import CardKind, Content, Mode, Part, Prompt, Verdict
from kdeck.core.message import Message
from kdeck.core.strings import normalise

_SIGN: Final = re.compile(r"([、，,;；\n])")
_SPACE: Final = re.compile(r"(\s+)")


class _Fields(NamedTuple):
    items: tuple[str, ...]
    kind: CardKind = "set"


class Listed(_Fields, Content):
    """items: all that must be named."""

    __slots__ = ()
    name = Message("list")
    mode: ClassVar[Mode] = "list"
    ordered = False

    def grade(self, prompt: Prompt, answer: tuple[str, ...]) -> Verdict:  # noqa: ARG002 - whatever was asked
        """Every item named, then what was named besides."""
        items = split_items(answer[0] if answer else "", self.items)
        wanted = {normalise(item): item for item in self.items}
        given = {normalise(item): item for item in items}
        parts = [Part(given.get(key, ""), item, key in given) for key, item in wanted.items()]
        parts += [Part(item, "", False) for key, item in given.items() if key not in wanted]
        return Verdict(all(part.right for part in parts), items, tuple(parts))

    def sample(self) -> tuple[str, ...]:
        """All in one line."""
        return (in_one_line(self.items),)

    def slips(self, prompt: Prompt) -> Iterator[tuple[str, ...]]:  # noqa: ARG002 - whatever was asked
        """The last one forgotten."""
        yield (in_one_line(self.items[:-1]),)


def in_one_line(items: Sequence[str]) -> str:
    """Items as someone types them in one line, in the language that they are in."""
    return (", " if all(item.isascii() for item in items) else "、").join(items)


def split_items(text: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """The items of a list typed in one line: between 、 , ; or line ends, else between spaces if several are asked.

    A wanted item that holds such a sign itself (“intact, unworn”) is one item wherever it stands.
    """
    between = _SIGN if len(wanted) < 2 or _SIGN.search(text) else _SPACE
    pieces = between.split(text)  # items at even places, what stands between them at odd ones
    keys = {normalise(item) for item in wanted}
    longest = 2 * max((len(between.findall(item)) for item in wanted), default=0) + 1
    items, start = [], 0
    while start < len(pieces):
        ends = range(min(len(pieces), start + longest), start, -2)
        joined = {end: "".join(pieces[start:end]).strip() for end in ends}
        end = next((end for end, item in joined.items() if normalise(item) in keys), start + 1)
        items.append("".join(pieces[start:end]).strip())
        start = end + 1
    return tuple(item for item in items if item)
