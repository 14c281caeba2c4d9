"""What is said, in the language in use: made here once, painted by the app, the line mode and the page to print."""

from __future__ import annotations

from typing import Literal, NamedTuple

Role = Literal["title", "fact", "good", "bad", "warn", "quiet"]


class Line(NamedTuple):
    """One thing that is said. role: what it is to the reader, from which whoever paints it takes colour and weight."""

    text: str
    role: Role = "fact"
