"""Signs of YAML that lack their space, or were typed with a Chinese keyboard: ``id:a``, ``-id: a``, ``－ id: a``.

YAML takes such a line for text and complains lines later; here it is found where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.decks.tree import Map, Node, Place, Seq, place_of

WIDE_SPACE: Final = "\u3000"
_KEY: Final = r"[A-Za-z_][A-Za-z0-9_-]*"
_SOUND: Final = re.compile(rf"[ ]*(?:- +)*(?:{_KEY}|\"[^\"]*\"|'[^']*'):(?: |$)|[ ]*$")
_NO_SPACE: Final = re.compile(rf"([ ]*(?:- +)?)({_KEY}):(?=[^\s/])")
_DASH: Final = re.compile(rf"([ ]*)-(?={_KEY}\s*[:：])")
_WIDE_DASH: Final = re.compile(rf"([ ]*)([－—–])[ ]*(?={_KEY}\s*[:：])")
_WIDE_INDENT: Final = re.compile(rf"([ ]*){WIDE_SPACE}[ {WIDE_SPACE}]*(?=\S)")
_MOST_LINES: Final = 200
_WORD: Final = 2
"""Characters of a Chinese word; two halves of a sentence are longer."""


def glued_signs(file: str, lines: Sequence[str], at: int) -> tuple[Finding, ...]:
    """The lines above a place (from 0) that YAML takes for text, though they were meant as keys or entries."""
    found = []
    for number in range(at, max(-1, at - _MOST_LINES), -1):
        told = _told(lines[number])
        if told is not None:
            code, column, message, hint = told
            found.append(Finding(file, number + 1, column + 1, "error", code, message, hint))
        elif number < at and _SOUND.match(lines[number]):
            break
    return tuple(reversed(found))


def spaced(line: str) -> str:
    """The line with the signs that ``glued_signs`` finds as they were meant."""
    line = _WIDE_INDENT.sub(lambda found: found[0].replace(WIDE_SPACE, "  "), line, count=1)
    line = _WIDE_DASH.sub(r"\1- ", _DASH.sub(r"\1- ", line, count=1), count=1)
    return _NO_SPACE.sub(r"\1\2: ", line, count=1)


def no_space(text: str) -> Message | None:
    """What to say of a text such as ``front:什么`` where keys are expected."""
    found = _NO_SPACE.match(text)
    return None if found is None else Message("A space must follow the colon behind “{key}”.", key=found[2])


def one_item_lists(file: str, text: str, tree: Node | None) -> Iterator[Finding]:
    """Lists in brackets whose items stand between Chinese commas, which makes one item of them all.

    Where a text of its own was meant, quotation marks say so. tree: what the text reads as, as far as that is known:
    brackets within a text begin no list.
    """
    if "，" not in text and "、" not in text:
        return
    begun: frozenset[Place] | None = None
    for found in _ONE_ITEM.finditer(text):
        before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if not before.rstrip().endswith((":", "-", "[")) or before.lstrip().startswith("#"):
            continue
        parts = [part.strip() for part in re.split("[，、]", found[1]) if part.strip()]
        if "、" not in found[1] and len(parts) < 3 and any(len(part) > _WORD for part in parts):
            continue  # a sentence with a comma
        line = text.count("\n", 0, found.start()) + 1
        begun = frozenset(_lists(tree)) if begun is None else begun
        if tree is not None and (line, len(before) + 1) not in begun:
            continue
        items = ", ".join(parts)
        message = Message("This list has only one item: “{text}”.", text=found[1])
        hint = Message(
            "If several are meant, write ordinary commas: [{items}]. If it is one, put it in quotation marks.",
            items=items,
        )
        yield Finding(file, line, len(before) + 1, "warning", "one-item", message, hint)


_ONE_ITEM: Final = re.compile(
    r"\[([^\[\]\"',{}\n：]{1,200}[，、][^\[\]\"',{}\n：]{1,200})\](?=[ \t]*(?:[,\]}#]|$))", re.M
)


def _lists(node: Node | None) -> Iterator[Place]:
    """Where lists begin."""
    if isinstance(node, Seq):
        yield place_of(node)
    if not isinstance(node, str):
        for inner in (node.values() if isinstance(node, Map) else node) or ():
            yield from _lists(inner)


def _told(line: str) -> tuple[str, int, Message, Message | None] | None:
    """Code, column from 0, message and hint of a line that lacks a space or has a sign of another keyboard."""
    if found := _WIDE_INDENT.match(line):
        message = Message("A full-width space stands where ordinary spaces are expected.")
        return "indentation", len(found[1]), message, Message("Indent with ordinary spaces only.")
    if found := _WIDE_DASH.match(line):
        message = Message("“{sign}” begins no entry; that is an ordinary “-” and a space.", sign=found[2])
        return "unexpected-sign", len(found[1]), message, None
    if found := _DASH.match(line):
        return "no-space", len(found[1]), Message("A space must follow the “-” that begins an entry."), None
    if found := _NO_SPACE.match(line):
        message = Message("A space must follow the colon behind “{key}”.", key=found[2])
        return "no-space", found.end() - 1, message, None
    return None


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
