"""What the products of a category have in common, and what tells one from the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kdeck.decks.compiled import ProductRow
from kdeck.decks.nearness import Nearest
from kdeck.decks.questions import value_key
from kdeck.decks.schema_base import fill

MAX_WRONG = 5
ENOUGH_TO_CHOOSE = 3
"""Other values that a category must offer before a fact is asked with options; with fewer, it is typed."""


class _Distinct:
    """Texts of which none counts as another, in the library's order, the first wording of each."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self._texts: list[str] = []
        self._nearest: Nearest | None = None
        self._near: dict[str, list[str]] = {}

    def add(self, key: str, text: str) -> None:
        """Take in a text, unless one that counts as the same is there."""
        if key not in self.places:
            self.places[key] = len(self._texts)
            self._texts.append(text)

    def near(self, key: str) -> list[str]:
        """Those that are most easily taken for the text of ``key``."""
        if self._nearest is None:
            self._nearest = Nearest(self._texts)
        if key not in self._near:
            self._near[key] = [self._texts[place] for place in self._nearest.to(self.places[key], MAX_WRONG)]
        return self._near[key]


class _Category:
    """The products of a category, and who has which value.

    holders: products by fact and value. singles: the distinct values by fact, of products with one value.
    names: the distinct names.
    """

    def __init__(self, rows: Sequence[ProductRow], terms: Mapping[str, str]) -> None:
        self.holders: dict[tuple[str, str], set[str]] = {}
        self.singles: dict[str, _Distinct] = {}
        self.names = _Distinct()
        for row in rows:
            name = fill(row.name, terms).text
            self.names.add(value_key(name), name)
            for fact, raw in row.facts:
                values = [fill(value, terms).text for value in raw]
                keys = {value_key(value): value for value in values}
                for key in keys:
                    self.holders.setdefault((fact, key), set()).add(row.id)
                if len(values) == 1:
                    for key, value in keys.items():
                        self.singles.setdefault(fact, _Distinct()).add(key, value)


class Siblings:
    """The products of every category, from which wrong options are drawn: always the same, the most confusable first.

    Near in value where values are numbers, else alike in wording; among equals, near in the library.
    """

    def __init__(self, catalogue: Mapping[str, Sequence[ProductRow]], terms: Mapping[str, str]) -> None:
        self._catalogue = catalogue
        self._terms = terms
        self._categories: dict[str, _Category] = {}

    def other_values(self, category: str, fact: str, right: str) -> list[str]:
        """Up to five distinct values that siblings have for a fact of one value; none when there are too few."""
        values = self._category(category).singles.get(fact)
        key = value_key(right)
        if values is None or key not in values.places or len(values.places) - 1 < ENOUGH_TO_CHOOSE:
            return []
        return values.near(key)

    def others_without(self, category: str, product: str, fact: str, values: Sequence[str], name: str) -> list[str]:
        """Up to five names of siblings without these values; none when a sibling has them all too."""
        group = self._category(category)
        holders = [group.holders.get((fact, value_key(value)), set()) for value in values]
        if set.intersection(*holders) - {product}:
            return []
        key = value_key(name)
        return group.names.near(key) if key in group.names.places else []

    def _category(self, name: str) -> _Category:
        if name not in self._categories:
            self._categories[name] = _Category(self._catalogue.get(name, ()), self._terms)
        return self._categories[name]
