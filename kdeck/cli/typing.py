"""``kdeck typing``: the app at typing; how a typed text scores, the runs so far, and a run stroke by stroke."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kdeck.cli.console import say, say_json
from kdeck.core.errors import UsageError, reason_of
from kdeck.core.message import Message, series
from kdeck.core.rounding import milliseconds, percent
from kdeck.core.typing.score import TOGETHER_MS, Stroke
from kdeck.language import N_, _, labelled, render
from kdeck.text.typing import counts, mode_name
from kdeck.trainer.typing import RunResult, replayed
from kdeck.trainer.typing import history as runs_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.trainer.trainer import Trainer


DETAILS = N_(
    "score: JSON: {correct, substituted, inserted, omitted, net, gross, accuracy, unit}. net and gross are a minute, "
    "in 字 (characters) where the passage holds Chinese, else in words of five characters. history: JSON: a list of "
    "{id, at, mode, ms, unit, net, accuracy, fixes, counts, void, flags, witness}. replay: JSON: {id, passage, typed, "
    "strokes, cut}, a stroke being {ms, kind, text}."
)
_MOST_BYTES = 100_000
_NEEDED = ("passage", "typed", "seconds")


def configure(parser: ArgumentParser) -> None:
    """What to do, and the files."""
    parser.add_argument(
        "what",
        nargs="?",
        choices=["score", "history", "replay"],
        help=_("score a typed text, list the runs so far, or show one stroke by stroke; without it, the app at typing"),
    )
    parser.add_argument(
        "run", metavar="N", nargs="?", type=_place, default=1, help=_("replay: which run, 1 is the newest")
    )
    for name, text in (("passage", _("the file with the passage")), ("typed", _("the file with what was typed"))):
        parser.add_argument(f"--{name}", metavar=_("FILE"), help=text)
    parser.add_argument("--seconds", metavar="N", type=_seconds, help=_("how long the run took"))
    parser.add_argument("--fixed", metavar="N", type=_count, default=0, help=_("characters taken back while typing"))
    parser.add_argument("--lenient", action="store_true", help=_("let the width of punctuation count for nothing"))
    parser.add_argument("--whole", action="store_true", help=_("count what was not typed to the end as left out"))


def run(args: Namespace, context: Context) -> int:
    """Do what was asked for."""
    if args.what is None:
        from kdeck.cli.app import open_app

        return open_app(context, start="typing")
    if args.what != "score":
        trainer = context.reading()
        return history(trainer, args.format) if args.what == "history" else replay(trainer, args.run, args.format)
    missing = [f"--{name}" for name in _NEEDED if getattr(args, name) is None]
    if missing:
        raise UsageError(
            Message("kdeck typing score needs {options}", options=series(missing)),
            Message("{program} --help shows what it takes.", program="kdeck typing"),
        )
    return _score(args)


def _score(args: Namespace) -> int:
    from kdeck.core.typing.score import figures, score, unit_of

    passage, typed = _text(args.passage), _text(args.typed)
    result = score(passage, typed, fixed=args.fixed, lenient=args.lenient, timed=not args.whole)
    found = figures(result, (), milliseconds(args.seconds), unit_of(passage))
    if args.format == "json":
        numbers = {name: getattr(result, name) for name in ("correct", "substituted", "inserted", "omitted")}
        speeds = {"net": round(found.net, 2), "gross": round(found.gross, 2)}
        say_json(numbers | speeds | {"accuracy": round(found.accuracy, 4), "unit": found.unit})
        return 0
    say(
        _("{net} {unit} net, {gross} gross").format(net=f"{found.net:.1f}", gross=f"{found.gross:.1f}", unit=found.unit)
    )
    say(_("Accuracy {share}").format(share=percent(found.accuracy, decimals=1)))
    for said in counts(result, lenient=args.lenient):
        say(said)
    return 0


def _text(path: str) -> str:
    """A file's text; ``UsageError`` where it cannot be read or is not UTF-8."""
    from kdeck.journal import files

    try:
        return files.read(path, _MOST_BYTES).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise UsageError(Message("{file} cannot be read: {reason}", file=path, reason=reason_of(error))) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            Message("{file} is not UTF-8 text", file=path), Message("Save it as UTF-8, then try again.")
        ) from error


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.001 <= value <= 86_400:
        raise ArgumentTypeError(_("{text} is not a number of seconds above 0").format(text=text))
    return value


def _place(text: str) -> int:
    if not text.isdecimal() or len(text) > 9 or not int(text):
        raise ArgumentTypeError(_("{text} is not a number from 1").format(text=text))
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise ArgumentTypeError(_("{text} is not a number from 0").format(text=text))
    return int(text)


def history(trainer: Trainer, form: str) -> int:
    """A line a run, the newest first."""
    runs = runs_of(trainer)
    if form == "json":
        say_json([_plain(run) for run in runs])
        return 0
    if not runs:
        say(_("No typing run yet: t in the app starts one."))
    for number, run in enumerate(runs, 1):
        when = run.at.minute
        figures = f"{run.figures.net:.0f} {run.figures.unit}  {percent(run.figures.accuracy, decimals=1)}"
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
    from kdeck.core.typing.run import Run

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
