"""A typing run as it goes on: strokes in, the typed text and its alignment out. No clock: strokes carry their times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from kdeck.core.message import Message
from kdeck.core.strings import folded, graphemes
from kdeck.core.typing.alignment import Aligner, Step
from kdeck.core.typing.score import (
    TOGETHER_MS,
    Figures,
    Score,
    Stroke,
    Unit,
    counted,
    figures,
    per_minute,
    unit_of,
    units,
)


class Cost(NamedTuple):
    """ms: time spent at a grapheme, what was typed too many before it included. errors: left at it."""

    ms: float = 0.0
    errors: int = 0


def costs(run: Run, *, whole: bool = False) -> list[Cost]:
    """The cost of each grapheme of the passage, in order, as far as it was reached; of all of it with ``whole``.

    An inserted grapheme is put down to the one that it stands before, at the end of the passage to the last one.
    """
    durations = run.durations()
    found = [Cost()] * len(run.passage)
    reached = 0
    for step in run.steps(whole=whole):
        if step.passage is not None:
            reached = step.passage + 1
        place = min(step.passage if step.passage is not None else reached, len(found) - 1)
        if place >= 0:
            ms = durations[step.typed] if step.typed is not None else 0.0
            found[place] = Cost(found[place].ms + ms, found[place].errors + (step.kind != "right"))
    return found[:reached] if not whole else found


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


SAMPLE: Final = "你好，"
"""What is asked to be typed: two hanzi and the full-width comma that an input method gives."""
_MOST: Final = 8

Fault = Literal["nothing", "off", "half-width", "encoding", "other"]


class Echo(NamedTuple):
    """What arrived instead of the sample, and what to change. points: its code points, ``U+4F60 U+597D …``."""

    fault: Fault
    points: str
    advice: Message


def listen(typed: str) -> Echo | None:
    """Compare what arrived with the sample, code point by code point; ``None`` when it is the same."""
    typed = typed.strip()
    if typed == SAMPLE:
        return None
    points = " ".join(f"U+{ord(character):04X}" for character in typed[:_MOST]) + (" …" if len(typed) > _MOST else "")
    fault = _fault(typed)
    return Echo(fault, points, _ADVICE[fault])


def _fault(typed: str) -> Fault:
    if not typed:
        return "nothing"
    if typed == SAMPLE.replace("，", ","):
        return "half-width"
    if "\ufffd" in typed or any("\x80" <= character < "\u0250" for character in typed):
        return "encoding"
    return "off" if typed.isascii() else "other"


_ADVICE: Final[dict[Fault, Message]] = {
    "nothing": Message("Type it with your input method, then press Enter."),
    "off": Message("Switch the input method on: letters arrived, no Chinese characters."),
    "half-width": Message("Switch the input method to full-width punctuation."),
    "encoding": Message("Check that terminal and connection use UTF-8."),
    "other": Message("Type exactly this text, the comma in full width."),
}


TIMES: Final = 2
"""How often a text comes in a round."""


class Item(NamedTuple):
    """A text to drill. pair: what was asked and what was typed for it, where the text is here because of that."""

    text: str
    pair: tuple[str, str] | None = None


class Try(NamedTuple):
    """How a text went in a round, the worse of its times. speed: of its right graphemes. errors: in all times."""

    speed: float
    errors: int


class Drill(NamedTuple):
    """How far a drill has come. target: net speed, in ``unit``. rounds: done. tries: the newest one of each item."""

    items: tuple[Item, ...]
    target: float
    unit: Unit
    rounds: int = 0
    tries: tuple[Try | None, ...] = ()

    @property
    def reached(self) -> tuple[bool, ...]:
        """For each item, whether its newest try reached the target."""
        tries = self.tries or (None,) * len(self.items)
        return tuple(each is not None and not each.errors and each.speed >= self.target for each in tries)

    @property
    def left(self) -> tuple[int, ...]:
        """The places of the items that have yet to reach the target."""
        return tuple(place for place, done in enumerate(self.reached) if not done)

    @property
    def over(self) -> bool:
        """Whether all of them have."""
        return not self.left

    @property
    def separator(self) -> str:
        """What stands between two texts: a line end, which is not typed, or a space between words."""
        return " " if all(text.isascii() for text, _pair in self.items) and self.unit == "WPM" else "\n"

    @property
    def passage(self) -> str:
        """What is typed in the next round."""
        return self.separator.join(self.items[place].text for place in self.left * TIMES)

    def after(self, run: Run) -> Drill:
        """The drill after a round over ``passage``; what was not typed of it counts as wrong."""
        tries = list(self.tries or (None,) * len(self.items))
        found = _tries(run, [self.items[place].text for place in self.left * TIMES], self.separator)
        for number, place in enumerate(self.left):
            times = found[number :: len(self.left)]
            tries[place] = Try(min(each.speed for each in times), sum(each.errors for each in times))
        return self._replace(rounds=self.rounds + 1, tries=tuple(tries))


def _tries(run: Run, texts: Sequence[str], separator: str) -> list[Try]:
    """How each text of a passage went, in order; a separator that is typed belongs to the text before it."""
    each_cost, gap = costs(run, whole=True), len(units(separator))
    found, start = [], 0
    for number, text in enumerate(texts, 1):
        length = len(units(text))
        spent = each_cost[start : start + length + (gap if number < len(texts) else 0)]
        ms, errors = sum(cost.ms for cost in spent), sum(cost.errors for cost in spent)
        right = max(0, len(spent) - errors)
        found.append(Try(per_minute(right, ms, run.unit) if ms else 0.0, errors))
        start += len(spent)
    return found
