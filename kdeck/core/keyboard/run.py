"""A typing run as it goes on: strokes in, the typed text and its alignment out. No clock: strokes carry their times."""

from __future__ import annotations

from collections.abc import Sequence

from kdeck.core.keyboard.alignment import Aligner, Step
from kdeck.core.keyboard.certified import TOGETHER_MS
from kdeck.core.keyboard.figures import Figures, Unit, figures, unit_of
from kdeck.core.keyboard.graphemes import graphemes
from kdeck.core.keyboard.score import Score, counted, units
from kdeck.core.keyboard.stroke import Stroke
from kdeck.core.keyboard.width import folded


class Run:
    """One run over a passage. milliseconds: how long it lasts, ``None`` until the whole passage is typed.

    lenient: the width of punctuation does not count. unit: of the speeds, by default the one that the passage asks for.
    free: the passage is not copied, so reaching its end ends nothing.
    Strokes after the end count for nothing. passage, typed: the graphemes of both, line ends left out. times: when each
    typed grapheme was complete, in milliseconds. fixed: graphemes taken back.
    """

    def __init__(
        self,
        passage: str,
        milliseconds: int | None,
        *,
        lenient: bool = False,
        unit: Unit | None = None,
        free: bool = False,
    ) -> None:
        self.text = passage
        self.passage = units(passage)
        self.unit: Unit = unit or unit_of(passage)
        self.milliseconds = milliseconds
        self.lenient = lenient
        self.free = free
        self.typed: list[str] = []
        self.times: list[int] = []
        self.fixed = 0
        self.strokes: list[Stroke] = []
        self._aligner = Aligner(self.passage, folded if lenient else str)
        self._ended: int | None = None

    def feed(self, stroke: Stroke) -> None:
        """Take one stroke. A stroke whose time lies before the last one's is taken as if it came with that."""
        if self.over_at(stroke.ms):
            return
        if self.strokes and stroke.ms < self.strokes[-1].ms:
            stroke = stroke._replace(ms=self.strokes[-1].ms)
        self.strokes.append(stroke)
        if stroke.kind == "commit":
            self._commit(stroke)
        elif stroke.kind == "delete":
            self._take_back()
        if not self.free and self.complete:
            self.finish(stroke.ms)

    def finish(self, ms: int) -> None:
        """End the run: its time is up, or the learner stops."""
        if self._ended is None:
            last = self.strokes[-1].ms if self.strokes else 0
            self._ended = max(ms, last) if self.milliseconds is None else min(max(ms, last), self.milliseconds)

    def over_at(self, ms: int) -> bool:
        """Whether the run has ended by a time."""
        return self._ended is not None or (self.milliseconds is not None and ms >= self.milliseconds)

    @property
    def ended(self) -> int | None:
        """When the run ended, in milliseconds, ``None`` while it goes on."""
        return self._ended

    @property
    def complete(self) -> bool:
        """Whether as much has been typed as the passage holds, and its end is right."""
        count = len(self.passage)
        if len(self.typed) < count or not count:
            return False
        asked, typed = self.passage[-1], self.typed[-1]
        return asked == typed or (self.lenient and folded(asked) == folded(typed))

    def alone(self) -> Run:
        """A run that has ended, over the text that it came to: what was typed in one's own words has no wrong ones."""
        run = Run("".join(self.typed), None, unit=self.unit, free=True)
        for stroke in self.strokes:
            run.feed(stroke)
        run.finish(self._ended or 0)
        return run

    def durations(self) -> list[float]:
        """Milliseconds that each typed grapheme took, those of one commit in equal shares.

        What was taken back since the grapheme before is part of it.
        """
        found: list[float] = []
        before, first = 0, 0
        for place, ms in enumerate(self.times):
            last = place + 1 == len(self.times)
            if last or self.times[place + 1] - ms > TOGETHER_MS:
                size = place + 1 - first
                found += [(ms - before) / size] * size
                before, first = ms, place + 1
        return found

    def steps(self, *, whole: bool = False) -> tuple[Step, ...]:
        """How the typed text is aligned with the passage. whole: with all of it, reached or not."""
        return self._aligner.steps(whole=whole)

    def score(self) -> Score:
        """The score so far; of a run without a time limit, the passage counts whole once it has ended."""
        steps = self.steps(whole=self.milliseconds is None and self._ended is not None)
        return counted(steps, self.passage, self.typed, self.fixed)

    def figures(self, milliseconds: int | None = None) -> Figures:
        """Speeds and shares of the run. milliseconds: how long it has gone on, by default until its end.

        ``ValueError`` for a run that has taken no time.
        """
        taken = milliseconds if milliseconds is not None else self._ended or 0
        return figures(self.score(), self.strokes, taken, self.unit)

    def _commit(self, stroke: Stroke) -> None:
        """Combining marks and skin tones come as strokes of their own: they join what was typed before."""
        text = stroke.text.replace("\r", "").replace("\n", "")
        last = self.typed[-1:]
        joined = graphemes("".join(last) + text)
        if last and joined[:1] == last:
            self._push(joined[1:], stroke.ms)
        else:
            if last:
                self._pop()
            self._push(joined, stroke.ms)

    def _take_back(self) -> None:
        if self.typed:
            self._pop()
            self.fixed += 1

    def _push(self, more: Sequence[str], ms: int) -> None:
        for grapheme in more:
            self.typed.append(grapheme)
            self.times.append(ms)
            self._aligner.push(grapheme)

    def _pop(self) -> None:
        self.typed.pop()
        self.times.pop()
        self._aligner.pop()
