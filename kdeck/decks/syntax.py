"""YAML's syntax errors in the words of someone who sees YAML for the first time.

What libyaml and PyYAML's own parser say differs, so the explanation goes by the place and by what stands there.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.decks.glued import glued_signs

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
