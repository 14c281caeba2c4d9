"""The chats of a deck: customers who write, turn by turn, for the drills of replying."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from kdeck.core.chat.scenario import PATIENCE, PAUSE
from kdeck.core.message import Message
from kdeck.decks import scalars
from kdeck.decks.schema_base import Id, Line, Lines, Note, SomeLines, Strict, parsed, problem
from kdeck.decks.schema_rules import Groups
from kdeck.decks.tree import Text

_LONGEST: Final = 3600


def _patience(text: str) -> float | None:
    value = scalars.seconds(text)
    return value if value is not None and 1 <= value <= _LONGEST else None


def _pause(text: str) -> float | None:
    value = scalars.seconds(text)
    return value if value is not None and value <= _LONGEST else None


_LENGTH: Final[dict[str, Any]] = {"type": ["string", "number"]}
Patience = Annotated[
    float,
    *parsed(
        _patience,
        "not-a-patience",
        lambda text: Message("“{text}” is not a patience: a time from 1s to 1h, such as 60s.", text=text),
        _LENGTH,
    ),
]
Pause = Annotated[
    float,
    *parsed(
        _pause,
        "not-a-pause",
        lambda text: Message("“{text}” is not a pause: a time up to 1h, such as 5s.", text=text),
        _LENGTH,
    ),
]


class TurnEntry(Strict):
    """One message of the customer, and what is a good reply to it."""

    text: Line = Field(description="What the customer writes")
    must: Groups = Field(default=[], description="Groups of words: a reply holds at least one of each group")
    never: Lines = Field(default=(), description="What must not be said, beside the words that the shop forbids")
    say: SomeLines = Field(description="Model replies, shown after the drill")
    because: Note = Field(default="", description="Shown after the drill")
    pause: Pause = Field(default=PAUSE, description="Time from the reply until the customer goes on, such as 5s")


def _turns(value: object) -> object:
    if isinstance(value, Text) and not value.strip():
        value = []
    if not isinstance(value, list):
        raise problem("not-a-list", Message("“{key}” must be a list.", key="turns"), _IN_LIST)
    if not value:
        raise problem("no-turns", Message("This customer says nothing: a chat has at least one turn."), _IN_LIST)
    return value


_IN_LIST: Final = Message("Begin each turn with “- text: …” in a line of its own.")


class ChatEntry(Strict):
    """One customer."""

    id: Id = Field(description="Lower-case letters, digits and hyphens; never change it: figures of drills name it")
    name: Line = Field(description="What the customer is called")
    about: Note = Field(default="", description="One line for trainers: what it is about")
    patience: Patience = Field(default=PATIENCE, description="How long the customer waits for a reply, such as 60s")
    tags: Lines = Field(default=(), description="Words to find chats by")
    turns: Annotated[list[TurnEntry], BeforeValidator(_turns)] = Field(description="What the customer writes, in order")
