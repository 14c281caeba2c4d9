"""Chat drills: kept when they end, and what they say of how many customers can be served at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kdeck.core.cards.card import clipped
from kdeck.core.chat.drill import Drill
from kdeck.core.chat.exchange import Exchange
from kdeck.core.chat.figures import Figures, figures
from kdeck.core.chat.kept import ChatResult, Kind, drill_of
from kdeck.core.chat.plan import MOST_CHATS
from kdeck.trainer.trainer import Trainer


def record(trainer: Trainer, kind: Kind, drill: Drill) -> ChatResult | None:
    """Keep a drill that has ended or was broken off, durably; ``None`` where no customer's turn had ended by then.

    A ``JournalError`` leaves nothing stored.
    """
    if not drill.ended:
        return None
    first, average = trainer.library.shop.respond
    event = trainer.keep_run(
        kind,
        f"{kind}/{drill.plan.chats}",
        body_of(drill, first=round(first * 1000), within=round(average * 1000)),
    )
    return drill_of(event)


def body_of(drill: Drill, *, first: int, within: int) -> dict[str, Any]:
    """The body of a drill's event. first, within: the targets, in milliseconds."""
    found = figures(drill.ended)
    return {
        "chats": drill.plan.chats,
        "seed": drill.plan.seed,
        "scenarios": [customer.id for customer in drill.plan.customers],
        "complete": not drill.left,
        "ms": drill.now,
        "within": within,
        "first_within": first,
        **_plain(found),
        "right": found.right,
        "p90": found.p90,
        "average": round(found.average, 1),
        "longest": found.longest,
        "replies": [_row(exchange) for exchange in drill.ended],
    }


def history(trainer: Trainer, limit: int = 200) -> list[ChatResult]:
    """The newest drills of both kinds, newest first."""
    recent = trainer.journal.recent
    kept = sorted((*recent("respond", limit), *recent("chat", limit)), key=lambda event: event.order, reverse=True)
    return [drill_of(event) for event in kept[:limit]]


def sustainable(results: Iterable[ChatResult]) -> int | None:
    """How many customers can be served at once: the largest N whose newest whole run was sustained.

    One whole run suffices, and the newest of each N decides, so that the number is true today. 0 where none was
    sustained, ``None`` where no whole run was taken. results: newest first.
    """
    newest: dict[int, ChatResult] = {}
    for result in results:
        if result.kind == "chat" and result.complete:
            newest.setdefault(result.chats, result)
    return max((chats for chats, result in newest.items() if result.sustained), default=0) if newest else None


def next_rung(results: Iterable[ChatResult]) -> int:
    """How many chats the ladder offers next: one more than can be served, five at most."""
    return min(MOST_CHATS, (sustainable(results) or 0) + 1)


def _plain(found: Figures) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found._asdict().items()}


def _row(exchange: Exchange) -> list[Any]:
    missed = [place for place, met in enumerate(exchange.met) if not met]
    return [
        exchange.scenario.id,
        exchange.place,
        list(clipped(sent.text for sent in exchange.sent)),
        missed,
        list(exchange.forbidden),
    ]
