"""``kdeck dan``: the nine levels, what each asks, what there is of it, and the next thing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kdeck.cli.console import say, say_json, tell_simulated
from kdeck.language import N_, labelled, render
from kdeck.text import Line
from kdeck.text.levels import SIGNS, blocks, how_far, need_lines, next_step, stands

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping

    from kdeck.cli.context import Context
    from kdeck.core.levels.judge import Judged
    from kdeck.core.levels.ladder import Ladder, Rung

DETAILS = N_(
    "Levels count objective evidence alone. One is kept in the journal with the evidence that completes it. JSON: "
    "{learner, simulated, reached, career, next: {dan, kind, missing}, dans: [{dan, title, state, reached, refresh, "
    "needs: [{kind, asked, found, met, done, missing}]}]}; state is reached, now, to come or unset; refresh counts "
    "cards whose recall has lapsed."
)


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
    if found.career is not None:
        say(labelled(how_far(found), render(found.career.about)))
    for rung in found.rungs:
        state = blocks(rung) if rung.state in ("now", "to come") else stands(rung)
        say(f"{SIGNS[rung.state]} {rung.dan}  {render(rung.name)}  {state}".rstrip())
        for need in rung.needs if rung.state == "now" else ():
            name, asked, *more = need_lines(need, titles)
            say("    ", Line("✓ " if need.met else "✗ ", name.role), labelled(name.text, asked.text))
            for said in more:
                say("      ", said)
    step = next_step(found)
    if step is not None:
        say(step)


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
