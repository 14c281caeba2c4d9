"""From the bytes of one file to its tree. Every problem becomes a finding; reading never raises for what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from kdeck.core.finding import Finding
from kdeck.core.message import Message
from kdeck.decks.encoding import decode
from kdeck.decks.events import FAST, PLAIN, BadSyntax, Stopped, Walk
from kdeck.decks.glued import one_item_lists
from kdeck.decks.mend import mended
from kdeck.decks.syntax import directive, explain, wide_colons
from kdeck.decks.tree import Map, Node, Text

MENDING: Final = 4_000_000
"""Characters that may be read again for the sake of further mistakes of syntax."""


class Read(NamedTuple):
    """tree: what could be read, ``None`` when the file is refused as a whole.

    guessed: whether syntax was mended on the way, so that the tree is good for finding more mistakes and nothing else.
    """

    tree: Map | None
    findings: tuple[Finding, ...]
    guessed: bool = False


def read(file: str, data: bytes, loader: Any = None) -> Read:
    """Read one file. loader: of PyYAML; by default libyaml's where it is there, else the one in Python."""
    text, found = decode(file, data)
    if text is None:
        return Read(None, found)
    if (finding := directive(file, text)) is not None:
        return Read(None, (*found, finding))
    result = _walked(file, text, loader or FAST or PLAIN)
    return result._replace(findings=(*found, *one_item_lists(file, text, result.tree), *result.findings))


def _walked(file: str, text: str, loader: Any) -> Read:
    mistakes: tuple[Finding, ...] = ()
    patience = MENDING
    while True:  # once, and once more for every mistake of syntax that can be mended
        walk = Walk(file, text)
        try:
            walk.run(loader)
        except Stopped as stop:
            return Read(None, _in_order(mistakes, (*walk.findings, stop.finding)))
        except BadSyntax as error:
            causes = explain(file, text, error)
            if {cause.line for cause in causes} & {mistake.line for mistake in mistakes}:
                return Read(None, _in_order(mistakes, walk.findings))  # the guess was none
            mistakes += causes
            patience -= len(text) + MENDING // 50
            better = mended(text, causes) if patience > 0 else None
            if better is None:
                return Read(None, _in_order(mistakes, walk.findings))
            text = better
            continue
        result = _rooted(file, text, walk.root, tuple(walk.findings))
        return Read(result.tree, _in_order(mistakes, result.findings), bool(mistakes))


def _in_order(mistakes: tuple[Finding, ...], others: Sequence[Finding]) -> tuple[Finding, ...]:
    """All findings, but what else was noticed in a line whose syntax is broken."""
    if not mistakes:
        return tuple(others)
    lines = {mistake.line for mistake in mistakes}
    kept = [other for other in others if other.line not in lines]
    return tuple(sorted((*mistakes, *kept), key=lambda finding: (finding.line, finding.column)))


def _rooted(file: str, text: str, root: Node | None, findings: tuple[Finding, ...]) -> Read:
    if isinstance(root, Map):
        return Read(root, findings)
    if root is None or root == "":
        message = Message("This file is empty.")
        return Read(None, (*findings, Finding(file, 1, 1, "error", "empty-file", message)))
    if colons := wide_colons(file, text, 1, root.line + text.count("\n")):
        return Read(None, (*findings, *colons))
    message = Message("The file must consist of keys and values, such as “deck: returns”.")
    if isinstance(root, Text) and ":" in root:
        hint = Message("A space must follow the colon behind a key.")
        return Read(None, (*findings, Finding(file, root.line, root.column, "error", "no-space", message, hint)))
    return Read(None, (*findings, Finding(file, root.line, root.column, "error", "not-a-mapping", message)))
