"""Which cards an exam asks and in which order: by topic, kept apart from their siblings, the same for the same seed.

A topic is what a deck holds under the same tags. Each deck, and in it each topic, has the share of the questions that
it has of the cards, rounded down or up. Which ones are rounded up is drawn, each with the chance of what is cut off
(systematic sampling: W. G. Madow, 1949): with the largest remainder a small topic would never be asked at all.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from kdeck.core.ident import deck_of, entry_of

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
