"""Put the steps in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from kdeck.core.cards.card import CardKind, Content, Draw, Mode, Part, Prompt, Verdict
from kdeck.core.message import Message


class _Fields(NamedTuple):
    steps: tuple[str, ...]
    kind: CardKind = "order"


class Order(_Fields, Content):
    """steps: in their right order."""

    __slots__ = ()
    name = Message("order")
    mode: ClassVar[Mode] = "sequence"

    @property
    def in_words(self) -> str:
        """The steps with arrows between."""
        return " → ".join(self.steps)

    def draw(self, asked: Draw) -> Prompt:
        """The steps in another order than the right one, where there is another."""
        shuffled = list(self.steps)
        asked.random().shuffle(shuffled)
        if tuple(shuffled) == self.steps and len(self.steps) > 1:
            shuffled = shuffled[1:] + shuffled[:1]
        return Prompt(asked.card, asked.repetition, self.mode, tuple(shuffled), tuple(shuffled))

    def grade(self, prompt: Prompt, answer: tuple[str, ...]) -> Verdict:  # noqa: ARG002 - whatever was asked
        """Every step in its place."""
        given = answer + ("",) * (len(self.steps) - len(answer))
        parts = tuple(Part(got, wanted, got == wanted) for got, wanted in zip(given, self.steps, strict=False))
        return Verdict(answer == self.steps, answer, parts)

    def slips(self, prompt: Prompt) -> Iterator[tuple[str, ...]]:  # noqa: ARG002 - whatever was asked
        """The first two the other way round, or all."""
        yield (*self.steps[1:2], *self.steps[:1], *self.steps[2:])
        yield tuple(reversed(self.steps))
