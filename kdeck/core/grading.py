"""From an answer to a verdict, and from a verdict to a rating. Pure; forgiving as deck-format says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from kdeck.core.alignment import Piece, align
from kdeck.core.card import Card
from kdeck.core.events.payload import LONGEST_TEXT
from kdeck.core.normal import fold_width, normalise
from kdeck.core.prompt import Prompt
from kdeck.core.rating import Rating
from kdeck.core.reply import first

_SIGN: Final = re.compile(r"([、，,;；\n])")
_SPACE: Final = re.compile(r"(\s+)")


class Part(NamedTuple):
    """One thing asked and what was given for it; pieces: the differences, where both are texts."""

    given: str
    expected: str
    right: bool
    pieces: tuple[Piece, ...] = ()


class Verdict(NamedTuple):
    """Right or wrong with the differences; ``right`` is ``None`` when the learner has yet to judge.

    Parts of a reply: one for each forbidden text found (as it was typed, nothing expected), and one for each group of
    which it must hold a word (that word, or nothing; expected are all of the group).
    """

    right: bool | None
    given: tuple[str, ...]
    parts: tuple[Part, ...] = ()


def grade(prompt: Prompt, answer: tuple[str, ...]) -> Verdict:
    """Judge an answer: typed texts in order, chosen options, the options in the order given, or a reply."""
    card, answer = prompt.card, clipped(answer)
    if prompt.mode == "reply":
        return _grade_reply(card, answer)
    if prompt.mode == "reveal":
        return Verdict(None, answer)
    if prompt.mode in ("type", "gaps"):
        return _grade_texts(card, answer)
    if prompt.mode == "list":
        return _grade_items(card, split_items(answer[0] if answer else "", card.back))
    if prompt.mode == "sequence":
        return _grade_sequence(card, answer)
    return _grade_options(prompt, answer)


def clipped(answer: Iterable[str]) -> tuple[str, ...]:
    """An answer as far as it is looked at and kept."""
    return tuple(text[:LONGEST_TEXT] for text in answer)


def rating_for(verdict: Verdict, milliseconds: int, seconds: int | None) -> Rating:
    """Wrong → Again, right → Good, right but past the time limit → Hard. ``ValueError`` without a verdict."""
    if verdict.right is None:
        raise ValueError("this card is rated by the learner")
    if not verdict.right:
        return Rating.AGAIN
    late = seconds is not None and milliseconds > seconds * 1000
    return Rating.HARD if late else Rating.GOOD


def confusions(prompt: Prompt, verdict: Verdict) -> tuple[str, ...]:
    """What was taken for the right answer though it answers something like it: wrong options, siblings' values."""
    card = prompt.card
    if verdict.right or not (card.wrong or card.table):
        return ()
    if prompt.mode in ("pick", "pick-all"):
        return tuple(dict.fromkeys(text for text in verdict.given if text and text not in card.back))
    siblings = {normalise(text): text for text in reversed(card.wrong)}
    given = (normalise(part.given) for part in verdict.parts if part.given and not part.right)
    return tuple(dict.fromkeys(siblings[key] for key in given if key in siblings))


def split_items(text: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """The items of a list typed in one line: between 、 , ; or line ends, else between spaces if several are asked.

    A wanted item that holds such a sign itself (“intact, unworn”) is one item wherever it stands.
    """
    between = _SIGN if len(wanted) < 2 or _SIGN.search(text) else _SPACE
    pieces = between.split(text)  # items at even places, what stands between them at odd ones
    keys = {normalise(item) for item in wanted}
    longest = 2 * max((len(between.findall(item)) for item in wanted), default=0) + 1
    items, start = [], 0
    while start < len(pieces):
        ends = range(min(len(pieces), start + longest), start, -2)
        joined = {end: "".join(pieces[start:end]).strip() for end in ends}
        end = next((end for end, item in joined.items() if normalise(item) in keys), start + 1)
        items.append("".join(pieces[start:end]).strip())
        start = end + 1
    return tuple(item for item in items if item)


def matches(card: Card, given: str, expected: str) -> bool:
    """Whether a typed text counts as the expected one under the card's ``match``."""
    if card.match == "exact":
        return given.strip() == expected.strip()
    if card.match == "number":
        wanted, got = _number(expected, card.unit), _number(given, card.unit)
        return wanted is not None and wanted == got
    got_text, wanted_text = normalise(given), normalise(expected)
    if got_text == wanted_text:
        return bool(got_text)
    unit = normalise(card.unit)
    return (
        bool(unit) and bool(got_text) and got_text.removesuffix(unit).strip() == wanted_text.removesuffix(unit).strip()
    )


def _grade_texts(card: Card, answer: tuple[str, ...]) -> Verdict:
    parts = []
    for place, expected in enumerate(card.back):
        given = answer[place] if place < len(answer) else ""
        accepted = (expected, *card.accept) if card.kind == "typed" else (expected,)
        right = any(matches(card, given, text) for text in accepted)
        parts.append(Part(given, expected, right, () if right else align(given, expected)))
    return Verdict(all(part.right for part in parts), answer, tuple(parts))


def _grade_items(card: Card, items: tuple[str, ...]) -> Verdict:
    wanted = {normalise(item): item for item in card.back}
    given = {normalise(item): item for item in items}
    parts = [Part(given.get(key, ""), item, key in given) for key, item in wanted.items()]
    parts += [Part(item, "", False) for key, item in given.items() if key not in wanted]
    return Verdict(all(part.right for part in parts), items, tuple(parts))


def _grade_sequence(card: Card, answer: tuple[str, ...]) -> Verdict:
    given = answer + ("",) * (len(card.back) - len(answer))
    parts = tuple(Part(got, wanted, got == wanted) for got, wanted in zip(given, card.back, strict=False))
    return Verdict(answer == card.back, answer, parts)


def _grade_reply(card: Card, answer: tuple[str, ...]) -> Verdict:
    reply = "\n".join(answer)
    if not card.objective:
        return Verdict(None, answer)
    forbidden = dict.fromkeys(filter(None, (first(reply, text) for text in card.never)))
    parts = [Part(text, "", False) for text in forbidden]
    for group in card.must:
        found = next(filter(None, (first(reply, text) for text in group)), "")
        parts.append(Part(found, " / ".join(group), bool(found)))
    return Verdict(bool(reply.strip()) and all(part.right for part in parts), answer, tuple(parts))


def _grade_options(prompt: Prompt, answer: tuple[str, ...]) -> Verdict:
    wanted, given = set(prompt.card.back), set(answer)
    parts = tuple(
        Part(
            option if option in given else "",
            option if option in wanted else "",
            (option in given) == (option in wanted),
        )
        for option in prompt.options
        if option in wanted or option in given
    )
    return Verdict(wanted == given, answer, parts)


def _number(text: str, unit: str) -> Decimal | None:
    folded = fold_width(text).casefold().strip().rstrip(".")
    folded = folded.removesuffix(fold_width(unit).casefold().strip()).strip().replace(",", "").replace(" ", "")
    try:
        number = Decimal(folded)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
