"""``kdeck settings``: what a learner may change, without the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli.console import say, say_json
from kdeck.language import N_, _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.trainer.settings import Settings

DETAILS = N_("Without a name: all settings. With a value: change it.")


def configure(parser: ArgumentParser) -> None:
    """A name and a value."""
    parser.add_argument("name", metavar=_("NAME"), nargs="?", help=_("one setting"))
    parser.add_argument("value", metavar=_("VALUE"), nargs="?", help=_("its new value"))


def run(args: Namespace, context: Context) -> int:
    """Show or change."""
    from kdeck.trainer.settings import load, parse

    if args.value is not None:
        parse(args.name, args.value)  # refuse before anything is opened for writing
        with context.writing(create=False, library=False) as trainer:
            _show(trainer.change_setting(args.name, args.value), args.name, args.format)
        return 0
    settings = load(context.reader())
    if args.name is not None and args.name not in settings._fields:
        parse(args.name, "")
    _show(settings, args.name, args.format)
    return 0


def _show(settings: Settings, name: str | None, form: str) -> None:
    chosen = {key: value for key, value in settings._asdict().items() if name in (None, key)}
    if form == "json":
        say_json(chosen)
        return
    for key, value in chosen.items():
        say(f"{key}: {('yes' if value else 'no') if isinstance(value, bool) else value}")
