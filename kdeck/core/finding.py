"""What the checker says about a place in a deck file."""

from __future__ import annotations

from typing import Literal, NamedTuple

from kdeck.core.message import Message

Level = Literal["error", "warning"]


class Finding(NamedTuple):
    """One error or warning. file: path relative to the library, ``/`` between parts; line, column: from 1."""

    file: str
    line: int
    column: int
    level: Level
    code: str
    message: Message
    hint: Message | None = None
