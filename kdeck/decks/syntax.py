"""YAML's syntax errors in the words of someone who sees YAML for the first time.

What libyaml and PyYAML's own parser say differs, so the explanation goes by the place and by what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.decks.tree import Map, Node, Place, Seq, place_of

_WIDE_COLON = re.compile(r"^([ \t]*(?:- +)?)([A-Za-z][A-Za-z0-9_-]*)[ \t]*：")
_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#.*)?\n)*%")
_SHOWN_AT_ONCE: Final = 20
_QUOTES: Final = Message("Put the whole text in double quotation marks.")


class _Spot(NamedTuple):
    """A place in the text, line and column from 0, and what stands there."""

    line: int
    column: int
    content: str

    @property
    def before(self) -> str:
        return self.content[: self.column]

    @property
    def character(self) -> str:
        return self.content[self.column : self.column + 1]


def directive(file: str, text: str) -> Finding | None:
    """A line such as ``%YAML 1.2`` before the document: refused, as nothing here depends on it."""
    found = _DIRECTIVE.match(text)
    if found is None:
        return None
    message = Message("A line that begins with “%” is an instruction to YAML; decks do not use that.")
    return Finding(file, text.count("\n", 0, found.end()) + 1, 1, "error", "directive", message, Message("Delete it."))


def wide_colons(file: str, text: str, first: int, last: int) -> tuple[Finding, ...]:
    """Keys followed by a full-width colon in the lines ``first`` to ``last`` (from 1)."""
    findings = []
    lines = text.split("\n")
    for number in range(max(first, 1), min(last, len(lines)) + 1):
        found = _WIDE_COLON.match(lines[number - 1])
        if found is not None:
            message = Message("The full-width colon “：” after “{key}” means nothing to YAML.", key=found[2])
            hint = Message("Write “{key}: ” with an ordinary colon and a space.", key=found[2])
            findings.append(Finding(file, number, found.end(), "error", "full-width-colon", message, hint))
    return tuple(findings[:_SHOWN_AT_ONCE])


def explain(file: str, text: str, error: Exception) -> tuple[Finding, ...]:
    """The findings for a ``yaml.YAMLError``."""
    problem: Any = getattr(error, "problem_mark", None)
    context: Any = getattr(error, "context_mark", None) or problem
    if problem is None:
        message = Message("This is not valid YAML.")
        return (Finding(file, 1, 1, "error", "bad-yaml", message),)
    lines = text.split("\n")
    spot, origin = _spot(lines, problem), _spot(lines, context)
    if spot.character == "\t" or "\t" in _indentation(spot.content):
        return _tabs(file, lines, spot.line)
    # A key glued to its value by a full-width colon is noticed only lines later.
    if colons := wide_colons(file, text, min(origin.line, spot.line - 1) + 1, spot.line + 1):
        return colons
    if _is_layout(error) and (signs := glued_signs(file, lines, spot.line)):
        return signs
    at, code, message, hint = _diagnose(spot, origin, str(getattr(error, "problem", "")))
    return (Finding(file, at.line + 1, at.column + 1, "error", code, message, hint),)


def _is_layout(error: Exception) -> bool:
    """Whether an error may come from a line above that was taken for text."""
    problem = str(getattr(error, "problem", ""))
    return any(part in problem for part in ("mapping values", "expected ':'", "expected key", "block end", "'-' ind"))


def _spot(lines: list[str], mark: Any) -> _Spot:
    if mark.line < len(lines) and (mark.line < len(lines) - 1 or lines[mark.line]):
        return _Spot(mark.line, mark.column, lines[mark.line])
    last = max((number for number, line in enumerate(lines) if line.strip()), default=0)
    return _Spot(last, len(lines[last]), lines[last])


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _tabs(file: str, lines: list[str], first: int) -> tuple[Finding, ...]:
    message = Message("A tab stands where spaces are expected.")
    hint = Message("Indent with spaces only; most editors can replace every tab with spaces.")
    found = [number for number in range(first, len(lines)) if "\t" in _indentation(lines[number])] or [first]
    return tuple(
        Finding(file, number + 1, max(0, lines[number].find("\t")) + 1, "error", "tab", message, hint)
        for number in found[:_SHOWN_AT_ONCE]
    )


def _diagnose(spot: _Spot, origin: _Spot, problem: str) -> tuple[_Spot, str, Message, Message | None]:
    """Where, code, message and hint."""
    if "end of stream" in problem or "document indicator" in problem:
        message = Message("The quotation mark that opens here is never closed.")
        return origin, "unclosed-quote", message, Message("Close it at the end of the text.")
    if "escape" in problem or "hexdecimal" in problem or "hexadecimal" in problem:
        message = Message("Inside double quotation marks a backslash has a special meaning.")
        return spot, "bad-escape", message, Message("Write two backslashes, or use single quotation marks.")
    if "{{" in spot.before:
        message = Message("A text that begins with “{{{{” must be in quotation marks.")
        return spot._replace(column=spot.before.index("{{")), "quote-needed", message, _QUOTES
    if "mapping values are not allowed" in problem:
        return _stray_colon(spot)
    if "entries are not allowed" in problem:
        message = Message("A list cannot begin after a key in the same line.")
        return (
            spot,
            "list-in-line",
            message,
            Message("Begin the list in the next line, or put the text in quotation marks."),
        )
    if "expected ':'" in problem:
        message = Message("This line has no “: ”; a key and its value are expected here.")
        hint = Message(
            "Write “key: value”, with a space after the colon; indent a text that goes on from the line before."
        )
        return origin, "no-colon", message, hint
    return _diagnose_signs(spot, origin, problem)


def _diagnose_signs(spot: _Spot, origin: _Spot, problem: str) -> tuple[_Spot, str, Message, Message | None]:
    if "cannot start any token" in problem or "alphabetic or numeric" in problem:
        at = spot if "cannot start" in problem else origin
        message = Message("A text cannot begin with “{sign}”.", sign=at.character)
        return at, "quote-needed", message, _QUOTES
    if "node content" in problem and not spot.character:
        message = Message("The file ends where something is still open: a bracket, or a brace.")
        return spot, "unclosed-bracket", message, Message("Close it, or put the text in quotation marks.")
    if "node content" in problem:
        message = Message("“{sign}” is not allowed here.", sign=spot.character)
        return spot, "unexpected-sign", message, _QUOTES
    if "',' or" in problem:
        message = Message("The “{sign}” that opens here is not closed where it should be.", sign=origin.character)
        hint = Message(
            "Put a text that holds commas, colons or brackets in quotation marks, and close what was opened."
        )
        return origin, "unclosed-bracket", message, hint
    if "comment or line break" in problem or "indentation indicators" in problem:
        message = Message("“|” and “>” begin a text of several lines; nothing may follow them in the same line.")
        return origin, "block-text", message, Message("Begin the text in the next line, or put it in quotation marks.")
    if spot.before.strip(" -") and not spot.before.isspace():
        message = Message("Something follows a text in quotation marks or a bracket that has ended.")
        hint = Message(
            "Put the whole value in quotation marks; inside them write the same mark twice or use the other kind."
        )
        return spot, "text-after-quote", message, hint
    if "expected key" in problem or "block end" in problem or "'-' indicator" in problem:
        message = Message("This line does not line up with the lines it belongs to.")
        hint = Message(
            "Keys of one entry begin in the same column; the entries of a list begin with “- ” in the same column."
        )
        return spot, "indentation", message, hint
    return spot, "bad-yaml", Message("This is not valid YAML."), _QUOTES


def _stray_colon(spot: _Spot) -> tuple[_Spot, str, Message, Message | None]:
    if ": " in spot.before or spot.before.rstrip().endswith(":"):
        message = Message("A second “: ” in one line: YAML cannot tell the text from a key.")
        return spot, "colon-in-text", message, _QUOTES
    message = Message(
        "A key is not allowed here: the line above already has its value, or this line is indented too far."
    )
    hint = Message("Keys of one entry begin in the same column.")
    return spot._replace(column=len(_indentation(spot.content))), "indentation", message, hint


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
