"""What was slow or wrong in a run: its phrases by the time for a character, and what was typed for what."""

from __future__ import annotations

import re
from statistics import median
from typing import Final, NamedTuple

from kdeck.core.keyboard.run import Run

_MOST: Final = 3
_SLOW: Final = 1.25
"""How many times slower than the middle phrase one is that is worth practising though it was right."""
_LONGEST: Final = 12
"""Graphemes of a phrase of Chinese; of English it is this many words' letters at most."""
_END: Final = re.compile(r"[，。！？、；：,.!?;:\s…—]")


class Weak(NamedTuple):
    """A phrase of the passage. ms: for one character. errors: left in it."""

    phrase: str
    ms: int
    errors: int


def weakest(run: Run, most: int = _MOST) -> tuple[Weak, ...]:
    """The phrases of a run that cost most, the worst first; only those that were wrong or clearly slow."""
    found, previous = list[Weak](), 0
    reached: dict[int, int] = {}
    wrong: set[int] = set()
    for step in run.steps():
        if step.passage is not None and step.typed is not None:
            reached[step.passage] = run.times[step.typed]
        if step.kind != "right":
            wrong.add(step.passage if step.passage is not None else max(reached, default=0))
    last = max(reached, default=-1)
    for first, end in _phrases(run.passage):
        if end > last + 1:
            break
        came = max((reached[place] for place in range(first, end) if place in reached), default=previous)
        phrase = "".join(run.passage[first:end]).strip()
        errors = sum(place in wrong for place in range(first, end))
        found.append(Weak(phrase, (came - previous) // (end - first), errors))
        previous = came
    if not found:
        return ()
    usual = median(weak.ms for weak in found) * _SLOW
    worth = [weak for weak in found if len(weak.phrase) > 1 and (weak.errors or weak.ms > usual)]
    worth.sort(key=lambda weak: -weak.ms * (1 + weak.errors))
    return tuple({weak.phrase: weak for weak in reversed(worth)}.values())[::-1][:most]


def confusions(run: Run) -> tuple[tuple[str, str], ...]:
    """What was asked and what was typed for it, each pair once."""
    pairs = (
        (run.passage[step.passage], run.typed[step.typed])
        for step in run.steps()
        if step.kind == "substituted" and step.passage is not None and step.typed is not None
    )
    return tuple(dict.fromkeys(pairs))


def _phrases(passage: list[str]) -> list[tuple[int, int]]:
    """First and end of each clause, long ones cut."""
    longest = _LONGEST if any(grapheme >= "\u2e80" for grapheme in passage) else _LONGEST * 3
    spans, first = [], 0
    for place, grapheme in enumerate(passage):
        spaced = longest > _LONGEST and grapheme == " "
        full = place + 1 - first >= longest and (longest == _LONGEST or spaced)
        if (_END.match(grapheme) and not spaced) or full or place == len(passage) - 1:
            spans.append((first, place + 1))
            first = place + 1
    return spans
