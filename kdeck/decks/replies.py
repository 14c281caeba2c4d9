"""Phrases and chats: what a reply must and must not hold, and model replies held against that."""

from __future__ import annotations

from typing import Annotated, Any, Final, NamedTuple

from pydantic import BeforeValidator, Field

from kdeck.core.cards.card import Card
from kdeck.core.cards.phrase import Phrase
from kdeck.core.chat.scenario import PATIENCE, PAUSE, Scenario, Turn
from kdeck.core.message import Message
from kdeck.core.reply import find
from kdeck.core.strings import normalise
from kdeck.decks import tree
from kdeck.decks.nearness import shown, without_alike
from kdeck.decks.schema_base import Id, Line, Lines, Note, SomeLines, Strict, parsed, problem, within
from kdeck.decks.schema_cards import Entry
from kdeck.decks.scope import Scope
from kdeck.decks.tree import Text
from kdeck.decks.wording import words_for

SECONDS: Final = 60
"""The time limit of a phrase that names none: a reply is written under the clock."""


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

    def expand(self, scope: Scope) -> list[Card]:
        """One card."""
        front = scope.fill(self.when, "when")
        reply = asked(self, scope)
        fact = _fact(reply.never[: reply.own], reply.must, scope.lang, front)
        card = scope.card(
            *(self.id, "", front, Phrase(reply.say, reply.never, reply.must, fact), self.tags),
            why=scope.fill(self.because, "because"),
            source=scope.fill(self.source, "source"),
            seconds=SECONDS if self.seconds is None else self.seconds,
            until=self.until,
        )
        if not scope.failed:
            check(reply, scope)
        return [card]


_LONGEST: Final = 3600


_LENGTH: Final[dict[str, Any]] = {"type": ["string", "number"]}
Patience = Annotated[
    float,
    *parsed(
        within(tree.seconds, 1, _LONGEST),
        "not-a-patience",
        Message("“{text}” is not a patience: a time from 1s to 1h, such as 60s."),
        _LENGTH,
    ),
]
Pause = Annotated[
    float,
    *parsed(
        within(tree.seconds, 0, _LONGEST),
        "not-a-pause",
        Message("“{text}” is not a pause: a time up to 1h, such as 5s."),
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

    def turn(self, scope: Scope, *at: str | int) -> Turn:
        """The turn with its terms. at: where it stands in the chat."""
        reply = asked(self, scope, *at)
        text, because = scope.fill(self.text, *at, "text"), scope.fill(self.because, *at, "because")
        if not scope.failed:
            check(reply, scope, *at)
        return Turn(text, reply.must, reply.never, reply.say, because, self.pause)


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

    def expand(self, scope: Scope) -> list[Scenario]:
        """The scenario; none when it has an error."""
        scenario = Scenario(
            turns=tuple(turn.turn(scope, "turns", place) for place, turn in enumerate(self.turns)),
            id=f"{scope.deck}/{self.id}",
            name=scope.fill(self.name, "name"),
            patience=self.patience,
            tags=scope.tags(self.tags),
            about=scope.fill(self.about, "about"),
            file=scope.file,
            line=scope.line,
        )
        return [] if scope.failed else [scenario]


class Asked(NamedTuple):
    """What a reply is judged by, terms filled in. own: how many of ``never`` stand in the entry; the shop's follow."""

    must: tuple[tuple[str, ...], ...]
    never: tuple[str, ...]
    own: int
    say: tuple[str, ...]


def asked(entry: TurnEntry | PhraseEntry, scope: Scope, *at: str | int) -> Asked:
    """Everything with its terms; what is unknown is told to the scope. at: where the entry's reply stands in it."""
    own = tuple(without_alike(scope.fill_all(entry.never, *at, "never"))[0])
    shops = tuple(without_alike((scope.fill(text) for text in scope.shop.forbidden), own)[0])
    groups = tuple(scope.fill_all(group, *at, "must", place) for place, group in enumerate(entry.must))
    return Asked(groups, own + shops, len(own), scope.fill_all(entry.say, *at, "say"))


def check(reply: Asked, scope: Scope, *at: str | int) -> None:
    """Warn of words that are asked for and forbidden, and of model replies that would be judged wrong."""
    _check_groups(reply, scope, at)
    _check_models(reply, scope, at)


def _check_groups(reply: Asked, scope: Scope, at: tuple[str | int, ...]) -> None:
    """A word that is asked for but holds what must not be said helps nobody."""
    for place, group in enumerate(reply.must):
        for number, word in enumerate(group):
            if (text := _forbidden(word, reply.never)) is not None:
                by_shop = text not in reply.never[: reply.own]
                scope.warn("must-is-never", _barred(word, text, by_shop=by_shop), None, *at, "must", place, number)


def _barred(word: str, text: str, *, by_shop: bool) -> Message:
    if by_shop:
        return Message("“{word}” cannot be asked for: shop.yaml forbids “{text}”.", word=shown(word), text=shown(text))
    return Message(
        "“{word}” cannot be asked for: it holds “{text}”, which is under “never”.", word=shown(word), text=shown(text)
    )


def _check_models(reply: Asked, scope: Scope, at: tuple[str | int, ...]) -> None:
    """A model answer that would itself be judged wrong teaches the wrong words."""
    for place, answer in enumerate(reply.say):
        if (text := _forbidden(answer, reply.never)) is not None:
            message = Message("This model answer holds “{text}”, which must not be said.", text=shown(text))
            scope.warn("say-breaks-rule", message, None, *at, "say", place)
        for group in reply.must:
            if not any(find(answer, word) for word in group):
                message = Message("This model answer holds none of: {words}.", words=shown(" / ".join(group)))
                hint = Message("They are asked for under “must”.")
                scope.warn("say-breaks-rule", message, hint, *at, "say", place)


def _forbidden(text: str, never: tuple[str, ...]) -> str | None:
    """The first text that must not be said and is."""
    return next((one for one in never if find(text, one)), None)


def _fact(never: tuple[str, ...], must: tuple[tuple[str, ...], ...], lang: str, sample: str) -> str:
    """What a reply is judged by, in one order however it is written; empty where only the model answers say it."""
    words = words_for(lang, sample)
    groups = sorted(" / ".join(sorted(normalise(word) for word in group)) for group in must)
    lines = [words.must.format(words=group) for group in groups]
    lines += [words.never.format(words=text) for text in sorted(normalise(text) for text in never)]
    return "\n".join(lines)
