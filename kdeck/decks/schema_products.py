"""The products of a deck and their size charts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from kdeck.core.message import Message
from kdeck.decks import scalars
from kdeck.decks.reworded import range_hint
from kdeck.decks.schema_base import Id, Line, Lines, Note, OldIds, SomeLines, Strict, problem, shaped
from kdeck.decks.tree import Map, Text

Name = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^/\n]+$", max_length=80)]
"""The name of a fact, a size or a measure: it becomes part of a card's id."""

Range = Annotated[
    str,
    *shaped(
        scalars.number_range,
        "not-a-range",
        lambda text: Message("“{text}” is not a range such as 155..162, the smaller number first.", text=text),
        lambda text: range_hint(text, "number"),
    ),
]
Measure = Annotated[
    str,
    *shaped(
        scalars.number,
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
