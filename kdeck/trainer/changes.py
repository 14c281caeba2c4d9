"""Cards whose fact has changed since it was last answered, and cards that go by another id now.

``plan_today`` asks at every start, and comparing 100,000 answers takes a fifth of a second. So a writing session notes
what a look came to, and the next one goes over what may differ since: the files whose ids or answers are others, the
cards of the events stored meanwhile, and those that had changed already. A lost note costs time, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from kdeck.core.errors import JournalError
from kdeck.core.ident import deck_of
from kdeck.core.renames import Renames
from kdeck.decks.library import Library
from kdeck.journal.base import Journal

_NOTE: Final = "changes"
_MANY: Final = 4096
"""Cards from which on comparing all of them at once is quicker."""
_OLD: Final = 64
"""Cards answered since the last note from which on it is worth another."""


class Look(NamedTuple):
    """What a look came to. cards: the changed ones. prints, events: for which files and how many events this holds.

    stale: whether it is worth noting, so that the next look has less to do.
    """

    cards: tuple[str, ...]
    prints: frozenset[str]
    events: int
    stale: bool


def look(library: Library, journal: Journal) -> Look:
    """The cards whose answer is another than the one last reviewed, in the library's order."""
    events, prints = journal.count(), library.prints
    noted = _noted(journal, events)
    doubtful = set() if noted is None else _doubtful(library, journal, noted)
    if noted is None or len(doubtful) > _MANY:
        changed = library.changed(journal.answers()) if events else []
        stale = bool(events)
    else:
        changed = [card for card in doubtful if has_changed(library, journal, card)]
        stale = not noted.prints.issuperset(prints) or len(doubtful) > len(noted.cards) + _OLD
    return Look(tuple(sorted(changed, key=library.position)), frozenset(prints), events, stale)


def note(journal: Journal, found: Look) -> None:
    """Keep what a look came to for the next one."""
    try:
        journal.set_setting(_NOTE, "\n".join((str(found.events), " ".join(sorted(found.prints)), *found.cards)))
    except JournalError:
        return  # a full disk must not keep anyone from seeing today's cards; without the note all are compared again


def forget(journal: Journal) -> None:
    """Let the next look go over everything: memory is no longer what the events since the last one made of it."""
    journal.set_setting(_NOTE, "")


def has_changed(library: Library, journal: Journal, card: str) -> bool:
    """Whether a card's answer is another than the one last reviewed; not where that is unknown."""
    if card not in library:
        return False
    memory = journal.memory(card)
    return memory is not None and memory.answer not in ("", library.answer_key(card))


def _noted(journal: Journal, events: int) -> Look | None:
    """The last look that was noted; ``None`` where there is none that makes sense."""
    count, *rest = (journal.setting(_NOTE) or "").split("\n")
    if not rest or not count.isdecimal() or int(count) > events:
        return None
    prints, *cards = rest
    return Look(tuple(cards), frozenset(prints.split(" ")), int(count), False)


def _doubtful(library: Library, journal: Journal, noted: Look) -> set[str]:
    """Every card that can have changed since, and those that had before."""
    cards = {*noted.cards, *journal.touched(noted.events)}
    fresh = [place for place, text in enumerate(library.prints) if text not in noted.prints]
    for place in fresh:
        if len(cards) > _MANY:
            break
        cards.update(library.ids_in(place))
    return cards


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
