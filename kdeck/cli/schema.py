"""``kdeck schema``: JSON Schema for editors that check YAML while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli.console import say_json
from kdeck.language import N_, _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context

DETAILS = N_("For editors: name the file in a first line such as  # yaml-language-server: $schema=deck.schema.json")


def configure(parser: ArgumentParser) -> None:
    """Which of the two kinds of file."""
    parser.add_argument("--shop", action="store_true", help=_("the schema of shop.yaml instead of a deck's"))


def run(args: Namespace, context: Context) -> int:  # noqa: ARG001 - every command takes a context
    """Print the schema."""
    from kdeck.decks.jsonschema import deck_schema, shop_schema

    say_json(shop_schema() if args.shop else deck_schema())
    return 0
