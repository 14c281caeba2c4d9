"""From the entries under ``cards`` to cards: one each, one a gap for texts with gaps, two where reversed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from kdeck.core.cards.card import Card, Content
from kdeck.core.cards.choice import Choice
from kdeck.core.cards.cloze import Cloze
from kdeck.core.cards.listed import Listed
from kdeck.core.cards.order import Order
from kdeck.core.cards.recall import Recall
from kdeck.core.cards.spot import Spot
from kdeck.core.cards.typed import Typed
from kdeck.core.message import Message
from kdeck.core.normal import fold_width
from kdeck.decks import scalars
from kdeck.decks.alike import distinct, without_alike
from kdeck.decks.cloze import parse_cloze
from kdeck.decks.schema_cards import (
    AnyCard,
    ChoiceEntry,
    ClozeEntry,
    OrderEntry,
    RecallEntry,
    SetEntry,
    SpotEntry,
    TypedEntry,
)
from kdeck.decks.scope import Scope
from kdeck.decks.suggest import did_you_mean, nearest, shown
from kdeck.decks.tree import Text, descend


def expand_card(entry: AnyCard, scope: Scope) -> list[Card]:
    """The cards of one entry; none when it has an error, which the scope then holds."""
    cards = _EXPANDERS[entry.kind](entry, scope)
    return [] if scope.failed else cards


def _card(entry: AnyCard, scope: Scope, front: str, content: Content, facet: str = "") -> Card:
    """The card with everything that all kinds share."""
    return Card(
        id=f"{scope.deck}/{entry.id}{facet}",
        deck=scope.deck,
        front=front,
        content=content,
        tags=scope.tags(entry.tags),
        why=scope.fill(entry.why, "why"),
        hint=scope.fill(entry.hint, "hint"),
        source=scope.fill(entry.source, "source"),
        seconds=entry.seconds,
        until=entry.until,
        file=scope.file,
        line=scope.line,
    )


def _recall(entry: RecallEntry, scope: Scope) -> list[Card]:
    front, back = scope.fill(entry.front, "front"), scope.fill(entry.back, "back")
    card = _card(entry, scope, front, Recall(back))
    if not entry.reverse:
        return [card]
    # The hint is written for one direction; in the other it may give the answer away.
    return [card, card._replace(id=f"{card.id}/reverse", front=back, content=Recall(front), hint="")]


def _typed(entry: TypedEntry, scope: Scope) -> list[Card]:
    back, unit = scope.fill(entry.back, "back"), scope.fill(entry.unit, "unit")
    accept = scope.fill_all(entry.accept, "accept")
    if entry.match == "number":
        for place, text in enumerate((back, *accept)):
            bare = fold_width(text).strip().removesuffix(fold_width(unit)).strip()
            if scalars.number(bare) is None and not scope.failed:
                message = Message("“{text}” is not a number, but “match: number” compares numbers.", text=shown(text))
                hint = Message("Write the number alone and its unit under “unit”.")
                scope.error("not-a-number", message, hint, *(("accept", place - 1) if place else ("back",)))
    front = scope.fill(entry.front, "front")
    return [_card(entry, scope, front, Typed(back, accept, entry.match, unit))]


def _cloze(entry: ClozeEntry, scope: Scope) -> list[Card]:
    cloze = parse_cloze(scope.fill(entry.text, "text"))
    for message in cloze.problems:
        scope.error("bad-gap", message, None, "text")
    return [
        _card(entry, scope, cloze.front(number), Cloze(cloze.back(number)), f"/c{number}")
        for number in (cloze.numbers if not cloze.problems else ())
    ]


def _choice(entry: ChoiceEntry, scope: Scope) -> list[Card]:
    back = scope.fill_all(entry.back, "back")
    wrong = list(scope.fill_all(entry.wrong, "wrong"))
    last = scope.fill(entry.last, "last")
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
    return [_card(entry, scope, scope.fill(entry.front, "front"), Choice(back, tuple(wrong), pinned))]


def _set(entry: SetEntry, scope: Scope) -> list[Card]:
    back = _once(scope.fill_all(entry.back, "back"), scope, "back")
    if len(back) == 1 and (hint := _as_list(back[0], scope)) is not None:
        scope.warn("one-item", Message("This list has only one item: “{text}”.", text=shown(back[0])), hint, "back")
    return [_card(entry, scope, scope.fill(entry.front, "front"), Listed(back))]


def _order(entry: OrderEntry, scope: Scope) -> list[Card]:
    back = scope.fill_all(entry.back, "back")
    if len(_once(back, scope, "back")) < 2:
        scope.error("too-few", Message("There is nothing to put in order."), None, "back")
    return [_card(entry, scope, scope.fill(entry.front, "front"), Order(back))]


def _as_list(text: str, scope: Scope) -> Message | None:
    """How to write a list that was written as one text, with signs between its items."""
    items = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if len(items) < 2 or not isinstance(descend(scope.node, ("back",)), Text):
        return None
    return Message("Write it as a list: [{items}].", items=", ".join(items))


def _spot(entry: SpotEntry, scope: Scope) -> list[Card]:
    fields = tuple(
        (scope.fill(name, "fields"), scope.fill(value, "fields", name)) for name, value in entry.fields.items()
    )
    names = [name for name, _value in fields]
    back = scope.fill_all(entry.back, "back")
    for place, name in enumerate(back):
        if name not in names:
            message = Message("“{name}” is none of the fields.", name=shown(name))
            scope.error("unknown-field", message, did_you_mean(name, names), "back", place)
    return [_card(entry, scope, scope.fill(entry.front, "front"), Spot(tuple(dict.fromkeys(back)), fields))]


def _once(texts: tuple[str, ...], scope: Scope, key: str) -> tuple[str, ...]:
    """The texts without repeats; each repeat is a warning."""
    if distinct(texts):
        return texts
    kept, dropped = without_alike(texts)
    for place in dropped:
        message = Message("“{text}” is listed twice.", text=shown(texts[place]))
        scope.warn("item-twice", message, Message("Case, width, spaces and end punctuation do not count."), key, place)
    return tuple(kept)


_BETWEEN: Final = re.compile("[、，,;；]")
_EXPANDERS: Final[dict[str, Callable[[Any, Scope], list[Card]]]] = {
    "recall": _recall,
    "typed": _typed,
    "cloze": _cloze,
    "choice": _choice,
    "set": _set,
    "order": _order,
    "spot": _spot,
}
