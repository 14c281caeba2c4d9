"""Mark the fields of a form that are wrong."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from kdeck.core.cards.card import CardKind, Draw, Mode, Prompt, Verdict
from kdeck.core.cards.choice import Picked
from kdeck.core.message import Message


class _Fields(NamedTuple):
    faulty: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    kind: CardKind = "spot"


class Spot(_Fields, Picked):
    """faulty: the names of the fields that are wrong. fields: name and shown value of each."""

    __slots__ = ()
    name = Message("find the mistake")
    mode: ClassVar[Mode] = "pick-all"
    form = True

    def draw(self, asked: Draw) -> Prompt:
        """The form as it stands; an answer is made of names."""
        names = tuple(name for name, _value in self.fields)
        return Prompt(asked.card, asked.repetition, self.mode, names, tuple(_shown(*field) for field in self.fields))

    def confusions(self, verdict: Verdict) -> tuple[str, ...]:  # noqa: ARG002 - a field answers nothing
        """None: a field that is right is no other answer."""
        return ()


def _shown(name: str, value: str) -> str:
    """A field of a form, with the colon of the script that its name is in."""
    return f"{name}{': ' if name.isascii() else '：'}{value}"
