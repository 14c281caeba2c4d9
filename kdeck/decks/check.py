"""What is wrong between the files of a library."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kdeck.core.cards.card import Card
from kdeck.core.errors import Finding
from kdeck.core.levels.need import ALL
from kdeck.core.message import Message
from kdeck.decks.compiled import Claims, Source
from kdeck.decks.contradictions import contradictions
from kdeck.decks.nearness import did_you_mean, shown
from kdeck.decks.schema import DeckFile
from kdeck.decks.shopfile import ExamNeed, ShopFile
from kdeck.decks.tree import Seq, Text, descend, place_of


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
        "The exam of dan {dan} asks {cards} questions, but its decks hold only {count} that an exam can ask.",
        dan=dan,
        cards=exam.cards,
        count=count,
    )
    if not count:
        return message, Message("Add cards that are typed, picked or put in order: recall cards cannot be judged.")
    hint = Message("Write “cards: {count}” or less, or name more decks; recall cards do not count.", count=count)
    return message, hint
