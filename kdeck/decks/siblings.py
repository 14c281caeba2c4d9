"""What the products of a category have in common, and what tells one from the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kdeck.core.normal import normalise
from kdeck.decks.compiled import ProductRow
from kdeck.decks.terms import fill

MAX_WRONG = 5
ENOUGH_TO_CHOOSE = 3
"""Other values that a category must offer before a fact is asked with options; with fewer, it is typed."""


class _Product:
    """A product with the terms filled in. facts: the values as shown, and normalised."""

    __slots__ = ("facts", "id", "key", "name")

    def __init__(self, row: ProductRow, terms: Mapping[str, str]) -> None:
        self.id = row.id
        self.name = fill(row.name, terms).text
        self.key = normalise(self.name)
        self.facts: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {}
        for fact, values in row.facts:
            shown = tuple(fill(value, terms).text for value in values)
            self.facts[fact] = shown, frozenset(normalise(value) for value in shown)


class _Category:
    """The products of a category in the library's order, and who has which value.

    holders: products by fact and value. singles: the distinct values by fact, of products with one value.
    """

    def __init__(self, rows: Sequence[ProductRow], terms: Mapping[str, str]) -> None:
        self.products = [_Product(row, terms) for row in rows]
        self.places = {product.id: place for place, product in enumerate(self.products)}
        self.holders: dict[tuple[str, str], set[str]] = {}
        self.singles: dict[str, set[str]] = {}
        for product in self.products:
            for fact, (shown, keys) in product.facts.items():
                for key in keys:
                    self.holders.setdefault((fact, key), set()).add(product.id)
                if len(shown) == 1:
                    self.singles.setdefault(fact, set()).update(keys)

    def around(self, product: str) -> Iterator[_Product]:
        """The other products, the nearest first, the one before it first."""
        here = self.places.get(product, 0)
        for distance in range(len(self.products)):
            for place in dict.fromkeys((here - distance, here + distance)):
                if 0 <= place < len(self.products) and self.products[place].id != product:
                    yield self.products[place]


class Siblings:
    """The products of every category, from which wrong options are drawn: always the same, the nearest first."""

    def __init__(self, catalogue: Mapping[str, Sequence[ProductRow]], terms: Mapping[str, str]) -> None:
        self._catalogue = catalogue
        self._terms = terms
        self._categories: dict[str, _Category] = {}

    def other_values(self, category: str, product: str, fact: str, right: str) -> list[str]:
        """Up to five distinct values that siblings have for a fact of one value; none when there are too few."""
        group = self._category(category)
        seen = {normalise(right)}
        if len(group.singles.get(fact, set()) - seen) < ENOUGH_TO_CHOOSE:
            return []
        values: list[str] = []
        for sibling in group.around(product):
            shown, keys = sibling.facts.get(fact, ((), frozenset()))
            if len(shown) == 1 and not keys <= seen:
                seen |= keys
                values.append(shown[0])
                if len(values) == MAX_WRONG:
                    break
        return values

    def others_without(self, category: str, product: str, fact: str, values: Sequence[str], name: str) -> list[str]:
        """Up to five names of siblings without these values; none when a sibling has them all too."""
        group = self._category(category)
        holders = [group.holders.get((fact, normalise(value)), set()) for value in values]
        if set.intersection(*holders) - {product}:
            return []
        seen = {normalise(name)}
        names: list[str] = []
        for sibling in group.around(product):
            if sibling.key not in seen:
                seen.add(sibling.key)
                names.append(sibling.name)
                if len(names) == MAX_WRONG:
                    break
        return names

    def _category(self, name: str) -> _Category:
        if name not in self._categories:
            self._categories[name] = _Category(self._catalogue.get(name, ()), self._terms)
        return self._categories[name]
