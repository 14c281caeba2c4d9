"""Fill the gaps of a text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import ClassVar, NamedTuple

from kdeck.core.cards.card import CardKind, Content, Mode, Prompt, Verdict, texts_verdict
from kdeck.core.cards.typed import matches, slips_of
from kdeck.core.message import Message


class _Fields(NamedTuple):
    gaps: tuple[str, ...]
    kind: CardKind = "cloze"


class Cloze(_Fields, Content):
    """gaps: what stands in each, in the order of the text."""

    __slots__ = ()
    name = Message("gaps")
    mode: ClassVar[Mode] = "gaps"
    comparable = True

    def grade(self, prompt: Prompt, answer: tuple[str, ...]) -> Verdict:  # noqa: ARG002 - whatever was asked
        """Every gap by itself."""
        pairs = zip_longest(answer[: len(self.gaps)], self.gaps, fillvalue="")
        return texts_verdict(answer, [(given, text, matches(given, text)) for given, text in pairs])

    def slips(self, prompt: Prompt) -> Iterator[tuple[str, ...]]:  # noqa: ARG002 - whatever was asked
        """Slips of the finger in the first gap."""
        return ((text, *self.gaps[1:]) for text in slips_of(self.gaps[0]))
