"""Texts with gaps: ``Paid before {{c1::16:00::a time}} ships today``; gaps of one number are asked together."""

from __future__ import annotations

import re
from typing import NamedTuple

from kdeck.core.message import Message

_GAP = re.compile(r"\{\{c([1-9][0-9]?)::(.+?)\}\}", re.DOTALL)


class Gap(NamedTuple):
    """number: which card asks for it. answer: the text that is missing. hint: shown in its place, may be empty."""

    number: int
    answer: str
    hint: str


class Cloze(NamedTuple):
    """A text cut up: texts and gaps in turn, a text first and last. problems: why it cannot be used, if so."""

    texts: tuple[str, ...]
    gaps: tuple[Gap, ...]
    problems: tuple[Message, ...] = ()

    @property
    def numbers(self) -> list[int]:
        """The numbers in use, ascending: one card each."""
        return sorted({gap.number for gap in self.gaps})

    def front(self, number: int) -> str:
        """The text with the gaps of one number open and all others filled."""
        shown = (_opened(gap) if gap.number == number else gap.answer for gap in self.gaps)
        return self.texts[0] + "".join(gap + text for gap, text in zip(shown, self.texts[1:], strict=True))

    def back(self, number: int) -> tuple[str, ...]:
        """What is missing in the gaps of one number, in their order."""
        return tuple(gap.answer for gap in self.gaps if gap.number == number)


def parse_cloze(text: str) -> Cloze:
    """Find the gaps of a text."""
    texts, gaps, problems = [], [], []
    end = 0
    for found in _GAP.finditer(text):
        answer, _, hint = found[2].partition("::")
        texts.append(text[end : found.start()])
        gaps.append(Gap(int(found[1]), answer.strip(), hint.strip()))
        end = found.end()
    texts.append(text[end:])
    if any("{{" in piece or "}}" in piece for piece in texts) or any("{{" in gap.answer + gap.hint for gap in gaps):
        problems.append(
            Message("A gap is written “{{{{c1::answer}}}}” or “{{{{c1::answer::hint}}}}”; one here is not.")
        )
    elif not gaps:
        problems.append(Message("This text has no gap; write one as “{{{{c1::answer}}}}”."))
    elif not all(gap.answer for gap in gaps):
        problems.append(Message("A gap has no answer."))
    return Cloze(tuple(texts), tuple(gaps), tuple(problems))


def _opened(gap: Gap) -> str:
    return f"[{gap.hint or '…'}]"
