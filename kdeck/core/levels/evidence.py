"""What a learner has shown, as far as levels count it: objective results, never a self-grade.

Whoever reads a journal fills these in; nothing here knows how a result is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, Final, NamedTuple

from kdeck.core.levels.need import NeedKind
from kdeck.core.moment import Moment
from kdeck.core.typing.score import Unit


class Proof(NamedTuple):
    """The event that shows something, and when it was."""

    id: str
    at: Moment


class CardState(NamedTuple):
    """One card of the decks that are asked for, now.

    recall: predicted, 0..1; ``None`` where it was never answered, is still being learnt within the day, or states
    another fact than the one last answered. objective: whether the program judges its answers. proven: whether the
    newest answer was judged by the program, in a review or an exam. asleep: suspended by the learner.
    """

    card: str
    deck: str
    recall: float | None = None
    objective: bool = True
    proven: bool = False
    asleep: bool = False


class ExamSat(NamedTuple):
    """An exam that has ended.

    decks: ids, none for all. wanted: questions that were asked for; items: those that there were, fewer where the decks
    hold no more. counts: it was no trial, and asked as it was drawn.
    """

    proof: Proof
    dan: int | None
    decks: tuple[str, ...]
    wanted: int
    items: int
    right: int
    milliseconds: int
    counts: bool = True

    @property
    def share(self) -> float:
        """Right answers of all questions, 0..1."""
        return self.right / self.items if self.items else 0.0


class TypedRun(NamedTuple):
    """A certified typing run that counts. net: speed in ``unit``. accuracy, fixes (taken back): 0..1."""

    proof: Proof
    unit: Unit
    net: float
    accuracy: float
    fixes: float
    milliseconds: int


class ChatRun(NamedTuple):
    """Chats answered at once. waits: milliseconds until each reply, ``None`` where none came.

    right: share of the facts asked for that were said, 0..1. forbidden: words that were said and must not be. counts:
    it was a whole run.
    """

    proof: Proof
    chats: int
    waits: tuple[int | None, ...]
    right: float = 1.0
    forbidden: int = 0
    counts: bool = True

    def in_time(self, seconds: float) -> int:
        """How many replies came within so many seconds."""
        return sum(wait is not None and wait <= seconds * 1000 for wait in self.waits)


class OwnDeck(NamedTuple):
    """A deck that the learner wrote and that passed the check.

    cards: those that neither the shop's decks hold nor the deck itself a second time. kinds: how many kinds they are
    of. digest: SHA-256 of the file.
    """

    proof: Proof
    deck: str
    title: str
    cards: int
    kinds: int
    digest: str


class Witnessed(NamedTuple):
    """Somebody who trains confirms a level."""

    proof: Proof
    dan: int
    name: str


class Evidence(NamedTuple):
    """Everything that needs are held against; results newest first.

    cards: of the decks that are asked for, at least. titles: of decks by id. unit: of the shop's typing speeds.
    fixes: net speed and greatest share taken back of each typing grade that bounds it, the slowest first.
    """

    cards: tuple[CardState, ...] = ()
    exams: tuple[ExamSat, ...] = ()
    typed: tuple[TypedRun, ...] = ()
    chats: tuple[ChatRun, ...] = ()
    decks: tuple[OwnDeck, ...] = ()
    witnesses: tuple[Witnessed, ...] = ()
    titles: Mapping[str, str] = {}
    unit: Unit = "字/分"
    fixes: tuple[tuple[float, float], ...] = ()

    def only(self, known: Set[str]) -> Evidence:
        """The same with those results alone whose events are ``known``."""
        results = ("exams", "typed", "chats", "decks", "witnesses")
        kept: dict[str, Any] = {
            kind: tuple(each for each in getattr(self, kind) if each.proof.id in known) for kind in results
        }
        return self._replace(**kept)


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
