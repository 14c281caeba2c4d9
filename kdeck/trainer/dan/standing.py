"""Where a learner stands on the ladder, and keeping it when a level is reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kdeck.core.card import Deck
from kdeck.core.dan.evidence import Evidence
from kdeck.core.dan.ladder import Ladder, Reached, Rung, ladder
from kdeck.core.dan.need import DanAsked, ExamNeed, RecallNeed, asked_of
from kdeck.core.dan.record import Attained, DeckVersion, attained, to_plain
from kdeck.core.moment import Moment
from kdeck.decks.discover import SHOPS
from kdeck.trainer.dan.gather import evidence, reached
from kdeck.trainer.trainer import Trainer


class Standing(NamedTuple):
    """The ladder now. new: the levels that have just been reached and kept, the lowest first."""

    ladder: Ladder
    new: tuple[Rung, ...] = ()


def look(trainer: Trainer) -> Ladder:
    """The whole ladder; nothing is stored."""
    asked = asked_of(trainer.library.shop.dans)
    return ladder(asked, evidence(trainer, asked), reached(trainer))


def climb(trainer: Trainer) -> Standing:
    """The whole ladder; levels that are reached by now are kept, each as one event with its evidence.

    Nothing is stored where the journal is open for reading only; a ``JournalError`` where storing failed.
    """
    asked, done = asked_of(trainer.library.shop.dans), reached(trainer)
    return _climb(trainer, asked, evidence(trainer, asked), done)


def in_hand(trainer: Trainer) -> Standing:
    """The same of the level in hand and what is reached, without judging all others: what Home tells."""
    asked, done = asked_of(trainer.library.shop.dans), reached(trainer)
    known = {each.dan for each in done}
    open_levels = [level for level in asked if level.dan not in known and level.needs][:1]
    found = _climb(trainer, open_levels, evidence(trainer, open_levels), done)
    return in_hand(trainer)._replace(new=found.new) if found.new else found


def _climb(trainer: Trainer, asked: Sequence[DanAsked], shown: Evidence, done: tuple[Reached, ...]) -> Standing:
    new: list[Rung] = []
    found = ladder(asked, shown, done)
    while (rung := found.earned) is not None and not trainer.journal.read_only:
        body = to_plain(record_of(trainer, rung))
        event = trainer.keep_run("dan", f"dan/{rung.dan}", body)
        done = (*done, Reached(rung.dan, Moment(event.at, event.offset), event.id))
        found = ladder(asked, shown, done)
        new.append(found.rungs[rung.dan - 1])
    return Standing(found, tuple(new))


def record_of(trainer: Trainer, rung: Rung) -> Attained:
    """What is kept of a level that holds now."""
    shop = trainer.library.shop
    return attained(rung, shop.id, shop.name, _versions(trainer, rung))


def _versions(trainer: Trainer, rung: Rung) -> Iterator[DeckVersion]:
    """shop.yaml, which states the needs, and the decks that they are about."""
    library, names, whole = trainer.library, set[str](), False
    for need in (judged.need for judged in rung.needs):
        if isinstance(need, (RecallNeed, ExamNeed)):
            names.update(need.decks)
            whole = whole or not need.decks
    folder = Path(library.root) if library.root else None
    if folder is not None and not folder.is_dir():
        folder = folder.parent
    for shop in SHOPS:
        digest = _digest(folder, shop)
        if digest:
            yield DeckVersion("", shop, library.shop.name, digest)
            break
    for deck in library.decks:
        if whole or deck.id in names:
            yield DeckVersion(
                deck.id, deck.file, deck.title, _digest(folder, deck.file) or _digest_of_cards(trainer, deck)
            )


def _digest(folder: Path | None, name: str) -> str:
    """SHA-256 of a file of the library; empty where it cannot be read (any more)."""
    if folder is None:
        return ""
    try:
        return sha256((folder / name).read_bytes()).hexdigest()
    except OSError:
        return ""


def _digest_of_cards(trainer: Trainer, deck: Deck) -> str:
    """Of a deck without a file: SHA-256 of its cards' ids and answers."""
    ids = trainer.library.ids_of(deck)
    text = "\n".join(f"{card}\t{trainer.library.answer_key(card)}" for card in ids)
    return sha256(text.encode()).hexdigest()
