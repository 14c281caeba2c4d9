"""What is wrong between the files of a library: decks that are not there or there twice, and what contradicts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from kdeck.core.cards.card import Card
from kdeck.core.cards.typed import Typed
from kdeck.core.errors import Finding
from kdeck.core.levels.need import ALL
from kdeck.core.message import Message, counted
from kdeck.core.strings import fold_width, normalise
from kdeck.decks.compiled import Claims, FactClaim, NumberClaim, Source
from kdeck.decks.nearness import did_you_mean, shown
from kdeck.decks.products import ProductEntry
from kdeck.decks.questions import (
    Quantity,
    alike,
    in_digits,
    numbers_in,
    quantity,
    subject,
    subject_words,
    unit_asked,
    unit_of,
    value_key,
)
from kdeck.decks.rules import RuleEntry
from kdeck.decks.schema import DeckFile
from kdeck.decks.schema_base import names_in
from kdeck.decks.scope import Scope
from kdeck.decks.shopfile import ExamNeed, ShopFile
from kdeck.decks.tree import Map, Seq, Text, descend, place_of
from kdeck.decks.wording import label_for, words_for

_LONGEST_REST: Final = 12
"""Characters that an answer may hold beside its number; more, and it says something else as well."""
_DENIES: Final = re.compile(r"[不没无非未]|\b(?:no|not|never|without)\b")
_DIGIT: Final = re.compile(r"\d")
_NUMBER: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}:\d\d|\d[\d,]*(?:\.\d+)?")
_SLOT: Final = re.compile(r"\{([^{}]+)\}\s*([^\W\d_]{0,8})")


def facts_of(product: ProductEntry, cards: Iterable[Card], scope: Scope) -> Iterator[FactClaim]:
    """Every fact of a product, its sizes and the measures of its garment."""
    name = scope.fill(product.name)
    entry = f"{scope.deck}/{product.id}"
    known = FactClaim(
        scope.file, scope.line, entry, normalise(scope.fill(product.sku)), normalise(name), name, "", "", ""
    )
    joint = words_for(scope.lang, name).joint
    for fact, raw in product.facts.items():
        values = [scope.fill(value) for value in raw]
        label = scope.fill(scope.shop.words_of(fact).label) or label_for(fact, scope.lang, name)
        line = place_of(descend(scope.node, ("facts", fact))).line
        value = "\n".join(sorted({value_key(value) for value in values}))
        yield known._replace(line=line, about=label, value=value, shown=shown(joint.join(values)))
    for card in cards:
        family, _, facet = card.id.removeprefix(f"{entry}/").partition("/")
        if family in ("size", "measure"):
            stated = card.content.fact or card.content.in_words
            lines = shown(joint.join(stated.split("\n")))
            yield known._replace(line=card.line, about=facet.replace("/", " "), value=normalise(stated), shown=lines)


def numbers_of(cards: Sequence[Card], scope: Scope) -> Iterator[NumberClaim]:
    """The numbers that the cards of one entry ask for."""
    for card in cards:
        if len(card.answer) != 1 or not _DIGIT.search(answer := in_digits(card.answer[0])):
            continue  # as most cards are
        if not card.content.comparable or card.id.endswith("/reverse"):
            continue
        found = quantity(answer)
        if found is None or not _says_only(found):
            continue
        own = card.content.unit if isinstance(card.content, Typed) else ""
        unit = found.unit or unit_of(own) or unit_asked(card.front)
        if unit:
            said = shown(f"{card.answer[0]} {own}".strip())
            asks, term = in_digits(card.front), _term_of(found, scope)
            given = numbers_in(asks)
            yield NumberClaim(card.file, card.line, _entry(card.id), asks, given, "", unit, found.values, said, term)


def bounds_of(rule: RuleEntry, scope: Scope) -> Iterator[NumberClaim]:
    """The bounds of a rule, one a test: its words are the question, the outcome and what else the outcome tests."""
    ask = in_digits(scope.fill(rule.ask))
    units = {slot: unit_of(after) for slot, after in _SLOT.findall(fold_width(ask))}
    for place, outcome in enumerate(rule.outcomes):
        tests = {name: scope.fill(test) for name, test in outcome.when.items()}
        then = in_digits(scope.fill(outcome.then))
        for name, test in tests.items():
            given = rule.given.get(name)
            if given is None or given.one_of is not None or not (numbers := _NUMBER.findall(test)):
                continue
            others = " ".join(other for one, other in tests.items() if one != name)
            unit = (
                "time"
                if given.time
                else "date"
                if given.date
                else unit_of(scope.fill(given.unit)) or units.get(name, "")
            )
            place_in_file = place_of(descend(scope.node, ("outcomes", place, "when", name)))
            found = quantity(test) if given.time else None
            yield NumberClaim(
                scope.file,
                place_in_file.line,
                f"{scope.deck}/{rule.id}",
                f"{ask} {then} {others}",
                numbers_in(f"{ask} {then} {others}"),
                _NUMBER.sub("#", "".join(fold_width(test).split())),
                unit,
                found.values if found else tuple(numbers),
                shown(test),
                _term_in(outcome.when[name], numbers, scope),
            )


def _says_only(found: Quantity) -> bool:
    """Whether an answer is its number and little else."""
    rest = found.rest.strip()
    return len(rest) <= _LONGEST_REST and not _DIGIT.search(rest) and not _DENIES.search(rest)


def _entry(card: str) -> str:
    deck, _, rest = card.partition("/")
    return f"{deck}/{rest.partition('/')[0]}"


def _term_of(found: Quantity, scope: Scope) -> str:
    """The term that an entry writes for its number."""
    for key in ("back", "text"):
        raw = scope.node.get(Text(key)) if isinstance(scope.node, Map) else None
        for name in names_in(raw) if isinstance(raw, Text) and "$" in raw else ():
            stands_for = quantity(scope.shop.terms.get(name, ""))
            if stands_for is not None and stands_for.values == found.values:
                return name
    return ""


def _term_in(raw: str, numbers: Sequence[str], scope: Scope) -> str:
    return next((name for name in names_in(raw) if scope.shop.terms.get(name) in numbers), "")


MOST_FINDINGS: Final = 100
_MOST_COMPARED: Final = 64
"""Earlier claims with a word in common that one is held against; a library of one template has thousands."""
_LIMITS_OF: Final = {"time": ("<#", ">=#", "<=#", ">#")}
"""Tests whose number is what a person would name: paid before 16:00, but returned within 7 days (``<= 7``)."""


def contradictions(claims: Iterable[Claims]) -> tuple[Finding, ...]:
    """The first contradiction of each place with an earlier one. claims: of all decks, in the library's order."""
    kept = list(claims)
    found = [
        *_facts(claim for deck in kept for claim in deck.facts),
        *_numbers(claim for deck in kept for claim in deck.numbers),
    ]
    return tuple(found[:MOST_FINDINGS])


