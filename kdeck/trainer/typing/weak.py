"""What was slow or wrong in a run: its phrases by the time for a character, and what was typed for what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from statistics import median
from typing import Final, NamedTuple

from kdeck.core.keyboard.costs import costs
from kdeck.core.keyboard.run import Run
from kdeck.core.keyboard.score import units
from kdeck.core.keyboard.width import folded

_MOST: Final = 3
_SLOW: Final = 1.25
"""How many times slower than the middle phrase one is that is worth practising though it was right."""
_SHORTEST: Final = 3
_LONGEST: Final = 12
"""Graphemes of a phrase of Chinese; of English it is this many words' letters at most."""
_WORD: Final = 3
"""Graphemes in a row that may be wrong together where one word was taken for another."""
_END: Final = re.compile(r"[，。！？、；：,.!?;:\s…—]")


class Confusion(NamedTuple):
    """What was typed for what, and the phrase of the passage in which it was."""

    asked: str
    typed: str
    phrase: str


class Weak(NamedTuple):
    """A phrase of the passage. ms: for one character. errors: left in it."""

    phrase: str
    ms: int
    errors: int


def weakest(run: Run, most: int = _MOST) -> tuple[Weak, ...]:
    """The phrases of a run that cost most, the worst first; only those that were wrong or clearly slow."""
    spent = costs(run)
    found = []
    for first, end in phrases(run.text):
        if end > len(spent):  # it was not typed to its end
            break
        phrase = "".join(run.passage[first:end]).strip()
        ms, errors = (sum(values) for values in zip(*spent[first:end], strict=True))
        found.append(Weak(phrase, round(ms / (end - first)), round(errors)))
    if not found:
        return ()
    usual = median(weak.ms for weak in found) * _SLOW
    worth = [weak for weak in found if len(weak.phrase) >= _SHORTEST and (weak.errors or weak.ms > usual)]
    worth.sort(key=lambda weak: -weak.ms * (1 + weak.errors))
    return tuple({weak.phrase: weak for weak in reversed(worth)}.values())[::-1][:most]


def confusions(run: Run) -> tuple[Confusion, ...]:
    """What was asked and what was typed for it, each pair once: 的 and 得, 0 and O, a word and one that sounds alike.

    Letters and digits only, and in a text that is right around them: what is wrong altogether has confused nothing.
    """
    found: dict[tuple[str, str], Confusion] = {}
    spans = phrases(run.text)
    for right, group in groupby(run.steps(), key=lambda step: step.kind == "right"):
        steps = tuple(group)
        if right or len(steps) > _WORD:
            continue
        places = [(step.passage, step.typed) for step in steps]
        pairs = [(run.passage[at], run.typed[typed]) for at, typed in places if at is not None and typed is not None]
        asked, typed = ("".join(side) for side in zip(*pairs, strict=True)) if len(pairs) == len(steps) else ("", "")
        if not (asked.isalnum() and typed.isalnum()) or any(folded(one) == folded(two) for one, two in pairs):
            continue  # another sign or width is a matter of the input method's state, not of fingers or ears
        first, end = next((span for span in spans if span[0] <= (places[0][0] or 0) < span[1]), (0, 0))
        found.setdefault((asked, typed), Confusion(asked, typed, "".join(run.passage[first:end]).strip()))
    return tuple(found.values())


def phrases(text: str) -> list[tuple[int, int]]:
    """First and end of each clause, in graphemes without line ends, long ones cut.

    Where there are more digits than letters, each word is one.
    """
    found, start = list[tuple[int, int]](), 0
    words = sum(character.isdecimal() for character in text) > sum(character.isalpha() for character in text)
    for paragraph in map(units, text.splitlines()):
        found += [(start + first, start + end) for first, end in _clauses(paragraph, words=words)]
        start += len(paragraph)
    return found


def _clauses(passage: list[str], *, words: bool) -> Iterator[tuple[int, int]]:
    wide = any(grapheme >= "\u2e80" for grapheme in passage)
    longest, first = _LONGEST if wide else _LONGEST * 3, 0
    for place, grapheme in enumerate(passage):
        spaced = grapheme == " " and not wide
        full = place + 1 - first >= longest and (wide or spaced)
        ends = words if spaced else _END.match(grapheme) and not _within_number(passage, place)
        if ends or full or place == len(passage) - 1:
            yield first, place + 1
            first = place + 1


def _within_number(passage: list[str], place: int) -> bool:
    """Whether a sign stands between two digits, as in 16:00; a Chinese full stop ends a sentence even there."""
    return passage[place] in ".:," and all(
        0 <= at < len(passage) and passage[at].isdecimal() for at in (place - 1, place + 1)
    )
