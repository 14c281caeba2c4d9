"""Think, reveal, judge oneself."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from kdeck.core.cards.card import CardKind, Content, Mode, Prompt, Verdict
from kdeck.core.message import Message


class _Fields(NamedTuple):
    back: str
    kind: CardKind = "recall"


class Recall(_Fields, Content):
    """back: the answer, which only the learner can compare with what came to mind."""

    __slots__ = ()
    name = Message("recall")
    tip = Message("You judge this one yourself: think, press space, then 3 if you knew it or 1 if not.")
    mode: ClassVar[Mode] = "reveal"
    objective = False
    comparable = True
    spoken = True

    def sample(self) -> tuple[str, ...]:
        """Nothing: the learner only thinks of it."""
        return ()

    def grade(self, prompt: Prompt, answer: tuple[str, ...]) -> Verdict:  # noqa: ARG002 - whatever was asked
        """Left to the learner."""
        return Verdict(None, answer)
