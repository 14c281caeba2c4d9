"""Sentences to type, from the shop's own cards: model replies, policy answers and reasons that hands can type."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Final

from kdeck.core.cards.card import Card
from kdeck.core.clean import clean_line
from kdeck.core.events.payload import review_of
from kdeck.core.rating import Rating
from kdeck.trainer.trainer import Trainer

HAN: Final = re.compile("[\u3400-\u9fff]")
_ANSWERS: Final = ("phrase", "recall", "typed", "rule")
"""Kinds of cards whose answer may be a sentence: replies, what is known by heart, what a policy says."""
_CANDIDATES: Final = 500
_NEAR: Final = 40
_REVIEWS: Final = 300
_SHORTEST: Final = 6
_LONGEST: Final = {"zh": 120, "en": 280}
_TYPEABLE: Final = re.compile("[\u3400-\u9fff -~，。？！、；：“”‘’（）…—～《》·℃°￥×]+")
_PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "."})


def candidates(trainer: Trainer, rng: random.Random, *, near: bool, last: Iterable[str] = ()) -> list[Card]:
    """Cards in a drawn order, every other one a reply as long as there are any; those of ``last`` at the end.

    near: those that were forgotten of late or are due, the ones most at risk, come first.
    """
    library = trainer.library
    first = _weak_and_due(trainer) if near else []
    rng.shuffle(first)
    drawn = rng.sample(range(len(library)), min(_CANDIDATES, len(library)))
    others = [library.card_at(place) for place in drawn]
    replies = [card for card in others if card.kind == "phrase"]
    rest = [card for card in others if card.kind != "phrase"]
    mixed = [card for pair in zip_longest(replies, rest) for card in pair if card is not None]
    known = frozenset(last)
    mixed.sort(key=lambda card: card.id in known)
    return list({card.id: card for card in (*map(library.card, first[:_NEAR]), *mixed)}.values())


def _weak_and_due(trainer: Trainer) -> list[str]:
    """Cards whose newest answer was wrong, then due ones by how soon they are forgotten; twice what is drawn."""
    newest: dict[str, bool] = {}
    for event in trainer.journal.recent("review", _REVIEWS):
        newest.setdefault(event.card, review_of(event).rating == Rating.AGAIN)
    memories = sorted(trainer.journal.due(trainer.study_day()), key=lambda memory: (memory.stability, memory.card))
    both = dict.fromkeys((*(card for card, weak in newest.items() if weak), *(memory.card for memory in memories)))
    return [card for card in both if card in trainer.library][: 2 * _NEAR]


def sentences(cards: Sequence[Card], rng: random.Random) -> Iterator[tuple[str, str]]:
    """Card and sentence, each sentence once: one of every card, then another one of every card that has more."""
    queues = [_of_card(card, rng) for card in cards]
    seen: set[str] = set()
    for texts in zip_longest(*queues):
        for card, text in zip(cards, texts, strict=True):
            if text is not None and text not in seen:
                seen.add(text)
                yield card.id, text


def _of_card(card: Card, rng: random.Random) -> list[str]:
    """The answers of a card in a drawn order, then why they are so."""
    answers = list(card.answer) if card.kind in _ANSWERS else []
    rng.shuffle(answers)
    return list(filter(None, map(typeable, (*answers, card.why))))


def typeable(text: str) -> str:
    """A text as one sentence that ends as one; empty where it is too short, too long or has signs no keyboard has."""
    text = re.sub(" +", " ", clean_line(text)).strip()
    chinese = bool(HAN.search(text))
    if not chinese:
        text = text.translate(_PLAIN)
    if not _TYPEABLE.fullmatch(text) or not _SHORTEST <= len(text) <= _LONGEST["zh" if chinese else "en"]:
        return ""
    end = "。" if chinese else "."
    return text if text[-1] in "。！？.!?…”～" else text + end
