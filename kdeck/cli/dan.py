"""``kdeck dan``: the nine levels, what each asks, what there is of it, and the next thing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kdeck.cli.console import Painted, say, say_json, tell_simulated
from kdeck.core.levels.ladder import Ladder, Rung
from kdeck.core.levels.words import asks, begun, name_of, told
from kdeck.language import N_, _, labelled, render, together

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping

    from kdeck.cli.context import Context
    from kdeck.core.levels.judge import Judged

DETAILS = N_(
    "Levels count objective evidence alone. One is kept in the journal with the evidence that completes it. JSON: "
    "{learner, simulated, reached, career, next: {dan, kind, missing}, dans: [{dan, title, state, reached, refresh, "
    "needs: [{kind, asked, found, met, done, missing}]}]}; state is reached, now, to come or unset; refresh counts "
    "cards whose recall has lapsed."
)
_BLOCKS = "▰▱"


def configure(parser: ArgumentParser) -> None:
    """Nothing but the shared options."""
    _ = parser


def run(args: Namespace, context: Context) -> int:
    """Print the ladder."""
    from kdeck.trainer.levels import look

    trainer = context.reading(levels=True)
    found = look(trainer)
    if args.format == "json":
        say_json({"learner": trainer.learner, "simulated": trainer.journal.simulated, **_plain(found)})
    else:
        tell_simulated(trainer.journal)
        _tell(found, {deck.id: deck.title for deck in trainer.library.decks})
    return 0


def _tell(found: Ladder, titles: Mapping[str, str]) -> None:
    career = found.career
    if career is not None:
        about = render(career.about)
        say(_("Dan {dan} of 9 · {career}: {about}").format(dan=found.reached, career=render(career.name), about=about))
    for rung in found.rungs:
        say(_row(rung))
        if rung.state == "now":
            for need in rung.needs:
                sign = Painted("✓", "right") if need.met else Painted("✗", "wrong")
                say("   ", sign, f" {_need(need, titles)}")
        if rung.refresh:
            say("     " + _("recall has lapsed; cards to refresh: {count}").format(count=len(rung.refresh)))
    step = found.next
    if found.earned is not None and found.earned.pending is not None:
        say(Painted(render(found.earned.pending), "strong"))
    elif step is not None and step.need.missing is not None:
        text = _("Next: dan {dan} · {missing}").format(dan=step.dan, missing=render(step.need.missing))
        say(Painted(text, "strong"))


def _row(rung: Rung) -> str:
    sign = {"reached": "✓", "now": "▸", "to come": "·", "unset": "·"}[rung.state]
    return f"{sign} {rung.dan}  {render(rung.name)}  {_state(rung)}".rstrip()


def _state(rung: Rung) -> str:
    if rung.reached is not None:
        return rung.reached.at.isoformat()[:10]
    if rung.state == "unset":
        return _("(the shop asks nothing for it yet)")
    met = sum(need.met for need in rung.needs)
    return _BLOCKS[0] * met + _BLOCKS[1] * (len(rung.needs) - met)


def _need(need: Judged, titles: Mapping[str, str]) -> str:
    """What is asked, what there is, and what is missing."""
    parts = [render(asks(need.need, need.found, titles))]
    if begun(need.found):
        parts.append(labelled(_("so far"), render(told(need.found, need.need))))
    if need.missing is not None:
        parts.append(labelled(_("missing"), render(need.missing)))
    return labelled(render(name_of(need.need.kind)), together(parts))


def _plain(found: Ladder) -> dict[str, Any]:
    step = found.next
    return {
        "reached": found.reached,
        "career": None if found.career is None else render(found.career.name),
        "next": None
        if step is None or step.need.missing is None
        else {"dan": step.dan, "kind": step.need.need.kind, "missing": render(step.need.missing)},
        "dans": [_plain_rung(rung) for rung in found.rungs],
    }


def _plain_rung(rung: Rung) -> dict[str, Any]:
    return {
        "dan": rung.dan,
        "title": render(rung.name),
        "state": rung.state,
        "reached": None if rung.reached is None else rung.reached.at.isoformat(),
        "refresh": len(rung.refresh),
        "needs": [_plain_need(need) for need in rung.needs],
    }


def _plain_need(need: Judged) -> dict[str, Any]:
    return {
        "kind": need.need.kind,
        "asked": need.need._asdict(),
        "found": need.found._asdict(),
        "met": need.met,
        "done": round(need.done, 4),
        "missing": None if need.missing is None else render(need.missing),
    }
