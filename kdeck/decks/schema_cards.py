"""The cards of a deck, one model a kind."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field

from kdeck.core.message import Message
from kdeck.decks.schema_base import Day, Id, Line, Lines, Note, OldIds, Seconds, SomeLines, Strict, Truth, problem
from kdeck.decks.tree import Map, Text


class Entry(Strict):
    """What entries of most sorts may carry."""

    id: Id = Field(description="Lower-case letters, digits and hyphens; never change it: memory hangs on it")
    was: OldIds = Field(default=(), description="The id that this entry had before; what a learner knows is kept")
    tags: Lines = Field(default=(), description="Words to find cards by and to set their retention")
    seconds: Seconds | None = Field(default=None, description="Time limit: a right answer past it counts as hard")
    source: Note = Field(default="", description="Where the policy stands")
    until: Day | None = Field(default=None, description="The day after which the card rests")


class CardEntry(Entry):
    """What cards of every kind have in common."""

    facets: ClassVar[tuple[str, ...]] = ()
    why: Note = Field(default="", description="Shown after the answer")
    hint: Note = Field(default="", description="Shown on demand before the answer")


class RecallEntry(CardEntry):
    """Think, reveal, judge oneself."""

    kind: Literal["recall"] = "recall"
    front: Line = Field(description="The question")
    back: Line = Field(description="The answer")
    reverse: Truth = Field(default=False, description="Also ask from the answer to the question")


class TypedEntry(CardEntry):
    """Type the answer."""

    kind: Literal["typed"]
    front: Line = Field(description="The question")
    back: Line = Field(description="The answer")
    accept: Lines = Field(default=(), description="Other answers that count as right")
    match: Literal["text", "number", "exact"] = Field(default="text", description="How the answer is compared")
    unit: Note = Field(default="", description="Shown behind the answer, and may be typed or not")


class ClozeEntry(CardEntry):
    """Fill the gaps."""

    kind: Literal["cloze"]
    text: Line = Field(description="A text with gaps: … {{c1::answer::hint}} …")


class ChoiceEntry(CardEntry):
    """Pick the right option, or all the right ones."""

    kind: Literal["choice"]
    front: Line = Field(description="The question")
    back: SomeLines = Field(description="The right option; several to pick them all")
    wrong: SomeLines = Field(description="Wrong options")
    last: Note = Field(default="", description="The option that always stands last")


class SetEntry(CardEntry):
    """Name all, in any order."""

    kind: Literal["set"]
    front: Line = Field(description="The question")
    back: SomeLines = Field(description="All that must be named")


class OrderEntry(CardEntry):
    """Put the steps in order."""

    kind: Literal["order"]
    front: Line = Field(description="The question")
    back: Annotated[tuple[Line, ...], Field(min_length=2)] = Field(description="The steps in their order")


class SpotEntry(CardEntry):
    """Mark the fields that are wrong."""

    kind: Literal["spot"]
    front: Line = Field(description="The situation")
    fields: Annotated[dict[Line, Note], Field(min_length=1)] = Field(description="Name and shown value of each field")
    back: Lines = Field(description="The names of the fields that are wrong")


AnyCard = RecallEntry | TypedEntry | ClozeEntry | ChoiceEntry | SetEntry | OrderEntry | SpotEntry

CARD_MODELS: Final[dict[str, type[CardEntry]]] = {
    "recall": RecallEntry,
    "typed": TypedEntry,
    "cloze": ClozeEntry,
    "choice": ChoiceEntry,
    "set": SetEntry,
    "order": OrderEntry,
    "spot": SpotEntry,
}

_KIND: Final = Text("kind")
_RECALL: Final = Text("recall")
_KIND.line = _KIND.column = _RECALL.line = _RECALL.column = 1


def _kinds(value: object) -> object:
    """A card without a kind is a recall card; said here, the schema can tell the kinds apart by one look."""
    if isinstance(value, list):
        for entry in value:
            if isinstance(entry, Map) and _KIND not in entry:
                entry[_KIND] = _RECALL
        return value
    if value == "":
        return []
    raise problem("not-a-list", Message("“cards” must be a list: each entry begins with “- ” in a line of its own."))


Cards = Annotated[
    list[Annotated[AnyCard, Field(discriminator="kind")]],
    BeforeValidator(_kinds),
]
