"""``kdeck doctor``: is this terminal fit, are the data sound, are the decks right; and what to do where not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli.checkup import Result
from kdeck.cli.console import Painted, say, say_json
from kdeck.language import N_, _, labelled

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from kdeck.cli.context import Context

DETAILS = N_("Exit code 1 when anything failed. JSON: a list of {level, name, message, advice}.")
_ROLES = {"ok": "right", "warn": "warn", "fail": "wrong", "skip": "quiet"}


def configure(parser: ArgumentParser) -> None:
    """Mending what can be mended."""
    parser.add_argument(
        "--fix",
        action="store_true",
        help=_(
            "recompute memories that do not match the journal, and mend times in the future (if the clock is right)"
        ),
    )


def run(args: Namespace, context: Context) -> int:
    """Run every check; one that fails never hides the others."""
    if args.fix and context.options.at is not None:
        for name in context.learners():
            context.require_simulated(name)
    results = []
    for result in _results(context, fix=args.fix):
        results.append(result)
        if args.format == "text":
            _tell(result)
    if args.format == "json":
        say_json([result._asdict() for result in results])
    return 1 if any(result.level == "fail" for result in results) else 0


def _results(context: Context, *, fix: bool) -> Iterator[Result]:
    from kdeck.cli import checkup_data, checkup_terminal

    yield from checkup_terminal.results(ask=context.options.format == "text")
    yield from checkup_data.results(context, fix=fix)


def _tell(result: Result) -> None:
    words = {"ok": _("ok"), "warn": _("warn"), "fail": _("FAIL"), "skip": _("skipped")}
    say(Painted(words[result.level], _ROLES[result.level]), f"  {labelled(result.name, result.message)}")
    if result.advice:
        say(f"    {result.advice}")
