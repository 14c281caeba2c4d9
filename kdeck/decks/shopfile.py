"""shop.yaml: what is written once for all decks, the path and its calendar, and the plan and ranks of the shop."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from kdeck.core.levels import need as of
from kdeck.core.message import Message
from kdeck.core.plan import path
from kdeck.core.plan.path import DEFAULT_GOAL, DEFAULT_MINUTES, Calendar, Opens
from kdeck.core.shop import GradeAsked, Shop, Targets
from kdeck.decks import tree
from kdeck.decks.nearness import did_you_mean
from kdeck.decks.schema_base import (
    SCALAR,
    Count,
    Day,
    Duration,
    Id,
    Line,
    Lines,
    Name,
    Note,
    Retention,
    Share,
    Strict,
    Truth,
    parsed,
    problem,
    several,
    within,
)
from kdeck.decks.tree import Map, Text, map_at

MINUTES: Final = (5, 600)
"""The bounds of minutes of study a day, as in ``trainer.path``."""
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


Minutes = Annotated[
    int,
    *parsed(
        within(tree.whole, *MINUTES),
        "not-minutes",
        Message("“{text}” is not a number of minutes a day from {low} to {high}.", low=MINUTES[0], high=MINUTES[1]),
        {"type": "integer", "minimum": MINUTES[0], "maximum": MINUTES[1]},
    ),
]
Rest = Annotated[
    tuple[
        Annotated[
            int | tuple[int, int],
            *parsed(
                tree.rest,
                "not-a-rest",
                Message(
                    "“{text}” is no day of the week such as sat, nor a date, nor dates such as 2026-10-01..2026-10-07."
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


TermValue = Annotated[Line, StringConstraints(max_length=200)]
_SLOT = re.compile(r"(?<!\$)\{[^{}]*\}")
_SLOTS = ("{name}", "{value}", "{label}", "{category}")
TermName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_-]*$", max_length=80)]
Runs = Annotated[
    tuple[int, int],
    *parsed(
        tree.runs,
        "not-runs",
        Message("“{text}” is not a count such as 2 of 3."),
        {"type": SCALAR},
    ),
]


CERTIFIED_MINUTES = 5
"""How long a certified typing run takes: a need for a longer one could never be met."""


class FactWords(Strict):
    """How a fact is called and asked for."""

    label: Note = Field(default="", description="What learners see")
    ask: Note = Field(default="", description="From the product to the fact; {name} is the product")
    which: Note = Field(default="", description="From the fact to the product; {value} is the fact")

    @field_validator("ask", "which")
    @classmethod
    def _known_slots(cls, text: str) -> str:
        for slot in _SLOT.findall(text):
            if slot not in _SLOTS:
                message = Message("There is no slot “{slot}” here.", slot=slot)
                raise problem("unknown-slot", message, did_you_mean(slot, _SLOTS))
        return text


class Respond(Strict):
    """How fast customers are answered."""

    first: Duration | None = Field(default=None, description="First reply, such as 6s")
    average: Duration | None = Field(default=None, description="Average reply, such as 20s")


class Grade(Strict):
    """A level of typing."""

    speed: Count = Field(description="Characters or words a minute")
    accuracy: Share | None = Field(default=None, description="Share of right characters, such as 97%")
    fixes: Share | None = Field(default=None, description="Greatest share of characters taken back, such as 15%")


def _grade(value: object) -> object:
    if not isinstance(value, Text):
        return value
    return map_at(value.line, value.column, flow=True, speed=value)


def _which(decks: tuple[str, ...]) -> tuple[str, ...]:
    return () if of.ALL in decks else decks


Decks = Annotated[Lines, AfterValidator(_which)]


class RecallNeed(Strict):
    """Cards are remembered."""

    decks: Decks = Field(default=(), description="Ids of decks; none means all")
    at_least: Share = Field(default=0.9, description="Predicted recall of a card that counts")
    of_cards: Share = Field(default=1.0, description="Share of the cards that must reach it")


class ExamNeed(Strict):
    """An exam is passed."""

    decks: Decks = Field(default=(), description="Ids of decks; none means all")
    cards: Count = Field(default=40, description="Questions")
    minutes: Count = Field(default=20, description="Time")
    passing: Share = Field(default=0.9, alias="pass", description="Share of right answers")


class TypingNeed(Strict):
    """A typing test is passed."""

    speed: Count = Field(description="Net characters or words a minute")
    accuracy: Share = Field(default=0.97, description="Share of right characters")
    minutes: Count = Field(default=5, description="Length of a run")
    runs: Runs = Field(
        default="1", validate_default=True, description="How many runs of the latest must reach it, such as 2 of 3"
    )

    @field_validator("minutes")
    @classmethod
    def _not_longer_than_a_run(cls, minutes: int) -> int:
        if minutes > CERTIFIED_MINUTES:
            message = Message("A certified run takes {count} minutes, no more.", count=CERTIFIED_MINUTES)
            raise problem("longer-than-a-run", message)
        return minutes


class RespondNeed(Strict):
    """Several chats are answered in time."""

    chats: Count = Field(description="Chats at once")
    within: Duration = Field(description="Time for a reply, such as 20s")
    share: Share = Field(default=1.0, description="Share of replies in time")


class DeckNeed(Strict):
    """A deck of one's own passes the check."""

    cards: Count = Field(default=20, description="Cards of its own that it must have")
    kinds: Count = Field(default=3, description="How many kinds of cards they must be of")


