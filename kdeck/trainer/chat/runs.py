"""Chat drills: kept when they end, and what they say of how many customers can be served at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from kdeck.core.cards.card import clipped
from kdeck.core.chat.drill import MOST_CHATS, RESPOND_TURNS, Drill, draw, turns_of_run
from kdeck.core.chat.record import ChatResult, Figures, Kind, drill_of, figures
from kdeck.core.chat.scenario import Exchange, Scenario
from kdeck.core.errors import UsageError
from kdeck.core.message import Message
from kdeck.core.rounding import milliseconds
from kdeck.core.strings import Writing, clean_line, writing_of
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
        body_of(drill, first=milliseconds(first), within=milliseconds(average)),
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


def scenarios(trainer: Trainer) -> tuple[Scenario, ...]:
    """The customers that the library knows; ``UsageError`` where it knows none."""
    found = trainer.library.chats()
    if not found:
        raise UsageError(
            Message("There are no chats in this library yet."),
            Message("Add one to a deck: kdeck new chat --deck FILE"),
        )
    return found


def begin(trainer: Trainer, kind: Kind, chats: int = 1, seed: int | None = None) -> Drill:
    """A drill with so many chats at once. seed: drawn where none is given; the same seed, the same customers.

    ``UsageError`` where the library has no chats.
    """
    drawn = int.from_bytes(trainer.random(4), "big") if seed is None else seed
    turns = RESPOND_TURNS if kind == "respond" else turns_of_run(chats)
    plan = draw(scenarios(trainer), 1 if kind == "respond" else chats, turns, drawn)
    return Drill(plan, milliseconds(trainer.library.shop.respond.average))


MOST: Final = 8
LONGEST: Final = 200
"""Characters of one."""
_NAME: Final = "quick_replies"
_USUAL: Final[dict[Writing, tuple[str, ...]]] = {
    "zh": ("亲，在的，请问有什么可以帮您？", "亲，请稍等，我马上帮您查一下。", "不客气，有问题随时找我哦。"),
    "en": (
        "Hello, how can I help you?",
        "One moment, please; I am looking into it.",
        "You are welcome; write to me any time.",
    ),
}
"""In the language of the shop, until the learner keeps others."""


def quick_replies(trainer: Trainer) -> tuple[str, ...]:
    """The texts in the order of their keys; empty ones have none. A damaged setting gives the usual ones."""
    stored = trainer.journal.setting(_NAME)
    try:
        texts = json.loads(stored) if stored else None
    except ValueError:
        texts = None
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        return _USUAL[writing_of(trainer.library.shop.lang or "zh")]
    return _bounded(texts)


def keep_quick_replies(trainer: Trainer, texts: Sequence[str]) -> tuple[str, ...]:
    """Store the texts, and return what was stored. Empty ones at the end are dropped, those between keep their key."""
    kept = _bounded(texts)
    trainer.journal.set_setting(_NAME, json.dumps(kept, ensure_ascii=False))
    return kept


def _bounded(texts: Sequence[str]) -> tuple[str, ...]:
    kept = [clean_line(text).strip()[:LONGEST] for text in texts[:MOST]]
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)
