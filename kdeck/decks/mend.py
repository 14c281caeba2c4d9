"""What a trainer most likely meant where YAML's syntax is broken, so that one run can go on to the next mistake.

The mended text is only read for further mistakes; no card is ever made from a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kdeck.core.finding import Finding
from kdeck.decks.glued import spaced

_VALUE: Final = re.compile(r"^([ \t]*(?:- +)?[A-Za-z][A-Za-z0-9_-]*: +|[ \t]*- +)(.+?)[ \t]*$")
_TAB_WIDTH: Final = 2
_LONGEST_LINE: Final = 1000


def mended(text: str, causes: Sequence[Finding]) -> str | None:
    """``text`` with the lines of ``causes`` mended, as many lines as before; ``None`` where nobody can guess."""
    lines = text.split("\n")
    for cause in causes:
        line = _mended_line(lines[cause.line - 1], cause)
        if line is None or line == lines[cause.line - 1]:
            return None
        lines[cause.line - 1] = line
    return "\n".join(lines)


def _mended_line(line: str, cause: Finding) -> str | None:
    if cause.code == "full-width-colon":
        return line[: cause.column - 1] + ": " + line[cause.column :].lstrip()
    if cause.code == "tab":
        indentation = line[: len(line) - len(line.lstrip())]
        return indentation.expandtabs(_TAB_WIDTH) + line.lstrip()
    if cause.code in ("no-space", "unexpected-sign", "indentation") and (better := spaced(line)) != line:
        return better
    if cause.code in ("colon-in-text", "quote-needed", "text-after-quote", "unclosed-bracket", "unexpected-sign"):
        return _quoted(line)
    return None


def _quoted(line: str) -> str | None:
    """The line with its value in single quotation marks."""
    found = _VALUE.match(line) if len(line) <= _LONGEST_LINE else None
    if found is None:
        return None
    return found[1] + "'" + found[2].replace("'", "''") + "'"
