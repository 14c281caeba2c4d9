"""The nine levels: how each stands, what it asks and what there is of it, and the one next thing to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from kdeck.core.levels.words import asks, begun, name_of, told
from kdeck.core.message import counted
from kdeck.language import _, labelled, render, together
from kdeck.text import Line

if TYPE_CHECKING:
    from kdeck.core.levels.judge import Judged
    from kdeck.core.levels.ladder import Ladder, Rung, State

MET, OPEN = "▰", "▱"
SIGNS: Final[dict[State, str]] = {"reached": "✓", "now": "›", "to come": "·", "unset": "·"}


def blocks(rung: Rung) -> str:
    """A block a need, full where it is met."""
    met = sum(need.met for need in rung.needs)
    return MET * met + OPEN * (len(rung.needs) - met)


def how_far(ladder: Ladder) -> str:
    """The levels that are reached and the career that they make."""
    if ladder.career is None:
        return _("dan {dan} of 9").format(dan=ladder.reached)
    return _("dan {dan} of 9 · {career}").format(dan=ladder.reached, career=render(ladder.career.name))


def missing_of(rung: Rung) -> str:
    """Everything that is missing of a level, the next thing first."""
    return together(render(need.missing) for need in rung.needs if need.missing is not None)


def stands(rung: Rung) -> str:
    """How a level stands: when it was reached, what is missing of the one in hand; empty for those to come."""
    if rung.reached is not None:
        if rung.refresh:
            return _("refresh {count} · {date}").format(date=rung.reached.at.date, count=len(rung.refresh))
        return rung.reached.at.date
    if rung.state == "unset":
        return _("not set yet")
    return missing_of(rung) if rung.state == "now" else ""


def about(rung: Rung) -> Iterator[Line]:
    """How a level stands, in sentences."""
    if rung.state == "unset":
        yield Line(_("The shop asks nothing for this level yet, so it is passed over."))
    elif rung.state == "to come":
        yield Line(_("It can be reached once the levels below it are; what you do for it already counts."))
    elif rung.reached is None:
        yield Line(_("Levels count what the program has judged; what you judge yourself never lifts one."))
    else:
        yield Line(_("Reached for good."), "good")
        if rung.refresh:
            text = counted(
                "Recall has lapsed since then. Refreshing {count} card brings it back.",
                "Recall has lapsed since then. Refreshing {count} cards brings it back.",
                len(rung.refresh),
            )
            yield Line(render(text), "warn")


def need_lines(judged: Judged, titles: Mapping[str, str]) -> Iterator[Line]:
    """A need: what it is called, what it asks, what there is of it, what is missing. titles: of decks by id."""
    yield Line(render(name_of(judged.need.kind)), "good" if judged.met else "bad")
    yield Line(render(asks(judged.need, judged.found, titles)))
    if begun(judged.found):
        so_far = labelled(_("so far"), render(told(judged.found, judged.need)))
        dates = dict.fromkeys(proof.at.date for proof in judged.proofs) if judged.met else ()
        yield Line(so_far + (f" ({', '.join(dates)})" if dates else ""), "quiet")
    if judged.missing is not None:
        yield Line(labelled(_("missing"), render(judged.missing)), "warn")


def reached(dan: int) -> Line:
    """That a level was reached just now."""
    return Line(_("Dan {dan} is reached.").format(dan=dan), "good")


def next_step(ladder: Ladder) -> Line | None:
    """The one next thing to do; ``None`` where no level asks for more."""
    step = ladder.next
    if ladder.earned is not None and ladder.earned.pending is not None:
        return Line(render(ladder.earned.pending), "title")
    if step is None or step.need.missing is None:
        return None
    text = _("Next: dan {dan} · {missing}").format(dan=step.dan, missing=render(step.need.missing))
    return Line(text, "title")


def home_line(ladder: Ladder) -> str:
    """The level in hand as Home has it: ``Dan 1 ▰▰▰▱ · missing: typing +4 字/分``; empty where there is none."""
    rung, step = ladder.current, ladder.next
    if rung is not None and rung.pending is not None:
        return render(rung.pending)
    if rung is None or step is None or step.need.missing is None:
        return ""
    values = {"dan": rung.dan, "blocks": blocks(rung), "missing": render(step.need.missing)}
    return _("Dan {dan} {blocks} · missing: {missing}").format(**values)
