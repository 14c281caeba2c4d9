"""The products of a deck: a card a fact, one back from the fact, one a size and one a measure of the garment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BeforeValidator, Field

from kdeck.core.cards.card import Card, Content
from kdeck.core.cards.choice import Choice
from kdeck.core.cards.listed import Listed
from kdeck.core.cards.rule import Outcome
from kdeck.core.cards.typed import Typed
from kdeck.core.message import Message
from kdeck.decks.nearness import did_you_mean, shown, without_alike
from kdeck.decks.schema_base import Id, Line, Lines, Name, Note, OldIds, SomeLines, Strict
from kdeck.decks.scope import Scope
from kdeck.decks.siblings import MAX_WRONG
from kdeck.decks.sizes import SizeChart, overlapping, own_ranges, size_table
from kdeck.decks.tree import Map, Text, descend, map_at, place_of_key
from kdeck.decks.wording import label_for, label_for_measure, words_for

if TYPE_CHECKING:
    from kdeck.decks.charts import Chart


def _chart(value: object) -> object:
    """A text alone names the file of the chart."""
    if not isinstance(value, Text) or not value.strip():
        return value
    return map_at(value.line, value.column, flow=True, file=value)


def _or_a_file(schema: dict[str, Any]) -> None:
    schema["anyOf"].append({"type": "string"})


class ProductEntry(Strict):
    """One product: its facts become cards."""

    id: Id = Field(description="Lower-case letters, digits and hyphens; never change it: memory hangs on it")
    was: OldIds = Field(default=(), description="The id that this product had before; what a learner knows is kept")
    name: Line = Field(description="What the shop calls it")
    sku: Note = Field(default="", description="The shop's article number")
    category: Note = Field(default="", description="Products of one category are told apart from one another")
    tags: Lines = Field(default=(), description="Words to find cards by and to set their retention")
    facts: dict[Name, SomeLines] = Field(default={}, description="Facts: a text, or a list of which all must be named")
    size_chart: Annotated[SizeChart | None, BeforeValidator(_chart)] = Field(
        default=None,
        description="Sizes by body measures, or the CSV file that holds them",
        json_schema_extra=_or_a_file,
    )
    skip: Lines = Field(default=(), description="Facets not to be asked, such as which/weight")

    def expand(self, scope: Scope) -> list[Card]:
        """The cards of the product's facts, then those of its size chart; none of either when that has an error."""
        chart = None if self.size_chart is None else scope.charts.of(self.size_chart, scope)
        scope.failed = False  # an error in the chart takes no fact away
        self._check_skips(chart, scope)
        name = scope.fill(self.name, "name")
        facts = [card for fact in self.facts for card in _Fact(self, scope, name, fact).cards()]
        failed = scope.failed
        sizes = [] if chart is None else _Sizes(self, scope, chart).cards()
        if scope.failed and not failed:
            sizes, scope.failed = [], False
        return [*facts, *sizes]

    def skips(self, family: str, name: str) -> bool:
        """Whether a facet, or its whole family, is not to be asked."""
        return f"{family}/{name}" in self.skip or family in self.skip

    def _check_skips(self, chart: Chart | None, scope: Scope) -> None:
        """A facet to skip that the product does not have is a slip."""
        known = list(self._facets(chart))
        for place, facet in enumerate(self.skip):
            doubtful = chart is None and self.size_chart is not None and facet.startswith(("size/", "measure/"))
            if facet not in known and not doubtful:
                message = Message("This product has no facet “{facet}” to skip.", facet=shown(facet))
                scope.warn("unknown-facet", message, did_you_mean(facet, known), "skip", place)

    def _facets(self, chart: Chart | None) -> Iterator[str]:
        """Every facet that the product can have, and what names several at once."""
        for family in ("fact", "which"):
            yield from (f"{family}/{fact}" for fact in self.facts)
        if chart is not None:
            yield from (f"size/{size}" for size in chart.sizes.ranges)
            yield from (f"measure/{size}" for size in chart.sizes.garment)
            yield from (f"measure/{size}/{name}" for size, row in chart.sizes.garment.items() for name in row)
        yield from ("fact", "which", "size", "measure")


