"""From phrases to cards: a situation that calls for better words."""

from __future__ import annotations

from typing import Final

from kdeck.core.card import Card
from kdeck.core.message import Message
from kdeck.core.normal import normalise
from kdeck.core.reply import find
from kdeck.decks.alike import without_alike
from kdeck.decks.schema_rules import PhraseEntry
from kdeck.decks.scope import Scope
from kdeck.decks.shopfile import ShopFile
from kdeck.decks.suggest import shown
from kdeck.decks.wording import words_for

SECONDS: Final = 60
"""The time limit of a phrase that names none: a reply is written under the clock."""

_Groups = tuple[tuple[str, ...], ...]


def expand_phrase(phrase: PhraseEntry, scope: Scope, shop: ShopFile) -> list[Card]:
    """The card of one phrase; none when it has an error, which the scope then holds."""
    front, say = scope.fill(phrase.when, "when"), scope.fill_all(phrase.say, "say")
    own = tuple(without_alike(scope.fill_all(phrase.never, "never"))[0])
    must = tuple(scope.fill_all(group, "must", place) for place, group in enumerate(phrase.must))
    shops = tuple(without_alike((scope.fill(text) for text in shop.forbidden), own)[0])
    card = Card(
        id=f"{scope.deck}/{phrase.id}",
        kind="phrase",
        front=front,
        back=say,
        deck=scope.deck,
        tags=scope.tags(phrase.tags),
        why=scope.fill(phrase.because, "because"),
        source=scope.fill(phrase.source, "source"),
        seconds=SECONDS if phrase.seconds is None else phrase.seconds,
        until=phrase.until,
        file=scope.file,
        line=scope.line,
        never=own + shops,
        must=must,
        fact=_fact(own, must, scope.lang, front),
    )
    if scope.failed:
        return []
    _check_groups(card, len(own), scope)
    _check_answers(card, scope)
    return [card]


def _fact(never: tuple[str, ...], must: _Groups, lang: str, sample: str) -> str:
    """What a reply is judged by, in one order however it is written; empty where only the model answers say it."""
    words = words_for(lang, sample)
    groups = sorted(" / ".join(sorted(normalise(word) for word in group)) for group in must)
    lines = [words.must.format(words=group) for group in groups]
    lines += [words.never.format(words=text) for text in sorted(normalise(text) for text in never)]
    return "\n".join(lines)


def _check_groups(card: Card, own: int, scope: Scope) -> None:
    """A word that is asked for but holds what must not be said helps nobody."""
    for place, group in enumerate(card.must):
        for number, word in enumerate(group):
            if (text := _forbidden(word, card.never)) is not None:
                by_shop = text not in card.never[:own]
                scope.warn("must-is-never", _barred(word, text, by_shop=by_shop), None, "must", place, number)


def _barred(word: str, text: str, *, by_shop: bool) -> Message:
    if by_shop:
        return Message("“{word}” cannot be asked for: shop.yaml forbids “{text}”.", word=shown(word), text=shown(text))
    return Message(
        "“{word}” cannot be asked for: it holds “{text}”, which is under “never”.", word=shown(word), text=shown(text)
    )


def _check_answers(card: Card, scope: Scope) -> None:
    """A model answer that would itself be judged wrong teaches the wrong words."""
    for place, answer in enumerate(card.back):
        if (text := _forbidden(answer, card.never)) is not None:
            message = Message("This model answer holds “{text}”, which must not be said.", text=shown(text))
            scope.warn("say-breaks-rule", message, None, "say", place)
        for group in card.must:
            if not any(find(answer, word) for word in group):
                message = Message("This model answer holds none of: {words}.", words=shown(" / ".join(group)))
                hint = Message("They are asked for under “must”.")
                scope.warn("say-breaks-rule", message, hint, "say", place)


def _forbidden(text: str, never: tuple[str, ...]) -> str | None:
    """The first text that must not be said and is."""
    return next((one for one in never if find(text, one)), None)
