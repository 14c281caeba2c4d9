"""From products and phrases to cards: a card a fact, one back from the fact, a situation for better words."""

from __future__ import annotations

from typing import Final

from kdeck.core.cards.card import Card, Content
from kdeck.core.cards.choice import Choice
from kdeck.core.cards.listed import Listed
from kdeck.core.cards.phrase import Phrase
from kdeck.core.cards.typed import Typed
from kdeck.core.message import Message
from kdeck.core.strings import normalise
from kdeck.decks.nearness import did_you_mean, shown, without_alike
from kdeck.decks.replies import asked, check
from kdeck.decks.schema_products import PhraseEntry, ProductEntry
from kdeck.decks.scope import Scope
from kdeck.decks.shopfile import FactWords, ShopFile
from kdeck.decks.siblings import Siblings
from kdeck.decks.sizes import Sizes
from kdeck.decks.tree import Map, place_of, place_of_key
from kdeck.decks.wording import label_for, words_for

_NO_WORDS = FactWords.model_construct()


def expand_product(
    product: ProductEntry, scope: Scope, shop: ShopFile, siblings: Siblings, sizes: Sizes | None = None
) -> list[Card]:
    """The cards of one product's facts; none when it has an error, which the scope then holds.

    sizes: its size chart, ``None`` when it has none or that has an error; its cards are not made here.
    """
    _check_skips(product, sizes, scope)
    name = scope.fill(product.name, "name")
    category = product.category
    cards: list[Card] = []
    for fact, raw in product.facts.items():
        values, dropped = without_alike(scope.fill_all(raw, "facts", fact))
        for place in dropped:
            message = Message("“{text}” is listed twice.", text=shown(raw[place]))
            scope.warn("item-twice", message, None, "facts", fact, place)
        asked = _Asked(product, scope, shop, name, fact, tuple(values))
        if not skipped(product, "fact", fact):
            cards.append(asked.fact(siblings, category))
        if category and not skipped(product, "which", fact):
            cards += asked.which(siblings, category)
    return [] if scope.failed else cards


class _Asked:
    """One fact of one product, and how it is put into words."""

    def __init__(
        self, product: ProductEntry, scope: Scope, shop: ShopFile, name: str, fact: str, values: tuple[str, ...]
    ) -> None:
        self.product, self.scope, self.name, self.fact_name, self.values = product, scope, name, fact, values
        self.words = shop.facts.get(fact, _NO_WORDS)
        self.plain = words_for(scope.lang, name)
        self.label = scope.fill(self.words.label) or label_for(fact, scope.lang, name)
        facts = scope.node.get("facts") if isinstance(scope.node, Map) else None  # type: ignore[call-overload]
        self.line = place_of_key(facts, fact).line if isinstance(facts, Map) else place_of(scope.node).line

    def fact(self, siblings: Siblings, category: str) -> Card:
        """From the product to the fact: a list is named, a text chosen among those of siblings, else typed."""
        question = self.words.ask or (self.plain.ask if len(self.values) == 1 else self.plain.ask_all)
        return self._card("fact", self._worded(question), self._content(siblings, category))

    def _content(self, siblings: Siblings, category: str) -> Content:
        if len(self.values) > 1:
            return Listed(self.values)
        others = siblings.other_values(category, self.fact_name, self.values[0]) if category else []
        return Choice(self.values, tuple(others)) if others else Typed(self.values[0])

    def which(self, siblings: Siblings, category: str) -> list[Card]:
        """From the fact back to the product, if no sibling shares it and there is a sibling to confuse it with."""
        names = siblings.others_without(category, self._id, self.fact_name, self.values, self.name)
        if not names:
            return []
        front = self._worded(self.words.which or self.plain.which)
        return [self._card("which", front, Choice((self.name,), tuple(names)))]

    @property
    def _id(self) -> str:
        return f"{self.scope.deck}/{self.product.id}"

    def _worded(self, template: str) -> str:
        slots = {
            "{name}": self.name,
            "{label}": self.label,
            "{value}": self.plain.joint.join(self.values),
            "{category}": self.product.category,
        }
        text = self.scope.fill(template)
        for slot, value in slots.items():
            text = text.replace(slot, value)
        return text

    def _card(self, family: str, front: str, content: Content) -> Card:
        return Card(
            id=f"{self._id}/{family}/{self.fact_name}",
            deck=self.scope.deck,
            front=front,
            content=content,
            tags=self.scope.tags(self.product.tags),
            file=self.scope.file,
            line=self.line,
        )


def skipped(product: ProductEntry, family: str, name: str) -> bool:
    """Whether a product's facet, or its whole family, is not to be asked."""
    return f"{family}/{name}" in product.skip or family in product.skip


def _check_skips(product: ProductEntry, sizes: Sizes | None, scope: Scope) -> None:
    """A facet to skip that the product does not have is a slip."""
    known = facets_of(product, sizes)
    for place, facet in enumerate(product.skip):
        doubtful = sizes is None and product.size_chart is not None and facet.startswith(("size/", "measure/"))
        if facet not in known and not doubtful:
            message = Message("This product has no facet “{facet}” to skip.", facet=shown(facet))
            scope.warn("unknown-facet", message, did_you_mean(facet, known), "skip", place)


def facets_of(product: ProductEntry, sizes: Sizes | None) -> list[str]:
    """Every facet that a product can have, and what names several at once."""
    facets = [f"{family}/{fact}" for family in ("fact", "which") for fact in product.facts]
    if sizes is not None:
        facets += [f"size/{size}" for size in sizes.ranges]
        facets += [f"measure/{size}" for size in sizes.garment]
        facets += [f"measure/{size}/{name}" for size, row in sizes.garment.items() for name in row]
    return [*facets, "fact", "which", "size", "measure"]


SECONDS: Final = 60
"""The time limit of a phrase that names none: a reply is written under the clock."""

_Groups = tuple[tuple[str, ...], ...]


def expand_phrase(phrase: PhraseEntry, scope: Scope, shop: ShopFile) -> list[Card]:
    """The card of one phrase; none when it has an error, which the scope then holds."""
    front = scope.fill(phrase.when, "when")
    reply = asked(phrase.must, phrase.never, phrase.say, shop, scope)
    fact = _fact(reply.never[: reply.own], reply.must, scope.lang, front)
    card = Card(
        id=f"{scope.deck}/{phrase.id}",
        deck=scope.deck,
        front=front,
        content=Phrase(reply.say, reply.never, reply.must, fact),
        tags=scope.tags(phrase.tags),
        why=scope.fill(phrase.because, "because"),
        source=scope.fill(phrase.source, "source"),
        seconds=SECONDS if phrase.seconds is None else phrase.seconds,
        until=phrase.until,
        file=scope.file,
        line=scope.line,
    )
    if scope.failed:
        return []
    check(reply, scope)
    return [card]


def _fact(never: tuple[str, ...], must: _Groups, lang: str, sample: str) -> str:
    """What a reply is judged by, in one order however it is written; empty where only the model answers say it."""
    words = words_for(lang, sample)
    groups = sorted(" / ".join(sorted(normalise(word) for word in group)) for group in must)
    lines = [words.must.format(words=group) for group in groups]
    lines += [words.never.format(words=text) for text in sorted(normalise(text) for text in never)]
    return "\n".join(lines)
