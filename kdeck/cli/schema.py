"""``kdeck schema``: JSON Schema for editors that check YAML while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli.console import say_json
from kdeck.language import N_

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context

DETAILS = N_(
    "One schema for decks and for shop.yaml. For editors: name the file in a first line such as "
    "# yaml-language-server: $schema=deck.schema.json"
)


def configure(parser: ArgumentParser) -> None:
    """Nothing but the shared options."""


def run(args: Namespace, context: Context) -> int:  # noqa: ARG001 - every command takes arguments and a context
    """Print the schema."""
    from kdeck.decks.schema import json_schema

    say_json(json_schema())
    return 0
