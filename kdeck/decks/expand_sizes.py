"""From size charts to cards: a card a size, whose cases are bodies, and a card a measure of the garment."""

from __future__ import annotations

from kdeck.core.cards.card import Card, Content
from kdeck.core.cards.rule import Outcome
from kdeck.core.cards.typed import Typed
from kdeck.core.message import Message
from kdeck.decks.alike import without_alike
from kdeck.decks.charts import Chart
from kdeck.decks.expand_products import skipped
from kdeck.decks.schema_products import ProductEntry
from kdeck.decks.scope import Scope
from kdeck.decks.shopfile import FactWords, ShopFile
from kdeck.decks.siblings import MAX_WRONG
from kdeck.decks.size_table import overlapping, own_ranges, size_table
from kdeck.decks.tree import Map, descend, place_of_key
from kdeck.decks.wording import label_for_measure, words_for

_NO_WORDS = FactWords.model_construct()
_GARMENT_UNIT = "cm"


def expand_sizes(product: ProductEntry, chart: Chart, scope: Scope, shop: ShopFile) -> list[Card]:
    """The cards of a product's size chart; none of its sizes where there is but one."""
    asked = _Asked(product, chart, scope, shop)
    cards = asked.sizes() if len(chart.sizes.ranges) > 1 else []
    cards += asked.garments()
    return [] if scope.failed else cards


class _Asked:
    """A chart and how it is put into words."""

    def __init__(self, product: ProductEntry, chart: Chart, scope: Scope, shop: ShopFile) -> None:
        self.product, self.chart, self.scope, self.shop = product, chart, scope, shop
        self.name = scope.fill(product.name, "name")
        self.words = words_for(scope.lang, self.name)
        self.labels = {measure: self._label(measure) for measure in chart.sizes.measures}

    def sizes(self) -> list[Card]:
        """One card a size that some body gets."""
        sizes = self.chart.sizes
        matters = len(sizes.measures) > 1 or overlapping(sizes)
        because = {size: self._because(size, matters=matters) for size in sizes.ranges}
        table = size_table(sizes, self.labels, because)
        places = {row.id: place for place, row in enumerate(table.rows)}
        front = self._question()
        cards = []
        for size in sizes.ranges:
            if size not in places:
                self.chart.scope.warn(
                    "size-never",
                    Message("No body gets size {size}: other sizes cover its ranges.", size=size),
                    None,
                    "size_chart",
                    "sizes",
                    size,
                )
            elif not skipped(self.product, "size", size):
                wrong, fact = self._others(size, list(places)), self._fact(size, matters=matters)
                content = Outcome(table, places[size], wrong, fact, "size")
                cards.append(self._card(f"size/{size}", front, content, ("sizes", size), because[size]))
        return cards

    def garments(self) -> list[Card]:
        """One card a measure of the garment in a size."""
        cards = []
        for size, row in self.chart.sizes.garment.items():
            for measure, number in row.items():
                if skipped(self.product, "measure", f"{size}/{measure}") or skipped(self.product, "measure", size):
                    continue
                front = self._worded(self.words.measure, size=size, label=self._label(measure))
                content = Typed(number, match="number", unit=self._unit(measure))
                cards.append(self._card(f"measure/{size}/{measure}", front, content, ("garment", size)))
        return cards

    def _unit(self, measure: str) -> str:
        return self.chart.units.get(measure) or self.chart.sizes.measures.get(measure) or _GARMENT_UNIT

    def _label(self, measure: str) -> str:
        words = self.shop.facts.get(measure, _NO_WORDS)
        return self.scope.fill(words.label) or label_for_measure(measure, self.scope.lang, self.name)

    def _question(self) -> str:
        """The shop's own words count if they leave a place for the body."""
        units = self.chart.sizes.measures
        body = [f"{self.labels[measure]} {{{measure}}} {unit}".rstrip() for measure, unit in units.items()]
        own = self.scope.fill(self.shop.facts.get("size", _NO_WORDS).ask)
        template = own if "{value}" in own else self.words.size
        return self._worded(template, value=self.words.joint.join(body), label=self._label("size"))

    def _ranges(self, size: str) -> list[str]:
        lines = []
        for measure, unit in self.chart.sizes.measures.items():
            ranges = self.words.joint.join(own_ranges(self.chart.sizes, measure, size))
            if ranges:
                lines.append(f"{self.labels[measure]} {ranges} {unit}".rstrip())
        return lines

    def _because(self, size: str, *, matters: bool) -> str:
        order = list(self.chart.sizes.ranges)
        larger = self.chart.sizes.larger
        place = order.index(size) + (-1 if larger else 1)
        text = _filled(self.words.fits, size=size, value=self.words.joint.join(self._ranges(size)))
        if not matters or not 0 <= place < len(order):
            return text
        between = _filled(self.words.larger if larger else self.words.smaller, size=size, other=order[place])
        return text + between if text.endswith("。") else f"{text} {between}"

    def _fact(self, size: str, *, matters: bool) -> str:
        between = [self.words.either[0 if self.chart.sizes.larger else 1]] if matters else []
        return "\n".join([*self._ranges(size), *between])

    @staticmethod
    def _others(size: str, order: list[str]) -> tuple[str, ...]:
        """The other sizes, the nearest first."""
        here = order.index(size)
        nearest = sorted(order, key=lambda other: abs(order.index(other) - here))
        return tuple(without_alike(nearest[1:], (size,))[0][:MAX_WRONG])

    def _worded(self, template: str, **slots: str) -> str:
        return _filled(template, name=self.name, category=self.product.category, **slots)

    def _card(self, facet: str, front: str, content: Content, path: tuple[str, str], why: str = "") -> Card:
        scope = self.scope
        held = descend(scope.node, ("size_chart", path[0]))
        inside = self.chart.scope is scope and isinstance(held, Map)
        place = place_of_key(held, path[1]) if inside else place_of_key(scope.node, "size_chart")
        return Card(
            id=f"{scope.deck}/{self.product.id}/{facet}",
            deck=scope.deck,
            front=front,
            content=content,
            tags=scope.tags(self.product.tags),
            why=why,
            file=scope.file,
            line=place.line,
        )


def _filled(template: str, **slots: str) -> str:
    """A template with its slots filled, each once: what fills one is not searched for others."""
    parts = template.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        filled.append(slots[name] + rest if closed and name in slots else "{" + part)
    return "".join(filled)
