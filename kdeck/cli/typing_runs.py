"""``kdeck typing history`` and ``kdeck typing replay``: runs as they are kept in the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kdeck.cli.console import say, say_json
from kdeck.core.keyboard.certified import TOGETHER_MS
from kdeck.core.keyboard.stroke import Stroke
from kdeck.language import _, labelled, render
from kdeck.trainer.typing import RunResult, mode_name, replayed
from kdeck.trainer.typing import history as runs_of

if TYPE_CHECKING:
    from kdeck.trainer.trainer import Trainer


def history(trainer: Trainer, form: str) -> int:
    """A line a run, the newest first."""
    runs = runs_of(trainer)
    if form == "json":
        say_json([_plain(run) for run in runs])
        return 0
    if not runs:
        say(_("No typing run yet: t in the app starts one."))
    for number, run in enumerate(runs, 1):
        when = run.at.isoformat()[:16].replace("T", " ")
        figures = f"{run.figures.net:.0f} {run.figures.unit}  {run.figures.accuracy:.1%}"
        notes = [run.witness] if run.witness else []
        if run.void is not None:
            notes.append(labelled(_("does not count"), render(run.void)))
        say("  ".join([f"{number:>3}", when, figures, mode_name(run.mode), *notes]))
    return 0


def replay(trainer: Trainer, number: int, form: str) -> int:
    """One run, commit by commit; ``UsageError`` where there is no such run."""
    run, strokes = replayed(trainer, number)
    if form == "json":
        shown = [stroke._asdict() for stroke in strokes]
        say_json({"id": run.id, "passage": run.passage, "typed": _typed(strokes), "strokes": shown, "cut": run.cut})
        return 0
    say(labelled(_("Passage"), run.passage))
    for stroke in _together(strokes):
        say(f"{stroke.ms / 1000:>8.2f}  {_words(stroke)}")
    say(labelled(_("Typed"), _typed(strokes)))
    if run.cut:
        say(_("The end of this run is not in the log: it was too long."))
    return 0


def _typed(strokes: Sequence[Stroke]) -> str:
    """What was typed in the end; against which passage does not matter for that."""
    from kdeck.core.keyboard.run import Run

    run = Run("", strokes[-1].ms + 1 if strokes else 1, free=True)
    for stroke in strokes:
        run.feed(stroke)
    return "".join(run.typed)


def _together(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Strokes, those of one commit put together; ms is that of its first."""
    found: list[list[Stroke]] = []
    for stroke in strokes:
        if found and _joins(found[-1][-1], stroke):
            found[-1].append(stroke)
        else:
            found.append([stroke])
    return [group[0]._replace(text="".join(stroke.text for stroke in group)) for group in found]


def _joins(before: Stroke, stroke: Stroke) -> bool:
    return before.kind == stroke.kind == "commit" and stroke.ms - before.ms <= TOGETHER_MS


def _words(stroke: Stroke) -> str:
    if stroke.kind == "commit":
        return stroke.text
    return {
        "delete": _("(taken back)"),
        "paste": _("(pasted)"),
        "blur": _("(focus lost)"),
        "focus": _("(focus back)"),
    }[stroke.kind]


def _plain(run: RunResult) -> dict[str, Any]:
    return {
        "id": run.id,
        "at": run.at.isoformat(),
        "mode": run.mode,
        "ms": run.milliseconds,
        "unit": run.figures.unit,
        "net": round(run.figures.net, 2),
        "accuracy": round(run.figures.accuracy, 4),
        "fixes": round(run.figures.fix_share, 4),
        "counts": run.counts,
        "void": None if run.void is None else str(run.void),
        "flags": list(run.flags),
        "witness": run.witness,
    }
