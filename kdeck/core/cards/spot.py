"""Mark the fields of a form that are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from kdeck.core.cards.card import CardKind, Content, Draw, Mode, Prompt, Verdict
from kdeck.core.cards.choice import grade_options, option_slips
from kdeck.core.message import Message


class _Fields(NamedTuple):
    fields: tuple[tuple[str, str], ...]
    faulty: tuple[str, ...]
    kind: CardKind = "spot"


class Spot(_Fields, Content):
    """fields: name and shown value of each. faulty: the names of those that are wrong."""

    __slots__ = ()
    name = Message("find the mistake")
    mode: ClassVar[Mode] = "pick-all"
    ordered = False

    @property
    def answer(self) -> tuple[str, ...]:
        """The names of the wrong fields."""
        return self.faulty

    def draw(self, asked: Draw) -> Prompt:
        """The form as it stands; an answer is made of names."""
        names = tuple(name for name, _value in self.fields)
        return Prompt(asked.card, asked.repetition, self.mode, names, tuple(_shown(*field) for field in self.fields))

    def grade(self, prompt: Prompt, answer: tuple[str, ...]) -> Verdict:
        """All the wrong ones, and no other."""
        return grade_options(prompt, self.faulty, answer)

    def slips(self, prompt: Prompt) -> Iterator[tuple[str, ...]]:
        """Another option, or one too few."""
        return option_slips(prompt, self.faulty)


def _shown(name: str, value: str) -> str:
    """A field of a form, with the colon of the script that its name is in."""
    return f"{name}{': ' if name.isascii() else '：'}{value}"
