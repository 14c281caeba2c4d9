"""What can be practised beside the day's work, with counts: chosen from the journal in one pass."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from kdeck.core.memory import is_leech
from kdeck.trainer.session import ahead
from kdeck.trainer.today import recall_now
from kdeck.trainer.trainer import Trainer

CramKind = Literal["ahead", "weak", "flagged", "leech", "deck"]

AHEAD_DAYS: Final = (1, 3, 7)
WEAK_RECALL: Final = 0.8
"""Below this chance of recall a card counts as weak."""


class Cram(NamedTuple):
    """One choice. title: of a deck, as its author wrote it. days: of ``ahead``. cards: ids in the order asked."""

    kind: CramKind
    cards: tuple[str, ...]
    title: str = ""
    days: int = 0


def crams(trainer: Trainer) -> tuple[Cram, ...]:
    """Every choice there is, empty ones too, so that a count of nothing can be seen. Suspended cards stay out."""
    library, now = trainer.library, trainer.now()
    marks = trainer.journal.marks()
    asleep = {card for card, mark in marks.items() if mark.suspended}
    memories = [memory for memory in trainer.journal.memories() if memory.card not in asleep and memory.card in library]
    weak = sorted((recall_now(memory, now), memory.card) for memory in memories)
    flagged = (card for card, mark in marks.items() if mark.flag is not None and card not in asleep and card in library)
    ahead_cards = ((days, ahead(trainer, days)) for days in AHEAD_DAYS)
    return (
        *(Cram("ahead", tuple(card for card in cards if card not in asleep), days=days) for days, cards in ahead_cards),
        Cram("weak", tuple(card for recall, card in weak if recall < WEAK_RECALL)),
        Cram("flagged", tuple(sorted(flagged))),
        Cram("leech", tuple(memory.card for memory in memories if is_leech(memory))),
        *(
            Cram("deck", tuple(card for card in ids if card not in asleep), title=deck.title)
            for deck in library.decks
            for ids in [library.ids_of(deck)]
        ),
    )
