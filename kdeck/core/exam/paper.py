"""What an exam asks for: how many questions from which decks, in what time, and how many must be right."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from math import ceil
from typing import Final, NamedTuple, TypeVar

from kdeck.core.cards.card import Card
from kdeck.core.cards.rule import Outcome
from kdeck.core.ident import deck_of, entry_of
from kdeck.core.moment import day_of
from kdeck.core.rules.cases import draw_new_case
from kdeck.core.rules.table import Case, Input, Table

_ROUNDING: Final = 1e-9
"""Shares are floats: 0.9 of 40 questions is 36 of them, not 37."""


class Paper(NamedTuple):
    """An exam that can be sat.

    name: tells the exams of a shop apart, such as ``dan-3``. decks: ids, none for all of them. cards: questions asked
    for; there are fewer where the decks hold no more. pass_mark: share of right answers, 0..1. dan: the level that asks
    for it. title: of that level, as the shop wrote it. trial: it counts for nothing.
    """

    name: str
    decks: tuple[str, ...]
    cards: int
    minutes: int
    pass_mark: float
    dan: int | None = None
    title: str = ""
    trial: bool = False

    @property
    def milliseconds(self) -> int:
        """The time for all of it."""
        return self.minutes * 60_000


def needed(items: int, pass_mark: float) -> int:
    """How many of so many questions must be right; at least one."""
    return max(1, ceil(items * pass_mark - _ROUNDING))


K = TypeVar("K")


class Candidate(NamedTuple):
    """A card that may be asked."""

    card: str
    tags: tuple[str, ...] = ()


def choose(pool: Sequence[Candidate], count: int, seed: int, avoid: Collection[str] = ()) -> tuple[str, ...]:
    """The ids of ``count`` cards, or of all there are, in the order in which they are asked.

    pool: each card once, decks in the order in which they are learnt. avoid: cards that are asked only where the
    others are too few. Of one entry a second card is asked only where its topic has no other entry left, and never
    straight after the first one where that can be helped.
    """
    rng = random.Random(f"exam#{seed}")  # noqa: S311 - who sits an exam does not choose its seed
    avoided = frozenset(avoid)
    fresh = [candidate for candidate in pool if candidate.card not in avoided]
    chosen = _by_topic(fresh, min(count, len(fresh)), rng, Counter())
    if len(chosen) < count:
        seen = [candidate for candidate in pool if candidate.card in avoided]
        asked = Counter(map(entry_of, chosen))
        chosen += _by_topic(seen, min(count - len(chosen), len(seen)), rng, asked)
    return tuple(apart(chosen, rng))


def apportion(sizes: Mapping[K, int], count: int, rng: random.Random) -> dict[K, int]:
    """``count`` places shared out by size, each share rounded down or up; never more than the size.

    ``count`` must not exceed the sum of the sizes. All arithmetic is of whole numbers: places lie ``total`` apart on a
    line on which every size is ``count`` times as long.
    """
    total = sum(sizes.values())
    if not total:
        return dict.fromkeys(sizes, 0)
    start, end = rng.randrange(total), 0
    shares = {}
    for key, size in sizes.items():
        before, end = end, end + size * count
        shares[key] = _marks_below(end, start, total) - _marks_below(before, start, total)
    return shares


def apart(cards: Iterable[str], rng: random.Random) -> list[str]:
    """The cards shuffled; siblings are spread over the whole, and never neighbours where that can be helped."""
    left = _spread(cards, rng)
    counts = Counter(map(entry_of, left))
    order: list[str] = []
    last = ""
    while left:
        entry, most = counts.most_common(1)[0]
        pressing = most * 2 > len(left) and entry != last
        place = next((at for at, card in enumerate(left) if _may_follow(card, last, entry if pressing else "")), 0)
        card = left.pop(place)
        last = entry_of(card)
        counts[last] -= 1
        order.append(card)
    return order


def _may_follow(card: str, last: str, pressing: str) -> bool:
    entry = entry_of(card)
    return entry == pressing if pressing else entry != last


def _spread(cards: Iterable[str], rng: random.Random) -> list[str]:
    """By a random place of each; the k-th of an entry's n cards lies in the k-th of n parts of the whole."""
    by_entry: dict[str, list[str]] = {}
    for card in cards:
        by_entry.setdefault(entry_of(card), []).append(card)
    placed = []
    for siblings in by_entry.values():
        rng.shuffle(siblings)
        shift = rng.random()
        placed += [((at + shift) / len(siblings), card) for at, card in enumerate(siblings)]
    return [card for _place, card in sorted(placed)]


def _marks_below(place: int, start: int, step: int) -> int:
    """How many of start, start + step, … lie below a place."""
    return max(0, -((start - place) // step))


def _by_topic(pool: Sequence[Candidate], count: int, rng: random.Random, asked: Counter[str]) -> list[str]:
    decks: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for candidate in pool:
        topics = decks.setdefault(deck_of(candidate.card), {})
        topics.setdefault(candidate.tags, []).append(candidate.card)
    sizes = {deck: sum(map(len, topics.values())) for deck, topics in decks.items()}
    chosen: list[str] = []
    for deck, share in apportion(sizes, count, rng).items():
        topics = decks[deck]
        shares = apportion({tags: len(cards) for tags, cards in topics.items()}, share, rng)
        for tags, cards in topics.items():
            chosen += _of_entries(cards, shares[tags], rng, asked)
    return chosen


def _of_entries(cards: Sequence[str], count: int, rng: random.Random, asked: Counter[str]) -> Iterator[str]:
    """So many cards, as few as can be of any one entry; ``asked`` counts those that are asked already."""
    by_entry: dict[str, list[str]] = {}
    for card in cards:
        by_entry.setdefault(entry_of(card), []).append(card)
    for _number in range(count):
        least = min(asked[entry] for entry, left in by_entry.items() if left)
        entry = rng.choice([entry for entry, left in by_entry.items() if left and asked[entry] == least])
        left = by_entry[entry]
        asked[entry] += 1
        yield left.pop(rng.randrange(len(left)))


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