def _facts(claims: Iterable[FactClaim]) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str], list[FactClaim]] = {}
    for claim in claims:
        keys = [("name", claim.name, claim.about)]
        if claim.sku:
            keys.insert(0, ("sku", claim.sku, claim.about))
        known = dict.fromkeys(other for key in keys for other in seen.get(key, ()))
        other = next((one for one in known if one.value != claim.value and _same_product(one, claim)), None)
        if other is not None:
            yield _of_fact(claim, other)
        for key in keys:
            if len(held := seen.setdefault(key, [])) < _MOST_COMPARED:
                held.append(claim)


def _of_fact(claim: FactClaim, other: FactClaim) -> Finding:
    message = Message(
        "“{fact}” of {product} is {value} here, but {other} in {file}, line {line}.",
        fact=claim.about,
        product=claim.product,
        value=claim.shown,
        other=other.shown,
        file=other.file,
        line=other.line,
    )
    hint = Message("Keep the product in one deck, or correct one of the two.")
    return Finding(claim.file, claim.line, 1, "warning", "contradiction", message, hint)


def _same_product(one: FactClaim, other: FactClaim) -> bool:
    """Of one name but of two article numbers, they are two products."""
    return one.entry != other.entry and (one.sku == other.sku or not one.sku or not other.sku)


def _numbers(claims: Iterable[NumberClaim]) -> Iterator[Finding]:
    groups: dict[tuple[str, str, int], list[NumberClaim]] = {}
    for claim in claims:
        groups.setdefault((claim.unit, claim.given, len(claim.value)), []).append(claim)
    for group in groups.values():
        if len(group) > 1:
            yield from _among(group)


