"""The kinds of cards there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kdeck.core.cards.card import CardKind
from kdeck.core.cards.choice import Choice
from kdeck.core.cards.cloze import Cloze
from kdeck.core.cards.listed import Listed
from kdeck.core.cards.order import Order
from kdeck.core.cards.phrase import Phrase
from kdeck.core.cards.recall import Recall
from kdeck.core.cards.rule import Outcome
from kdeck.core.cards.spot import Spot
from kdeck.core.cards.typed import Typed

KINDS: Final[Mapping[CardKind, type[Any]]] = {
    "recall": Recall,
    "typed": Typed,
    "cloze": Cloze,
    "choice": Choice,
    "set": Listed,
    "order": Order,
    "spot": Spot,
    "rule": Outcome,
    "size": Outcome,
    "phrase": Phrase,
}
