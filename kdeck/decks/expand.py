"""From a validated deck to its cards and chats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from kdeck.core.cards.card import Card, Content
from kdeck.core.cards.rule import Outcome
from kdeck.core.cards.typed import Typed
from kdeck.core.chat.scenario import Scenario, Turn
from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.core.shop import Deck
from kdeck.decks.against import with_was
from kdeck.decks.charts import Chart, Charts
from kdeck.decks.compiled import Claims, Compiled, FactClaim, NumberClaim, ProductRow, Source
from kdeck.decks.contradictions import bounds_of, facts_of, numbers_of
from kdeck.decks.expand_products import expand_phrase, expand_product, skipped
from kdeck.decks.nearness import without_alike
from kdeck.decks.replies import asked, check
from kdeck.decks.schema import ChatEntry, DeckFile, TurnEntry
from kdeck.decks.schema_products import ProductEntry
from kdeck.decks.scope import Scope
from kdeck.decks.shopfile import FactWords, ShopFile
from kdeck.decks.siblings import MAX_WRONG, Siblings
from kdeck.decks.sizes import overlapping, own_ranges, size_table
from kdeck.decks.tree import Map, Node, Text, descend, place_of_key
from kdeck.decks.wording import label_for_measure, words_for


def compile_deck(
    source: Source,
    shop: ShopFile,
    catalogue: Mapping[str, Sequence[ProductRow]],
    charts: Mapping[str, bytes] = MappingProxyType({}),
) -> Compiled:
    """The cards and chats of one deck, in the order of the file. A good entry compiles whatever its neighbours hold.

    catalogue: category to the rows of all files of the library. charts: the library's CSV files by name, of which
    those that the deck names are read.
    """
    if not isinstance(source.model, DeckFile):
        return Compiled(None, (), ())
    file, deck = source.file, source.model
    lang = deck.lang or shop.lang
    scope = Scope(file, deck.deck, lang, deck.tags, shop.terms)
    scope.enter(deck.tree)
    title, about = scope.fill(deck.title, "title"), scope.fill(deck.about, "about")
    cards: list[Card] = []
    facts: list[FactClaim] = []
    numbers: list[NumberClaim] = []
    for node, entry in zip(_nodes(deck.tree, "cards"), deck.cards, strict=True):
        scope.enter(node)
        made = entry.expand(scope)
        if not scope.failed:
            numbers += numbers_of(made, scope)
            cards += with_was(made, entry, scope)
    siblings, in_files = Siblings(catalogue, shop.terms), Charts(scope, charts)
    for node, product in zip(_nodes(deck.tree, "products"), deck.products, strict=True):
        scope.enter(node)
        chart = None if product.size_chart is None else in_files.of(product.size_chart)
        scope.enter(node)  # an error in the chart takes no fact away
        made = expand_product(product, scope, shop, siblings, chart.sizes if chart else None)
        made += expand_sizes(product, chart, scope, shop) if chart else []
        facts += facts_of(product, made, scope, shop) if made else ()
        cards += with_was(made, product, scope)
    if deck.rules:  # most decks have none, and need not wait for what proves tables
        from kdeck.decks.rule_table import expand_rule
    for node, rule in zip(_nodes(deck.tree, "rules"), deck.rules, strict=True):
        scope.enter(node)
        cards += with_was(expand_rule(rule, scope, shop), rule, scope)
        numbers += bounds_of(rule, scope) if not scope.failed else ()
    for node, phrase in zip(_nodes(deck.tree, "phrases"), deck.phrases, strict=True):
        scope.enter(node)
        cards += with_was(expand_phrase(phrase, scope, shop), phrase, scope)
    chats = tuple(_chats(deck, scope, shop))
    found = dict.fromkeys((*scope.findings, *_repeated(cards)))
    findings = sorted(found, key=lambda finding: (finding.line, finding.column))
    summary = Deck(deck.deck, title or deck.deck, lang, about, deck.tags, file, 0, len(cards))
    return Compiled(summary, tuple(cards), tuple(findings), Claims(tuple(facts), tuple(numbers)), chats)


def _chats(deck: DeckFile, scope: Scope, shop: ShopFile) -> Iterator[Scenario]:
    for node, chat in zip(_nodes(deck.tree, "chats"), deck.chats, strict=True):
        scope.enter(node)
        yield from expand_chat(chat, scope, shop)


def _nodes(tree: Map, name: str) -> Iterable[Node]:
    entries = tree.get(Text(name), ())
    return entries if isinstance(entries, list) else ()


def _repeated(cards: Iterable[Card]) -> Iterator[Finding]:
    """Warnings for cards that ask the same and expect the same."""
    seen: dict[tuple[str, tuple[str, ...], str], Card] = {}
    for card in cards:
        first = seen.setdefault((card.front, card.answer, card.content.fact), card)
        if first is not card:
            message = Message("This card asks the same as the one in line {line}.", line=first.line)
            yield Finding(card.file, card.line, 1, "warning", "duplicate-card", message)


def expand_chat(chat: ChatEntry, scope: Scope, shop: ShopFile) -> list[Scenario]:
    """The scenario of one chat; none when it has an error, which the scope then holds."""
    turns = tuple(_turn(turn, place, scope, shop) for place, turn in enumerate(chat.turns))
    scenario = Scenario(
        id=f"{scope.deck}/{chat.id}",
        name=scope.fill(chat.name, "name"),
        turns=turns,
        patience=chat.patience,
        tags=scope.tags(chat.tags),
        about=scope.fill(chat.about, "about"),
        file=scope.file,
        line=scope.line,
    )
    return [] if scope.failed else [scenario]


def _turn(turn: TurnEntry, place: int, scope: Scope, shop: ShopFile) -> Turn:
    at = ("turns", place)
    reply = asked(turn.must, turn.never, turn.say, shop, scope, *at)
    made = Turn(
        text=scope.fill(turn.text, *at, "text"),
        must=reply.must,
        never=reply.never,
        say=reply.say,
        because=scope.fill(turn.because, *at, "because"),
        pause=turn.pause,
    )
    if not scope.failed:
        check(reply, scope, *at)
    return made


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
