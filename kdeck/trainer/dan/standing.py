"""Where a learner stands on the ladder, and which levels are earned by now."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kdeck.core.dan.found import RecallFound
from kdeck.core.dan.judge import Judged, cards_short
from kdeck.core.dan.ladder import Ladder, Reached, Rung, ladder
from kdeck.core.dan.need import ExamNeed, RecallNeed, asked_of
from kdeck.core.dan.record import Attained, DeckVersion, attained, to_plain
from kdeck.core.event import Event
from kdeck.core.moment import Moment
from kdeck.core.shop import Deck
from kdeck.decks.discover import SHOPS
from kdeck.trainer.awards import NEVER, Patience
from kdeck.trainer.dan.gather import evidence, reached
from kdeck.trainer.trainer import Trainer


class Earned(NamedTuple):
    """Levels that are earned and that the journal does not hold. events: to be stored, the lowest level first.

    patience: of the level that is in hand then.
    """

    events: tuple[Event, ...]
    patience: Patience


def look(trainer: Trainer) -> Ladder:
    """The whole ladder; nothing is stored."""
    asked = asked_of(trainer.library.shop.dans)
    return ladder(asked, evidence(trainer, asked), reached(trainer))


def in_hand(trainer: Trainer) -> Ladder:
    """The same of the level in hand and what is reached, without judging all others: what Home tells."""
    return _in_hand(trainer, reached(trainer))


def earned(trainer: Trainer) -> Earned:
    """The levels that are earned by now, as events with their evidence; nothing is stored.

    It may be called within the transaction that stores what earns them.
    """
    events: list[Event] = []
    done = reached(trainer)
    while (rung := (found := _in_hand(trainer, done)).earned) is not None:
        event = trainer.event("dan", f"dan/{rung.dan}", to_plain(record_of(trainer, rung)), len(events))
        events.append(event)
        done = (*done, Reached(rung.dan, Moment(event.at, event.offset), event.id))
    return Earned(tuple(events), Patience(trainer.study_day(), _reviews_left(found.current)))


def _in_hand(trainer: Trainer, done: tuple[Reached, ...]) -> Ladder:
    known = {each.dan for each in done}
    asked = [level for level in asked_of(trainer.library.shop.dans) if level.dan not in known and level.needs][:1]
    return ladder(asked, evidence(trainer, asked), done)


def _reviews_left(rung: Rung | None) -> int:
    """The fewest reviews that complete a level: none ever do where anything but recalled cards is missing."""
    short = [] if rung is None else [_short(need) for need in rung.needs if not need.met]
    return max(short) if short and min(short) > 0 else NEVER


def _short(judged: Judged) -> int:
    need, found = judged.need, judged.found
    return cards_short(need, found) if isinstance(need, RecallNeed) and isinstance(found, RecallFound) else 0


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
