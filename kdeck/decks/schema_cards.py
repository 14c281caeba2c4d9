"""The entries under ``cards``, one model a kind: what may be written, and the cards that it makes."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field

from kdeck.core.cards.card import Card, Content
from kdeck.core.cards.choice import Choice
from kdeck.core.cards.cloze import Cloze
from kdeck.core.cards.listed import Listed
from kdeck.core.cards.order import Order
from kdeck.core.cards.recall import Recall
from kdeck.core.cards.spot import Spot
from kdeck.core.cards.typed import Typed
from kdeck.core.message import Message
from kdeck.core.strings import fold_width
from kdeck.decks import tree
from kdeck.decks.nearness import did_you_mean, distinct, nearest, shown, without_alike
from kdeck.decks.schema_base import Day, Id, Line, Lines, Note, OldIds, Seconds, SomeLines, Strict, Truth, problem
from kdeck.decks.scope import Scope, parse_cloze
from kdeck.decks.tree import Map, Text, descend


class Entry(Strict):
    """What entries of most sorts may carry."""

    id: Id = Field(description="Lower-case letters, digits and hyphens; never change it: memory hangs on it")
    was: OldIds = Field(default=(), description="The id that this entry had before; what a learner knows is kept")
    tags: Lines = Field(default=(), description="Words to find cards by and to set their retention")
    seconds: Seconds | None = Field(default=None, description="Time limit: a right answer past it counts as hard")
    source: Note = Field(default="", description="Where the policy stands")
    until: Day | None = Field(default=None, description="The day after which the card rests")


ITEMS: Final = "、；;|｜\n"
"""Between the values of a table's cell. A slash or a comma may belong to one value: 涤纶 80% / 棉 20%."""
LINES: Final = "|｜\n"
"""Between the steps of an order and the right options of a choice, which may be long."""


class CardEntry(Entry):
    """What cards of every kind have in common.

    other_names: what else tables call the kind, ``None`` where it cannot stand in one. separators: between several
    answers in a cell, if there may be any.
    """

    other_names: ClassVar[str | None] = ""
    separators: ClassVar[str] = ""
    why: Note = Field(default="", description="Shown after the answer")
    hint: Note = Field(default="", description="Shown on demand before the answer")

    def expand(self, scope: Scope) -> list[Card]:
        """The cards of the entry; what is wrong with it is told to the scope, and then they count for nothing."""
        raise NotImplementedError

    def card(self, scope: Scope, front: str, content: Content, facet: str = "") -> Card:
        """A card with everything that all kinds share."""
        return scope.card(
            *(self.id, facet, front, content, self.tags),
            why=scope.fill(self.why, "why"),
            hint=scope.fill(self.hint, "hint"),
            source=scope.fill(self.source, "source"),
            seconds=self.seconds,
            until=self.until,
        )


class RecallEntry(CardEntry):
    """Think, reveal, judge oneself."""

    other_names = "问答 简答 问答题 简答题"
    kind: Literal["recall"] = "recall"
    front: Line = Field(description="The question")
    back: Line = Field(description="The answer")
    reverse: Truth = Field(default=False, description="Also ask from the answer to the question")

    def expand(self, scope: Scope) -> list[Card]:
        """One card, or two where it is also asked from the answer to the question."""
        front, back = scope.fill(self.front, "front"), scope.fill(self.back, "back")
        card = self.card(scope, front, Recall(back))
        if not self.reverse:
            return [card]
        # The hint is written for one direction; in the other it may give the answer away.
        return [card, card._replace(id=f"{card.id}/reverse", front=back, content=Recall(front), hint="")]


class TypedEntry(CardEntry):
    """Type the answer."""

    other_names = "输入 填写 打字"
    kind: Literal["typed"]
    front: Line = Field(description="The question")
    back: Line = Field(description="The answer")
    accept: Lines = Field(default=(), description="Other answers that count as right")
    match: Literal["text", "number", "exact"] = Field(default="text", description="How the answer is compared")
    unit: Note = Field(default="", description="Shown behind the answer, and may be typed or not")

    def expand(self, scope: Scope) -> list[Card]:
        """One card."""
        back, unit = scope.fill(self.back, "back"), scope.fill(self.unit, "unit")
        accept = scope.fill_all(self.accept, "accept")
        if self.match == "number":
            for place, text in enumerate((back, *accept)):
                bare = fold_width(text).strip().removesuffix(fold_width(unit)).strip()
                if tree.number(bare) is None and not scope.failed:
                    message = Message(
                        "“{text}” is not a number, but “match: number” compares numbers.", text=shown(text)
                    )
                    hint = Message("Write the number alone and its unit under “unit”.")
                    scope.error("not-a-number", message, hint, *(("accept", place - 1) if place else ("back",)))
        front = scope.fill(self.front, "front")
        return [self.card(scope, front, Typed(back, accept, self.match, unit))]


