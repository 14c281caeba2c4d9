"""The products of a deck and their size charts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema, model_validator

from kdeck.core.message import Message
from kdeck.decks import tree
from kdeck.decks.nearness import shown
from kdeck.decks.reworded import range_hint
from kdeck.decks.schema_base import Id, Line, Lines, Note, OldIds, SomeLines, Strict, problem, seq_texts, shaped
from kdeck.decks.schema_cards import Entry
from kdeck.decks.tree import Map, Text

Name = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^/\n]+$", max_length=80)]
"""The name of a fact, a size or a measure: it becomes part of a card's id."""

Range = Annotated[
    str,
    *shaped(
        tree.number_range,
        "not-a-range",
        lambda text: Message("“{text}” is not a range such as 155..162, the smaller number first.", text=text),
        lambda text: range_hint(text, "number"),
    ),
]
Measure = Annotated[
    str,
    *shaped(
        tree.number,
        "not-a-number",
        lambda text: Message("“{text}” is not a number.", text=text),
    ),
]


class SizeChart(Strict):
    """Which size fits which body, and how large the garment itself is; here or in a CSV file."""

    file: Note = Field(
        default="", description="A CSV file with the chart, relative to this deck; then without the rest"
    )
    measure: Annotated[dict[Name, Note], Field(min_length=1)] = Field(
        default={}, description="The body: measure and its unit"
    )
    sizes: Annotated[dict[Name, dict[Name, Range]], Field(min_length=1)] = Field(
        default={}, description="Sizes in ascending order, each with a range for every measure"
    )
    garment: dict[Name, dict[Name, Measure]] = Field(default={}, description="Measures of the garment by size")
    between: Literal["larger", "smaller"] = Field(
        default="larger", description="Which size to advise when the measures point to different ones"
    )

    @model_validator(mode="after")
    def _here_or_in_a_file(self) -> SizeChart:
        own = [key for key in ("measure", "sizes", "garment") if key in self.model_fields_set]
        if self.file and own:
            message = Message("The chart stands in “{file}”, so it has no “{key}” here.", file=self.file, key=own[0])
            raise problem("two-charts", message, Message("Keep one of the two."))
        for key in ("measure", "sizes"):
            if not self.file and key not in own:
                raise problem("missing-key", Message("“{key}” is missing here.", key=key))
        return self


def _chart(value: object) -> object:
    """A text alone names the file of the chart."""
    if not isinstance(value, Text) or not value.strip():
        return value
    chart, key = Map(), Text("file")
    chart.line = key.line = value.line
    chart.column = key.column = value.column
    chart.flow = True
    chart[key] = value
    return chart


def _or_a_file(schema: dict[str, Any]) -> None:
    schema["anyOf"].append({"type": "string"})


class ProductEntry(Strict):
    """One product: its facts become cards."""

    id: Id = Field(description="Lower-case letters, digits and hyphens; never change it: memory hangs on it")
    was: OldIds = Field(default=(), description="The id that this product had before; what a learner knows is kept")
    name: Line = Field(description="What the shop calls it")
    sku: Note = Field(default="", description="The shop's article number")
    category: Note = Field(default="", description="Products of one category are told apart from one another")
    tags: Lines = Field(default=(), description="Words to find cards by and to set their retention")
    facts: dict[Name, SomeLines] = Field(default={}, description="Facts: a text, or a list of which all must be named")
    size_chart: Annotated[SizeChart | None, BeforeValidator(_chart)] = Field(
        default=None,
        description="Sizes by body measures, or the CSV file that holds them",
        json_schema_extra=_or_a_file,
    )
    skip: Lines = Field(default=(), description="Facets not to be asked, such as which/weight")


def _clock_range(text: str) -> tuple[int, int] | None:
    ends = tree.bounds(text)
    if ends is None:
        return None
    low, high = tree.minutes_of_day(ends[0]), tree.minutes_of_day(ends[1])
    return (low, high) if low is not None and high is not None and low <= high else None


def _date_range(text: str) -> tuple[int, int] | None:
    ends = tree.bounds(text)
    if ends is None:
        return None
    low, high = tree.day(ends[0]), tree.day(ends[1])
    return (low, high) if low is not None and high is not None and low <= high else None


def _step(text: str) -> object:
    value = tree.number(text)
    if value is not None:
        return value if value > 0 else None
    return tree.seconds(text) or None


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
