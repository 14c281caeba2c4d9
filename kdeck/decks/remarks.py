"""Text lost to a comment: ``front: order #12 is late`` is “order” to YAML, and nobody notices."""

from __future__ import annotations

import re
from typing import Any

from kdeck.core.finding import Finding
from kdeck.core.message import Message

_REMARK = re.compile(r"^[^\S\n]*[^\s#].*?[ \t]#", re.MULTILINE)
_MEANT = re.compile(r"(?:[ ]{2,}|\t)[ \t]*#+(?:\s|$)")
"""A remark that is meant as one: set off by two spaces, and the sign followed by a space."""


def remark_lines(text: str) -> frozenset[int]:
    """Lines (from 0) where a # follows something after a space: candidates only, it may stand in quotes."""
    if " #" not in text and "\t#" not in text:
        return frozenset()
    lines, line, last = set(), 0, 0
    for found in _REMARK.finditer(text):
        line += text.count("\n", last, found.start())
        last = found.start()
        lines.add(line)
    return frozenset(lines)


def swallowed_text(file: str, text: str, end: Any) -> list[Finding]:
    """A warning if what follows a plain scalar, which ends at the mark ``end``, is likely to be text of it."""
    stop = text.find("\n", end.index)
    rest = text[end.index : stop if stop >= 0 else None]
    bare = rest.lstrip(" \t")
    if not bare.startswith("#") or _MEANT.match(rest):
        return []
    column = end.column + 1 + len(rest) - len(bare)
    message = Message("Everything from “ #” on is a comment and not part of the text.")
    hint = Message(
        "If it is text, put the whole text in quotation marks; if it is a comment, move it to a line of its own."
    )
    return [Finding(file, end.line + 1, column, "warning", "comment-after-text", message, hint)]
