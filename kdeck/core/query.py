"""The search language of browse: words, ``deck:``, ``tag:``, ``is:``, comparisons, quotes and negation, all combined.

``运费 deck:returns is:due r<0.8 -tag:old`` finds what matches every term.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Final, NamedTuple

from kdeck.core.errors import UsageError
from kdeck.core.message import Message, series

STATES: Final = ("due", "new", "learning", "review", "suspended", "flagged", "leech")
MEASURES: Final = {"r": "retrievability", "s": "stability", "d": "difficulty", "lapses": "lapses", "reps": "reps"}
FIELDS: Final = ("deck", "tag", "is", "id")

_TERM = re.compile(r'(-?)(?:([a-z]+):)?(?:"([^"]*)"|(\S+))', re.IGNORECASE)
_MEASURE = re.compile(r"(r|s|d|lapses|reps)(<=|>=|<|>|=)(\d+(?:\.\d+)?)(%?)", re.IGNORECASE)


class QueryError(UsageError):
    """A query that cannot be understood."""


class Term(NamedTuple):
    """One condition. field: ``text``, one of FIELDS, or a measure's letter. operator: of a measure, else empty."""

    field: str
    value: str
    negated: bool = False
    operator: str = ""
    number: float = 0.0

    @property
    def about_memory(self) -> bool:
        """Whether the learner's memory of a card decides this term."""
        return self.field == "is" or self.field in MEASURES


def parse(query: str) -> tuple[Term, ...]:
    """The terms of a query; ``QueryError`` names the word that is not understood."""
    if query.count('"') % 2:
        raise QueryError(
            Message("A quotation mark is not closed"), Message('Write "two words" with a mark on each side')
        )
    return tuple(_term(match) for match in _TERM.finditer(query))


def _term(match: re.Match[str]) -> Term:
    minus, field, quoted, word = match.groups()
    value, negated = quoted if quoted is not None else word, bool(minus)
    if field is None:
        measure = _MEASURE.fullmatch(value) if quoted is None else None
        return _measure(measure, negated) if measure else Term("text", value.casefold(), negated)
    field = field.lower()
    if field not in FIELDS:
        near = get_close_matches(field, FIELDS, 1)
        hint = Message("Did you mean {word}:", word=near[0]) if near else _known_fields()
        raise QueryError(Message("{word}: is not something to search by", word=field), hint)
    if field == "is" and value.lower() not in STATES:
        near = get_close_matches(value.lower(), STATES, 1)
        known = Message("is: takes one of {words}", words=series(STATES))
        raise QueryError(
            Message("is:{word} is not known", word=value),
            Message("Did you mean is:{word}", word=near[0]) if near else known,
        )
    return Term(field, value.casefold(), negated)


def _measure(match: re.Match[str], negated: bool) -> Term:
    name, operator, digits, percent = match.groups()
    number = float(digits) / (100 if percent else 1)
    return Term(name.lower(), digits, negated, operator, number)


def _known_fields() -> Message:
    return Message("Search by {fields}, or by plain words", fields=series(f"{field}:" for field in FIELDS))
