"""Speed and steadiness of a typing run, from its score and its strokes."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from kdeck.core.keyboard.graphemes import graphemes
from kdeck.core.keyboard.score import Score
from kdeck.core.keyboard.stroke import Stroke

Unit = Literal["字/分", "WPM"]

_WORD: Final = 5
"""Characters of a word where words are counted: the convention of typing tests in English."""
_PENALTY: Final = 5
"""What an error left standing costs under the strict count, in characters."""
_WINDOW_MS: Final = 5_000
_BEST_MS: Final = 10_000
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class Figures(NamedTuple):
    """What a run came to. Speeds are in ``unit`` (characters or words a minute), shares and steadiness 0..1.

    net: right characters only. gross: all that were typed, those taken back too. strict: right ones less five for
    each error left. consistency: one less the coefficient of variation of the speed over windows of five seconds,
    ``None`` for a run of less than two. best10: the best ten seconds, ``None`` for a shorter run.
    """

    unit: Unit
    net: float
    gross: float
    strict: float
    accuracy: float
    first_try: float
    fix_share: float
    consistency: float | None
    best10: float | None


def unit_of(passage: str) -> Unit:
    """Characters a minute where a passage holds Chinese, words a minute elsewhere."""
    return "字/分" if _HAN.search(passage) else "WPM"


def per_minute(count: float, milliseconds: float, unit: Unit) -> float:
    """A count of graphemes as a speed. ``ValueError`` for a time that is not above zero."""
    if milliseconds <= 0:
        raise ValueError("a run takes time")
    return count * 60_000 / milliseconds / (_WORD if unit == "WPM" else 1)


def figures(score: Score, strokes: Sequence[Stroke], milliseconds: int, unit: Unit) -> Figures:
    """The figures of a run of ``milliseconds``; strokes may be empty where only the result is known."""
    rates = speeds(strokes, milliseconds, unit)
    return Figures(
        unit=unit,
        net=per_minute(score.correct, milliseconds, unit),
        gross=per_minute(score.typed + score.fixed, milliseconds, unit),
        strict=max(0.0, per_minute(score.correct - _PENALTY * score.incorrect, milliseconds, unit)),
        accuracy=score.accuracy,
        first_try=score.first_try,
        fix_share=score.fix_share,
        consistency=_steadiness(rates),
        best10=_best(strokes, milliseconds, unit),
    )


def speeds(strokes: Sequence[Stroke], milliseconds: int, unit: Unit) -> list[float]:
    """The gross speed of each whole window of five seconds."""
    windows = [0] * (milliseconds // _WINDOW_MS)
    for stroke in strokes:
        place = stroke.ms // _WINDOW_MS
        if stroke.kind == "commit" and place < len(windows):
            windows[place] += len(graphemes(stroke.text))
    return [per_minute(count, _WINDOW_MS, unit) for count in windows]


def _steadiness(rates: Sequence[float]) -> float | None:
    mean = sum(rates) / len(rates) if rates else 0.0
    if len(rates) < 2 or not mean:
        return None
    spread = math.sqrt(sum((rate - mean) ** 2 for rate in rates) / len(rates))
    return max(0.0, 1.0 - spread / mean)


def _best(strokes: Sequence[Stroke], milliseconds: int, unit: Unit) -> float | None:
    """The most that was committed in ten seconds, beginning with any stroke, the deletions in them taken off."""
    if milliseconds < _BEST_MS:
        return None
    counts = [(stroke.ms, _gain(stroke)) for stroke in strokes if stroke.kind in ("commit", "delete")]
    best = total = first = 0
    for ms, gain in counts:
        total += gain
        while counts[first][0] <= ms - _BEST_MS:
            total -= counts[first][1]
            first += 1
        best = max(best, total)
    return per_minute(best, _BEST_MS, unit)


def _gain(stroke: Stroke) -> int:
    return len(graphemes(stroke.text)) if stroke.kind == "commit" else -1
