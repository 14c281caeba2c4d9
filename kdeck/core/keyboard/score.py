"""How right a typed text is. Error classes after Soukoreff & MacKenzie 2003, "Metrics for text entry research"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kdeck.core.keyboard.alignment import Aligner, Step
from kdeck.core.keyboard.graphemes import graphemes
from kdeck.core.keyboard.width import folded, is_slip


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
