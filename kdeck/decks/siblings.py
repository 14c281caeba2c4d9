"""What the products of a category have in common, and what tells one from the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kdeck.core.normal import normalise
from kdeck.decks.compiled import ProductRow
from kdeck.decks.terms import fill

MAX_WRONG = 5

_Fact = tuple[tuple[str, ...], frozenset[str]]
"""The values of a fact as shown, and normalised."""


class _Sibling:
    """A product with the terms filled in."""

    __slots__ = ("facts", "id", "key", "name")

    def __init__(self, row: ProductRow, terms: Mapping[str, str]) -> None:
        self.id = row.id
        self.name = fill(row.name, terms).text
        self.key = normalise(self.name)
        self.facts: dict[str, _Fact] = {}
        for fact, values in row.facts:
            shown = tuple(fill(value, terms).text for value in values)
            self.facts[fact] = shown, frozenset(normalise(value) for value in shown)


class Siblings:
    """The products of every category, from which wrong options are drawn: always the same, the nearest first."""

    def __init__(self, catalogue: Mapping[str, Sequence[ProductRow]], terms: Mapping[str, str]) -> None:
        self._catalogue = catalogue
        self._terms = terms
        self._categories: dict[str, list[_Sibling]] = {}
        self._places: dict[str, dict[str, int]] = {}

    def other_values(self, category: str, product: str, fact: str, right: str) -> list[str]:
        """Distinct values that siblings have for a fact of one value, none alike to ``right``."""
        seen = {normalise(right)}
        values = []
        for sibling in self._around(category, product):
            shown, keys = sibling.facts.get(fact, ((), frozenset()))
            if len(shown) == 1 and not keys <= seen:
                seen |= keys
                values.append(shown[0])
        return values

    def others_without(
        self, category: str, product: str, fact: str, values: Sequence[str], name: str
    ) -> list[str] | None:
        """Names of siblings without these values; ``None`` when a sibling has them too, or bears the same name."""
        wanted = frozenset(normalise(value) for value in values)
        seen = {normalise(name)}
        names = []
        for sibling in self._around(category, product):
            if wanted <= sibling.facts.get(fact, ((), frozenset()))[1]:
                return None
            if sibling.key not in seen:
                seen.add(sibling.key)
                names.append(sibling.name)
        return names

    def _around(self, category: str, product: str) -> Iterator[_Sibling]:
        """The other products of a category, the nearest in the library's order first, the one before it first."""
        if category not in self._categories:
            self._categories[category] = [_Sibling(row, self._terms) for row in self._catalogue.get(category, ())]
            self._places[category] = {sibling.id: place for place, sibling in enumerate(self._categories[category])}
        everyone = self._categories[category]
        here = self._places[category].get(product, 0)
        for distance in range(len(everyone)):
            for place in dict.fromkeys((here - distance, here + distance)):
                if 0 <= place < len(everyone) and everyone[place].id != product:
                    yield everyone[place]