def _among(claims: Sequence[NumberClaim]) -> Iterator[Finding]:
    """What contradicts among numbers of one unit, in answer to questions that name the same numbers."""
    asked = {id(claim): subject_words(claim.asks) for claim in claims}
    words = {key: subject(text).words or (text,) for key, text in asked.items()}
    frequency: dict[str, int] = {}
    for word in chain.from_iterable(words.values()):
        frequency[word] = frequency.get(word, 0) + 1
    seen: dict[str, list[NumberClaim]] = {}
    for claim in claims:
        rare = sorted(words[id(claim)], key=lambda word: (frequency[word], word))
        # Alike questions differ by one word in six, so that one of the rarest of these is in both.
        candidates = dict.fromkeys(other for word in rare[: len(rare) // 6 + 1] for other in seen.get(word, ()))
        for other in candidates:
            if _comparable(claim, other) and alike(asked[id(claim)], asked[id(other)]):
                finding = _compared(claim, other)
                if finding is not None:
                    yield finding
                    break
        for word in rare:
            if len(held := seen.setdefault(word, [])) < _MOST_COMPARED:
                held.append(claim)


def _comparable(one: NumberClaim, other: NumberClaim) -> bool:
    if one.entry == other.entry or one.form == other.form:
        return one.entry != other.entry
    form = one.form or other.form
    return not (one.form and other.form) and form in _LIMITS_OF.get(one.unit, ("<=#", ">#"))


def _compared(claim: NumberClaim, other: NumberClaim) -> Finding | None:
    if claim.value != other.value:
        here, there = (other, claim) if claim.term and not other.term else (claim, other)
        message = Message(
            "This says {value}, but {file}, line {line}, says {other} to the same question.",
            value=here.shown,
            file=there.file,
            line=there.line,
            other=there.shown,
        )
        code = "contradiction"
    elif bool(claim.term) is not bool(other.term):
        here, there = (other, claim) if claim.term else (claim, other)
        message = Message(
            "This writes {value} out, where {file}, line {line}, uses a term.",
            value=here.shown,
            file=there.file,
            line=there.line,
        )
        code = "literal-term"
    else:
        return None
    hint = Message(
        "Write the number once under “terms” in shop.yaml and its name, such as $cutoff, wherever it is meant."
    )
    if there.term:
        hint = Message("Write ${{{term}}} here, the term that shop.yaml has for it.", term=there.term)
    return Finding(here.file, here.line, 1, "warning", code, message, hint)


def check_library(sources: Sequence[Source], claims: Iterable[Claims] = ()) -> tuple[Finding, ...]:
    """Two decks of one id; a path or a dan that names a deck which is not there; contradictions.

    claims: of all decks, in the library's order.
    """
    findings = list(_repeated_decks(sources))
    decks = {source.model.deck for source in sources if isinstance(source.model, DeckFile)}
    # A deck whose file cannot be read at the moment is not unknown: its own file says what is wrong.
    complete = all(source.model is not None for source in sources)
    for source in sources:
        if isinstance(source.model, ShopFile):
            findings += _unknown_decks(source.file, source.model, decks, complete)
    return (*findings, *contradictions(claims))


def _repeated_decks(sources: Iterable[Source]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for source in sources:
        if not isinstance(source.model, DeckFile):
            continue
        deck = source.model.deck
        first = seen.setdefault(deck, source.file)
        if first != source.file:
            place = place_of(source.model.tree.get(Text("deck")))
            message = Message("The deck id “{id}” is also used by {file}.", id=deck, file=first)
            hint = Message("Give this deck an id of its own.")
            yield Finding(source.file, place.line, place.column, "error", "duplicate-deck", message, hint)


def _unknown_decks(file: str, shop: ShopFile, decks: set[str], complete: bool) -> Iterator[Finding]:
    for path in _deck_lists(shop):
        listed = descend(shop.tree, path)
        for node in listed if isinstance(listed, Seq) else [listed]:
            if not isinstance(node, Text) or node in decks or node in ("", ALL):
                continue
            hint = did_you_mean(node, sorted(decks))
            if complete or hint is not None:
                message = Message("There is no deck “{id}” in this library.", id=shown(node))
                yield Finding(file, node.line, node.column, "error", "unknown-deck", message, hint)


def _deck_lists(shop: ShopFile) -> Iterator[tuple[str | int, ...]]:
    """Where shop.yaml lists decks."""
    for index, stage in enumerate(shop.path):
        if stage.decks:
            yield "path", index, "decks"
    for index, dan in enumerate(shop.dans):
        for number, need in enumerate(dan.needs):
            for name in need.model_fields_set & {"recall", "exam"}:
                yield "dans", index, "needs", number, name, "decks"


def questions(cards: Iterable[Card], today: int | None) -> int:
    """How many of the cards an exam may ask: those that the program can judge and that do not rest on ``today``."""
    return sum(card.objective and (today is None or card.until is None or card.until >= today) for card in cards)


def short_exams(file: str, shop: ShopFile, held: Mapping[str, int], unsure: Collection[str]) -> Iterator[Finding]:
    """A warning for every exam that asks more questions than its decks hold: it would be shorter than it says.

    held: questions by deck. unsure: decks with errors, which may hold more; exams over these are passed over.
    """
    for place, level in enumerate(shop.dans):
        for number, need in enumerate(level.needs):
            if need.exam is None:
                continue
            decks = set(need.exam.decks or held)
            count = sum(held.get(deck, 0) for deck in decks)
            if need.exam.cards > count and held.keys() >= decks and not decks & set(unsure):
                at = place_of(descend(shop.tree, ("dans", place, "needs", number, "exam", "cards")))
                yield Finding(file, at.line, at.column, "warning", "short-exam", *_told(level.dan, need.exam, count))


def _told(dan: int, exam: ExamNeed, count: int) -> tuple[Message, Message]:
    message = Message(
        "The exam of dan {dan} asks {questions}, but its decks hold only {count} that an exam can ask.",
        dan=dan,
        questions=counted("{count} question", "{count} questions", exam.cards),
        count=count,
    )
    if not count:
        return message, Message("Add cards that are typed, picked or put in order: recall cards cannot be judged.")
    hint = Message("Write “cards: {count}” or less, or name more decks; recall cards do not count.", count=count)
    return message, hint
