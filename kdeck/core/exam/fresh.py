"""Cases for an exam that its learner has never seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from kdeck.core.cards.card import Card
from kdeck.core.cards.rule import Outcome
from kdeck.core.moment import day_of
from kdeck.core.rules.cases import draw_new_case
from kdeck.core.rules.table import Case, Input, Table

Values = Mapping[str, str]
"""A case as events keep it: the value of each input, as the deck writes it."""


def fresh_case(card: Card, seed: int, seen: Iterable[Values]) -> Case:
    """A case for a card that is asked in cases, none of those seen unless there are no others; () for other cards."""
    if not isinstance(card.content, Outcome):
        return ()
    table = card.content.table
    taken = frozenset(filter(None, (_positions(table, values) for values in seen)))
    return draw_new_case(table, card.content.row, card.id, seed, taken)


def position(asked: Input, text: str) -> int | None:
    """The position of a value as the deck writes it (see ``Input.text``); ``None`` where it is none of the domain."""
    if asked.kind == "one of":
        return asked.words.index(text) if text in asked.words else None
    try:
        place, rest = divmod(_number(asked, text) - asked.low, asked.step)
    except (ValueError, ArithmeticError):
        return None
    return int(place) if not rest and 0 <= place < asked.size else None


def _number(asked: Input, text: str) -> Decimal:
    if asked.kind == "time":
        hours, minutes = text.split(":")
        return Decimal(int(hours) * 60 + int(minutes))
    if asked.kind == "date":
        return Decimal(day_of(dt.date.fromisoformat(text)))
    return Decimal(text).scaleb(asked.scale)


def _positions(table: Table, values: Values) -> Case | None:
    """The case that values stand for; ``None`` where the table no longer knows one of them."""
    places = [position(asked, str(values.get(asked.name, ""))) for asked in table.inputs]
    known = tuple(place for place in places if place is not None)
    return known if len(known) == len(places) else None
