"""Terms: ``$cutoff`` and ``${cutoff}`` stand for what shop.yaml says; ``$$`` is a dollar sign, ``$5`` stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_TERM = re.compile(r"\$(?:(\$)|\{([^{}\n]{0,80})\}|([A-Za-z_][A-Za-z0-9_]*))")


class Filled(NamedTuple):
    """text: with every known term filled in. unknown: the names of the others, in order."""

    text: str
    unknown: tuple[str, ...]


def fill(text: str, terms: Mapping[str, str]) -> Filled:
    """Fill in the terms of a text, once: what a term stands for is not searched for further terms."""
    unknown: list[str] = []

    def value(found: re.Match[str]) -> str:
        if found[1]:
            return "$"
        name = (found[2] if found[2] is not None else found[3]).strip()
        if name not in terms:
            unknown.append(name)
            return found[0]
        return terms[name]

    return Filled(_TERM.sub(value, text), tuple(unknown))


def names_in(text: str) -> tuple[str, ...]:
    """The names that a text writes with a dollar sign, known or not."""
    return tuple(
        (found[2] if found[2] is not None else found[3]).strip() for found in _TERM.finditer(text) if not found[1]
    )
