"""From a deck's chats to the scenarios of drills. They are no cards, and nothing of them is scheduled."""

from __future__ import annotations

from kdeck.core.chat.scenario import Scenario, Turn
from kdeck.decks.replies import asked, check
from kdeck.decks.schema_chats import ChatEntry, TurnEntry
from kdeck.decks.scope import Scope
from kdeck.decks.shopfile import ShopFile


def expand_chat(chat: ChatEntry, scope: Scope, shop: ShopFile) -> list[Scenario]:
    """The scenario of one chat; none when it has an error, which the scope then holds."""
    turns = tuple(_turn(turn, place, scope, shop) for place, turn in enumerate(chat.turns))
    scenario = Scenario(
        id=f"{scope.deck}/{chat.id}",
        name=scope.fill(chat.name, "name"),
        turns=turns,
        patience=chat.patience,
        tags=scope.tags(chat.tags),
        about=scope.fill(chat.about, "about"),
        file=scope.file,
        line=scope.line,
    )
    return [] if scope.failed else [scenario]


def _turn(turn: TurnEntry, place: int, scope: Scope, shop: ShopFile) -> Turn:
    at = ("turns", place)
    reply = asked(turn.must, turn.never, turn.say, shop, scope, *at)
    made = Turn(
        text=scope.fill(turn.text, *at, "text"),
        must=reply.must,
        never=reply.never,
        say=reply.say,
        because=scope.fill(turn.because, *at, "because"),
        pause=turn.pause,
    )
    if not scope.failed:
        check(reply, scope, *at)
    return made
