"""A deck file as a whole, its chats, and the JSON Schema that editors complete keys with."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeVar

from pydantic import BeforeValidator, Field, PrivateAttr

from kdeck.core.message import Message
from kdeck.decks.products import ProductEntry
from kdeck.decks.replies import ChatEntry, PhraseEntry
from kdeck.decks.rules import RuleEntry
from kdeck.decks.schema_base import Id, Lines, Note, Strict, problem
from kdeck.decks.schema_cards import Cards
from kdeck.decks.tree import Map

_Item = TypeVar("_Item")

CARDS: Final = ("cards", "products", "rules", "phrases")
COLLECTIONS: Final = (*CARDS, "chats")


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
