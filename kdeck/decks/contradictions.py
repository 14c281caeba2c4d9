"""Two places that cannot both be right: another value for one fact of one product, another number for one policy.

What is found:

* two entries of one product, known by its article number (``sku``) or, where one of them has none, by its name, that
  give different values for one fact, one size or one measure (``contradiction``);
* two questions about the same whose answers are different numbers of one unit: typed, recalled, chosen or left out of
  a text, in any two entries (``contradiction``). Two questions are about the same when the same words are left of them
  once numbers, question words and what every question of a shop says are taken out, whatever their order; see
  ``subject``. Numbers that the questions themselves name must agree, so that ``after 3 days`` is not ``after 5 days``;
* a bound of a decision table against the same bound of another, or against a card: the rule's question, the outcome
  that the bound leads to and what else that outcome tests are its words (``contradiction``);
* one of two such places that writes a number where the other uses a term for it (``literal-term``).

What is not: numbers in English words (a week), texts that put the same in other words (“ship” and “leave our
warehouse”), sentences of several statements, explanations (``why``, ``because``), and questions with a condition more
or less, which may well have another answer. It would rather miss one than cry wolf: each finding should be worth a
look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from kdeck.core.finding import Finding
from kdeck.core.message import Message
from kdeck.decks.compiled import Claims, FactClaim, NumberClaim
from kdeck.decks.subject import alike, subject, subject_words

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