class ClozeEntry(CardEntry):
    """Fill the gaps."""

    other_names = "填空 填空题"
    kind: Literal["cloze"]
    text: Line = Field(description="A text with gaps: … {{c1::answer::hint}} …")

    def expand(self, scope: Scope) -> list[Card]:
        """A card a gap number."""
        cloze = parse_cloze(scope.fill(self.text, "text"))
        for message in cloze.problems:
            scope.error("bad-gap", message, None, "text")
        return [
            self.card(scope, cloze.front(number), Cloze(cloze.back(number)), f"c{number}")
            for number in (cloze.numbers if not cloze.problems else ())
        ]


class ChoiceEntry(CardEntry):
    """Pick the right option, or all the right ones."""

    other_names, separators = "选择 选择题 单选 单选题 多选 多选题", LINES
    kind: Literal["choice"]
    front: Line = Field(description="The question")
    back: SomeLines = Field(description="The right option; several to pick them all")
    wrong: SomeLines = Field(description="Wrong options")
    last: Note = Field(default="", description="The option that always stands last")

    def expand(self, scope: Scope) -> list[Card]:
        """One card; options that count as the same are one."""
        back = scope.fill_all(self.back, "back")
        wrong = list(scope.fill_all(self.wrong, "wrong"))
        last = scope.fill(self.last, "last")
        if last and last not in back and last not in wrong:
            if (close := nearest(last, (*back, *wrong))) is not None:
                message = Message(
                    "“{text}” is like the option “{option}”, but not the same.", text=shown(last), option=close
                )
                scope.warn("last-not-an-option", message, None, "last")
            wrong.append(last)
        if not distinct((*back, *wrong)):
            back = _once(back, scope, "back")
            wrong, dropped = without_alike(wrong, back)
            for place in dropped:
                message = Message("This wrong option counts as the same as another option; it is left out.")
                scope.warn(
                    "option-twice",
                    message,
                    Message("Case, width, spaces and end punctuation do not count."),
                    "wrong",
                    place,
                )
        if not wrong:
            scope.error("no-wrong-option", Message("No wrong option is left."), None, "wrong")
        pinned = last if last in back or last in wrong else None
        return [self.card(scope, scope.fill(self.front, "front"), Choice(back, tuple(wrong), pinned))]


class SetEntry(CardEntry):
    """Name all, in any order."""

    other_names, separators = "列举 列举题", ITEMS
    kind: Literal["set"]
    front: Line = Field(description="The question")
    back: SomeLines = Field(description="All that must be named")

    def expand(self, scope: Scope) -> list[Card]:
        """One card."""
        back = _once(scope.fill_all(self.back, "back"), scope, "back")
        if len(back) == 1 and (hint := _as_list(back[0], scope)) is not None:
            scope.warn("one-item", Message("This list has only one item: “{text}”.", text=shown(back[0])), hint, "back")
        return [self.card(scope, scope.fill(self.front, "front"), Listed(back))]


class OrderEntry(CardEntry):
    """Put the steps in order."""

    other_names, separators = "排序 排序题", LINES
    kind: Literal["order"]
    front: Line = Field(description="The question")
    back: Annotated[tuple[Line, ...], Field(min_length=2)] = Field(description="The steps in their order")

    def expand(self, scope: Scope) -> list[Card]:
        """One card."""
        back = scope.fill_all(self.back, "back")
        if len(_once(back, scope, "back")) < 2:
            scope.error("too-few", Message("There is nothing to put in order."), None, "back")
        return [self.card(scope, scope.fill(self.front, "front"), Order(back))]


class SpotEntry(CardEntry):
    """Mark the fields that are wrong."""

    other_names = None
    kind: Literal["spot"]
    front: Line = Field(description="The situation")
    fields: Annotated[dict[Line, Note], Field(min_length=1)] = Field(description="Name and shown value of each field")
    back: Lines = Field(description="The names of the fields that are wrong")

    def expand(self, scope: Scope) -> list[Card]:
        """One card."""
        fields = tuple(
            (scope.fill(name, "fields"), scope.fill(value, "fields", name)) for name, value in self.fields.items()
        )
        names = [name for name, _value in fields]
        back = scope.fill_all(self.back, "back")
        for place, name in enumerate(back):
            if name not in names:
                message = Message("“{name}” is none of the fields.", name=shown(name))
                scope.error("unknown-field", message, did_you_mean(name, names), "back", place)
        return [self.card(scope, scope.fill(self.front, "front"), Spot(tuple(dict.fromkeys(back)), fields))]


def _as_list(text: str, scope: Scope) -> Message | None:
    """How to write a list that was written as one text, with signs between its items."""
    items = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if len(items) < 2 or not isinstance(descend(scope.node, ("back",)), Text):
        return None
    return Message("Write it as a list: [{items}].", items=", ".join(items))


def _once(texts: tuple[str, ...], scope: Scope, key: str) -> tuple[str, ...]:
    """The texts without repeats; each repeat is a warning."""
    if distinct(texts):
        return texts
    kept, dropped = without_alike(texts)
    for place in dropped:
        message = Message("“{text}” is listed twice.", text=shown(texts[place]))
        scope.warn("item-twice", message, Message("Case, width, spaces and end punctuation do not count."), key, place)
    return tuple(kept)


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

USUAL: Final = "recall"
"""The kind of a card that says none."""
_BETWEEN: Final = re.compile("[、，,;；]")
_KIND: Final = Text("kind")
_RECALL: Final = Text(USUAL)
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
