"""Rules (decision tables) and phrases. Only their shape is known here: what a test means is another's to say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from kdeck.core.message import Message
from kdeck.decks import scalars
from kdeck.decks.reworded import range_hint
from kdeck.decks.schema_base import Id, Line, Lines, Note, OldIds, SomeLines, Strict, problem, seq_texts, shaped
from kdeck.decks.schema_cards import Entry
from kdeck.decks.schema_products import Range
from kdeck.decks.suggest import shown
from kdeck.decks.tree import Text


def _clock_range(text: str) -> tuple[int, int] | None:
    ends = scalars.bounds(text)
    if ends is None:
        return None
    low, high = scalars.minutes_of_day(ends[0]), scalars.minutes_of_day(ends[1])
    return (low, high) if low is not None and high is not None and low <= high else None


def _date_range(text: str) -> tuple[int, int] | None:
    ends = scalars.bounds(text)
    if ends is None:
        return None
    low, high = scalars.day(ends[0]), scalars.day(ends[1])
    return (low, high) if low is not None and high is not None and low <= high else None


def _step(text: str) -> object:
    value = scalars.number(text)
    if value is not None:
        return value if value > 0 else None
    return scalars.seconds(text) or None


TimeRange = Annotated[
    str,
    *shaped(
        _clock_range,
        "not-a-range",
        lambda text: Message("“{text}” is not a range of times such as 08:00..23:59.", text=text),
        lambda text: range_hint(text, "time"),
    ),
]
DateRange = Annotated[
    str,
    *shaped(
        _date_range,
        "not-a-range",
        lambda text: Message("“{text}” is not a range of dates such as 2026-11-01..2026-11-11.", text=text),
        lambda text: range_hint(text, "date"),
    ),
]
Step = Annotated[
    str,
    *shaped(_step, "not-a-step", lambda text: Message("“{text}” is not a step such as 1 or 1m.", text=text)),
]


def _opened(text: str) -> int:
    """Brackets that are opened and not closed; ranges such as (1..7] mix the two kinds."""
    return sum((character in "([") - (character in ")]") for character in text)


def _test(value: object) -> object:
    """A test is text, but YAML takes an unquoted ``[1..7]`` for a list; so it is put together again."""
    if isinstance(value, Text) and _opened(value) != 0:
        message = Message("The test “{text}” is cut off at its comma.", text=shown(value))
        raise problem("quote-needed", message, Message("Put the whole test in quotation marks."))
    texts = seq_texts(value)
    if not texts or not isinstance(value, list):
        return value
    joined = f"[{texts[0]}]" if len(texts) == 1 and ".." in texts[0] else ", ".join(texts)
    node = Text(joined)
    node.line, node.column = value.line, value.column  # type: ignore[attr-defined]
    return node


Test = Annotated[Line, BeforeValidator(_test), WithJsonSchema({"type": ["string", "number", "array", "boolean"]})]


class Input(Strict):
    """What a rule may ask about: exactly one of time, number, date, one of."""

    time: TimeRange | None = Field(default=None, description="A range of times of day: 08:00..23:59")
    number: Range | None = Field(default=None, description="A range of numbers: 0..30")
    date: DateRange | None = Field(default=None, description="A range of dates: 2026-11-01..2026-11-11")
    one_of: SomeLines | None = Field(default=None, alias="one of", description="A list of words")
    step: Step | None = Field(default=None, description="Distance between neighbouring values, such as 1 or 1m")
    unit: Note = Field(default="", description="Shown behind the number")
    say: dict[Line, Line] = Field(default={}, description="How a value is worded in the question")

    @model_validator(mode="after")
    def _exactly_one(self) -> Input:
        given = [value for value in (self.time, self.number, self.date, self.one_of) if value is not None]
        if len(given) != 1:
            message = Message("An input has exactly one of “time”, “number”, “date” and “one of”.")
            raise problem("not-one-domain", message)
        return self


class Outcome(Strict):
    """One row of the table; its id is a card."""

    id: Id = Field(description="Lower-case letters, digits and hyphens; never change it: memory hangs on it")
    was: OldIds = Field(default=(), description="The id that this outcome had before; what a learner knows is kept")
    when: dict[Line, Test] = Field(default={}, description="Tests by input; an input left out may be anything")
    then: Line = Field(description="What is right in this case")
    because: Note = Field(default="", description="Shown after the answer")


class RuleEntry(Entry):
    """A decision table that fresh cases are drawn from."""

    title: Note = Field(default="", description="A short name")
    ask: Line = Field(description="The question, with {input} where its value is to stand")
    given: Annotated[dict[Line, Input], Field(min_length=1)] = Field(description="The inputs and their values")
    outcomes: Annotated[list[Outcome], Field(min_length=1)] = Field(description="The rows, read from the top")
    hit: Literal["first", "unique"] = Field(
        default="first", description="first: the first row that fits; unique: no two rows may fit"
    )
    because: Note = Field(default="", description="The rule in one sentence")


def _groups(value: object) -> object:
    return [value] if isinstance(value, Text) and value.strip() else value


Groups = Annotated[list[SomeLines], BeforeValidator(_groups)]
"""Groups of words; one text is a group of one."""


class PhraseEntry(Entry):
    """A situation in which the learner finds better words."""

    when: Line = Field(description="The situation")
    never: Lines = Field(default=(), description="What must not be said")
    say: SomeLines = Field(description="Model answers")
    must: Groups = Field(default=[], description="Groups of words: a reply holds at least one of each group")
    because: Note = Field(default="", description="Shown after the answer")
