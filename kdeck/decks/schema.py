"""A deck file as a whole, its chats, and the JSON Schema that editors complete keys with."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeVar

from pydantic import BeforeValidator, Field, PrivateAttr

from kdeck.core.chat.scenario import PATIENCE, PAUSE
from kdeck.core.message import Message
from kdeck.decks import tree
from kdeck.decks.schema_base import Id, Line, Lines, Note, SomeLines, Strict, parsed, problem
from kdeck.decks.schema_cards import Cards
from kdeck.decks.schema_products import Groups, PhraseEntry, ProductEntry, RuleEntry
from kdeck.decks.tree import Map, Text

_LONGEST: Final = 3600


def _patience(text: str) -> float | None:
    value = tree.seconds(text)
    return value if value is not None and 1 <= value <= _LONGEST else None


def _pause(text: str) -> float | None:
    value = tree.seconds(text)
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


_Item = TypeVar("_Item")

COLLECTIONS = ("cards", "products", "rules", "phrases", "chats")


def _entries(value: object) -> object:
    if value == "":
        return []
    if not isinstance(value, list):
        raise problem(
            "not-a-list", Message("A list is expected here: each entry begins with “- ” in a line of its own.")
        )
    return value


Entries = Annotated[list[_Item], BeforeValidator(_entries)]


class DeckFile(Strict):
    """One deck."""

    deck: Id = Field(description="The deck's id, unique in the library; never change it: memory hangs on it")
    title: Note = Field(default="", description="What learners see")
    lang: Note = Field(default="", description="Language of the texts, such as zh-Hans or en (BCP 47)")
    about: Note = Field(default="", description="One sentence on what the deck teaches")
    tags: Lines = Field(default=(), description="Tags that all cards of the deck carry")
    cards: Cards = Field(default=[], description="Questions and answers")
    products: Entries[ProductEntry] = Field(default=[], description="Products whose facts become cards")
    rules: Entries[RuleEntry] = Field(default=[], description="Decision tables that cases are drawn from")
    phrases: Entries[PhraseEntry] = Field(default=[], description="Situations that call for better words")
    chats: Entries[ChatEntry] = Field(default=[], description="Customers to reply to in drills; they are no cards")

    _tree: Map = PrivateAttr(default_factory=Map)

    @property
    def tree(self) -> Map:
        """The nodes that the deck was made from: same entries, same order, with their places."""
        return self._tree


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of deck files and of shop.yaml, for completion and checks in editors."""
    from kdeck.decks.shopfile import ShopFile

    deck = DeckFile.model_json_schema(by_alias=True)
    shop = ShopFile.model_json_schema(by_alias=True)
    definitions = {**deck.pop("$defs", {}), **shop.pop("$defs", {})}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kdeck deck or shop.yaml",
        "description": "A deck begins with “deck:”, shop.yaml with “shop:”",
        "if": {"required": ["deck"]},
        "then": {"$ref": "#/$defs/DeckFile"},
        "else": {"$ref": "#/$defs/ShopFile"},
        "$defs": {**definitions, "DeckFile": deck, "ShopFile": shop},
    }
