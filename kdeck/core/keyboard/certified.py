"""What makes a certified run count for nothing, and what a trainer should know of it.

An input method hands over whole sentences, so the time between two characters says nothing: what counts is how much
came since hands could have typed it. Each grapheme fills a bucket that empties at the greatest speed that hands
sustain; one long commit fits into it, a pasted page does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from kdeck.core.keyboard.figures import Unit
from kdeck.core.keyboard.graphemes import graphemes
from kdeck.core.keyboard.stroke import Stroke
from kdeck.core.message import Message

Flag = Literal["focus", "oversized", "clock"]

SUSTAINED: Final[dict[Unit, float]] = {"字/分": 8.0, "WPM": 16.0}
"""Graphemes a second that nobody sustains: 480 字/分, 192 WPM."""
BURST: Final = 30
"""Graphemes that may come at once: more than input methods hand over, less than anyone would paste."""
OVERSIZED: Final = 20
"""Graphemes of one commit from which on a trainer should look at it."""
TOGETHER_MS: Final = 30
"""Strokes so close are one commit: terminals hand it over character by character."""
CLOCK_SHARE: Final = 0.02
_CLOCK_LEAST_MS: Final = 250


class Commit(NamedTuple):
    """What was handed over at once. ms: when. size: graphemes."""

    ms: int
    size: int


class Ruling(NamedTuple):
    """void: why the run counts for nothing, ``None`` when it counts. flags: what does not void it.

    focus: the terminal lost the focus. oversized: one commit was very long. clock: the two clocks disagree.
    """

    void: Message | None
    flags: tuple[Flag, ...]


def rule(strokes: Sequence[Stroke], unit: Unit, *, monotonic_ms: int = 0, wall_ms: int = 0) -> Ruling:
    """Judge a run by its strokes. monotonic_ms, wall_ms: how long it took by the two clocks of the machine."""
    flags: list[Flag] = []
    if any(stroke.kind == "blur" for stroke in strokes):
        flags.append("focus")
    together = commits(strokes)
    if any(commit.size > OVERSIZED for commit in together):
        flags.append("oversized")
    if abs(wall_ms - monotonic_ms) > max(_CLOCK_LEAST_MS, CLOCK_SHARE * monotonic_ms):
        flags.append("clock")
    return Ruling(_void(strokes, together, unit), tuple(flags))


def commits(strokes: Iterable[Stroke]) -> list[Commit]:
    """Committed texts, those of neighbouring strokes put together as they were handed over."""
    found: list[tuple[int, int, str]] = []
    for stroke in strokes:
        if stroke.kind == "commit" and stroke.text:
            if found and stroke.ms - found[-1][1] <= TOGETHER_MS:
                first, _last, text = found[-1]
                found[-1] = (first, stroke.ms, text + stroke.text)
            else:
                found.append((stroke.ms, stroke.ms, stroke.text))
    return [Commit(first, len(graphemes(text))) for first, _last, text in found]


def _void(strokes: Iterable[Stroke], together: Iterable[Commit], unit: Unit) -> Message | None:
    if any(stroke.kind == "paste" for stroke in strokes):
        return Message("Text was pasted.")
    level, before = 0.0, 0
    for commit in together:
        level = max(0.0, level - SUSTAINED[unit] * (commit.ms - before) / 1000) + commit.size
        if level > BURST:
            return Message(
                "{count} characters came faster than anyone types, {seconds} s after the start.",
                count=commit.size,
                seconds=round(commit.ms / 1000),
            )
        before = commit.ms
    return None
