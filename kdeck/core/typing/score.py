"""How right and how fast a typed text is, and what makes a certified run count for nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from kdeck.core.message import Message
from kdeck.core.strings import Writing, folded, graphemes, is_slip, written_in
from kdeck.core.typing.alignment import Aligner, Step

StrokeKind = Literal["commit", "delete", "paste", "blur", "focus"]


class Stroke(NamedTuple):
    """One stroke. ms: since the start of the run, by the time stamps of the terminal's reader, never decreasing.

    commit: ``text`` was committed at once: one letter, or what an input method hands over in one go.
    delete: the last grapheme cluster was taken back, by Backspace. paste: ``text`` came by a bracketed paste.
    blur, focus: the terminal lost or got back the focus.
    """

    ms: int
    kind: StrokeKind
    text: str = ""


class Score(NamedTuple):
    """Counts of grapheme clusters.

    correct (C); substituted, inserted and omitted are together what was left wrong (INF). fixed (F): taken back while
    typing. width_slips: signs typed in the other width, such as , for ，; they are among the substituted ones, or among
    the correct ones where width is forgiven. typed: the length of the typed text.
    """

    correct: int
    substituted: int
    inserted: int
    omitted: int
    fixed: int = 0
    width_slips: int = 0

    @property
    def typed(self) -> int:
        """Graphemes of the typed text."""
        return self.correct + self.substituted + self.inserted

    @property
    def incorrect(self) -> int:
        """Errors left in the text (INF)."""
        return self.substituted + self.inserted + self.omitted

    @property
    def accuracy(self) -> float:
        """Final accuracy C / (C + INF), 0..1; 0 for an empty text."""
        return _share(self.correct, self.correct + self.incorrect)

    @property
    def first_try(self) -> float:
        """Accuracy before correcting: C / (C + INF + F), 0..1."""
        return _share(self.correct, self.correct + self.incorrect + self.fixed)

    @property
    def fix_share(self) -> float:
        """回改率: the share of all graphemes typed that was taken back, F / (final + F), 0..1."""
        return _share(self.fixed, self.typed + self.fixed)


def score(passage: str, typed: str, *, fixed: int = 0, lenient: bool = False, timed: bool = True) -> Score:
    """The score of a typed text against its passage.

    lenient: the width of punctuation does not count. timed: time ended the run, so what was not reached is not wrong.
    Line ends count for nothing.
    """
    asked, given = units(passage), units(typed)
    aligner = Aligner(asked, folded if lenient else str)
    aligner.set_typed(given)
    return counted(aligner.steps(whole=not timed), asked, given, fixed)


def units(text: str) -> list[str]:
    """The graphemes that are counted: all but line ends."""
    return graphemes(text.replace("\r", "").replace("\n", ""))


def counted(steps: Iterable[Step], passage: list[str], typed: list[str], fixed: int = 0) -> Score:
    """The score of an alignment."""
    counts = {"right": 0, "substituted": 0, "inserted": 0, "omitted": 0}
    slips = 0
    for kind, place, at in steps:
        counts[kind] += 1
        if place is not None and at is not None and passage[place] != typed[at]:
            slips += is_slip(passage[place], typed[at])
    return Score(counts["right"], counts["substituted"], counts["inserted"], counts["omitted"], fixed, slips)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


Unit = Literal["字/分", "WPM"]
UNITS: Final[dict[Writing, Unit]] = {"zh": "字/分", "en": "WPM"}
WRITINGS: Final[dict[Unit, Writing]] = {unit: writing for writing, unit in UNITS.items()}

_WORD: Final = 5
"""Characters of a word where words are counted: the convention of typing tests in English."""
_PENALTY: Final = 5
"""What an error left standing costs under the strict count, in characters."""
_WINDOW_MS: Final = 5_000
_BEST_MS: Final = 10_000


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
    return UNITS[written_in(passage)]


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
