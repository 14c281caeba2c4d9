"""What one check of ``kdeck doctor`` came to."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["ok", "warn", "fail", "skip"]


class Result(NamedTuple):
    """One line of the doctor's report, in the reader's language. advice: what to do; empty when all is well."""

    level: Level
    name: str
    message: str
    advice: str = ""
