"""Model replies held against the words that replies must and must not hold: of phrases, and of customers' turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kdeck.core.message import Message
from kdeck.core.reply import find
from kdeck.decks.nearness import shown, without_alike
from kdeck.decks.scope import Scope
from kdeck.decks.shopfile import ShopFile


class Asked(NamedTuple):
    """What a reply is judged by, terms filled in. own: how many of ``never`` stand in the entry; the shop's follow."""

    must: tuple[tuple[str, ...], ...]
    never: tuple[str, ...]
    own: int
    say: tuple[str, ...]


def asked(
    must: Sequence[tuple[str, ...]],
    never: Sequence[str],
    say: Sequence[str],
    shop: ShopFile,
    scope: Scope,
    *at: str | int,
) -> Asked:
    """Everything with its terms; what is unknown is told to the scope. at: where the entry's reply stands in it."""
    own = tuple(without_alike(scope.fill_all(never, *at, "never"))[0])
    shops = tuple(without_alike((scope.fill(text) for text in shop.forbidden), own)[0])
    groups = tuple(scope.fill_all(group, *at, "must", place) for place, group in enumerate(must))
    return Asked(groups, own + shops, len(own), scope.fill_all(say, *at, "say"))


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
