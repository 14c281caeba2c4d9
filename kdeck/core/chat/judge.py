"""A message to a customer against what the turn that it replies to asks for."""

from __future__ import annotations

from typing import NamedTuple

from kdeck.core.chat.scenario import Turn
from kdeck.core.reply import find, first


class Judged(NamedTuple):
    """met: of each of the turn's groups, whether the message holds one of its words. forbidden: as it was typed."""

    met: tuple[bool, ...]
    forbidden: tuple[str, ...]


def judge(turn: Turn, text: str) -> Judged:
    """What a message says of what it must say, and what of what it must not; case, width and spaces do not count."""
    met = tuple(any(find(text, word) for word in group) for group in turn.must)
    return Judged(met, tuple(dict.fromkeys(filter(None, (first(text, word) for word in turn.never)))))


def together(turn: Turn, messages: tuple[tuple[bool, ...], ...]) -> tuple[bool, ...]:
    """Which groups several messages meet between them; each is what ``judge`` says of one."""
    return tuple(any(met[place] for met in messages) for place in range(len(turn.must)))
