"""``kdeck completion``: a script that completes commands and options in a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli.console import say_text
from kdeck.language import N_, _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context

DETAILS = N_(
    'bash: put  eval "$(kdeck completion bash)"  into ~/.bashrc; zsh: write it to a file _kdeck in your fpath.'
)


def configure(parser: ArgumentParser) -> None:
    """The shell."""
    parser.add_argument("shell", metavar=_("SHELL"), choices=("bash", "zsh", "tcsh"), help=_("bash, zsh or tcsh"))


def run(args: Namespace, context: Context) -> int:  # noqa: ARG001 - every command takes a context
    """Print the script."""
    import shtab

    from kdeck.cli.arguments import full_parser

    say_text(shtab.complete(full_parser(load=True), shell=args.shell))
    return 0
