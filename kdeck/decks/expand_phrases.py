"""From phrases to cards: a situation that calls for better words."""

from __future__ import annotations

from typing import Final

from kdeck.core.cards.card import Card
from kdeck.core.cards.phrase import Phrase
from kdeck.core.normal import normalise
from kdeck.decks.replies import asked, check
from kdeck.decks.schema_rules import PhraseEntry
from kdeck.decks.scope import Scope
from kdeck.decks.shopfile import ShopFile
from kdeck.decks.wording import words_for

SECONDS: Final = 60
"""The time limit of a phrase that names none: a reply is written under the clock."""

_Groups = tuple[tuple[str, ...], ...]


def expand_phrase(phrase: PhraseEntry, scope: Scope, shop: ShopFile) -> list[Card]:
    """The card of one phrase; none when it has an error, which the scope then holds."""
    front = scope.fill(phrase.when, "when")
    reply = asked(phrase.must, phrase.never, phrase.say, shop, scope)
    fact = _fact(reply.never[: reply.own], reply.must, scope.lang, front)
    card = Card(
        id=f"{scope.deck}/{phrase.id}",
        deck=scope.deck,
        front=front,
        content=Phrase(reply.say, reply.never, reply.must, fact),
        tags=scope.tags(phrase.tags),
        why=scope.fill(phrase.because, "because"),
        source=scope.fill(phrase.source, "source"),
        seconds=SECONDS if phrase.seconds is None else phrase.seconds,
        until=phrase.until,
        file=scope.file,
        line=scope.line,
    )
    if scope.failed:
        return []
    check(reply, scope)
    return [card]


def _fact(never: tuple[str, ...], must: _Groups, lang: str, sample: str) -> str:
    """What a reply is judged by, in one order however it is written; empty where only the model answers say it."""
    words = words_for(lang, sample)
    groups = sorted(" / ".join(sorted(normalise(word) for word in group)) for group in must)
    lines = [words.must.format(words=group) for group in groups]
    lines += [words.never.format(words=text) for text in sorted(normalise(text) for text in never)]
    return "\n".join(lines)
