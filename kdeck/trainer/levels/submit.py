"""What is done for a level: a deck of one's own is submitted, a witness confirms, lapsed cards are refreshed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final, NamedTuple

from kdeck.core.cards.card import Card
from kdeck.core.errors import Finding, UsageError
from kdeck.core.events.event import Event
from kdeck.core.ident import entry_of
from kdeck.core.levels.need import DANS
from kdeck.core.message import Message, counted
from kdeck.core.plan.day import Queue
from kdeck.core.strings import clean_line, normalise
from kdeck.decks.checking import OwnFile, read_own
from kdeck.trainer.study import STUDY, Monotonic, Study
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.upkeep import catch_up

_NAME: Final = 60
_NOTE: Final = 200
SITTING: Final = 50
"""Cards of one refreshing sitting at most: about ten minutes."""


class Looked(NamedTuple):
    """A deck of one's own before it is submitted.

    cards: those of its own, each once. copied: those that the shop's decks hold, or that it holds already. kinds: of
    its own cards. errors: what ``kdeck check`` finds; with any it cannot be submitted.
    """

    deck: str
    title: str
    cards: int
    copied: int
    kinds: int
    errors: tuple[Finding, ...]
    digest: str


def look_at(trainer: Trainer, path: str) -> Looked:
    """Check a deck file; ``LibraryError`` where it is none, or one of the shop's."""
    found = read_own(path, trainer.library.root)
    own = _own_cards(found, trainer)
    deck = found.deck
    return Looked(
        deck="" if deck is None else deck.id,
        title="" if deck is None else clean_line(deck.title or deck.id),
        cards=len(own),
        copied=len(found.cards) - len(own),
        kinds=len({card.kind for card in own}),
        errors=found.errors,
        digest=found.digest,
    )


def fit(trainer: Trainer, path: str) -> Looked:
    """A deck of one's own that can be evidence; ``UsageError`` where it fails the check or has no card of its own."""
    looked = look_at(trainer, path)
    if looked.errors or not looked.deck:
        where = looked.errors[0] if looked.errors else None
        place = f"{where.file}:{where.line}: " if where else ""
        raise UsageError(
            counted(
                "{place}this deck does not pass the check: {count} error",
                "{place}this deck does not pass the check: {count} errors",
                len(looked.errors),
                place=place,
            ),
            Message("kdeck check {path} says what is wrong.", path=clean_line(path)),
        )
    if not looked.cards:
        raise UsageError(Message("This deck has no card that the shop's decks do not have."))
    return looked


def submit(trainer: Trainer, path: str) -> tuple[Looked, Event]:
    """Keep a deck of one's own as evidence; see ``fit``.

    The file is not kept, only its SHA-256 and its counts: whoever has the file can tell that it is the same.
    """
    looked = fit(trainer, path)
    body = {name: value for name, value in looked._asdict().items() if name != "errors"}
    return looked, trainer.keep_run("deck", f"deck/{looked.deck}", body)


def confirm(trainer: Trainer, dan: int, name: str, note: str = "") -> Event:
    """Keep a trainer's word for a level; ``UsageError`` without a name, for no level, or in the learner's own name."""
    name = clean_line(name).strip()[:_NAME]
    if not name:
        raise UsageError(Message("A witness has a name."))
    if normalise(name) == normalise(trainer.learner):
        raise UsageError(Message("Nobody is their own witness."))
    if not 1 <= dan <= DANS:
        raise UsageError(Message("There is no dan {dan}: a number from 1 to 9.", dan=dan))
    body = {"dan": dan, "name": name, "note": clean_line(note).strip()[:_NOTE]}
    return trainer.keep_run("witness", f"witness/{dan}", body)


def refresh(trainer: Trainer, cards: Sequence[str], monotonic: Monotonic = time.monotonic) -> Study:
    """A sitting over cards that have lapsed: answers count for the schedule, as on any day.

    Siblings are kept apart where possible; the first ``SITTING`` of the cards are taken.
    """
    catch_up(trainer)
    rounds: dict[str, int] = {}
    placed = []
    for place, card in enumerate(cards[:SITTING]):
        entry = entry_of(card)
        rounds[entry] = rounds.get(entry, -1) + 1
        placed.append((rounds[entry], place, card))
    return Study(trainer, Queue(tuple(card for _, _, card in sorted(placed))), STUDY, monotonic)


def _own_cards(found: OwnFile, trainer: Trainer) -> list[Card]:
    """The cards that the shop does not have, each once: question and answer are compared as answers are."""
    taken = {_key(card) for card in trainer.library.cards()}
    own = []
    for card in found.cards:
        if _key(card) not in taken:
            taken.add(_key(card))
            own.append(card)
    return own


def _key(card: Card) -> tuple[str, str]:
    return normalise(card.front), card.answer_key
