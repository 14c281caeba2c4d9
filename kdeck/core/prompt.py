"""A card as it is asked this time: reproducible from card id and repetition."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from kdeck.core.card import Card, CardKind

if TYPE_CHECKING:
    from kdeck.core.table import Case

Mode = Literal["reveal", "type", "gaps", "list", "pick", "pick-all", "sequence", "reply"]

_MODES: Final[dict[CardKind, Mode]] = {
    "recall": "reveal",
    "typed": "type",
    "cloze": "gaps",
    "choice": "pick",
    "set": "list",
    "order": "sequence",
    "spot": "pick-all",
    "rule": "pick",
    "size": "pick",
    "phrase": "reply",
}


class Prompt(NamedTuple):
    """One question.

    mode: what the learner does: reveal and judge oneself; type one text; type each gap; type a list of items in one
    line; pick one option; pick all that apply; put the options in order; reply to a customer in better words.
    options: what an answer is made of. labels: how each option is shown (same length; differs for ``spot``).
    case: the position of each input in its domain, where a case was drawn (``kdeck.core.table``); text: the question
    with the case's values in it.
    """

    card: Card
    repetition: int
    mode: Mode
    options: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    case: Case = ()
    text: str = ""

    @property
    def question(self) -> str:
        """The question's text."""
        return self.text or self.card.front

    @property
    def fields(self) -> int:
        """How many texts are to be typed: one per gap of a cloze, else one; none when nothing is typed."""
        if self.mode == "gaps":
            return len(self.card.back)
        return 1 if self.mode in ("type", "list", "reply") else 0


def draw(card: Card, repetition: int) -> Prompt:
    """The question for the ``repetition``-th review of a card (0 for the first)."""
    mode = _MODES[card.kind]
    if card.kind == "spot":
        names = tuple(name for name, _ in card.fields)
        return Prompt(card, repetition, mode, names, tuple(f"{name}：{value}" for name, value in card.fields))
    if card.kind == "choice":
        options = _choice_options(card, _seeded(card, repetition))
        return Prompt(card, repetition, "pick-all" if len(card.back) > 1 else "pick", options, options)
    if card.kind == "order":
        options = _shuffled_steps(card.back, _seeded(card, repetition))
        return Prompt(card, repetition, mode, options, options)
    return Prompt(card, repetition, mode)


def _seeded(card: Card, repetition: int) -> random.Random:
    return random.Random(f"{card.id}#{repetition}")  # noqa: S311 - a shuffle, not a secret


def _choice_options(card: Card, rng: random.Random) -> tuple[str, ...]:
    options = [option for option in (*card.back, *card.wrong) if option != card.last]
    rng.shuffle(options)
    if card.last is not None:
        options.append(card.last)
    return tuple(options)


def _shuffled_steps(steps: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    """The steps in another order than the right one, where there is another."""
    shuffled = list(steps)
    rng.shuffle(shuffled)
    if tuple(shuffled) == steps and len(steps) > 1:
        shuffled = shuffled[1:] + shuffled[:1]
    return tuple(shuffled)
