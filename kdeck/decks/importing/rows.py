"""From the lines of a table to the rows that entries are made from, and these as YAML that every reader takes alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import yaml

from kdeck.core.errors import Finding, Level
from kdeck.core.message import Message
from kdeck.decks.importing import table_file
from kdeck.decks.importing.columns import FACTS, ID, Column, Head, Path, Row, Value
from kdeck.decks.importing.table_file import Table
from kdeck.decks.nearness import did_you_mean, shown
from kdeck.decks.schema_base import ID_PATTERN, MAX_TEXT
from kdeck.decks.schema_cards import CARD_MODELS, USUAL, CardEntry

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


_SHOWN_AT_MOST: Final = 200
_UNFILLED: Final = frozenset({"sku", "category", "tags", "kind", "match", "seconds", "reverse", "until"})
"""Keys in which a deck fills in no terms, so that a dollar sign stays one."""
_IN_TABLES: Final = {kind: model for kind, model in CARD_MODELS.items() if model.other_names is not None}
_KIND_WORDS: Final = {word: kind for kind, model in _IN_TABLES.items() for word in (model.other_names or "").split()}
_FRONT, _BACK, _TEXT, _WRONG, _KIND = ("front",), ("back",), ("text",), ("wrong",), ("kind",)


class Rows:
    """The rows of a table, and what is wrong with it. file: its name, for the findings.

    paths: every path that the table says something about.
    """

    def __init__(self, file: str, table: Table, head: Head) -> None:
        self.file, self.head = file, head
        self.findings: list[Finding] = []
        self.rows: list[Row] = []
        self.paths = _paths(head)
        self._line = 0
        self._places = {column.path: column.place + 1 for column in head.columns}
        for line in table.lines[head.row + 1 :]:
            self._line = line.line
            if self._fits(line.cells, table.ragged):
                self._take(line.cells)

    def _fits(self, line: Sequence[str], ragged: bool) -> bool:
        width = self.head.width
        if any(line[width:]):
            message = Message("This row has more cells than there are headings.")
            hint = Message("A cell that holds the delimiter must stand in quotation marks.")
            self._note("error", "too-many-cells", message, hint, width + 1)
            return False
        if ragged and len(line) < width:
            message = Message("This row ends early; its last cells are taken as empty.")
            self._note("warning", "too-few-cells", message, None, len(line))
        return True

    def _take(self, line: Sequence[str]) -> None:
        values = {column.path: self._value(column, line) for column in self.head.columns}
        identity = "".join(values.pop((ID,), ()))
        before = len(self.findings)
        if identity and not _is_id(identity):
            message = Message(
                "“{id}” cannot be an id: lower-case letters a–z, digits and hyphens only.", id=shown(identity)
            )
            self._note("error", "bad-id", message, None, self._places[(ID,)])
        if self.head.kind == "cards":
            self._settle_kind(values)
        for path in _needed(self.head.kind, values):
            if not values.get(path):
                message = Message("“{key}” is empty.", key=path[0])
                self._note("error", "empty-text", message, None, self._places.get(path, 1))
        if not any(finding.level == "error" for finding in self.findings[before:]):
            self.rows.append(Row(self._line, identity, values))

    def _value(self, column: Column, line: Sequence[str]) -> Value:
        text = line[column.place] if column.place < len(line) else ""
        if not text or (column.path[0] == FACTS and table_file.is_nothing(text)):
            return ()
        if len(text) > MAX_TEXT:
            message = Message("This cell is too long: a text has at most {most} characters.", most=MAX_TEXT)
            self._note("error", "too-long", message, None, column.place + 1)
            return ()
        if "\ufffd" in text:
            message = Message("A character that cannot be shown became “\ufffd”.")
            self._note("warning", "control-character", message, None, column.place + 1)
        key = column.path[0]
        if self.head.kind == "products" and key != FACTS and not column.separators:
            text = table_file.one_line(text)
        parts = table_file.split(text, column.separators) if column.separators else (text,)
        return parts if key in _UNFILLED or key == ID else tuple([table_file.literal(part) for part in parts])

    def _settle_kind(self, values: dict[Path, Value]) -> None:
        """Say which kind of card a row is, and take its answer apart where the kind wants several."""
        if _KIND in self.paths:
            word = "".join(values.get(_KIND, ()))
            kind = _KIND_WORDS.get(word, word.casefold()) or _guessed(values)
            if kind not in _IN_TABLES:
                self._refuse_kind(kind)
            values[_KIND] = () if kind == USUAL else (kind,)
            model = _IN_TABLES.get(kind, CardEntry)
            if model.separators:
                values[_BACK] = table_file.split("".join(values.get(_BACK, ())), model.separators)
            if "text" in model.model_fields:
                values[_TEXT] = values.get(_TEXT) or values.get(_FRONT, ())
                values[_FRONT] = values[_BACK] = ()

    def _refuse_kind(self, kind: str) -> None:
        message = Message("There is no kind of card called “{kind}”.", kind=shown(kind))
        hint = did_you_mean(kind, _IN_TABLES)
        if kind in CARD_MODELS:
            message = Message("Cards of kind {kind} cannot stand in a table.", kind=kind)
            hint = Message("Write them into the deck.")
        self._note("error", "unknown-kind", message, hint, self._places.get(_KIND, 1))

    def _note(self, level: Level, code: str, message: Message, hint: Message | None, column: int) -> None:
        if len(self.findings) < _SHOWN_AT_MOST or level == "error":
            self.findings.append(Finding(self.file, self._line, column, level, code, message, hint))


def _paths(head: Head) -> tuple[Path, ...]:
    columns = tuple(column.path for column in head.columns if column.path != (ID,))
    if head.kind == "cards" and {_KIND, _WRONG, _TEXT} & set(columns):  # there may be cards of several kinds
        return tuple(dict.fromkeys((_KIND, *columns, _TEXT)))
    return columns


def _is_id(text: str) -> bool:
    return re.match(ID_PATTERN, text) is not None and len(text) <= 80


def _guessed(values: dict[Path, Value]) -> str:
    if values.get(_TEXT):
        return "cloze"
    return "choice" if values.get(_WRONG) else USUAL


def _needed(kind: str, values: dict[Path, Value]) -> Iterator[Path]:
    """The paths that a row must fill."""
    if kind == "products":
        yield ("name",)
    elif values.get(_KIND) == ("cloze",):
        yield _TEXT
    else:
        yield from (_FRONT, _BACK)
