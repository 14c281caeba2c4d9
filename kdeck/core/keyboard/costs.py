"""What each grapheme of a passage cost in a run: time and errors."""

from __future__ import annotations

from typing import NamedTuple

from kdeck.core.keyboard.run import Run


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
