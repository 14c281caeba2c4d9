"""What there is of each need so far, in figures: what a certificate states and a check recomputes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from kdeck.core.dan.need import NeedKind


class RecallFound(NamedTuple):
    """cards: all that count. reached: at or above the bar. judged: those whose answers the program judges.

    asleep: suspended cards that were left out.
    """

    cards: int = 0
    reached: int = 0
    judged: int = 0
    judged_reached: int = 0
    asleep: int = 0


class ExamFound(NamedTuple):
    """The exam that counts: the one that meets the need, else the best so far. ``items`` is 0 before the first."""

    right: int = 0
    items: int = 0
    milliseconds: int = 0


class TypingFound(NamedTuple):
    """reached: runs that meet the need, of the newest ``of``. net, accuracy, fixes: of the run that decides.

    most_fixes: the greatest share that may be taken back, ``None`` where nothing bounds it.
    """

    reached: int = 0
    of: int = 0
    net: float = 0.0
    accuracy: float = 0.0
    fixes: float = 0.0
    unit: str = ""
    most_fixes: float | None = None


class RespondFound(NamedTuple):
    """The chats that count: those that meet the need, else the best so far. chats is 0 before the first.

    replies: messages that wanted one. right: share of the facts that were said, 0..1. forbidden: words said.
    """

    chats: int = 0
    replies: int = 0
    in_time: int = 0
    right: float = 0.0
    forbidden: int = 0


class DeckFound(NamedTuple):
    """The deck that counts. ``deck`` is empty before the first."""

    deck: str = ""
    title: str = ""
    cards: int = 0
    kinds: int = 0
    digest: str = ""


class WitnessFound(NamedTuple):
    """Who confirmed; nobody yet where it is empty."""

    name: str = ""


_MOST: Final = 1 << 53
"""Beyond it a figure is none: it would be no whole number as a float."""
Found = RecallFound | ExamFound | TypingFound | RespondFound | DeckFound | WitnessFound
_KINDS: Final[dict[str, type[Found]]] = {
    "recall": RecallFound,
    "exam": ExamFound,
    "typing": TypingFound,
    "respond": RespondFound,
    "deck": DeckFound,
    "witness": WitnessFound,
}


def found_of(kind: NeedKind | str, plain: Mapping[str, Any]) -> Found:
    """Figures from what ``_asdict`` made of them; ``ValueError`` where it is something else."""
    shape = _KINDS.get(kind)
    if shape is None or set(plain) != set(shape._fields):
        raise ValueError("these are no figures of a need")
    for name, usual in shape._field_defaults.items():
        value = plain[name]
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _MOST
        fits = isinstance(value, str) if isinstance(usual, str) else number or (usual is None and value is None)
        if not fits or (isinstance(usual, int) and not isinstance(value, int)):
            raise ValueError("these are no figures of a need")
    return shape(**plain)
