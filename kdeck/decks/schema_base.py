"""What every model of a deck file is made of: strict keys, cleaned texts, and errors that carry our own messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final, NamedTuple, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from kdeck.core.message import Message
from kdeck.decks import tree
from kdeck.decks.nearness import shown
from kdeck.decks.reworded import range_hint
from kdeck.decks.tree import Seq, Text

MAX_TEXT: Final = 10_000
ID_PATTERN: Final = r"^[a-z0-9][a-z0-9-]*$"
SCALAR: Final = ["string", "number", "boolean"]
"""Editors judge by YAML's own types, where 7 is a number and yes may be a truth value; to kdeck all are text."""

_Parsed = TypeVar("_Parsed")
_Number = TypeVar("_Number", int, float)


class Strict(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False, defer_build=True)


def problem(code: str, message: Message, hint: Message | None = None) -> PydanticCustomError:
    """An error to raise inside a validator; ``faults`` turns it into a finding at the place of the input."""
    return PydanticCustomError(code, "refused", {"message": message, "hint": hint})


def parsed(
    parse: Callable[[str], _Parsed | None],
    code: str,
    refusal: Message,
    schema: dict[str, Any],
    hint: Callable[[str], Message | None] = lambda _text: None,
) -> tuple[BeforeValidator, Any]:
    """Marks for an annotated type: the text is parsed, and refused with a message of ours when that fails.

    refusal: with ``{text}`` for what was written.
    """

    def check(value: object) -> _Parsed:
        if not isinstance(value, str):
            raise problem("not-text", Message("One value is expected here, not a list or a group of keys."))
        result = parse(value)
        if result is None:
            message = Message(refusal.template, **refusal.values, text=shown(value))
            raise problem(code, message, hint(value))
        return result

    return BeforeValidator(check), WithJsonSchema(schema)


def unless_term(parse: Callable[[str], object]) -> Callable[[str], bool]:
    """Whether a text has a shape, as far as it can be known before the terms are filled in."""
    return lambda text: "$" in text or parse(text) is not None


def several(value: object) -> object:
    """One text where a list may stand is a list of one; nothing behind the key is an empty list."""
    if isinstance(value, Text):
        return [value] if value.strip() else []
    return value


def within(parse: Callable[[str], _Number | None], low: float, high: float) -> Callable[[str], _Number | None]:
    """The same, with bounds that are both included."""

    def bounded(text: str) -> _Number | None:
        value = parse(text)
        return value if value is not None and low <= value <= high else None

    return bounded


def _whole_seconds(text: str) -> int | None:
    value = tree.seconds(text)
    return int(value) if value is not None and value == int(value) else None


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT),
    WithJsonSchema({"type": SCALAR}),
]
"""A text that must say something."""
Note = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=MAX_TEXT), WithJsonSchema({"type": [*SCALAR, "null"]})
]
"""A text that may be left empty."""
Name = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^/\n]+$", max_length=80)]
"""The name of a fact, a size or a measure: it becomes part of a card's id."""
Id = Annotated[
    str,
    StringConstraints(pattern=ID_PATTERN, max_length=80),
    WithJsonSchema({"type": ["string", "integer"], "pattern": ID_PATTERN}),
]
_ONE_OR_MORE = {"anyOf": [{"type": [*SCALAR, "null"]}, {"type": "array", "items": {"type": SCALAR}}]}
Lines = Annotated[tuple[Line, ...], BeforeValidator(several), WithJsonSchema(_ONE_OR_MORE)]
"""A text or a list of texts, possibly none."""
SomeLines = Annotated[tuple[Line, ...], Field(min_length=1), BeforeValidator(several), WithJsonSchema(_ONE_OR_MORE)]
"""A text or a list of texts, at least one."""

Seconds = Annotated[
    int,
    *parsed(
        within(_whole_seconds, 1, 3600),
        "not-a-time-limit",
        Message("“{text}” is not a time limit: whole seconds from 1 to 3600, such as 10."),
        {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 3600}, {"type": "string"}]},
    ),
]
Duration = Annotated[
    float,
    *parsed(
        tree.seconds,
        "not-a-duration",
        Message("“{text}” is not a length of time such as 6s or 2m."),
        {"type": ["string", "number"]},
    ),
]
Day = Annotated[
    int,
    *parsed(
        tree.day,
        "not-a-date",
        Message("“{text}” is not a date such as 2026-11-11."),
        {"type": "string", "pattern": r"^\d{4}-\d{1,2}-\d{1,2}$"},
    ),
]
Truth = Annotated[
    bool,
    *parsed(
        tree.truth,
        "not-yes-or-no",
        Message("“{text}” is neither yes nor no."),
        {"enum": [True, False, "yes", "no", "true", "false"]},
    ),
]
Share = Annotated[
    float,
    *parsed(
        tree.share,
        "not-a-share",
        Message("“{text}” is not a share such as 90%."),
        {"type": ["string", "number"]},
    ),
]
Retention = Annotated[
    float,
    *parsed(
        within(tree.share, 0.5, 0.99),
        "not-a-retention",
        Message("“{text}” is not a share between 50% and 99%."),
        {"type": ["string", "number"]},
    ),
]
Count = Annotated[
    int,
    *parsed(
        within(tree.whole, 1, 100_000),
        "not-a-count",
        Message("“{text}” is not a whole number above 0."),
        {"type": "integer", "minimum": 1},
    ),
]


def _old_id(text: str) -> str | None:
    parts = text.strip().split("/")
    return "/".join(parts) if len(parts) <= 2 and all(re.fullmatch(ID_PATTERN, part) for part in parts) else None


OldIds = Annotated[
    tuple[
        Annotated[
            str,
            *parsed(
                _old_id,
                "bad-was",
                Message("“{text}” cannot be the id of an entry: old-id, or deck/old-id."),
                {"type": SCALAR},
            ),
        ],
        ...,
    ],
    BeforeValidator(several),
    WithJsonSchema(_ONE_OR_MORE),
]
"""Ids that an entry had before: in the same deck, or ``deck/id``."""


def shaped(
    parse: Callable[[str], object],
    code: str,
    refusal: Message,
    hint: Callable[[str], Message | None] = lambda _text: None,
) -> tuple[BeforeValidator, Any]:
    """Marks for a text that must have a shape once its terms are filled in; it stays text."""
    fits = unless_term(parse)
    return parsed(lambda text: text.strip() if fits(text) else None, code, refusal, {"type": SCALAR}, hint)


def seq_texts(value: object) -> Sequence[str] | None:
    """The texts of a list that holds nothing else."""
    if isinstance(value, Seq) and all(isinstance(item, Text) for item in value):
        return [str(item) for item in value]
    return None


Range = Annotated[
    str,
    *shaped(
        tree.number_range,
        "not-a-range",
        Message("“{text}” is not a range such as 155..162, the smaller number first."),
        lambda text: range_hint(text, "number"),
    ),
]

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
