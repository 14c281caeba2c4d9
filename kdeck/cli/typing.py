"""``kdeck typing``: the app at typing; how a typed text scores, the runs so far, and a run stroke by stroke."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from kdeck.cli.console import say, say_json
from kdeck.core.errors import UsageError
from kdeck.core.message import Message, series
from kdeck.core.reason import reason_of
from kdeck.language import N_, _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context

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
        parser.add_argument(f"--{name}", metavar="FILE", help=text)
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
        from kdeck.cli.typing_runs import history, replay

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
    from kdeck.core.keyboard.figures import figures, unit_of
    from kdeck.core.keyboard.score import score

    passage, typed = _text(args.passage), _text(args.typed)
    result = score(passage, typed, fixed=args.fixed, lenient=args.lenient, timed=not args.whole)
    found = figures(result, (), round(args.seconds * 1000), unit_of(passage))
    if args.format == "json":
        counts = {name: getattr(result, name) for name in ("correct", "substituted", "inserted", "omitted")}
        speeds = {"net": round(found.net, 2), "gross": round(found.gross, 2)}
        say_json(counts | speeds | {"accuracy": round(found.accuracy, 4), "unit": found.unit})
        return 0
    say(
        _("{net} {unit} net, {gross} gross").format(net=f"{found.net:.1f}", gross=f"{found.gross:.1f}", unit=found.unit)
    )
    say(_("Accuracy {share}").format(share=f"{found.accuracy:.1%}"))
    counted = _("{correct} right, {substituted} wrong, {inserted} too many, {omitted} left out")
    say(counted.format(**{name: getattr(result, name) for name in result._fields}))
    if result.width_slips:
        forgiven = _("Of the right ones, {count} differ in width: forgiven.")
        text = forgiven if args.lenient else _("Of the wrong ones, {count} differ in width alone.")
        say(text.format(count=result.width_slips))
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
