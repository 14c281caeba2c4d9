"""Which texts of many are easily taken for one another: numbers by value, words by the characters that they share.

Ten thousand values cannot all be compared with each other. So each is only held against its neighbours in three
orders: by its numbers among texts of one form, by how it begins, and by how it ends; and against those that stand
next to it in the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from kdeck.core.normal import fold_width, normalise

_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_WORD: Final = re.compile(r"[a-z0-9]+|[^\W_]")
_NEIGHBOURS: Final = 5
"""On each side, in each order."""
_COMPARE_ALL: Final = 48
"""Up to so many values, all are compared."""

_Form = tuple[str, tuple[float, ...]]
_Rank = tuple[int, float, int]


class Nearest:
    """Distinct texts in the library's order, from which those nearest to one of them are drawn, always the same."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts: Sequence[str] = tuple(texts)
        self._forms = [_form(text) for text in self.texts]
        self._shares: list[frozenset[str] | None] = [None] * len(self.texts)
        self._orders: list[tuple[list[int], list[int]]] = []

    def to(self, place: int, most: int) -> list[int]:
        """The places of up to ``most`` texts, the most confusable first; of equals the nearer, the earlier first."""
        ranked = sorted((self._rank(place, other), other) for other in self._around(place) if other != place)
        return [other for _rank, other in ranked[:most]]

    def _rank(self, place: int, other: int) -> _Rank:
        (form, numbers), (other_form, other_numbers) = self._forms[place], self._forms[other]
        away = abs(other - place) * 2 + (other > place)
        if numbers and form == other_form:
            if len(numbers) == 1:  # as most have
                return 0, abs(numbers[0] - other_numbers[0]), away
            return 0, sum(abs(one - two) for one, two in zip(numbers, other_numbers, strict=True)), away
        ours, theirs = self._share(place), self._share(other)
        return 1, -2 * len(ours & theirs) / (len(ours) + len(theirs) or 1), away

    def _share(self, place: int) -> frozenset[str]:
        found = self._shares[place]
        if found is None:
            found = self._shares[place] = shares(self.texts[place])
        return found

    def _around(self, place: int) -> Iterable[int]:
        count = len(self.texts)
        if count <= _COMPARE_ALL:
            return range(count)
        found = set(range(max(0, place - _NEIGHBOURS), min(count, place + _NEIGHBOURS + 1)))
        for order, ranks in self._ordered():
            rank = ranks[place]
            found.update(order[max(0, rank - _NEIGHBOURS) : rank + _NEIGHBOURS + 1])
        return found

    def _ordered(self) -> list[tuple[list[int], list[int]]]:
        """Places in each order, and where each place stands in it."""
        if not self._orders:
            keys = [normalise(text) for text in self.texts]
            for key in (self._forms.__getitem__, keys.__getitem__, lambda place: keys[place][::-1]):
                order = sorted(range(len(self.texts)), key=key)
                ranks = [0] * len(order)
                for rank, place in enumerate(order):
                    ranks[place] = rank
                self._orders.append((order, ranks))
        return self._orders


def shares(text: str) -> frozenset[str]:
    """What texts are compared by: words, and neighbouring characters of Chinese."""
    words = _WORD.findall(fold_width(text).casefold())
    return frozenset([*words, *(one + two for one, two in pairwise(words))])


def _form(text: str) -> _Form:
    """A text with its numbers masked, and the numbers."""
    folded = normalise(text)
    numbers = tuple(float(number.replace(",", "")) for number in _NUMBER.findall(folded))
    return "".join(_NUMBER.sub("#", folded).split()), numbers
