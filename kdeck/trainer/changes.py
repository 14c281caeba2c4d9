"""Cards whose fact has changed since it was last answered, and cards that go by another id now.

Today's plan asks at every start, and comparing 100,000 answers takes a fifth of a second. So a look is noted, and the
next one goes over what may differ since: the files whose ids or answers are others, the cards of the events stored
meanwhile, and those that had changed already. With it stands how many cards of each file have been met, which holds
until one of them is touched. The note lives as long as its trainer; when a session ends, it is kept with the journal.
A lost note costs time, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from kdeck.core.events.event import Renames
from kdeck.core.ident import deck_of
from kdeck.decks.library import Library
from kdeck.journal.base import Journal

NOTE: Final = "changes"
"""The name under which a look is noted."""
_MANY: Final = 4096
"""Cards from which on comparing all of them at once is quicker."""
_OLD: Final = 16
"""Cards answered since the last note from which on it is worth another."""


class Look(NamedTuple):
    """What a look came to. cards: the changed ones.

    met: by file how many of its cards have been met, where that is known without counting. events: for how many events
    this holds. stale: whether it is worth noting, so that the next look has less to do.
    """

    cards: tuple[str, ...]
    met: Mapping[str, int]
    events: int
    stale: bool


class _Noted(NamedTuple):
    """A look as it was noted. met: cards met by print, of all files that the library had."""

    cards: tuple[str, ...]
    met: Mapping[str, int]
    events: int


def look(library: Library, journal: Journal, noted: str, renames: Renames | None = None) -> Look:
    """The cards whose answer is another than the one last reviewed, in the library's order.

    noted: the last look, as ``note`` wrote it; empty for none. renames: with them, no card that shares its memory with
    one that was touched is passed over.
    """
    events = journal.count()
    known = _noted(noted, events)
    touched = _touched(journal, known.events, renames) if known else set[str]()
    doubtful = _doubtful(library, known, touched) if known else set[str]()
    if known is None or len(doubtful) > _MANY:
        changed = library.changed(journal.answers()) if events else []
        stale = bool(events)
    else:
        changed = [card for card in doubtful if has_changed(library, journal, card)]
        stale = not known.met.keys() >= {*library.prints} or len(doubtful) > len(known.cards) + _OLD
    met = _still_met(library, known, touched) if known else {}
    return Look(tuple(sorted(changed, key=library.position)), met, events, stale)


def note(library: Library, journal: Journal, found: Look) -> tuple[Look, str]:
    """A look with all of ``met``, and the note of it for the next one."""
    met = {file: found.met.get(file, -1) for file in library.files}
    for place, (file, count) in enumerate(met.items()):
        if count < 0:
            met[file] = cards_met(journal, library.ids_in(place))
    counts = sorted(f"{text}={count}" for text, count in zip(library.prints, met.values(), strict=True))
    return found._replace(met=met), "\n".join((str(found.events), " ".join(counts), *found.cards))


def cards_met(journal: Journal, cards: Sequence[str]) -> int:
    """How many of these cards have a memory."""
    return len(cards) - len(journal.unknown(cards))


def has_changed(library: Library, journal: Journal, card: str) -> bool:
    """Whether a card's answer is another than the one last reviewed; not where that is unknown."""
    if card not in library:
        return False
    memory = journal.memory(card)
    return memory is not None and memory.answer not in ("", library.answer_key(card))


def _noted(note: str, events: int) -> _Noted | None:
    """The last look that was noted; ``None`` where there is none that makes sense."""
    count, *rest = note.split("\n")
    if not rest or not _is_number(count) or int(count) > events:
        return None
    counts, *cards = rest
    met = {
        text: int(number)
        for text, equals, number in (each.partition("=") for each in counts.split(" "))
        if _is_number(number)
    }
    return _Noted(tuple(cards), met, int(count))


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 20


def _touched(journal: Journal, since: int, renames: Renames | None) -> set[str]:
    """The cards of the events after the first ``since``, under all their ids."""
    cards = journal.touched(since)
    return set(cards) if renames is None else {name for card in cards for name in renames.names(card)}


def _doubtful(library: Library, noted: _Noted, touched: Iterable[str]) -> set[str]:
    """Every card that can have changed since, and those that had before."""
    cards = {*noted.cards, *touched}
    fresh = [place for place, text in enumerate(library.prints) if text not in noted.met]
    for place in fresh:
        if len(cards) > _MANY:
            break
        cards.update(library.ids_in(place))
    return cards


def _still_met(library: Library, noted: _Noted, touched: Iterable[str]) -> dict[str, int]:
    """The counts that hold: of the files with the ids and answers that they had, none of whose cards was touched."""
    stirred = {deck_of(card) for card in touched}
    decks = {deck.file for deck in library.decks if deck.id in stirred}
    files = zip(library.files, library.prints, strict=True)
    return {file: noted.met[text] for file, text in files if text in noted.met and file not in decks}


def renamed(library: Library, journal: Journal, renames: Renames) -> dict[str, str]:
    """The cards whose memory still goes by another id only, and that id: what the decks declare with ``was``.

    An old id that the library still has keeps its memory, and of two cards that claim one the first gets it.
    """
    declared = [
        (card, [old for old in olds if not any(name in library for name in renames.names(old))])
        for card, olds in library.was
    ]
    known = _known(journal, {old for _card, olds in declared for old in olds})
    found: dict[str, str] = {}
    taken: set[str] = set()
    for card, olds in declared:
        old = next((old for old in olds if old in known and old not in taken), None)
        if old is not None and card not in found and not _known(journal, {card}):
            found[card] = old
            taken |= renames.names(old)
    return found


def _known(journal: Journal, cards: Iterable[str]) -> set[str]:
    """Those of ``cards`` that the learner has met, or marked."""
    decks: dict[str, list[str]] = {}
    for card in cards:
        decks.setdefault(deck_of(card), []).append(card)
    marks: Mapping[str, object] = journal.marks() if decks else {}
    met = {card for ids in decks.values() for card in set(ids).difference(journal.unknown(ids))}
    return met | {card for ids in decks.values() for card in ids if card in marks}
