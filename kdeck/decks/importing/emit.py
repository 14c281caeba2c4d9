"""Writing YAML that every reader of YAML takes for the same text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import yaml

Plain = str | Sequence[Any] | Mapping[str, Any]
"""A tree of plain texts, lists and mappings."""

_RISKY: Final = re.compile(
    r"[\s\-?:,\[\]{}#&*!|>'\"%@`~=<]"  # signs that begin something in YAML, or are taken for something by a reader
    r"|.*(?:: |:$| #|[\x00-\x1f\x7f-\x9f\ufffe\uffff])|.*\s$"
    r"|[A-Za-z][A-Za-z0-9_-]*[ \t]*：",  # a key with a full-width colon, to the eyes of a person and of the checker
    re.DOTALL,
)
_FLOW: Final = re.compile(r"[,\[\]{}:?]")
_COMMAS: Final = re.compile("[，、]")
"""What separates items to the eyes of a person, and of the checker where it is all that does."""
_OTHER_TYPES: Final = re.compile(
    r"(?:y|n|yes|no|on|off|true|false|null|~)$"
    r"|[-+]?(?:\d[\d_,.:]*|\.\d+)(?:[eE][-+]?\d+)?$|0[xob][\da-fA-F_]+$|[-+]?\.(?:inf|nan)$",
    re.IGNORECASE,
)
"""What YAML 1.1 or 1.2 reads as a number, a truth value or nothing, whatever PyYAML makes of it."""
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_ESCAPED: Final = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]')
_RESOLVERS: Final[dict[str, list[tuple[str, re.Pattern[str]]]]] = yaml.SafeLoader.yaml_implicit_resolvers


@lru_cache(maxsize=8192)
def scalar(text: str, *, flow: bool = False) -> str:
    """A text as a YAML scalar: plain where it is safe, else in double quotes. flow: inside brackets or braces."""
    if not text or _RISKY.match(text) or _is_other_type(text) or (flow and _FLOW.search(text)):
        return _quoted(text)
    return text


def _quoted(text: str) -> str:
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _is_other_type(text: str) -> bool:
    return _OTHER_TYPES.match(text) is not None or any(
        pattern.match(text) for _tag, pattern in _RESOLVERS.get(text[0], ())
    )


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return _ESCAPES.get(character) or f"\\u{ord(character):04x}"


def in_flow(node: Plain) -> str:
    """A tree on one line, with brackets and braces."""
    if isinstance(node, str):
        return scalar(node, flow=True)
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{scalar(key, flow=True)}: {in_flow(value)}" for key, value in node.items()) + "}"
    return "[" + ", ".join(_item(item) for item in node) + "]"


def _item(node: Plain) -> str:
    """An item of a list on one line."""
    return _quoted(node) if isinstance(node, str) and _COMMAS.search(node) else in_flow(node)


def value_text(node: Plain) -> str:
    """What stands behind ``key: `` in the same line."""
    return scalar(node) if isinstance(node, str) else in_flow(node)


def key_lines(key: str, node: Plain, indent: int) -> Iterator[str]:
    """The lines of one key: groups of keys below it, everything else beside it."""
    start = " " * indent + scalar(key, flow=True) + ":"
    if isinstance(node, Mapping) and node:
        yield start
        for inner, value in node.items():
            yield from key_lines(inner, value, indent + 2)
    else:
        yield f"{start} {value_text(node)}"


def entry_lines(entry: Mapping[str, Plain], dash: int, keys: int | None = None) -> list[str]:
    """The lines of an entry of a list. dash, keys: columns (from 0) of its dash and of its keys."""
    column = dash + 2 if keys is None else keys
    lines = [line for key, node in entry.items() for line in key_lines(key, node, column)]
    if lines:
        lines[0] = " " * dash + "-" + " " * (column - dash - 1) + lines[0][column:]
    return lines
