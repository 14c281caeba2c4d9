"""Every code that a finding of the checker can bear, read from the sources that make findings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "kdeck" / "decks"
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LEVELS = ("error", "warning")
_FIRST = ("error", "warn", "problem")
"""Calls whose first argument is a code: ``scope.error``, ``scope.warn``, ``problem``."""


def codes() -> dict[str, str]:
    """Code to the file that uses it first."""
    found: dict[str, str] = {}
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for code in _codes_at(node):
                found.setdefault(code, str(path.relative_to(SOURCES)))
    return found


def _codes_at(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        elements = node.args
        if _name(node.func) in _FIRST and elements:
            yield from _constants(elements[0])
        yield from (code for keyword in node.keywords if keyword.arg == "code" for code in _constants(keyword.value))
    elif isinstance(node, ast.Tuple):
        elements = node.elts
    elif isinstance(node, ast.Assign):
        elements = []
        if any(_name(target) == "code" for target in node.targets):
            yield from _constants(node.value)
    else:
        return
    for before, this, after in zip([None, *elements], elements, [*elements[1:], None], strict=False):
        level = isinstance(before, ast.Constant) and before.value in _LEVELS
        if level or _is_message(after):
            yield from _constants(this)


def _constants(node: ast.AST) -> Iterator[str]:
    """The texts that an expression may stand for."""
    if isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)
    elif isinstance(node, ast.Constant) and node.value not in _LEVELS and _CODE.fullmatch(str(node.value)):
        yield str(node.value)


def _is_message(node: ast.AST | None) -> bool:
    if isinstance(node, ast.Lambda):
        return _is_message(node.body)
    return (isinstance(node, ast.Call) and _name(node.func) == "Message") or (
        isinstance(node, ast.Name) and node.id == "message"
    )


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