class _Fact:
    """One fact of one product, and how it is put into words."""

    def __init__(self, product: ProductEntry, scope: Scope, name: str, fact: str) -> None:
        self.product, self.scope, self.name, self.fact = product, scope, name, fact
        raw = product.facts[fact]
        self.values, dropped = without_alike(scope.fill_all(raw, "facts", fact))
        for place in dropped:
            message = Message("“{text}” is listed twice.", text=shown(raw[place]))
            scope.warn("item-twice", message, None, "facts", fact, place)
        self.plain, self.words = words_for(scope.lang, name), scope.shop.words_of(fact)
        self.label = scope.fill(self.words.label) or label_for(fact, scope.lang, name)

    def cards(self) -> Iterator[Card]:
        """From the product to the fact; and back if no sibling shares the fact and there is one to confuse it with."""
        category, siblings = self.product.category, self.scope.siblings
        if not self.product.skips("fact", self.fact):
            question = self.words.ask or (self.plain.ask if len(self.values) == 1 else self.plain.ask_all)
            yield self._card("fact", question, self._content())
        if category and not self.product.skips("which", self.fact):
            product = f"{self.scope.deck}/{self.product.id}"
            names = siblings.others_without(category, product, self.fact, self.values, self.name)
            if names:
                yield self._card("which", self.words.which or self.plain.which, Choice((self.name,), tuple(names)))

    def _content(self) -> Content:
        """A list is named, a text chosen among those of siblings, else typed."""
        if len(self.values) > 1:
            return Listed(tuple(self.values))
        category = self.product.category
        others = self.scope.siblings.other_values(category, self.fact, self.values[0]) if category else []
        return Choice(tuple(self.values), tuple(others)) if others else Typed(self.values[0])

    def _card(self, family: str, template: str, content: Content) -> Card:
        front = self.scope.fill(template)
        value = self.plain.joint.join(self.values)
        slots = {"name": self.name, "label": self.label, "value": value, "category": self.product.category}
        for slot, text in slots.items():
            front = front.replace(f"{{{slot}}}", text)
        line = place_of_key(descend(self.scope.node, ("facts",)), self.fact).line
        return self.scope.card(self.product.id, f"{family}/{self.fact}", front, content, self.product.tags, line)


_GARMENT_UNIT: Final = "cm"


class _Sizes:
    """A size chart and how it is put into words."""

    def __init__(self, product: ProductEntry, scope: Scope, chart: Chart) -> None:
        self.product, self.scope, self.chart = product, scope, chart
        self.name = scope.fill(product.name, "name")
        self.words = words_for(scope.lang, self.name)
        self.labels = {measure: self._label(measure) for measure in chart.sizes.measures}

    def cards(self) -> list[Card]:
        """The cards of the sizes, of which there must be several, and of the garment."""
        return [*(self._body() if len(self.chart.sizes.ranges) > 1 else ()), *self._garment()]

    def _body(self) -> Iterator[Card]:
        """One card a size that some body gets."""
        sizes = self.chart.sizes
        matters = len(sizes.measures) > 1 or overlapping(sizes)
        because = {size: self._because(size, matters=matters) for size in sizes.ranges}
        table = size_table(sizes, self.labels, because)
        places = {row.id: place for place, row in enumerate(table.rows)}
        front = self._question()
        for size in sizes.ranges:
            if size not in places:
                message = Message("No body gets size {size}: other sizes cover its ranges.", size=size)
                self.chart.scope.warn("size-never", message, None, "size_chart", "sizes", size)
            elif not self.product.skips("size", size):
                wrong, fact = self._others(size, list(places)), self._fact(size, matters=matters)
                content = Outcome(table, places[size], wrong, fact, "size")
                yield self._card(f"size/{size}", front, content, ("sizes", size), because[size])

    def _garment(self) -> Iterator[Card]:
        """One card a measure of the garment in a size."""
        for size, row in self.chart.sizes.garment.items():
            for measure, number in row.items():
                if self.product.skips("measure", f"{size}/{measure}") or self.product.skips("measure", size):
                    continue
                front = self._worded(self.words.measure, size=size, label=self._label(measure))
                unit = self.chart.units.get(measure) or self.chart.sizes.measures.get(measure) or _GARMENT_UNIT
                content = Typed(number, match="number", unit=unit)
                yield self._card(f"measure/{size}/{measure}", front, content, ("garment", size))

    def _label(self, measure: str) -> str:
        words = self.scope.shop.words_of(measure)
        return self.scope.fill(words.label) or label_for_measure(measure, self.scope.lang, self.name)

    def _question(self) -> str:
        """The shop's own words count if they leave a place for the body."""
        units = self.chart.sizes.measures
        body = [f"{self.labels[measure]} {{{measure}}} {unit}".rstrip() for measure, unit in units.items()]
        own = self.scope.fill(self.scope.shop.words_of("size").ask)
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
        return scope.card(self.product.id, facet, front, content, self.product.tags, place.line, why=why)


def _filled(template: str, **slots: str) -> str:
    """A template with its slots filled, each once: what fills one is not searched for others."""
    parts = template.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        filled.append(slots[name] + rest if closed and name in slots else "{" + part)
    return "".join(filled)
