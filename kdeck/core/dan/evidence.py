"""What a learner has shown, as far as levels count it: objective results, never a self-grade.

Whoever reads a journal fills these in; nothing here knows how a result is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import NamedTuple

from kdeck.core.keyboard.figures import Unit
from kdeck.core.moment import Moment


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
        return self._replace(
            exams=tuple(each for each in self.exams if each.proof.id in known),
            typed=tuple(each for each in self.typed if each.proof.id in known),
            chats=tuple(each for each in self.chats if each.proof.id in known),
            decks=tuple(each for each in self.decks if each.proof.id in known),
            witnesses=tuple(each for each in self.witnesses if each.proof.id in known),
        )