class Need(Strict):
    """One piece of evidence that a dan asks for: exactly one key."""

    recall: RecallNeed | None = None
    exam: ExamNeed | None = None
    typing: TypingNeed | None = None
    respond: RespondNeed | None = None
    deck: DeckNeed | None = None
    witness: Truth | None = Field(default=None, description="A trainer confirms it")

    @model_validator(mode="after")
    def _exactly_one(self) -> Need:
        if len(self.model_fields_set) != 1:
            message = Message("A need has exactly one of: recall, exam, typing, respond, deck, witness.")
            raise problem("not-one-need", message, Message("Begin each need with “- ” in a line of its own."))
        return self

    @property
    def need(self) -> of.Need:
        """What a level makes of it."""
        (kind,) = self.model_fields_set
        value = getattr(self, kind)
        return of.NEEDS[kind](**(dict(value) if isinstance(value, Strict) else {}))


Rank = Annotated[
    int,
    *parsed(
        within(tree.whole, 1, 9),
        "not-a-dan",
        Message("“{text}” is not a dan: a number from 1 to 9."),
        {"type": "integer", "minimum": 1, "maximum": 9},
    ),
]


class Dan(Strict):
    """One of nine levels."""

    dan: Rank = Field(description="1 to 9")
    title: Note = Field(default="", description="What one can do at this level")
    needs: list[Need] = Field(default=[], description="The evidence that it takes")


_NO_WORDS: Final = FactWords.model_construct()


class ShopFile(Strict):
    """The shop."""

    identity: Id = Field(default="shop", alias="shop", description="The shop's id; never change it")
    name: Note = Field(default="", description="What the shop is called")
    lang: Note = Field(default="", description="Language of the decks, such as zh-Hans or en (BCP 47)")
    terms: dict[TermName, TermValue] = Field(default={}, description="Numbers written once: $name stands for them")
    facts: dict[Name, FactWords] = Field(default={}, description="How the facts of products are called and asked")
    forbidden: Lines = Field(default=(), description="Words that no reply may hold")
    respond: Respond = Field(default=Respond.model_construct(), description="How fast customers are answered")
    typing: dict[Line, Annotated[Grade, BeforeValidator(_grade)]] = Field(default={}, description="Typing grades")
    retention: dict[Line, Retention] = Field(default={}, description="Desired recall, by tag and as default")
    path: list[Stage] = Field(default=[], description="Which decks to learn on which day")
    calendar: CalendarKey = Field(default=CalendarKey.model_construct(), description="When is studied, and until when")
    dans: list[Dan] = Field(default=[], description="The levels and what they need")

    _tree: Map = PrivateAttr(default_factory=Map)

    @property
    def tree(self) -> Map:
        """The nodes that the shop was made from, with their places."""
        return self._tree

    def words_of(self, fact: str) -> FactWords:
        """How a fact or a measure is called and asked for; empty where the shop does not say."""
        return self.facts.get(fact, _NO_WORDS)

    @cached_property
    def shop(self) -> Shop:
        """What studying needs of it."""
        stages = sorted(self.path, key=lambda stage: stage.day)
        return Shop(
            id=self.identity,
            name=self.name,
            lang=self.lang,
            forbidden=self.forbidden,
            default_retention=self.retention.get("default", 0.9),
            retention=tuple((tag, value) for tag, value in self.retention.items() if tag != "default"),
            order=tuple(dict.fromkeys(deck for stage in stages for deck in stage.decks)),
            typing=tuple(GradeAsked(name, float(g.speed), g.accuracy, g.fixes) for name, g in self.typing.items()),
            respond=Targets(**self.respond.model_dump(exclude_none=True)),
            stages=tuple(stage.stage for stage in stages),
            calendar=self.calendar.calendar,
            dans=tuple(
                of.DanAsked(level.dan, level.title, tuple(one.need for one in level.needs if one.witness is not False))
                for level in self.dans
            ),
        )
