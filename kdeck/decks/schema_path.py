"""The path of shop.yaml and its calendar: what is learnt on which day, and on which days nobody studies."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator

from kdeck.core import path
from kdeck.core.message import Message
from kdeck.core.path import DEFAULT_GOAL
from kdeck.core.path_calendar import DEFAULT_MINUTES, Calendar, Opens
from kdeck.decks import scalars
from kdeck.decks.schema_base import Count, Day, Lines, Note, Share, Strict, parsed, problem, several

MINUTES: Final = (5, 600)
"""The bounds of minutes of study a day, as in ``trainer.goal``."""
_WEEK: Final = 7


class Stage(Strict):
    """A day of the path."""

    day: Count = Field(description="Day of the plan, from 1")
    title: Note = Field(default="", description="What the day is about")
    decks: Lines = Field(default=(), description="Ids of the decks learnt that day")
    goal: Share = Field(default=DEFAULT_GOAL, description="Share of the day's cards that must be learnt, such as 90%")

    @property
    def stage(self) -> path.Stage:
        """What the path makes of it."""
        return path.Stage(self.day, self.title, self.decks, self.goal)


def minutes(text: str) -> int | None:
    """Minutes of study a day."""
    value = scalars.whole(text)
    return value if value is not None and MINUTES[0] <= value <= MINUTES[1] else None


Minutes = Annotated[
    int,
    *parsed(
        minutes,
        "not-minutes",
        lambda text: Message(
            "“{text}” is not a number of minutes a day from {low} to {high}.",
            text=text,
            low=MINUTES[0],
            high=MINUTES[1],
        ),
        {"type": "integer", "minimum": MINUTES[0], "maximum": MINUTES[1]},
    ),
]
Rest = Annotated[
    tuple[
        Annotated[
            int | tuple[int, int],
            *parsed(
                scalars.rest,
                "not-a-rest",
                lambda text: Message(
                    "“{text}” is no day of the week such as sat, nor a date, nor dates such as 2026-10-01..2026-10-07.",
                    text=text,
                ),
                {"type": "string"},
            ),
        ],
        ...,
    ],
    BeforeValidator(several),
    WithJsonSchema({"anyOf": [{"type": ["string", "null"]}, {"type": "array", "items": {"type": "string"}}]}),
]
"""Days of the week (Monday is 0) and spans of study days."""


class CalendarKey(Strict):
    """When is studied."""

    opens: Opens = Field(default="met", description="A day opens when the one before it is met, or by date")
    rest: Rest = Field(default=(), description="Days without study: sat, sun, 2026-10-01..2026-10-07")
    live: Day | None = Field(default=None, description="The day on which learners begin to work, such as 2026-12-14")
    minutes: Minutes = Field(default=DEFAULT_MINUTES, description="Minutes of study a day that are expected")

    @field_validator("rest")
    @classmethod
    def _some_day_is_left(cls, rest: tuple[int | tuple[int, int], ...]) -> tuple[int | tuple[int, int], ...]:
        if len({day for day in rest if isinstance(day, int)}) == _WEEK:
            raise problem("no-study-day", Message("No day of the week is left to study on."))
        return rest

    @property
    def calendar(self) -> Calendar:
        """What studying makes of it."""
        weekdays = tuple(sorted({day for day in self.rest if isinstance(day, int)}))
        spans = tuple(sorted({day for day in self.rest if not isinstance(day, int)}))
        return Calendar(self.opens, weekdays, spans, self.live, self.minutes)
